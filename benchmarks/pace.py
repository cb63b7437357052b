"""How fast this machine is: budgets in seconds were set on another.

There, a plain document of 67 pages was laid out in 2.6 s. The same is timed here, in the same
process as what is measured, and a budget in seconds is that many times longer: what is compared
stays a ratio within one run.
"""

from __future__ import annotations

import functools
import statistics

import weasyprint

from benchmarks.harness import timed
from reports import drawing

SECONDS, PAGES = 2.6, 67
# A quarter of them tells as much.
PART, TIMES = 4, 5
WORDS = (
    "La commission examine la situation des ménages, propose un parcours à chacun et suit "
    "ce qu’il devient ; les actions conventionnées de l’année répondent à ces besoins. "
)


@functools.cache
def pace() -> float:
    """Times that this machine takes longer; a faster one is asked no more."""
    plain = plain_document(PAGES // PART)
    taken = [timed(weasyprint.HTML(string=plain).write_pdf) for _ in range(1 + TIMES)]
    # The first loads the typefaces.
    return max(1, statistics.median(taken[1:]) / (SECONDS * (PAGES // PART) / PAGES))


def seconds_for(budget: float) -> float:
    """A budget in seconds, at the pace of this machine."""
    return budget * pace()


def plain_document(pages: int) -> str:
    """On each page a heading, three paragraphs, a table of six rows and a chart of six bars."""
    bars = [drawing.Bar(label=f"Commune {n}", value=n, display=f"{n} %") for n in range(1, 7)]
    chart = drawing.horizontal_bars(rows=bars, title="Six barres")
    cells = "".join(f"<tr><th>Commune {n}</th><td>{n}</td><td>{n} %</td></tr>" for n in range(6))
    page = f"<h1>Partie</h1>{f'<p>{WORDS * 2}</p>' * 3}<table>{cells}</table>{chart}"
    style = "@page { size: A4; margin: 2cm } section { break-after: page }"
    style += "section:last-child { break-after: auto }"
    body = "".join(f"<section>{page}</section>" for _ in range(pages))
    return f'<html lang="fr"><head><style>{style}</style></head><body>{body}</body></html>'
