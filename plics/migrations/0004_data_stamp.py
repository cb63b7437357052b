import uuid

from django.db import migrations, models


def first_stamp(apps, schema_editor):
    apps.get_model("plics", "DataStamp").objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("plics", "0003_cache_table")]

    operations = [
        migrations.CreateModel(
            name="DataStamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                "verbose_name": "état des données",
                "verbose_name_plural": "états des données",
            },
        ),
        migrations.RunPython(first_stamp, migrations.RunPython.noop),
    ]
