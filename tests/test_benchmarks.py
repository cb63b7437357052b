"""What `make bench` promises to whoever reads it; never how long anything takes."""

import pytest
from django.db.models import UniqueConstraint

from benchmarks import __main__ as bench
from benchmarks import copies
from benchmarks.harness import Line, Part, aggregates, heard, reads, tell, within

NAMES = {
    "booklet.layout", "booklet.figures", "booklet.section",
    "stock.csv.first", "stock.csv.again", "stock.xlsx.first", "stock.xlsx.again",
    "stock.cnaf.first", "page.again", "page.first", "home.again",
    "public.read", "public.solve", "admin.persons", "memory.web",
}  # fmt: skip


def test_every_budget_has_its_line():
    names = [name for _, of_subject in bench.SUBJECTS.values() for name in of_subject]
    assert sorted(names) == sorted(NAMES)


@pytest.mark.parametrize(("ratio", "ok"), [(1.99, True), (2, True), (2.01, False), (None, False)])
def test_a_budget_is_held_up_to_its_last_unit(ratio, ok):
    assert Line(name="a", ratio=ratio, budget=2, reference="").ok is ok


def test_the_worst_part_decides_and_all_are_said():
    line = within(
        "a",
        Part(measured=10, budget=20, unit="ms"),
        Part(measured=15, budget=12, unit="requêtes"),
        of="page",
    )
    assert (line.ratio, line.ok) == (1.25, False)
    assert line.reference == "page : 10 ms pour 20, 15 requêtes pour 12"


def test_a_subject_that_breaks_leaves_its_names(monkeypatch):
    monkeypatch.setattr(bench, "run", lambda *asked: "")
    lines = bench.measured("", "booklet")
    assert [line.name for line in lines] == bench.SUBJECTS["booklet"][1]
    assert not any(line.ok for line in lines)


def test_a_line_is_heard_as_it_was_told(capsys):
    lines = [Line(name="a", ratio=0.5, budget=1, reference="« b »")]
    tell(lines)
    assert heard("bruit\n" + capsys.readouterr().out) == lines


def test_an_aggregate_sent_twice_counts_twice_and_is_replayed_once():
    count = ('SELECT COUNT("id") FROM "people"', ())
    kept = ('SELECT COUNT(*) FROM "cache"', ())
    sent = [count, ('SELECT "id" FROM "people"', ()), kept, count, ('UPDATE "people"', ())]
    assert aggregates(sent) == [count, count]
    assert reads(sent) == [sent[0], sent[1]]


def unique_keys(model) -> list[set[str]]:
    alone = [{field.name} for field in model._meta.concrete_fields if field.unique]
    together = [set(names) for names in model._meta.unique_together]
    constraints = [
        set(each.fields)
        for each in model._meta.constraints
        if isinstance(each, UniqueConstraint) and each.condition is None
    ]
    return alone + together + constraints


def test_no_unique_key_of_a_copied_table_would_meet_itself():
    models = copies.copied()
    same = [
        (model.__name__, sorted(key))
        for model in models
        for key in unique_keys(model)
        if all(
            copies.value(model._meta.get_field(name), models)
            == f'"{model._meta.get_field(name).column}"'
            for name in key
        )
    ]
    assert same == []


def test_whatever_hangs_on_a_person_is_copied():
    tables = {model._meta.db_table for model in copies.copied()}
    assert {
        "actions_participation", "actions_participation_steps", "actions_passedmilestone",
        "beneficiaries_decision", "beneficiaries_interview", "beneficiaries_support_needs",
        "beneficiaries_engagementcontract_needs", "funds_aid",
    } <= tables  # fmt: skip
    assert not tables & {"beneficiaries_sitting", "actions_agreement", "beneficiaries_commune"}
