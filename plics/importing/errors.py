"""What refuses a file, a row or a value, said in French."""

import re

NBSP, THIN = "\u00a0", "\u202f"
# A social security number pasted anywhere must not come back in a message or a reject.
NIR = re.compile(
    r"(?<![0-9A-Z])0{0,2}[1-478][ .-]?\d\d[ .-]?\d\d[ .-]?(?:\d\d|2[AB])[ .-]?\d{3}[ .-]?\d{3}"
    r"(?:[ .-]?\d\d)?(?![0-9A-Z])",
    re.IGNORECASE,
)
MASK = "•" * 13
SHOWN = 60
SPACES = [(" :", f"{NBSP}:"), (" ;", f"{THIN};"), (" %", f"{NBSP}%"), ("« ", f"«{NBSP}")]


def french(text: str) -> str:
    """No-break spaces where French typography wants them."""
    for plain, kept in [*SPACES, (" »", f"{NBSP}»"), ("'", "’")]:
        text = text.replace(plain, kept)
    return text


def masked(text: str) -> str:
    return NIR.sub(MASK, text)


def shown(value: object) -> str:
    """A value as found in the file, fit for a message."""
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
