"""What the files about known persons have in common: orientations, contracts, supports…"""

import dataclasses
import datetime as dt
from collections import defaultdict
from functools import cached_property
from typing import Any

from django.db.models import Manager

from beneficiaries.imports import columns, decisions
from beneficiaries.imports.persons import PersonIndex, batches
from beneficiaries.imports.snapshots import Attachments, Snapshots
from beneficiaries.models import (
    EngagementContract,
    Interview,
    Orientation,
    Person,
    ReferentBody,
    Support,
)
from plics import history
from plics.importing import values as cell
from plics.importing.changes import carry_into, field_of, model_of
from plics.importing.errors import Invalid
from plics.importing.fields import Field
from plics.importing.links import relink
from plics.importing.lookups import at, check_valid, in_order, several
from plics.importing.model_fields import lookup_in
from plics.importing.rules import cancelled_row, check_constraints
from plics.importing.table_importer import TableImporter

PERSON = [columns.NUMBER, columns.LAST_NAME, columns.FIRST_NAME, columns.BIRTH_DATE]
BODY = Field(
    name="organisme",
    parse=cell.text(120),
    label="Organisme référent",
    help="identifiant d’un organisme référent",
    example="departement",
    required=True,
    synonyms=("structure référente",),
    codes=lambda: ReferentBody.objects.values_list("slug", "name"),
)
COMMISSION = dataclasses.replace(
    decisions.COMMISSION,
    required=False,
    help="identifiant de la commission ; vide, c’est celle de la commune où vivait la personne",
)


Located = EngagementContract | Interview | Support
OfPerson = Located | Orientation


