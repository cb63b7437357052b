"""Aids granted are put in an order of payment, each once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from funds.models import Aid, Fund, PaymentOrder
from plics import history
from plics.models import Operation, one_at_a_time

PAID_MEANWHILE = (
    "Des aides choisies viennent d’être mises en paiement, annulées ou changées : rien n’a été "
    "enregistré. Relisez la liste."
)


@transaction.atomic
def order_payment(fund: Fund, keys: Collection[int], *, by: Any) -> tuple[PaymentOrder, Operation]:
    """All of these aids, or none."""
    one_at_a_time(Fund.objects.filter(pk=fund.pk))
    aids = Aid.objects.to_pay().filter(fund=fund, pk__in=keys).order_by("pk")
    if not keys:
        raise ValidationError("Cochez au moins une aide.")
    if len(aids.select_for_update(of=("self",)).values_list("pk")) != len(set(keys)):
        raise ValidationError(PAID_MEANWHILE)
    today = localdate()
    last = PaymentOrder.objects.filter(fund=fund, year=today.year).aggregate(rank=Max("rank"))
    order = PaymentOrder(
        fund=fund, year=today.year, rank=(last["rank"] or 0) + 1, made_on=today, made_by=by
    )
    order.full_clean()
    with history.operation(Operation.Kind.BULK, f"Ordre de paiement {order}", by=by) as made:
        order.save()
        history.bulk_set(Aid.objects.filter(pk__in=keys), payment_order=order)
    return order, made
