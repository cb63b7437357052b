"""What the administration says in French, where Django alone would not."""

import ast
import datetime as dt
import gettext
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.urls import reverse

from actions.models import CapacityShare, Target
from plics.models import ImportRun
from tests import factories

pytestmark = pytest.mark.same_on_any_database
SENTENCES = settings.BASE_DIR / "locale" / "fr" / "LC_MESSAGES" / "django.po"


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory())
    return client


def list_of(model: str) -> str:
    return reverse(f"admin:{model}_changelist")


def sentences(source: Path) -> dict[str, str]:
    """What the file of sentences says, joined as gettext joins it."""
    found: list[list[str]] = []
    for line in source.read_text(encoding="utf-8").splitlines():
        word, _, text = line.partition(" ")
        if word in ("msgid", "msgstr"):
            found.append([])
        if line and not line.startswith("#"):
            found[-1].append(ast.literal_eval(text if word in ("msgid", "msgstr") else line))
    joined = ["".join(parts) for parts in found]
    return dict(zip(joined[::2], joined[1::2], strict=True))


def test_the_compiled_sentences_are_those_of_their_source():
    with SENTENCES.with_suffix(".mo").open("rb") as compiled:
        told = gettext.GNUTranslations(compiled)
    written = sentences(SENTENCES)
    assert len(written) > 5
    assert {said: told.gettext(said) for said in written if said} == {
        said: meant for said, meant in written.items() if said
    }


def test_amounts_of_a_list_have_spaces_and_their_cents(staff):
    factories.FundBudgetFactory(voted=12500, year=2019)
    page = staff.get(list_of("funds_fundbudget")).content.decode()
    assert '<td class="field-voted number">12\u202f500,00</td>' in page
    assert '<td class="field-year">2019</td>' in page


def test_a_capacity_agrees_with_its_number(staff):
    unit = factories.CapacityUnitFactory(label="place", plural="places")
    many = factories.AgreementFactory(capacity=20, unit=unit, amount=1200)
    factories.AgreementFactory(capacity=1, unit=unit)
    page = staff.get(list_of("actions_agreement")).content.decode()
    assert "20\u00a0places" in page
    assert "1\u00a0place<" in page
    assert "1\u202f200,00" in page
    assert many.action.provider.name in page
    assert str(CapacityShare(value=3, unit=unit)) == "3\u00a0places"


def test_a_list_of_numbers_sorts_by_them(staff):
    for voted in (900, 12500, 1000):
        factories.FundBudgetFactory(voted=voted)
    model_admin = site._registry[type(factories.FundBudgetFactory.build())]
    column = model_admin.list_display.index("voted")
    rows = staff.get(list_of("funds_fundbudget"), {"o": f"-{column}"}).context["cl"].result_list
    assert [int(row.voted) for row in rows] == [12500, 1000, 900]


def test_a_target_is_told_without_the_zeros_of_its_column():
    kind = factories.TargetKindFactory.build(label="Heures par personne")
    assert str(Target(kind=kind, value="200.00")) == "Heures par personne\u00a0: 200"


@pytest.mark.parametrize(
    ("rows", "told"), [(0, "0 structure"), (1, "1 structure"), (2, "2 structures")]
)
def test_french_counts_its_plural_from_two(rows, told, staff):
    factories.ProviderFactory.create_batch(rows)
    page = " ".join(staff.get(list_of("actions_provider")).content.decode().split())
    assert f"{told} </p>" in page


def test_days_of_a_list_are_those_of_the_forms(staff):
    factories.ParticipationFactory(entered_on=dt.date(2019, 2, 1))
    assert "01/02/2019" in staff.get(list_of("actions_participation")).content.decode()


def test_an_import_is_told_by_the_name_of_its_kind(staff):
    ImportRun.objects.create(kind="aides", file_name="a.csv")
    ImportRun.objects.create(kind="demonstration", file_name="b.csv")
    page = staff.get(list_of("plics_importrun")).content.decode()
    assert "Aides des fonds" in page
    assert "Démonstration" in page


def test_an_interview_is_entered_without_the_fields_of_its_annulment(staff):
    page = staff.get(reverse("admin:beneficiaries_interview_add")).content.decode()
    assert 'name="held_on"' in page
    assert "cancelled_by" not in page


def test_a_decision_names_whom_it_is_about(staff):
    household = factories.HouseholdFactory()
    person = factories.PersonFactory(last_name="Zaoui", household=household)
    factories.DecisionFactory(household=household)
    assert (
        f"{person.last_name} {person.first_name}"
        in staff.get(list_of("beneficiaries_decision")).content.decode()
    )


def test_deleting_says_what_would_lose_a_word_of_a_list(staff, client):
    client.force_login(factories.UserFactory(role="administrator"))
    need = factories.NeedFactory()
    factories.SupportFactory().needs.add(need)
    address = reverse("admin:beneficiaries_need_delete", args=[need.pk])
    page = client.get(address).content.decode()
    assert "Accompagnements qui s’y réfèrent&nbsp;: 1" in page
    assert "support-need" not in page
    assert "l’objet" not in page
