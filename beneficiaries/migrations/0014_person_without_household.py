from django.db import migrations


class Migration(migrations.Migration):
    """Apart from the rows it moves: PostgreSQL refuses both in one transaction."""

    dependencies = [("beneficiaries", "0013_households_told_by_places")]

    operations = [
        migrations.RemoveConstraint("person", "person_key"),
        migrations.RemoveField("person", "household"),
    ]
