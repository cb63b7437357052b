"""What was there before, who works meanwhile, and what is there after."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from benchmarks.stock_files import letters
from beneficiaries.models import Commune, Person
from funds.models import Aid
from plics.formatting import number
from plics.importing.pages import services
from plics.models import Upload, User
from plics.models.traces import Act, Trace
from scripts.faults import held
from scripts.faults.load import FAULT, OUTAGE, Visitor, answers, wait_until
from scripts.faults.units import Unit

# Heavy enough for the worker to be struck in the middle.
AIDS = 9_000
SHEETS = "/administration/beneficiaries/person/"
PAGES = ["/", "/tableaux/vue-d-ensemble/", "/tableaux/fonds/?commission=argentan", SHEETS]


@dataclasses.dataclass
class Told:
    is_held: bool
    lines: list[str]


class Trial:
    def __init__(self, folder: Path):
        self.folder = folder
        self.lines: list[str] = []
        self.sent = 0

    def __enter__(self) -> Trial:
        self.rows, self.figures = held.rows(), held.figures()
        self.agent = User.objects.get(username="dasti")
        self.web = Unit("plics-web", self.folder / "web.log")
        self.worker = Unit("plics-worker", self.folder / "worker.log")
        wait_until(answers, "le site ne répond pas")
        person = Person.objects.visible_to(User.objects.get(username="argentan")).first()
        self.sheet = f"{SHEETS}{person.pk}/change/"
        pages = [*PAGES, self.sheet]
        self.visitors = [Visitor(name, pages) for name in ("dasti", "argentan")]
        for visitor in self.visitors:
            visitor.start()
        return self

    def __exit__(self, *_):
        for visitor in self.visitors:
            visitor.is_over.set()
        for visitor in self.visitors:
            visitor.join(timeout=30)
        for unit in (self.web, self.worker):
            unit.stop()

    # -- what people ask meanwhile

    def send(self) -> Upload:
        """A file of aids that nobody has yet, read and ready to be confirmed."""
        communes = list(Commune.objects.order_by("insee_code").values_list("insee_code", flat=True))
        text = io.StringIO()
        text.write("fonds;numero;nom;prenom;date_naissance;code_commune;date_decision;decision;")
        text.write("nature;montant_demande;montant_accorde\n")
        for rank in range(self.sent * AIDS, (self.sent + 1) * AIDS):
            text.write(
                f"fsl;E{rank};Essai {letters(rank)};Anne;1980-01-15;"
                f"{communes[rank % len(communes)]};2021-06-15;accord;;100;100\n"
            )
        self.sent += 1
        file = SimpleUploadedFile(f"aides-{self.sent}.csv", text.getvalue().encode())
        upload = services.receive(
            kind="aides", file=file, reference_date=None, is_forced=False, by=self.agent
        )
        self.wait_for(upload, Upload.State.READY)
        return upload

    def wait_for(self, upload: Upload, *states: str) -> float:
        def come() -> bool:
            upload.refresh_from_db()
            if upload.state == Upload.State.REFUSED:
                raise RuntimeError(upload.report)
            return upload.state in states

        return wait_until(come, f"envoi resté « {upload.get_state_display()} »")

    def note(self, what: str, seconds: float) -> None:
        self.lines.append(f"  {what} : tout a repris en {number(seconds, 1)} s")

    # -- what is there after

    def told(self) -> Told:
        answered = self.answers()
        checks = {
            "chiffres de 2018 à 2020, tous territoires": held.figures() == self.figures,
            "lignes d’avant": self.old_rows() == self.rows,
            f"aides ajoutées, {self.sent} fichiers de {AIDS}": self.added(Aid) == self.sent * AIDS,
            "aucune page en erreur": not answered.get(FAULT),
            "chaque fiche ouverte a sa trace": self.traces_are_whole(),
        }
        pages = ", ".join(
            f"{status} : {count}" for status, count in sorted(answered.items(), key=str)
        )
        lines = ["Épreuves", *self.lines, f"Pages demandées ({OUTAGE} : interruption dite)"]
        lines += [f"  {pages}", "Avant et après"]
        lines += [f"  {'oui' if ok else 'NON'}  {what}" for what, ok in checks.items()]
        return Told(is_held=all(checks.values()), lines=lines)

    def answers(self) -> dict[int | str, int]:
        found: dict[int | str, int] = {}
        for visitor in self.visitors:
            for (_, status), count in visitor.answers.items():
                found[status] = found.get(status, 0) + count
        return found

    def old_rows(self) -> dict:
        return held.rows({table: last for table, (_, _, last) in self.rows.items()})

    def traces_are_whole(self) -> bool:
        """Given and traced, or neither; who was cut off before reading it may have a trace."""
        for visitor in self.visitors:
            asked = {s: n for (page, s), n in visitor.answers.items() if page == self.sheet}
            account = User.objects.get(username=visitor.account).pk
            left = Trace.objects.filter(act=Act.SHEET, account=account).count()
            if not asked.get(200, 0) <= left <= sum(asked.values()) + 1:
                return False
        return True

    def added(self, model) -> int:
        return model.objects.count() - self.rows[model._meta.db_table][0]
