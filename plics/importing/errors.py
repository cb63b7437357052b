"""What refuses a file, a row or a value, said in French."""

from plics.nir import masked

NBSP, THIN = "\u00a0", "\u202f"
SHOWN = 60
SPACES = [(" :", f"{NBSP}:"), (" ;", f"{THIN};"), (" %", f"{NBSP}%"), ("« ", f"«{NBSP}")]


def french(text: str) -> str:
    """No-break spaces where French typography wants them."""
    for plain, kept in [*SPACES, (" »", f"{NBSP}»"), ("'", "’")]:
        text = text.replace(plain, kept)
    return text


def shown(value: object) -> str:
    """A value as found in the file, fit for a message: a NIR pasted anywhere never comes back."""
    text = masked(" ".join(str(value).split()))
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


class Invalid(ValueError):
    """One value of one row is wrong."""

    def __init__(self, problem: str, expected: str = "", *, field: str = ""):
        self.problem, self.expected, self.field = problem, expected, field
        super().__init__(self.message)

    @property
    def message(self) -> str:
        if not self.expected:
            return french(f"{self.problem}.")
        return french(f"{self.problem} ; attendu : {self.expected}.")


class Refusals(Exception):
    """Several things are wrong with one row."""

    def __init__(self, problems: list[Invalid]):
        self.problems = problems
        super().__init__(" ".join(problem.message for problem in problems))


class FileRefused(Exception):
    """The whole file is refused and nothing is written."""

    def __init__(self, message: str, *, line: int | None = None, field: str = ""):
        self.message, self.line, self.field = french(message), line, field
        super().__init__(self.message)


class TooHeavy(FileRefused):
    """Reading it would take more than any file of its kind should."""

    def __init__(self, why: str, *, line: int | None = None):
        super().__init__(f"Ce fichier est trop lourd ou mal formé : {why}.", line=line)


class HeadersRefused(FileRefused):
    """The columns are not those expected: saying which is which may be enough."""


class NothingGood(FileRefused):
    """The file is of its kind, and each of its rows is refused: they can be corrected."""


class Guarded(FileRefused):
    """Refused by a safeguard, which whoever answers for the file may pass over."""
