from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0017_announced_release"),
    ]

    operations = [
        migrations.AddField(
            model_name="figure",
            name="as_of",
            field=models.DateField(blank=True, null=True, verbose_name="dernier jour connu"),
        ),
        migrations.AddField(
            model_name="figure",
            name="status",
            field=models.CharField(default="ok", max_length=10, verbose_name="connaissance"),
        ),
    ]
