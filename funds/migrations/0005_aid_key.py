from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from the rows it constrains: PostgreSQL refuses both in one transaction.

    Going back needs numbers that no two years share.
    """

    dependencies = [("funds", "0004_keys_of_known_aids")]

    operations = [
        migrations.AddConstraint(
            "aid",
            models.UniqueConstraint(
                fields=["fund", "year", "number_key"],
                name="aid_key",
                violation_error_message="Ce numéro d’aide existe déjà pour ce fonds cette année.",
            ),
        ),
    ]
