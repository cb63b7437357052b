"""Validate an edition: its figures are stored and never move again."""

from django.core.management.base import BaseCommand, CommandError

from plics.formatting import counted
from reports.editions.freezing import AlreadyValidated, edition_of, freeze
from reports.figures.exports import NoData
from reports.figures.scopes import UnknownScope


class Command(BaseCommand):
    help = "Valide l’édition d’une commission et arrête ses chiffres."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True, help="année du programme")
        parser.add_argument("--commission", required=True, help="identifiant de la commission")

    def handle(self, *, year, commission, **options):
        try:
            edition = edition_of(year, commission)
            number = freeze(edition)
        except (UnknownScope, NoData, AlreadyValidated) as error:
            raise CommandError(str(error)) from None
        self.stderr.write(
            f"{edition} : validée, {counted(number, 'chiffre arrêté', 'chiffres arrêtés')}."
        )
