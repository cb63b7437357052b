"""Traces looked for: by account, act, period, object, person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from plics.filters import DayInput
from plics.models import Act, Trace, User

ANY = [("", "Indifférent")]
BIGGEST = 2**53 - 1
# On the page of a person.
LAST = 10
# In the address: what the rows are in the order of; the last first, unless asked.
ORDERS = {
    "date": "done_at",
    "compte": "account",
    "acte": "act",
    "objet": "kind",
    "personnes": "person_count",
}


@models.JSONField.register_lookup
class Holds(models.Lookup):
    """A list of keys holds this one; PostgreSQL has an index for that question."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        keys, params = self.process_lhs(compiler, connection)
        asked = f"EXISTS (SELECT 1 FROM json_each({keys}) WHERE value = %s)"  # noqa: S608
        return asked, [*params, int(self.rhs)]

    def as_postgresql(self, compiler, connection):
        keys, params = self.process_lhs(compiler, connection)
        return f"{keys} @> %s::jsonb", [*params, f"[{int(self.rhs)}]"]


def kind_name(label: str) -> str:
    """« personne », for « beneficiaries.person »; a model since removed keeps its label."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def account_names(keys) -> dict[int, str]:
    """Of the accounts that still exist."""
    found = User.objects.filter(pk__in={key for key in keys if key is not None})
    return {account.pk: account.get_full_name() or account.username for account in found}


def account_name(trace: Trace, names: dict[int, str]) -> str:
    if trace.account is None:
        return "inconnu"
    return names.get(trace.account) or f"compte n° {trace.account} (supprimé)"


def seen_by(user: User, person: Any) -> list[tuple[Trace, str]]:
    """The last traces that hold this person, for who may read them."""
    if not user.answers_for_data:
        return []
    rows = Trace.objects.filter(persons__holds=person).exclude(act=Act.REFUSED)[:LAST]
    names = account_names(each.account for each in rows)
    return [(each, account_name(each, names)) for each in rows]


class TracesForm(forms.Form):
    compte = forms.ChoiceField(label="Compte", required=False)
    acte = forms.ChoiceField(label="Acte", choices=ANY + Act.choices, required=False)
    du = forms.DateField(label="Du", required=False, widget=DayInput)
    au = forms.DateField(label="Au", required=False, widget=DayInput)
    objet = forms.ChoiceField(label="Objet", required=False)
    numero = forms.IntegerField(
        label="N° de l’objet", min_value=1, max_value=BIGGEST, required=False
    )
    personne = forms.IntegerField(
        label="N° de la personne", min_value=1, max_value=BIGGEST, required=False
    )

    def __init__(self, data: Any):
        super().__init__(data)
        accounts = {str(each.pk): each.username for each in User.objects.order_by("username")}
        asked = data.get("compte", "")
        if asked.isdecimal() and asked not in accounts:
            # Gone since; its traces stay.
            accounts[asked] = f"compte n° {asked}"
        self.choose("compte", list(accounts.items()))
        kinds = [
            (model._meta.label_lower, capfirst(str(model._meta.verbose_name)))
            for model in apps.get_models()
        ]
        self.choose("objet", sorted(kinds, key=lambda kind: kind[1]))

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = ANY + choices

    def clean(self):
        start, end = self.cleaned_data.get("du"), self.cleaned_data.get("au")
        if start and end and start > end:
            self.add_error("au", "La fin précède le début.")
        if self.cleaned_data.get("numero") and not self.cleaned_data.get("objet"):
            self.add_error("objet", "Dites de quel objet est ce numéro.")
        return self.cleaned_data

    def narrowed(self) -> QuerySet[Trace]:
        """Nothing while what is asked cannot be understood."""
        if not self.is_valid():
            return Trace.objects.none()
        given = self.cleaned_data
        asked = {
            "account": given["compte"],
            "act": given["acte"],
            "done_at__gte": midnight(given["du"]),
            "done_at__lt": midnight(given["au"], days=1),
            "kind": given["objet"],
            "keys__holds": given["numero"],
            "persons__holds": given["personne"],
        }
        return Trace.objects.filter(**{name: value for name, value in asked.items() if value})


def midnight(day: dt.date | None, *, days: int = 0) -> dt.datetime | None:
    if day is None or day >= dt.date.max - dt.timedelta(days=days):
        return None
    start = dt.datetime.combine(day + dt.timedelta(days=days), dt.time())
    return timezone.make_aware(start)


def ordered(rows: QuerySet[Trace], asked: str) -> QuerySet[Trace]:
    name = ORDERS.get(asked.removeprefix("-"), "done_at")
    descends = asked.startswith("-") or asked.removeprefix("-") not in ORDERS
    return rows.order_by(f"-{name}" if descends else name, "-pk")
