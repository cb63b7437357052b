"""Bring in a stock: the guards, the plan, its count, its preview."""

import contextlib
import datetime as dt
from functools import partial

from beneficiaries.imports.known import Known, loaded_dates
from beneficiaries.imports.stock import SITUATION_FIELDS, Communes, Stock
from beneficiaries.imports.stock_plan import HouseholdPlan, PersonPlan, StockPlan
from beneficiaries.imports.stock_write import MEMBERSHIP_FIELDS, StockWriter
from beneficiaries.imports.timeline import Difference
from beneficiaries.models import HouseholdSituation, Membership, Person
from plics.importing.errors import FileRefused, Guarded
from plics.importing.importer import COMPARING, WRITING, Importer
from plics.importing.reports import CLOSED, CREATED, UNCHANGED, UPDATED, RowChange

CLOSING_LIMIT = 20  # percent of the households open before


class StockImporter(Importer):
    """What follows reading, the same for lists and for the CNAF flux.

    Subclasses fill `stock` in `read`, and `report.reference_date`.
    """

    is_stock = True
    force_means = (
        "Accepte un stock plus ancien que le dernier chargé, qui corrigera alors le passé et les "
        f"chiffres qui en dépendent, et un stock qui fermerait plus de {CLOSING_LIMIT}\u00a0% des "
        "ménages ouverts."
    )

    stock: Stock
    communes: Communes

    @property
    def day(self) -> dt.date:
        """Of the stock: reading refuses a file without one."""
        assert self.report.reference_date is not None
        return self.report.reference_date

    def plan(self) -> None:
        day = self.day
        loaded = loaded_dates()
        self.check_date(day, loaded)
        if not self.stock.households:
            raise FileRefused("Aucun ménage du fichier n’est valable : rien n’a été écrit.")
        following = next((date for date in loaded if date > day), None)
        latest = loaded[-1] if loaded else None
        self.corrects_the_past = latest is not None and day <= latest
        self.known = Known(day, following)
        self.stock_plan = StockPlan(
            self.stock,
            self.known,
            is_latest=latest is None or day >= latest,
            tell=partial(self.job.tell, COMPARING),
        )
        self.check_closings()
        self.count()

    def write(self, run) -> None:
        writer = StockWriter(self.stock_plan, self.known, run, self.communes.codes)
        writer.write(corrects_the_past=self.corrects_the_past, tell=partial(self.job.tell, WRITING))

    # -- guards

    def check_date(self, day: dt.date, loaded: list[dt.date]) -> None:
        if self.stock.is_complement and day not in loaded:
            raise FileRefused(
                f"Un fichier de rejets complète un stock déjà chargé, et aucun ne l’est "
                f"au {day:%d/%m/%Y}. Retirez la colonne du motif si le fichier est entier."
            )
        if loaded and day < loaded[-1] and not self.job.force:
            raise Guarded(
                f"Ce stock du {day:%d/%m/%Y} est plus ancien que le dernier chargé "
                f"({loaded[-1]:%d/%m/%Y}). Pour corriger le passé, forcez l’import (--force)."
            )

    def check_closings(self) -> None:
        closed, before = self.stock_plan.closed, self.stock_plan.open_before
        if closed * 100 <= before * CLOSING_LIMIT or self.job.force:
            return
        raise Guarded(
            f"Ce fichier fermerait {closed} des {before} ménages ouverts avant lui, plus que "
            f"{CLOSING_LIMIT} %. Vérifiez qu’il est complet ; s’il l’est, forcez l’import "
            "(--force)."
        )

    # -- what it will do

    def count(self) -> None:
        """Persons are counted, one a row; closings are households."""
        report = self.report
        for household in self.stock_plan.households:
            touched = bool(household.changes) or household.situations != Difference([], [], [])
            for person in household.persons:
                if person.row is None:
                    self.detail(household, person, UPDATED)
                    continue
                fate = UPDATED if touched and person.fate == UNCHANGED else person.fate
                setattr(report, fate, getattr(report, fate) + 1)
                if fate in (CREATED, UPDATED):
                    self.detail(household, person, fate)
        report.closed = self.stock_plan.closed
        if self.job.detailed:
            report.changes += [
                RowChange(CLOSED, closing.number)
                for closing in self.stock_plan.closings
                if self.stock_plan.was_open(closing.known)
            ]
        self.tell_other_endings()

    def tell_other_endings(self) -> None:
        ended = len(self.stock_plan.closings) - self.stock_plan.closed
        if ended:
            self.report.say(
                f"Ménages sans droit ouvert que le fichier ne contient plus : {ended} ; "
                "leur dernière situation est arrêtée."
            )

    def detail(self, household: HouseholdPlan, person: PersonPlan, fate: str) -> None:
        if not self.job.detailed:
            return
        source = person.row or person.known
        assert source is not None
        self.report.changes.append(
            RowChange(
                kind=fate,
                label=f"{household.number} – {source.last_name} {source.first_name}",
                line=person.row.line if person.row else None,
                fields=tuple(self.differences(household, person)) if fate == UPDATED else (),
            )
        )

    def differences(self, household: HouseholdPlan, person: PersonPlan):
        yield from self.steps(household.situations, HouseholdSituation, SITUATION_FIELDS)
        if person.row is None:
            yield ("présence dans le ménage", "oui", "non")
        else:
            yield from self.steps(person.memberships, Membership, MEMBERSHIP_FIELDS)
        if person.known is None:
            return
        for name, new in person.changes.items():
            yield (
                label_of(Person, name),
                self.display(Person, name, person.known.values[name]),
                self.display(Person, name, new),
            )

    def steps(self, change: Difference, model, fields: tuple):
        """Old and new value of each field at the stock's date."""
        day = self.day
        old = [*change.gone, *(pair[0] for pair in change.changed)]
        new = [*change.new, *(pair[1] for pair in change.changed)]
        before = next((piece.state for piece in old if piece.holds(day)), None)
        after = next((piece.state for piece in new if piece.holds(day)), None)
        if before is None and after is None:
            return
        for index, name in enumerate(fields):
            was = self.display(model, name, before[index]) if before else ""
            becomes = self.display(model, name, after[index]) if after else ""
            if was != becomes:
                yield label_of(model, name), was, becomes

    def display(self, model, name: str, value) -> str:
        if value in (None, ""):
            return ""
        if name == "commune_id":
            return self.communes.names[value]
        if isinstance(value, bool):
            return "oui" if value else "non"
        if isinstance(value, dt.date):
            return f"{value:%d/%m/%Y}"
        with contextlib.suppress(TypeError, KeyError):
            return str(dict(model._meta.get_field(name).flatchoices)[value])
        return str(value)


def label_of(model, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)
