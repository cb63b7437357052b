"""Characters and years that mean nothing are answered, whichever way they come."""

import pytest
from django.contrib.admin import site
from django.core.cache import cache
from django.urls import reverse

from beneficiaries.models import Person
from plics.models import Role
from tests import factories

YEARS = ["0", "0000", "-1", "10000", "99999999999999999999", "٢٠١٩", "1e3"]
DAYS = ["0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2019-13-45", "31/12/0000"]
TEXTS = ["\ufffe", "'\";--", "%", "_", "\\", "x" * 3000, "\U0010ffff", "[]", "null"]
ANSWERED = {200, 302, 400, 404, 405}


@pytest.fixture
def account(client, db):
    client.force_login(factories.UserFactory(role=Role.ADMINISTRATOR))
    factories.ParticipationFactory()
    return client


def parameters(screen) -> list[str]:
    """What a list is narrowed by in its address."""
    filters = getattr(screen, "filterset_class", None)
    found = list(filters.base_filters) if filters else [str(each) for each in screen.list_filter]
    ranges = [f"{name}_{end}" for name in found for end in ("du", "au", "min", "max")]
    return [*found, *ranges, "q", "p", "o", "e", "all"]


def test_no_list_of_the_administration_fails_on_what_its_address_says(account, quick_answers):
    failed = []
    for model, screen in site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        for value in [YEARS[1], YEARS[4], DAYS[0], DAYS[3], TEXTS[2], TEXTS[5]]:
            # All at once: one that fails fails all the same.
            query = dict.fromkeys(parameters(screen), value)
            # Searches are counted by account: see `plics/limits.py`.
            cache.clear()
            status = account.get(reverse(name), query).status_code
            if status not in ANSWERED:
                failed.append((model.__name__, value, status))
    assert failed == []


@pytest.mark.parametrize("value", [*YEARS, *DAYS, *TEXTS])
def test_no_page_fails_on_an_absurd_year_or_text(value, account):
    for address, name in [
        ("/retours/", "annee"),
        ("/qualite/", "annee"),
        ("/tableaux/liste/", "annee"),
        ("/tableaux/vue-d-ensemble/", "date"),
        (reverse("admin:beneficiaries_person_changelist"), "last_name"),
        (reverse("importing:history"), "page"),
    ]:
        assert account.get(address, {name: value}).status_code in ANSWERED


@pytest.mark.parametrize("year", ["0", "0000", "9999", "10000", "99999999999999999999"])
def test_no_address_fails_on_an_absurd_year(year, account):
    for address in (
        f"/livrets/{year}/argentan/",
        f"/livrets/{year}/argentan/messages/",
        f"/qualite/{year}/",
        f"/retours/{year}/",
        f"/importer/fichiers/{year}/",
        f"/administration/beneficiaries/person/{year}/change/",
    ):
        assert account.get(address).status_code in ANSWERED


@pytest.mark.parametrize("written", ["/tableaux/%00/", "/retours/?annee=%00", "/?%00=1"])
def test_the_character_0_in_an_address_is_refused(written, account):
    path, _, query = written.partition("?")
    response = account.get(path.replace("%00", "\0"), QUERY_STRING=query)
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        (reverse("account_login"), {"login": "a\0b", "password": "\0"}),
        (reverse("account_reset_password"), {"email": "a\0@orne.example"}),
        (reverse("admin:beneficiaries_person_add"), {"last_name": "a\0b", "first_name": "\0"}),
        (
            reverse("admin:beneficiaries_person_changelist"),
            {"action": "export_selected", "_selected_action": "\0"},
        ),
        (
            reverse("admin:autocomplete"),
            {
                "app_label": "actions",
                "model_name": "participation",
                "field_name": "person",
                "term": "a\0b",
            },
        ),
        (reverse("importing:kind", args=["aides"]), {"reference_date": "\0"}),
    ],
)
def test_the_character_0_in_a_form_writes_and_breaks_nothing(address, answers, account):
    if address.startswith(("/connexion", "/mot-de-passe")):
        account.logout()
    before = Person.objects.count()
    assert account.post(address, answers).status_code in ANSWERED
    assert Person.objects.count() == before


def test_the_character_0_in_a_cookie_is_no_session(client, db):
    for written in ("a\0b", '"a\\000b"'):
        response = client.get("/", HTTP_COOKIE=f"sessionid={written}; csrftoken={written}")
        assert response.status_code == 302
