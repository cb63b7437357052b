"""Every date that opens or closes a figure: the day before, the day, the day after."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from reports.figures import Scope, evaluate
from tests import factories as f
from tests.reports import cohort

YEAR = 2019
ON = dt.date(YEAR, 11, 30)
D = dt.date

# When someone entered and left an action, the agreement's date for exits, what counts them.
STAYS = {
    "left-on-31-december-before": (D(2018, 6, 1), D(2018, 12, 31), None, ""),
    "left-on-1-january": (D(2018, 6, 1), D(2019, 1, 1), None, "present exits measures"),
    "left-on-2-january": (D(2018, 6, 1), D(2019, 1, 2), None, "present exits measures"),
    "left-the-day-before-the-date": (
        D(2019, 1, 1), D(2019, 9, 29), D(2019, 9, 30), "entries present exits measures"
    ),
    "left-on-the-date": (
        D(2019, 1, 1), D(2019, 9, 30), D(2019, 9, 30), "entries present exits measures"
    ),
    "left-the-day-after-the-date": (
        D(2019, 1, 1), D(2019, 10, 1), D(2019, 9, 30), "entries present measures"
    ),
    "left-on-30-december": (D(2018, 6, 1), D(2019, 12, 30), None, "present exits measures"),
    "left-on-31-december": (D(2018, 6, 1), D(2019, 12, 31), None, "present exits measures"),
    "left-on-1-january-after": (D(2018, 6, 1), D(2020, 1, 1), None, "present measures"),
    "entered-on-31-december-before": (D(2018, 12, 31), None, None, "present measures"),
    "entered-on-1-january": (D(2019, 1, 1), None, None, "entries present measures"),
    "entered-on-2-january": (D(2019, 1, 2), None, None, "entries present measures"),
    "entered-the-day-before-the-day": (D(2019, 11, 29), None, None, "entries present measures"),
    "entered-on-the-reference-day": (D(2019, 11, 30), None, None, "entries present measures"),
    "entered-the-day-after": (D(2019, 12, 1), None, None, "entries present"),
    "entered-on-30-december": (D(2019, 12, 30), None, None, "entries present"),
    "entered-on-31-december": (D(2019, 12, 31), None, None, "entries present"),
    "entered-on-1-january-after": (D(2020, 1, 1), None, None, ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """Everything below is built once, each case in a commission of its own; then it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        f.DepartmentFactory(population=5000)
        cohort.loaded(D(YEAR - 2, 12, 31), D(YEAR, 12, 31))
        for build in (stays, aids, supports, signatures, pathways, shares):
            build()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def figures(built, django_db_blocker):
    with django_db_blocker.unblock():
        return evaluate(None, Scope(year=YEAR, on=ON))


def commune_of(slug: str):
    return f.CommuneFactory(commission=f.CommissionFactory(slug=slug))


def agreement_of(slug: str, **values):
    return f.AgreementFactory(
        action=f.ActionFactory(slug="action"), commission=f.CommissionFactory(slug=slug), **values
    )


def stays():
    for slug, (entered_on, exited_on, reference_date, _) in STAYS.items():
        agreement = agreement_of(slug, reference_date=reference_date)
        person = f.PersonFactory(outside_rsa=True, commission=agreement.commission)
        f.ParticipationFactory(
            agreement=agreement, person=person, entered_on=entered_on, exited_on=exited_on
        )
        if reference_date:
            for quantity, days in ((1, -1), (10, 0), (100, 1)):
                f.OffPersonMeasureFactory(
                    agreement=agreement,
                    kind=f.MeasureKindFactory(code="ateliers"),
                    quantity=quantity,
                    done_on=reference_date + dt.timedelta(days),
                )


@pytest.mark.parametrize("slug", STAYS)
def test_a_stay_counts_from_its_first_day_to_its_last(slug, figures):
    counted = {
        name
        for name in ("entries", "present", "exits")
        if figures.get(f"action.{name}", slug, subject="action").value
    }
    if figures.get("actions.measures", slug).value:
        counted.add("measures")
    assert counted == set(STAYS[slug][3].split())


def test_what_is_done_on_the_day_of_the_agreement_counts_and_not_the_day_after(figures):
    found = figures.get("action.realised", "left-on-the-date", subject="action", group="ateliers")
    assert found.value == 11


# --- one day: aids, sittings, contracts, interviews ------------------------------------

DAYS = {
    D(2018, 12, 31): "",
    D(2019, 1, 1): "year to-date",
    D(2019, 1, 2): "year to-date",
    D(2019, 11, 29): "year to-date",
    D(2019, 11, 30): "year to-date",
    D(2019, 12, 1): "year",
    D(2019, 12, 30): "year",
    D(2019, 12, 31): "year",
    D(2020, 1, 1): "",
}


