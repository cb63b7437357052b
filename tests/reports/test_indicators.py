"""Every declared figure on the small cohort, counted by hand."""

from decimal import Decimal

import pytest

from reports.figures import CATALOGUE, Scope, evaluate
from tests.reports import cohort
from tests.reports.expected_together import TOGETHER

A, F, D = "argentan", "flers", "departement"
CANTON = "canton:6106"

# (code, territory, subject, group, value)
EXPECTED = [
    ("rsa.households", A, None, None, 2),
    ("rsa.households", F, None, None, 1),
    ("rsa.households", D, None, None, 3),
    ("rsa.households", CANTON, None, None, 3),
    # The couple of Flers came in June 2019.
    ("rsa.households.change", D, None, None, Decimal(50)),
    ("rsa.households.change", A, None, None, Decimal(0)),
    ("rsa.households.change", F, None, None, None),
    ("rsa.entries", F, None, None, 1),
    ("rsa.entries", A, None, None, 0),
    ("rsa.exits", D, None, None, 0),
    ("rsa.exits.by_reason", D, None, "MUT", 0),
    ("rsa.moves_in", A, None, None, 0),
    ("rsa.moves_out", A, None, None, 0),
    ("rsa.persons", A, None, None, 3),
    ("rsa.persons", D, None, None, 5),
    ("rsa.persons.by_role", D, None, "applicant", 3),
    ("rsa.persons.by_role", D, None, "partner", 1),
    ("rsa.persons.by_role", D, None, "dependant", 1),
    ("rsa.adults", D, None, None, 4),
    ("rsa.rights_and_duties", A, None, None, 1),
    # Nobody says it of the couple of Flers: unknown there, not nought.
    ("rsa.rights_and_duties", F, None, None, None),
    ("rsa.rights_and_duties.known", A, None, None, 1),
    ("rsa.rights_and_duties.known", F, None, None, 0),
    ("rsa.population", A, None, None, 1000),
    ("rsa.population", CANTON, None, None, 4000),
    ("rsa.population", D, None, None, 5000),
    ("rsa.coverage", A, None, None, Decimal("0.3")),
    ("rsa.coverage", D, None, None, Decimal("0.1")),
    ("rsa.adults.rate", A, None, None, Decimal("0.2")),
    ("rsa.adults.by_sex", D, None, "F", 2),
    ("rsa.adults.by_sex", D, None, "M", 2),
    # 60 on the very day; 25 until the morrow; 26 on the very day.
    ("rsa.adults.by_age", D, None, "56+", 1),
    ("rsa.adults.by_age", D, None, "18-25", 1),
    ("rsa.adults.by_age", D, None, "26-35", 2),
    ("rsa.adults.by_age.merged", D, None, "under-36", 3),
    ("rsa.households.by_family", D, None, "single_parent", 1),
    ("rsa.households.by_family", D, None, "single", 1),
    ("rsa.households.by_family", D, None, "couple", 1),
    ("rsa.households.by_family", D, None, "couple_children", 0),
    # Applied on 30/11/2016 (36 months to the day), 01/06/2019 and 30/05/2019.
    ("rsa.households.by_seniority", D, None, "36+", 1),
    ("rsa.households.by_seniority", D, None, "0-5", 1),
    ("rsa.households.by_seniority", D, None, "6-11", 1),
    ("rsa.households.by_seniority.merged", D, None, "0-11", 2),
    ("wait.not_oriented", A, None, None, 0),
    ("wait.not_oriented", D, None, None, 2),
    ("wait.orientation", D, None, None, 1),
    ("wait.orientation.late", F, None, None, 1),
    ("wait.orientation.late.rate", D, None, None, Decimal(100)),
    ("wait.orientation.days", F, None, None, 43),
    ("wait.orientation.days", A, None, None, None),
    # The man, oriented on 13 February; the mother signed 30 days after.
    ("wait.contract", A, None, None, 1),
    ("wait.contract.late", D, None, None, 1),
    ("wait.contract.days", A, None, None, 290),
    # In 42 and 43 days; the third still waits.
    ("delay.orientation", A, None, None, 2),
    ("delay.orientation.due", D, None, None, 3),
    ("delay.orientation.late", A, None, None, 1),
    ("delay.orientation.late", D, None, None, 2),
    ("delay.orientation.late.rate", A, None, None, Decimal(50)),
    ("delay.orientation.days", A, None, None, Decimal("42.5")),
    ("delay.orientation.days", D, None, None, 43),
    ("delay.contract", A, None, None, 2),
    ("delay.contract.due", A, None, None, 2),
    ("delay.contract.late", A, None, None, 1),
    ("delay.contract.days", A, None, None, 160),
    ("delay.contract.days", F, None, None, None),
    ("action.waiting.on_day", A, "atelier", None, 1),
    ("action.waiting.days", A, "atelier", None, 29),
    ("action.leaving.on_day", A, "atelier", None, 1),
    ("decisions.total", A, None, None, 2),
    ("decisions.total", F, None, None, 0),
    ("decisions.by_type", A, None, "cer_valide", 1),
    ("decisions.other.by_type", A, None, "report", 1),
    # Six participations, one of them over in 2018, one begun in December.
    # The mother was oriented in 42 days and signed on the thirtieth; the man in 43, unsigned.
    ("pathway.adults", A, None, None, 2),
    ("pathway.oriented", A, None, None, 2),
    ("pathway.informed", A, None, None, 2),
    ("pathway.oriented_6_weeks.count", A, None, None, 1),
    ("pathway.oriented_6_weeks", A, None, None, Decimal(50)),
    ("pathway.contract_1_month.count", A, None, None, 1),
    ("pathway.contract_1_month", A, None, None, Decimal(50)),
    ("pathway.with_contract.count", A, None, None, 1),
    ("pathway.duties.with_contract.count", A, None, None, 1),
    ("pathway.duties.with_contract", A, None, None, Decimal(100)),
    ("pathway.duties.with_contract", F, None, None, None),
    ("pathway.by_path", A, None, "social", 1),
    ("actions.measures", A, None, None, 4),
    ("actions.measures.by_aim", A, None, "professionnelle", 4),
    ("actions.participants.by_sex", A, None, "F", 2),
    ("actions.participants.by_age", A, None, "56+", 2),
    ("actions.participants.by_age.merged", A, None, "46+", 2),
    ("actions.participants.by_level", A, None, "V", 1),
    ("actions.participants.by_level", A, None, "unknown", 2),
    ("actions.participants.by_family", A, None, "single_parent", 1),
    ("actions.participants.known_level", A, None, None, 2),
    ("actions.participants.level_v_or_less.count", A, None, None, 1),
    ("actions.participants.level_completeness", A, None, None, Decimal(50)),
    ("actions.participants.level_v_or_less", A, None, None, Decimal(50)),
    ("actions.participants.known_family", A, None, None, 3),
    ("actions.participants.isolated.count", A, None, None, 2),
    ("actions.participants.priority_area", A, None, None, Decimal(50)),
    ("action.capacity", A, "atelier", None, 2),
    ("action.capacity.fte", A, "atelier", None, 2),
    ("action.capacity.by_audience", A, "atelier", "rsa", 2),
    ("action.occupancy", A, "atelier", None, Decimal("87.5")),
    ("action.dynamic_exits.target", A, "atelier", None, 50),
    ("action.targets", A, "atelier", "immersion", 80),
    ("action.entries", A, "atelier", None, 4),
    ("action.entries.by_audience", A, "atelier", "jeune", 1),
    ("action.present", A, "atelier", None, 5),
    ("action.exits", A, "atelier", None, 2),
    ("action.dropouts", A, "atelier", None, 1),
    ("action.exits.completed", A, "atelier", None, 1),
    ("action.exits.excluded", A, "atelier", None, 0),
    ("action.exits.counted", A, "atelier", None, 2),
    ("action.exits.by_outcome", A, "atelier", "emploi_durable", 1),
    ("action.exits.by_group", A, "atelier", "autre", 1),
    ("action.dynamic_exits", A, "atelier", None, 1),
    ("action.dynamic_exits.counted", A, "atelier", None, 1),
    ("action.dynamic_exits.rate", A, "atelier", None, Decimal(50)),
    ("action.fte", A, "atelier", None, Decimal("1.75")),
    ("action.hours", A, "atelier", None, 150),
    ("action.hours.mean", A, "atelier", None, Decimal(30)),
    ("action.immersions", A, "atelier", None, 2),
    ("action.monthly_interviews", A, "atelier", None, 1),
    ("action.steps", A, "atelier", "mobilite", 1),
    ("action.realised", A, "atelier", "locations", 3),
    ("action.milestones", A, "atelier", "code_fini", 2),
    ("action.milestones.rsa", A, "atelier", "code_obtenu", 1),
    ("action.milestones.youth", A, "atelier", "code_obtenu", 0),
    ("action.licence.theory_finished", A, "atelier", None, 2),
    ("action.licence.theory_passed", A, "atelier", None, 1),
    ("action.licence.theory_rate", A, "atelier", None, Decimal(50)),
    ("action.licence.finished.rsa", A, "atelier", None, 1),
    ("action.licence.passed.rsa", A, "atelier", None, 1),
    ("action.licence.rate.rsa", A, "atelier", None, Decimal(100)),
    ("action.licence.finished.youth", A, "atelier", None, 0),
    ("action.licence.passed.youth", A, "atelier", None, 0),
    ("action.licence.rate.youth", A, "atelier", None, None),
    ("action.in_progress.rsa", A, "atelier", None, 1),
    ("action.in_progress.youth", A, "atelier", None, 0),
    ("action.by_sex", A, "atelier", "F", 2),
    ("action.by_age", A, "atelier", "56+", 3),
    ("action.by_age.merged", A, "atelier", "46+", 3),
    ("action.by_level", A, "atelier", "VII", 1),
    ("action.by_level.merged", A, "atelier", "VBIS-", 1),
    ("action.by_level.merged", A, "atelier", "unknown", 2),
    ("action.by_family", A, "atelier", "couple", 1),
    ("action.women", A, "atelier", None, Decimal(40)),
    ("action.men", A, "atelier", None, Decimal(60)),
    ("action.under_36", A, "atelier", None, Decimal(40)),
    ("action.from_36", A, "atelier", None, Decimal(60)),
    ("action.under_46", A, "atelier", None, Decimal(40)),
    ("action.from_46", A, "atelier", None, Decimal(60)),
    # Levels V, IV and VII known, two unknown.
    ("action.level_v_or_less.count", A, "atelier", None, 2),
    ("action.level_v_or_less.known", A, "atelier", None, 3),
    ("action.level_vi", A, "atelier", None, Decimal(0)),
    ("action.never_schooled.count", A, "atelier", None, 1),
    ("action.never_schooled", A, "atelier", None, Decimal(100) / 3),
    ("action.isolated.count", A, "atelier", None, 2),
    ("action.isolated.known", A, "atelier", None, 3),
    ("action.priority_area", A, "atelier", None, Decimal(50)),
    ("action.rural", A, "atelier", None, Decimal(100)),
    ("action.rsa_over_24_months", A, "atelier", None, Decimal(50)),
    ("action.with_vehicle", A, "atelier", None, Decimal(50)),
    ("action.without_vehicle", A, "atelier", None, Decimal(50)),
    ("referent.persons", A, "referent", None, 1),
    ("referent.staff", A, "referent", None, 1),
    ("referent.contracts", A, "referent", None, 1),
    ("referent.contracts.by_kind", A, "referent", "renouvellement", 1),
    ("referent.interviews", A, "referent", None, 1),
    ("referent.interviews.by_kind", A, "referent", "bureau", 1),
    ("referent.needs", A, "referent", "sante", 1),
    ("referent.steps", A, "referent", "mobilite", 1),
    ("referent.exits", A, "referent", None, 1),
    ("referent.exits.by_reason", A, "referent", "retraite", 1),
    ("fund.requests", A, "fsl", None, 3),
    ("fund.refusals", A, "fsl", None, 1),
    ("fund.count", A, "fsl", None, 2),
    ("fund.persons", A, "fsl", None, 1),
    ("fund.amount", A, "fsl", None, 300),
    ("fund.amount", F, "fsl", None, 0),
    ("fund.mean", A, "fsl", None, Decimal(150)),
    ("fund.mean", F, "fsl", None, None),
    ("fund.count.by_nature", A, "fsl", "energie", 2),
    ("fund.amount.by_nature", A, "fsl", "energie", 300),
    ("fund.budget", A, "fsl", None, 1000),
    ("fund.budget", D, "fsl", None, 7000),
    ("fund.consumption", A, "fsl", None, Decimal(30)),
    # 200 of the 300 € were granted on 31 December; 30 November is the 334th day.
    ("fund.requests.to_date", A, "fsl", None, 2),
    ("fund.refusals.to_date", A, "fsl", None, 1),
    ("fund.refusals.by_reason.to_date", A, "fsl", "hors-criteres", 1),
    ("fund.count.to_date", A, "fsl", None, 1),
    ("fund.persons.to_date", A, "fsl", None, 1),
    ("fund.amount.to_date", A, "fsl", None, 100),
    ("fund.amount.by_nature.to_date", A, "fsl", "energie", 100),
    ("fund.remaining.to_date", A, "fsl", None, 900),
    ("fund.consumption.to_date", A, "fsl", None, Decimal(10)),
    ("fund.grant_rate.to_date", A, "fsl", None, Decimal(50)),
    ("fund.mean.to_date", A, "fsl", None, 100),
    ("fund.projection", A, "fsl", None, Decimal(36500) / 334),
    ("fund.remaining", A, "fsl", None, 700),
    ("fund.refusals.by_reason", A, "fsl", "hors-criteres", 1),
    # One came on 1 December, one left on 1 October: after the agreement's date, before this day.
    ("action.entries.to_date", A, "atelier", None, 3),
    ("action.present.to_date", A, "atelier", None, 4),
    ("action.exits.to_date", A, "atelier", None, 3),
    ("action.exits.by_outcome.to_date", A, "atelier", "autre_sortie", 2),
    ("action.dropouts.to_date", A, "atelier", None, 1),
    ("action.dynamic_exits.to_date", A, "atelier", None, 1),
    ("action.dynamic_exits.rate.to_date", A, "atelier", None, Decimal(100) / 3),
    ("action.steps.to_date", A, "atelier", "mobilite", 1),
    ("action.by_sex.to_date", A, "atelier", "F", 2),
    ("action.by_age.to_date", A, "atelier", "56+", 2),
    ("action.by_level.to_date", A, "atelier", "VII", 0),
    ("action.by_family.to_date", A, "atelier", "couple", 1),
    ("action.priority_area.to_date", A, "atelier", None, Decimal(50)),
    ("action.present.on_day", A, "atelier", None, 1),
    # Agreed in full-time equivalents.
    ("action.capacity.places", A, "atelier", None, None),
    ("action.occupancy.on_day", A, "atelier", None, None),
    ("action.places_left.on_day", A, "atelier", None, None),
    ("action.places.on_day", A, "atelier", None, None),
    ("action.places_free.on_day", A, "atelier", None, None),
    ("referent.persons.to_date", A, "referent", None, 1),
    ("referent.contracts.to_date", A, "referent", None, 0),
    ("referent.contracts.by_kind.to_date", A, "referent", "renouvellement", 0),
    ("referent.interviews.to_date", A, "referent", None, 1),
    ("referent.interviews.by_kind.to_date", A, "referent", "bureau", 1),
    ("referent.needs.to_date", A, "referent", "sante", 1),
    ("referent.steps.to_date", A, "referent", "mobilite", 1),
    ("referent.exits.to_date", A, "referent", None, 1),
    ("referent.exits.by_reason.to_date", A, "referent", "retraite", 1),
    ("needs.in_support.to_date", A, None, "sante", 1),
    ("needs.in_contracts.to_date", A, None, "logement", 0),
    ("needs.steps.to_date", A, None, "mobilite", 1),
    ("sittings.count.to_date", A, None, None, 0),
    ("decisions.total.to_date", A, None, None, 0),
    ("decisions.by_type.to_date", A, None, "cer_valide", 0),
    ("decisions.other.by_type.to_date", A, None, "report", 0),
    ("decisions.by_sitting.to_date", A, None, "2019-12-31", None),
    ("action.places_left", A, "atelier", None, Decimal("0.25")),
    ("needs.in_support", A, None, "sante", 1),
    ("needs.in_contracts", A, None, "logement", 1),
    ("needs.in_contracts", A, None, "sante", 0),
    ("needs.steps", A, None, "mobilite", 1),
    ("sittings.count", A, None, None, 1),
    ("sittings.count", F, None, None, 0),
    ("decisions.by_sitting", A, None, "2019-12-31", 2),
    *TOGETHER,
    ("pact.axes", D, None, None, 1),
    ("pact.sheets", D, None, None, 1),
    ("pact.years", D, None, None, 3),
    ("pact.partners_interviewed", D, None, None, 34),
    ("pact.beneficiaries_interviewed", D, None, None, 45),
    ("pact.meetings", D, None, None, 10),
    ("pact.partners_attending", D, None, None, 103),
]


