from django.db import migrations

# The codes that figures of the licence were counted by before a milestone said its stage.
STAGES = {
    "code_fini": "theory_finished",
    "code_obtenu": "theory_passed",
    "conduite_finie": "driving_finished",
    "permis_obtenu": "licence",
}


def name_stages(apps, schema_editor):
    milestones = apps.get_model("actions", "Milestone").objects
    for code, stage in STAGES.items():
        milestones.filter(code=code).update(licence_stage=stage)


class Migration(migrations.Migration):
    dependencies = [("actions", "0004_milestone_licence_stage")]

    operations = [migrations.RunPython(name_stages, migrations.RunPython.noop)]
