"""Narrative texts of the PLICS 2020: created where missing, never overwritten."""

from django.db import transaction

from actions.models import (
    Agreement,
    CaseStory,
    CaseStoryBlock,
    Pact,
    PactAction,
    PactAxis,
    Section,
    SheetBlock,
)
from beneficiaries.models import Commission
from plics.reference import add_missing
from reports.demo.files import FOLDER, demo_file

# Portraits tell courses of the evaluation year.
STORIES_YEAR = 2019


def shared_texts(*, year: int, department_of: str) -> dict[str, str]:
    """What every edition starts from: preamble, participants, pathway."""
    texts = demo_file("sections.toml")["shared"]
    return {
        name: body.strip().format(year=year, department_of=department_of)
        for name, body in texts.items()
    }


def write_sections() -> None:
    rows = demo_file("sections.toml")["sections"]
    add_missing(
        Section, "code", [row | {"introduction": row["introduction"].strip()} for row in rows]
    )


@transaction.atomic
def write_pact() -> None:
    """Axes and sheets come with the pact: the staff may later rename or drop some."""
    fields = demo_file("pact.toml")
    axes = fields.pop("axes")
    fields["introduction"] = fields["introduction"].strip()
    if Pact.objects.filter(starts_year=fields["starts_year"]).exists():
        return
    pact = Pact.objects.create(**fields)
    for row in axes:
        axis = PactAxis.objects.create(pact=pact, number=row["number"], title=row["title"])
        PactAction.objects.bulk_create(PactAction(axis=axis, **action) for action in row["actions"])


@transaction.atomic
def write_sheets(commission_slug: str) -> None:
    """Blocks and portraits of the commission's agreements, which must be there already."""
    commission = Commission.objects.get(slug=commission_slug)
    sheets = read_sheets(commission)
    agreements = agreements_for(sheets, commission)
    create_blocks(sheets, agreements)
    create_stories(sheets, agreements)


def read_sheets(commission: Commission) -> list[dict]:
    """The published sheets of a commission, or the generic ones where none was published."""
    files = sorted((FOLDER / commission.slug).glob("*.toml"))
    if files:
        return [demo_file(commission.slug, file.name) for file in files]
    return [
        {"slug": f"{kind}-{commission.slug}", "blocks": localised(sheet["blocks"], commission)}
        for kind, sheet in demo_file("generic.toml").items()
    ]


def localised(blocks: dict, commission: Commission) -> dict:
    names = {"commission": commission.name, "of_commission": commission.of_form}
    return {
        year: {kind: body.format(**names) for kind, body in bodies.items()}
        for year, bodies in blocks.items()
    }


def agreements_for(sheets: list[dict], commission: Commission) -> dict:
    """Agreements by (slug, year); a text without its agreement is an error of the data set."""
    found = {
        (agreement.action.slug, agreement.year): agreement
        for agreement in Agreement.objects.filter(commission=commission).select_related("action")
    }
    for sheet in sheets:
        for year in sheet["blocks"]:
            if (sheet["slug"], int(year)) not in found:
                raise LookupError(f"Pas de convention {year} pour l’action {sheet['slug']}.")
    return found


def create_blocks(sheets: list[dict], agreements: dict) -> None:
    known = set(SheetBlock.objects.values_list("agreement_id", "kind"))
    SheetBlock.objects.bulk_create(
        block
        for sheet in sheets
        for block in sheet_blocks(sheet, agreements)
        if (block.agreement_id, block.kind) not in known
    )


def sheet_blocks(sheet: dict, agreements: dict):
    for year, bodies in sheet["blocks"].items():
        titles = sheet.get("titles", {}).get(year, {})
        for kind, body in bodies.items():
            yield SheetBlock(
                agreement=agreements[sheet["slug"], int(year)],
                kind=kind,
                title=titles.get(kind, ""),
                body=body.strip(),
            )


def create_stories(sheets: list[dict], agreements: dict) -> None:
    known = set(CaseStory.objects.values_list("agreement_id", "name"))
    for sheet in sheets:
        for rank, row in enumerate(sheet.get("stories", []), start=1):
            agreement = agreements[sheet["slug"], STORIES_YEAR]
            if (agreement.pk, row["name"]) not in known:
                create_story(agreement, rank, row)


def create_story(agreement: Agreement, rank: int, row: dict) -> None:
    """Ages and communes are those published: nobody marks them anonymised."""
    story = CaseStory.objects.create(
        agreement=agreement,
        order=rank,
        **{field: row[field] for field in ("name", "age", "family", "place")},
    )
    CaseStoryBlock.objects.bulk_create(
        CaseStoryBlock(story=story, order=order, title=block["title"], body=block["body"].strip())
        for order, block in enumerate(row["blocks"], start=1)
    )
