"""Granted aids put in payment: chosen in a list, written in an order, taken out as a file."""

from __future__ import annotations

from typing import Any

import tablib
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from beneficiaries.entry.views import check_enters_data
from funds.models import Aid, Fund, PaymentOrder
from funds.models.aids import AidQuerySet
from funds.payments import order_payment
from plics import exports, formatting
from plics.models import Act, Operation, one_at_a_time
from plics.periods import months_before
from plics.short_forms import DayInput, ShortForm, ShortFormView
from plics.traces.writing import show

FORMATS: dict[str, type[exports.Csv | exports.Xlsx | exports.Ods]] = {
    "csv": exports.Csv,
    "xlsx": exports.Xlsx,
    "ods": exports.Ods,
}
HEADS = [
    "Ordre", "Fonds", "Numéro", "Nom", "Prénom", "Naissance", "Commune", "Nature", "Décidée le",
    "Montant (€)",
]  # fmt: skip
SHOWN = 20


class PeriodForm(forms.Form):
    du = forms.DateField(label="Décidées du", widget=DayInput)
    au = forms.DateField(label="au", widget=DayInput)


class OrderForm(ShortForm):
    aids = forms.ModelMultipleChoiceField(
        queryset=Aid.objects.none(),
        error_messages={"required": "Cochez au moins une aide."},
    )

    def __init__(self, data: Any, *, fund: Fund):
        super().__init__(data)
        of_fund = Aid.objects.filter(fund=fund)
        self.fields["aids"].queryset = of_fund  # type: ignore[attr-defined]


@require_safe
def funds(request):
    check_enters_data(request.user)
    waiting = Aid.objects.to_pay().filter(fund=OuterRef("pk")).order_by().values("fund")
    counted = waiting.annotate(number=Count("pk")).values("number")
    context = {"funds": Fund.objects.annotate(waiting=Coalesce(Subquery(counted), 0))}
    return render(request, "entry/payment_funds.html", context)


class Pay(ShortFormView):
    template_name = "entry/payment.html"
    button = "Faire l’ordre de paiement"

    def prepare(self) -> None:
        check_enters_data(self.request.user)
        self.fund = get_object_or_404(Fund, code=self.kwargs["fund"])
        self.title = f"Mettre en paiement les aides du {self.fund}"
        # This month and the one before: what was paid elsewhere long ago is not proposed.
        today = localdate()
        first = months_before(today, 1).replace(day=1)
        asked = PeriodForm(self.request.GET or {"du": first, "au": today})
        self.period = asked if asked.is_valid() else PeriodForm({"du": first, "au": today})
        self.period.is_valid()

    def waiting(self) -> AidQuerySet:
        days = self.period.cleaned_data["du"], self.period.cleaned_data["au"]
        return Aid.objects.to_pay().filter(fund=self.fund, decided_on__range=days)

    def rows(self) -> list[Aid]:
        found = self.waiting().visible_to(self.request.user)
        return list(
            found.select_related("person", "nature", "commune").order_by("decided_on", "pk")
        )

    def lock(self) -> None:
        """In the service's order: the fund, then its aids."""
        one_at_a_time(Fund.objects.filter(pk=self.fund.pk))
        one_at_a_time(self.waiting())

    def form(self, data: Any = None) -> ShortForm:
        return OrderForm(data, fund=self.fund)

    def saved(self, values: dict[str, Any]) -> tuple[str, Operation | None]:
        keys = [aid.pk for aid in values["aids"]]
        order, made = order_payment(self.fund, keys, by=self.request.user)
        return f"Ordre de paiement {order} : {formatting.counted(len(keys), 'aide')}.", made

    def home(self) -> str:
        return reverse("aids:pay", args=[self.fund.code])

    def trace(self) -> None:
        show(self.request, Act.LIST, Aid, [aid.pk for aid in self.rows()])

    def context(self) -> dict[str, Any]:
        orders = PaymentOrder.objects.filter(fund=self.fund).select_related("made_by", "fund")
        totals = orders.annotate(count=Count("aids"), amount=Sum("aids__amount_granted"))
        return {
            "fund": self.fund,
            "period": self.period,
            "aids": self.rows(),
            "orders": totals.order_by("-pk")[:SHOWN],
            "formats": FORMATS if self.request.user.exports_names else (),
        }


@require_safe
def file(request, pk: int, extension: str):
    """The order as the paymaster takes it."""
    check_enters_data(request.user)
    if not request.user.exports_names:
        raise PermissionDenied("Cet ordre demande le droit d’exporter les noms.")
    if extension not in FORMATS:
        raise Http404
    order = get_object_or_404(PaymentOrder.objects.select_related("fund"), pk=pk)
    if not order.aids.exists():
        raise Http404("Cet ordre a été défait.")
    seen = Aid.objects.visible_to(request.user).filter(payment_order=order)
    aids = list(seen.select_related("fund", "person", "commune", "nature").order_by("number"))
    show(request, Act.EXPORT, Aid, [aid.pk for aid in aids])
    made = FORMATS[extension]()
    content = made.export_data(sheet(order, aids, native=made.is_binary()))
    name = f"ordre-{slugify(str(order))}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=made.get_content_type(), headers=headers)


def sheet(order: PaymentOrder, aids: list[Aid], *, native: bool) -> tablib.Dataset:
    told = tablib.Dataset(headers=HEADS, title=f"Ordre {order}"[: exports.SHEET_NAME])
    for aid in aids:
        person = aid.person
        cells = [
            str(order), str(aid.fund), aid.number, person.last_name, person.first_name,
            person.birth_date, str(aid.commune), str(aid.nature or ""), aid.decided_on,
            aid.amount_granted,
        ]  # fmt: skip
        told.append([exports.as_cell(cell, native=native) for cell in cells])
    return told
