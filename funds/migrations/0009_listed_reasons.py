from django.db import migrations
from django.utils.text import slugify

# What the reference lists name: rows typed so before are of that reason.
LISTED = [
    ("autre-dispositif-a-solliciter-dabord", "Autre dispositif à solliciter d’abord"),
    ("dossier-incomplet", "Dossier incomplet"),
    ("hors-du-champ-du-fonds", "Hors du champ du fonds"),
    ("ressources-superieures-au-bareme", "Ressources supérieures au barème"),
]


def listed_reasons(apps, schema_editor):
    """Texts of the list become its rows; others stay as notes, which readers never get."""
    Aid = apps.get_model("funds", "Aid")
    RefusalReason = apps.get_model("funds", "RefusalReason")
    texts = Aid.objects.exclude(refusal_note="").order_by().values_list("refusal_note", flat=True)
    typed = {}
    for text in texts.distinct():
        typed.setdefault(slugify(text), []).append(text)
    for order, (code, label) in enumerate(LISTED, start=1):
        if code not in typed:
            continue
        reason = RefusalReason.objects.create(code=code, label=label, order=order)
        aids = Aid.objects.filter(refusal_note__in=typed[code])
        aids.update(refusal_reason=reason, refusal_note="")


def typed_reasons(apps, schema_editor):
    Aid = apps.get_model("funds", "Aid")
    for reason in apps.get_model("funds", "RefusalReason").objects.all():
        Aid.objects.filter(refusal_reason=reason).update(refusal_note=reason.label)


class Migration(migrations.Migration):
    dependencies = [("funds", "0008_refusal_reason")]

    operations = [migrations.RunPython(listed_reasons, typed_reasons)]
