"""Pages of the demonstration: seen first after a change, seen again, and what they send."""

from __future__ import annotations

import statistics

from benchmarks import site
from benchmarks.harness import (
    Line,
    Part,
    aggregates,
    medians,
    reads,
    replay,
    statements,
    tell,
    timed,
    within,
    worst,
)
from benchmarks.pace import seconds_for
from plics.formatting import number
from plics.models import Role
from reports.figures.horizon import default_year

AGAIN_MS, AGAIN_QUERIES = 20, 12
# The first page after a change: so many times its own SQL, and so much besides.
FIRST_TIMES, FIRST_MS = 1.5, 50
CHANGES = 3
HOME_MS = 100
LIST_QUERIES, LIST_KB = 15, 200


def main() -> None:
    browser = site.client()
    tell(measure(browser) for measure in (again, first, home, persons))


def seen_again(browser, address: str, *, milliseconds: int, queries: int | None) -> list[Part]:
    (seconds,) = medians(lambda: site.get(browser, address))
    parts = [Part(measured=1000 * seconds, budget=seconds_for(milliseconds), unit="ms")]
    if queries:
        with statements() as sent:
            site.get(browser, address)
        parts.append(Part(measured=len(sent), budget=queries, unit="requêtes"))
    return parts


def again(browser) -> Line:
    pages = {
        slug: seen_again(browser, address, milliseconds=AGAIN_MS, queries=AGAIN_QUERIES)
        for slug, address in site.dashboards().items()
    }
    slowest = max(pages, key=lambda slug: worst(pages[slug]).ratio)
    return within("page.again", *pages[slowest], of=f"page « {slowest} » revue")


def first(browser) -> Line:
    """The slowest page against its own SQL, and what all pages of all commissions send."""
    pages = {
        slug: first_after_change(browser, address) for slug, address in site.dashboards().items()
    }
    slowest = max(pages, key=lambda slug: pages[slug][0] / pages[slug][1])
    seconds, allowed, bare = pages[slowest]
    sent, distinct = sent_everywhere(browser)
    made_of = f"{number(FIRST_TIMES, 1)} × son SQL rejoué, {number(1000 * bare)} ms, "
    made_of += f"+ {number(seconds_for(FIRST_MS))}"
    return within(
        "page.first",
        Part(measured=1000 * seconds, budget=1000 * allowed, unit="ms", note=made_of),
        Part(measured=sent, budget=distinct, unit="agrégats", note="différents, tout le menu"),
        of=f"page « {slowest} », première après un changement",
    )


def first_after_change(browser, address: str) -> tuple[float, float, float]:
    """Seconds of the page, those it is allowed, those of its own SQL."""
    site.get(browser, address)
    pages, bare = [], []
    for _ in range(CHANGES):
        site.change()
        with statements() as sent:
            pages.append(timed(lambda: site.get(browser, address)))
        own = reads(sent)
        bare.append(timed(lambda own=own: replay(own)))
    seconds, sql = statistics.median(pages), statistics.median(bare)
    return seconds, FIRST_TIMES * sql + seconds_for(FIRST_MS) / 1000, sql


def sent_everywhere(browser) -> tuple[int, int]:
    """How many aggregates the whole menu sends after a change, and how many differ."""
    addresses = site.everywhere()
    site.change()
    with statements() as sent:
        for address in addresses:
            site.get(browser, address)
    found = aggregates(sent)
    return len(found), len(set(found))


def home(browser) -> Line:
    addresses = {"accueil": "/", "qualité": f"/qualite/{default_year()}/"}
    pages = {
        name: worst(seen_again(browser, address, milliseconds=HOME_MS, queries=None))
        for name, address in addresses.items()
    }
    slowest = max(pages, key=lambda name: pages[name].ratio)
    others = ", ".join(f"{name} {number(part.measured)} ms" for name, part in pages.items())
    return within("home.again", pages[slowest], of=f"page « {slowest} » revue ({others})")


def persons(_) -> Line:
    """The list of persons in the administration, a hundred rows."""
    browser, address = site.client(Role.ADMINISTRATOR), "/administration/beneficiaries/person/"
    site.get(browser, address)
    with statements() as sent:
        content = site.get(browser, address)
    rows = content.count(b'class="action-checkbox"')
    return within(
        "admin.persons",
        Part(measured=len(sent), budget=LIST_QUERIES, unit="requêtes"),
        Part(measured=len(content) / 1000, budget=LIST_KB, unit="ko"),
        of=f"liste des personnes, {rows} lignes",
    )


if __name__ == "__main__":
    main()