@pytest.fixture(scope="module")
def figures(django_db_setup, django_db_blocker):
    """The cohort is built once; nothing here writes after it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        cohort.build()
        yield evaluate(None, Scope(year=2019))
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("code", "territory", "subject", "group", "value"),
    EXPECTED,
    ids=["-".join(filter(None, row[:4])) for row in EXPECTED],
)
def test_figure_agrees_with_the_hand_count(figures, code, territory, subject, group, value):
    assert figures.get(code, territory, subject=subject, group=group).value == value


# A share's base and count are the parts of a ratio of the table, asserted through it.
PARTS = {part for row in EXPECTED for part in CATALOGUE[row[0]].parts}
RATIOS_OF_PARTS = {
    code
    for code, indicator in CATALOGUE.items()
    if indicator.parts and set(indicator.parts) <= {row[0] for row in EXPECTED}
}


def test_table_covers_the_catalogue():
    assert set(CATALOGUE) - {row[0] for row in EXPECTED} - PARTS - RATIOS_OF_PARTS == set()


def test_shares_are_of_known_values_and_unknown_keeps_its_count(figures):
    levels = figures.groups("action.by_level", A, subject="atelier")
    assert {r.group: r.share for r in levels if r.value} == {
        "IV": pytest.approx(Decimal(100) / 3),
        "V": pytest.approx(Decimal(100) / 3),
        "VII": pytest.approx(Decimal(100) / 3),
        "unknown": None,
    }
    assert levels[-1].group == "unknown"
    assert levels[-1].value == 2


def test_missing_figure_prints_that_it_is_not_available(figures):
    assert figures.get("rsa.households.change", F).display == "n.\u00a0d."


def test_undeclared_code_is_an_error(figures):
    with pytest.raises(KeyError):
        figures.get("rsa.happiness", D)
