"""Published booklets and their data: who gets what, with an account or without."""

import csv
import datetime as dt
import io
import zipfile

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from plics.models import Department, Role
from reports.booklet.render import screen_html
from reports.editions.readers.data import schema
from reports.editions.workflow import release
from reports.figures.exports import PUBLIC_COLUMNS
from reports.figures.publication import Reader
from reports.models import Edition, ProgrammeYear
from tests import factories as f
from tests.reports import cohort

NOW = dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.UTC)
BOOKLET = "/livrets/2020/argentan/"
ADDRESSES = [
    BOOKLET,
    BOOKLET + "v1/",
    BOOKLET + "annexe/",
    BOOKLET + "chercher/?q=insertion",
    BOOKLET + "v1/chercher/?q=insertion",
    BOOKLET + "donnees.csv",
    BOOKLET + "v1/donnees.ods",
]
WITHOUT_IT = ["/livrets/", "/livrets/schema-donnees.json"]


@pytest.fixture
def edition(db):
    """One household, and a portrait that nobody read over."""
    cohort.loaded(dt.date(2018, 11, 30), cohort.DAY)
    argentan, _, here, _ = cohort.territory()
    home = cohort.household(
        here, family="CEL", applied_on=dt.date(2019, 1, 1), starts_on=dt.date(2019, 1, 1)
    )
    cohort.person(home, "DEM", dt.date(1980, 6, 15), "2")
    agreement = f.AgreementFactory(commission=argentan, year=2019)
    story = f.CaseStoryFactory(agreement=agreement, name="Madame Z")
    f.CaseStoryBlockFactory(story=story, body="Une boulangerie et son fournil.")
    return f.EditionFactory(commission=argentan)


def published(edition, at=None):
    with time_machine.travel(NOW, tick=False):
        release(edition, at=at)
    # Protects its figures, which pages do not wait for.
    screen_html(Edition.objects.get(pk=edition.pk), reader=Reader())


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def opened(is_open=True):
    Department.objects.update(is_open=is_open)


def statuses(client, addresses):
    return {address: client.get(address).status_code for address in addresses}


def all_of(status, addresses=(*WITHOUT_IT, *ADDRESSES)):
    return dict.fromkeys(addresses, status)


def test_without_an_account_nothing_opens_until_the_departement_says_so(client, edition, clock):
    published(edition)
    assert statuses(client, all_of(302)) == all_of(302)
    assert client.get(BOOKLET)["Location"] == f"/connexion/?next={BOOKLET}"
    opened()
    assert statuses(client, all_of(200)) == all_of(200)
    opened(is_open=False)
    assert client.get(BOOKLET).status_code == 302


def test_what_is_open_to_all_is_only_to_be_read(client, edition, clock):
    published(edition)
    opened()
    for name in ("messages", "make_pdf", "gate", "gate_accept"):
        address = reverse(f"reports:{name}", args=[2020, "argentan"])
        assert client.get(address).status_code == 302
        assert client.post(address).status_code in (302, 403)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("role", [None, Role.READER, Role.PROVIDER, Role.OFFICER, Role.COORDINATOR])
def test_an_edition_whose_instant_has_not_come_is_nowhere(client, edition, clock, role):
    """For who does not prepare it, whatever the address."""
    opened()
    at = NOW + dt.timedelta(hours=1)
    published(edition, at=at)
    if role:
        client.force_login(f.UserFactory(role=role, commissions=[f.CommissionFactory()]))
    assert statuses(client, ADDRESSES) == all_of(404, ADDRESSES)
    assert BOOKLET not in client.get("/livrets/").content.decode()
    clock.move_to(at)
    assert statuses(client, ADDRESSES) == all_of(200, ADDRESSES)
    assert BOOKLET in client.get("/livrets/").content.decode()


def test_a_draft_has_no_data_even_for_who_works_on_it(client, edition):
    client.force_login(f.UserFactory(role=Role.STAFF))
    assert client.get(BOOKLET).status_code == 200
    assert client.get(BOOKLET + "donnees.csv").status_code == 404
    assert client.get(BOOKLET + "donnees.exe").status_code == 404


@pytest.mark.parametrize("role", [None, Role.READER, Role.PROVIDER, Role.COORDINATOR])
def test_no_small_count_nor_portrait_is_told(client, edition, clock, role):
    published(edition)
    opened()
    if role:
        client.force_login(f.UserFactory(role=role, commissions=[f.CommissionFactory()]))
    page = client.get(BOOKLET).content.decode()
    assert "boulangerie" not in page and "Madame Z" not in page
    assert "Version publique" in page and "Diffusion restreinte" not in page
    counts = [row for row in rows(client) if row["code"] == "rsa.households" and not row["group"]]
    assert {(row["territory"], row["value"], row["secret"]) for row in counts} >= {
        ("argentan", "", "True")
    }
    assert not [row for row in counts if row["value"] == "1"]


