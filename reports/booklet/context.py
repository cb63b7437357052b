"""All that a booklet is made of, read once: the figures, then the words around them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from actions.enums import BlockKind, Variant
from actions.models import (
    Action,
    Agreement,
    CaseStory,
    Pact,
    PactAction,
    PactAxis,
    Section,
    SheetBlock,
)
from beneficiaries.models import Commission
from funds.models import Fund
from plics import formatting
from plics.models import Department
from reports.booklet import typed
from reports.booklet.titles import Title, digest_of
from reports.editions.freezing import EditionFigures, figures_for
from reports.exhibits import dress
from reports.exhibits.horizon import horizon_sentence, lacking
from reports.exhibits.messages import change_of
from reports.exhibits.rules import compared
from reports.figures import DEPARTMENT, Result, Territory
from reports.figures.counting import sources_of
from reports.figures.geography import department, every_fund
from reports.figures.indicators import Family
from reports.figures.publication import Reader
from reports.models import AuthorMessage, Edition
from reports.wording.claims import Change


@dataclasses.dataclass(kw_only=True)
class ActionPages:
    """One action: what was agreed for the year evaluated, and then for the programme year."""

    action: Action
    commission: Commission
    past: Agreement | None = None
    coming: Agreement | None = None
    is_public: bool = False
    # What leads to it says: its title, with its provider where another action bears the same.
    name: str = ""

    @property
    def anchor(self) -> str:
        return f"action-{self.action.slug}"

    @property
    def is_evaluated(self) -> bool:
        return self.past is not None and self.action.variant != Variant.NEW

    @cached_property
    def blocks(self) -> dict[str, SheetBlock]:
        """Typed parts by kind, in the order of the sheet: the evaluation's from the past
        agreement, the programme's from the coming one."""
        found: dict[str, SheetBlock] = {}
        for agreement, wanted in ((self.past, True), (self.coming, False)):
            for block in agreement.blocks.all() if agreement else []:
                if block.is_evaluation is wanted or self.past is None:
                    found[block.kind] = block
        return found

    def part(self, kind: BlockKind) -> SheetBlock | None:
        return self.blocks.get(kind)

    @cached_property
    def sheet(self) -> list[SheetBlock]:
        return [
            self.blocks[kind]
            for kind in BlockKind.values
            if kind in self.blocks and not self.blocks[kind].is_evaluation
        ]

    @cached_property
    def stories(self) -> list[CaseStory]:
        """Readers get those that a second account read."""
        agreements = [agreement for agreement in (self.past, self.coming) if agreement]
        found = [story for agreement in agreements for story in agreement.stories.all()]
        return [story for story in found if story.is_reviewed] if self.is_public else found

    @property
    def typed(self) -> Iterator[str]:
        yield from (block.body for block in self.blocks.values())
        yield from (block.body for story in self.stories for block in story.blocks.all())


@dataclasses.dataclass(kw_only=True)
class PactPages:
    pact: Pact
    axes: dict[PactAxis, list[PactAction]]


@dataclasses.dataclass(kw_only=True)
class SectionPages:
    section: Section
    actions: list[ActionPages]


