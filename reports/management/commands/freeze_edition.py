"""Validate an edition and publish it: its figures are stored and never move again."""

import datetime as dt

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from plics.formatting import counted, instant
from reports.editions.freezing import edition_of
from reports.editions.refusals import Refused
from reports.editions.workflow import release
from reports.figures.exports import NoData
from reports.figures.scopes import UnknownScope


class Command(BaseCommand):
    help = "Valide l’édition d’une commission, arrête ses chiffres et la publie."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True, help="année du programme")
        parser.add_argument(
            "--commission", help="identifiant de la commission ; sans elle, le département"
        )
        when = parser.add_mutually_exclusive_group()
        when.add_argument(
            "--at", type=instant_typed, help="instant de publication : 2020-02-03T08:00"
        )
        when.add_argument(
            "--no-publish", action="store_true", help="valide sans publier : reste à publier"
        )

    def handle(self, *, year, commission, at, no_publish, **options):
        try:
            edition = edition_of(year, commission)
            number = release(edition, at=at, is_published=not no_publish)
        except (UnknownScope, NoData, Refused) as error:
            raise CommandError(str(error)) from None
        frozen = counted(number, "chiffre arrêté", "chiffres arrêtés")
        when = f", publiée le {instant(edition.published_at)}" if edition.published_at else ""
        self.stderr.write(f"{edition} : validée, {frozen}{when}.")


def instant_typed(text: str) -> dt.datetime:
    """Of the clocks of the département, where the text says no other."""
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else timezone.make_aware(found)
