"""Milliseconds a chart takes to draw, and to print: `python benchmarks/drawing.py`.

Maps are drawn from the reference communes, whose shapes are timed apart: they are worked
out once a process.
"""

import csv
import datetime as dt
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plics.settings")
django.setup()

import weasyprint  # noqa: E402 - the settings come first
from django.conf import settings  # noqa: E402

from beneficiaries.models import Commune  # noqa: E402
from reports import drawing  # noqa: E402
from reports.drawing.maps import geometry  # noqa: E402
from reports.drawing.maps.territory import Area, AreaValue, territory_map  # noqa: E402
from reports.exhibits.atlas import TOLERANCE  # noqa: E402

TIMES = 30
ROWS = 12


def median(work: Callable, times: int) -> float:
    """Milliseconds, first run left out."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def names() -> list[str]:
    return [f"Canton de Bagnoles de l’Orne {rank}" for rank in range(ROWS)]


def forms() -> dict[str, Callable]:
    bars = [drawing.Bar(label=name, value=40, display="40 %") for name in names()]
    pairs = [(name, {"2018": (40, "40"), "2019": (38, "38")}) for name in names()]
    parts = [drawing.StackPart(label=f"Part {n}", share=25, display="25 %") for n in range(4)]
    points = [
        drawing.Point(month=dt.date(2019, month, 1), value=month, display=str(month))
        for month in range(1, 13)
    ]
    steps = [drawing.FunnelStep(label=name, value=9, display="9") for name in names()[:5]]
    stack = [drawing.StackRow(label=name, parts=parts) for name in names()]
    lines = [drawing.TrendLine(label="Orne", points=points)]
    return {
        "barres": lambda: drawing.horizontal_bars(rows=bars, title="Titre"),
        "barres groupées": lambda: drawing.grouped_bars(rows=pairs, title="Titre"),
        "parts": lambda: drawing.stacked_shares(rows=stack, title="Titre"),
        "courbe": lambda: drawing.trend_line(lines=lines, title="Titre"),
        "entonnoir": lambda: drawing.funnel(steps=steps, title="Titre"),
    }


def territory() -> tuple[list[Commune], dict[str, str]]:
    """Communes of the reference list, and the canton of each."""
    path = settings.BASE_DIR / "fixtures" / "reference" / "communes.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    communes = [
        Commune(insee_code=r["insee_code"], longitude=r["longitude"], latitude=r["latitude"])
        for r in rows
    ]
    return communes, {r["insee_code"]: r["canton_code"] for r in rows}


def maps(communes: list[Commune], cantons: dict[str, str]) -> dict[str, Callable]:
    shapes = geometry.simplified(geometry.cells(communes), TOLERANCE)

    def drawing(found) -> Callable:
        areas = [Area(code=code, name=f"Nom {code}", shape=found[code]) for code in found]
        values = {
            code: AreaValue(value=rank % 7, display=str(rank)) for rank, code in enumerate(found)
        }
        return lambda: territory_map(areas=areas, values=values, title="Titre")

    return {"carte des cantons": drawing(geometry.dissolve(shapes, cantons))}


def main() -> None:
    communes, cantons = territory()
    print(f"{'':20}{'dessin':>12}{'impression':>14}{'taille':>12}")
    for name, draw in (forms() | maps(communes, cantons)).items():
        svg = draw()
        drawn = median(draw, TIMES)
        printed = median(weasyprint.HTML(string=svg).write_pdf, 3)
        print(f"{name:20}{drawn:9.2f} ms{printed:11.0f} ms{len(svg.encode()) / 1000:9.1f} ko")
    print(f"{'formes (une fois)':20}{median(lambda: geometry.cells(communes), 5):9.0f} ms")


if __name__ == "__main__":
    main()
