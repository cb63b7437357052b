"""A provider's own contact: its workbooks, its returns, and nothing of anybody else."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from actions import views
from actions.models import PendingReturn
from actions.returns.reading import read_return
from actions.returns.services import forget_stale
from plics.models import Role
from tests import factories as f
from tests.actions.conftest import Provider, fates


@pytest.fixture
def contact(client, agreement, anne):
    account = f.UserFactory(role=Role.PROVIDER)
    account.providers.add(agreement.action.provider)
    client.force_login(account)
    return account


@pytest.fixture
def workbook(contact, client, agreement):
    return Provider(client, agreement)


def of(role, **rights) -> Client:
    browser = Client()
    browser.force_login(f.UserFactory(role=role, **rights))
    return browser


def confirmed_by(browser: Client, pending: PendingReturn):
    shown = browser.get(reverse("returns:preview", args=[pending.pk])).context
    address = reverse("returns:confirm", args=[pending.pk])
    return browser.post(address, {"seen": shown["plan"].fingerprint}, follow=True)


def test_a_contact_has_the_agreements_of_its_structures_alone(contact, client, agreement):
    elsewhere = f.AgreementFactory(year=2019)
    listed = client.get(reverse("returns:agreements")).context["agreements"]
    assert list(listed) == [agreement]
    for name in ("agreement", "workbook"):
        assert client.get(reverse(f"returns:{name}", args=[agreement.pk])).status_code == 200
        assert client.get(reverse(f"returns:{name}", args=[elsewhere.pk])).status_code == 404
    sent = client.post(reverse("returns:agreement", args=[elsewhere.pk]))
    assert sent.status_code == 404


def test_a_contact_without_a_structure_has_no_agreement(client, agreement):
    client.force_login(f.UserFactory(role=Role.PROVIDER))
    page = client.get(reverse("returns:agreements"))
    assert list(page.context["agreements"]) == []
    assert "demandez à un administrateur" in page.content.decode()


def test_what_a_contact_sends_is_written_by_the_service_alone(workbook, client, agreement, anne):
    workbook.write(2, heures=12)
    shown = workbook.send()
    assert fates(shown) == {"LEROUX Anne": "updated"}
    assert "Confirmer" not in workbook.page.content.decode()
    pending = PendingReturn.objects.get()
    refused = client.post(reverse("returns:confirm", args=[pending.pk]), {"seen": "x"})
    assert refused.status_code == 403
    service = of(Role.STAFF)
    assert pending in service.get(reverse("returns:agreements")).context["received"]
    assert confirmed_by(service, pending).status_code == 200
    anne.refresh_from_db()
    assert anne.hours == 12


def test_a_contact_reads_what_the_service_recorded_and_refused(workbook, client, agreement, anne):
    f.ParticipationFactory(agreement=agreement)
    workbook.write(2, heures="beaucoup")
    workbook.add("BERNARD", "Luc", dt.date(1990, 1, 1), dt.date(2019, 5, 1))
    workbook.send()
    pending = PendingReturn.objects.get()
    service = of(Role.STAFF)
    confirmed_by(service, pending)
    page = client.get(reverse("returns:preview", args=[pending.pk])).content.decode()
    assert "1\u00a0participation ajoutée" in page
    assert "n’est pas un nombre" in page
    assert client.get(reverse("returns:rejects", args=[pending.pk])).status_code == 200
    assert service.get(reverse("returns:agreements")).context["received"] == []


def test_a_return_wholly_recorded_is_still_told_to_its_contact(workbook, client):
    workbook.write(2, heures=12)
    workbook.send()
    pending = PendingReturn.objects.get()
    confirmed_by(of(Role.STAFF), pending)
    page = client.get(reverse("returns:preview", args=[pending.pk])).content.decode()
    assert "1\u00a0participation modifiée" in page


def test_names_typed_in_tell_nothing_of_who_has_the_rsa(workbook, argentan, staff_sees):
    """Known or not, alone or with a namesake: a contact's preview is the same."""
    born, entered = dt.date(1990, 1, 1), dt.date(2019, 5, 1)
    known = f.PersonFactory(
        last_name="CONNU", first_name="Luc", birth_date=born, commission=argentan
    )
    for _ in range(2):
        f.PersonFactory(last_name="DOUBLE", first_name="Luc", birth_date=born, commission=argentan)
    for name in ("CONNU", "DOUBLE", "INCONNU"):
        workbook.add(name, "Luc", born, entered)
    shown = workbook.send()
    assert {line.note for line in shown["created"]} == {
        "Le service rattachera cette personne à une fiche."
    }
    assert len(shown["created"]) == 3
    number = known.memberships.get().household.number
    assert number not in workbook.page.content.decode()
    # The service, itself, is told.
    assert number in staff_sees(PendingReturn.objects.get())


