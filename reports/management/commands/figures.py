import datetime as dt
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.figures import CATALOGUE, evaluate
from reports.figures.catalogue import RELEASED, is_internal
from reports.figures.exports import (
    FORMATS,
    PUBLIC_COLUMNS,
    NoData,
    encode,
    public_row,
    rows_of,
)
from reports.figures.horizon import first_loaded_day
from reports.figures.publication import Reader
from reports.figures.scopes import UnknownScope, require_data, scope_for


class Command(BaseCommand):
    help = "Écrit les indicateurs d’une année évaluée."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True, help="année évaluée")
        parser.add_argument("--date", type=dt.date.fromisoformat, help="AAAA-MM-JJ, sinon 30/11")
        parser.add_argument("--commission", help="identifiant d’une commission")
        parser.add_argument("--code", nargs="+", help="codes d’indicateurs, sinon tous")
        parser.add_argument(
            "--public", action="store_true", help="ce qu’un lecteur peut avoir, sans petit effectif"
        )
        parser.add_argument("--format", choices=FORMATS, default="json")
        parser.add_argument("--output", type=Path, help="fichier à écrire, sinon la sortie")

    def handle(self, *, year, date, commission, code, output, **options):
        unknown = [each for each in code or [] if each not in CATALOGUE]
        if unknown:
            raise CommandError(f"Indicateur inconnu : {', '.join(unknown)}.")
        if options["public"]:
            code = self._released(code)
        try:
            scope = scope_for(year, date, commission)
            figures = evaluate(code, scope)
            # Once a stock is loaded, rows beyond it say so themselves.
            if first_loaded_day() is None:
                require_data(evaluate(None, scope))
        except (UnknownScope, NoData) as refusal:
            raise CommandError(str(refusal)) from refusal
        content = self._content(figures, commission, **options)
        if output is None:
            self._print(content, options["format"])
            return
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"Impossible d’écrire {output} : {error.strerror}.") from error
        self.stderr.write(f"Chiffres écrits dans {output}.")

    def _released(self, asked):
        internal = [each for each in asked or [] if is_internal(each)]
        if internal:
            raise CommandError(
                f"Réservé aux services instructeurs : {', '.join(internal)}. Un lecteur reçoit "
                "les chiffres de l’année, et rien de ce qui est compté à un jour."
            )
        return asked or RELEASED

    def _content(self, figures, commission, *, public, format, **options):
        if not public:
            return encode(rows_of(figures, commission), format)
        rows = rows_of(Reader().seen(figures), commission, public_row)
        return encode(rows, format, PUBLIC_COLUMNS)

    def _print(self, content: bytes, file_format: str) -> None:
        if file_format == "json":
            self.stdout.write(content.decode())
        else:
            sys.stdout.buffer.write(content)
            sys.stdout.flush()
