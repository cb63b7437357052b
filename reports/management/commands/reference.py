from django.core.management import call_command
from django.core.management.base import BaseCommand

from reports.reference import load_reference


class Command(BaseCommand):
    help = "Crée les tables et charge les données de référence, sans bénéficiaire ni action."

    def handle(self, **options):
        call_command("migrate", verbosity=0)
        load_reference()
        self.stderr.write("Données de référence en place.")
