import datetime as dt
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.figures import CATALOGUE, evaluate
from reports.figures.exports import FORMATS, NoData, encode, rows_of
from reports.figures.scopes import UnknownScope, require_data, scope_for


class Command(BaseCommand):
    help = "Écrit les indicateurs d’une année évaluée."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True, help="année évaluée")
        parser.add_argument("--date", type=dt.date.fromisoformat, help="AAAA-MM-JJ, sinon 30/11")
        parser.add_argument("--commission", help="identifiant d’une commission")
        parser.add_argument("--code", nargs="+", help="codes d’indicateurs, sinon tous")
        parser.add_argument("--format", choices=FORMATS, default="json")
        parser.add_argument("--output", type=Path, help="fichier à écrire, sinon la sortie")

    def handle(self, *, year, date, commission, code, output, **options):
        unknown = [each for each in code or [] if each not in CATALOGUE]
        if unknown:
            raise CommandError(f"Indicateur inconnu : {', '.join(unknown)}.")
        try:
            scope = scope_for(year, date, commission)
            figures = evaluate(code, scope)
            require_data(figures if code is None else evaluate(None, scope))
        except (UnknownScope, NoData) as refusal:
            raise CommandError(str(refusal)) from refusal
        content = encode(rows_of(figures, commission), options["format"])
        if output is None:
            self._print(content, options["format"])
            return
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"Impossible d’écrire {output} : {error.strerror}.") from error
        self.stderr.write(f"Chiffres écrits dans {output}.")

    def _print(self, content: bytes, file_format: str) -> None:
        if file_format == "json":
            self.stdout.write(content.decode())
        else:
            sys.stdout.buffer.write(content)
            sys.stdout.flush()
