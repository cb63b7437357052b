"""What a page can be narrowed by; the names are those of its address."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import django_filters as filters
from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join

from actions.enums import Audience
from actions.models import Agreement, Axis, Provider

# Years that an address may ask for.
FIRST_YEAR, LAST_YEAR = 1990, 2100


def untouched(queryset, name, value):
    """For what narrows the figures themselves, and not the agreements listed."""
    return queryset


class Select(forms.Select):
    """As Django writes it, without a template for each option: a page has sixty."""

    def render(self, name, value, attrs=None, renderer=None):
        found = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "",
            "\n  <option{}>{}</option>\n",
            (
                (flatatt({"value": str(option["value"])} | option["attrs"]), option["label"])
                for _, group, _ in found["optgroups"]
                for option in group
            ),
        )
        return format_html(
            '<select name="{}"{}>{}\n</select>', name, flatatt(found["attrs"]), options
        )


def _bounds(asked: str, first: dt.date, last: dt.date) -> dict[str, str]:
    """Of the days offered. The one asked is among them: a browser would not send it again."""
    days = [first.isoformat(), last.isoformat()]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", asked, re.ASCII):
        days.append(asked)
    return {"min": min(days), "max": max(days)}


class Narrowing(filters.FilterSet):
    """Its rows are the agreements that remain, hence the actions that a page shows."""

    annee = filters.NumberFilter(
        field_name="year",
        label="Année",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        decimal_places=0,
    )
    date = filters.DateFilter(
        method=untouched,
        label="Date de référence",
    )
    commission = filters.ChoiceFilter(
        field_name="commission__slug",
        label="Commission",
        empty_label="Tout le département",
        widget=Select,
    )
    canton = filters.ChoiceFilter(
        method=untouched, label="Canton", empty_label="Tous les cantons", widget=Select
    )
    axe = filters.ModelChoiceFilter(
        field_name="action__axis",
        label="Axe",
        empty_label="Tous les axes",
        queryset=Axis.objects.all(),
        widget=Select,
    )
    structure = filters.ModelChoiceFilter(
        field_name="action__provider",
        label="Structure",
        empty_label="Toutes les structures",
        queryset=Provider.objects.all(),
        widget=Select,
    )
    public = filters.ChoiceFilter(
        method=untouched,
        label="Public",
        empty_label="Tous les publics",
        choices=Audience.choices,
        widget=Select,
    )
    action = filters.CharFilter(
        field_name="action__slug", label="Action", max_length=80, widget=forms.HiddenInput
    )

    class Meta:
        model = Agreement
        fields: list[str] = []

    def __init__(
        self, data, *, kept, years, days, commissions, cantons, providers, whole_department
    ):
        """`kept`: what the page honours; the rest of the address is left aside."""
        super().__init__(data, queryset=Agreement.objects.all())
        for name in set(self.filters) - set(kept):
            del self.filters[name]
        self._offer("commission", [(each.slug, each.name) for each in commissions])
        self._offer("canton", [(each.key.removeprefix("canton:"), each.name) for each in cantons])
        structure: Any = self.filters.get("structure")
        if structure:
            structure.queryset = providers
        if "commission" in self.filters and not whole_department:
            self.filters["commission"].extra["empty_label"] = None
        if "annee" in self.filters:
            self.filters["annee"].extra["widget"] = Select(choices=[(year, year) for year in years])
        if "date" in self.filters:
            self.filters["date"].extra["widget"] = forms.DateInput(
                attrs={"type": "date"} | _bounds((data or {}).get("date", ""), *days),
                format="%Y-%m-%d",
            )

    def _offer(self, name: str, choices: list[tuple]) -> None:
        if name in self.filters:
            self.filters[name].extra["choices"] = choices
