"""Lists the staff keep, brought in as files: read, compared, then confirmed or forgotten."""

import datetime as dt
import io
import os
import re

import pytest
from django.contrib.admin import site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils.text import capfirst
from openpyxl import Workbook

from beneficiaries.models import DecisionType
from funds.models import FundBudget
from plics.models import ImportRun
from plics.table_imports import folder
from tests import factories
from tests.factories.catalogue import make

TYPES = "beneficiaries_decisiontype"
GOOD = "Code;Libellé;Ordre;Sanction;En vigueur du\nradiation;Radiation;3;oui;01/01/2019\n"


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory(username="agent"))
    return client


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def send(client, content, screen=TYPES, name="types.csv"):
    content = content.encode() if isinstance(content, str) else content
    answers = {
        "import_file": SimpleUploadedFile(name, content),
        "format": "0",
        "resource": "0",
    }
    return client.post(reverse(f"admin:{screen}_import"), answers)


def confirm(client, page, screen=TYPES, **answers):
    answers = page.context["confirm_form"].initial | answers
    return client.post(reverse(f"admin:{screen}_process_import"), answers, follow=True)


def text(page) -> str:
    """What is read on a page, plain spaces between words."""
    content = re.sub(r"<[^>]+>", " ", page.content.decode()).replace("&#x27;", "’")
    return " ".join(content.replace("\u202f", " ").replace("\xa0", " ").split())


def held() -> list:
    return list(folder().glob("*"))


def test_a_file_is_compared_first_and_written_once_confirmed(staff):
    page = send(staff, GOOD)
    assert not DecisionType.objects.exists()
    assert "Créées 1 Modifiées 0 Inchangées 0" in text(page)
    response = confirm(staff, page)
    assert "1 ligne créée, 0 modifiée." in text(response)
    row = DecisionType.objects.get()
    assert (row.code, row.label, row.order, row.is_sanction) == ("radiation", "Radiation", 3, True)
    assert row.valid_from == dt.date(2019, 1, 1)
    assert held() == []


def test_an_import_is_recorded_and_told_in_the_history(staff):
    confirm(staff, send(staff, GOOD))
    run = ImportRun.objects.get()
    assert (run.kind, run.file_name, run.created) == ("types-de-decision", "types.csv", 1)
    assert run.imported_by.username == "agent"
    row = DecisionType.objects.get()
    assert "Import de liste" in text(staff.get(reverse(f"admin:{TYPES}_history", args=[row.pk])))
    assert "Ce même fichier a déjà été importé" in text(send(staff, GOOD))
    assert "Types de décision types.csv" in text(staff.get(reverse("importing:history")))


def test_a_known_row_shows_old_and_new_and_an_empty_cell_changes_nothing(staff):
    factories.DecisionTypeFactory(
        code="radiation", label="Ancien", order=3, valid_from=dt.date(2018, 1, 1)
    )
    page = send(staff, "code;libelle;ordre;en vigueur du\nradiation;Nouveau;3;\n")
    assert "Libellé : Ancien → Nouveau" in text(page)
    confirm(staff, page)
    row = DecisionType.objects.get()
    assert (row.label, row.valid_from) == ("Nouveau", dt.date(2018, 1, 1))


def test_the_same_rows_change_nothing(staff):
    confirm(staff, send(staff, GOOD))
    assert "Inchangées 1" in text(send(staff, GOOD + "\n"))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("radiation;Radiation;trois", "2 Ordre trois « trois » n’est pas un nombre"),
        ("Rad!;Radiation;3", "2 Code Rad! « rad! » n’est pas un identifiant"),
        ("radiation;;3", "2 Libellé Valeur manquante"),
        ("a;A;1\na;B;2", "3 Cette ligne répète la ligne 2 du fichier."),
        ("\na;A;1\n\nb;=1+1;2", "5 Libellé =1+1 La cellule contient une formule"),
        ("a;A;1;de trop", "La ligne 2 a plus de cellules"),
    ],
)
def test_a_refused_row_says_where_and_why_and_nothing_is_imported(rows, told, staff):
    page = send(staff, f"code;libelle;ordre\n{rows}\n")
    assert told in text(page)
    assert "confirm_form" not in page.context
    assert not DecisionType.objects.exists()


