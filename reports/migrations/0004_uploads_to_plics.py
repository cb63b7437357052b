"""Files sent from the site are the import engine's: their rows move to its application."""

from django.core.management.color import no_style
from django.db import migrations

MOVED = ["ColumnMapping", "Upload"]


def copy(source_app: str, target_app: str):
    def move(apps, schema_editor):
        quote = schema_editor.quote_name
        models = [apps.get_model(target_app, name) for name in MOVED]
        for model in models:
            columns = ", ".join(quote(field.column) for field in model._meta.concrete_fields)
            source = apps.get_model(source_app, model.__name__)._meta.db_table
            # Through SQL: a copy by the models would date the rows again.
            schema_editor.execute(
                f"INSERT INTO {quote(model._meta.db_table)} ({columns}) "
                f"SELECT {columns} FROM {quote(source)}"
            )
        for statement in schema_editor.connection.ops.sequence_reset_sql(no_style(), models):
            schema_editor.execute(statement)

    return move


class Migration(migrations.Migration):
    dependencies = [
        ("plics", "0005_uploads"),
        ("reports", "0003_uploads"),
    ]

    operations = [
        migrations.RunPython(copy("reports", "plics"), copy("plics", "reports")),
        migrations.DeleteModel(name="ColumnMapping"),
        migrations.DeleteModel(name="Upload"),
    ]
