"""How dashboards bear a hundred times the data: `make bench-growth`, on PostgreSQL.

At each size, each page of the menu: the first view after a change of the data, which counts
everything again, then the page seen again. Time is that which passes, the database's included.
"""

from __future__ import annotations

import dataclasses
import statistics
import sys
from functools import partial
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from benchmarks import copies, site
from benchmarks.growth_chart import drawn
from benchmarks.harness import ELAPSED, Line, publish, timed
from benchmarks.pace import pace, seconds_for
from beneficiaries.models import Person
from plics.formatting import number
from reports.dashboards.downloads import png

SIZES = [1, 10, 100]
FIRST_SECONDS, AGAIN_TIMES = 8, 2
# Changes of the data, and views of a page after each; one change will do for a page so slow,
# in seconds, that chance counts for little.
CHANGES, VIEWS, SLOW = 3, 5, 5
OUTPUT, PICTURE = Path("out/bench-growth.json"), Path("out/growth.png")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Seen:
    """Seconds of a page: the first view after a change, and the next ones."""

    first: float
    again: float


# By size, then by page.
Measures = dict[int, dict[str, Seen]]


def main() -> None:
    if connection.vendor != "postgresql":
        sys.exit("Cette mesure demande PostgreSQL : make bench-growth.")
    sizes = sorted({1, *map(int, sys.argv[1:])}) if sys.argv[1:] else SIZES
    call_command("demo", verbosity=0)
    copies.settle()
    browser = site.client()
    found: Measures = {}
    for before, size in zip([1, *sizes], sizes, strict=False):
        if size > before:
            seconds = timed(partial(copies.grow, before, size - 1), ELAPSED)
            say(f"{size} × : base construite en {number(seconds)} s")
        found[size] = {slug: seen(browser, page) for slug, page in site.menu().items()}
        report(size, found)
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(png(drawn(found)))
    publish(lines(found), OUTPUT)


def seen(browser, address: str) -> Seen:
    """Medians over a few changes, then over the views that follow each."""
    first, again = [], []
    site.get(browser, address)
    for _ in range(CHANGES):
        site.change()
        first.append(timed(partial(site.get, browser, address), ELAPSED))
        again += [timed(partial(site.get, browser, address), ELAPSED) for _ in range(VIEWS)]
        if first[-1] > SLOW:
            break
    return Seen(first=statistics.median(first), again=statistics.median(again))


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def report(size: int, found: Measures) -> None:
    say(f"{size} × : {number(Person.objects.count())} personnes")
    for slug, page in found[size].items():
        times = page.again / found[1][slug].again
        say(
            f"  {slug:16} première {number(page.first, 2):>7} s, "
            f"revue {number(1000 * page.again):>5} ms ({number(times, 2)} × celle de 1 ×)"
        )


def lines(found: Measures) -> list[Line]:
    """The largest size against the budgets."""
    size = max(found)
    slowest = max(found[size], key=lambda slug: found[size][slug].first)
    first = found[size][slowest].first
    times = {slug: page.again / found[1][slug].again for slug, page in found[size].items()}
    furthest = max(times, key=times.__getitem__)
    here, there = (1000 * found[each][furthest].again for each in (size, 1))
    return [
        Line(
            name="growth.first",
            ratio=first / seconds_for(FIRST_SECONDS),
            budget=1,
            reference=f"page « {slowest} », première après un changement, à {size} × : "
            f"{number(first, 2)} s pour {number(seconds_for(FIRST_SECONDS), 1)} "
            f"({FIRST_SECONDS} à l’allure de cette machine, {number(pace(), 1)})",
        ),
        Line(
            name="growth.again",
            ratio=times[furthest],
            budget=AGAIN_TIMES,
            reference=f"page « {furthest} » revue à 1 ×, {number(there, 1)} ms "
            f"(à {size} × : {number(here, 1)} ms)",
        ),
    ]


if __name__ == "__main__":
    main()
