"""No name without a trace: every address, as the table of `test_access` lists them."""

import pytest
from django.contrib.admin import site
from django.urls import reverse

from beneficiaries.models import Household, Person
from plics.limits import kind_of
from plics.models import Act, Role, Trace, Upload
from tests import factories
from tests.factories.catalogue import one_of_each
from tests.test_access import IMPORTED, OTHERS, POLICIES, POLICY_OF

# What is opened here is opened on both by `test_access`; rows of traces are in `test_acts`.
pytestmark = pytest.mark.same_on_any_database
NAME, NUMBER = "QUIBERCOZ", "61999777555"


@pytest.fixture
def argentan(db):
    return factories.CommissionFactory(slug="argentan", name="Argentan")


@pytest.fixture
def rows(argentan):
    made = one_of_each(argentan)
    Person.objects.update(last_name=NAME)
    Household.objects.filter(pk=made[Household].pk).update(number=NUMBER)
    return made | {type(argentan): argentan, Upload: factories.UploadFactory()}


@pytest.fixture
def signed_in(client, argentan):
    account = factories.UserFactory(role=Role.ADMINISTRATOR)
    client.force_login(account)
    return account


def every_address(rows):
    for name, args in OTHERS:
        yield reverse(name, args=[rows[arg].pk if arg in rows else arg for arg in args])
    for model in site._registry:
        route = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        kinds = POLICIES[POLICY_OF[model.__name__]]
        if hasattr(site.get_model_admin(model), "import_key"):
            kinds = kinds | IMPORTED
        for kind in kinds:
            with_key = kind in ("change", "history", "delete", "cancel", "reinstate")
            yield reverse(f"{route}_{kind}", args=[rows[model].pk] if with_key else [])


def kept(answer) -> bool:
    """A file, with rows of ours: not an empty template to fill."""
    is_file = answer.get("Content-Disposition", "").startswith("attachment")
    return is_file and "template" not in answer.wsgi_request.resolver_match.view_name


def test_no_page_gives_a_name_without_a_trace_of_whose_it_is(
    client, rows, signed_in, caplog, quick_answers
):
    untraced, uncounted, traced = [], [], 0
    for address in every_address(rows):
        last = Trace.objects.first()
        answer = client.get(address)
        page = b"".join(answer).decode(errors="replace")
        if kept(answer) and kind_of(answer.wsgi_request) is None:
            uncounted.append(address)
        written = Trace.objects.filter(pk__gt=last.pk, account=signed_in.pk)
        if NAME in page or NUMBER in page:
            traced += 1
            # A household may hold nobody yet.
            if not any(each.persons or each.kind.endswith("household") for each in written):
                untraced.append(address)
    assert untraced == [], "\n".join(untraced)
    assert uncounted == [], "\n".join(uncounted)
    assert traced > 30
    # What all these pages, the refused ones too, told the service's journal.
    assert "Forbidden" in caplog.text
    assert NAME not in caplog.text
    assert NUMBER not in caplog.text


def test_pages_without_a_name_write_nothing(client, rows, signed_in):
    before = Trace.objects.count()
    for name, args in [
        ("home", ()),
        ("dashboards:page", ("beneficiaires",)),
        ("dashboards:page", ("actions",)),
        ("reports:editions", ()),
        ("reports:booklet", (2020, "argentan")),
        ("quality:year", (2019,)),
        ("importing:index", ()),
        ("returns:agreements", ()),
        ("admin:index", ()),
        ("admin:beneficiaries_commune_changelist", ()),
        ("admin:beneficiaries_person_add", ()),
    ]:
        assert client.get(reverse(name, args=args)).status_code == 200
    assert Trace.objects.count() == before


def test_a_trace_holds_keys_and_never_a_name(client, rows, signed_in):
    address = reverse("admin:beneficiaries_person_changelist")
    client.get(address, {"last_name": NAME})
    client.post(address, {"search": NAME}, follow=True)
    client.get(reverse("admin:beneficiaries_person_change", args=[NAME]))
    client.get(f"/{NAME}/")
    kept = list(Trace.objects.values())
    assert len(kept) >= 2
    assert NAME not in repr(kept)
    assert {each["act"] for each in kept} == {Act.SIGN_IN, Act.LIST, Act.SEARCH}
