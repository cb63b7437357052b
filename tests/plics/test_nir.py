"""The social security number: known by its key, refused wherever typed or brought in, stripped."""

import logging

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.forms import BaseForm, BaseModelForm, CharField, IntegerField
from django.urls import reverse

from beneficiaries.models import Person
from plics.guarded_forms import GuardedForm, WithoutNir
from plics.nir import MASK, REFUSED, holds_nir, masked, without_nir
from plics.signin.forms import Plain
from tests import factories
from tests.forms import values_of

SPOKEN = "2 85 03 61 006 001"


def key_of(number: str) -> str:
    figures = number.upper().replace("2A", "19").replace("2B", "18")
    return f"{97 - int(figures) % 97:02}"


KEY = key_of("2850361006001")
NIR, TYPED = f"2850361006001{KEY}", f"{SPOKEN} {KEY}"


@pytest.mark.parametrize(
    "written",
    [
        "{0}",
        "NIR{0}",
        "{0}.",
        "00{0}",
        "n° 2 85 03 61 006 001 {key}",
        "2.85.03.61.006.001.{key}",
        "2-85-03-61-006-001-{key}",
        "2\u00a085\u202f03 61 006 001 - {key}",
        "2 8 5 0 3 6 1 0 0 6 0 0 1 {key}",
        "le 2 {0}",
        "２８５０３６１００６００１{key}",
        "28503\u200b61006001{key}",
    ],
)
def test_a_number_with_its_key_is_known_however_written(written):
    text = written.format(NIR, key=KEY)
    assert holds_nir(text)
    assert not holds_nir(without_nir(text))
    assert MASK in masked(text)


@pytest.mark.parametrize("place", ["2A004", "2B033", "2a004", "99351", "97105"])
def test_so_is_one_of_corsica_or_from_abroad(place):
    number = f"18507{place}012"
    assert holds_nir(f"{number}{key_of(number)}")
    assert holds_nir(f"1 85 07 {place[:2]} {place[2:]} 012 {key_of(number)}")


def test_another_key_another_month_or_one_figure_more_is_no_such_number():
    others = [f"{key:02}" for key in range(100) if key != int(KEY)]
    assert not any(holds_nir(f"2850361006001{key}") for key in others)
    for number in ("2851361006001", "2850061006001", "5850361006001"):
        assert not holds_nir(number + key_of(number))
    assert not holds_nir(f"{NIR}0")
    assert not holds_nir(f"9{NIR}")


def test_amounts_dates_and_file_numbers_are_left():
    text = "00000012345 – 61006 – 1 234 567,89 – 2019-11-30 – 06 12 34 56 78 – 12345678900012"
    assert not holds_nir(text)
    assert without_nir(text) == text


def test_what_stands_around_it_is_kept():
    assert without_nir(f"liste-{NIR}.csv") == "liste-nir-retire.csv"
    assert masked(f"Anne ({NIR}), Jean") == f"Anne ({MASK}), Jean"


# -- typed


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory())
    return client


@pytest.mark.parametrize("field", ["last_name", "first_name", "birth_name"])
def test_a_form_refuses_it_beside_its_field_without_repeating_it(field, staff):
    person = factories.PersonFactory()
    address = reverse("admin:beneficiaries_person_change", args=[person.pk])
    page = staff.post(address, values_of(staff.get(address)) | {field: TYPED})
    assert page.context["adminform"].form.errors[field] == [REFUSED]
    assert TYPED not in " ".join(map(str, page.context["errors"]))
    assert not Person.objects.filter(**{field: TYPED}).exists()


def test_a_number_field_tells_the_same(staff):
    commune = factories.CommuneFactory(population=1)
    address = reverse("admin:beneficiaries_commune_change", args=[commune.pk])
    page = staff.post(address, values_of(staff.get(address)) | {"population": TYPED})
    assert page.context["adminform"].form.errors["population"] == [REFUSED]


def test_a_reason_for_cancelling_does_not_hold_it(staff):
    aid = factories.AidFactory()
    address = reverse("admin:funds_aid_cancel", args=[aid.pk])
    page = staff.post(address, {"reason": f"doublon de {TYPED}"})
    assert page.context["form"].errors["reason"] == [REFUSED]
    aid.refresh_from_db()
    assert not aid.is_cancelled


def test_nobody_is_searched_by_it_and_no_session_keeps_it(staff):
    address = reverse("admin:beneficiaries_person_changelist")
    page = staff.post(address, {"search": TYPED}, follow=True)
    assert REFUSED in page.content.decode().replace("&#x27;", "’")
    assert page.redirect_chain[-1][0].rstrip("?") == address
    for session in Session.objects.all():
        assert TYPED not in str(session.get_decoded())


def forms_of_the_project(kind: type = BaseForm) -> set[type]:
    rooms = ("plics.", "beneficiaries.", "actions.", "funds.", "reports.")
    below = [forms_of_the_project(each) for each in kind.__subclasses__()]
    return {each for each in kind.__subclasses__() if each.__module__.startswith(rooms)}.union(
        *below
    )


def test_no_form_where_something_is_typed_forgets_it():
    """A model's form is guarded by its screen; those of sign-in keep nothing that is typed."""
    typed = [
        form
        for form in forms_of_the_project()
        if not issubclass(form, (WithoutNir, BaseModelForm, Plain))
        and any(
            isinstance(field, (CharField, IntegerField)) and not field.widget.is_hidden
            for field in getattr(form, "base_fields", {}).values()
        )
    ]
    # What is searched for is kept nowhere.
    assert [form.__name__ for form in typed] == ["TracesForm"]
    assert issubclass(GuardedForm, WithoutNir)


@pytest.mark.parametrize(
    ("route", "kept"),
    [
        ("admin:beneficiaries_person_changelist", "o=2"),
        ("admin:funds_aid_changelist", ""),
        ("dashboards:listing", "indicateur=rsa.adults"),
        ("traces:search", ""),
    ],
)
@pytest.mark.django_db
def test_typed_as_a_search_or_a_filter_it_leaves_the_address(route, kept, client):
    client.force_login(factories.UserFactory(role="administrator"))
    address = reverse(route)
    asked = f"{address}?{kept}&q={NIR}&sex={TYPED}&annee=2019"
    left = "&".join(filter(None, [kept, "annee=2019"]))
    answer = client.get(asked.replace(" ", "+"))
    assert (answer.status_code, answer["Location"]) == (302, f"{address}?{left}")
    assert REFUSED in [str(each) for each in answer.wsgi_request._messages]


@pytest.mark.same_on_any_database
def test_the_journal_masks_it_in_an_address_and_in_what_broke():
    (made,) = settings.LOGGING["formatters"].values()
    record = logging.LogRecord("x", 30, "", 0, "Not Found: %s", (f"/liste/{NIR}/",), None)
    told = made["()"]().format(record)
    assert told == f"Not Found: /liste/{MASK}/"
    assert settings.LOGGING["handlers"]["journal"]["formatter"] in settings.LOGGING["formatters"]
