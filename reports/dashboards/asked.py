"""What the address asks for, checked against what the reader may see."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db.models import Model, QuerySet
from django.http import Http404, QueryDict

from actions.enums import Audience
from actions.models import Agreement, Provider
from beneficiaries.models import Commission
from plics.models import User
from plics.periods import months_before
from reports.dashboards.filters import FIRST_YEAR, LAST_YEAR, Narrowing
from reports.figures import DEPARTMENT, Scope, Territory
from reports.figures.geography import canton_keys, every_commission, geography
from reports.figures.horizon import default_year, known_days, known_years, reference_day
from reports.figures.supplies import Supply

# What tells how a page is shown, not what it shows.
PRESENTATION = "presentation"


class Refused(Exception):
    """The address cannot be understood; the form holds the messages in French."""

    def __init__(self, form: Narrowing):
        super().__init__("refused")
        self.form = form


@dataclasses.dataclass(kw_only=True)
class AskedPage:
    """One page as asked by one account."""

    user: User
    year: int
    on: dt.date
    commission: Commission | None
    canton: Territory | None
    chosen: dict[str, str]
    form: Narrowing
    agreements: QuerySet[Agreement]
    # The day typed, where it is not of the year chosen.
    moved_from: dt.date | None = None
    # The commissions that the account works on, when it does not on all of them.
    own: tuple[str, ...] = ()
    # The panel on the screen of a meeting.
    presented: str = ""

    @property
    def scope(self) -> Scope:
        return Scope(
            year=self.year,
            on=self.on,
            commission=self.commission.slug if self.commission else None,
            audience=self.chosen.get("public"),
        )

    @property
    def territory(self) -> str:
        if self.canton:
            return self.canton.key
        return self.commission.slug if self.commission else DEPARTMENT

    @property
    def where(self) -> str:
        """« canton d’Argentan-1, commission d’Argentan »."""
        parts = []
        if self.canton:
            parts.append(f"canton {self.canton.of_form}")
        if self.commission:
            parts.append(f"commission {self.commission.of_form}")
        return ", ".join(parts) or "ensemble du département"

    @property
    def public(self) -> str:
        audience = self.chosen.get("public")
        return f"public : {Audience(audience).label}" if audience else ""

    @property
    def is_at_work(self) -> bool:
        """The staff everywhere, coordinators in their commissions; elsewhere they are readers."""
        return self.user.sees_everything or (
            self.commission is not None and self.commission.slug in self.own
        )

    @property
    def sees_names(self) -> bool:
        """A list of names is for those who work on the commission, and may see names."""
        return self.is_at_work and self.user.sees_names

    @property
    def is_crossed(self) -> bool:
        """A day or a public was chosen: what others get was protected for neither."""
        return "date" in self.chosen or "public" in self.chosen

    def address(self, *, keep=None, **changes) -> str:
        """The query string of what was asked, changed; empty when everything is as by default."""
        wanted = {k: v for k, v in self.chosen.items() if keep is None or k in keep} | changes
        query = QueryDict(mutable=True)
        for name, value in wanted.items():
            if value not in (None, ""):
                query[name] = value
        return f"?{query.urlencode()}" if query else ""


def own_commissions(user) -> tuple[str, ...]:
    if user.sees_everything or not user.works_on_data:
        return ()
    return tuple(
        Commission.objects.visible_to(user).order_by("slug").values_list("slug", flat=True)
    )


def asked_year(data, usual: int) -> int:
    text = data.get("annee", "")
    is_year = text.isascii() and text.isdigit() and len(text) == 4
    # What no year may be is told by the form: it is not counted with meanwhile.
    return int(text) if is_year and FIRST_YEAR <= int(text) <= LAST_YEAR else usual


def offered_cantons(scope: Scope) -> list[Territory]:
    """Cantons of the commission that day, in alphabetical order."""
    found = [each for each in geography(scope).territories if each.kind == "canton"]
    return sorted(found, key=lambda each: each.name)


def offered_providers(commission: Commission | None) -> QuerySet[Provider]:
    """Those that an agreement ties to the commission, whatever its year."""
    if commission is None:
        return Provider.objects.all()
    theirs = Agreement.objects.filter(commission=commission)
    return Provider.objects.filter(pk__in=theirs.values("action__provider"))


def asked_page(
    request,
    filters: tuple[str, ...],
    supplies: Iterable[Supply] = (),
    ahead: Iterable[type[Model]] = (),
) -> AskedPage:
    """What the address of a page asks for; raises Refused, or Http404.

    `supplies` and `ahead` tell the years and days that its form offers.
    """
    user, data = request.user, request.GET
    own = own_commissions(user)
    commissions = every_commission() if "commission" in filters else []
    commission = _commission(user, data, commissions, own) if "commission" in filters else None
    here = commission.slug if commission else None
    if not user.sees_everything and here not in own:
        # Days and publics that may be freely crossed give small counts back by difference.
        filters = tuple(name for name in filters if name not in ("date", "canton", "public"))
    year = default_year()
    asked = asked_year(data, year)
    there = Scope(year=asked, on=reference_day(asked), commission=here)
    cantons = offered_cantons(there) if "canton" in filters else []
    providers = offered_providers(commission)
    years = sorted({*known_years(supplies, ahead), year, asked}, reverse=True)
    form = Narrowing(
        _filled(data, year, reference_day(asked), commission, cantons, providers),
        kept=filters,
        years=years,
        days=known_days(supplies, years),
        commissions=commissions,
        cantons=cantons,
        providers=providers,
        whole_department=user.sees_everything or not user.works_on_data,
    )
    if not form.is_valid():
        raise Refused(form)
    return dataclasses.replace(_asked(request, form, commission, cantons, year), own=own)


def in_year(day: dt.date, year: int) -> dt.date:
    """The same day of that year; 29 February becomes the 28th where there is none."""
    return months_before(day, 12 * (day.year - year))


def _filled(data, year: int, day: dt.date, commission, cantons, providers) -> QueryDict:
    """The address, completed with what it leaves out because it is usual."""
    filled = data.copy()
    if not filled.get("annee"):
        filled["annee"] = str(year)
    if not filled.get("date"):
        filled["date"] = day.isoformat()
    if commission is not None:
        filled["commission"] = commission.slug
    asked = filled.get("canton") and f"canton:{filled['canton']}"
    if asked and asked in canton_keys() and asked not in [canton.key for canton in cantons]:
        # Left over from the commission chosen before.
        del filled["canton"]
    if filled.get("structure") and filled["structure"] in _keys(
        Provider.objects.exclude(pk__in=providers.values("pk"))
    ):
        del filled["structure"]
    return filled


def _keys(rows: QuerySet[Provider]) -> set[str]:
    return set(map(str, rows.values_list("pk", flat=True)))


def _commission(user, data, commissions, own) -> Commission | None:
    """The one asked; without one, a coordinator's first."""
    slug = data.get("commission", "")
    if slug:
        found = next((each for each in commissions if each.slug == slug), None)
        if found is None:
            raise Http404("Aucune commission de ce nom.")
        return found
    if user.sees_everything or not user.works_on_data:
        return None
    if not own:
        raise NoCommission
    return next(each for each in commissions if each.slug in own)


class NoCommission(Exception):
    """A coordinator's account without any commission sees no dashboard."""


def _asked(request, form, commission, cantons, usual_year: int) -> AskedPage:
    clean = form.form.cleaned_data
    year = int(clean["annee"])
    usual_day = reference_day(year)
    typed = clean.get("date") or usual_day
    # Another year is chosen beside a date already there: the same day of that year is meant.
    on = in_year(typed, year)
    key = f"canton:{clean.get('canton')}"
    chosen = {
        "annee": str(year) if year != usual_year else "",
        "date": on.isoformat() if on != usual_day else "",
        "commission": commission.slug if commission else "",
        "canton": clean.get("canton") or "",
        "axe": str(clean["axe"].pk) if clean.get("axe") else "",
        "structure": str(clean["structure"].pk) if clean.get("structure") else "",
        "public": clean.get("public") or "",
        "action": clean.get("action") or "",
    }
    return AskedPage(
        user=request.user,
        year=year,
        on=on,
        commission=commission,
        canton=next((canton for canton in cantons if canton.key == key), None),
        chosen={name: value for name, value in chosen.items() if value},
        form=form,
        agreements=form.qs,
        moved_from=typed if typed != on else None,
        presented=request.GET.get(PRESENTATION, ""),
    )
