"""What the database itself refuses of the traces, whoever asks: told once, for its migration."""

from plics.traces.retention import POSTGRESQL_SETTING, SQLITE_FUNCTION

ONLY_ADDED = "plics_trace: traces are only added"

# Another program than this one does not know the function, and is refused by that.
SQLITE = [
    f"""CREATE TRIGGER plics_trace_unchanged BEFORE UPDATE ON plics_trace
    BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED}'); END""",
    f"""CREATE TRIGGER plics_trace_kept BEFORE DELETE ON plics_trace
    WHEN NOT {SQLITE_FUNCTION}()
    BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED}'); END""",
]
UNDO_SQLITE = ["DROP TRIGGER plics_trace_unchanged", "DROP TRIGGER plics_trace_kept"]

POSTGRESQL = [
    f"""CREATE FUNCTION plics_trace_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'UPDATE' AND current_setting('plics.{POSTGRESQL_SETTING}', true) = 'on' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '{ONLY_ADDED}';
    END $$""",
    """CREATE TRIGGER plics_trace_kept BEFORE UPDATE OR DELETE ON plics_trace
    FOR EACH ROW EXECUTE FUNCTION plics_trace_only_added()""",
    """CREATE TRIGGER plics_trace_never_emptied BEFORE TRUNCATE ON plics_trace
    FOR EACH STATEMENT EXECUTE FUNCTION plics_trace_only_added()""",
    # A person's page asks which of a year's traces hold that person.
    "CREATE INDEX trace_of_person_idx ON plics_trace USING gin (persons jsonb_path_ops)",
]
UNDO_POSTGRESQL = [
    "DROP INDEX trace_of_person_idx",
    "DROP TRIGGER plics_trace_never_emptied ON plics_trace",
    "DROP TRIGGER plics_trace_kept ON plics_trace",
    "DROP FUNCTION plics_trace_only_added()",
]


def set_up(apps, schema_editor) -> None:
    execute(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def take_down(apps, schema_editor) -> None:
    execute(schema_editor, {"sqlite": UNDO_SQLITE, "postgresql": UNDO_POSTGRESQL})


def execute(schema_editor, statements: dict[str, list[str]]) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
