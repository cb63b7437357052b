"""Rows of a file set beside those of a model: what is read, refused, created, changed.

Files are read and cells refused as everywhere else (plics/importing): import-export's own
readers open any archive whole, and say in English what Python said.
"""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import tempfile
from pathlib import Path

import tablib
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from import_export import resources, widgets
from import_export.fields import Field
from import_export.formats.base_formats import Format

from plics import history
from plics.exports import as_typed, columns_of
from plics.importing.apart import read_table
from plics.importing.errors import FileRefused, Invalid, shown
from plics.importing.fields import RowReader, read_cell
from plics.importing.model_fields import columns_to_read
from plics.importing.run import told_of_same_file
from plics.models import ImportRun
from plics.nir import without_nir

logger = logging.getLogger(__name__)
# Lists the staff keep by hand: a longer file is another one.
ROW_LIMIT = 5_000
KIND_LENGTH = ImportRun._meta.get_field("kind").max_length


class NumberedRows(tablib.Dataset):
    """The rows of a file, with the line of each."""

    lines: list[int]
    fingerprint: str


class AnyTable(Format):
    """CSV, XLSX or ODS, told by its content."""

    def __init__(self, encoding=None):
        """The encoding too is told by the content."""

    def get_title(self):
        return "tableau"

    def create_dataset(self, in_stream: bytes) -> NumberedRows:
        with tempfile.NamedTemporaryFile() as file:
            file.write(in_stream)
            file.flush()
            table = read_table(Path(file.name))
        if not table.rows:
            raise FileRefused("Le fichier ne contient que sa ligne d’en-têtes.")
        if len(table.rows) > ROW_LIMIT:
            raise FileRefused(f"Le tableau a plus de {ROW_LIMIT} lignes : il n’a pas été comparé.")
        width = len(table.header)
        dataset = NumberedRows(headers=table.header)
        for line, cells in table.rows:
            if any(str(cell).strip() for cell in cells[width:]):
                raise FileRefused(f"La ligne {line} a plus de cellules que la ligne d’en-têtes.")
            dataset.append([*cells[:width], *[""] * (width - len(cells))])
        dataset.lines = [line for line, _ in table.rows]
        dataset.fingerprint = hashlib.sha256(in_stream).hexdigest()
        return dataset


class Cell(widgets.Widget):
    def __init__(self, column):
        super().__init__()
        self.column = column

    def clean(self, value, row=None, **kwargs):
        """An empty cell is None, which leaves the row as it was."""
        found = read_cell(self.column, "" if value is None else as_typed(value))
        if isinstance(found, Invalid):
            raise found
        return found


class TableResource(resources.ModelResource):
    """Rows of a file set beside those of a model; `columns` says how each is read."""

    columns: dict = {}
    kind = ""

    def before_import(self, dataset, **kwargs):
        """The columns take the names of the fields, whatever their headers' spelling."""
        self.lines, self.seen, self.ignored = dataset.lines, {}, []
        try:
            reader = RowReader(self.expected(), dataset.headers)
        except FileRefused:
            # import-export would go on with the rows.
            dataset.wipe()
            raise
        fields = {column.name: name for name, column in self.columns.items()}
        for column, index in reader.indexes.items():
            dataset.headers[index] = fields[column]
        self.ignored = reader.unknown
        self.shown_as = columns_of(self._meta.model, self.site)

    def expected(self) -> list:
        """What a row is known by has its column, though a cell there may be empty."""
        key = self.get_import_id_fields()
        return [
            dataclasses.replace(column, required=column.required or name in key)
            for name, column in self.columns.items()
        ]

    def get_instance(self, instance_loader, row):
        """A key that cannot be read is no row's; its refusal is told with the other cells'."""
        try:
            return super().get_instance(instance_loader, row)
        except Invalid:
            return None
        except self._meta.model.MultipleObjectsReturned:
            raise ValidationError(
                "Plusieurs lignes de la liste répondent à celle-ci : corrigez-les à la main."
            ) from None

    def before_import_row(self, row, row_number=None, **kwargs):
        key = tuple(str(row.get(name)).strip().casefold() for name in self.get_import_id_fields())
        first = self.seen.setdefault(key, self.lines[row_number - 1])
        if first != self.lines[row_number - 1]:
            raise ValidationError(f"Cette ligne répète la ligne {first} du fichier.")

    def after_import_row(self, row, row_result, row_number=None, **kwargs):
        row_result.line = self.lines[row_number - 1]
        row_result.changes = self.changes(row_result)

    def changes(self, row_result) -> list[tuple[str, str, str]]:
        if not row_result.is_update():
            return []
        found = []
        for name, column in self.columns.items():
            show = self.shown_as[name].export
            old, new = show(row_result.original), show(row_result.instance)
            if old != new:
                found.append((column.label, old, new))
        return found

    def after_import(self, dataset, result, dry_run=False, user=None, file_name="", **kwargs):
        for failed in result.error_rows:
            logger.error("a row could not be imported", exc_info=failed.errors[0].error)
        result.ignored = self.ignored
        result.repeat = told_of_same_file(self.kind, dataset.fingerprint)
        result.refusals = [
            (dataset.lines[invalid.number - 1], *refusal)
            for invalid in result.invalid_rows
            for refusal in self.refusals(dataset, invalid)
        ]
        if not (dry_run or result.has_errors() or result.has_validation_errors()):
            self.record(result, file_name, dataset.fingerprint, user)

    def refusals(self, dataset, invalid):
        """Column, value read and reason of each thing refused in a row."""
        row = dict(zip(dataset.headers, dataset[invalid.number - 1], strict=True))
        for name, reasons in invalid.error_dict.items():
            label = self.columns[name].label if name in self.columns else ""
            yield label, shown(row.get(name, "")), " ".join(reasons)

    def record(self, result, file_name, fingerprint, user) -> None:
        run = ImportRun.objects.create(
            kind=self.kind,
            file_name=without_nir(file_name)[:255],
            fingerprint=fingerprint,
            imported_by=user,
            created=result.totals["new"],
            updated=result.totals["update"],
            unchanged=result.totals["skip"],
        )
        if made := history.current():
            made.run = run
            made.save(update_fields=["run"])


def kind_of(model) -> str:
    """What such a file is called among all those brought in."""
    return slugify(model._meta.verbose_name_plural)[:KIND_LENGTH]


def table_resource(model, key, site) -> type[TableResource]:
    columns = columns_to_read(model)
    fields = {
        name: Field(name, name, Cell(column), saves_null_values=False)
        for name, column in columns.items()
    }
    options = {
        "model": model,
        "fields": list(columns),
        "import_id_fields": key,
        "clean_model_instances": True,
        "skip_unchanged": True,
        "report_skipped": True,
        "skip_html_diff": True,
        "store_instance": True,
        "use_transactions": True,
    }
    told = {"columns": columns, "kind": kind_of(model), "site": site}
    told["Meta"] = type("Meta", (), options)
    return type(f"{model.__name__}Table", (TableResource,), fields | told)
