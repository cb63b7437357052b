"""Each check finds its bad row, leaves the good one, and shows no stranger's."""

import datetime as dt

import pytest
from django.db import IntegrityError

from actions.models import Agreement
from funds.models import Aid
from plics.models import Role
from reports.quality.base import count_suspects
from reports.quality.checks import CHECKS, CHECKS_BY_CODE
from tests import factories as f
from tests.quality import texts

pytestmark = pytest.mark.django_db
DAY = dt.date(2019, 11, 30)


@pytest.fixture
def staff():
    return f.UserFactory(role=Role.STAFF)


@pytest.fixture
def argentan():
    return f.CommissionFactory(slug="argentan")


def pair(factory, *, bad, good, commission):
    return factory(commission=commission, **bad), factory(commission=commission, **good)


def participations(commission, *, bad, good=None):
    known = {"education_level": "1204", "commune": f.CommuneFactory(commission=commission)}
    return pair(
        f.ParticipationFactory,
        bad=known | bad,
        good=known | (good or {}),
        commission=commission,
    )


def outside_the_year(commission):
    return participations(
        commission,
        bad={"entered_on": dt.date(2020, 1, 1)},
        good={"entered_on": dt.date(2018, 5, 1), "exited_on": dt.date(2019, 1, 1)},
    )


def twice_present(commission):
    agreement = f.AgreementFactory(commission=commission)
    person = f.PersonFactory(commission=commission)
    first, second, third = (
        f.ParticipationFactory(
            agreement=agreement, person=person, entered_on=entered, exited_on=exited
        )
        for entered, exited in [
            (dt.date(2019, 1, 1), dt.date(2019, 3, 31)),
            (dt.date(2019, 3, 31), dt.date(2019, 6, 30)),
            (dt.date(2019, 7, 1), None),
        ]
    )
    return [first, second], third


def exited_without_outcome(commission):
    left = {"exited_on": dt.date(2019, 6, 1)}
    return participations(commission, bad=left, good=left | {"is_dropout": True})


def excluded_without_reason(commission):
    excluded = {"is_excluded_from_rate": True}
    return participations(commission, bad=excluded, good=excluded | {"exclusion_reason": "Décès"})


def without_fte(commission):
    unit = f.CapacityUnitFactory(code="etp", is_full_time_equivalent=True)
    agreement = f.AgreementFactory(commission=commission, unit=unit)
    return (
        f.ParticipationFactory(agreement=agreement),
        f.ParticipationFactory(agreement=agreement, full_time_equivalent=0),
    )


def agreements(commission, *, bad, good):
    return pair(f.AgreementFactory, bad=bad, good=good, commission=commission)


def without_targets(commission):
    bad = f.AgreementFactory(commission=commission)
    good = f.AgreementFactory(commission=commission)
    f.TargetFactory(agreement=good)
    return bad, good


def stories(commission):
    review = {"reviewed_by": f.UserFactory(), "reviewed_on": DAY, "reviewed_text": "digest"}
    return pair(f.CaseStoryFactory, bad={}, good=review, commission=commission)


def twins(commission, **second):
    """Two records, the second as told; then a third of someone else."""
    who = {"last_name": "DUPOND", "first_name": "Anne", "birth_date": dt.date(1985, 4, 17)}
    made = [f.PersonFactory(commission=commission, **each) for each in (who, who | second)]
    return made, f.PersonFactory(commission=commission, **who | {"last_name": "MARTIN"})


def in_two_households(commission):
    persons, other = twins(commission)
    return [person.memberships.get() for person in persons], other.memberships.get()


def without_applicant(commission):
    bad = f.HouseholdFactory(commission=commission)
    left = f.PersonFactory(household=bad, membership__ends_on=DAY)
    return left.household, f.PersonFactory(commission=commission).household


def two_applicants(commission):
    first = f.PersonFactory(commission=commission)
    f.PersonFactory(household=first.household)
    good = f.PersonFactory(commission=commission)
    f.PersonFactory(household=good.household, membership__role="CJT")
    return first.household, good.household


def commune_unattached_that_day(commission):
    """Attached since: its coordinator sees it, the figures of the day did not."""
    commune = f.CommuneFactory(attachment=None)
    f.AttachmentFactory(commune=commune, commission=commission, starts_on=dt.date(2020, 1, 1))
    return commune


