"""Who stands on a working list, the day before, the day, and the day after."""

import datetime as dt

import pytest
from django.urls import reverse

from beneficiaries.cancelling import cancel
from plics import freshness
from plics.models import Act, Role, Trace, User
from reports.week import lists
from reports.week.lists import LISTS, counts
from reports.week.today import current_day
from tests import factories as f


def rows(slug, user, today):
    return list(LISTS[slug].rows(user, today))


def contract(today, days, **values):
    signed = {"signed_on": dt.date(2025, 3, 1)} | values
    return f.EngagementContractFactory(ends_on=today + dt.timedelta(days=days), **signed)


def test_a_contract_waits_from_thirty_days_before_its_end_to_that_day(staff, today):
    made = [contract(today, days) for days in (-1, 0, 30, 31)]
    assert rows("contrats-a-renouveler", staff, today) == made[1:3]


def test_a_contract_that_another_followed_waits_for_nobody(staff, today):
    old = contract(today, 5)
    f.EngagementContractFactory(person=old.person, signed_on=dt.date(2026, 3, 1))
    assert rows("contrats-a-renouveler", staff, today) == []


def test_an_ended_contract_waits_a_year_if_somebody_still_accompanies_the_person(staff, today):
    made = [contract(today, days) for days in (-366, -365, -1, 0)]
    for each in made:
        f.SupportFactory(person=each.person, starts_on=dt.date(2025, 1, 1))
    left, leaving, stays = [contract(today, -1) for _ in range(3)]
    for each, days in [(left, -1), (leaving, 0), (stays, 1)]:
        f.SupportFactory(person=each.person, starts_on=dt.date(2025, 1, 1),
                         ends_on=today + dt.timedelta(days=days))  # fmt: skip
    found = rows("contrats-echus", staff, today)
    assert set(found) == {made[1], made[2], leaving, stays}


def test_who_holds_a_contract_that_day_waits_for_none(staff, today):
    """Whichever was signed first; one signed since is not known yet."""
    ended, renewed, cancelled, late = [contract(today, -9) for _ in range(4)]
    before = {"signed_on": dt.date(2025, 1, 6)}
    contract(today, 30, person=ended.person, **before)
    contract(today, 0, person=renewed.person, **before)
    cancel(contract(today, 30, person=cancelled.person), reason="saisi deux fois", by=staff)
    contract(today, 30, person=late.person, signed_on=today + dt.timedelta(days=1))
    for each in (ended, renewed, cancelled, late):
        f.SupportFactory(person=each.person, starts_on=dt.date(2025, 1, 1))
    assert set(rows("contrats-echus", staff, today)) == {cancelled, late}


def test_an_exit_waits_for_its_outcome_from_its_day(staff, today):
    late, now, to_come, dropped, told = (
        f.ParticipationFactory(exited_on=today + dt.timedelta(days=days), **values)
        for days, values in [
            (-40, {}),
            (0, {}),
            (1, {}),
            (-40, {"is_dropout": True}),
            (-40, {"outcome": f.ExitOutcomeFactory()}),
        ]
    )
    assert set(rows("sorties-sans-issue", staff, today)) == {late, now}


def test_an_adjourned_aid_waits_until_another_decision_of_the_fund(staff, today):
    asked = {"decision": "ajournement", "amount_granted": None}
    waiting = f.AidFactory(decided_on=today - dt.timedelta(days=3), **asked)
    decided = f.AidFactory(decided_on=today - dt.timedelta(days=3), **asked)
    f.AidFactory(person=decided.person, fund=decided.fund, decided_on=today)
    f.AidFactory(decided_on=dt.date(2025, 3, 9), **asked)
    assert rows("aides-ajournees", staff, today) == [waiting]


def test_the_limit_in_force_says_who_waits_too_long(staff, today):
    f.WaitLimitFactory(wait="orientation", days=42)
    f.WaitLimitFactory(wait="contrat", days=30)
    ago = [today - dt.timedelta(days=days) for days in (31, 30, 43, 42)]
    body = f.ReferentBodyFactory(keeps_contracts_here=True)
    late, *_ = [f.OrientationFactory(notified_on=day, body=body) for day in ago[:2]]
    assert rows("attente-contrat", staff, today) == [late]
    late, on_time = [f.OrientationFactory(waiting=True, informed_on=day) for day in ago[2:]]
    assert rows("attente-orientation", staff, today) == [late]
    assert set(rows("non-orientes", staff, today)) == {late.person, on_time.person}


