import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_author_messages")]

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="jour des chiffres")),
                (
                    "knowing",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="commissions connues"
                    ),
                ),
                ("digest", models.CharField(max_length=32, verbose_name="empreinte des chiffres")),
                ("values", models.BinaryField(verbose_name="effectifs")),
                ("hidden", models.BinaryField(verbose_name="chiffres cachés")),
                (
                    "released_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="donnés le"
                    ),
                ),
            ],
            options={
                "verbose_name": "chiffres publiés",
                "verbose_name_plural": "chiffres publiés",
                "ordering": ["-released_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            "release",
            models.UniqueConstraint(fields=["day", "knowing", "digest"], name="release_key"),
        ),
    ]
