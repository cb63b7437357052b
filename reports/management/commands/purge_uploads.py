from django.core.management.base import BaseCommand

from actions.returns.services import forget_stale
from plics import formatting, sent_once
from plics.importing.pages.services import purge, reap
from plics.signin.sessions import forget_ended
from plics.table_imports import forget_unconfirmed
from plics.traces import retention


class Command(BaseCommand):
    help = (
        "Efface les fichiers et les retours de structures jamais confirmés depuis un jour, et les "
        "lignes refusées depuis un mois. À lancer chaque nuit."
    )

    def handle(self, **options):
        reap()
        forget_stale()
        sent_once.forget_old()
        forget_ended()
        retention.purge()
        count = purge() + forget_unconfirmed()
        self.stderr.write(f"{formatting.counted(count, 'fichier effacé', 'fichiers effacés')}.")