def test_who_leaves_soon_with_an_outcome_needs_nothing(staff, today):
    soon = {"planned_exit_on": today + dt.timedelta(days=30)}
    leaving = f.ParticipationFactory(**soon)
    f.ParticipationFactory(exited_on=today, outcome=f.ExitOutcomeFactory())
    f.ParticipationFactory(planned_exit_on=today + dt.timedelta(days=31))
    assert rows("sorties-prochaines", staff, today) == [leaving]


def test_an_agreement_that_ends_soon_waits_until_another_follows(client, staff, argentan):
    day = dt.date(2026, 10, 31)
    ending = f.AgreementFactory(year=2026, commission=argentan)
    f.AgreementFactory(year=2026, ends_on=dt.date(2027, 1, 1))
    followed = f.AgreementFactory(year=2026)
    f.AgreementFactory(year=2027, action=followed.action, commission=followed.commission)
    shown = LISTS["conventions-finissantes"]
    assert list(shown.rows(staff, day)) == []
    (told,) = shown.prepared(staff, day + dt.timedelta(days=1))
    assert (told, told.last) == (ending, dt.date(2026, 12, 31))
    # It names nobody: the right to see names is not asked.
    unnamed = f.UserFactory(role=Role.STAFF, may_see_names=False)
    client.force_login(unnamed)
    traces = Trace.objects.count()
    address = reverse("week:export", args=[shown.slug, "csv"])
    assert client.get(address).status_code == 200
    assert Trace.objects.count() == traces
    assert client.get(reverse("week:list", args=["non-orientes"])).status_code == 403


def test_the_lists_of_an_account_count_themselves_at_once(
    coordinator, argentan, today, django_assert_max_num_queries
):
    contract(today, 5, commission=argentan)
    contract(today, 5)
    # The two delays, in force or to come, the stamps of the tables, and all the lists at once.
    with django_assert_max_num_queries(6):
        found = counts(coordinator, today)
    assert found == dict.fromkeys(LISTS, 0) | {"contrats-a-renouveler": 1, "non-orientes": 1}
    assert counts(f.UserFactory(role=Role.READER), today) == {}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.STAFF])
def test_what_is_counted_is_kept_no_longer_than_any_table_that_lists_read(role, argentan, today):
    user = f.UserFactory(role=role, commissions=[argentan])
    found = lists.lists_for(user)
    words, _ = lists._united(
        (each.slug, each.rows(user, today)) for each in found
    ).query.sql_with_params()
    read = freshness.models_named(words)
    assert read and read <= set(lists.reads_of_lists())
    assert User.commissions.through in lists.reads_of_lists()


def test_a_list_of_a_base_that_stops_long_before_is_of_its_last_day(staff, today, monkeypatch):
    for last, expected in [("2026-01-24", today), ("2026-01-23", dt.date(2026, 1, 23))]:
        files = {"CAF": [dt.date.fromisoformat(last)]}
        monkeypatch.setattr("reports.week.today.files_by_payer", lambda files=files: files)
        assert current_day() == expected


def test_a_row_leads_to_its_person_and_back_to_the_list_as_it_was(client, staff, today):
    client.force_login(staff)
    made = contract(today, 5)
    here = reverse("week:list", args=["contrats-a-renouveler"]) + "?tri=nom"
    address = reverse("records:person", args=[made.person_id])
    link = f"{address}?retour=/semaine/contrats-a-renouveler/%3Ftri%3Dnom"
    assert f'<a href="{link}">' in client.get(here).content.decode()
    assert f'<a href="{here}">Retour</a>' in client.get(link).content.decode()
    elsewhere = client.get(f"{address}?retour=https://exemple.fr/").content.decode()
    assert "exemple.fr" not in elsewhere.partition("<h1>")[0].partition("<main")[2]


def test_every_list_of_persons_leads_to_the_page_of_each():
    shown = [each.table for each in LISTS.values() if each.table.is_of_persons]
    assert shown and all(table.person for table in shown)