@pytest.fixture
def staff_sees():
    def page(pending) -> str:
        answer = of(Role.STAFF).get(reverse("returns:preview", args=[pending.pk]))
        return answer.content.decode()

    return page


def test_a_row_without_key_finds_the_own_participant(workbook, anne):
    workbook.write(2, cle=None, heures=7)
    assert fates(workbook.send()) == {"LEROUX Anne": "updated"}


def test_the_return_of_another_contact_of_the_structure_is_not_shown(workbook, agreement):
    workbook.send()
    account = f.UserFactory(role=Role.PROVIDER)
    account.providers.add(agreement.action.provider)
    other = Client()
    other.force_login(account)
    pending = PendingReturn.objects.get()
    for name in ("preview", "rejects"):
        assert other.get(reverse(f"returns:{name}", args=[pending.pk])).status_code == 404
    assert other.post(reverse("returns:abandon", args=[pending.pk])).status_code == 404


@pytest.mark.parametrize("taken_away", ["role", "structure", "account"])
def test_a_right_taken_away_ends_what_its_contact_had_sent(
    workbook, contact, client, taken_away, anne
):
    workbook.write(2, heures=12)
    workbook.send()
    pending = PendingReturn.objects.get()
    if taken_away == "structure":
        contact.providers.clear()
    else:
        contact.role = Role.READER if taken_away == "role" else contact.role
        contact.is_active = taken_away != "account"
        contact.save()
    address = reverse("returns:preview", args=[pending.pk])
    assert client.get(address).status_code in (302, 403, 404)
    service = of(Role.STAFF)
    assert service.get(address).status_code == 404
    assert service.post(reverse("returns:confirm", args=[pending.pk])).status_code == 404
    anne.refresh_from_db()
    assert anne.hours is None


def test_a_role_taken_away_while_the_file_is_read_keeps_nothing(
    workbook, contact, client, monkeypatch
):
    def meanwhile(upload):
        contact.role = Role.READER
        contact.save()
        return read_return(upload)

    monkeypatch.setattr(views, "read_return", meanwhile)
    workbook.write(2, heures=12)
    workbook.send()
    assert workbook.page.status_code == 403
    assert not PendingReturn.objects.exists()


@pytest.mark.parametrize(
    "role, days, is_kept",
    [
        (Role.PROVIDER, 6.9, True),
        (Role.PROVIDER, 7.1, False),
        (Role.STAFF, 0.9, True),
        (Role.STAFF, 1.1, False),
    ],
)
def test_a_contact_s_return_waits_a_week_for_the_service(agreement, role, days, is_kept):
    sender = f.UserFactory(role=role)
    sender.providers.add(agreement.action.provider)
    now = dt.datetime(2019, 12, 1, 12, tzinfo=dt.UTC)
    with time_machine.travel(now, tick=False):
        f.PendingReturnFactory(agreement=agreement, uploaded_by=sender)
    with time_machine.travel(now + dt.timedelta(days=days), tick=False):
        forget_stale()
    assert PendingReturn.objects.exists() is is_kept


def test_a_contact_opens_nothing_else(contact, client):
    for address in ("/tableaux/actions/", "/administration/", "/importer/", "/qualite/2019/"):
        assert client.get(address).status_code == 403, address
    home = client.get("/").content.decode()
    assert reverse("returns:agreements") in home
    assert "Tableaux de bord" not in home


def test_an_agent_without_the_right_to_see_names_confirms_nothing(workbook):
    workbook.send()
    pending = PendingReturn.objects.get()
    nameless = of(Role.STAFF, may_see_names=False)
    assert nameless.get(reverse("returns:preview", args=[pending.pk])).status_code == 403
    assert nameless.post(reverse("returns:confirm", args=[pending.pk])).status_code == 403
    assert PendingReturn.objects.exists()
