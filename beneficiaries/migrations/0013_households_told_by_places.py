from django.db import migrations
from django.db.models import Exists, F, OuterRef, Subquery

BATCH = 2000
NAMES = ("last_name", "first_name", "birth_date")


def keep_households(apps, schema_editor):
    """A household where the person had no place becomes a file that knows them by their names."""
    person, identity, membership = models(apps)
    places = membership.filter(person=OuterRef("pk"), household=OuterRef("household"))
    lost = person.filter(~Exists(places), household__isnull=False).order_by("pk")
    rows = lost.values_list("pk", "household_id", *NAMES)
    identity.bulk_create(
        [
            apps.get_model("beneficiaries", "Identity")(
                person_id=pk, household_id=household, **dict(zip(NAMES, names, strict=True))
            )
            for pk, household, *names in rows
        ],
        batch_size=BATCH,
        # Names that a merge gave up there already lead to somebody.
        ignore_conflicts=True,
    )


def give_households_back(apps, schema_editor):
    """That of the last place, else of an identity with the person's own names."""
    person, identity, membership = models(apps)
    last = membership.filter(person=OuterRef("pk")).order_by(
        F("ends_on").desc(nulls_first=True), "-starts_on", "pk"
    )
    person.update(household=Subquery(last.values("household")[:1]))
    own = identity.filter(
        person=OuterRef("pk"), household__isnull=False, **{n: OuterRef(n) for n in NAMES}
    )
    person.filter(household=None).update(household=Subquery(own.values("household")[:1]))
    identity.filter(
        household__isnull=False, **{n: F(f"person__{n}") for n in NAMES}
    ).delete()


def models(apps):
    return (
        apps.get_model("beneficiaries", name).objects.all()
        for name in ("Person", "Identity", "Membership")
    )


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0012_identities")]

    operations = [migrations.RunPython(keep_households, give_households_back)]
