"""The rules of funds, typed plain, become the HTML that they were printed as."""

from django.db import migrations

import plics.richtext.fields
from plics.richtext.markup import source, to_html


def rewrite(apps, change):
    for fund in apps.get_model("funds", "Fund").objects.all():
        fund.rule = change(fund.rule)
        fund.save(update_fields=["rule"])


def to_markup(apps, schema_editor):
    rewrite(apps, to_html)


def to_plain(apps, schema_editor):
    rewrite(apps, source)


class Migration(migrations.Migration):
    dependencies = [("funds", "0011_payment_orders")]

    operations = [
        migrations.RunPython(to_markup, to_plain),
        migrations.AlterField(
            model_name="fund",
            name="rule",
            field=plics.richtext.fields.RichTextField(
                help_text="Imprimée dans le PLICS.", verbose_name="règle d’attribution"
            ),
        ),
    ]
