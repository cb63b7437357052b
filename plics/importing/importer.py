"""What a kind of file is: which files it takes, how they are read, planned and written."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from plics.importing import guards
from plics.importing.errors import FileRefused
from plics.importing.fields import Field
from plics.importing.reports import Report
from plics.models import ImportRun, User
from plics.permissions import can_edit_data, can_see_names

# By line, then by the rank of the column in the file: what was typed in place of a cell.
Corrections = dict[str, dict[str, str]]
READING, COMPARING, WRITING = "lecture", "comparaison", "écriture"
STEP = 500  # rows between two signs of progress


def unheard(stage: str, done: int, total: int) -> None:
    """Nobody watches: progress is told to no one."""


@dataclasses.dataclass(kw_only=True)
class Job:
    """What is asked: which file, at which date, by whom."""

    path: Path
    report: Report
    date: dt.date | None = None
    force: bool = False
    detailed: bool = False
    by: User | None = None
    mapping: dict[str, str] = dataclasses.field(default_factory=dict)
    corrections: Corrections = dataclasses.field(default_factory=dict)
    tell: Callable[[str, int, int], None] = unheard


class Importer:
    """One kind of file, which says all of itself. Instances live for one import."""

    # Django's templates would otherwise call the class, and get an instance.
    do_not_call_in_templates = True

    slug = title = explanation = ""
    fields: list[Field] = []
    # The files taken: their endings, their size, and what they start with (spaces apart).
    suffixes: tuple[str, ...] = ()
    size_limit = guards.TABLE_LIMIT
    starts_with: tuple[bytes, ...] = ()
    # What the date given with the file means; without a label, none is asked.
    date_label = date_help = ""
    needs_date = False
    # A stock is the whole of a population on its day: what it leaves out is closed.
    is_stock = False
    # Whose rows a stock speaks for: it closes nobody else's.
    payers: list[str] = []
    # All the payers whose stocks come as files of this kind.
    payers_known: tuple[str, ...] = ()
    # Seldom needed: shown after the others.
    is_seldom = False
    # What forcing passes over; nothing may be forced where it is empty.
    force_means = ""
    is_table = False
    # Names read in a file that is not a table.
    tags: list[str] = []

    # Its preview, its report and its refused rows tell who they are.
    names_persons = True

    @classmethod
    def is_for(cls, user: User) -> bool:
        """A file changes rows of every commission: the service that answers for them sends it."""
        return can_edit_data(user) and (can_see_names(user) or not cls.names_persons)

    @classmethod
    def check_file(cls, path: Path, name: str) -> int:
        """Refuses what cannot be such a file; gives the bytes there will be to read."""
        guards.check_size(path, cls.size_limit)
        suffix = Path(name).suffix.lower()
        if suffix not in cls.suffixes:
            expected = ", ".join(cls.suffixes)
            raise FileRefused(f"Un fichier « {suffix or name} » n’est pas reçu ici : {expected}.")
        return cls.weigh(path, suffix)

    @classmethod
    def weigh(cls, path: Path, suffix: str) -> int:
        if not guards.beginning(path).startswith(cls.starts_with):
            raise FileRefused(f"Le contenu de ce fichier n’est pas du {suffix[1:].upper()}.")
        return path.stat().st_size

    def __init__(self, job: Job):
        self.job, self.report = job, job.report

    def read(self) -> None:
        """Reads the file, without the database's lock."""
        raise NotImplementedError

    def plan(self) -> None:
        raise NotImplementedError

    def write(self, run: ImportRun) -> None:
        raise NotImplementedError