class OfPersonImporter(TableImporter):
    """Each row is about someone known already: these files create nobody."""

    model: type[OfPerson]
    # The fields that, with the person, tell one row from the others; its day comes last.
    key: tuple[str, ...]
    # What is told of a row besides its key while it is looked for.
    told_by: tuple[str, ...] = ()
    # The column of each field, of each many-to-many list, of each constraint.
    column_of: dict[str, str]
    lists: dict[str, str] = {}
    places: dict[str, str] = {}
    # The day when the row of a dated list must be in force.
    dated: dict[str, str] = {}

    def prepare(self) -> None:
        self.persons = PersonIndex(
            self.column("numero_demande"), self.column("date_naissance"), self.report, self.job.by
        )
        fields = [field_of(self.model, name) for name in (*self.column_of, *self.lists)]
        self.lookups = {f.name: lookup_in(model_of(f)) for f in fields if f.is_relation}
        self.load_known()
        self.new: list[OfPerson] = []
        self.changed: list[OfPerson] = []
        self.listed: dict[str, list] = {name: [] for name in self.lists}

    def load_known(self) -> None:
        by = self.job.by
        persons = Person.objects.visible_to(by) if by else Person.objects.all()
        rows = self.model.with_cancelled.select_related("person", *self.relations()).order_by("pk")
        self.visible: set[int] = set()
        self.known: dict[tuple, list[OfPerson]] = defaultdict(list)
        self.cancelled: set[tuple] = set()
        for batch in batches(person.pk for person in self.persons.everyone()):
            self.hold(batch)
            self.visible |= set(persons.filter(pk__in=batch).values_list("pk", flat=True))
            for row in rows.filter(person__in=batch).prefetch_related(*self.lists):
                if row.is_cancelled:
                    self.cancelled.add(self.key_of(row))
                else:
                    self.known[self.key_of(row)].append(row)

    def hold(self, persons: list[int]) -> None:
        """Where a rule looks at the person's other rows, nobody types one meanwhile."""

    @cached_property
    def snapshots(self) -> Snapshots:
        return Snapshots(self.persons.known())

    @cached_property
    def attachments(self) -> Attachments:
        return Attachments()

    def relations(self) -> list[str]:
        return [name for name in self.lookups if name in self.column_of]

    def key_of(self, row: OfPerson) -> tuple:
        return row.person_id, *(getattr(row, name) for name in self.key)

    def take(self, line: int, values: dict) -> None:
        person = self.person(values)
        found = self.found(values)
        lists = self.lists_in(values)
        told = {name: found[name] for name in (*self.key, *self.told_by)}
        row = self.row(self.model(person=person, **told))
        self.once(self.key_of(row), line)
        self.check_born(row)
        changes = carry_into(row, found)
        if isinstance(row, Located):
            self.locate(row)
        self.check(row)
        self.keep(line, row, changes, lists)

    def person(self, values: dict) -> Person:
        """Someone of another territory is as unknown as a stranger."""
        person = self.persons.find(values)
        if person.pk not in self.visible:
            raise Invalid(
                "Aucune personne connue n’a ce numéro de demande, ce nom, ce prénom et cette "
                "date de naissance",
                "une personne du stock avec son numéro, ou déjà connue hors du stock",
                field="nom",
            )
        return person

    def found(self, values: dict) -> dict:
        """The value of each field that the file gives, codes being replaced by rows."""
        return {
            name: at(column, self.lookups[name], values[column])
            if name in self.lookups and values[column]
            else values[column]
            for name, column in self.column_of.items()
        }

    def lists_in(self, values: dict) -> dict[str, list]:
        return {
            name: at(column, several, self.lookups[name], values[column])
            for name, column in self.lists.items()
            if values[column]
        }

    def row(self, wanted: OfPerson) -> OfPerson:
        """The known row that has this key, else this new one."""
        rows = self.known[self.key_of(wanted)]
        if len(rows) > 1:
            raise Invalid(
                f"{len(rows)} {self.model._meta.verbose_name_plural} de cette personne "
                "répondent déjà à cette ligne",
                "un choix à la main dans leur liste",
                field=self.day_column,
            )
        if not rows and self.key_of(wanted) in self.cancelled:
            raise cancelled_row("Cette ligne", field=self.day_column)
        return rows[0] if rows else wanted

    def day_of(self, row: OfPerson) -> dt.date:
        return getattr(row, self.key[-1])

    @property
    def day_column(self) -> str:
        return self.column_of[self.key[-1]]

    def check_born(self, row: OfPerson) -> None:
        if row.person.birth_date > self.day_of(row):
            raise Invalid("La personne n’était pas née à cette date", field=self.day_column)

    def locate(self, row: Located) -> None:
        """A row without a commission gets that of where the person lived."""
        if row.commission_id is None:
            day = self.day_of(row)
            commune = self.snapshots.of(row.person, day).commune_id
            row.commission_id = self.attachments.commission(commune, day)
        if row.commission_id is None:
            raise Invalid(
                "La commune de la personne ne dit pas sa commission",
                "l’identifiant d’une commission",
                field="commission",
            )
        self.check_commission(row.commission_id, "commission")

    def check(self, row: OfPerson) -> None:
        check_constraints(row, self.places)
        for name, day in self.dated.items():
            if getattr(row, name):
                at(self.column_of[name], check_valid, getattr(row, name), getattr(row, day))

    def keep(self, line: int, row: OfPerson, changes: dict, lists: dict[str, list]) -> None:
        if row.pk is None:
            self.new.append(row)
        for name, wanted in lists.items():
            before = in_order(getattr(row, name).all()) if row.pk else []
            if wanted != before:
                changes[name] = before, wanted
                self.listed[name].append((row, wanted))
        if row.pk and changes:
            self.changed.append(row)
        self.settle(row, changes, f"{row}, {self.day_of(row):%d/%m/%Y}", line)

    def write(self, run) -> None:
        manager: Manager[Any] = self.model.objects
        manager.bulk_create(self.new, batch_size=500)
        history.bulk_update(self.model, self.changed, self.column_of, batch_size=200)
        for name, rows in self.listed.items():
            relink(self.model, name, rows)
