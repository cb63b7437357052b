"""Every page, opened in a real browser under the policy that allows nothing inline."""

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.urls import reverse

from beneficiaries.models import Commission
from plics.importing.registry import KINDS
from plics.models import Role
from reports.dashboards.pages import PAGES
from tests import factories
from tests.factories.catalogue import make
from tests.reports import cohort

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.same_on_any_database]

# The browser tells each refusal, whatever wrote it: the page, a script, or a widget of the latter.
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", event => window.refused.push(
  `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


@pytest.fixture
def page(chromium, live_server, client):
    # By its password: pages of the second factor ask for it again otherwise.
    account = factories.UserFactory(role=Role.ADMINISTRATOR)
    answers = {"login": account.username, "password": factories.PASSWORD}
    client.post(reverse("account_login"), answers)
    name = settings.SESSION_COOKIE_NAME
    context = chromium.new_context(base_url=live_server.url)
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    context.add_cookies([cookie])
    context.add_init_script(LISTEN)
    yield context.new_page()
    context.close()


def refused(page, addresses) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        answer = page.goto(address)
        assert answer.status == 200, address
        # Calendars and lists to choose from are drawn by scripts once the page is there.
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        if told := page.evaluate("window.refused"):
            found[address] = told
    return found


def forms_and_lists():
    for model, screen in site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_change", args=[model._default_manager.first().pk])
        if hasattr(screen, "import_key"):
            yield reverse(f"{name}_import")


def test_no_form_nor_list_of_the_administration_writes_a_style_or_a_script(page, monkeypatch):
    # The same on every page; `index` shows it once.
    monkeypatch.setattr(site, "enable_nav_sidebar", False)
    argentan = factories.CommissionFactory(slug="argentan", name="Argentan")
    for model in site._registry:
        make(model, argentan)
    assert refused(page, forms_and_lists()) == {}


def test_no_other_page_writes_a_style_or_a_script(page):
    cohort.build()
    argentan = Commission.objects.get(slug="argentan")
    factories.EditionFactory(commission=argentan, programme_year=2020)
    dashboards = [f"/tableaux/{slug}/" for slug, each in PAGES.items() if each.in_menu]
    kinds = [reverse("importing:kind", args=[kind]) for kind in KINDS]
    others = ["/", "/administration/", "/livrets/", "/qualite/2019/", "/retours/", "/importer/"]
    booklet = ["/livrets/2020/argentan/", "/livrets/2020/argentan/messages/"]
    addresses = dashboards + kinds + others + booklet
    addresses += [
        "/tableaux/action/?action=atelier",
        "/tableaux/liste/?indicateur=rsa.adults&commission=argentan",
        "/tableaux/beneficiaires/age/chiffre/?indicateur=rsa.adults.by_age&groupe=26-35",
        "/tableaux/vue-d-ensemble/?presentation=1",
        "/mot-de-passe/",
        "/second-facteur/",
        "/second-facteur/activer/",
        "/donnees-personnelles/registre/",
        "/deconnexion/",
    ]
    assert refused(page, addresses) == {}
