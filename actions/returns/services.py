"""Confirm a return: its good rows in one transaction, the others kept to be corrected."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from actions.models import PendingReturn
from actions.returns import columns
from actions.returns.keys import OfAnotherAgreement, opened
from actions.returns.newcomers import OwnParticipants
from actions.returns.plan import Fate, ReturnedLine, ReturnPlan
from actions.returns.reading import reader_of
from actions.returns.workbook import SheetRow, build_workbook
from actions.services import fill_snapshot
from beneficiaries.imports.columns import COMMUNE
from plics import history
from plics.importing.errors import FileRefused, Invalid
from plics.importing.fields import read_cell
from plics.importing.values import Raw
from plics.models import ImportRun, Operation, User
from plics.nir import MASK, without_nir

KIND = "retours"


class ReturnMoved(Exception):
    """What was shown is no longer what confirming would do."""

    def __init__(self):
        super().__init__(
            "Les données ont changé depuis l’aperçu : rien n’a été enregistré. Relisez les "
            "différences ci-dessous, puis confirmez."
        )


def forget_stale() -> None:
    """Personal data that nobody confirmed in a day is not kept."""
    PendingReturn.objects.stale(timezone.now()).delete()


def check_addressee(agreement, returned) -> None:
    """A workbook of another agreement is refused whole: people it adds would land here."""
    place = reader_of(returned.header).indexes.get(columns.KEY.name)
    owners = []
    for _, cells in returned.rows:
        key = cells[place] if place is not None and place < len(cells) else ""
        if not key:
            continue
        try:
            opened(str(key), agreement)
        except OfAnotherAgreement:
            owners.append(False)
        except Invalid:
            continue
        else:
            owners.append(True)
    if owners and not any(owners):
        raise FileRefused(f"Ce classeur est celui d’une autre convention que {agreement}.")


def keep(agreement, *, returned, file_name: str, by) -> PendingReturn:
    """A return waits one day for its confirmation; a new one of the same person replaces it."""
    check_addressee(agreement, returned)
    forget_stale()
    PendingReturn.objects.filter(agreement=agreement, uploaded_by=by).delete()
    return PendingReturn.objects.create(
        agreement=agreement,
        uploaded_by=by,
        file_name=without_nir(file_name)[:255],
        fingerprint=returned.fingerprint,
        header=returned.header,
        rows=[(line, [hidden(cell) for cell in cells]) for line, cells in returned.rows],
    )


def hidden(cell: Raw) -> Raw:
    """What waits in the database holds no social security number, even to be refused."""
    return without_nir(cell, MASK) if isinstance(cell, str) else cell


def plan_of(pending: PendingReturn, reader: User) -> ReturnPlan:
    """What confirming would do, as far as `reader` may know."""
    known = OwnParticipants(pending.agreement) if reader.is_provider else None
    return ReturnPlan(pending.agreement, pending.header, pending.rows, newcomers=known)


def confirmed_runs(pending: PendingReturn):
    return ImportRun.objects.filter(kind=KIND, fingerprint=pending.fingerprint)


def already_received(pending: PendingReturn) -> ImportRun | None:
    """The same file, sent and confirmed before this one was sent."""
    earlier = confirmed_runs(pending).filter(imported_at__lt=pending.uploaded_at)
    return earlier.order_by("-imported_at").first()


def outcome(pending: PendingReturn) -> ImportRun | None:
    """Once its good rows are written: those that stay are refused, or in conflict."""
    runs = confirmed_runs(pending).filter(imported_at__gte=pending.uploaded_at)
    return runs.order_by("-imported_at").first()


def to_confirm(user: User) -> list[PendingReturn]:
    """What providers sent, and nobody looked at."""
    sent = PendingReturn.objects.visible_to(user).exclude(uploaded_by=user)
    rows = sent.select_related("agreement__action__provider", "agreement__commission")
    return [pending for pending in rows if outcome(pending) is None]


def confirm(pending: PendingReturn, *, seen: str, settled: set[int], by) -> ImportRun:
    """Writes what was shown; `settled` are the conflicts in which the file prevails.

    Refused rows and other conflicts stay in the return; without any, it goes.
    """
    try:
        with transaction.atomic():
            return write_accepted(pending.pk, seen=seen, settled=settled, by=by)
    except IntegrityError as problem:
        raise ReturnMoved from problem


def write_accepted(pk: int, *, seen: str, settled: set[int], by) -> ImportRun:
    pending = PendingReturn.objects.select_for_update().get(pk=pk)
    plan = ReturnPlan(pending.agreement, pending.header, pending.rows, lock=True)
    if plan.fingerprint != seen:
        raise ReturnMoved
    accepted = plan.of_fate(Fate.CREATED, Fate.UPDATED)
    accepted += [line for line in plan.of_fate(Fate.CONFLICT) if line.number in settled]
    numbers = {line.number for line in accepted}
    left = [
        line for line in plan.of_fate(Fate.REFUSED, Fate.CONFLICT) if line.number not in numbers
    ]
    run = record_return(pending, plan, accepted, left, by)
    label = f"Retour du prestataire\u00a0: {pending.file_name}"
    with history.operation(Operation.Kind.RETURN, label, by=by, run=run):
        for line in accepted:
            write_line(line)
    # Who sent it from outside has its outcome to read.
    if left or pending.uploaded_by.is_provider:
        pending.rows = [(line.number, line.cells) for line in left]
        pending.save(update_fields=["rows"])
    else:
        pending.delete()
    return run


def write_line(line: ReturnedLine) -> None:
    participation = line.row
    if participation.pk is None:
        if participation.person.pk is None:
            participation.person.save()
        # Django reads the key of an unsaved person when it is assigned.
        participation.person = participation.person
        fill_snapshot(participation)
    participation.save()
    if line.steps is not None:
        participation.steps.set(line.steps)


def record_return(
    pending: PendingReturn, plan: ReturnPlan, accepted: list, left: list, by
) -> ImportRun:
    created = sum(line.fate is Fate.CREATED for line in accepted)
    return ImportRun.objects.create(
        kind=KIND,
        file_name=pending.file_name,
        fingerprint=pending.fingerprint,
        imported_by=by,
        created=created,
        updated=len(accepted) - created,
        unchanged=len(plan.of_fate(Fate.UNCHANGED)),
        refused=len(left),
    )


def rejects(pending: PendingReturn, reader: User) -> bytes | None:
    """The refused rows, if any, as a workbook of the same make, with the reason of each."""
    plan = plan_of(pending, reader)
    rows = []
    for line in plan.of_fate(Fate.REFUSED):
        cells = cells_by_field(plan, line)
        is_known = bool(cells.get(columns.KEY.name))
        rows.append(SheetRow(cells=cells, is_known=is_known, reason=line.reason))
    return build_workbook(pending.agreement, rows, blank=0) if rows else None


def cells_by_field(plan: ReturnPlan, line: ReturnedLine) -> dict:
    """Cells as they came, except dates and numbers that read as such."""
    found = {}
    for name, index in plan.reader.indexes.items():
        raw = line.cells[index] if index < len(line.cells) else ""
        value = read_cell(plan.reader.fields[name], raw)
        is_plain = isinstance(value, dt.date | Decimal | int) and name != COMMUNE.name
        found[name] = value if is_plain and not isinstance(value, bool) else raw
    return found
