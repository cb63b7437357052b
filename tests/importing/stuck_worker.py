"""A worker that stops for ever in the middle of writing a stock: run, then killed, by a test.

    python -m tests.importing.stuck_worker MARK

It writes in the file MARK how many households its transaction holds when it stops.
"""

import signal
import sys
from pathlib import Path

import django
from django.core.management import call_command


def main(mark: Path) -> None:
    django.setup()
    from beneficiaries.imports.stock_write import StockWriter
    from beneficiaries.models import Household

    def stop_here(self) -> None:
        count = Household.objects.count()
        mark.with_suffix(".part").write_text(str(count))
        mark.with_suffix(".part").rename(mark)
        signal.pause()

    StockWriter.write_memberships = stop_here
    call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
