from django.db import migrations, models

PAYERS = [("CAF", "CAF"), ("MSA", "MSA")]


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0006_no_overlap")]

    operations = [
        migrations.AddField(
            "householdsituation",
            "organisation",
            models.CharField(
                choices=PAYERS, default="CAF", max_length=3, verbose_name="organisme"
            ),
        ),
    ]
