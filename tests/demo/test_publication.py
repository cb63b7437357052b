"""The demonstration, given to readers whole: the list of all and those of the commissions."""

import pytest

from beneficiaries.models import Commission
from reports.figures import Scope, evaluate
from reports.figures.exports import public_row, rows_of
from reports.figures.publication import Reader
from reports.figures.reading import reading_once
from tests.reports.guard.attacker import Attacker, is_counted

pytestmark = pytest.mark.same_on_any_database


@pytest.fixture
def lists(demo_database):
    """Each as it was counted, and as it is given."""
    found = {}
    # The protected set is looked up once for all.
    with reading_once():
        for commission in [None, *Commission.objects.values_list("slug", flat=True)]:
            figures = evaluate(None, Scope(year=2019, commission=commission))
            given = rows_of(Reader().seen(figures), commission, public_row)
            found[commission] = rows_of(figures, commission), given
    return found


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