def workbook(*rows) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "Le fichier soumis est vide"),
        ("code;libelle\n", "ne contient que sa ligne d’en-têtes"),
        ("libelle;ordre\nA;1\n", "Colonne obligatoire absente : code"),
        ("nom;prenom\nA;B\n", "aucun en-tête connu"),
        ("code;Code;libelle\na;b;A\n", "Deux colonnes donnent « code »"),
        (b"PK\x03\x04 not an archive", "abîmé ou incomplet"),
        ("code;libelle\n" + "a;A\n" * 5001, "plus de 5000 lignes"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_french(content, told, staff):
    page = send(staff, content)
    assert page.status_code == 200
    assert told in text(page)
    assert "attribute" not in text(page)
    assert not DecisionType.objects.exists()


def test_workbooks_are_read_whatever_their_name(staff):
    content = workbook(["Code", "Libellé", "Au"], ["fin", "Fin", dt.date(2020, 1, 31)])
    page = send(staff, content, name="types.csv")
    confirm(staff, page)
    assert DecisionType.objects.get().label == "Fin"


@pytest.mark.parametrize("file_format", ["0", "1", "2"])
@pytest.mark.parametrize(
    "screen",
    [each for each in site._registry.values() if hasattr(each, "import_key")],
    ids=lambda each: each.opts.model_name,
)
def test_what_is_exported_comes_back_unchanged(screen, file_format, staff):
    make(screen.model, factories.CommissionFactory(slug="argentan", name="Argentan"))
    name = f"{screen.opts.app_label}_{screen.opts.model_name}"
    exported = staff.post(reverse(f"admin:{name}_export"), {"format": file_format})
    page = send(staff, exported.content, name)
    assert "Modifiées 0" in text(page), text(page)
    assert page.context["result"].totals["skip"] == screen.model.objects.count()
    # Several rows in one cell are chosen on the screen: the page says that it leaves them.
    many = [capfirst(field.verbose_name) for field in screen.opts.many_to_many]
    assert page.context["result"].ignored == many


def test_a_row_may_point_to_another_by_its_code_and_a_budget_to_no_commission(staff):
    fund = factories.FundFactory(code="fsl")
    header = "Fonds;Année;Commission RSA;Budget voté (€)\n"
    page = send(staff, f"{header}fsl;2021;;1 200,50\n", "funds_fundbudget")
    confirm(staff, page, "funds_fundbudget")
    budget = FundBudget.objects.get()
    assert (budget.fund, budget.year, budget.commission) == (fund, 2021, None)
    assert str(budget.voted) == "1200.50"
    assert "Inchangées 1" in text(send(staff, f"{header}FSL;2021;;1200,5\n", "funds_fundbudget"))
    page = send(staff, f"{header}fsx;2021;;1\n", "funds_fundbudget")
    assert "« fsx » n’est pas dans la liste « fonds » ; attendu : fsl." in text(page)


def test_what_the_model_forbids_is_refused_by_its_own_words(staff):
    known = factories.ActionFactory(slug="ancienne")
    page = send(
        staff,
        "identifiant;intitule;structure;axe;debut;fin\n"
        f"nouvelle;Nouvelle;{known.provider};{known.axis};02/01/2020;01/01/2020\n",
        "actions_action",
    )
    assert "La fin précède le début." in text(page)


def test_a_row_that_answers_for_two_known_ones_is_refused(staff):
    body = factories.ReferentBodyFactory(slug="msa")
    factories.ReferentFactory.create_batch(2, body=body, name="Dupont")
    page = send(staff, "organisme;nom;jusqu’au\nmsa;Dupont;31/12/2019\n", "beneficiaries_referent")
    assert "Plusieurs lignes de la liste répondent à celle-ci" in text(page)
    assert "confirm_form" not in page.context


def test_a_sheet_of_a_pact_tells_its_axis_by_its_whole_name(staff):
    first, second = (
        factories.PactAxisFactory(
            pact=factories.PactFactory(starts_year=year), number=1, title=title
        )
        for year, title in [(2013, "Emploi"), (2018, "Mobilité")]
    )
    header = "Axe;Numéro;Titre;Année de lancement\n"
    row = "Axe 1 : Mobilité;1;Une fiche;2019\n"
    confirm(staff, send(staff, header + row, "actions_pactaction"), "actions_pactaction")
    assert (second.actions.get().title, first.actions.count()) == ("Une fiche", 0)
    first.title = second.title
    first.save()
    page = send(staff, header + row, "actions_pactaction")
    assert "« Axe 1 : Mobilité » désigne plusieurs lignes" in text(page)


def test_a_list_changed_since_the_preview_imports_nothing(staff):
    page = send(staff, GOOD)
    next(iter(held())).write_bytes(b"code;libelle\nb;\n")
    response = confirm(staff, page)
    assert not DecisionType.objects.exists()
    assert "envoyez à nouveau" in text(response)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    "answers",
    [
        {"import_file_name": "0" * 32},
        {"import_file_name": "../../etc/passwd"},
        {"format": "7"},
        {"format": "x"},
        {"resource": "9"},
    ],
)
def test_a_confirmation_of_something_else_is_refused(answers, staff):
    response = confirm(staff, send(staff, GOOD), **answers)
    assert response.status_code in (200, 404)
    assert not DecisionType.objects.exists()


