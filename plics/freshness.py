"""Tells whether data may have changed since something was worked out from them.

Each committed write changes a stamp kept in the database: what was worked out under a stamp
holds as long as the stamp does, for every process that shares the database.
"""

import logging
import re
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from plics.models import DataStamp

logger = logging.getLogger(__name__)

# A statement that writes, unless it is in the rows of sessions, accounts, tasks, journals or
# documents: no figure is made of those.
WRITE = re.compile(
    r"\s*(INSERT|REPLACE|UPDATE|DELETE|TRUNCATE|MERGE|COPY|WITH)\b"
    r'(?! (OR \w+ )?((INTO|FROM) )?"(django_|account_|reports_|plics_user|plics_upload'
    r'|plics_columnmapping|plics_datastamp|cache"))',
    re.IGNORECASE,
)


def stamp() -> UUID | None:
    """The state of the data; None where nothing read now may be kept.

    A transaction that has written sees what may never be committed.
    """
    if connection.in_atomic_block and getattr(connection, "has_written", False):
        return None
    return DataStamp.objects.values_list("value", flat=True).first()


def note_writes(execute, sql, params, many, context):
    """Watches each statement of a connection: a write will change the stamp, once committed."""
    result = execute(sql, params, many, context)
    if WRITE.match(sql):
        here = context["connection"]
        here.has_written = True
        if not _is_awaited(here):
            transaction.on_commit(_change, using=here.alias)
    return result


def _is_awaited(here) -> bool:
    """A savepoint that is rolled back forgets what was to be done after it."""
    return any(
        done is _change and savepoints <= set(here.savepoint_ids)
        for savepoints, done, *_ in here.run_on_commit
    )


def _change() -> None:
    try:
        DataStamp(pk=1).save()
    except DatabaseError:
        # The write itself is done. While the very first migrations run, there is no stamp yet;
        # afterwards, figures are counted again within the hour all the same.
        if DataStamp._meta.db_table in connection.introspection.table_names():
            logger.exception("the stamp of the data was not renewed")


def watch(sender, connection, **kwargs) -> None:
    if note_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(note_writes)
