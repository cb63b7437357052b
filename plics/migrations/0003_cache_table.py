from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", "cache", database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name('cache')}")


class Migration(migrations.Migration):

    dependencies = [
        ('plics', '0002_account_names_whatever_capitals'),
    ]

    operations = [migrations.RunPython(create, drop)]
