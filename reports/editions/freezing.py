"""Drafts compute their figures, validated editions print those that were frozen with them."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actions.models import Agreement
from beneficiaries.models import Canton, Commission, HouseholdSituation
from plics.models import Department, User
from reports.editions.refusals import AlreadyValidated
from reports.editions.steps import locked_edition, step
from reports.figures import CATALOGUE, DEPARTMENT, Figures, Result, Scope, Territory, evaluate
from reports.figures.base import Status
from reports.figures.catalogue import RELEASED, printed
from reports.figures.exports import NoData
from reports.figures.guard.protected import protected_frozen
from reports.figures.indicators import Family, Indicator, Printed
from reports.figures.keeping import afresh
from reports.figures.publication import Reader, masked
from reports.figures.scopes import commission_named, require_data, scope_for
from reports.models import Edition, Figure


@dataclasses.dataclass(frozen=True, kw_only=True)
class EditionFigures:
    """The year evaluated, the year before it, and what is agreed for the programme year."""

    now: Figures
    before: Figures
    plan: Figures

    def __iter__(self) -> Iterator[Figures]:
        return iter((self.now, self.before, self.plan))


PARTS = [field.name for field in dataclasses.fields(EditionFigures)]
WHERE = {"now": Printed.EVALUATED, "before": Printed.BEFORE, "plan": Printed.PROGRAMME}


def scopes(edition: Edition) -> tuple[Scope, Scope, Scope]:
    slug = edition.commission.slug if edition.commission else None
    now = Scope(year=edition.evaluation_year, commission=slug)
    return now, now.previous(), Scope(year=edition.programme_year, commission=slug)


def figures_for(
    edition: Edition,
    *,
    reader: Reader | None = None,
    families: Collection[Family] = tuple(Family),
    quoted: Collection[str] = (),
) -> EditionFigures:
    """What the booklet may quote of these families, and what its authors quote: frozen if the
    edition is validated, live otherwise; for a reader, what may be published of it."""
    codes = {name: printed(where, families) for name, where in WHERE.items()}
    codes["now"] = list(dict.fromkeys([*codes["now"], *quoted]))
    if reader is None:
        return _frozen(edition, codes) if edition.is_validated else _open(edition, codes)
    if edition.is_validated:
        return _frozen_for(reader, edition, codes)
    return _open(edition, codes, reader)


def _open(
    edition: Edition, codes: dict[str, list[str]], reader: Reader | None = None
) -> EditionFigures:
    """Of an edition not validated: counted now, but for the year that another one published."""
    seen = reader.seen if reader else (lambda figures: figures)
    found = {
        name: seen(evaluate(codes[name], scope))
        for name, scope in zip(PARTS, scopes(edition), strict=True)
        if name != "before"
    }
    return EditionFigures(before=_year_before(edition, codes["before"], reader), **found)


def _year_before(edition: Edition, codes: list[str], reader: Reader | None) -> Figures:
    """As published, where it was: a booklet is compared with what the last one said."""
    seen = reader.seen if reader else (lambda figures: figures)
    scope = scopes(edition)[1]
    published = Edition.objects.published().at_address(scope.year + 1, edition.place)
    if published is None:
        return seen(evaluate(codes, scope))
    asked = dict.fromkeys(PARTS, codes)
    kept = (_frozen_for(reader, published, asked) if reader else _frozen(published, asked)).now
    since = sorted(set(codes) - {result.code for result in kept})
    if not since:
        return kept
    # Declared since: nobody published them.
    more = seen(evaluate(since, scope))
    return Figures(kept.scope, more.territories, [*kept, *more], codes)


def _frozen_for(reader: Reader, edition: Edition, codes: dict[str, list[str]]) -> EditionFigures:
    """All that was frozen is protected together, as it was when somebody first read it."""
    frozen = _frozen(edition, dict.fromkeys(PARTS, RELEASED))
    guards = {
        name: protected_frozen(getattr(frozen, name), reader.knowing, is_awaited=reader.is_awaited)
        for name in PARTS
    }
    quoted = _frozen(edition, codes)
    return EditionFigures(
        **{name: masked(getattr(quoted, name), guards[name], reader.knowing) for name in PARTS}
    )


def released(edition: Edition, reader: Reader) -> Figures:
    """All that was frozen of the year evaluated, as may be published of it."""
    return _frozen_for(reader, edition, dict.fromkeys(PARTS, RELEASED)).now


def edition_of(year: int, slug: str | None = None) -> Edition:
    """The last version of that edition, or an unsaved draft; without a commission, of the whole
    département."""
    scope_for(year)
    place = slug or DEPARTMENT
    commission = None if place == DEPARTMENT else commission_named(place)
    edition = Edition.objects.at_address(year, place) or Edition(programme_year=year)
    edition.commission = commission
    return edition


def require_edition_data(edition: Edition) -> None:
    """Refuse to print a year of which nothing is known.

    Situations without an end go on for ever: recipients alone prove a year only if its
    stock moved.
    """
    now, _, plan = scopes(edition)
    in_year = Q(starts_on__year=now.year) | Q(ends_on__year=now.year)
    agreements = Agreement.objects.filter(year__in=[now.year, plan.year])
    if edition.commission:
        agreements = agreements.filter(commission=edition.commission)
    if edition.is_validated or agreements.exists():
        return
    if HouseholdSituation.objects.filter(in_year).exists():
        require_data(evaluate(printed(Printed.EVALUATED), now))
        return
    whose = f"de la commission « {edition.place} »" if edition.commission else "du département"
    raise NoData(
        f"Aucune donnée pour le PLICS {plan.year} {whose} : ni bénéficiaire en {now.year}, "
        f"ni convention en {now.year} ou {plan.year}. Importez-les, ou demandez une autre année."
    )


# --- freezing --------------------------------------------------------------------------


@transaction.atomic
def freeze(edition: Edition, *, by: User | None = None) -> int:
    """Validate the edition and store every figure it prints; returns how many.

    No rule on who may, nor on what stops it: see `workflow.validate`.
    """
    if edition.pk is None:
        edition.save()
    locked = locked_edition(edition)
    if locked.is_validated:
        raise AlreadyValidated(f"{locked} : cette édition est déjà validée.")
    require_edition_data(locked)
    # What is frozen for good is counted from the data, not from what was counted before.
    # All that is known of the year is frozen with what the pages quote: dashboards compare.
    codes = {name: printed(where) for name, where in WHERE.items()} | {"now": RELEASED}
    with afresh():
        figures = _open(locked, codes)
    rows = [_row(locked, part.scope.year, result) for part in figures for result in part]
    Figure.objects.bulk_create(rows, batch_size=500)
    locked.validated_at, locked.validated_by = timezone.now(), by
    step(locked, Edition.Status.VALIDATED, by=by)
    edition.refresh_from_db()
    return len(rows)


def _row(edition: Edition, year: int, result: Result) -> Figure:
    return Figure(
        edition=edition,
        year=year,
        code=result.code,
        territory=result.territory,
        subject=result.subject or "",
        group=result.group or "",
        group_label=result.group_label,
        value=result.value,
        share=result.share,
        numerator=result.numerator,
        denominator=result.denominator,
        display=result.display,
        status=str(result.status),
        as_of=result.as_of,
        label=result.label,
        definition=result.definition,
    )


# --- reading what was frozen -----------------------------------------------------------


def _frozen(edition: Edition, codes: dict[str, list[str]]) -> EditionFigures:
    wanted = {code for asked in codes.values() for code in asked}
    by_year: dict[int, list[Result]] = defaultdict(list)
    keys: dict[str, None] = {}
    indicators: dict[str, Indicator] = {}
    for row in edition.figures.filter(code__in=wanted).order_by("pk"):
        if row.code not in indicators:
            indicators[row.code] = _as_printed(row)
        keys[row.territory] = None
        by_year[row.year].append(_result(row, indicators[row.code]))
    territories = _territories(keys)
    return EditionFigures(
        **{
            name: Figures(scope, territories, _of(codes[name], by_year[scope.year]), codes[name])
            for name, scope in zip(PARTS, scopes(edition), strict=True)
        }
    )


def _of(codes: Collection[str], results: list[Result]) -> list[Result]:
    """What is agreed for a year was frozen for the year evaluated too, which does not quote it."""
    return [result for result in results if result.code in codes]


def _as_printed(row: Figure) -> Indicator:
    """The indicator with the words of that day."""
    return dataclasses.replace(CATALOGUE[row.code], label=row.label, definition=row.definition)


def _result(row: Figure, indicator: Indicator) -> Result:
    return Result(
        indicator=indicator,
        territory=row.territory,
        subject=row.subject or None,
        group=row.group or None,
        group_label=row.group_label,
        value=_plain(row.value),
        share=_plain(row.share),
        numerator=_plain(row.numerator),
        denominator=_plain(row.denominator),
        frozen_display=row.display,
        status=Status(row.status),
        as_of=row.as_of,
    )


def _plain(value):
    """Counts come back from the database as decimals."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()


def _territories(keys: Iterable[str]) -> list[Territory]:
    names = {f"canton:{code}": name for code, name in Canton.objects.values_list("code", "name")}
    found = [
        Territory(
            key=DEPARTMENT,
            kind=DEPARTMENT,
            name=Department.objects.values_list("name", flat=True).first() or "département",
        )
    ]
    found += [
        Territory(key=slug, kind="commission", name=name)
        for slug, name in Commission.objects.values_list("slug", "name")
    ]
    return found + [
        Territory(key=key, kind="canton", name=names.get(key, key))
        for key in sorted(keys)
        if key.startswith("canton:")
    ]
