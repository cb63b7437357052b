import datetime as dt

from django.conf import settings
from django.core.mail import send_mail
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from plics import formatting
from plics.models import Role, User
from reports.privacy.anonymising import anonymise, forget_old
from reports.privacy.retention import due, empty_households, without_any_day

BODY = """Bonjour,

La durée de conservation de ces personnes est passée. Rien n’a été changé : la liste est dans
l’application, page « Bientôt rendues anonymes ». Un administrateur du serveur lance
« manage.py purge --apply », ou règle RETENTION_APPLIED=1 pour que ce soit fait chaque mois.
"""


class Command(BaseCommand):
    help = (
        "Rend anonymes les personnes dont la durée de conservation est passée. Sans --apply, dit "
        "ce qui serait fait et ne change rien."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="le fait, sans retour possible")
        parser.add_argument(
            "--scheduled",
            action="store_true",
            help="le fait si RETENTION_APPLIED=1, sinon le dit par courriel au délégué",
        )

    def handle(self, *, apply, scheduled, **options):
        today = timezone.localdate()
        over = due(today)
        if scheduled and over and not settings.RETENTION_APPLIED:
            self.tell_officers(len(over))
        if apply or (scheduled and settings.RETENTION_APPLIED):
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

    def tell_officers(self, count: int) -> None:
        """A count, and where to look: no name leaves by mail."""
        officers = User.objects.filter(role=Role.OFFICER, is_active=True).exclude(email="")
        addresses = list(officers.values_list("email", flat=True))
        if not addresses:
            raise CommandError("Aucun délégué actif n’a de courriel : personne n’est prévenu.")
        told = formatting.counted(count, "personne à rendre anonyme", "personnes à rendre anonymes")
        try:
            send_mail(f"PLICS\u00a0: {told}", BODY, None, addresses)
        except OSError as problem:
            # What the server answered may repeat the addresses.
            raise CommandError(f"Le courriel n’est pas parti ({type(problem).__name__}).") from None

    def say(self, count: int, one: str, many: str) -> None:
        self.stderr.write(f"{formatting.counted(count, one, many)}.")
