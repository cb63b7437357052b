from django.db import migrations

# What the dashboards took for granted before a need said it; any other need was answered
# by the step of its own code.
ANSWERS = {
    "emploi": ["recherche_emploi", "acces_emploi"],
    "famille": ["parentalite"],
    "budget": ["administratif"],
    "isolement": ["lien_social"],
}


def link_steps(apps, schema_editor):
    steps = apps.get_model("beneficiaries", "Step").objects
    for need in apps.get_model("beneficiaries", "Need").objects.all():
        need.steps.set(steps.filter(code__in=ANSWERS.get(need.code, [need.code])))


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0004_need_steps")]

    operations = [migrations.RunPython(link_steps, migrations.RunPython.noop)]
