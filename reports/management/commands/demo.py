from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from reports.demo import accounts, build
from reports.editions.preparing import protect_all
from reports.reference import load_reference

ADDRESS = "http://127.0.0.1:8000/"


class Command(BaseCommand):
    help = "Charge le jeu de démonstration PLICS 2020, inventé, et ses comptes."

    def handle(self, **options):
        self._tell("Tables et données de référence…")
        call_command("migrate", verbosity=0)
        load_reference()
        try:
            is_new = build.build_demonstration(self._tell)
        except build.RealData as refusal:
            raise CommandError(str(refusal)) from refusal
        accounts.create()
        if is_new:
            # A reader's first page need not wait for it.
            protect_all.enqueue()
        self._tell(
            "Données de démonstration en place."
            if is_new
            else "Données de démonstration déjà en place : rien n’a changé."
        )
        self.stdout.write(
            "\nDonnées synthétiques : aucune personne réelle n’y figure.\n"
            f"Ouvrez {ADDRESS} avec l’un de ces comptes "
            f"(mot de passe « {accounts.PASSWORD} ») :"
        )
        for line in accounts.lines():
            self.stdout.write(f"  {line}")

    def _tell(self, message: str) -> None:
        self.stderr.write(message)
