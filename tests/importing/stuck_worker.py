"""A worker that stops for ever at a given place of its work: run, then killed, by a test.

    python -m tests.importing.stuck_worker MARK PLACE

It writes the file MARK when it stops, with what the test wants to know of that moment.
"""

import signal
import sys
from pathlib import Path

import django
from django.core.management import call_command


def stop_at(owner, name: str, mark: Path, told=lambda: "") -> None:
    def stop_here(*args, **kwargs):
        mark.with_suffix(".part").write_text(str(told()))
        mark.with_suffix(".part").rename(mark)
        signal.pause()

    setattr(owner, name, stop_here)


def main(mark: Path, place: str) -> None:
    django.setup()
    from django.db.models.fields.files import FieldFile

    from beneficiaries.imports.listing import ListingImporter
    from beneficiaries.imports.stock_write import StockWriter
    from beneficiaries.models import Household
    from reports.booklet import tasks

    places = {
        "read": (ListingImporter, "plan"),
        "write": (StockWriter, "write_memberships", Household.objects.count),
        # All is in, and what says so; what follows the transaction is not done.
        "committed": (FieldFile, "delete"),
        "print": (tasks, "apart"),
    }
    owner, name, *told = places[place]
    stop_at(owner, name, mark, *told)
    call_command("worker", batch=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
