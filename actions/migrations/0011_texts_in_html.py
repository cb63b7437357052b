"""Texts typed plain become the HTML that they were printed as; a portrait read over stays so."""

import hashlib

from django.db import migrations

import plics.richtext.fields
from plics.richtext.markup import source, to_html

TEXTS = ("name", "age", "family", "place")


def digest(story):
    """Of the texts of a portrait, as its review keeps it."""
    texts = [str(getattr(story, name) or "") for name in TEXTS]
    for block in story.blocks.order_by("order", "pk"):
        texts += [block.title, block.body]
    return hashlib.blake2s(repr(texts).encode(), digest_size=16).hexdigest()


def rewrite(apps, change):
    story_model = apps.get_model("actions", "CaseStory")
    reviewed = story_model.objects.exclude(reviewed_text="")
    read_over = [story for story in reviewed if story.reviewed_text == digest(story)]
    for name, field in (
        ("SheetBlock", "body"),
        ("CaseStoryBlock", "body"),
        ("Section", "introduction"),
        ("Pact", "introduction"),
    ):
        for row in apps.get_model("actions", name).objects.all():
            setattr(row, field, change(getattr(row, field)))
            row.save(update_fields=[field])
    for story in read_over:
        story.reviewed_text = digest(story)
        story.save(update_fields=["reviewed_text"])


def to_markup(apps, schema_editor):
    rewrite(apps, to_html)


def to_plain(apps, schema_editor):
    rewrite(apps, source)


class Migration(migrations.Migration):
    dependencies = [("actions", "0010_plans_and_proposals")]

    operations = [
        migrations.RunPython(to_markup, to_plain),
        migrations.AlterField(
            model_name="sheetblock",
            name="body",
            field=plics.richtext.fields.RichTextField(verbose_name="texte"),
        ),
        migrations.AlterField(
            model_name="casestoryblock",
            name="body",
            field=plics.richtext.fields.RichTextField(verbose_name="texte"),
        ),
        migrations.AlterField(
            model_name="section",
            name="introduction",
            field=plics.richtext.fields.RichTextField(blank=True, verbose_name="introduction"),
        ),
        migrations.AlterField(
            model_name="pact",
            name="introduction",
            field=plics.richtext.fields.RichTextField(blank=True, verbose_name="présentation"),
        ),
    ]
