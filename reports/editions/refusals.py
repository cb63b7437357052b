"""Why a step of an edition is not taken: each message is told to who asked for it."""

from reports.figures.guard.protected import NotReady


class Refused(Exception):
    """The message says, in French, what to do instead."""


class AlreadyValidated(Refused):
    """A validated edition never moves again."""


class NotInThatState(Refused):
    """Somebody took the step first, or the one before it is missing."""


class AuthorMayNotValidate(Refused):
    """A second agent reads what the first one wrote."""


class GateClosed(Refused):
    """Something stops this edition, or a warning is not accepted yet."""


class StillPreparing(Refused):
    """What may be published of the figures is being worked out."""

    def __init__(self, waiting: NotReady):
        super().__init__(
            "Les chiffres que liront les lecteurs sont en préparation : validez à nouveau dans "
            "une minute."
        )
        self.waiting = waiting


class NotThatInstant(Refused):
    """Published cannot be undone, nor dated before its validation."""


class NoNote(Refused):
    """A correction says what it corrects; sending back says why."""


class AlreadyOpen(Refused):
    """Another version is being written."""
