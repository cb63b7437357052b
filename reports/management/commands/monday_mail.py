from django.core.management.base import BaseCommand
from django.utils import timezone

from plics import formatting
from plics.models import MondayMail
from reports.week.monday import monday_of, prepare


class Command(BaseCommand):
    help = (
        "Confie à l’exécuteur de tâches l’accueil du lundi, pour les comptes qui l’ont demandé. "
        "Relancée, présente à nouveau ceux que le serveur de messagerie a refusés ; ceux qui sont "
        "partis ne repartent pas."
    )

    def handle(self, **options):
        monday = monday_of(timezone.localdate())
        given = prepare(monday)
        refused = sum(mail.state == MondayMail.State.REFUSED for mail in given)
        told = formatting.counted(len(given), "message à envoyer", "messages à envoyer")
        if refused:
            told += f", dont {formatting.counted(refused, 'refusé', 'refusés')} jusqu’ici par le "
            told += "serveur de messagerie"
        self.stderr.write(f"{told}.")