def rows(client):
    text = client.get(BOOKLET + "donnees.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_everybody_carries_the_same_data_away(client, edition, clock):
    published(edition)
    found = set()
    for role in (Role.STAFF, Role.READER):
        client.force_login(f.UserFactory(role=role))
        found.add(client.get(BOOKLET + "donnees.csv").content)
    assert len(found) == 1


READ = {
    "string": str,
    "number": float,
    "date": dt.date.fromisoformat,
    "boolean": {"True": True, "False": False}.__getitem__,
}


def test_the_schema_reads_every_cell(client, edition, clock):
    published(edition)
    fields = schema()["fields"]
    assert [field["name"] for field in fields] == PUBLIC_COLUMNS
    client.force_login(f.UserFactory(role=Role.READER))
    found = rows(client)
    for field in fields:
        cells = [row[field["name"]] for row in found]
        for cell in filter(None, cells):
            READ[field["type"]](cell)
        rules = field.get("constraints", {})
        assert not rules.get("required") or all(cells)
        assert not rules.get("enum") or set(cells) <= set(rules["enum"])
    keys = [tuple(row[name] for name in schema()["primaryKey"]) for row in found]
    assert len(keys) == len(set(keys)) > 0


@pytest.mark.parametrize(
    ("role", "variant"),
    [(None, "public"), (Role.READER, "public"), (Role.STAFF, "internal")],
)
def test_each_gets_the_pdf_kept_for_them(client, edition, clock, role, variant):
    published(edition)
    opened()
    if role:
        client.force_login(f.UserFactory(role=role))
    address = BOOKLET + "v1/livret.pdf"
    assert client.get(address).status_code == 404
    assert address not in client.get("/livrets/").content.decode()
    for each in ("public", "internal"):
        page = edition.kept_pages.filter(variant=each, medium="print").first()
        page = page or f.KeptPageFactory(edition=edition, variant=each)
        f.KeptPdfFactory(page=page, content=b"%PDF " + each.encode())
    assert client.get(address).content == b"%PDF " + variant.encode()
    assert address in client.get("/livrets/").content.decode()


def test_a_spreadsheet_holds_numbers_and_truths(client, edition, clock):
    published(edition)
    client.force_login(f.UserFactory(role=Role.READER))
    answer = client.get(BOOKLET + "donnees.ods")
    assert answer["Content-Disposition"].endswith('"plics-2020-argentan-donnees.ods"')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        content = archive.read("content.xml").decode()
    assert 'office:value-type="float"' in content
    assert 'office:boolean-value="true"' in content


def test_the_list_tells_versions_their_notes_and_the_next_day(client, edition, clock):
    published(edition)
    second = f.EditionFactory(
        commission=edition.commission,
        version=2,
        correction_note="Deux sorties de plus.",
        validated=True,
    )
    ProgrammeYear.objects.create(year=2021, release_on=NOW.date())
    opened()
    page = client.get("/livrets/").content.decode()
    assert "Correction</b>&nbsp;: Deux sorties de plus." in page
    assert "/livrets/2020/argentan/v1/" in page
    assert "2\u00a0mars 2026" in page and "Prochaine publication" in page
    clock.shift(dt.timedelta(days=1))
    assert "Prochaine publication" not in client.get("/livrets/").content.decode()
    Edition.objects.filter(pk=second.pk).update(published_at=NOW + dt.timedelta(days=9))
    assert "Deux sorties" not in client.get("/livrets/").content.decode()


def test_an_address_without_account_reads_so_many_pages(client, edition, clock, monkeypatch):
    limits = {"SEARCH": 1, "EXPORT": 1, "PRINT": 1, "READING": 3}
    monkeypatch.setattr(settings, "ACT_LIMITS", limits)
    published(edition)
    opened()
    assert [client.get("/livrets/").status_code for _ in range(4)] == [200, 200, 200, 429]
    for address in ("chercher/?q=insertion", "donnees.csv"):
        assert [client.get(BOOKLET + address).status_code for _ in range(2)] == [200, 429]
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/livrets/", **elsewhere).status_code == 200
    client.force_login(f.UserFactory(role=Role.READER))
    assert {client.get("/livrets/").status_code for _ in range(5)} == {200}
