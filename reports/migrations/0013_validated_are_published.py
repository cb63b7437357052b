from django.db import migrations
from django.db.models import F


def publish(apps, schema_editor):
    """Until now an edition was published as soon as it was validated."""
    editions = apps.get_model("reports", "Edition").objects.filter(status="validated")
    editions.update(
        status="published", published_at=F("validated_at"), published_by=F("validated_by")
    )


def unpublish(apps, schema_editor):
    editions = apps.get_model("reports", "Edition").objects
    editions.filter(status="published").update(
        status="validated", published_at=None, published_by=None
    )
    editions.filter(status="review").update(status="draft")


class Migration(migrations.Migration):
    dependencies = [("reports", "0012_edition_steps")]

    operations = [migrations.RunPython(publish, unpublish)]
