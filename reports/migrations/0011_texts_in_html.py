"""The texts of an edition, typed plain, become the HTML that they were printed as."""

from django.db import migrations

import plics.richtext.fields
from plics.richtext.markup import source, to_html

FIELDS = ("preamble", "participants_note")


def rewrite(apps, change):
    for edition in apps.get_model("reports", "Edition").objects.all():
        for field in FIELDS:
            setattr(edition, field, change(getattr(edition, field)))
        edition.save(update_fields=FIELDS)


def to_markup(apps, schema_editor):
    rewrite(apps, to_html)


def to_plain(apps, schema_editor):
    rewrite(apps, source)


class Migration(migrations.Migration):
    dependencies = [("reports", "0010_accepted_findings")]

    operations = [
        migrations.RunPython(to_markup, to_plain),
        migrations.AlterField(
            model_name="edition",
            name="participants_note",
            field=plics.richtext.fields.RichTextField(
                blank=True, verbose_name="présentation des participants"
            ),
        ),
        migrations.AlterField(
            model_name="edition",
            name="preamble",
            field=plics.richtext.fields.RichTextField(blank=True, verbose_name="préambule"),
        ),
    ]
