"""From what a person asks (year, date, commission) to a scope, or a refusal in French."""

from __future__ import annotations

import datetime as dt

from beneficiaries.models import Commission
from plics import formatting
from plics.periods import stock_day
from reports.figures import DEPARTMENT, Figures, Scope
from reports.figures.exports import NoData, has_data


class UnknownScope(Exception):
    """What was asked does not exist; the message says what does."""


def commission_named(slug: str) -> Commission:
    found = Commission.objects.filter(slug=slug).first()
    if found is None:
        known = formatting.listing(Commission.objects.values_list("slug", flat=True)) or "aucune"
        raise UnknownScope(f"Commission inconnue : « {slug} ». Commissions connues : {known}.")
    return found


def scope_for(year: int, on: dt.date | None = None, commission: str | None = None) -> Scope:
    if not 1990 <= year <= 2100:
        raise UnknownScope(f"Année hors limites : {year}. Une année va de 1990 à 2100.")
    if on is not None and on.year != year:
        raise UnknownScope(f"La date {formatting.day(on)} n’est pas dans l’année {year}.")
    if commission is not None:
        commission_named(commission)
    return Scope(year=year, on=on or stock_day(year), commission=commission)


def require_data(figures: Figures) -> None:
    """Refuse a scope in which nothing was counted, rather than print zeros as if known."""
    scope = figures.scope
    territory = scope.commission or DEPARTMENT
    if not has_data(figures, territory):
        where = f" pour la commission « {scope.commission} »" if scope.commission else ""
        raise NoData(
            f"Aucune donnée en {scope.year}{where} : ni bénéficiaire au "
            f"{formatting.day(scope.on)}, ni action, ni aide. "
            "Importez-les, ou demandez une autre année."
        )
