"""The background worker: what waits in the queue is done, whatever befalls the machines."""

import time
import uuid

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connections
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from plics.background import taking_up, workers

# Raised by a lock that lasts, a database that restarts, a disk that is full: it passes.
PASSING = (OperationalError, InterfaceError)
PASSING_PATHS = {f"{kind.__module__}.{kind.__qualname__}" for kind in PASSING}
SHORTEST, LONGEST = 1, 30  # seconds before the next try
TOLD = "La base de données ne répond pas, ou le disque est plein : nouvel essai dans {} s."


class PatientWorker(Worker):
    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        has_failed = db_task_result.status == TaskResultStatus.FAILED
        if has_failed and db_task_result.exception_class_path in PASSING_PATHS:
            taking_up.take_up(db_task_result, taking_up.FAILED)


class Command(BaseCommand):
    help = "Exécute les tâches qui attendent : livrets en PDF, gros imports, chiffres."

    def add_arguments(self, parser):
        parser.add_argument("--batch", action="store_true", help="s’arrête quand rien n’attend")
        parser.add_argument("--max-tasks", type=int, help="s’arrête après tant de tâches")

    def handle(self, *, batch, max_tasks, **options):
        # Without its tables it would wait for ever: here it ends, and says what to do.
        DBTaskResult.objects.exists()
        name = uuid.uuid4().hex
        worker = PatientWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=1,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=max_tasks,
            worker_id=name,
        )
        if not batch:
            worker.configure_signals()
        with workers.known_as(name):
            self.work(worker)

    def work(self, worker: Worker) -> None:
        pause = SHORTEST
        while True:
            started = time.monotonic()
            try:
                taking_up.take_up_of_dead(worker.worker_id)
                workers.forget_dead()
                return worker.run()
            except PASSING:
                connections.close_all()
                if time.monotonic() - started > 2 * LONGEST:
                    pause = SHORTEST
                self.stderr.write(TOLD.format(pause))
                time.sleep(pause)
                pause = min(2 * pause, LONGEST)
