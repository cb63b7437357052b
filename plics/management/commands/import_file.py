import argparse
import datetime as dt
import json

from django.core.management.base import BaseCommand

from plics.importing.errors import french
from plics.importing.registry import KINDS
from plics.importing.reports import Report
from plics.importing.run import run_import

SHOWN_ERRORS = 30


def iso_date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas une date AAAA-MM-JJ") from None


class Command(BaseCommand):
    help = (
        "Importe un fichier : les bonnes lignes entrent, les autres reviennent dans un fichier "
        "de rejets avec leur motif."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=list(KINDS), metavar="NATURE", help=", ".join(KINDS))
        parser.add_argument("file", metavar="FICHIER")
        parser.add_argument("--date", type=iso_date, help="date de référence, AAAA-MM-JJ")
        parser.add_argument("--dry-run", action="store_true", help="dit ce qui serait fait")
        parser.add_argument("--force", action="store_true", help="passe outre les garde-fous")
        parser.add_argument("--json", action="store_true", help="résultat en JSON")

    def handle(self, *, kind, file, date, dry_run, force, **options):
        importer = KINDS[kind]
        if importer.needs_date and date is None:
            self.wrong_usage(f"{kind} demande --date AAAA-MM-JJ, la date de référence du fichier.")
        if date and not importer.date_label:
            self.wrong_usage(f"--date ne sert pas pour {kind}.")
        report = run_import(importer, file, date=date, force=force, dry_run=dry_run)
        self.explain(report)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        if report.is_refused:
            raise SystemExit(1)

    def wrong_usage(self, message: str):
        self.stderr.write(french(message))
        raise SystemExit(2)

    def explain(self, report: Report) -> None:
        for message in report.messages:
            self.stderr.write(message)
        for error in report.errors[:SHOWN_ERRORS]:
            place = f"ligne {error.line}" if error.line else "fichier"
            field = f", {error.field}" if error.field else ""
            self.stderr.write(french(f"{place}{field} : {error.message}"))
        hidden = len(report.errors) - SHOWN_ERRORS
        if hidden > 0:
            self.stderr.write(f"… et {hidden} autres erreurs.")
        if report.is_refused_whole:
            self.stderr.write("Fichier refusé : rien n’a été écrit.")
            return
        outcome = (
            f"Créées : {report.created} ; modifiées : {report.updated} ; inchangées : "
            f"{report.unchanged} ; ménages clos : {report.closed} ; refusées : {report.refused}."
        )
        self.stderr.write(french(outcome))
        if report.is_dry_run:
            self.stderr.write("Essai seulement : rien n’a été écrit.")
        if report.rejects_path:
            self.stderr.write(french(f"Lignes refusées à corriger : {report.rejects_path}"))
