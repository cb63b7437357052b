from django.db import migrations

# Of the types that the application brings; those of a département are its own to tell.
KNOWN = ["cer_ajourne", "report"]


def tell(apps, schema_editor):
    apps.get_model("beneficiaries", "DecisionType").objects.filter(code__in=KNOWN).update(
        comes_back=True
    )


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0020_decisions_that_come_back")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
