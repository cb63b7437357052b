"""The function of the person to contact, and an official address in place of a copy."""

from django.db import migrations, models

# The reference lists once gave a stranger's copy of a booklet of 2016.
COPY, OFFICIAL = "https://docslib.org/doc/9928306", "https://www.orne.fr/"


def give_official_address(apps, schema_editor):
    departments = apps.get_model("plics", "Department").objects
    departments.filter(public_series=COPY).update(public_series=OFFICIAL)


class Migration(migrations.Migration):
    dependencies = [("plics", "0020_rows_saved_of_sent_forms")]

    operations = [
        migrations.AlterField(
            model_name="department",
            name="contact",
            field=models.CharField(
                blank=True,
                help_text="Telle que la dernière page des livrets la nomme ; avec son accord.",
                max_length=120,
                verbose_name="personne à contacter",
            ),
        ),
        migrations.AddField(
            model_name="department",
            name="contact_role",
            field=models.CharField(
                blank=True,
                help_text="« Chargée de mission insertion », « Service insertion ».",
                max_length=120,
                verbose_name="sa fonction",
            ),
        ),
        migrations.AlterField(
            model_name="department",
            name="public_series",
            field=models.URLField(
                blank=True,
                help_text="La page de la collectivité où les livrets sont publiés, ou son site : "
                "celle que donne leur dernière page.",
                verbose_name="adresse officielle",
            ),
        ),
        migrations.RunPython(give_official_address, migrations.RunPython.noop),
    ]
