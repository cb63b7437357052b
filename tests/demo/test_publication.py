"""The demonstration, given to readers whole: the list of all and those of the commissions."""

import pytest

from beneficiaries.models import Commission
from reports.booklet.render import print_html
from reports.editions.freezing import edition_of
from reports.figures import Scope, evaluate
from reports.figures.catalogue import RELEASED
from reports.figures.exports import public_row, rows_of
from reports.figures.publication import SECRET, Reader
from reports.figures.reading import reading_once
from tests.reports.booklets import text_of
from tests.reports.guard.attacker import Attacker, is_counted

pytestmark = [
    pytest.mark.same_on_any_database,
    pytest.mark.usefixtures("protected_rows"),
]


@pytest.fixture(scope="module")
def lists(protected_rows, django_db_blocker):
    """Each as it was counted, and as it is given."""
    found = {}
    # The protected set is looked up once for all.
    with django_db_blocker.unblock(), reading_once():
        for commission in [None, *Commission.objects.values_list("slug", flat=True)]:
            figures = evaluate(RELEASED, Scope(year=2019, commission=commission))
            given = rows_of(Reader().seen(figures), commission, public_row)
            found[commission] = rows_of(figures, commission), given
    return found


@pytest.fixture(scope="module")
def public_texts(protected_rows, django_db_blocker):
    """The booklet of each commission as readers get it."""
    with django_db_blocker.unblock(), reading_once():
        return {
            slug: text_of(print_html(edition_of(2020, slug), reader=Reader()))
            for slug in Commission.objects.values_list("slug", flat=True)
        }


def test_no_hidden_count_of_the_five_lists_together_is_found(lists):
    truth, small = {}, 0
    for commission, (rows, given) in lists.items():
        counted, shown = list(filter(is_counted, rows)), list(filter(is_counted, given))
        for was, now in zip(counted, shown, strict=True):
            place = was["territory"]
            if commission and place.startswith("canton:"):
                place = f"{commission}|{place}"
            truth[was["code"], place, was["subject"], was["group"]] = was["value"]
            is_small = 0 < was["value"] < 5
            small += is_small
            assert now["secret"] >= is_small and now["secret"] <= bool(was["value"]), was
            assert now["secret"] or now["value"] == was["value"]
        secrets = sum(each["secret"] for each in shown)
        assert secrets <= 2 * sum(0 < each["value"] < 5 for each in counted), commission
    assert small > 2000
    attacker = Attacker({commission: given for commission, (_, given) in lists.items()})
    assert len(attacker.secrets()) > 2000
    assert attacker.exposed(truth, 5) == []


def test_the_measures_of_the_departement_and_of_each_commission_are_shown(lists):
    """Rather than some of their details: pages and booklets open with them."""
    _, given = lists[None]
    totals = [row for row in given if row["code"] == "actions.measures"]
    assert len(totals) == 5
    assert not any(row["secret"] for row in totals)


def test_a_public_booklet_keeps_the_whole_of_groups_that_are_hidden(demo_database, public_texts):
    """Alençon-2: who is applicant and who partner is hidden, not how many persons there are."""
    scope = Scope(year=2019, commission="alencon")
    seen = Reader().seen(evaluate(["rsa.persons", "rsa.persons.by_role"], scope))
    canton = next(each.key for each in seen.cantons() if each.name == "Alençon-2")
    *roles, others = seen.groups("rsa.persons.by_role", canton)
    assert [r.display for r in roles] == [SECRET] * 2
    whole = seen.get("rsa.persons", canton).display
    told = f"Alençon-2 s. s. s. s. {others.display} ({others.share_display}) {whole} Damigny"
    assert text_of(told) in public_texts["alencon"]


def test_no_title_of_a_public_booklet_counts_what_is_hidden(demo_database, public_texts):
    texts = public_texts.values()
    assert not any("s. s. permis" in text for text in texts)
    assert any("De l’entrée au permis" in text for text in texts)
