"""The narrative texts: well formed, carrying their facts, loaded once."""

import csv
import re

import pytest

from actions.enums import EVALUATION_BLOCKS, BlockKind
from actions.models import CaseStory, CaseStoryBlock, Pact, PactAction, Section, SheetBlock
from plics.formatting import NBSP
from reports.demo import texts
from reports.demo.files import FOLDER, demo_file
from tests.factories import ActionFactory, AgreementFactory, CommissionFactory

ARGENTAN = {path.stem: path for path in (FOLDER / "argentan").glob("*.toml")}
SHARED = [FOLDER / name for name in ("sections.toml", "pact.toml", "generic.toml")]
WRITTEN = sorted([*ARGENTAN.values(), *SHARED])
SHEETS = {slug: demo_file("argentan", path.name) for slug, path in ARGENTAN.items()}
GENERIC = demo_file("generic.toml")
with (FOLDER / "text-facts.csv").open(encoding="utf-8", newline="") as file:
    FACTS = list(csv.DictReader(file))

# The published sheet gave its third portrait the first one's letter.
RENAMED = {"primosoc.ex.a2": "C"}
TYPED_WITH_PLAIN_SPACE = re.compile(r" [:;!?»%€]|« |\d (heures|mois|ans|enfants?|%|€)\b")


def story_text(story: dict) -> str:
    facts = [f"{story['age']}{NBSP}ans", story["family"]]
    return "\n".join(facts + [block["body"] for block in story["blocks"]])


def text_of(fact: dict) -> str:
    """The very portrait or the year's blocks in which a fact must be read."""
    if fact["action"] == "pact":
        return demo_file("pact.toml")["introduction"]
    sheet = SHEETS[fact["action"]]
    portrait = re.match(r"(\w+\.ex\.(\w+))\.", fact["fact_id"])
    if portrait:
        letter = RENAMED.get(portrait[1], portrait[2].upper())
        return next(story_text(s) for s in sheet["stories"] if s["name"].endswith(f" {letter}"))
    return "\n".join(sheet["blocks"][fact["year"]].values())


@pytest.mark.parametrize("slug", sorted(ARGENTAN))
def test_sheet_is_named_after_its_action(slug):
    assert SHEETS[slug]["slug"] == slug


@pytest.mark.parametrize("sheet", [*SHEETS.values(), *GENERIC.values()])
def test_blocks_are_of_known_kinds_and_of_their_year(sheet):
    assert set(sheet["blocks"]) <= {"2019", "2020"}
    for year, bodies in sheet["blocks"].items():
        evaluation = {BlockKind(kind) in EVALUATION_BLOCKS for kind in bodies}
        assert evaluation == {year == "2019"}
        assert all(body.strip() for body in bodies.values())
        assert set(sheet.get("titles", {}).get(year, {})) <= set(bodies)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["fact_id"])
def test_published_fact_is_read_in_its_text(fact):
    assert fact["text"] in text_of(fact)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_signs_and_units_keep_to_their_word(path):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert not [line for line in lines if TYPED_WITH_PLAIN_SPACE.search(line) or "'" in line]


def test_putanges_sheet_speaks_of_putanges():
    assert "Vimoutiers" not in str(SHEETS["marchons-putanges"])
    assert "Putanges" not in str(SHEETS["marchons-vimoutiers"])


def test_portraits_of_an_action_have_distinct_names():
    for sheet in SHEETS.values():
        names = [story["name"] for story in sheet.get("stories", [])]
        assert len(names) == len(set(names))


def test_shared_texts_name_the_year_and_the_department():
    shared = texts.shared_texts(year=2021, department_of="du Lot")
    assert "Le PLICS 2021" in shared["preamble"]
    assert "Conseil départemental du Lot" in shared["preamble"]
    assert len(shared["preamble"].splitlines()) == 5
    assert len(shared["participants"].splitlines()) == 3


def agree(commission, sheets):
    for sheet in sheets:
        action = ActionFactory(slug=sheet["slug"])
        for year in sheet["blocks"]:
            AgreementFactory(action=action, year=int(year), commission=commission)


@pytest.fixture
def argentan(db):
    commission = CommissionFactory(name="Argentan", slug="argentan")
    agree(commission, SHEETS.values())
    return commission


def test_sheets_load_with_their_portraits_once(argentan):
    texts.write_sheets("argentan")
    texts.write_sheets("argentan")
    blocks = sum(len(bodies) for s in SHEETS.values() for bodies in s["blocks"].values())
    assert SheetBlock.objects.count() == blocks
    assert CaseStory.objects.to_review().filter(agreement__year=2019).count() == 21
    first = CaseStory.objects.get(agreement__action__slug="parcours-socle", name="Madame A")
    assert (first.age, first.place, first.order) == (43, "Montmerrei", 1)
    assert [block.title for block in first.blocks.all()] == [
        "Objectifs définis à l’entrée",
        "Parcours réalisé",
        "Résultats",
    ]
    assert CaseStoryBlock.objects.filter(story=first).count() == 3


def test_staff_changes_survive_a_second_load(argentan):
    texts.write_sheets("argentan")
    SheetBlock.objects.filter(kind="perspectives").update(body="Changé.")
    texts.write_sheets("argentan")
    assert set(SheetBlock.objects.filter(kind="perspectives").values_list("body", flat=True)) == {
        "<p>Changé.</p>"
    }


def test_block_may_have_its_own_title(argentan):
    texts.write_sheets("argentan")
    block = SheetBlock.objects.get(
        agreement__action__slug="aci-aipaa", kind="objectifs-operationnels"
    )
    assert block.heading == "Ce que compte une sortie dynamique"


def test_text_without_its_agreement_is_refused_and_named(argentan):
    argentan.agreement_set.filter(action__slug="asi", year=2020).delete()
    with pytest.raises(LookupError, match="2020 pour l’action asi"):
        texts.write_sheets("argentan")
    assert not SheetBlock.objects.exists()


def test_other_commissions_get_generic_sheets_in_their_name(db):
    commission = CommissionFactory(name="Alençon", slug="alencon")
    agree(commission, texts.read_sheets(commission))
    texts.write_sheets("alencon")
    body = SheetBlock.objects.get(
        agreement__action__slug="chantier-insertion-alencon", kind="introduction"
    ).body
    assert "Le chantier d’insertion d’Alençon" in body
    assert not SheetBlock.objects.filter(body__contains="{").exists()
    assert not CaseStory.objects.exists()


def test_sections_load_once_and_keep_staff_changes(db):
    texts.write_sections()
    Section.objects.filter(code="II.2").update(introduction="")
    texts.write_sections()
    assert list(Section.objects.values_list("code", flat=True)) == ["II.2", "II.3", "II.4", "II.5"]
    assert Section.objects.get(code="II.2").introduction == ""


def test_pact_loads_once_with_assumed_sheets(db):
    texts.write_pact()
    texts.write_pact()
    pact = Pact.objects.get()
    assert (pact.partners_interviewed, pact.meetings, pact.axes.count()) == (34, 10, 6)
    assert PactAction.objects.filter(is_assumed=True, year__range=(2020, 2022)).count() == 37
