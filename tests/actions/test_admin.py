import datetime as dt

import pytest
from django.urls import reverse

from actions.models import Agreement, Participation
from tests import factories

PARTICIPATIONS = reverse("admin:actions_participation_changelist")
AGREEMENTS = reverse("admin:actions_agreement_changelist")
ADD = reverse("admin:actions_participation_add")


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory())
    return client


def test_entering_a_known_person_is_one_screen_of_under_ten_fields(staff):
    response = staff.get(ADD, {"person": factories.PersonFactory().pk})
    shown = [
        field
        for fieldset in response.context["adminform"]
        if "collapse" not in fieldset.classes
        for line in fieldset
        for field in line
    ]
    assert 4 <= len(shown) < 10
    assert not response.context["inline_admin_formsets"]


def test_an_entry_typed_in_the_administration_keeps_the_circumstances_of_that_day(staff):
    person = factories.PersonFactory(education_level="1206")
    agreement = factories.AgreementFactory()
    data = {
        "person": person.pk,
        "agreement": agreement.pk,
        "audience": "rsa",
        "entered_on": "15/03/2019",
        "immersions": 0,
    }
    assert staff.post(ADD, data).status_code == 302
    entered = Participation.objects.get()
    assert entered.education_level == "1206"
    assert entered.commune == person.household.situations.get().commune


def test_a_wrong_entry_is_explained_on_the_form(staff):
    data = {
        "person": factories.PersonFactory().pk,
        "agreement": factories.AgreementFactory().pk,
        "audience": "rsa",
        "entered_on": "15/03/2019",
        "exited_on": "01/03/2019",
        "immersions": 0,
    }
    page = staff.post(ADD, data).content.decode()
    assert "La sortie précède l’entrée." in page
    assert not Participation.objects.exists()


def act(client, address, action, rows, **answer):
    selected = {"action": action, "_selected_action": [row.pk for row in rows], "index": 0}
    return client.post(address, selected | answer, follow=True)


def test_closing_asks_for_a_day_then_closes_all(staff):
    rows = [factories.ParticipationFactory(), factories.ParticipationFactory()]
    page = act(staff, PARTICIPATIONS, "close_participations", rows).content.decode()
    assert "Date de sortie" in page
    outcome = factories.ExitOutcomeFactory()
    response = act(
        staff,
        PARTICIPATIONS,
        "close_participations",
        rows,
        confirmed=1,
        exited_on="31/10/2019",
        outcome=outcome.pk,
    )
    assert "2\xa0participations closes." in response.content.decode()
    closed = Participation.objects.filter(exited_on=dt.date(2019, 10, 31), outcome=outcome)
    assert closed.count() == 2


def test_closing_before_the_entry_says_who_and_why(staff):
    row = factories.ParticipationFactory(person__last_name="MERCIER")
    response = act(
        staff,
        PARTICIPATIONS,
        "close_participations",
        [row],
        confirmed=1,
        exited_on="01/01/2019",
    )
    page = response.content.decode()
    assert "MERCIER" in page
    assert "La sortie précède l’entrée." in page
    row.refresh_from_db()
    assert row.exited_on is None


def test_closing_leaves_what_was_recorded_and_says_which(staff):
    gone = factories.ParticipationFactory(
        person__last_name="MERCIER",
        person__birth_date=dt.date(1980, 6, 15),
        entered_on=dt.date(2019, 3, 15),
        exited_on=dt.date(2019, 5, 1),
    )
    inside = factories.ParticipationFactory(
        person__last_name="PETIT",
        person__birth_date=dt.date(1990, 1, 2),
        entered_on=dt.date(2019, 2, 1),
    )
    asked = act(staff, PARTICIPATIONS, "close_participations", [gone, inside]).content.decode()
    assert "né(e) le 02/01/1990" in asked
    assert "entrée le 01/02/2019" in asked
    left = asked[asked.index("Déjà enregistré") :]
    assert "MERCIER" in left
    assert "sortie le 01/05/2019" in left
    answer = {"confirmed": 1, "exited_on": "31/10/2019"}
    said = act(
        staff, PARTICIPATIONS, "close_participations", [gone, inside], **answer
    ).content.decode()
    assert "1\xa0participation close." in said
    assert "laissé tel quel (1\xa0participation)\xa0: MERCIER" in said
    gone.refresh_from_db()
    assert gone.exited_on == dt.date(2019, 5, 1)
    history = staff.get(reverse("admin:actions_participation_history", args=[inside.pk]))
    assert "Date de sortie\xa0: vide → 31/10/2019" in history.content.decode()


def test_an_outcome_is_recorded_for_those_who_left(staff):
    row = factories.ParticipationFactory(exited_on=dt.date(2019, 10, 1))
    assert row in staff.get(PARTICIPATIONS, {"attention": "sans-issue"}).context["cl"].result_list
    outcome = factories.ExitOutcomeFactory()
    act(staff, PARTICIPATIONS, "record_outcomes", [row], confirmed=1, outcome=outcome.pk)
    row.refresh_from_db()
    assert row.outcome == outcome


