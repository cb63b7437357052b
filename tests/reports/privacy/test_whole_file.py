"""A person's whole file: all that is held of them, with its history, and nothing of others."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from beneficiaries.cancelling import cancel
from beneficiaries.merging import merge
from beneficiaries.models import Person
from plics import history
from plics.models import Act, Role, Trace
from reports.drawing import printing
from reports.privacy import views
from reports.privacy.whole_file import whole_file
from tests import factories as f

LEFT = dt.date(2020, 6, 30)
# Each is of a row of another kind.
THEIRS = [
    "DUPONT", "Zélie", "MARTIN", "00000009999", "FSI-77", "sans suite", "retard", "Aînée",
    "erreur de saisie", "DUPONT-MARTIN", "2019-01-03", "Premier", "2020-06-30", "recours",
]  # fmt: skip


@pytest.fixture
def agent(db):
    return f.UserFactory(first_name="Agathe", last_name="CLERC")


@pytest.fixture
def person(agent):
    with history.acting(agent):
        home = f.HouseholdFactory(number="00000009999", situation__ends_on=LEFT)
        made = f.PersonFactory(
            last_name="DUPONT", first_name="Premier", birth_name="MARTIN", household=home,
            membership__ends_on=LEFT, opposed_on=LEFT, opposition_reason="recours",
        )  # fmt: skip
        made.first_name = "Zélie"
        made.save()
        twin = f.PersonFactory(last_name="DUPONT", first_name="Aînée", outside_rsa=True)
        merge(kept=made, duplicate=twin, by=agent)
        f.IdentityFactory(person=made, household=home, last_name="DUPONT-MARTIN")
        f.DecisionFactory(household=home, detail="retard", sitting__held_on=dt.date(2019, 5, 1))
        f.DecisionFactory(household=home, detail="APRÈS", sitting__held_on=dt.date(2021, 5, 1))
        aid = f.AidFactory(person=made, number="FSI-77", decision="refus", amount_granted=None,
                           refusal_note="sans suite")  # fmt: skip
        cancel(aid, reason="erreur de saisie", by=agent)
        f.ParticipationFactory(person=made, entered_on=dt.date(2019, 1, 3))
        f.PersonFactory(last_name="VOISIN", household=home)
    return made


def test_the_file_holds_every_kind_of_row_and_its_history(person, agent):
    found = json.loads(views.as_json(whole_file(person, by=agent)))
    text = json.dumps(found, ensure_ascii=False)
    assert [each for each in THEIRS if each not in text] == []
    assert {"Personnes", "Aides", "Places dans le ménage", "Décisions", "Participations"} <= set(
        found["données"]
    )
    renamed = [line for change in found["historique"] for line in change["changements"]]
    assert {"champ": "Prénom", "avant": "Premier", "après": "Zélie"} in renamed


def test_it_says_nothing_of_others_nor_of_the_agent_who_did_it(person, agent):
    text = views.as_json(whole_file(person, by=agent)).decode()
    assert [each for each in ("VOISIN", "APRÈS", "CLERC", "Agathe") if each in text] == []


@pytest.fixture
def asked(client, person):
    def asked(file_format, role=Role.STAFF, **rights):
        client.force_login(f.UserFactory(role=role, **rights))
        return client.get(reverse("privacy:file", args=[person.pk, file_format]))

    return asked


def test_it_is_given_as_json_and_as_a_pdf_kept_by_no_browser(asked, monkeypatch):
    monkeypatch.setattr(views, "apart", lambda work, html: html.encode())
    answer = asked("json")
    assert json.loads(answer.content)["données"]
    trace = Trace.objects.latest("pk")
    assert (trace.act, trace.persons) == (Act.EXPORT, [Person.objects.get(last_name="DUPONT").pk])
    assert "no-store" in answer["Cache-Control"]
    assert "DUPONT" not in answer["Content-Disposition"]
    printed = asked("pdf").content.decode()
    assert [each for each in ("DUPONT", "Zélie", "FSI-77", "recours") if each not in printed] == []
    assert asked("docx").status_code == 404


@pytest.mark.same_on_any_database
def test_the_pdf_is_one(person, agent):
    from django.template.loader import render_to_string

    context = {"file": whole_file(person, by=agent), "today": LEFT}
    html = render_to_string("privacy/file_print.html", context)
    assert printing.apart(views.pdf, html).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("role", "rights", "status"),
    [
        (Role.ADMINISTRATOR, {}, 200),
        (Role.STAFF, {}, 200),
        (Role.STAFF, {"may_export_names": False}, 403),
        (Role.COORDINATOR, {"may_export_names": True}, 403),
        (Role.OFFICER, {"may_export_names": True}, 403),
        (Role.READER, {}, 403),
    ],
)
def test_it_goes_out_by_whoever_may_export_names(asked, role, rights, status):
    assert asked("json", role, **rights).status_code == status


def test_the_record_leads_to_it_for_them_alone(client, person):
    address = person.get_absolute_url()
    link = reverse("privacy:file", args=[person.pk, "pdf"])
    for may, is_there in ((True, True), (False, False)):
        client.force_login(f.UserFactory(role=Role.STAFF, may_export_names=may))
        assert (link in client.get(address).content.decode()) is is_there


def test_somebody_of_whom_nothing_else_is_held_has_a_file_too(agent):
    alone = Person.objects.create(last_name="SEUL", first_name="Marc", birth_date=LEFT)
    assert [held.title for held in whole_file(alone, by=agent).lists] == ["Personnes"]
