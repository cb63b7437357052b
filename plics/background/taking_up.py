"""A task whose worker died, or whose database failed it, is taken up again: once.

The backend leaves such a task « running » for ever. What it works on is put back in the same
transaction, so that the task finds it where it would have found it at first; what was already
done is not: a task that takes only what waits does it once, however often it is started.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from plics.background import workers

# The second worker that a task kills is the last one.
TRIES = 2
PENDING = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
KILLED = "L’exécuteur de tâches s’est arrêté deux fois pendant ce travail."
FAILED = "La base de données n’a pas répondu, ou le disque du serveur est plein."


@dataclasses.dataclass(frozen=True, kw_only=True)
class Subject:
    """What a task works on: how it is put back, and given up with a reason."""

    put_back: Callable[[int], None]
    give_up: Callable[[int, str], None]


_REGISTERED: dict[str, Subject] = {}


def works_on(task: Task[..., Any], subject: Subject) -> None:
    _REGISTERED[task.module_path] = subject


def awaited(*tasks: Task[..., Any]) -> set[int]:
    """Identifiers of what those tasks will work on: it waits its turn, or is being done."""
    paths = [task.module_path for task in tasks]
    pending = DBTaskResult.objects.filter(task_path__in=paths, status__in=PENDING)
    return {found["args"][0] for found in pending.values_list("args_kwargs", flat=True)}


def is_awaited(task: Task[..., Any], *args: int) -> bool:
    """Whether that very work waits its turn, or is being done."""
    pending = DBTaskResult.objects.filter(task_path=task.module_path, status__in=PENDING)
    return any(found["args"] == [*args] for found in pending.values_list("args_kwargs", flat=True))


def take_up_of_dead(me: str = "") -> None:
    """`me` is the worker that asks: whatever it had taken, it does no more."""
    for task in DBTaskResult.objects.running():
        worker = task.worker_ids[-1] if task.worker_ids else ""
        if worker == me or not workers.is_alive(worker):
            take_up(task, KILLED)


@transaction.atomic
def take_up(task: DBTaskResult, why: str) -> None:
    """Queues a task again, or gives it up: only one of two workers finds it as it was."""
    found = DBTaskResult.objects.filter(pk=task.pk, status=task.status)
    if len(task.worker_ids) < TRIES:
        is_ours = found.update(status=TaskResultStatus.READY, finished_at=None)
    else:
        is_ours = found.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
    subject = _REGISTERED.get(task.task_path)
    if not is_ours or subject is None:
        return
    (key,) = task.args_kwargs["args"]
    if len(task.worker_ids) < TRIES:
        subject.put_back(key)
    else:
        subject.give_up(key, why)
