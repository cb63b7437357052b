"""The synthetic data set: built once, marked, true to the rules of the application."""

import datetime as dt

from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q
from pytest import fixture, mark, raises

from actions.models import Action, Agreement, Participation
from beneficiaries.enums import OPEN_STATES, PersonRole
from beneficiaries.models import Household, HouseholdSituation, Membership, in_force
from funds.models import Aid
from plics.models import ImportRun, Role, User
from plics.periods import stock_day
from reports.demo import accounts, families, timeline
from reports.demo.chance import apportion, chance, spread
from reports.figures import DEPARTMENT, Scope, evaluate
from reports.models import Edition

OURS = ("plics", "beneficiaries", "actions", "funds", "reports")
COMMISSIONS = 4


def counts() -> dict[str, int]:
    return {
        model._meta.label: model.objects.count()
        for app in OURS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }


@fixture
def demo(demo_database, capsys):
    """The data set, and what the command printed until then forgotten."""
    capsys.readouterr()


def test_running_it_again_changes_nothing(demo, capsys):
    before = counts()
    call_command("demo")
    assert counts() == before
    assert "rien n’a changé" in capsys.readouterr().err


def test_it_says_where_to_go_and_with_which_accounts(demo, capsys):
    call_command("demo")
    told = capsys.readouterr().out
    assert "http://127.0.0.1:8000/" in told
    assert accounts.PASSWORD in told
    assert all(username in told for username, *_ in accounts.ACCOUNTS)


def test_each_role_has_an_account(demo):
    assert set(User.objects.values_list("role", flat=True)) == set(Role.values)
    coordinator = User.objects.get(role=Role.COORDINATOR)
    assert [commission.slug for commission in coordinator.commissions.all()] == ["argentan"]


def test_a_changed_password_is_kept(demo):
    user = User.objects.get(username="dasti")
    user.set_password("un autre mot de passe")
    user.save()
    accounts.create()
    user.refresh_from_db()
    assert check_password("un autre mot de passe", user.password)


def test_it_does_not_mix_with_real_households(demo):
    ImportRun.objects.filter(kind="demonstration").delete()
    Household.objects.create(number="00000000001")
    with raises(CommandError, match="DATABASE_URL"):
        call_command("demo")


def test_what_is_invented_says_so(demo):
    assert not Household.objects.exclude(number__startswith="DEMO").exists()
    assert not Aid.objects.exclude(number__startswith="DEMO").exists()
    assert set(
        Action.objects.exclude(agreements__commission__slug="argentan").values_list(
            "is_assumed", flat=True
        )
    ) == {True}
    assert ImportRun.objects.get(kind="demonstration").file_name.startswith("Jeu de données synth")


def test_each_commission_has_a_draft_and_actions_of_every_year(demo):
    drafts = Edition.objects.filter(programme_year=2020, status="draft")
    assert drafts.exclude(commission=None).count() == COMMISSIONS
    assert drafts.filter(commission=None).count() == 1
    agreed = Agreement.objects.values("commission", "year").annotate(n=Count("pk"))
    assert agreed.count() == COMMISSIONS * 3
    assert min(row["n"] for row in agreed) >= 6


@mark.parametrize("model", ["Household", "HouseholdSituation", "Person", "Membership"])
def test_population_rows_pass_their_own_rules(demo, model):
    for row in apps.get_model("beneficiaries", model).objects.order_by("?")[:40]:
        row.full_clean()


def test_participations_pass_their_own_rules(demo):
    for row in Participation.objects.select_related("agreement", "person")[:60]:
        row.full_clean()


def test_every_household_has_one_applicant_on_the_reference_day(demo):
    day = stock_day(2019)
    households = HouseholdSituation.objects.on(day).with_open_right().values("household")
    applicants = Membership.objects.on(day).filter(role="DEM", household__in=households)
    assert applicants.count() == applicants.values("household").distinct().count()
    assert applicants.count() == households.count()


def test_situations_follow_one_another_without_overlap(demo):
    reaches = Q(ends_on=None) | Q(household__situations__starts_on__lt=F("ends_on"))
    overlapping = HouseholdSituation.objects.filter(
        reaches, household__situations__starts_on__gt=F("starts_on")
    )
    assert not overlapping.exists()


def test_participants_of_the_year_belong_to_the_stock_of_their_commission(demo):
    day = stock_day(2019)
    members = (
        Membership.objects.on(day)
        .adults()
        .filter(
            in_force(day, "household__situations__"),
            has_rights_and_duties=True,
            household__situations__right_state__in=OPEN_STATES,
            household__situations__commune__attachments__commission__slug="argentan",
        )
    )
    outside = Participation.objects.filter(
        agreement__year=2019, agreement__commission__slug="argentan", audience="rsa"
    ).exclude(person__in=members.values("person"))
    assert not outside.exists()


@mark.parametrize("code", ["fsi", "fajd"])
def test_granted_aids_respect_the_rule_of_their_fund(demo, code):
    aids = Aid.objects.granted().filter(fund__code=code, decided_on__year=2019)
    refusals = {
        aid.fund.refusal(
            birth_date=aid.person.birth_date,
            decided_on=aid.decided_on,
            nature_code=aid.nature.code,
            person=aid.person,
        )
        for aid in aids.select_related("fund", "person", "nature")
    }
    assert refusals == {""}


def test_the_same_label_draws_the_same_stock():
    plan = timeline.population()
    target = plan["commissions"][1]
    first, second = (timeline.Stock(plan, target).live() for _ in range(2))
    assert [home.spells for home in first] == [home.spells for home in second]


def test_parts_add_up():
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    amounts = spread(chance("test"), 1000, 7, least=30)
    assert (sum(amounts), len(amounts), min(amounts) >= 30) == (1000, 7, True)


def test_the_long_standing_move_by_two_points_at_most_in_a_year(demo):
    by = "rsa.households.by_seniority"
    before, now = (evaluate([by], Scope(year=year)) for year in (2018, 2019))
    for territory in [DEPARTMENT, *(each.key for each in now.commissions())]:
        shares = [figures.get(by, territory, group="36+").share for figures in (before, now)]
        assert abs(shares[1] - shares[0]) < 2, territory


def lengthened(applied_on: dt.date, *, born: int) -> dt.date:
    home = timeline.Home("argentan", [timeline.Spell(applied_on, timeline.FIRST_FILE)])
    home.people = [families.Someone(PersonRole.APPLICANT, "", dt.date(born, 6, 1), home=home)]
    families.lengthen_rights([home])
    return home.spell.applied_on


def test_a_right_older_than_the_first_file_reaches_further_back():
    assert lengthened(dt.date(2016, 8, 22), born=1970) == dt.date(2016, 6, 28)
    assert lengthened(timeline.LONG_TERM_SINCE, born=1970) == timeline.LONG_TERM_SINCE
    after = timeline.LONG_TERM_SINCE + dt.timedelta(days=1)
    assert lengthened(after, born=1970) == after


def test_nobody_asked_before_the_rsa_nor_before_turning_nineteen():
    assert lengthened(dt.date(2010, 1, 1), born=1970) == timeline.RSA_CREATED_ON
    assert lengthened(dt.date(2016, 6, 11), born=1970) == dt.date(2016, 3, 9)
    assert lengthened(dt.date(2016, 6, 11), born=1997) == dt.date(2016, 6, 1)
    assert lengthened(dt.date(2016, 6, 11), born=1998) == dt.date(2016, 6, 11)
