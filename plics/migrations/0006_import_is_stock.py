from django.db import migrations, models

STOCKS = ["beneficiaires", "cnaf"]


def mark_stocks(apps, schema_editor):
    apps.get_model("plics", "ImportRun").objects.filter(kind__in=STOCKS).update(is_stock=True)


class Migration(migrations.Migration):
    """A run says itself that it was a stock: nobody lists the kinds that are."""

    dependencies = [("plics", "0005_uploads")]

    operations = [
        migrations.AddField(
            "importrun",
            "is_stock",
            models.BooleanField(default=False, verbose_name="stock entier"),
        ),
        migrations.RunPython(mark_stocks, migrations.RunPython.noop),
    ]
