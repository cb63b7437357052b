import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_uploads_to_plics")]

    operations = [
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                (
                    "key",
                    models.CharField(
                        max_length=32, primary_key=True, serialize=False, verbose_name="clé"
                    ),
                ),
                ("value", models.BinaryField(verbose_name="valeur")),
                (
                    "kept_at",
                    models.DateTimeField(
                        db_index=True,
                        default=django.utils.timezone.now,
                        verbose_name="gardée le",
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse gardée",
                "verbose_name_plural": "réponses gardées",
            },
        ),
    ]
