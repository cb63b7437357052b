"""What was counted holds until a write is committed, and not a moment longer."""

import pytest
from django.db import connection, transaction

from beneficiaries.models import Commune
from plics.freshness import stamp
from plics.models import User
from reports.figures import Scope, evaluate
from reports.figures.reading import kept
from tests.factories import CommuneFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def commune():
    return CommuneFactory(insee_code="61001", population=100)


def rename():
    Commune.objects.update(name="Autre nom")


@pytest.mark.parametrize(
    "write",
    [
        lambda: CommuneFactory(insee_code="61002"),
        rename,
        lambda: Commune.objects.get().save(),
        lambda: Commune.objects.get().attachments.all().delete(),
        lambda: Commune.objects.bulk_create([Commune(insee_code="61003", name="Aube")]),
        lambda: connection.cursor().execute("update beneficiaries_commune set name = 'x'"),
    ],
    ids=["created", "updated", "saved", "deleted", "in bulk", "by hand"],
)
def test_every_committed_write_changes_the_stamp(commune, write):
    before = stamp()
    write()
    assert before is not None
    assert stamp() not in (None, before)


def test_reading_and_signing_in_leave_the_stamp(commune, client):
    user = UserFactory()
    before = stamp()
    list(Commune.objects.all())
    client.force_login(user)
    User.objects.update(last_login=None)
    assert stamp() == before


def test_a_transaction_that_has_written_keeps_nothing(commune):
    before = stamp()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        rename()
        assert stamp() is None
        raise ZeroDivisionError
    assert stamp() == before


def test_a_write_after_a_savepoint_undone_still_counts(commune):
    before = stamp()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            rename()
            raise ZeroDivisionError
        rename()
    assert stamp() != before


def test_an_answer_is_kept_until_the_data_change(commune):
    asked = []

    @kept
    def population(year: int) -> int:
        asked.append(year)
        return Commune.objects.get().population

    assert [population(2019), population(2019), population(2020)] == [100, 100, 100]
    assert asked == [2019, 2020]
    Commune.objects.update(population=200)
    assert population(2019) == 200


def test_an_answer_handed_out_is_a_copy(commune):
    @kept
    def names() -> list[str]:
        return ["Aube"]

    names().append("Gacé")
    assert names() == ["Aube"]


def test_figures_follow_the_data(commune):
    def residents():
        figures = evaluate(["rsa.population"], Scope(year=2019))
        return figures.get("rsa.population", "departement").value

    assert residents() == 100
    Commune.objects.update(population=200)
    assert residents() == 200