def households_nowhere(commission):
    nowhere = commune_unattached_that_day(commission)
    bad = f.HouseholdFactory(situation__commune=nowhere)
    return bad.situations.get(), f.HouseholdFactory(commission=commission).situations.get()


def persons_without_sex(commission):
    return pair(f.PersonFactory, bad={"sex": ""}, good={"sex": "1"}, commission=commission)


def adults_without_level(commission):
    bad, good = pair(
        f.PersonFactory, bad={}, good={"education_level": "1204"}, commission=commission
    )
    return bad.memberships.get(), good.memberships.get()


def aids_outside_the_rule(commission):
    fund = f.FundFactory(code="fajd", min_age=18, max_age=25)
    return tuple(
        f.AidFactory(fund=fund, commission=commission, person__birth_date=born)
        for born in (dt.date(1993, 4, 2), dt.date(1993, 4, 3))
    )


def aids_nowhere(commission):
    return pair(
        f.AidFactory,
        bad={"commune": commune_unattached_that_day(commission)},
        good={},
        commission=commission,
    )


def aids_without_amount(commission):
    refused = {"amount_granted": None, "decision": "refus"}
    return pair(f.AidFactory, bad={"amount_granted": None}, good=refused, commission=commission)


def sanctions(commission):
    kind = f.DecisionTypeFactory(code="suspension", is_sanction=True, rate_cap_several=50)
    several = f.PersonFactory(commission=commission).household
    f.PersonFactory(household=several, membership__role="ENF")
    alone = f.PersonFactory(commission=commission).household
    return tuple(
        f.DecisionFactory(commission=commission, type=kind, household=household, rate=80)
        for household in (several, alone)
    )


def sittings(commission):
    bad = f.SittingFactory(commission=commission, held_on=dt.date(2019, 3, 5))
    return bad, f.DecisionFactory(commission=commission).sitting


def budgets(commission):
    bad = f.FundFactory(code="fsi")
    f.FundBudgetFactory(fund=bad, year=2018)
    return bad, f.FundBudgetFactory(fund=f.FundFactory(code="fajd"), year=2019).fund


CASES = {
    "deux-menages": in_two_households,
    "sans-allocataire": without_applicant,
    "plusieurs-allocataires": two_applicants,
    "commune-sans-commission": households_nowhere,
    "doublons": lambda c: twins(c, first_name="ANNE"),
    "noms-proches": lambda c: twins(c, last_name="DUPONT"),
    "sans-sexe": persons_without_sex,
    "adultes-sans-niveau": adults_without_level,
    "hors-annee": outside_the_year,
    "double-presence": twice_present,
    "sans-issue": exited_without_outcome,
    "exclue-sans-motif": excluded_without_reason,
    "niveau-absent": lambda c: participations(c, bad={"education_level": ""}),
    "commune-inconnue": lambda c: participations(c, bad={"commune": None}),
    "etp-absent": without_fte,
    "capacite-absente": lambda c: agreements(c, bad={"capacity": None}, good={"capacity": 0}),
    "sans-date-reference": lambda c: agreements(
        c, bad={}, good={"reference_date": dt.date(2019, 9, 30)}
    ),
    "sans-objectif": without_targets,
    "parts-inconnues": lambda c: agreements(
        c,
        bad={"highlights": ["action.women", "action.womn"]},
        good={"highlights": ["action.women"]},
    ),
    "parcours-non-relus": stories,
    "aide-hors-regle": aids_outside_the_rule,
    "aide-sans-commission": aids_nowhere,
    "accord-sans-montant": aids_without_amount,
    "sanction-plafond": sanctions,
    "seance-vide": sittings,
    "budget-absent": budgets,
    "messages-a-verifier": texts.messages,
    "perspectives-contraires": texts.outlooks,
    "textes-partages": texts.shared,
}
# A fund is no one's: every account that reads data sees that its budget is missing.
WITHOUT_TERRITORY = {"budget-absent"}


def test_every_check_has_its_case():
    assert set(CASES) == {check.code for check in CHECKS}