def aids():
    for day in DAYS:
        commune = commune_of(f"on-{day}")
        person = f.PersonFactory(household=None, membership=None, commune=commune)
        f.AidFactory(person=person, commune=commune, decided_on=day, amount_granted=100)
        f.DecisionFactory(
            sitting__commission=commune.attachments.get().commission,
            sitting__held_on=day,
            household=None,
        )


@pytest.mark.parametrize("day", DAYS)
def test_an_aid_counts_in_the_year_of_its_decision(day, figures):
    here, told = f"on-{day}", DAYS[day]
    assert figures.get("fund.count", here, subject="fsl").value == ("year" in told)
    assert figures.get("fund.amount", here, subject="fsl").value == 100 * ("year" in told)
    so_far = figures.get("fund.amount.to_date", here, subject="fsl").value
    assert so_far == 100 * ("to-date" in told)


@pytest.mark.parametrize("day", DAYS)
def test_a_decision_counts_in_the_year_of_its_sitting(day, figures):
    for code in ("decisions.total", "sittings.count"):
        assert figures.get(code, f"on-{day}").value == ("year" in DAYS[day])


def signatures():
    body = f.ReferentBodyFactory(slug="ccas")
    for day in DAYS:
        agreement = agreement_of(f"signed-{day}", capacity=None, unit=None)
        agreement.action = f.ActionFactory(slug="referent", referent_body=body)
        agreement.save()
        shared = {"body": body, "commission": agreement.commission}
        signed = f.EngagementContractFactory(**shared, signed_on=day)
        signed.needs.add(f.NeedFactory(code="sante"))
        f.InterviewFactory(**shared, person=signed.person, held_on=day)


@pytest.mark.parametrize("day", DAYS)
def test_a_contract_counts_the_year_it_is_signed_an_interview_the_year_it_is_held(day, figures):
    here, counts = f"signed-{day}", "year" in DAYS[day]
    assert figures.get("referent.contracts", here, subject="referent").value == counts
    assert figures.get("referent.interviews", here, subject="referent").value == counts
    assert figures.get("needs.in_contracts", here, group="sante").value == counts


# --- supports and referents ------------------------------------------------------------

SUPPORTS = {
    "support-ended-on-31-december-before": (D(2018, 5, 1), D(2018, 12, 31), ""),
    "support-ended-on-1-january": (D(2018, 5, 1), D(2019, 1, 1), "persons exits"),
    "support-ended-on-31-december": (D(2018, 5, 1), D(2019, 12, 31), "persons exits"),
    "support-ended-on-1-january-after": (D(2018, 5, 1), D(2020, 1, 1), "persons"),
    "support-begun-on-31-december": (D(2019, 12, 31), None, "persons"),
    "support-begun-on-1-january-after": (D(2020, 1, 1), None, ""),
}


def supports():
    for slug, (starts_on, ends_on, _) in SUPPORTS.items():
        body = f.ReferentBodyFactory(slug=slug)
        commission = f.CommissionFactory(slug=slug)
        f.AgreementFactory(
            action=f.ActionFactory(slug=slug, referent_body=body),
            commission=commission,
            capacity=None,
            unit=None,
        )
        f.ReferentFactory(body=body, starts_on=starts_on, ends_on=ends_on)
        made = f.SupportFactory(
            body=body, commission=commission, starts_on=starts_on, ends_on=ends_on
        )
        made.needs.add(f.NeedFactory(code="sante"))
        made.steps.add(f.StepFactory(code="mobilite"))


@pytest.mark.parametrize("slug", SUPPORTS)
def test_a_support_and_its_referent_count_from_the_first_day_to_the_last(slug, figures):
    told = SUPPORTS[slug][2]

    def of(code, group=None):
        return figures.get(f"referent.{code}", slug, subject=slug, group=group).value

    assert of("persons") == of("staff") == ("persons" in told)
    assert of("needs", "sante") == of("steps", "mobilite") == ("persons" in told)
    assert figures.get("needs.in_support", slug, group="sante").value == ("persons" in told)
    assert figures.get("needs.steps", slug, group="mobilite").value == ("persons" in told)
    assert of("exits") == ("exits" in told)


# --- delays of the orientation, traits of participants ---------------------------------

INFORMED = D(2019, 1, 1)
# Days from the information to the orientation, from the orientation to the contract.
DELAYS = {
    "oriented-in-41-days-signed-in-29": (41, 29, 1, 1),
    "oriented-in-42-days-signed-in-30": (42, 30, 1, 1),
    "oriented-in-43-days-signed-in-31": (43, 31, 0, 0),
}
# Where the orientation, the contract and its end lie around the day.
AROUND = {
    "all-the-day-before": (-1, "oriented"),
    "all-on-the-day": (0, "oriented with_contract"),
    "all-the-day-after": (1, ""),
}


def adult_of(slug):
    return f.PersonFactory(commission=f.CommissionFactory(slug=slug))


