"""Granted aids are put in an order of payment, once, and nothing of them changes afterwards."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from beneficiaries.cancelling import AlreadySo, cancel
from funds.models import Aid, PaymentOrder
from funds.payments import order_payment
from plics.models import Operation
from plics.undoing import undo
from tests import factories
from tests.forms import values_of


@pytest.fixture
def staff(client, db):
    account = factories.UserFactory(role="staff")
    client.force_login(account)
    return account


def test_only_granted_aids_of_that_fund_wait_for_an_order(staff):
    paid = factories.PaymentOrderFactory()
    waiting = factories.AidFactory()
    factories.AidFactory(decision="refus", amount_granted=None)
    factories.AidFactory(pending=True)
    factories.AidFactory(amount_granted=0)
    factories.AidFactory(payment_order=paid)
    assert list(Aid.objects.to_pay()) == [waiting]


def test_an_aid_is_ordered_once_with_all_the_others_or_none(staff):
    first, second = factories.AidFactory(), factories.AidFactory()
    order, _ = order_payment(first.fund, [first.pk], by=staff)
    with pytest.raises(ValidationError, match="rien n’a été"):
        order_payment(first.fund, [first.pk, second.pk], by=staff)
    again, _ = order_payment(first.fund, [second.pk], by=staff)
    assert [order.rank, again.rank] == [1, 2]
    assert [list(each.aids.all()) for each in (order, again)] == [[first], [second]]


def test_an_aid_of_another_fund_is_not_paid_by_this_one(staff):
    other = factories.AidFactory(fund=factories.FundFactory(code="fsi", acronym="FSI"))
    with pytest.raises(ValidationError):
        order_payment(factories.FundFactory(), [other.pk], by=staff)


def test_once_paid_an_aid_is_neither_changed_nor_cancelled(client, staff):
    aid = factories.AidFactory()
    order_payment(aid.fund, [aid.pk], by=staff)
    with pytest.raises(AlreadySo, match="mise en paiement"):
        cancel(aid, reason="erreur", by=staff)
    page = client.get(reverse("admin:funds_aid_change", args=[aid.pk])).content.decode()
    assert 'name="amount_granted"' not in page


@pytest.mark.parametrize("values", [{}, {"decision": "refus"}])
def test_the_base_itself_keeps_an_aid_paid_granted(values, staff):
    aid = factories.AidFactory()
    order_payment(aid.fund, [aid.pk], by=staff)
    with pytest.raises(IntegrityError, match="aid_paid_stands"), transaction.atomic():
        Aid.objects.filter(pk=aid.pk).update(amount_granted=None, **values)


def test_an_order_taken_back_leaves_its_aids_to_pay_and_its_number_to_no_other(client, staff):
    aid, other = factories.AidFactory.create_batch(2)
    order, made = order_payment(aid.fund, [aid.pk], by=staff)
    undo(Operation.objects.get(pk=made.pk), by=staff)
    assert (set(Aid.objects.to_pay()), order.aids.count()) == ({aid, other}, 0)
    following, _ = order_payment(aid.fund, [other.pk], by=staff)
    assert [order.rank, following.rank] == [1, 2]
    files = [reverse("aids:order", args=[each.pk, "csv"]) for each in (order, following)]
    assert [client.get(file).status_code for file in files] == [404, 200]
    page = client.get(reverse("aids:pay", args=["fsl"])).content.decode()
    assert [file in page for file in files] == [False, True]
    assert "défait" in page


def test_the_page_orders_what_is_ticked_once_and_gives_the_file(client, staff):
    kept, left = factories.AidFactory.create_batch(2, amount_granted=250)
    address = reverse("aids:pay", args=["fsl"]) + "?du=2019-04-01&au=2019-04-30"
    sent = values_of(client.get(address)) | {"aids": [str(kept.pk)]}
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    order = PaymentOrder.objects.get()
    assert (list(order.aids.all()), list(Aid.objects.to_pay())) == ([kept], [left])
    file = client.get(reverse("aids:order", args=[order.pk, "xlsx"]))
    rows = list(load_workbook(io.BytesIO(file.content)).active.values)
    assert len(rows) == 2
    assert rows[1][2:4] == (kept.number, kept.person.last_name)
    assert rows[1][-1] == 250
    outside = client.get(reverse("aids:pay", args=["fsl"]) + "?du=2019-05-01&au=2019-05-31")
    assert left.number not in outside.content.decode()


def test_a_file_of_names_asks_for_the_right_to_export_them(client, staff):
    order = factories.PaymentOrderFactory(made_on=dt.date(2019, 5, 2))
    staff.may_export_names = False
    staff.save()
    assert client.get(reverse("aids:order", args=[order.pk, "csv"])).status_code == 403
