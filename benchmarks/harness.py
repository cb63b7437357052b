"""What every subject shares: a clock, the statements sent, and one line a budget."""

from __future__ import annotations

import dataclasses
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from plics.formatting import number

TIMES = 5
# With the processor's time, another program on the machine does not count; what another
# process does for us, a database server for one, is only in the time that passes.
PROCESSOR, ELAPSED = time.process_time, time.perf_counter


@dataclasses.dataclass(frozen=True, kw_only=True)
class Line:
    """A budget, and what was measured: `ratio` is None where nothing could be."""

    name: str
    ratio: float | None
    budget: float
    reference: str
    ok: bool = dataclasses.field(init=False)

    def __post_init__(self):
        held = self.ratio is not None and self.ratio <= self.budget
        object.__setattr__(self, "ok", held)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part:
    """A measure whose budget is not a ratio: « 8 ms pour 20 »."""

    measured: float
    budget: float
    unit: str
    digits: int = 0
    # What the budget is made of, when it is itself measured.
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.measured / self.budget

    def __str__(self):
        measured, budget = (number(each, self.digits) for each in (self.measured, self.budget))
        return f"{measured} {self.unit} pour {budget}" + (f" ({self.note})" if self.note else "")


def worst(parts: Iterable[Part]) -> Part:
    return max(parts, key=lambda part: part.ratio)


def within(name: str, *parts: Part, of: str) -> Line:
    """Measured over budget: the part that fares worst decides, all are said."""
    said = ", ".join(map(str, parts))
    return Line(name=name, ratio=worst(parts).ratio, budget=1, reference=f"{of} : {said}")


def timed(work: Callable, clock: Callable[[], float] = PROCESSOR) -> float:
    """Seconds of one run."""
    start = clock()
    work()
    return clock() - start


def medians(
    *works: Callable,
    times: int = TIMES,
    clock: Callable[[], float] = PROCESSOR,
    warm: bool = True,
) -> list[float]:
    """Seconds of each, taken turn by turn, after one run left out.

    A busy moment of the machine then weighs on all of them alike.
    """
    if warm:
        for work in works:
            work()
    rounds = [[timed(work, clock) for work in works] for _ in range(times)]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


# -- what is sent to the database

Statement = tuple[str, tuple]


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """Every statement that the block sends, with its parameters, in order."""
    sent: list[Statement] = []

    def note(execute, sql, params, many, context):
        sent.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


def reads(sent: Iterable[Statement]) -> list[Statement]:
    """Each distinct reading of the data once: nothing of what a cache keeps in a table."""
    kept = [f'"{cache["LOCATION"]}"' for cache in settings.CACHES.values() if "LOCATION" in cache]
    return [
        (sql, params)
        for sql, params in dict.fromkeys(sent)
        if sql.lstrip().startswith(("SELECT", "WITH")) and not any(each in sql for each in kept)
    ]


AGGREGATE = re.compile(r"\b(COUNT|SUM)\(")


def aggregates(sent: Iterable[Statement]) -> list[Statement]:
    """Those that count or add up, as often as they were sent."""
    sent = list(sent)
    wanted = {each for each in reads(sent) if AGGREGATE.search(each[0])}
    return [each for each in sent if each in wanted]


def replay(sent: Iterable[Statement]) -> None:
    """The bare database: statements as text, answers read whole and thrown away."""
    with connection.cursor() as cursor:
        for sql, params in sent:
            cursor.execute(sql, params)
            cursor.fetchall()


# -- what is told


def tell(lines: Iterable[Line]) -> None:
    """For the process that asked: one line of JSON each, as soon as it is known."""
    for line in lines:
        print(json.dumps(dataclasses.asdict(line), ensure_ascii=False), flush=True)


def heard(output: str) -> list[Line]:
    """What `tell` wrote."""
    found = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    for each in found:
        del each["ok"]
    return [Line(**each) for each in found]


def table(lines: Iterable[Line]) -> str:
    headings = ("budget", "rapport", "au plus", "tenu", "référence")
    rows = [headings, *(_cells(line) for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        f"{name:{widths[0]}}  {ratio:>{widths[1]}}  {budget:>{widths[2]}}"
        f"  {held:{widths[3]}}  {reference}"
        for name, ratio, budget, held, reference in rows
    )


def _cells(line: Line) -> tuple[str, ...]:
    ratio = "–" if line.ratio is None else f"{number(line.ratio, 3 if line.ratio < 0.1 else 2)} ×"
    budget = number(line.budget, 0 if line.budget == int(line.budget) else 2)
    return line.name, ratio, f"{budget} ×", "oui" if line.ok else "NON", line.reference


def publish(lines: list[Line], path: Path) -> None:
    """The table on screen, the same lines in a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            key: _rounded(getattr(line, key))
            for key in ("name", "ratio", "budget", "ok", "reference")
        }
        for line in lines
    ]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(table(lines))
    print(f"→ {path}", file=sys.stderr)


def _rounded(value):
    return round(value, 4) if isinstance(value, float) else value
