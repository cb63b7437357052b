from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funds", "0002_bounds_of_days")]

    operations = [
        migrations.RemoveConstraint("aid", "aid_key"),
        migrations.AddField(
            "aid",
            "year",
            models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="année"),
            preserve_default=False,
        ),
        migrations.AddField(
            "aid",
            "number_key",
            models.CharField(
                default="", editable=False, max_length=60, verbose_name="numéro comparé"
            ),
            preserve_default=False,
        ),
    ]
