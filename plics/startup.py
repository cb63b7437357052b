"""Run Django's command line; what stops a command is told in French, with its remedy."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, get_commands
from django.core.management.base import OutputWrapper
from django.db import DatabaseError, DataError, IntegrityError

DATABASE_REMEDY = (
    "La base de données n’est pas utilisable : {error}\n"
    "Vérifiez DATABASE_URL (adresse, droits d’accès, espace disque), "
    "puis lancez « python manage.py reference » pour créer les tables."
)
LIBRARY_REMEDY = "Une bibliothèque du système manque : {error}\nSous Debian : {install}"
PACKAGE_REMEDY = (
    "La bibliothèque Python « {name} » manque. "
    "Lancez « make install », puis la commande avec .venv/bin/python."
)
INSTALL_PANGO = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class Messages(OutputWrapper):
    """Messages are sentences for the user: Django's « CommandError: » is taken off."""

    def write(self, msg="", style_func=None, ending=None):
        super().write(msg.removeprefix("CommandError: "), style_func, ending)


class CommandLine(ManagementUtility):
    def fetch_command(self, subcommand):
        if subcommand not in get_commands():
            # Broken settings hide the project's commands: this raises what broke them.
            _ = settings.INSTALLED_APPS
            print(
                f"Commande inconnue : « {subcommand} ». "
                f"« python {self.prog_name} help » donne la liste.",
                file=sys.stderr,
            )
            raise SystemExit(2)
        command = super().fetch_command(subcommand)
        command.stderr = Messages(sys.stderr)
        return command


def run(argv: list[str]) -> int:
    """Exit code: 0 done, 1 refused, 2 wrong usage (argparse exits with 2 by itself)."""
    try:
        CommandLine(argv).execute()
    except Exception as error:
        remedy = remedy_for(error)
        if remedy is None or "--traceback" in argv:
            raise
        print(remedy, file=sys.stderr)
        return 1
    return 0


def remedy_for(error: Exception) -> str | None:
    """None for what only a developer can mend: its trace is then worth more than a sentence."""
    first_line = str(error).partition("\n")[0]
    match error:
        case IntegrityError() | DataError():
            return None
        case DatabaseError():
            return DATABASE_REMEDY.format(error=first_line)
        case ImproperlyConfigured():
            return f"Réglage incorrect : {error}"
        case ModuleNotFoundError() if not is_ours(error.name):
            return PACKAGE_REMEDY.format(name=error.name)
        case OSError() if error.filename:
            return f"Fichier inaccessible : {error.filename} ({error.strerror})."
        # WeasyPrint loads Pango when it is imported: a machine without it fails there.
        case OSError() if "library" in first_line:
            return LIBRARY_REMEDY.format(error=first_line, install=INSTALL_PANGO)
    return None


def is_ours(module: str | None) -> bool:
    """The settings may be what is missing: the folder is known without them."""
    return module is not None and (Path(__file__).parent.parent / module.partition(".")[0]).exists()