def pathways():
    body = f.ReferentBodyFactory(slug="departement")
    for slug, (oriented, signed, *_) in DELAYS.items():
        person, notified = adult_of(slug), INFORMED + dt.timedelta(oriented)
        f.OrientationFactory(person=person, body=body, informed_on=INFORMED, notified_on=notified)
        f.EngagementContractFactory(
            person=person,
            body=body,
            commission=f.CommissionFactory(slug=slug),
            signed_on=notified + dt.timedelta(signed),
        )
    for slug, (days, _) in AROUND.items():
        person, day = adult_of(slug), ON + dt.timedelta(days)
        f.OrientationFactory(person=person, body=body, notified_on=day)
        f.EngagementContractFactory(
            person=person,
            body=body,
            commission=f.CommissionFactory(slug=slug),
            signed_on=day,
            ends_on=day,
        )


@pytest.mark.parametrize("slug", DELAYS)
def test_delays_are_kept_on_their_last_day_and_not_the_day_after(slug, figures):
    found = [
        figures.get(f"pathway.{code}.count", slug).value
        for code in ("oriented_6_weeks", "contract_1_month")
    ]
    assert found == list(DELAYS[slug][2:])


@pytest.mark.parametrize("slug", AROUND)
def test_an_orientation_and_a_contract_hold_on_their_own_day(slug, figures):
    told = AROUND[slug][1].split()
    assert figures.get("pathway.oriented", slug).value == ("oriented" in told)
    assert figures.get("pathway.with_contract.count", slug).value == ("with_contract" in told)


# On 30 November: who asked for the RSA 24 months ago, who turns 36 or 46, who lives in a village.
TRAITS = {
    "trait-below": ({"rsa_applied_on": D(2017, 11, 29)}, D(1983, 11, 29), D(1973, 11, 29), 1999),
    "trait-at": ({"rsa_applied_on": D(2017, 11, 30)}, D(1983, 11, 30), D(1973, 11, 30), 2000),
    "trait-above": ({"rsa_applied_on": D(2017, 12, 1)}, D(1983, 12, 1), D(1973, 12, 1), 2001),
}


def shares():
    for slug, (values, born_36, born_46, population) in TRAITS.items():
        agreement = agreement_of(slug)
        commune = f.CommuneFactory(commission=agreement.commission, population=population)
        for birth_date in (born_36, born_46):
            person = f.PersonFactory(
                household=None, membership=None, commune=commune, birth_date=birth_date
            )
            f.ParticipationFactory(agreement=agreement, person=person, commune=commune, **values)


@pytest.mark.parametrize(
    ("slug", "over_24_months", "from_36", "from_46", "rural"),
    [("trait-below", 2, 2, 1, 2), ("trait-at", 2, 2, 1, 0), ("trait-above", 0, 1, 0, 0)],
)
def test_a_trait_is_had_from_its_day_on(slug, over_24_months, from_36, from_46, rural, figures):
    def of(trait):
        return figures.get(f"action.{trait}.count", slug, subject="action").value

    assert of("rsa_over_24_months") == over_24_months
    assert (of("from_36"), of("under_36")) == (from_36, 2 - from_36)
    assert (of("from_46"), of("under_46")) == (from_46, 2 - from_46)
    assert of("rural") == rural


# --- the year a projection is carried to -----------------------------------------------


@pytest.mark.parametrize(
    ("year", "on", "projected"),
    [
        (2019, D(2019, 12, 30), Decimal(100) * 365 / 364),
        (2019, D(2019, 12, 31), Decimal(100)),
        # 29 February is the sixtieth day, and the year has one more.
        (2020, D(2020, 2, 28), Decimal(100) * 366 / 59),
        (2020, D(2020, 2, 29), Decimal(100) * 366 / 60),
        (2020, D(2020, 3, 1), Decimal(100) * 366 / 61),
        (2020, D(2020, 12, 31), Decimal(100)),
        (2100, D(2100, 3, 1), Decimal(100) * 365 / 60),
    ],
)
def test_a_projection_knows_how_long_the_year_is(year, on, projected, db):
    commune = commune_of("argentan")
    person = f.PersonFactory(household=None, membership=None, commune=commune)
    f.AidFactory(person=person, commune=commune, decided_on=D(year, 1, 1), amount_granted=100)
    figures = evaluate(["fund.projection"], Scope(year=year, on=on))
    assert figures.get("fund.projection", "argentan", subject="fsl").value == projected


@pytest.mark.parametrize(
    ("starts", "ends", "is_in_force"),
    [(2019, 2019, 0), (2018, 2020, 1), (2020, 2022, 1), (2021, 2023, 0)],
)
def test_a_pact_holds_from_its_first_programme_year_to_its_last(starts, ends, is_in_force, db):
    f.PactFactory(starts_year=starts, ends_year=ends, meetings=10)
    figures = evaluate(["pact.meetings"], Scope(year=YEAR))
    assert bool(figures.get("pact.meetings", "departement").value) == is_in_force
