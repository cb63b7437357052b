"""`make faults`: kills, restarts and a full disk under load, then figures and rows compared.

Runs inside a throw-away PostgreSQL that it may strike (`scripts/test-on-postgresql`).
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "plics.settings"
FOLDER = Path(tempfile.mkdtemp(prefix="plics-faults-"))
os.environ["MEDIA_ROOT"] = str(FOLDER / "media")


def main() -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor != "postgresql":
        sys.exit("Cette épreuve demande un PostgreSQL jetable : make faults.")
    say("Jeu de données de démonstration")
    call_command("demo", verbosity=0)
    from scripts.faults import strikes
    from scripts.faults.trial import Trial

    with Trial(FOLDER) as trial:
        for strike in strikes.ALL:
            say(strike.__doc__ or "")
            strike(trial)
    told = trial.told()
    print("\n".join(told.lines))
    return 0 if told.is_held else 1


def say(text: str) -> None:
    print(f"→ {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
