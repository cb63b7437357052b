"""A base of the version before migrates: what was said in code is found in its rows."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [
    ("plics", "0004_data_stamp"),
    ("beneficiaries", "0003_former_name"),
    ("actions", "0003_pending_return"),
    ("funds", "0001_initial"),
    ("reports", "0003_uploads"),
]
DAY = dt.date(2019, 11, 30)
# « maison » is a need of this département, answered by the step of the same code.
ANSWERS = {
    "emploi": {"recherche_emploi", "acces_emploi"},
    "budget": {"administratif"},
    "famille": {"parentalite"},
    "isolement": {"lien_social"},
    "logement": {"logement"},
    "maison": {"maison"},
    "illettrisme": set(),
}
STAGES = {
    "code_fini": "theory_finished",
    "code_obtenu": "theory_passed",
    "conduite_finie": "driving_finished",
    "permis_obtenu": "licence",
    "visite": "",
}
# Two situations each; a household of nobody's was the CAF's.
PAYERS = {"00000000001": "CAF", "00000000002": "MSA", "00000000003": ""}
# Reasons typed before there was a list of them, and what each became.
REASONS = {
    "Dossier  incomplet": ("dossier-incomplet", ""),
    "dossier incomplet": ("dossier-incomplet", ""),
    "M. Duval a déjà été aidé": (None, "M. Duval a déjà été aidé"),
    "": (None, ""),
}
STOCKS = {"beneficiaires": True, "cnaf": True, "aides": False}
# Of each person, the household written on the record and those of the places: a merge and forms
# had made them differ.
HOMES: dict[str, tuple[str | None, list[str]]] = {
    "PLACED": ("00000000001", ["00000000001"]),
    "MOVED": ("00000000001", ["00000000002"]),
    "UNPLACED": ("00000000003", []),
    "OUTSIDE": (None, []),
}
SENT = 41
SENT_AT = dt.datetime(2020, 1, 15, 9, 30, tzinfo=dt.UTC)
SENT_THEN = (SENT, "novembre.xml", SENT_AT, {"somme": "montant_accorde"})


def migrate(targets):
    """The models as they are once there."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    # What `migrate` answers is right for one target going back, not for several.
    return executor.loader.project_state(targets).apps


def latest():
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


@pytest.fixture
def before(transactional_db):
    """A base of the version before, from one of today where some rows are already."""
    fill_today()
    yield migrate(BEFORE)
    migrate(latest())


def nomenclature(then, app: str, model: str, *codes: str) -> None:
    for code in codes:
        then.get_model(app, model).objects.create(code=code, label=code)


def fill_today() -> None:
    """What both versions can say, each in its way."""
    commune = apps.get_model("beneficiaries", "Commune").objects.create(
        insee_code="61006", name="Argentan", longitude=0, latitude=48
    )
    for number, payer in PAYERS.items():
        household = apps.get_model("beneficiaries", "Household").objects.create(number=number)
        for start, end in [(dt.date(2019, 1, 1), DAY), (DAY, None)]:
            household.situations.create(
                starts_on=start, ends_on=end, right_state="2", commune=commune,
                family_situation="CEL", applied_on=start, organisation=payer or "CAF",
            )  # fmt: skip
    households = apps.get_model("beneficiaries", "Household").objects.in_bulk(field_name="number")
    for name, (written, places) in HOMES.items():
        known_by = {"last_name": name, "first_name": "Anne", "birth_date": DAY}
        person = apps.get_model("beneficiaries", "Person").objects.create(**known_by)
        for place in places:
            person.memberships.create(household=households[place], role="DEM", starts_on=DAY)
        if written not in [None, *places]:
            person.identities.create(household=households[written], **known_by)
    uploads = apps.get_model("plics", "Upload").objects
    uploads.create(pk=SENT, kind="cnaf", file_name="novembre.xml", state="refused")
    uploads.update(uploaded_at=SENT_AT)
    mappings = apps.get_model("plics", "ColumnMapping").objects
    mappings.create(kind="aides", mapping={"somme": "montant_accorde"})


