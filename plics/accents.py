"""Search as people type: « lefevre » finds « LEFÈVRE », whatever the database."""

import functools

from django.db import models

from plics.importing.headers import LETTERS, plain

SQLITE_FUNCTION = "plics_plain"
COMBINING = "[\u0300-\u036f]"


@models.Field.register_lookup
class Reads(models.Lookup):
    """The value holds these letters, case and accents apart."""

    lookup_name = "reads"
    prepare_rhs = False
    # What is asked of the place where the letters stand, from 1; 0 is nowhere.
    asked = "{place} > 0"

    def as_sqlite(self, compiler, connection):
        value, params = self.process_lhs(compiler, connection)
        bare = f"{SQLITE_FUNCTION}({value})"
        return self.compared(bare, f"instr({bare}, %s)", params)

    def as_postgresql(self, compiler, connection):
        value, params = self.process_lhs(compiler, connection)
        text = f"lower({value}::text)"
        for letter, letters in LETTERS.items():
            text = f"replace({text}, '{chr(letter)}', '{letters}')"
        bare = f"regexp_replace(normalize({text}, NFKD), '{COMBINING}', '', 'g')"
        return self.compared(bare, f"strpos({bare}, %s)", params)

    def compared(self, bare: str, place: str, params) -> tuple[str, list]:
        return self.asked.format(place=place), [*params, self.typed]

    @property
    def typed(self) -> str:
        # No value holds the null character, and PostgreSQL would not hear of it.
        return plain(str(self.rhs)).replace("\0", "")


@models.Field.register_lookup
class Begins(Reads):
    """The value begins with these letters, case and accents apart."""

    lookup_name = "begins"
    asked = "{place} = 1"


@models.Field.register_lookup
class ReadsExactly(Reads):
    """The value is these letters, case and accents apart."""

    lookup_name = "reads_exactly"

    def compared(self, bare, place, params):
        return f"{bare} = %s", [*params, self.typed]


def teach_sqlite(connection, **kwargs) -> None:
    """SQLite by itself folds the case of plain letters only."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            SQLITE_FUNCTION, 1, plain_or_nothing, deterministic=True
        )


# A search asks it of every row, for each word and field; names repeat.
@functools.lru_cache(maxsize=20_000)
def plain_or_nothing(value):
    return None if value is None else plain(str(value))
