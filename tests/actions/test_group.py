"""A group typed on one page: entries, then what came of each."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.entry import views
from actions.models import Participation
from plics import grids
from plics.models import Operation
from plics.undoing import undo
from tests import factories

BORN = dt.date(1985, 3, 12)


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory())
    return client


@pytest.fixture
def agreement(db):
    return factories.AgreementFactory()


@pytest.fixture
def julie(agreement):
    return factories.PersonFactory(
        last_name="MARTIN", first_name="Julie", birth_date=BORN, commission=agreement.commission
    )


def address(agreement, name: str = "enter") -> str:
    return reverse(f"groups:{name}", args=[agreement.pk])


def typed(*rows: dict, **whole: str) -> dict:
    """What the page sends: each row under its prefix."""
    sent: dict = {"_once": "t1", "day": "", "text": "", "row": []} | whole
    for number, row in enumerate(rows):
        sent["row"].append(f"r{number}")
        cells = {"audience": "rsa"} | row
        sent |= {f"r{number}-{name}": value for name, value in cells.items()}
    return sent


def rows_kept(response) -> list[str]:
    return [form["person"].value() for form in response.context["rows"] if form.is_bound]


@pytest.mark.parametrize(
    "text",
    [
        "MARTIN Julie 12/03/1985",
        "Martin Julie, née le 12/03/1985 – 00000000001",
        "Martin Julie, né(e) le 12/03/1985 – 00000000001",
        "julie martin 1985-03-12",
        "julie martin 12031985",
        "12/03/1985 ; Julie ; MARTIN",
        "martin 00000000001",
    ],
)
def test_somebody_is_known_whatever_the_order_of_the_words(text, agreement, staff):
    household = factories.HouseholdFactory(number="00000000001")
    julie = factories.PersonFactory(
        last_name="MARTIN", first_name="Julie", birth_date=BORN, household=household
    )
    staff.post(address(agreement), typed({"person": text, "entered_on": "04/02/2019"}))
    assert Participation.objects.get().person == julie


def test_the_right_rows_are_saved_and_the_others_stay_as_typed(agreement, julie, staff):
    page = staff.post(
        address(agreement),
        typed(
            {"person": "MARTIN Julie 12/03/1985"},
            {"person": "MARTIN Julie"},
            {"person": "INCONNU Paul 01/01/1980"},
            {},
            day="04/02/2019",
        ),
    )
    assert [row.person for row in Participation.objects.all()] == [julie]
    assert rows_kept(page) == ["MARTIN Julie", "INCONNU Paul 01/01/1980"]
    said = page.content.decode()
    assert "Précisez la date de naissance\xa0: MARTIN Julie 12/03/1985." in said
    assert "Aucune personne connue ne s’appelle ainsi" in said
    assert "1\xa0entrée enregistrée" in said and "2\xa0lignes restent à revoir" in said


def test_a_grid_saved_is_one_deed_that_may_be_undone(agreement, julie, staff):
    staff.post(address(agreement), typed({"person": "MARTIN Julie 12/03/1985"}, day="04/02/2019"))
    made = Operation.objects.get()
    assert made.is_undoable
    staff.post(reverse("admin:plics_operation_undo", args=[made.pk]))
    assert not Participation.objects.exists()


def test_a_grid_sent_twice_is_saved_once(agreement, julie, staff):
    grid = typed({"person": "MARTIN Julie 12/03/1985"}, day="04/02/2019")
    staff.post(address(agreement), grid)
    again = staff.post(address(agreement), grid, follow=True)
    assert "avait déjà été envoyée" in again.content.decode()
    assert Participation.objects.count() == 1


def test_sent_twice_it_keeps_the_rows_that_were_refused(agreement, julie, staff):
    rows = [{"person": "INCONNU Paul 01/01/1980"}, {"person": "MARTIN Julie 12/03/1985"}]
    grid = typed(*rows, day="04/02/2019")
    staff.post(address(agreement), grid)
    for _ in range(2):
        again = staff.post(address(agreement), grid)
        assert rows_kept(again) == ["INCONNU Paul 01/01/1980"]
    assert "avait déjà été envoyée" in again.content.decode()
    # Else the script would have the browser load it again without sending it.
    assert "data-answer" in again.content.decode()
    assert "data-answer" not in staff.get(address(agreement)).content.decode()
    assert Participation.objects.count() == 1


def test_twice_the_same_person_is_told_on_the_second_row(agreement, julie, staff):
    rows = [{"person": "MARTIN Julie 12/03/1985"}, {"person": "julie martin 12/03/1985"}]
    page = staff.post(address(agreement), typed(*rows, day="04/02/2019"))
    assert Participation.objects.count() == 1
    assert rows_kept(page) == ["julie martin 12/03/1985"]
    assert "deux fois dans la grille" in page.content.decode()


def test_two_agents_with_the_same_list_enter_nobody_twice(agreement, julie, staff):
    grid = typed({"person": "MARTIN Julie 12/03/1985"}, day="04/02/2019")
    staff.post(address(agreement), grid)
    page = staff.post(address(agreement), grid | {"_once": "of a colleague"})
    assert "déjà entrée ce jour sur l’action" in page.content.decode()
    assert Participation.objects.count() == 1


def test_the_rules_of_the_form_hold_in_each_row(agreement, julie, staff):
    bad = {
        "person": "MARTIN Julie 12/03/1985",
        "entered_on": "04/02/2019",
        "exited_on": "03/02/2019",
    }
    said = staff.post(address(agreement), typed(bad)).content.decode()
    assert "La sortie précède l’entrée." in said
    checked = staff.post(address(agreement, "check"), typed(bad)).json()["r0"]
    assert "La sortie précède l’entrée." in checked["told"]
    late = bad | {"entered_on": "04/02/2020", "exited_on": ""}
    checked = staff.post(address(agreement, "check"), typed(late)).json()["r0"]
    assert "À confirmer" in checked["told"] and checked["faults"] == ["r0-entered_on"]
    assert not Participation.objects.exists()


def test_somebody_of_another_commission_is_entered_and_told(agreement, staff):
    factories.PersonFactory(
        last_name="LOIN",
        first_name="Paul",
        birth_date=BORN,
        commission=factories.CommissionFactory(slug="flers", name="Flers"),
    )
    row = {"person": "LOIN Paul 12/03/1985", "entered_on": "04/02/2019"}
    told = staff.post(address(agreement, "check"), typed(row)).json()["r0"]
    assert "Flers" in told["told"] and told["faults"] == []


LIST = "Nom;Prénom;Né(e) le\nMARTIN;Julie;12/03/1985\n\nINCONNU;Paul;01/01/1980\n"


@pytest.mark.parametrize("text", [LIST, LIST.replace(";", "\t"), LIST.partition("\n")[2]])
def test_a_pasted_list_fills_the_grid_and_saves_nothing(text, agreement, julie, staff):
    page = staff.post(address(agreement), typed({"person": "DÉJÀ Tapée"}, text=text))
    assert rows_kept(page)[0] == "DÉJÀ Tapée"
    assert [set(name.split()) for name in rows_kept(page)[1:]] == [
        {"MARTIN", "Julie", "12/03/1985"},
        {"INCONNU", "Paul", "01/01/1980"},
    ]
    assert "obligatoire" not in page.content.decode()
    assert not Participation.objects.exists()


def test_putting_a_list_in_the_grid_saves_nothing_even_without_a_list(agreement, julie, staff):
    row = {"person": "MARTIN Julie 12/03/1985"}
    assert 'name="_read"' in staff.get(address(agreement)).content.decode()
    page = staff.post(address(agreement), typed(row, day="04/02/2019", _read=""))
    assert rows_kept(page) == ["MARTIN Julie 12/03/1985"]
    assert "rien n’est enregistré" in page.content.decode()
    assert not Participation.objects.exists()


def test_a_file_does_the_same(agreement, julie, staff):
    file = SimpleUploadedFile("liste.csv", LIST.encode())
    page = staff.post(address(agreement), typed() | {"file": file})
    assert rows_kept(page) == ["MARTIN Julie 12/03/1985", "INCONNU Paul 01/01/1980"]


def test_a_list_and_what_was_typed_before_it_fill_the_grid_and_no_more(
    agreement, staff, monkeypatch
):
    monkeypatch.setattr(grids, "MOST_ROWS", 12)
    before = [{}, {"person": "DÉJÀ Tapée"}, *[{}] * 8]
    people = [f"INCONNU{number} 01/01/1980" for number in range(12)]
    page = staff.post(address(agreement), typed(*before, text="\n".join(people[:11])))
    assert rows_kept(page) == ["DÉJÀ Tapée", *people[:11]]
    assert len(page.context["rows"]) == 12
    page = staff.post(address(agreement), typed(*before, text="\n".join(people)))
    assert rows_kept(page) == ["DÉJÀ Tapée"]
    told = "La liste a 12 lignes, la grille en a déjà 1\xa0: 12 au plus à la fois."
    assert page.context["group"].errors == {"text": [told]}
    assert page.context["group"]["text"].value() == "\n".join(people)


def test_the_last_row_of_a_full_grid_is_read(agreement, julie, staff):
    blank = dict.fromkeys(["person", "entered_on", "exited_on", "is_dropout", "outcome"], "")
    rows = [blank] * (grids.MOST_ROWS - 1) + [blank | {"person": "MARTIN Julie 12/03/1985"}]
    assert staff.post(address(agreement), typed(*rows, day="04/02/2019")).status_code == 302
    assert Participation.objects.get().person == julie


def test_a_list_too_long_is_refused_whole(agreement, staff):
    page = staff.post(address(agreement), typed(text="MARTIN Julie 12/03/1985\n" * 201))
    assert "201 lignes" in page.content.decode()
    assert rows_kept(page) == []


# -- what came of each


def follow_up(client, agreement, row, **cells: str):
    page = client.get(address(agreement, "follow"))
    sent = {"row": f"p{row.pk}", "_once": page.context["once"]}
    sent["_shown"] = page.context["shown_values"]
    for field in page.context["rows"][0].visible_fields():
        sent[field.html_name] = "" if field.value() is None else str(field.value())
    return sent | {f"p{row.pk}-{name}": value for name, value in cells.items()}


def test_an_attendance_list_records_hours_a_milestone_and_an_exit(agreement, staff):
    row = factories.ParticipationFactory(agreement=agreement, entered_on=dt.date(2019, 2, 4))
    milestone = factories.MilestoneFactory()
    sent = follow_up(
        staff,
        agreement,
        row,
        hours="1 012,5",
        milestone=str(milestone.pk),
        passed_on="05/03/2019",
        exited_on="30/06/2019",
    )
    assert staff.post(address(agreement, "follow"), sent).status_code == 302
    row.refresh_from_db()
    assert (row.hours, row.exited_on) == (1012.5, dt.date(2019, 6, 30))
    assert row.milestones.get().passed_on == dt.date(2019, 3, 5)


def test_a_milestone_before_the_entry_is_refused_with_its_row_alone(agreement, staff):
    row = factories.ParticipationFactory(agreement=agreement, entered_on=dt.date(2019, 2, 4))
    milestone = str(factories.MilestoneFactory().pk)
    sent = follow_up(staff, agreement, row, milestone=milestone, passed_on="03/02/2019")
    assert "pas avant" in staff.post(address(agreement, "follow"), sent).content.decode()
    assert not row.milestones.exists()
    sent = follow_up(staff, agreement, row, milestone=milestone, passed_on="04/02/2019")
    staff.post(address(agreement, "follow"), sent)
    assert row.milestones.exists()


def test_a_step_is_undertaken_on_its_day_or_given_it_later(agreement, staff):
    row = factories.ParticipationFactory(agreement=agreement, entered_on=dt.date(2019, 2, 4))
    step = factories.StepFactory(label="Santé")
    for day, kept in [
        ("", None),
        ("03/02/2019", None),
        ("04/02/2019", dt.date(2019, 2, 4)),
        ("", dt.date(2019, 2, 4)),
    ]:
        sent = follow_up(staff, agreement, row, step=str(step.pk), taken_on=day)
        answer = staff.post(address(agreement, "follow"), sent)
        assert ("pas avant" in answer.content.decode()) is (day == "03/02/2019")
        assert row.taken_steps.get().taken_on == kept
    assert "Santé le 04/02/2019." in staff.get(address(agreement, "follow")).content.decode()
    sent = follow_up(staff, agreement, row, taken_on="05/02/2019")
    refused = staff.post(address(agreement, "follow"), sent).content.decode()
    assert "quelle démarche" in refused


def test_a_day_refused_is_not_told_as_the_one_of_the_step(agreement, staff):
    row = factories.ParticipationFactory(agreement=agreement, entered_on=dt.date(2019, 2, 4))
    taken = factories.TakenStepFactory(participation=row, step__label="Santé", taken_on=None)
    sent = follow_up(staff, agreement, row, step=str(taken.step_id), taken_on="03/02/2019")
    (form,) = staff.post(address(agreement, "follow"), sent).context["rows"]
    assert form.errors.keys() == {"taken_on"}
    assert form.told == [("Santé.", False)]


def test_a_step_of_the_grid_is_taken_back_with_it(agreement, staff):
    row = factories.ParticipationFactory(agreement=agreement, entered_on=dt.date(2019, 2, 4))
    step = str(factories.StepFactory().pk)
    sent = follow_up(staff, agreement, row, step=step, taken_on="05/03/2019", hours="4")
    staff.post(address(agreement, "follow"), sent)
    undo(Operation.objects.get(), by=factories.UserFactory())
    row.refresh_from_db()
    assert (row.hours, row.taken_steps.count()) == (None, 0)


def test_a_follow_up_sent_twice_keeps_the_rows_that_were_refused(agreement, staff):
    good, bad = (factories.ParticipationFactory(agreement=agreement) for _ in range(2))
    sent = follow_up(staff, agreement, good, hours="10")
    sent |= {"row": [f"p{good.pk}", f"p{bad.pk}"], f"p{bad.pk}-hours": "dix"}
    staff.post(address(agreement, "follow"), sent)
    again = staff.post(address(agreement, "follow"), sent)
    assert [row["hours"].value() for row in again.context["rows"] if row.is_bound] == ["dix"]
    good.refresh_from_db()
    assert good.hours == 10


def test_nothing_that_a_colleague_saved_meanwhile_is_undone(agreement, staff):
    row = factories.ParticipationFactory(agreement=agreement, hours=None, immersions=0)
    sent = follow_up(staff, agreement, row, hours="10")
    Participation.objects.filter(pk=row.pk).update(hours=7, immersions=2)
    said = staff.post(address(agreement, "follow"), sent).content.decode()
    assert "Enregistré entre-temps : « 7 ». Vous aviez tapé : « 10 »" in said
    row.refresh_from_db()
    assert (row.hours, row.immersions) == (7, 2)


def test_rows_cancelled_meanwhile_are_told(agreement, staff):
    row = factories.ParticipationFactory(agreement=agreement)
    sent = follow_up(staff, agreement, row, hours="10")
    Participation.objects.filter(pk=row.pk).delete()
    said = staff.post(address(agreement, "follow"), sent, follow=True).content.decode()
    assert "annulées ou retirées entre-temps" in said
    staff.post(address(agreement, "check"), sent)
    assert "entre-temps" not in staff.get(address(agreement, "follow")).content.decode()


def test_rows_refused_come_first_whatever_the_page(agreement, staff, monkeypatch):
    monkeypatch.setattr(views, "PER_PAGE", 2)
    first, *_, last = (
        factories.ParticipationFactory(agreement=agreement, person__last_name=f"NOM{letter}")
        for letter in "ABCD"
    )
    sent = follow_up(staff, agreement, last, hours="dix")
    page = staff.post(address(agreement, "follow"), sent)
    rows = [(row.instance.person.last_name, row["hours"].value()) for row in page.context["rows"]]
    assert rows == [("NOMD", "dix"), ("NOMA", None), ("NOMB", None)]
    sent = follow_up(staff, agreement, first, hours="dix")
    page = staff.post(address(agreement, "follow"), sent)
    assert [row.prefix for row in page.context["rows"]].count(f"p{first.pk}") == 1