def test_an_aid_to_decide_leads_to_its_person_and_by_its_number_to_its_form(client, staff, today):
    client.force_login(staff)
    aid = f.AidFactory(
        decision="", decided_on=None, amount_granted=None, requested_on=dt.date(2026, 11, 2)
    )
    page = client.get(reverse("week:list", args=["aides-a-decider"])).content.decode()
    person = reverse("records:person", args=[aid.person_id])
    form = reverse("admin:funds_aid_change", args=[aid.pk])
    assert f'<a href="{person}?retour=/semaine/aides-a-decider/">{aid.person.last_name}</a>' in page
    assert f'<a href="{form}?retour=/semaine/aides-a-decider/">{aid.number}</a>' in page


# --- the page -------------------------------------------------------------------------------


@pytest.fixture
def page(client, staff, today):
    """The list of contracts, of three persons."""
    client.force_login(staff)
    for name, days, body in [("LEFÈVRE", 9, "CCAS"), ("AUBIN", 20, "Mission"), ("ZOÉ", 2, "CCAS")]:
        made = contract(today, days, body=f.ReferentBodyFactory(slug=body.lower(), name=body))
        type(made.person).objects.filter(pk=made.person_id).update(last_name=name)

    def get(**query):
        return client.get(reverse("week:list", args=["contrats-a-renouveler"]), query)

    return get


def names(answer):
    return [line.cells[0].text for line in answer.context["asked"].lines]


def test_a_list_is_sorted_by_any_column_both_ways(page):
    assert names(page()) == ["ZOÉ", "LEFÈVRE", "AUBIN"]
    assert names(page(tri="nom")) == ["AUBIN", "LEFÈVRE", "ZOÉ"]
    assert names(page(tri="-reste")) == ["AUBIN", "LEFÈVRE", "ZOÉ"]
    assert names(page(tri="personne")) == names(page())


def test_words_are_found_whatever_accents_and_stay_out_of_the_address(page, client):
    address = reverse("week:list", args=["contrats-a-renouveler"])
    answer = client.post(f"{address}?tri=nom", {"search": "lefevre"}, follow=True)
    assert names(answer) == ["LEFÈVRE"]
    assert "lefevre" not in answer.redirect_chain[0][0] and "tri=nom" in answer.redirect_chain[0][0]
    assert Trace.objects.latest("pk").act == Act.SEARCH


def test_a_menu_narrows_the_list_and_what_it_does_not_hold_is_nothing(page):
    narrowed = page(organisme="CCAS", tri="nom")
    assert names(narrowed) == ["LEFÈVRE", "ZOÉ"]
    assert "tri=nom" in narrowed.context["asked"].whole_address
    assert len(names(page(organisme="Aucun"))) == 3


def test_the_file_is_the_list_and_leaves_a_trace(page, client, staff):
    address = reverse("week:export", args=["contrats-a-renouveler", "csv"])
    head, *lines = (
        client.get(address, {"organisme": "CCAS", "tri": "nom"}).content.decode().split("\r\n")
    )
    assert head == (
        "\ufeffNom;Prénom;Naissance;Organisme;Référent;Commission;Type;Signé le;Fin;Reste;"
        "Suivi;Note"
    )
    assert [line.split(";")[0] for line in lines[:-1]] == ["LEFÈVRE", "ZOÉ"]
    assert lines[0].endswith("01/03/2025;19/03/2026;9;;")
    trace = Trace.objects.latest("pk")
    assert (trace.act, trace.account, len(trace.persons)) == (Act.EXPORT, staff.pk, 2)
    staff.may_export_names = False
    staff.save()
    assert client.get(address).status_code == 403
    assert ".csv" not in page().content.decode()


def test_paper_holds_the_whole_list(page, client, monkeypatch):
    monkeypatch.setattr("reports.tables.asked.PER_PAGE", 2)
    assert len(names(page())) == 2
    paper = client.get(reverse("week:print", args=["contrats-a-renouveler"])).content.decode()
    assert paper.count('<th scope="row">') == 3
    assert Trace.objects.latest("pk").act == Act.PRINT


def test_a_coordinator_has_the_rows_of_their_commissions(client, coordinator, argentan, today):
    client.force_login(coordinator)
    own, other = contract(today, 5, commission=argentan), contract(today, 5)
    for route in ("week:list", "week:print"):
        shown = client.get(reverse(route, args=["contrats-a-renouveler"])).content.decode()
        assert own.person.last_name in shown
        assert other.person.last_name not in shown
