"""Every form of chart with hard data: long labels, extreme, missing and zero values."""

import datetime as dt

from reports import drawing
from reports.drawing import Bar, FunnelStep, Point, StackPart, StackRow, TrendLine

LONG = (
    "Accès aux droits et accompagnement vers les soins des bénéficiaires les plus éloignés"
    " de l’emploi, du logement et de la vie sociale ordinaire"
)
WORD = "Anticonstitutionnellement" * 3
HUGE = 1_234_567_890


def labels(count: int) -> list[str]:
    names = [LONG, "Argentan", WORD, "Bagnoles de l’Orne Normandie", "Sées"]
    return [f"{names[rank % len(names)]} {rank}" for rank in range(count)]


def months(count: int) -> list[dt.date]:
    return [dt.date(2017 + rank // 12, rank % 12 + 1, 28) for rank in range(count)]


def bars(count: int):
    values = [0, None, 3, HUGE, 12.5]
    return drawing.horizontal_bars(
        title="Barres",
        rows=[
            Bar(
                label=label,
                value=values[rank % 5],
                display=str(values[rank % 5] or 0),
                emphasis=rank == 2,
            )
            for rank, label in enumerate(labels(count))
        ],
    )


def changes(count: int):
    return drawing.horizontal_bars(
        title="Évolutions",
        rows=[
            Bar(label=label, value=rank * 3.5 - 9, display=f"{rank * 3.5 - 9:.1f} %")
            for rank, label in enumerate(labels(count))
        ],
    )


def grouped(count: int):
    return drawing.grouped_bars(
        title="Deux années",
        rows=[
            (label, {"2018": (rank * 40, str(rank * 40)), "2019": (HUGE, str(HUGE))})
            for rank, label in enumerate(labels(count))
        ],
    )


def stacked(count: int):
    shares = [0.4, 1.6, 30, 5, 3, 40, 0, 20]
    return drawing.stacked_shares(
        title="Parts",
        rows=[
            StackRow(
                label=label,
                parts=[
                    StackPart(
                        label=f"Catégorie {part}",
                        share=shares[(rank + part) % 8],
                        display=f"{shares[(rank + part) % 8]} %",
                    )
                    for part in range(8)
                ],
            )
            for rank, label in enumerate(labels(count))
        ],
    )


def trend(count: int):
    return drawing.trend_line(
        title="Mois après mois",
        lines=[
            TrendLine(
                label=name,
                points=[
                    Point(month=month, value=base + rank % 7, display=f"{base + rank % 7}")
                    for rank, month in enumerate(months(2 * count))
                ],
            )
            for name, base in [("Argentan", 120), ("Mortagne-au-Perche", 122), ("Flers", 0)]
        ],
    )


def lone_trend(count: int):
    return drawing.trend_line(
        title="Mois après mois",
        lines=[
            TrendLine(
                label="Orne",
                points=[
                    Point(
                        month=month, value=(rank * 53) % 17 / 4, display=f"{(rank * 53) % 17 / 4}"
                    )
                    for rank, month in enumerate(months(3 * count - 5))
                ],
            )
        ],
    )


def funnel(count: int):
    return drawing.funnel(
        title="Étapes",
        steps=[
            FunnelStep(
                label=label,
                value=HUGE // 9**rank,
                display=str(HUGE // 9**rank),
                note="12 % de tous",
            )
            for rank, label in enumerate(labels(count))
        ],
    )


FORMS = [bars, changes, grouped, stacked, trend, lone_trend, funnel]
