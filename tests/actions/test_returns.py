"""What comes back: differences, conflicts, refusals, confirmation."""

import datetime as dt
import io
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from actions.models import Participation, PendingReturn
from actions.returns import keys
from plics.models import Change, ImportRun, Role
from tests import factories as f
from tests.actions.conftest import TITLES, Provider, fates, refused

pytestmark = pytest.mark.django_db


def told(line) -> dict:
    return {change.name: (change.before, change.after) for change in line.changes}


def test_an_untouched_workbook_changes_nothing(provider):
    shown = provider.send()
    assert fates(shown) == {"LEROUX Anne": "unchanged"}
    assert shown["plan"].absent == 0


def test_what_the_provider_completed_is_shown_then_written(provider, anne, staff):
    provider.write(
        2, sortie=dt.date(2019, 9, 30), issue="Emploi durable", demarche_1="Santé",
        demarche_2="Mobilité", heures="120,5", etp=0.25, immersions=2, entretiens="oui",
        niveau="V (CAP, BEP)",
    )  # fmt: skip
    (line,) = provider.send()["updated"]
    assert told(line)["exited_on"] == ("vide", "30/09/2019")
    assert told(line)["outcome"] == ("vide", "Emploi durable")
    anne.refresh_from_db()
    assert anne.exited_on is None
    provider.confirm()
    anne.refresh_from_db()
    assert anne.exited_on == dt.date(2019, 9, 30)
    assert anne.outcome.code == "emploi_durable"
    assert set(anne.steps.values_list("code", flat=True)) == {"sante", "mobilite"}
    assert (anne.hours, anne.full_time_equivalent) == (Decimal("120.5"), Decimal("0.25"))
    assert (anne.immersions, anne.has_two_interviews_a_month) == (2, True)
    assert anne.education_level == "1204"
    assert not PendingReturn.objects.exists()
    run = ImportRun.objects.get(kind="retours")
    assert (run.updated, run.created, run.refused) == (1, 0, 0)
    assert Change.objects.filter(actor=staff, object_id=anne.pk, operation__run=run).exists()


def test_an_emptied_cell_takes_the_value_away(client, agreement, anne, staff):
    anne.exited_on, anne.is_dropout = dt.date(2019, 6, 1), True
    anne.save()
    provider = Provider(client, agreement)
    provider.write(2, sortie=None, abandon=None)
    (line,) = provider.send()["updated"]
    assert told(line) == {"exited_on": ("01/06/2019", "vide"), "is_dropout": ("oui", "non")}
    provider.confirm()
    anne.refresh_from_db()
    assert (anne.exited_on, anne.is_dropout) == (None, False)


def test_a_planned_exit_may_come_with_a_return(provider, anne):
    assert provider.cell(2, TITLES["sortie_prevue"]).value is None
    provider.write(2, sortie_prevue=dt.date(2020, 3, 31))
    (line,) = provider.send()["updated"]
    assert told(line) == {"planned_exit_on": ("vide", "31/03/2020")}
    provider.confirm()
    anne.refresh_from_db()
    assert (anne.planned_exit_on, anne.exited_on) == (dt.date(2020, 3, 31), None)


def test_a_workbook_sent_out_before_plans_were_asked_for_takes_none_away(
    client, agreement, anne, staff, monkeypatch
):
    anne.planned_exit_on = dt.date(2020, 3, 31)
    anne.save()
    known = keys.state(anne)
    monkeypatch.setattr(
        keys, "state", lambda row: {k: v for k, v in known.items() if k != "planned_exit_on"}
    )
    provider = Provider(client, agreement)
    monkeypatch.undo()
    provider.write(2, immersions=3)
    (line,) = provider.send()["updated"]
    assert told(line) == {"immersions": ("0", "3")}


def test_what_only_the_application_changed_stays(provider, anne):
    Participation.objects.filter(pk=anne.pk).update(hours=10)
    provider.write(2, immersions=3)
    (line,) = provider.send()["updated"]
    assert told(line) == {"immersions": ("0", "3")}
    provider.confirm()
    anne.refresh_from_db()
    assert (anne.hours, anne.immersions) == (10, 3)


@pytest.mark.parametrize("settled,hours", [([], 10), ([2], 99)])
def test_what_both_changed_is_a_conflict_that_someone_settles(provider, anne, settled, hours):
    provider.write(2, heures=99)
    Participation.objects.filter(pk=anne.pk).update(hours=10)
    (line,) = provider.send()["conflict"]
    (change,) = line.conflicts
    assert (change.base, change.before, change.after) == ("vide", "10", "99")
    provider.confirm(*settled)
    anne.refresh_from_db()
    assert anne.hours == hours
    assert PendingReturn.objects.exists() is not bool(settled)


def test_both_changed_to_the_same_is_no_conflict(provider, anne):
    provider.write(2, heures=10)
    Participation.objects.filter(pk=anne.pk).update(hours=10)
    assert fates(provider.send()) == {"LEROUX Anne": "unchanged"}


