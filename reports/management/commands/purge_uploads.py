from django.core.management.base import BaseCommand

from plics import formatting
from reports.importing.services import purge, reap


class Command(BaseCommand):
    help = (
        "Efface les fichiers envoyés et jamais confirmés depuis un jour, et les lignes refusées "
        "depuis un mois. À lancer chaque nuit."
    )

    def handle(self, **options):
        reap()
        count = purge()
        self.stderr.write(f"{formatting.counted(count, 'fichier effacé', 'fichiers effacés')}.")
