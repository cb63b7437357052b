from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    # Apart from the rows it constrains: PostgreSQL refuses both in one transaction.
    dependencies = [("plics", "0006_import_is_stock")]

    operations = [
        migrations.RemoveConstraint("importrun", "import_stock_dated"),
        migrations.AddConstraint(
            "importrun",
            models.CheckConstraint(
                condition=Q(is_stock=False) | Q(reference_date__isnull=False),
                name="import_stock_dated",
                violation_error_message="Un stock de bénéficiaires porte une date de référence.",
            ),
        ),
    ]
