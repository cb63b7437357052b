"""The databases of a run: migrated once, copied by every process; emptied without delay."""

import fcntl
import functools
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


def migrate_once(folder: Path) -> None:
    """The first process of the run to need tables makes them; the others start from a copy.

    The folder is that of the run. Django still asks for the migrations of a copy, and finds
    none left to do.
    """
    creation = connection.creation
    copies = {"sqlite": CopiesInMemory, "postgresql": CopiesByTheServer}[connection.vendor]
    make, shared = creation.create_test_db, copies(creation, folder)

    @functools.wraps(make)
    def make_or_copy(*args, **kwargs):
        with alone(folder):
            if shared.mark.exists():
                shared.start_from_copy()
                return make(*args, **kwargs)
            name = make(*args, **kwargs)
            shared.keep_copy(name)
            return name

    creation.create_test_db = make_or_copy


@contextmanager
def alone(folder: Path):
    """While one process is inside, the others wait."""
    with (folder / "databases.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrated_file(folder: Path) -> Path:
    """Tables without rows, once a process of the run has made them on SQLite."""
    return folder / "migrated.sqlite3"


def copy_migrated_file(folder: Path, path: Path) -> None:
    """Another copy of it, made now if no process needed one before."""
    made = migrated_file(folder)
    with alone(folder):
        if not made.exists():
            part = made.with_suffix(".part")
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                cwd=settings.BASE_DIR,
                env=os.environ | {"DATABASE_URL": f"sqlite:///{part}"},
                check=True,
            )
            part.rename(made)
    shutil.copy(made, path)


class CopiesInMemory:
    def __init__(self, creation, folder):
        self.creation, self.mark = creation, migrated_file(folder)

    def keep_copy(self, name):
        part = self.mark.with_suffix(".part")
        with closing(sqlite3.connect(part)) as copy:
            connection.connection.backup(copy)
        part.rename(self.mark)

    def start_from_copy(self):
        name = self.creation._get_test_db_name()
        # Never closed: a database in memory goes with the last that holds it.
        self.holder = sqlite3.connect(name, uri=True, check_same_thread=False)
        with closing(sqlite3.connect(self.mark)) as copy:
            copy.backup(self.holder)


class CopiesByTheServer:
    def __init__(self, creation, folder):
        self.creation, self.mark = creation, folder / "migrated.name"

    def keep_copy(self, name):
        self.creation.clone_test_db("migrated", verbosity=0)
        self.mark.write_text(self.creation.get_test_db_clone_settings("migrated")["NAME"])

    def start_from_copy(self):
        connection.settings_dict["TEST"]["TEMPLATE"] = self.mark.read_text()


def delete_rather_than_truncate() -> None:
    """PostgreSQL renews every file of the tables it truncates: over a second for few rows."""
    if connection.vendor != "postgresql":
        return
    truncate = connection.ops.sql_flush

    def delete(style, tables, *, reset_sequences=False, allow_cascade=False):
        if reset_sequences or not tables:
            return truncate(
                style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade
            )
        # In any order: Django's keys are looked at when the transaction ends.
        return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]  # noqa: S608

    connection.ops.sql_flush = delete


def drop_by_force() -> None:
    """A page asked for by a browser may end after its test: its session goes with the base."""
    if connection.vendor != "postgresql":
        return
    creation = connection.creation

    def drop(name: str, verbosity: int) -> None:
        with creation._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {connection.ops.quote_name(name)} WITH (FORCE)")

    creation._destroy_test_db = drop