@pytest.mark.parametrize("action", ["close_participations", "record_outcomes"])
def test_a_coordinator_cannot_change_participations(action, client, db):
    here = factories.CommissionFactory(slug="argentan")
    row = factories.ParticipationFactory(commission=here)
    client.force_login(factories.UserFactory(role="coordinator", commissions=[here]))
    act(client, PARTICIPATIONS, action, [row], confirmed=1, exited_on="31/10/2019")
    row.refresh_from_db()
    assert row.exited_on is None


def test_last_years_agreements_are_carried_over_but_those_already_there(staff):
    fresh, held = factories.AgreementFactory(year=2019), factories.AgreementFactory(year=2019)
    factories.AgreementFactory(action=held.action, commission=held.commission, year=2020)
    rows = [fresh, held]
    page = act(staff, AGREEMENTS, "carry_over_to_next_year", rows).content.decode()
    assert "1\xa0convention déjà présente" in page
    response = act(staff, AGREEMENTS, "carry_over_to_next_year", rows, confirmed=1)
    assert "1\xa0convention reconduite." in response.content.decode()
    assert Agreement.objects.filter(year=2020).count() == 2


def test_nothing_is_carried_over_twice(staff):
    agreement = factories.AgreementFactory(year=2019)
    act(staff, AGREEMENTS, "carry_over_to_next_year", [agreement], confirmed=1)
    response = act(staff, AGREEMENTS, "carry_over_to_next_year", [agreement])
    assert "rien à reconduire" in response.content.decode()
    assert Agreement.objects.count() == 2


def typed(agreement, **changed) -> dict:
    """What the page of an agreement sends."""
    data = {
        "action": agreement.action_id,
        "year": 2019,
        "commission": agreement.commission_id,
        "capacity": "10",
        "unit": agreement.unit_id,
    }
    for prefix in ("capacity_shares", "targets", "sessions", "blocks"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data | changed


def test_amounts_are_typed_with_a_comma_and_quoted_shares_one_a_line(staff):
    agreement = factories.AgreementFactory(highlights=["action.rural"])
    address = reverse("admin:actions_agreement_change", args=[agreement.pk])
    form = staff.get(address).context["adminform"].form
    assert str(form["highlights"]).endswith("action.rural</textarea>")
    data = typed(agreement, capacity="12,5", highlights="action.rural\naction.isolated")
    assert staff.post(address, data).status_code == 302
    agreement.refresh_from_db()
    assert str(agreement.capacity) == "12.50"
    assert agreement.highlights == ["action.rural", "action.isolated"]


def test_a_misspelt_share_is_refused_with_the_one_that_was_meant(staff):
    agreement = factories.AgreementFactory(highlights=["action.rural"])
    address = reverse("admin:actions_agreement_change", args=[agreement.pk])
    page = staff.post(address, typed(agreement, highlights="action.rural\naction.womn"))
    assert page.context["adminform"].form.errors["highlights"] == [
        "«\xa0action.womn\xa0» n’est le code d’aucune part\u202f; vouliez-vous dire "
        "«\xa0action.women\xa0»\xa0?"
    ]
    agreement.refresh_from_db()
    assert agreement.highlights == ["action.rural"]


def test_an_unknown_share_kept_from_before_does_not_stop_another_change(staff):
    agreement = factories.AgreementFactory(highlights=["action.ruraux"])
    address = reverse("admin:actions_agreement_change", args=[agreement.pk])
    data = typed(agreement, capacity="11", highlights="action.ruraux")
    assert staff.post(address, data).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.capacity, agreement.highlights) == (11, ["action.ruraux"])


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_of_participations_asks_the_same_questions(
    number, staff, django_assert_max_num_queries
):
    for _ in range(number):
        factories.ParticipationFactory()
    with django_assert_max_num_queries(15):
        staff.get(PARTICIPATIONS)


def test_a_deletion_counts_what_hangs_on_the_row_instead_of_listing_it(staff):
    agreement = factories.AgreementFactory()
    for _ in range(3):
        factories.ParticipationFactory(agreement=agreement, person__last_name="MERCIER")
    staff.force_login(factories.UserFactory(role="administrator"))
    page = staff.get(reverse("admin:actions_agreement_delete", args=[agreement.pk]))
    assert "participations : 3" in page.content.decode()
    assert "MERCIER" not in page.content.decode()


def test_only_actions_measured_by_a_capacity_lack_one(staff):
    lacking = factories.AgreementFactory(capacity=None)
    factories.AgreementFactory(capacity=None, action__variant="referent")
    factories.AgreementFactory(capacity=None, action__variant="mobilite")
    response = staff.get(AGREEMENTS, {"attention": "sans-capacite"})
    assert list(response.context["cl"].result_list) == [lacking]


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("en-cours", {"present"}),
        ("sorties", {"exited", "silent", "dropout"}),
        ("sans-issue", {"silent"}),
        ("abandons", {"dropout"}),
    ],
)
def test_participations_are_listed_by_state(state, names, staff):
    left = {"exited_on": dt.date(2019, 10, 1)}
    rows = {
        "present": factories.ParticipationFactory(),
        "exited": factories.ParticipationFactory(closed=True),
        "silent": factories.ParticipationFactory(**left),
        "dropout": factories.ParticipationFactory(is_dropout=True, **left),
    }
    found = staff.get(PARTICIPATIONS, {"etat": state}).context["cl"].result_list
    assert set(found) == {rows[name] for name in names}