def test_confirming_after_the_data_moved_writes_nothing(provider, anne):
    provider.write(2, heures=99)
    provider.send()
    Participation.objects.filter(pk=anne.pk).update(hours=10)
    page = provider.confirm()
    assert "Les données ont changé depuis l’aperçu" in page.content.decode()
    anne.refresh_from_db()
    assert anne.hours == 10


def test_confirming_twice_writes_once(provider):
    provider.add("BERNARD", "Luc", dt.date(1990, 1, 1), dt.date(2019, 5, 1))
    provider.send()
    provider.confirm()
    assert provider.confirm().status_code == 404
    assert Participation.objects.count() == 2


def test_a_forged_key_is_refused(provider):
    cell = provider.cell(2, TITLES["cle"])
    cell.value = cell.value[:-1] + ("A" if cell.value[-1] != "A" else "B")
    line, message = refused(provider)["cle_technique"]
    assert line == 2
    assert "a été modifiée" in message


def test_a_key_of_another_agreement_is_refused(provider, agreement, anne):
    other = f.ParticipationFactory(commission=agreement.commission)
    provider.add("NOM", "Luc", dt.date(1990, 1, 1), dt.date(2019, 5, 1), cle=keys.key_of(other))
    assert "autre convention" in refused(provider)["cle_technique"][1]
    assert keys.key_of(other) not in provider.page.content.decode()


def test_the_workbook_of_another_agreement_is_refused_whole(provider, agreement):
    """People it adds would land on the wrong action."""
    provider.add("BERNARD", "Luc", dt.date(1990, 1, 1), dt.date(2019, 5, 1))
    provider.agreement = f.AgreementFactory(commission=agreement.commission)
    provider.send()
    assert "celui d’une autre convention" in provider.page.content.decode()
    assert not PendingReturn.objects.exists()


def test_a_key_moved_to_another_person_is_refused(client, agreement, anne, staff):
    luc = f.PersonFactory(last_name="BERNARD", commission=agreement.commission)
    f.ParticipationFactory(agreement=agreement, person=luc)
    provider = Provider(client, agreement)
    first, second = (provider.cell(line, TITLES["cle"]) for line in (2, 3))
    first.value, second.value = second.value, first.value
    assert set(fates(provider.send()).values()) == {"refused"}


def test_a_participation_deleted_since_is_refused(provider, anne):
    anne.delete()
    assert "n’existe plus" in refused(provider)["cle_technique"][1]


def test_a_row_copied_is_refused(provider):
    for title in provider.places:
        provider.cell(3, title).value = provider.cell(2, title).value
    line, message = refused(provider)[""]
    assert line == 3
    assert "répète la ligne 2" in message