def fill(then) -> None:
    """What the version before said otherwise, a département's own rows among them."""
    nomenclature(then, "beneficiaries", "Need", *ANSWERS)
    steps = {step for found in ANSWERS.values() for step in found}
    nomenclature(then, "beneficiaries", "Step", *steps, "autre")
    nomenclature(then, "actions", "Milestone", *STAGES)
    runs = then.get_model("plics", "ImportRun").objects
    for kind in STOCKS:
        runs.create(kind=kind, file_name=kind, fingerprint=kind, reference_date=DAY)
    households = then.get_model("beneficiaries", "Household").objects
    for number, payer in PAYERS.items():
        households.filter(number=number).update(organisation=payer)
    persons = then.get_model("beneficiaries", "Person").objects
    for name, (written, _) in HOMES.items():
        persons.filter(last_name=name).update(household=households.filter(number=written).first())
    fill_refusals(then)


def fill_refusals(then) -> None:
    fund = then.get_model("funds", "Fund").objects.create(code="fsl", name="FSL", rule="Aucune.")
    for rank, reason in enumerate(REASONS):
        then.get_model("funds", "Aid").objects.create(
            fund=fund,
            number=str(rank),
            person=then.get_model("beneficiaries", "Person").objects.first(),
            commune=then.get_model("beneficiaries", "Commune").objects.get(),
            decided_on=DAY,
            decision="refus",
            refusal_reason=reason,
        )


def refusals(then) -> list[tuple[str | None, str]]:
    aids = then.get_model("funds", "Aid").objects.order_by("number")
    return list(aids.values_list("refusal_reason__code", "refusal_note"))


def files(then) -> set[tuple[str, str, str]]:
    """Who is known in each household: by a place, or by their names alone."""
    found = set()
    for model in ("Membership", "Identity"):
        rows = then.get_model("beneficiaries", model).objects
        found |= {(model, *row) for row in rows.values_list("person__last_name",
                                                            "household__number")}  # fmt: skip
    return found


def written_homes(then) -> dict[str, str | None]:
    persons = then.get_model("beneficiaries", "Person").objects
    return dict(persons.values_list("last_name", "household__number"))


def answers(then) -> dict[str, set[str]]:
    needs = then.get_model("beneficiaries", "Need").objects.all()
    return {need.code: {step.code for step in need.steps.all()} for need in needs}


def sent(then, app: str) -> tuple:
    upload = then.get_model(app, "Upload").objects.get()
    mapping = then.get_model(app, "ColumnMapping").objects.get().mapping
    return upload.pk, upload.file_name, upload.uploaded_at, mapping


def payers(then) -> set[tuple[str, str]]:
    situations = then.get_model("beneficiaries", "HouseholdSituation").objects
    return set(situations.values_list("household__number", "organisation"))


def went_back(then) -> None:
    assert sent(then, "reports") == SENT_THEN
    assert written_homes(then) == {
        name: places[0] if places else written for name, (written, places) in HOMES.items()
    }
    assert not then.get_model("beneficiaries", "FormerName").objects.exists()
    households = then.get_model("beneficiaries", "Household").objects
    assert dict(households.values_list("number", "organisation")) == {
        number: payer or "CAF" for number, payer in PAYERS.items()
    }


def test_rows_go_back_and_what_the_code_said_comes_forward_in_rows(before):
    went_back(before)
    fill(before)
    now = migrate(latest())
    assert answers(now) == ANSWERS
    milestones = now.get_model("actions", "Milestone").objects
    assert dict(milestones.values_list("code", "licence_stage")) == STAGES
    assert refusals(now) == list(REASONS.values())
    runs = now.get_model("plics", "ImportRun").objects
    assert dict(runs.values_list("kind", "is_stock")) == STOCKS
    assert payers(now) == {(number, payer or "CAF") for number, payer in PAYERS.items()}
    assert files(now) == {
        ("Membership", "PLACED", "00000000001"),
        ("Membership", "MOVED", "00000000002"),
        ("Identity", "MOVED", "00000000001"),
        ("Identity", "UNPLACED", "00000000003"),
    }
    assert sent(now, "plics") == SENT_THEN
    # A number already given is not given again.
    assert now.get_model("plics", "Upload").objects.create(kind="aides").pk > SENT
