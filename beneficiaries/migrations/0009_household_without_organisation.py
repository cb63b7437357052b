from django.db import migrations


class Migration(migrations.Migration):
    """Apart from the rows it moves: PostgreSQL refuses both in one transaction."""

    dependencies = [("beneficiaries", "0008_payer_of_each_situation")]

    operations = [migrations.RemoveField("household", "organisation")]
