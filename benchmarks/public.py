"""What a reader may have of a year: solved for after a change, and read."""

from __future__ import annotations

from functools import partial

from benchmarks.harness import ELAPSED, Line, Part, medians, tell, timed, within
from benchmarks.pace import seconds_for
from plics.formatting import counted
from reports.figures import Scope, evaluate
from reports.figures.catalogue import RELEASED
from reports.figures.exports import PUBLIC_COLUMNS, encode, public_row, rows_of
from reports.figures.guard.protected import protected
from reports.figures.publication import Reader
from reports.models import ProtectedSet

SCOPE = Scope(year=2019)
SOLVE_SECONDS, READ_SECONDS = 60, 2


def main() -> None:
    solve = timed(partial(protected, SCOPE), ELAPSED)
    tell([solved(solve), given()])


def solved(seconds: float) -> Line:
    """The year and those before it, none of which was ever solved."""
    reports = ProtectedSet.objects.filter(knowing="").values_list("report", flat=True)
    small, hidden = (sum(each[name] for each in reports) for name in ("small", "hidden"))
    return within(
        "public.solve",
        Part(measured=seconds, budget=seconds_for(SOLVE_SECONDS), unit="s", digits=1),
        of=f"{counted(len(reports), 'année', 'années')} à protéger, {hidden} effectifs cachés "
        f"pour {small} petits",
    )


def given() -> Line:
    (seconds,) = medians(read, clock=ELAPSED)
    return within(
        "public.read",
        Part(measured=seconds, budget=seconds_for(READ_SECONDS), unit="s", digits=2),
        of="tous les chiffres d’une année protégée, en JSON",
    )


def read() -> bytes:
    rows = rows_of(Reader().seen(evaluate(RELEASED, SCOPE)), None, public_row)
    return encode(rows, "json", PUBLIC_COLUMNS)


if __name__ == "__main__":
    main()