@dataclasses.dataclass(kw_only=True)
class Booklet:
    edition: Edition
    department: Department
    sections: list[SectionPages]
    funds: list[Fund]
    pact: PactPages | None
    # None: from inside.
    reader: Reader | None = None
    # For a browser: a chart as wide as a sheet of paper could not be read on a telephone.
    is_screen: bool = False
    figures: EditionFigures = dataclasses.field(init=False)
    shared: dict[str, str] = dataclasses.field(default_factory=dict)
    # The kinds of texts that whoever reads it on the site may change.
    editable: frozenset[str] = frozenset()
    # Of the figures met so far.
    titles: dict[str, Title] = dataclasses.field(default_factory=dict)

    def read_figures(self, families: Collection[Family]) -> None:
        """Reads the figures of these families, once it is known which parts are wanted."""
        self.figures = figures_for(
            self.edition, reader=self.reader, families=families, quoted=typed.quoted(self)
        )

    @property
    def is_public(self) -> bool:
        return is_public(self.edition, self.reader)

    @property
    def hides(self) -> bool:
        """A coordinator reads her own commission whole, and what may be published of the others."""
        return self.reader is not None

    @property
    def is_whole(self) -> bool:
        """Of the département: what it sets side by side are its commissions."""
        return self.edition.commission is None

    @property
    def place(self) -> str:
        """Its key among the territories."""
        return self.edition.place

    @property
    def name(self) -> str:
        """« Commission RSA d’Argentan », « Département de l’Orne »."""
        of_form = self.department.of_form
        return f"Département {of_form}".rstrip() if self.is_whole else f"Commission RSA {self._of}"

    @property
    def place_name(self) -> str:
        return "Le département" if self.is_whole else f"La commission {self._of}"

    @property
    def whose(self) -> str:
        """« de la commission d’Argentan », « de l’Orne »."""
        whole = self.department.of_form or "du département"
        return whole if self.is_whole else f"de la commission {self._of}"

    @property
    def here(self) -> str:
        """« dans la commission d’Argentan », « dans l’Orne »."""
        whole = self.department.in_form or "dans le département"
        return whole if self.is_whole else f"dans la commission {self._of}"

    @property
    def _of(self) -> str:
        return self.edition.commission.of_form if self.edition.commission else ""

    def where(self, key: str) -> str:
        """« dans l’Orne », « dans la commission d’Argentan »."""
        return self.department.in_form if key == DEPARTMENT else self.here

    def within(self, key: str) -> str:
        """« dans l’Orne », « dans le canton de Rai »: any territory of the figures."""
        found = (each for each in self.figures.now.territories if each.key == key)
        return dress.within(next(found), self.department)

    @property
    def year(self) -> int:
        return self.edition.evaluation_year

    @property
    def programme_year(self) -> int:
        return self.edition.programme_year

    @property
    def day(self) -> str:
        return formatting.day(self.figures.now.scope.on)

    @property
    def today(self) -> str:
        """Of a draft: when its figures were counted."""
        return formatting.day(timezone.localdate())

    @cached_property
    def horizon(self) -> str:
        """Until when what it prints is known; of frozen figures, what was known by then."""
        return horizon_sentence(until=self.edition.validated_at)

    @cached_property
    def lacking(self) -> str:
        """What its figures lack, said once; frozen figures lack nothing any more."""
        if self.edition.is_validated:
            return ""
        found = lacking(sources_of(self.figures.now.codes), self.figures.now.scope)
        return found.text if found else ""

    @property
    def title(self) -> str:
        return f"PLICS {self.programme_year} – {self.name}"

    @property
    def is_demo(self) -> bool:
        return settings.DEMO

    @property
    def compared(self) -> list[Territory]:
        return compared(self.figures.now)

    def change(
        self, code: str, key: str, subject: str | None = None, *, counts: str = ""
    ) -> Change | None:
        """Of a figure of that territory, from the year before to the year evaluated; `counts`
        is how many people an amount is of."""
        years = self.figures.now, self.figures.before
        now, before = (figures.get(code, key, subject) for figures in years)
        if not counts:
            return change_of(now, before)
        return change_of(now, before, [figures.get(counts, key, subject) for figures in years])

    @cached_property
    def own_messages(self) -> dict[str, AuthorMessage]:
        found = self.edition.messages.all() if self.edition.pk else ()
        return {message.exhibit: message for message in found}

    def titled(
        self,
        exhibit: str,
        name: str,
        computed: str,
        shown: Iterable[Result],
        before: Iterable[Result] = (),
    ) -> str:
        """What stands over a figure that shows these results, of the year and of the one before."""
        title = self.titles[exhibit] = Title(
            exhibit=exhibit,
            name=name,
            computed=computed,
            digest=digest_of(shown, before),
            own=self.own_messages.get(exhibit),
        )
        return title.told(self.hides)

    @property
    def actions(self) -> list[ActionPages]:
        return [pages for section in self.sections for pages in section.actions]

    @property
    def sheets(self) -> list[ActionPages]:
        """The actions whose typed parts it prints: the département's booklet lists them only."""
        return [] if self.is_whole else self.actions


def is_public(edition: Edition, reader: Reader | None) -> bool:
    """For those who do not work on its commission: neither small counts nor what is under way."""
    return reader is not None and edition.place not in reader.knowing


def read_booklet(
    edition: Edition, *, reader: Reader | None = None, editable: frozenset[str] = frozenset()
) -> Booklet:
    """All but the figures: see `Booklet.read_figures`."""
    return Booklet(
        edition=edition,
        department=department() or Department(name="département"),
        sections=_sections(edition, is_public(edition, reader)),
        funds=every_fund(),
        pact=_pact(edition.programme_year),
        reader=reader,
        editable=editable,
        shared=typed.shared_texts(edition.programme_year),
    )


def _sections(edition: Edition, is_public: bool) -> list[SectionPages]:
    pages: dict[tuple[int, int], ActionPages] = {}
    for agreement in _agreements(edition):
        action, commission = agreement.action, agreement.commission
        fresh = ActionPages(action=action, commission=commission, is_public=is_public)
        found = pages.setdefault((commission.pk, action.pk), fresh)
        if agreement.year == edition.evaluation_year:
            found.past = agreement
        else:
            found.coming = agreement
    titles = Counter(each.action.title for each in pages.values())
    for each in pages.values():
        provider = f" ({each.action.provider.name})" if titles[each.action.title] > 1 else ""
        each.name = f"{each.action.title}{provider}"
    return [
        SectionPages(
            section=section,
            actions=[p for p in pages.values() if p.action.axis.section_id == section.pk],
        )
        for section in Section.objects.all()
    ]


def _agreements(edition: Edition):
    stories = CaseStory.objects.prefetch_related("blocks")
    years = [edition.evaluation_year, edition.programme_year]
    agreements = Agreement.objects.filter(year__in=years)
    if edition.commission:
        agreements = agreements.filter(commission=edition.commission)
    return (
        agreements.select_related("action__provider", "action__axis", "unit", "commission")
        .prefetch_related("blocks", Prefetch("stories", queryset=stories))
        .order_by(
            "action__axis__section__order", "action__axis__order", "action__order", "action", "year"
        )
    )


def _pact(year: int) -> PactPages | None:
    """The pact in force with its sheets, axis by axis, in one query."""
    sheets = (
        PactAction.objects.filter(
            axis__pact__starts_year__lte=year, axis__pact__ends_year__gte=year
        )
        .select_related("axis__pact")
        .order_by("-axis__pact__starts_year", "axis__number", "number")
    )
    axes: dict[PactAxis, list[PactAction]] = {}
    for sheet in sheets:
        axes.setdefault(sheet.axis, []).append(sheet)
    pact = next((axis.pact for axis in axes), None)
    if pact is None:
        return None
    return PactPages(pact=pact, axes={a: s for a, s in axes.items() if a.pact_id == pact.pk})
