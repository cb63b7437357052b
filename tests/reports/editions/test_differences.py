"""What changed from a version to the next, and what of it a reader is told."""

import pytest

from plics.formatting import NOT_AVAILABLE
from plics.models import Role
from reports.editions.differences import FigureChange, figure_changes, text_changes
from reports.editions.freezing import EditionFigures, figures_for
from reports.figures import CATALOGUE, DEPARTMENT, Figures, Result, Scope
from reports.figures.base import Territory
from reports.figures.publication import SECRET
from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_database]


@pytest.fixture
def versions():
    argentan = f.CommissionFactory(slug="argentan", name="Argentan")
    first = f.EditionFactory(commission=argentan, validated=True)
    second = f.EditionFactory(
        commission=argentan, validated=True, version=2, correction_note="56 %, publié 62 %."
    )
    return first, second


def figures(**displays) -> EditionFigures:
    """« rsa_households="12" »: of the département, in 2019."""
    scope = Scope(year=2019, commission="argentan")
    territory = Territory(key=DEPARTMENT, kind=DEPARTMENT, name="Orne")
    codes = [name.replace("_", ".") for name in displays]
    results = [
        Result(
            indicator=CATALOGUE[code],
            territory=DEPARTMENT,
            subject=None,
            group=None,
            group_label="",
            value=None,
            share=None,
            numerator=None,
            denominator=None,
            frozen_display=display,
        )
        for code, display in zip(codes, displays.values(), strict=True)
    ]
    empty = Figures(scope.previous(), [territory], [], [])
    return EditionFigures(now=Figures(scope, [territory], results, codes), before=empty, plan=empty)


@pytest.fixture
def told(monkeypatch, versions):
    """The changes between two sets of figures."""

    def told(then, now, reader=None) -> list[FigureChange]:
        given = dict(zip(versions, (then, now), strict=True))
        monkeypatch.setattr(
            "reports.editions.differences.figures_for", lambda edition, reader: given[edition]
        )
        return figure_changes(*versions, reader)

    return told


def test_a_figure_that_differs_is_told_and_the_others_are_not(told):
    then = figures(rsa_households="62", rsa_persons="100")
    now = figures(rsa_households="56", rsa_persons="100")
    (change,) = told(then, now)
    assert (change.before, change.after, change.where, change.year) == ("62", "56", "Orne", 2019)


@pytest.mark.parametrize("hidden_first", [True, False])
def test_a_figure_hidden_in_one_version_is_told_in_none(told, hidden_first):
    hidden, shown = figures(rsa_households=SECRET), figures(rsa_households="56")
    pair = (hidden, shown) if hidden_first else (shown, hidden)
    assert told(*pair, reader="a reader") == []


def test_a_figure_that_is_missing_in_one_is_told_inside_alone(told):
    then, now = figures(), figures(rsa_households="3")
    assert told(then, now, reader="a reader") == []
    (change,) = told(then, now)
    assert (change.before, change.after) == ("–", "3")


@pytest.mark.parametrize("then_missing", [True, False])
def test_no_row_and_a_row_without_a_value_are_no_difference(told, then_missing):
    missing, unknown = figures(), figures(rsa_households=NOT_AVAILABLE)
    pair = (missing, unknown) if then_missing else (unknown, missing)
    assert told(*pair) == []


def test_texts_are_compared_word_by_word_and_a_reader_gets_the_public_ones(versions):
    first, second = versions
    for edition, words in ((first, "62 % sortis"), (second, "56 % sortis")):
        f.KeptTextFactory(edition=edition, key="preamble", text=f"<p>Ils sont {words}.</p>")
        f.KeptTextFactory(edition=edition, key="message/x", text=words, is_public=False)
    f.KeptTextFactory(edition=second, key="pact", title="Pacte", text="<p>Neuf.</p>")
    whole = text_changes(first, second, is_whole=True)
    assert len(whole) == 3
    public = text_changes(first, second, is_whole=False)
    assert [each.parts for each in public] == [
        [("same", "Ils sont"), ("del", "62"), ("ins", "56"), ("same", "% sortis.")],
        [("ins", "Neuf.")],
    ]


def test_the_page_compares_what_the_account_may_see(client, versions):
    first, second = versions
    f.KeptTextFactory(edition=first, text="<p>Avant.</p>")
    f.KeptTextFactory(edition=second, text="<p>Après.</p>")
    address = "/livrets/2020/argentan/v2/changements/"
    client.force_login(f.UserFactory(role=Role.READER))
    page = client.get(address).content.decode()
    assert "56 %, publié 62 %." in page
    assert "<del>Avant.</del>" in page and "<ins>Après.</ins>" in page
    assert client.get(address + "?avec=x9").status_code == 200
    for wrong in (
        "/livrets/2020/argentan/v1/changements/", address + "?avec=2", "/livrets/2020/argentan/v0/"
    ):  # fmt: skip
        assert client.get(wrong).status_code == 404
    second.status, second.published_at, second.validated_at = "draft", None, None
    second.save()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("is_published", [True, False])
def test_the_year_before_is_what_its_edition_published(is_published):
    argentan = f.CommissionFactory(slug="argentan", name="Argentan")
    last = f.EditionFactory(
        commission=argentan, programme_year=2020, validated=is_published, waiting=not is_published
    )
    f.FigureFactory(
        edition=last, year=2019, code="rsa.households", value=99, display="99", share=None
    )
    draft = f.EditionFactory(commission=argentan, programme_year=2021)
    found = figures_for(draft).before
    assert (found.get("rsa.households", DEPARTMENT).value == 99) is is_published
    assert "rsa.persons" in {result.code for result in found}
