"""Run Django's command line; answer what breaks before any command with a remedy in French."""

import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError, OperationalError

DATABASE_REMEDY = (
    "La base de données n’est pas lisible : {error}\n"
    "Vérifiez DATABASE_URL (adresse, droits d’accès, espace disque), "
    "puis lancez « python manage.py reference » pour créer les tables."
)


def run(argv: list[str]) -> int:
    """Exit code: 0 done, 1 refused, 2 wrong usage (argparse exits with 2 by itself)."""
    try:
        execute_from_command_line(argv)
    except (OperationalError, DatabaseError) as error:
        print(DATABASE_REMEDY.format(error=str(error).splitlines()[0]), file=sys.stderr)
        return 1
    except ImproperlyConfigured as error:
        print(f"Réglage incorrect : {error}", file=sys.stderr)
        return 1
    except OSError as error:
        # WeasyPrint loads Pango at import: a machine without it fails here.
        if "library" not in str(error):
            raise
        print(
            f"Une bibliothèque du système manque : {error}\n"
            "Sous Debian : apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
            file=sys.stderr,
        )
        return 1
    return 0
