from django.db import migrations, models

import plics.models.stamps


class Migration(migrations.Migration):
    """A table that nobody has written in since has no stamp, which is one too."""

    dependencies = [("plics", "0008_staff_label")]

    operations = [
        migrations.DeleteModel("DataStamp"),
        migrations.CreateModel(
            name="TableStamp",
            fields=[
                (
                    "table",
                    models.CharField(
                        max_length=63, primary_key=True, serialize=False, verbose_name="table"
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        default=plics.models.stamps.new_value, max_length=32, verbose_name="état"
                    ),
                ),
            ],
            options={
                "verbose_name": "état d’une table",
                "verbose_name_plural": "états des tables",
            },
        ),
    ]
