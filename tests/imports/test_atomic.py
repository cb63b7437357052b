"""A fault in the middle of writing leaves nothing half-written."""

import pytest
from django.db import IntegrityError

from beneficiaries.imports import stock_write
from beneficiaries.models import Correction, Household, HouseholdSituation, Membership, Person
from plics.models import ImportRun
from tests.imports.files import NOVEMBER, OCTOBER, messages, person, stock

pytestmark = [pytest.mark.usefixtures("reference"), pytest.mark.django_db]
STEPS = ["write_persons", "write_situations", "write_memberships", "write_corrections"]


def everything() -> list:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Household, Person, HouseholdSituation, Membership, Correction, ImportRun)
    ]


def rows() -> list[dict]:
    return [person(1, code_commune="61001"), person(3), person(3, "ENF")]


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_undoes_all_that_was_written(tmp_path, monkeypatch, step):
    stock(tmp_path, [person(1), person(2)], OCTOBER)
    before = everything()
    original = getattr(stock_write.StockWriter, step)

    def crash(self, *arguments):
        original(self, *arguments)
        raise RuntimeError(step)

    monkeypatch.setattr(stock_write.StockWriter, step, crash)
    with pytest.raises(RuntimeError):
        stock(tmp_path, rows(), NOVEMBER, force=True)
    assert everything() == before


def test_rows_written_meanwhile_by_another_refuse_the_file(tmp_path, monkeypatch):
    stock(tmp_path, [person(1)], OCTOBER)
    before = everything()

    def collide(self):
        raise IntegrityError

    monkeypatch.setattr(stock_write.StockWriter, "write_situations", collide)
    report = stock(tmp_path, rows(), NOVEMBER, force=True)
    assert report.is_refused_whole
    assert "Les données ont changé pendant l’import" in messages(report)
    assert (everything(), report.run) == (before, None)
