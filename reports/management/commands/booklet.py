"""Write the PLICS of a commission as PDF or HTML."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.booklet.render import print_html, standalone_html
from reports.editions.freezing import edition_of, require_edition_data
from reports.figures.exports import NoData
from reports.figures.publication import Reader
from reports.figures.scopes import UnknownScope

FORMATS = (".pdf", ".html")


class Command(BaseCommand):
    help = "Écrit le PLICS d’une commission : chiffres arrêtés s’il est validé, du jour sinon."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True, help="année du programme")
        parser.add_argument(
            "--commission", help="identifiant de la commission ; sans elle, le département"
        )
        parser.add_argument("--output", type=Path, required=True, help="fichier .pdf ou .html")
        parser.add_argument("--public", action="store_true", help="masque les petits effectifs")

    def handle(self, *, year, commission, output, public, **options):
        if output.suffix not in FORMATS:
            raise CommandError("Le fichier demandé se termine par .pdf ou .html.", returncode=2)
        if not output.parent.is_dir():
            raise CommandError(f"Le dossier {output.parent} n’existe pas.")
        try:
            edition = edition_of(year, commission)
            require_edition_data(edition)
        except (UnknownScope, NoData) as error:
            raise CommandError(str(error)) from None
        output.write_bytes(self.document(edition, output.suffix, public))
        self.stderr.write(f"Livret écrit : {output}")

    def document(self, edition, suffix: str, public: bool) -> bytes:
        reader = Reader() if public else None
        if suffix == ".html":
            return standalone_html(edition, reader=reader).encode()
        # WeasyPrint needs libraries of the system: HTML must work without them.
        from reports.drawing.pdf import pdf
        from reports.editions.documents import html_of, kept_pdf, print_page, variant_for

        if made := kept_pdf(edition, variant_for(edition, reader)):
            return bytes(made.content)
        page = print_page(edition, reader)
        return pdf(html_of(page) if page else print_html(edition, reader=reader))
