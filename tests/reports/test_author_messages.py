"""An author's words over a figure: printed, compared with the figures they were written over."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from plics.models import Role
from reports.booklet.messages import outdated, titles_of
from reports.booklet.outline import outline
from reports.booklet.render import screen_html
from reports.booklet.titles import Title, digest_of
from reports.editions.freezing import freeze
from reports.exhibits.rules import NOT_SUPPLIED
from reports.figures import CATALOGUE, Figures, Result
from reports.figures.publication import Reader, hidden
from reports.models import AuthorMessage
from tests import factories as f
from tests.forms import values_of
from tests.reports import cohort
from tests.reports.booklets import text_of

SEXES = "rsa.adults.by_sex/departement"
COMPUTED = "67 % des 36 adultes sont des femmes"
HERS = "Deux adultes sur trois sont des femmes"
ADD, LIST = reverse("admin:reports_authormessage_add"), "admin:reports_authormessage_changelist"


@pytest.fixture
def one_chapter(monkeypatch):
    """Of the booklet, the chapter of the figure that these tests write over."""
    monkeypatch.setattr("reports.booklet.messages.outline", lambda b: outline(b)[2:3])


@pytest.fixture
def people(db):
    """24 women, 12 men: adults of one home, for want of a use for thirty-six."""
    cohort.loaded(dt.date(2018, 11, 30), cohort.DAY)
    argentan, _, here, _ = cohort.territory()
    home = cohort.household(
        here, family="CEL", applied_on=dt.date(2019, 1, 1), starts_on=dt.date(2019, 1, 1)
    )
    adults = {
        sex: [cohort.person(home, "DEM", dt.date(1980, 6, 15), sex) for _ in range(count)]
        for sex, count in (("2", 24), ("1", 12))
    }
    return argentan, home, adults


@pytest.fixture
def edition(people, one_chapter):
    return f.EditionFactory(commission=people[0], programme_year=2020)


@pytest.fixture
def staff(client, db):
    client.force_login(f.UserFactory(role=Role.STAFF))
    return client


def one_more(people, sex: str) -> None:
    cohort.person(people[1], "DEM", dt.date(1980, 6, 15), sex)


def printed(edition, reader=None) -> str:
    return screen_html(edition, only="i-1", reader=reader)


def over_figures(html: str) -> list[str]:
    found = re.findall(r'<span class="message">(.*?)</span>', html)
    return [text.replace("\xa0", " ") for text in found]


def written(staff, edition, text=HERS) -> AuthorMessage:
    """Typed from the page of messages, as an author does."""
    typed = {"edition": edition.pk, "exhibit": SEXES}
    answer = staff.post(ADD, values_of(staff.get(ADD, typed)) | {"text": text})
    assert answer.url == messages_of(edition)
    return AuthorMessage.objects.get(edition=edition)


def messages_of(edition) -> str:
    return reverse("reports:messages", args=[edition.programme_year, edition.place])


def change_of(message) -> str:
    return reverse("admin:reports_authormessage_change", args=[message.pk])


def test_an_authors_words_stand_over_the_figure_and_are_read_aloud(staff, edition):
    assert COMPUTED in over_figures(printed(edition))
    message = written(staff, edition)
    assert (message.computed.replace("\xa0", " "), message.text) == (COMPUTED, HERS)
    html = printed(edition)
    assert COMPUTED not in over_figures(html)
    assert html.count(HERS) == 2  # over it, and in the drawing


def test_nothing_is_to_be_checked_while_the_figures_stand(staff, edition, people):
    written(staff, edition)
    assert outdated(edition) == []
    # A child moves other figures.
    cohort.person(people[1], "ENF", dt.date(2012, 6, 15), "2")
    assert outdated(edition) == []


def test_when_a_figure_changes_the_page_shows_the_three_messages(staff, edition, people):
    written(staff, edition)
    one_more(people, "1")
    page = text_of(staff.get(messages_of(edition)).content.decode())
    assert "À vérifier avant de valider" in page
    for told in (COMPUTED, HERS, "65 % des 37 adultes sont des femmes"):
        assert told in page
    assert HERS in over_figures(printed(edition))


def test_the_edition_and_its_validation_tell_what_is_to_be_checked(staff, edition, people):
    written(staff, edition)
    one_more(people, "1")
    form = staff.get(reverse("admin:reports_edition_change", args=[edition.pk]))
    assert "1\xa0message à vérifier" in form.content.decode()
    gate = text_of(staff.get(reverse("reports:gate", args=[2020, "argentan"])).content.decode())
    assert "Messages d’auteur sur des chiffres qui ont changé" in gate


@pytest.mark.parametrize("status", ["draft", "review"])
def test_saved_as_it_stands_it_is_kept_over_the_new_figures(staff, edition, people, status):
    type(edition).objects.update(status=status)
    message = written(staff, edition)
    one_more(people, "1")
    form = staff.get(change_of(message))
    assert COMPUTED in text_of(form.content.decode())
    assert "65 % des 37 adultes" in text_of(form.content.decode())
    staff.post(change_of(message), values_of(form))
    message.refresh_from_db()
    assert (outdated(edition), message.text) == ([], HERS)
    assert message.computed.startswith("65\xa0%")
    # The journal tells what was kept, and over what.
    history = staff.get(reverse("admin:reports_authormessage_history", args=[message.pk]))
    assert "65 % des 37 adultes" in text_of(history.content.decode())


def test_deleted_it_gives_its_place_back_to_the_computed_one(staff, edition):
    message = written(staff, edition)
    staff.post(reverse("admin:reports_authormessage_delete", args=[message.pk]), {"post": "yes"})
    assert COMPUTED in over_figures(printed(edition))


# --- readers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("digest", "from_inside", "to_a_reader"), [("a", HERS, HERS), ("b", HERS, COMPUTED)]
)
def test_a_reader_never_gets_words_over_other_figures(digest, from_inside, to_a_reader):
    """A count of before may be one that was never to be shown, and it is true no more."""
    own = AuthorMessage(text=HERS, digest="a")
    title = Title(exhibit=SEXES, name="", computed=COMPUTED, digest=digest, own=own)
    assert (title.told(hides=False), title.told(hides=True)) == (from_inside, to_a_reader)


class WithoutMen(Reader):
    """As if the guard had hidden the men of the département."""

    def seen(self, figures: Figures) -> Figures:
        return figures.replaced(
            hidden(each) if (each.code, each.value) == ("rsa.adults.by_sex", 12) else each
            for each in figures
        )


def test_a_reader_gets_the_protected_message_where_a_figure_is_hidden(staff, edition):
    written(staff, edition, "Douze hommes seulement")
    assert "Douze hommes seulement" in over_figures(printed(edition))
    assert "Douze hommes" not in printed(edition, WithoutMen())


def any_result(**more) -> Result:
    indicator = CATALOGUE["rsa.adults.by_sex"]
    return Result(indicator=indicator, territory="argentan", group="2", **more)


def test_a_figure_that_is_hidden_is_not_the_one_she_saw():
    count = any_result(value=24, share=60, numerator=24, denominator=40)
    other = any_result(value=7)
    assert digest_of([count, other]) == digest_of([other, count])
    assert digest_of([count, other]) != digest_of([hidden(count), other])
    assert digest_of([count], [other]) != digest_of([other], [count])
    # A group where nobody is, as one that a list gains, changes nothing.
    assert digest_of([count, any_result(value=0)]) == digest_of([count])


# --- what cannot be done -------------------------------------------------------------------


def test_once_validated_her_words_stay_and_change_no_more(staff, edition, people):
    message = written(staff, edition)
    freeze(edition)
    one_more(people, "1")
    assert HERS in over_figures(printed(edition))
    assert staff.post(change_of(message), {"text": "Autre"}).status_code == 403
    form = staff.get(ADD, {"edition": edition.pk, "exhibit": SEXES})
    assert f'value="{edition.pk}"' not in form.content.decode()
    assert "Remplacer" not in staff.get(messages_of(edition)).content.decode()


@pytest.mark.parametrize("typed", [{"exhibit": "rsa.rien/departement"}, {"text": " "}, {}])
def test_a_figure_has_one_message_and_must_be_of_the_booklet(staff, edition, typed):
    values = values_of(staff.get(ADD, {"edition": edition.pk, "exhibit": SEXES})) | {"text": HERS}
    if not typed:
        f.AuthorMessageFactory(edition=edition, exhibit=SEXES)
    before = AuthorMessage.objects.count()
    answer = staff.post(ADD, values | typed)
    assert answer.status_code == 200 and answer.context["errors"]
    assert AuthorMessage.objects.count() == before


def test_a_figure_shown_no_more_is_told_and_its_message_can_only_go(staff, edition):
    message = f.AuthorMessageFactory(edition=edition, exhibit="fund.amount.by_nature/disparu")
    assert outdated(edition) == [(message, None)]
    assert "que le livret ne montre plus" in staff.get(messages_of(edition)).content.decode()
    form = staff.get(change_of(message))
    answer = staff.post(change_of(message), values_of(form))
    assert "Le livret ne montre plus cette figure" in answer.content.decode()


@pytest.mark.parametrize("edition_typed", ["", "abc", "0", "9" * 30])
def test_the_form_opened_without_its_booklet_offers_no_figure(staff, edition, edition_typed):
    assert staff.get(ADD, {"edition": edition_typed}).status_code == 200


def test_every_figure_that_is_read_has_a_message_to_replace(people):
    edition = f.EditionFactory(commission=people[0], programme_year=2020)
    html = screen_html(edition)
    # Where there is no figure, its place says so: there is nothing to replace.
    empty = html.count(NOT_SUPPLIED)
    assert empty < html.count('class="message"') == len(titles_of(edition)) + empty
