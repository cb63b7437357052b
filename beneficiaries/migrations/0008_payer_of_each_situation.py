from django.db import migrations
from django.db.models import OuterRef, Subquery


def date_payers(apps, schema_editor):
    """Each situation gets the payer its household had; none was the CAF."""
    households = apps.get_model("beneficiaries", "Household").objects
    situations = apps.get_model("beneficiaries", "HouseholdSituation").objects
    of_msa = households.filter(organisation="MSA").values("pk")
    situations.filter(household__in=of_msa).update(organisation="MSA")


def undate_payers(apps, schema_editor):
    """A household gets back the payer of its last situation."""
    households = apps.get_model("beneficiaries", "Household").objects
    situations = apps.get_model("beneficiaries", "HouseholdSituation").objects
    last = situations.filter(household=OuterRef("pk")).order_by("-starts_on")
    households.exclude(situations=None).update(
        organisation=Subquery(last.values("organisation")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0007_situation_organisation")]

    operations = [migrations.RunPython(date_payers, undate_payers)]
