import datetime as dt

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from plics import formatting
from reports.privacy.anonymising import anonymise, forget_old
from reports.privacy.retention import due, empty_households, without_any_day


class Command(BaseCommand):
    help = (
        "Rend anonymes les personnes dont la durée de conservation est passée. Sans --apply, dit "
        "ce qui serait fait et ne change rien."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="le fait, sans retour possible")

    def handle(self, *, apply, **options):
        today = timezone.localdate()
        over = due(today)
        if apply:
            count = anonymise(over, today)
            forget_old(today)
            call_command("purge_uploads", stderr=self.stderr)
            self.say(count, "personne rendue anonyme", "personnes rendues anonymes")
            return
        self.say(len(over), "personne à rendre anonyme", "personnes à rendre anonymes")
        self.say(
            len(empty_households(today, [each.person for each in over])),
            "ménage où plus personne n’est nommé, à rendre anonyme",
            "ménages où plus personne n’est nommé, à rendre anonymes",
        )
        for each in over[:20]:
            # The key, not the name: what a command says ends in the system's journal.
            self.stderr.write(f"  fiche n° {each.person}, dernier contact le {each.last:%d/%m/%Y}")
        notice = due(today + dt.timedelta(days=settings.RETENTION_NOTICE_DAYS))
        soon = f"dans les {settings.RETENTION_NOTICE_DAYS} jours"
        self.say(len(notice) - len(over), f"autre {soon}", f"autres {soon}")
        self.say(
            without_any_day(),
            "fiche sans aucune date, à regarder à la main",
            "fiches sans aucune date, à regarder à la main",
        )
        self.stderr.write("Rien n’a été changé : ajoutez --apply pour le faire.")

    def say(self, count: int, one: str, many: str) -> None:
        self.stderr.write(f"{formatting.counted(count, one, many)}.")
