"""Under the policy that allows nothing inline: as every page is written, and in a real browser."""

from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.urls import reverse

from actions.models import Agreement, CaseStory, Participation
from beneficiaries.models import Commission, Need, Person, Sitting
from funds.models import Aid
from plics.importing.registry import KINDS
from plics.models import Role, User
from reports.dashboards.pages import PAGES
from tests import factories
from tests.factories.catalogue import one_of_each
from tests.reports import cohort

pytestmark = pytest.mark.same_on_any_database

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


class Inline(HTMLParser):
    """Finds what the policy refuses in what a page writes."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        is_script = tag == "script" and "src" not in told and told.get("type") != "application/json"
        if tag == "style" or is_script:
            self.found.append(f"<{tag}>")
        self.found += [f"<{tag} {name}>" for name in told if name == "style" or name[:2] == "on"]


def test_what_the_policy_refuses_is_found():
    parser = Inline()
    parser.feed(
        '<p style="a" onclick="b"><style></style><script></script><script src="c"></script>'
    )
    assert parser.found == ["<p style>", "<p onclick>", "<style>", "<script>"]


@pytest.fixture
def rows(db):
    argentan = factories.CommissionFactory(slug="argentan", name="Argentan")
    return one_of_each(argentan)


def addresses_of(model, row) -> list[str]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    found = [reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[row.pk])]
    if hasattr(site.get_model_admin(model), "import_key"):
        found.append(reverse(f"{name}_import"))
    return found


def test_no_form_nor_list_of_the_administration_writes_a_style_or_a_script(
    client, rows, quick_answers
):
    client.force_login(factories.UserFactory(role=Role.ADMINISTRATOR))
    written = {}
    for address in [each for model in site._registry for each in addresses_of(model, rows[model])]:
        page = Inline()
        page.feed(client.get(address).content.decode())
        if page.found:
            written[address] = page.found
    assert written == {}


def test_what_scripts_draw_in_the_administration_holds_too(page, rows):
    """A form with each kind of widget: calendars, pickers, rows to add, ticks, files."""
    models = [Person, Participation, Sitting, Agreement, CaseStory, Aid, Need, User]
    assert (
        refused(page, [each for model in models for each in addresses_of(model, rows[model])]) == {}
    )


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
