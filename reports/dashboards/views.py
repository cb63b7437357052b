"""A page, its downloads, its sheet, and the names behind a figure."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.models import Provider
from beneficiaries.models import Need
from plics.formatting import capitalised, day
from plics.importing.registry import KINDS
from plics.models import User
from plics.permissions import can_read_figures
from reports.dashboards import downloads
from reports.dashboards.asked import PRESENTATION, AskedPage, NoCommission, Refused, asked_page
from reports.dashboards.described import About
from reports.dashboards.explained import explained
from reports.dashboards.page_figures import FigureKey, PageFigures
from reports.dashboards.pages import OVERVIEW, PAGES, Page
from reports.dashboards.presenting import Screen, panel_presented
from reports.dashboards.sheets import bands
from reports.dashboards.told import lead_of
from reports.editions.preparing import being_protected
from reports.exhibits import dress, horizon, rules
from reports.figures import Scope, months
from reports.figures.counting import reads_of
from reports.figures.geography import department
from reports.figures.guard.protected import NotReady
from reports.figures.horizon import default_year
from reports.figures.keeping import recall
from reports.figures.reading import reading_once
from reports.figures.supplies import supplies_of
from reports.models import Edition


def understood(view):
    """An address that cannot be understood gets a page in French, not an error."""

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        if not can_read_figures(request.user):
            raise PermissionDenied
        try:
            with reading_once():
                return view(request, *args, **kwargs)
        except Refused as refused:
            context = {"form": refused.form.form}
            return render(request, "dashboards/refused.html", context, status=400)
        except NotReady as waiting:
            return being_protected(request, waiting)
        except NoCommission:
            return render(request, "dashboards/no_commission.html", status=403)

    return guarded


def dashboard_view(view):
    return require_safe(understood(view))


def page_named(slug: str) -> Page:
    if slug not in PAGES:
        raise Http404("Ce tableau de bord n’existe pas.")
    return PAGES[slug]


def asked_for(request, shown: Page) -> AskedPage:
    return asked_page(request, shown.filters, supplies_of(shown.sources), shown.ahead)


def figures_of(page: Page, asked: AskedPage) -> PageFigures:
    figures = PageFigures(page.slug, asked, page.codes, page.codes_before)
    if "action" in page.filters and asked.chosen.get("action") not in figures.offered.titles:
        raise Http404("Cette action n’est pas conventionnée pour ces critères.")
    return figures


@dashboard_view
def index(request):
    return redirect("dashboards:page", OVERVIEW.slug)


@dashboard_view
def page(request, slug):
    shown = page_named(slug)
    asked = asked_for(request, shown)
    more = {PRESENTATION: panel_presented(shown, asked)} if asked.presented else {}
    canonical = asked.address(**more)
    if canonical.lstrip("?") != request.GET.urlencode():
        # One address for what is asked: what is usual or unknown is left out of it.
        if asked.moved_from:
            messages.info(request, _moved(asked, asked.moved_from))
        return redirect(request.path + canonical)
    figures = figures_of(shown, asked)
    context = _context(request, shown, figures)
    context |= _drawn(request, shown, figures, context)
    template = "dashboards/presented.html" if asked.presented else "dashboards/page.html"
    return render(request, template, context)


def _moved(asked: AskedPage, typed: dt.date) -> str:
    return (
        f"Le {day(typed)} n’est pas de l’année {asked.year} : la page est au {day(asked.on)}. "
        "Pour un jour d’une autre année, choisissez d’abord l’année."
    )


def _drawn(request, shown: Page, figures: PageFigures, context: dict) -> dict[str, str]:
    """Drawn once for an account and an address, and again when the data change."""

    def drawn() -> dict[str, str]:
        exhibits = shown.exhibits(figures)
        if figures.asked.presented:
            told = context | {"screen": Screen.of(exhibits, figures.asked)}
            return {"panels": render_to_string("dashboards/_screen.html", told)}
        told = context | {"exhibits": exhibits}
        return {
            "lead": lead_of(exhibit.lead for exhibit in exhibits),
            "panels": render_to_string("dashboards/_panels.html", told),
            "filters": render_to_string("dashboards/_filters.html", context),
        }

    user = request.user
    # The year that pages open on is offered by all, and told by rows that this one may not read.
    here = request.get_full_path(), timezone.localdate(), default_year()
    whose = user.pk, user.role, user.sees_names, figures.asked.own
    return recall(("drawn", *whose, *here, figures.protection), reads_of_page(shown), drawn)


# Who runs an action, and the steps that answer a need.
SHOWN_BESIDE = (Provider, Need, Need.steps.through)


def reads_of_page(shown: Page) -> set[type[Model]]:
    """What its figures are counted from, and what its filters and panels say beside figures."""
    return {*reads_of([*shown.codes, *shown.codes_before]), *months.READS, *SHOWN_BESIDE}


def _context(request, shown: Page, figures: PageFigures) -> dict:
    asked = figures.asked
    return {
        "page": shown,
        "title": _title(shown, figures),
        "asked": asked,
        "form": asked.form.form,
        "menu": [
            (each, reverse("dashboards:page", args=[each.slug]) + _kept(asked, each))
            for each in PAGES.values()
            if each.in_menu
        ],
        "validated": _validated(asked),
        **_horizon(request.user, shown, asked.scope),
        "query": asked.address(),
        # The day of the page, told once, at its head.
        "said_above": f", au {day(asked.on)}",
        "presentation": asked.address(**{PRESENTATION: shown.panels[0].slug}),
        "path": request.path,
        "service": figures.service,
        "treatment": capitalised(dress.treatment(department())),
        "signs": rules.signs(),
        "today": timezone.localdate(),
        "tables": downloads.offered(downloads.TABLES),
        "drawings": downloads.offered(downloads.DRAWINGS),
    }


def _horizon(user: User, shown: Page, scope: Scope) -> dict[str, Any]:
    """Until when what the page shows is known, what lacks, and who may bring it."""
    found = horizon.lacking(shown.sources, scope)
    kinds = [KINDS[kind] for kind in found.kinds if kind in KINDS] if found else []
    return {
        "horizon": horizon.horizon_sentence(supplies_of(shown.sources)),
        "carried": horizon.carried_note(shown.sources, scope),
        "lacking": found,
        "to_load": [kind for kind in kinds if kind.is_for(user)],
    }


def _title(shown: Page, figures: PageFigures) -> str:
    """That of the action, on the page of one."""
    titles = figures.offered.titles if "action" in shown.filters else {}
    return titles.get(figures.asked.chosen.get("action", ""), shown.title)


def _validated(asked: AskedPage) -> Edition | None:
    """The booklet whose figures of this year were frozen: the page goes on with the data."""
    if asked.commission is None:
        return None
    of_year = Edition.objects.published().filter(programme_year=asked.year + 1)
    return of_year.filter(commission=asked.commission).newest()


def _kept(asked: AskedPage, other: Page) -> str:
    return asked.address(keep=other.filters)


@dashboard_view
def sheet(request, slug):
    """The page on one printable sheet."""
    shown = page_named(slug)
    figures = figures_of(shown, asked_for(request, shown))
    context = _context(request, shown, figures) | {"bands": bands(shown.exhibits(figures))}
    return _file(downloads.sheet(context), "application/pdf", f"{slug}.pdf", inline=True)


@dashboard_view
def download(request, slug, panel, extension):
    shown = page_named(slug)
    wanted = shown.panel(panel)
    types = downloads.TABLES | downloads.DRAWINGS
    if wanted is None or extension not in types:
        raise Http404("Ce téléchargement n’existe pas.")
    figures = figures_of(shown, asked_for(request, shown))
    if not wanted.is_given(figures):
        raise Http404("Ce téléchargement n’existe pas.")
    exhibit, asked = wanted.exhibit(figures), figures.asked
    name = "-".join([slug, panel, asked.territory.replace(":", "-"), asked.on.isoformat()])
    about = About(name=name, page=_title(shown, figures), exhibit=exhibit, figures=figures)
    return _file(_content(about, extension), types[extension], f"{name}.{extension}")


def _content(about: About, extension: str) -> bytes:
    if extension in downloads.TABLES:
        return downloads.table(about, extension)
    if not about.exhibit.has_picture:
        raise Http404("Ce tableau n’a pas de graphique.")
    return downloads.drawing(about, about.exhibit.picture, extension)


@dashboard_view
def figure(request, slug, panel):
    """What one figure of a panel is made of, with the lists of its people."""
    shown = page_named(slug)
    wanted = shown.panel(panel)
    if wanted is None:
        raise Http404("Ce tableau n’existe pas.")
    figures = figures_of(shown, asked_for(request, shown))
    if not wanted.is_given(figures):
        raise Http404("Ce tableau n’existe pas.")
    key = FigureKey(*(request.GET.get(name, "") for name in FigureKey._fields))
    found = explained(figures, wanted.exhibit(figures), key)
    if found is None:
        raise Http404("Ce tableau ne montre pas ce chiffre.")
    back = reverse("dashboards:page", args=[slug]) + figures.asked.address()
    context = {"explained": found, "title": _title(shown, figures), "back": back}
    return render(request, "dashboards/figure.html", context)


def _file(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    how = "inline" if inline else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    return response
