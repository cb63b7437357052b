from django.db import migrations

BATCH = 500


def fill_keys(apps, schema_editor):
    """Aids entered twice, « 0003 » and « 3 », both stay: the second keeps a key of its own."""
    aids = apps.get_model("funds", "Aid").objects
    taken, filled = set(), []
    for aid in aids.order_by("pk").only("fund_id", "number", "decided_on"):
        folded = aid.number.strip().casefold()
        aid.year, aid.number_key = aid.decided_on.year, folded.lstrip("0") or "0"
        if (aid.fund_id, aid.year, aid.number_key) in taken:
            aid.number_key = f"{aid.number_key}#{aid.pk}"
        taken.add((aid.fund_id, aid.year, aid.number_key))
        filled.append(aid)
    aids.bulk_update(filled, ["year", "number_key"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("funds", "0003_number_within_the_year")]

    operations = [migrations.RunPython(fill_keys, migrations.RunPython.noop)]