@pytest.mark.parametrize("code", CASES)
def test_a_check_finds_its_bad_row_and_not_the_good_one(code, staff, argentan):
    bad, good = CASES[code](argentan)
    bad = bad if isinstance(bad, list) else [bad]
    found = set(CHECKS_BY_CODE[code].rows(2019, staff))
    assert found >= set(bad)
    assert good not in found
    assert count_suspects([CHECKS_BY_CODE[code]], 2019, staff) == {code: len(found)}


@pytest.mark.parametrize("code", sorted(CASES.keys() - WITHOUT_TERRITORY))
def test_a_coordinator_finds_rows_of_their_commissions_alone(code, argentan):
    flers = f.CommissionFactory(slug="flers")
    bad, _ = CASES[code](argentan)
    theirs = f.UserFactory(role=Role.COORDINATOR, commissions=[argentan])
    stranger = f.UserFactory(role=Role.COORDINATOR, commissions=[flers])
    check = CHECKS_BY_CODE[code]
    assert set(check.rows(2019, theirs)) >= set(bad if isinstance(bad, list) else [bad])
    assert not check.rows(2019, stranger).exists()


def test_a_person_also_known_elsewhere_is_told_without_showing_the_other(argentan):
    """The double count is seen from both commissions; each shows its own row alone."""
    flers = f.CommissionFactory(slug="flers")
    who = {"last_name": "DUPOND", "birth_date": dt.date(1985, 4, 17)}
    here, _ = (f.PersonFactory(commission=each, **who) for each in (argentan, flers))
    coordinator = f.UserFactory(role=Role.COORDINATOR, commissions=[argentan])
    found = CHECKS_BY_CODE["deux-menages"].rows(2019, coordinator)
    assert [place.person for place in found] == [here]


def test_the_page_counts_the_agreements_that_the_list_counts(staff, argentan):
    """Referents and rentals are agreed without places: nothing is missing there."""
    for variant in ("places", "marche", "referent", "mobilite"):
        f.AgreementFactory(commission=argentan, capacity=None, action__variant=variant)
    found = CHECKS_BY_CODE["capacite-absente"].rows(2019, staff)
    assert {row.action.variant for row in found} == {"places", "marche"}
    assert set(found) == set(Agreement.objects.of_year(2019).lacking_capacity())


def test_another_year_is_another_answer(staff, argentan):
    f.ParticipationFactory(commission=argentan, exited_on=dt.date(2019, 6, 1))
    check = CHECKS_BY_CODE["sans-issue"]
    assert check.rows(2019, staff).count() == 1
    assert check.rows(2020, staff).count() == 0


def test_an_exit_before_entry_cannot_be_stored(argentan):
    with pytest.raises(IntegrityError):
        f.ParticipationFactory(commission=argentan, exited_on=dt.date(2019, 1, 31))


@pytest.mark.parametrize("nature", ["formation", "mobilite"])
@pytest.mark.parametrize("right_state", ["2", "5"])
@pytest.mark.parametrize(("lowest", "highest"), [(18, 25), (18, None), (None, 25)])
def test_the_aid_check_says_what_the_fund_says(
    nature, right_state, lowest, highest, staff, argentan
):
    """At each birthday that counts, with and without the exception and the open right."""
    fund = f.FundFactory(
        code="fajd",
        min_age=lowest,
        max_age=highest,
        exceptional_min_age=16,
        exceptional_nature="formation",
        requires_open_right=right_state == "5",
    )
    kind = f.AidNatureFactory(fund=fund, code=nature)
    for years in (15, 16, 17, 18, 25, 26):
        for days in (-1, 0, 1):
            f.AidFactory(
                fund=fund,
                nature=kind,
                commission=argentan,
                person__birth_date=dt.date(2019 - years, 4, 2) + dt.timedelta(days),
                person__household__situation__right_state=right_state,
            )
    refused = {
        aid.pk
        for aid in Aid.objects.select_related("fund", "person", "nature")
        if aid.fund.refusal(
            birth_date=aid.person.birth_date,
            decided_on=aid.decided_on,
            nature_code=aid.nature.code,
            person=aid.person,
        )
    }
    found = set(CHECKS_BY_CODE["aide-hors-regle"].rows(2019, staff).values_list("pk", flat=True))
    assert found == refused
    assert found
