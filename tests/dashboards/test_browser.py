"""A coordinator in a real browser: from sign-in to the names behind a figure."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from beneficiaries.models import Commission
from plics.models import Role
from reports.dashboards.pages import PAGES
from tests import factories as f
from tests.factories.plics import PASSWORD
from tests.reports import cohort

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ADDRESSES = [f"/tableaux/{slug}/" for slug, page in PAGES.items() if page.in_menu] + [
    "/tableaux/action/?action=atelier",
    "/tableaux/referent/?action=referent",
    "/tableaux/liste/?indicateur=rsa.adults",
    "/tableaux/beneficiaires/age/chiffre/?indicateur=rsa.adults.by_age&groupe=26-35",
    "/tableaux/beneficiaires/?canton=zzz",
    "/tableaux/vue-d-ensemble/?presentation=1",
]
# What these pages ask of a database is asked on both by tests without a browser.
pytestmark = pytest.mark.same_on_any_database


@pytest.fixture(scope="module")
def browser():
    # Playwright runs a loop of its own: Django would take the tests for asynchronous code.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


# A network that a test cuts is told by the browser, then by htmx.
OF_A_CUT = ("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")


def is_fault(line) -> bool:
    return line.type == "error" and not any(told in line.text for told in OF_A_CUT)


@pytest.fixture
def open_page(browser, live_server, transactional_db):
    """A page signed in as the coordinator of Argentan, whose script errors fail the test."""
    cohort.build()
    here = Commission.objects.get(slug="argentan")
    account = f.UserFactory(role=Role.COORDINATOR, commissions=[here])
    contexts, errors = [], []

    def open_page(**options):
        context = browser.new_context(base_url=live_server.url, locale="fr-FR", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: is_fault(line) and errors.append(line.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto("/connexion/?next=/tableaux/")
        page.get_by_label("Identifiant ou courriel").fill(account.username)
        page.locator("input[type=password]").fill(PASSWORD)
        page.get_by_role("button", name="Se connecter").click()
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A refused address is answered by 400: the browser says so, it is no fault of a script.
    assert [error for error in errors if "400" not in error] == []


def test_from_sign_in_to_the_names_behind_a_figure(open_page):
    page = open_page()
    page.get_by_role("link", name="Bénéficiaires", exact=True).click()
    page.wait_for_url("**/tableaux/beneficiaires/?commission=argentan")
    tile = page.locator(".tile", has_text="Ménages allocataires du RSA")
    assert tile.locator(".figure").inner_text() == "2"
    page.get_by_text("Détails : Chiffres clés").click()
    meant = page.get_by_text("Ménages dont le droit au RSA est ouvert à la date :").first
    assert meant.is_visible()
    tile.locator(".figure a").click()
    page.wait_for_url("**/chiffre/**")
    page.get_by_role("link", name="Voir la liste").click()
    page.wait_for_url("**/tableaux/liste/**")
    assert page.locator("tbody tr").count() == 2


def test_filters_answer_without_a_reload_and_change_the_address(open_page):
    page = open_page()
    page.evaluate("window.notReloaded = true")
    day = page.get_by_label("Date de référence")
    # The same whichever of day and month the browser writes first.
    day.press_sequentially("11112019")
    # Nothing was asked of a day half typed.
    assert "date=" not in page.url
    page.get_by_role("heading", level=1).click()
    page.wait_for_url("**date=2019-11-11**")
    page.wait_for_selector(".htmx-request", state="detached")
    assert page.evaluate("window.notReloaded")
    assert "11\u00a0novembre 2019" in page.locator(".where").inner_text()


def test_without_an_answer_the_choice_is_that_of_the_figures_shown(open_page):
    page = open_page()
    page.goto("/tableaux/vue-d-ensemble/")
    year, told = page.locator("#id_annee"), page.get_by_text("Le site n’a pas répondu")
    shown = year.input_value()
    other = next(o for o in year.locator("option").all() if o.get_attribute("value") != shown)
    page.context.set_offline(True)
    year.select_option(other.get_attribute("value"))
    told.wait_for()
    assert year.input_value() == shown
    page.context.set_offline(False)
    year.select_option(other.get_attribute("value"))
    told.wait_for(state="hidden")


def test_filters_answer_without_javascript(open_page):
    page = open_page(java_script_enabled=False)
    page.get_by_label("Date de référence").fill("2019-06-30")
    page.get_by_role("button", name="Afficher").click()
    page.wait_for_url("**date=2019-06-30**")
    assert "30\u00a0juin 2019" in page.locator(".where").inner_text()


def test_the_map_leads_to_the_canton(open_page):
    page = open_page()
    page.goto("/tableaux/beneficiaires/?commission=argentan")
    page.locator(".chart-map a").first.click()
    page.wait_for_url("**canton=6106**")
    assert "Canton d’Athis" in page.locator(".where").inner_text()


def test_keys_turn_the_pages_of_a_presentation(open_page):
    page = open_page()
    page.goto("/tableaux/besoins/?commission=argentan")
    page.get_by_role("link", name="Présenter").click()
    page.wait_for_url("**presentation=besoins-et-places")
    for key, panel in [
        ("PageDown", "demarches"),
        ("ArrowLeft", "besoins-et-places"),
        ("End", "places"),
        ("Home", "besoins-et-places"),
        (" ", "demarches"),
    ]:
        page.keyboard.press(key)
        page.wait_for_url(f"**presentation={panel}")
    page.keyboard.press("Escape")
    page.wait_for_url("**/tableaux/besoins/?commission=argentan")


# A scheme changes colours and nothing else: the page drawn is looked at again in the other one.
SCHEMES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}


def test_no_accessibility_violation(open_page):
    # Else colours would still be on their way from one scheme to the other.
    page = open_page(reduced_motion="reduce")
    axe, violations = Axe(), {}
    for address in ADDRESSES:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            found = axe.run(page, options=rules | {"resultTypes": ["violations"]}).response
            violations |= {
                (address, scheme, each["id"]): [node["target"] for node in each["nodes"]][:3]
                for each in found["violations"]
            }
    assert violations == {}


def test_pages_hold_in_the_width_of_the_screen(open_page):
    page = open_page()
    wide = []
    for address in ADDRESSES:
        page.goto(address)
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((address, width))
    assert wide == []
