"""Persons made anonymous: what names them goes, what is counted stays.

Nothing of it is noted in the history, which would keep what has to go. Figures do not move: rows,
their dates, their communes and their groups stay, and so do ages at the end of each month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from auditlog.context import disable_auditlog
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from actions.models import Participation, PassedMilestone, Proposal, TakenStep
from beneficiaries.models import (
    Correction,
    Decision,
    EngagementContract,
    Household,
    HouseholdSituation,
    Identity,
    Interview,
    Membership,
    Merge,
    Orientation,
    Person,
    Support,
)
from funds.models import Aid
from plics.history import batches
from plics.importing.run import lock as lock_imports
from plics.models import Act, Change, ImportRun, Operation, Upload
from plics.traces.writing import write
from reports.figures import keeping
from reports.models import FollowUp
from reports.privacy.retention import Due, due, empty_households

NAME, ERASED, NO_NAME = "ANONYME", "motif effacé", "nom de fichier effacé"
# Of the rows of a person, then of a household: what was typed of them.
FREE_TEXTS: dict[type, tuple[str, ...]] = {
    Participation: ("exclusion_reason", "cancel_reason"),
    Proposal: ("cancel_reason",),
    Aid: ("refusal_note", "cancel_reason"),
    Orientation: ("cancel_reason",),
    Support: ("cancel_reason",),
    EngagementContract: ("cancel_reason",),
    Interview: ("cancel_reason",),
    Membership: (),
    FollowUp: ("note",),
}
TEXTS_OF_HOUSEHOLDS: dict[type, tuple[str, ...]] = {
    Decision: ("detail", "cancel_reason"),
    HouseholdSituation: (),
}
# A reason that a rule asks for stays one, which says nothing any more.
ASKED_FOR = {"exclusion_reason", "cancel_reason"}


def coarse(born: dt.date) -> dt.date:
    """The first day of the month: the same age at the end of any month, and on the reference day.

    Born on 29 February, one is a year older on the 28th or on the 29th as the year goes: no other
    day does the same, and that one stays.
    """
    reference = settings.STOCK_DAY
    if (born.month, born.day) == (2, 29):
        return born
    if born.month == settings.STOCK_MONTH and born.day > reference:
        return born.replace(day=reference + 1)
    return born.replace(day=1)


def anonymise(found: Iterable[Due], today: dt.date) -> int:
    """In as many transactions as there are batches: stopped halfway, it goes on the next time."""
    count = 0
    for batch in batches([each.person for each in found]):
        with transaction.atomic(), disable_auditlog():
            if still := still_due(batch, today):
                anonymise_persons(still, today)
                count += len(still)
    for batch in batches(empty_households(today)):
        with transaction.atomic(), disable_auditlog():
            anonymise_households(batch, today)
    return count


def still_due(keys: list[int], today: dt.date) -> list[int]:
    """Not who was met meanwhile: a purge lasts, and people work. Under locks that keep back
    whatever would be added to these persons."""
    lock_imports()
    list(Person.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    return sorted(each.person for each in due(today, keys))


def anonymise_persons(keys: list[int], today: dt.date) -> None:
    write(Act.CHANGE, Person, keys)
    persons = list(Person.objects.filter(pk__in=keys))
    for person in persons:
        person.last_name, person.first_name, person.birth_name = NAME, f"n° {person.pk}", ""
        person.birth_date = coarse(person.birth_date)
        person.opposition_reason = ERASED if person.opposed_on else ""
        person.protected_fields, person.anonymised_on = [], today
    Person.objects.bulk_update(
        persons,
        ["last_name", "first_name", "birth_name", "birth_date", "opposition_reason",
         "protected_fields", "anonymised_on"],
    )  # fmt: skip
    forget_merges(keys)
    for model, texts in FREE_TEXTS.items():
        rows = every(model).filter(person__in=keys)
        erase(rows, texts)
        forget_history(model, rows)
    number = Concat(Value("anonyme-"), Cast("pk", CharField()))
    Aid._base_manager.filter(person__in=keys).update(number=number, number_key=number)
    for model in (PassedMilestone, TakenStep):
        forget_history(model, every(model).filter(participation__person__in=keys))
    forget_history(Person, Person.objects.filter(pk__in=keys))
    forget_deleted(["person", "kept"], keys)


def forget_merges(keys: list[int]) -> None:
    """Other identities, and the records given up, whose history went on under their own keys."""
    merges = Merge.objects.filter(kept__in=keys)
    given_up = [merge.duplicate.get("pk") for merge in merges]
    forget_history(Person, given_up)
    for model, rows in ((Identity, Identity.objects.filter(person__in=keys)), (Merge, merges)):
        forget_history(model, rows)
        rows.delete()


def anonymise_households(keys: list[int], today: dt.date) -> None:
    homes = list(Household.objects.select_for_update(no_key=True).filter(pk__in=keys))
    for home in homes:
        home.number, home.matricule_fingerprint = f"X{home.pk:010}", ""
        home.protected_fields, home.anonymised_on = [], today
    Household.objects.bulk_update(
        homes, ["number", "matricule_fingerprint", "protected_fields", "anonymised_on"]
    )
    corrections = Correction.objects.filter(household__in=keys)
    corrections.update(reason="", before=[], after=[])
    forget_history(Correction, corrections)
    for model, texts in TEXTS_OF_HOUSEHOLDS.items():
        rows = every(model).filter(household__in=keys)
        erase(rows, texts)
        forget_history(model, rows)
    forget_history(Household, Household.objects.filter(pk__in=keys))
    forget_deleted(["household"], keys)


def every(model: Any) -> models.QuerySet:
    return model._base_manager.order_by()


def erase(rows: models.QuerySet, texts: Iterable[str]) -> None:
    for name in texts:
        left = ERASED if name in ASKED_FOR else ""
        rows.exclude(**{name: ""}).update(**{name: left})


# -- the history


EMPTY: dict[str, Any] = {
    "changes": {}, "changes_text": "", "object_repr": "", "serialized_data": None,
    "additional_data": None,
}  # fmt: skip


def forget_history(model: Any, rows: models.QuerySet | list) -> None:
    """What changed, when and by whom stays; from what to what does not."""
    keys = (
        [row for row in rows if row is not None]
        if isinstance(rows, list)
        else list(rows.values_list("pk", flat=True))
    )
    kind = ContentType.objects.get_for_model(model)
    for batch in batches(keys):
        Change.objects.filter(content_type=kind, object_id__in=batch).update(**EMPTY)
        texts = [str(key) for key in batch]
        old = LogEntry.objects.filter(content_type=kind, object_id__in=texts)
        old.update(object_repr="", change_message="")


def forget_deleted(owners: Iterable[str], keys: list[int]) -> None:
    """Rows that were deleted: their history alone still tells whose they were."""
    known = [*keys, *map(str, keys)]
    theirs = Q()
    for owner in owners:
        for side in (0, 1):
            theirs |= Q(**{f"changes__{owner}__{side}__in": known})
    rows: dict[int, set[int]] = {}
    for kind, row in Change.objects.filter(theirs).values_list("content_type", "object_id"):
        if row is not None:
            rows.setdefault(kind, set()).add(row)
    for kind, found in rows.items():
        for batch in batches(sorted(found)):
            Change.objects.filter(content_type=kind, object_id__in=batch).update(**EMPTY)


def forget_old(today: dt.date) -> None:
    """What outlived its persons elsewhere: rows deleted by mistake, files brought in, their names.

    A figure kept is worked out again from what is left.
    """
    limit = timezone.make_aware(
        dt.datetime.combine(today - dt.timedelta(days=settings.RETENTION_DAYS), dt.time.min)
    )
    kinds = ContentType.objects.get_for_models(Person, Household, *FREE_TEXTS, *TEXTS_OF_HOUSEHOLDS)
    gone = Change.objects.filter(action=Change.Action.DELETE, timestamp__lt=limit)
    gone.filter(content_type__in=kinds.values()).exclude(changes={}).update(**EMPTY)
    Upload.objects.filter(state=Upload.State.DONE, confirmed_at__lt=limit).delete()
    runs = ImportRun.objects.filter(imported_at__lt=limit).exclude(file_name=NO_NAME)
    Operation.objects.filter(run__in=runs).update(label=NO_NAME)
    runs.update(file_name=NO_NAME)
    keeping.forget()
