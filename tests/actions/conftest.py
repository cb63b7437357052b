"""A workbook is downloaded, edited as a provider would, and sent back."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from plics.models import Role
from tests import factories as f


@pytest.fixture
def argentan(db):
    return f.CommissionFactory(slug="argentan", name="Argentan")


@pytest.fixture
def agreement(argentan):
    f.ExitOutcomeFactory(code="emploi_durable", label="Emploi durable")
    f.StepFactory(code="sante", label="Santé")
    f.StepFactory(code="mobilite", label="Mobilité")
    return f.AgreementFactory(commission=argentan, action__slug="jardins", year=2019)


@pytest.fixture
def anne(agreement):
    person = f.PersonFactory(
        last_name="LEROUX",
        first_name="Anne",
        birth_date=dt.date(1985, 4, 17),
        commission=agreement.commission,
    )
    return f.ParticipationFactory(
        agreement=agreement, person=person, entered_on=dt.date(2019, 2, 1)
    )


@pytest.fixture
def staff(client):
    user = f.UserFactory(role=Role.STAFF)
    client.force_login(user)
    return user


class Provider:
    """Columns are named by their headings; line 2 is the first participant."""

    def __init__(self, client, agreement):
        self.client, self.agreement = client, agreement
        self.receive(client.get(reverse("returns:workbook", args=[agreement.pk])).content)

    def receive(self, content: bytes):
        self.book = load_workbook(io.BytesIO(content))
        self.sheet = self.book.worksheets[0]
        self.places = {cell.value: cell.column for cell in self.sheet[1]}

    def cell(self, line, title):
        return self.sheet.cell(line, self.places[title])

    def write(self, line, **cells):
        for title, value in cells.items():
            self.cell(line, TITLES[title]).value = value

    def add(self, last_name, first_name, born, entered, **cells):
        line = next(n for n in range(2, 100) if self.cell(n, "Nom de famille").value is None)
        known = {"nom": last_name, "prenom": first_name, "naissance": born, "entree": entered}
        self.write(line, **known | cells)
        return line

    def content(self) -> bytes:
        kept = io.BytesIO()
        self.book.save(kept)
        return kept.getvalue()

    def send(self, name="retour.xlsx", content=None):
        """What the page of differences shows."""
        file = SimpleUploadedFile(name, content or self.content())
        address = reverse("returns:agreement", args=[self.agreement.pk])
        self.page = self.client.post(address, {"file": file}, follow=True)
        return self.page.context

    def confirm(self, *settled):
        shown = self.page.context
        return self.client.post(
            reverse("returns:confirm", args=[shown["pending"].pk]),
            {"seen": shown["plan"].fingerprint, "settled": settled},
            follow=True,
        )


TITLES = {
    "cle": "Clé technique",
    "nom": "Nom de famille",
    "prenom": "Prénom",
    "naissance": "Date de naissance",
    "sexe": "Sexe",
    "public": "Public",
    "numero": "N° de demande RSA",
    "commune": "Code INSEE de la commune",
    "niveau": "Niveau de formation",
    "entree": "Date d’entrée",
    "sortie_prevue": "Sortie prévue le",
    "sortie": "Date de sortie",
    "abandon": "Abandon",
    "issue": "Issue",
    "demarche_1": "Démarche 1",
    "demarche_2": "Démarche 2",
    "heures": "Heures",
    "etp": "ETP",
    "immersions": "Périodes d’immersion",
    "entretiens": "Deux entretiens par mois",
}


def fates(shown) -> dict:
    return {line.label: line.fate.value for line in shown["plan"].lines}


def refused(provider) -> dict:
    """field → (line, message) of the one refused row."""
    (line,) = provider.send()["refused"]
    return {error.field: (error.line, error.message) for error in line.errors}


@pytest.fixture
def provider(client, agreement, anne, staff):
    return Provider(client, agreement)
