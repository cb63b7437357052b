"""The typed texts of a booklet: which rows hold them, in which section each is printed."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.db import connection, models
from django.urls import reverse
from django.utils.text import slugify

from actions.enums import BlockKind
from actions.models import CaseStoryBlock, Pact, Section, SheetBlock
from funds.models import Fund
from plics.models import User
from plics.permissions import can_edit_data
from plics.richtext import markup
from reports.models import Edition, SharedText

# What an address calls each of them.
KINDS: dict[str, tuple[type[models.Model], str]] = {
    "preambule": (Edition, "preamble"),
    "participants": (Edition, "participants_note"),
    "fiche": (SheetBlock, "body"),
    "parcours": (CaseStoryBlock, "body"),
    "rubrique": (Section, "introduction"),
    "fonds": (Fund, "rule"),
    "pacte": (Pact, "introduction"),
    "commun": (SharedText, "body"),
}
# Of one commission: those who work for it write them too.
OWN = frozenset({"preambule", "participants", "fiche", "parcours"})
# The rank of their own headings, below the one they stand under.
HEADINGS = {"preambule": "h2", "pacte": "h2", "fiche": "h6", "parcours": "h6"}
# They tell of persons.
OF_PERSONS = frozenset({"parcours"})


@dataclasses.dataclass(frozen=True)
class Text:
    """`default` is what is printed where nobody has typed it yet, as plain text."""

    kind: str
    row: models.Model
    default: str = ""

    @property
    def field(self) -> str:
        return KINDS[self.kind][1]

    @property
    def html(self) -> str:
        return getattr(self.row, self.field) or markup.from_plain(self.default)

    def __bool__(self) -> bool:
        return bool(self.html)

    @property
    def key(self) -> str:
        """What finds it in its page."""
        return f"{self.kind}-{self.row.pk}"

    @property
    def heading(self) -> str:
        if isinstance(self.row, SheetBlock) and self.row.kind == BlockKind.INTRODUCTION:
            return "h5"
        return HEADINGS.get(self.kind, "h3")

    def address(self, edition: Edition) -> str:
        page = reverse("reports:text", args=[self.kind, self.row.pk])
        return f"{page}?edition={edition.pk}"


def kinds_of(user: User, edition: Edition) -> frozenset[str]:
    """What this account writes in an edition."""
    found: frozenset[str] = frozenset()
    if can_edit_data(user):
        found = frozenset(KINDS)
    elif Edition.objects.worked_on_by(user).filter(pk=edition.pk).exists():
        found = OWN
    return found if user.sees_names else found - OF_PERSONS


def editable_kinds(user: User, edition: Edition) -> frozenset[str]:
    """The same, while the edition may still change."""
    return frozenset() if edition.is_validated else kinds_of(user, edition)


def editions_with(text: Text) -> models.QuerySet[Edition]:
    """Those in which it is printed, or may be."""
    row, editions = text.row, Edition.objects.select_related("commission")
    if isinstance(row, Edition):
        return editions.filter(pk=row.pk)
    if isinstance(row, SheetBlock):
        agreement = row.agreement
        year = agreement.year + 1 if row.is_evaluation else agreement.year
        return editions.filter(commission=agreement.commission_id, programme_year=year)
    if isinstance(row, CaseStoryBlock):
        agreement = row.story.agreement
        years = [agreement.year, agreement.year + 1]
        return editions.filter(commission=agreement.commission_id, programme_year__in=years)
    if isinstance(row, Pact):
        return editions.filter(programme_year__range=(row.starts_year, row.ends_year))
    if isinstance(row, SharedText) and row.year:
        return editions.filter(programme_year=row.year)
    return editions


def section_of(text: Text) -> str:
    """The key of the section of the booklet where it is printed; nothing for a shared text,
    which several include."""
    row = text.row
    if isinstance(row, Edition):
        return "preambule" if text.kind == "preambule" else "ii-1"
    if isinstance(row, SheetBlock):
        return section_key(row.agreement.action.axis.section.code)
    if isinstance(row, CaseStoryBlock):
        return section_key(row.story.agreement.action.axis.section.code)
    if isinstance(row, Section):
        return section_key(row.code)
    if isinstance(row, Fund):
        codes = list(Fund.objects.values_list("code", flat=True))
        return f"iii-{codes.index(row.code) + 1}"
    return "iv" if isinstance(row, Pact) else ""


def section_key(number: str) -> str:
    """« II.3 » is the anchor and the address `ii-3`."""
    return slugify(number.replace(".", "-"))


def name_of(text: Text) -> str:
    """« Perspectives – Chantier des jardins », for a title."""
    row = text.row
    if isinstance(row, SheetBlock):
        return f"{row.heading} – {row.agreement.action.title} ({row.agreement.year})"
    if isinstance(row, CaseStoryBlock):
        return f"{row.title} – {row.story}, {row.story.agreement.action.title}"
    field: Any = row._meta.get_field(text.field)
    label = str(field.verbose_name)
    return f"{label[:1].upper()}{label[1:]} – {row}"


# --- what moves no more ----------------------------------------------------------------


def why_fixed(row: models.Model, name: str) -> str:
    """A text of one commission stays as it was validated. What several editions share goes on
    for the next ones: each validated edition keeps its own pages."""
    kind = next((kind for kind in OWN if KINDS[kind] == (type(row), name)), "")
    if not kind or not has_place(row):
        return ""
    rows = editions_with(Text(kind, row))
    if connection.in_atomic_block:
        # A text being saved and an edition being validated wait for each other.
        rows = rows.order_by("pk").select_for_update(of=("self",))
    editions = list(rows)
    if editions and all(edition.is_validated for edition in editions):
        return (
            f"«\u00a0{editions[0]}\u00a0» est validée\u00a0: ses textes ne changent plus. Une "
            "correction passe par une nouvelle version de l’édition."
        )
    return ""


def has_place(row: models.Model) -> bool:
    """Not yet, for a row that is being added with what it belongs to, or without it."""
    if isinstance(row, SheetBlock):
        return row.agreement_id is not None
    if isinstance(row, CaseStoryBlock):
        return row.story_id is not None
    return row.pk is not None


def including(code: str, edition: Edition | None = None) -> Text | None:
    """The first text that includes this shared one, of any edition or of this one."""
    asked = f'{markup.SHARED}="{code}"'
    for kind, (model, field) in KINDS.items():
        for row in model._default_manager.filter(**{f"{field}__contains": asked}):
            text = Text(kind, row)
            if edition is None or editions_with(text).filter(pk=edition.pk).exists():
                return text
    return None


def standing(text: Text, edition: Edition) -> Text:
    """What a page of that edition prints it in: itself, or for a shared text what includes it."""
    if isinstance(text.row, SharedText):
        return including(text.row.code, edition) or text
    return text
