"""The site as its users ask for it: an account, the addresses, and a change of the data."""

from __future__ import annotations

import importlib

from django.apps import apps
from django.db.models import Model
from django.test import Client

from actions.models import Agreement
from beneficiaries.models import Commission
from plics.models import Role, User
from reports.dashboards.pages import PAGES
from reports.figures.horizon import default_year

# Whose rows figures are made of.
DATA = ("beneficiaries", "actions", "funds")


class Refused(Exception):
    """A page that is not what was to be measured."""


def client(role: Role = Role.STAFF) -> Client:
    """A browser signed in, on a name that the settings allow; the process as the server's is."""
    importlib.import_module("plics.wsgi")
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.filter(role=role).order_by("pk").first())
    return browser


def get(browser: Client, address: str) -> bytes:
    response = browser.get(address)
    if response.status_code != 200:
        raise Refused(f"{address} : {response.status_code}")
    return response.content


def menu() -> dict[str, str]:
    """The pages of the menu, by name."""
    return {slug: f"/tableaux/{slug}/" for slug, page in PAGES.items() if page.in_menu}


def dashboards() -> dict[str, str]:
    """Those of the menu and that of one action, the one with most participations."""
    agreements = Agreement.objects.filter(year=default_year())
    busiest = max(agreements, key=lambda agreement: agreement.participations.count())
    return menu() | {"action": f"/tableaux/action/?action={busiest.action.slug}"}


def everywhere() -> list[str]:
    """Every page of the menu, for the département and for each commission it may be read for."""
    commissions = list(Commission.objects.values_list("slug", flat=True))
    found = []
    for slug, address in menu().items():
        narrowed = commissions if "commission" in PAGES[slug].filters else []
        found += [address, *(f"{address}?commission={commission}" for commission in narrowed)]
    return found


def models() -> list[type[Model]]:
    """Every table that figures may be made of, those that only join two others included."""
    return [
        model
        for app in DATA
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]


def change() -> None:
    """A write in each of them, committed, that leaves all rows as they were."""
    for model in models():
        row = model._base_manager.order_by("pk").first()
        if row is not None:
            row.save()