@pytest.mark.parametrize(
    "cells,field,words",
    [
        ({"sortie": "31/02/2019"}, "date_sortie", "n’existe pas au calendrier"),
        ({"sortie": dt.date(2019, 1, 31)}, "date_sortie", "précède l’entrée"),
        ({"sortie_prevue": dt.date(2019, 1, 31)}, "date_sortie_prevue", "précède l’entrée"),
        ({"issue": "Emploi durable"}, "issue", "demande une date de sortie"),
        ({"issue": "Emploi rêvé"}, "issue", "n’est pas une issue connue"),
        ({"demarche_1": "Voyage"}, "demarche_1", "n’est pas une démarche connue"),
        ({"heures": -1}, "heures", "négatif"),
        ({"heures": "=A1"}, "heures", "formule"),
        ({"immersions": "deux"}, "periodes_immersion", "n’est pas un nombre"),
        ({"entree": dt.date(2020, 1, 1)}, "date_entree", "après l’année"),
        ({"entree": None}, "date_entree", "manquante"),
        ({"abandon": "peut-être"}, "abandon", "ni oui ni non"),
        ({"nom": "AUTRE"}, "nom", "identité"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason(provider, anne, cells, field, words):
    provider.write(2, **cells)
    line, message = refused(provider)[field]
    assert line == 2
    assert words in message
    assert words in provider.page.content.decode()


def test_good_rows_go_in_and_refused_ones_come_back_as_a_workbook(provider, anne, client):
    provider.write(2, heures="beaucoup", sortie=dt.date(2019, 9, 30))
    provider.add("BERNARD", "Luc", dt.date(1990, 1, 1), dt.date(2019, 5, 1))
    provider.send()
    provider.confirm()
    assert Participation.objects.filter(person__last_name="BERNARD").exists()
    pending = PendingReturn.objects.get()
    content = client.get(reverse("returns:rejects", args=[pending.pk])).content
    provider.receive(content)
    assert provider.cell(2, TITLES["heures"]).value == "beaucoup"
    assert provider.cell(2, TITLES["sortie"]).value == dt.datetime(2019, 9, 30)
    assert "n’est pas un nombre" in provider.cell(2, "Motif du rejet").value
    provider.write(2, heures=12)
    provider.send()
    provider.confirm()
    anne.refresh_from_db()
    assert (anne.hours, anne.exited_on) == (12, dt.date(2019, 9, 30))


def test_what_stays_to_be_corrected_is_not_told_as_a_new_file(provider, agreement):
    f.ParticipationFactory(agreement=agreement)
    provider.write(2, heures="beaucoup")
    provider.add("BERNARD", "Luc", dt.date(1990, 1, 1), dt.date(2019, 5, 1))
    assert provider.send()["outcome"] is None
    shown = provider.confirm().context
    assert "1\u00a0participation ajoutée" in shown["outcome"]
    assert shown["earlier"] is None


def test_the_same_file_sent_again_is_told(provider):
    provider.write(2, heures=5)
    content = provider.content()
    provider.send("premier.xlsx", content)
    provider.confirm()
    assert provider.send("second.xlsx", content)["earlier"].file_name == "premier.xlsx"


def test_a_row_left_out_removes_nothing(provider, agreement):
    f.ParticipationFactory(agreement=agreement)
    assert provider.send()["plan"].absent == 1
    assert Participation.objects.count() == 2


@pytest.mark.parametrize(
    "content,words",
    [
        (b"PK\x03\x04 pas un classeur", "abîmé"),
        (b"%PDF-1.7", "PDF"),
        (b"titre;autre\n1;2\n", "aucun en-tête connu"),
        (b"nom;prenom\nA;B\n", "absentes"),
        (b"nom;prenom;date_naissance;date_entree\n", "ligne d’en-têtes"),
    ],
)
def test_a_file_that_is_no_return_is_refused_whole(client, agreement, staff, content, words):
    address = reverse("returns:agreement", args=[agreement.pk])
    page = client.post(address, {"file": SimpleUploadedFile("retour.xlsx", content)})
    assert words in page.content.decode()
    assert not PendingReturn.objects.exists()


def test_a_return_waits_for_its_sender_alone(provider, client):
    provider.send()
    pending = PendingReturn.objects.get()
    client.force_login(f.UserFactory(role=Role.STAFF))
    for name in ("preview", "rejects"):
        assert client.get(reverse(f"returns:{name}", args=[pending.pk])).status_code == 404
    for name in ("confirm", "abandon"):
        assert client.post(reverse(f"returns:{name}", args=[pending.pk])).status_code == 404
    assert PendingReturn.objects.exists()


def test_the_list_opens_on_the_last_year_with_participants(client, agreement, anne, staff):
    f.AgreementFactory(commission=agreement.commission, year=2020)
    assert client.get(reverse("returns:agreements")).context["year"] == 2019
    asked = client.get(reverse("returns:agreements"), {"annee": "2020"})
    assert asked.context["year"] == 2020


def test_the_agreement_form_leads_to_its_return(client, agreement, staff):
    page = client.get(reverse("admin:actions_agreement_change", args=[agreement.pk]))
    assert reverse("returns:agreement", args=[agreement.pk]) in page.content.decode()


def test_abandoning_leaves_nothing(provider, client, anne):
    provider.write(2, heures=99)
    pending = provider.send()["pending"]
    client.post(reverse("returns:abandon", args=[pending.pk]))
    anne.refresh_from_db()
    assert anne.hours is None
    assert not PendingReturn.objects.exists()


@pytest.mark.parametrize("seconds", [-1, 0])
def test_a_return_waits_for_a_day(provider, client, seconds):
    with time_machine.travel(timezone.now(), tick=False):
        provider.send()
        sent = timezone.now() - dt.timedelta(days=1, seconds=seconds)
        PendingReturn.objects.update(uploaded_at=sent)
        client.get(reverse("returns:agreements"))
        assert PendingReturn.objects.exists()


def test_a_return_never_confirmed_goes_after_a_day(provider, client, agreement):
    pending = provider.send()["pending"]
    yesterday = timezone.now() - dt.timedelta(days=1, seconds=1)
    PendingReturn.objects.update(uploaded_at=yesterday)
    assert client.get(reverse("returns:preview", args=[pending.pk])).status_code == 404
    client.get(reverse("returns:agreements"))
    assert not PendingReturn.objects.exists()


def test_the_reject_workbook_is_locked_like_the_first(provider, client):
    provider.write(2, heures="beaucoup")
    pending = provider.send()["pending"]
    content = client.get(reverse("returns:rejects", args=[pending.pk])).content
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.protection.sheet
    assert sheet.max_row == 2


def test_a_return_without_refused_row_has_no_reject_workbook(provider, client):
    provider.write(2, heures=10)
    pending = provider.send()["pending"]
    assert client.get(reverse("returns:rejects", args=[pending.pk])).status_code == 404
