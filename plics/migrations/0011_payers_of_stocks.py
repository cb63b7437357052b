from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plics", "0010_sent_forms")]

    operations = [
        migrations.AddField(
            "importrun",
            "payers",
            models.JSONField(blank=True, default=list, verbose_name="organismes"),
        ),
    ]