def test_an_upload_never_confirmed_is_removed(staff):
    send(staff, GOOD)
    (kept,) = held()
    assert oct(kept.stat().st_mode & 0o777) == "0o600"
    call_command("purge_uploads")
    assert held() == [kept]
    os.utime(kept, (0, 0))
    call_command("purge_uploads")
    assert held() == []


def test_a_refused_file_is_not_kept(staff):
    send(staff, "code;libelle\na;\n")
    assert held() == []


def test_words_that_exports_protect_come_back_as_they_were(staff):
    provider = factories.ProviderFactory(name="Relais", phone="+33 2 33 00 00 00")
    address = reverse("admin:actions_provider_export")
    sent = staff.post(address, {"format": "2"}).content
    assert b"'+33" in sent
    page = send(staff, sent, "actions_provider")
    assert page.context["result"].totals["skip"] == 1
    provider.refresh_from_db()
    assert provider.phone == "+33 2 33 00 00 00"


@pytest.mark.parametrize("role", ["staff", "coordinator"])
def test_a_list_offers_each_way_in_and_out_once(role, client, db):
    commissions = [factories.CommissionFactory()]
    client.force_login(factories.UserFactory(role=role, commissions=commissions))
    page = client.get(reverse("admin:beneficiaries_decisiontype_changelist")).content.decode()
    tools = re.search(r'<ul class="object-tools">.*?</ul>', page, re.S).group()
    offered = re.findall(r">([^<>]+)</a>", tools)
    assert offered == {"staff": ["Importer un fichier", "Exporter", "Ajouter"]}.get(
        role, ["Exporter"]
    )


def test_a_coordinator_imports_nothing(client, db):
    client.force_login(factories.UserFactory(role="coordinator"))
    assert send(client, GOOD).status_code == 403
    assert client.post(reverse(f"admin:{TYPES}_process_import"), {}).status_code == 403
    page = client.get(reverse(f"admin:{TYPES}_changelist")).content.decode()
    assert reverse(f"admin:{TYPES}_import") not in page


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_a_template_has_the_columns_that_the_page_explains(file_format, staff):
    page = staff.get(reverse(f"admin:{TYPES}_import"))
    assert all(column.help for column in page.context["columns"])
    response = staff.get(reverse(f"admin:{TYPES}_template", args=[file_format]))
    assert f"modele-types-de-decision.{file_format}" in response["Content-Disposition"]
    if file_format == "csv":
        names = response.content.decode("utf-8-sig").strip().split(";")
        assert names == [column.name for column in page.context["columns"]]
    assert staff.get(reverse(f"admin:{TYPES}_template", args=["exe"])).status_code == 404
