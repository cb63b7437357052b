"""Bring in a stock: the guards, the plan, its count, its preview."""

import contextlib
import datetime as dt
from functools import partial

from beneficiaries.enums import Organisation
from beneficiaries.imports.known import Known, Loaded, known_payers
from beneficiaries.imports.stock import SITUATION_FIELDS, Communes, Stock
from beneficiaries.imports.stock_plan import HouseholdPlan, PersonPlan, StockPlan
from beneficiaries.imports.stock_write import MEMBERSHIP_FIELDS, StockWriter
from beneficiaries.imports.timeline import Difference
from beneficiaries.models import HouseholdSituation, Membership, Person
from plics import days
from plics.importing.errors import FileRefused, Guarded, NothingGood
from plics.importing.importer import COMPARING, WRITING, Importer
from plics.importing.reports import CLOSED, CREATED, LEFT, UNCHANGED, UPDATED, RowChange

CLOSING_LIMIT = 20  # percent of the households of a payer open before


class StockImporter(Importer):
    """What follows reading, the same for lists and for the CNAF flux.

    Subclasses fill `stock` in `read`, and `report.reference_date`.
    """

    is_stock = True
    payers_known = tuple(Organisation.values)
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
        self.name_payers()
        self.loaded = Loaded(self.day)
        self.check_date()
        if not self.stock.households:
            raise NothingGood("Aucun ménage du fichier n’est valable : rien n’a été écrit.")
        ends = [self.loaded.following(payer) for payer in self.payers]
        self.known = Known(self.day, None if None in ends else max(filter(None, ends)))
        self.stock_plan = StockPlan(
            self.stock, self.known, self.loaded, self.payers, tell=partial(self.job.tell, COMPARING)
        )
        self.check_closings()
        self.count()

    def name_payers(self) -> None:
        """A household whose row names no payer keeps its own, the CAF if it has none yet."""
        households = self.stock.households.values()
        unnamed = [household for household in households if not household.organisation]
        known = known_payers(self.day) if unnamed else {}
        for household in unnamed:
            household.organisation = known.get(household.number, Organisation.CAF)
        self.payers = sorted({str(household.organisation) for household in households})

    def write(self, run) -> None:
        writer = StockWriter(self.stock_plan, self.known, run, self.communes.codes)
        writer.write(tell=partial(self.job.tell, WRITING))

    # -- guards

    def check_date(self) -> None:
        day, loaded = self.day, self.loaded
        if problem := days.problem_of(day):
            raise FileRefused(
                f"Le stock est daté du {day:%d/%m/%Y}, qui {problem} ; attendu : "
                f"{days.latest()}.{days.question(day)}"
            )
        known = [loaded.dates[payer] for payer in self.payers or loaded.dates]
        if self.stock.is_complement and not any(day in days for days in known):
            raise FileRefused(
                f"Un fichier de rejets complète un stock déjà chargé, et aucun ne l’est "
                f"au {day:%d/%m/%Y}. Retirez la colonne du motif si le fichier est entier."
            )
        for payer in self.payers:
            latest = loaded.latest(payer)
            if latest and day < latest and not self.job.force:
                raise Guarded(
                    f"Ce stock de la {payer} du {day:%d/%m/%Y} est plus ancien que le dernier "
                    f"chargé ({latest:%d/%m/%Y}). Pour corriger le passé, forcez l’import "
                    "(--force)."
                )

    def check_closings(self) -> None:
        closings, opened = self.stock_plan.closed_by_payer(), self.stock_plan.open_before()
        for payer, closed in closings.items():
            if closed * 100 <= opened[payer] * CLOSING_LIMIT or self.job.force:
                continue
            raise Guarded(
                f"Ce fichier fermerait {closed} des {opened[payer]} ménages ouverts de la {payer}, "
                f"plus que {CLOSING_LIMIT} %. Vérifiez qu’il est complet ; s’il l’est, forcez "
                "l’import (--force)."
            )

    # -- what it will do

    def count(self) -> None:
        """Persons are counted, one a row; closings are households."""
        report = self.report
        for household in self.stock_plan.households:
            touched = bool(household.changes) or household.situations != Difference([], [], [])
            for person in household.persons:
                if person.row is None:
                    self.detail(household, person, LEFT)
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
        self.tell_other_payers()
        self.tell_passed()
        self.tell_elsewhere()
        self.tell_recognised()
        self.communes.tell(self.report)

    def tell_other_endings(self) -> None:
        ended = len(self.stock_plan.closings) - self.stock_plan.closed
        if ended:
            self.report.say(
                f"Ménages sans droit ouvert que le fichier ne contient plus : {ended} ; "
                "leur dernière situation est arrêtée."
            )

    def tell_recognised(self) -> None:
        recognised = self.stock_plan.recognised
        renamed = {
            name: [
                person.row.line
                for household in self.stock_plan.households
                for person in household.persons
                if person.row and name in person.changes
            ]
            for name in ("last_name", "first_name")
        }
        for message, lines in (
            ("Personnes connues, passées d’un ménage à un autre", recognised.moved),
            ("Personnes connues dont le nom de famille a changé dans leur dossier",
             renamed["last_name"]),
            ("Personnes connues dont le prénom a été corrigé dans leur dossier",
             renamed["first_name"]),
            ("Enfants qui ont une place dans deux ménages", recognised.shared),
            ("Personnes dont une autre fiche porte les nom, prénom et date de naissance, gardées à "
             "part : à fusionner si c’est la même", recognised.namesakes),
            ("Personnes nouvelles, qui ont tout sauf un nom de quelqu’un qui vient de partir, "
             "gardées à part : à fusionner si c’est la même", recognised.doubtful.values()),
        ):  # fmt: skip
            self.report.say_lines(message, sorted(lines))

    def tell_elsewhere(self) -> None:
        if self.stock_plan.elsewhere:
            self.report.say(
                "Ménages sans droit ouvert, hors du département et jamais connus ici, laissés de "
                f"côté : {self.stock_plan.elsewhere}."
            )

    def tell_other_payers(self) -> None:
        for payer, count in sorted(self.stock_plan.open_before().items()):
            if payer not in self.payers:
                self.report.say(
                    f"Ménages ouverts de la {payer}, laissés comme ils sont : {count} ; le fichier "
                    f"ne parle que pour la {' et la '.join(self.payers)}."
                )

    def tell_passed(self) -> None:
        passing = self.stock_plan.passing
        lines = [self.stock.households[number].line for number in passing.taken]
        self.report.say_lines(
            "Ménages repris d’un autre organisme sous un nouveau numéro : l’ancien dossier "
            "s’arrête à la date du stock",
            sorted(lines),
        )
        self.report.say_lines(
            "Ménages que le fichier donne encore ouverts, alors que l’autre organisme les a repris "
            ": comptés une fois, chez celui-ci ; si son fichier de ce jour ne les a plus, "
            "rechargez ensuite ce fichier",
            sorted(row.line for row in passing.kept),
        )
        self.report.say_lines(
            "Ménages dont le numéro est celui d’un ménage ouvert de l’autre organisme, où ne vit "
            "aucune de leurs personnes : laissés de côté, numéros à vérifier",
            sorted(row.line for row in passing.strangers),
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
                fields=tuple(self.differences(household, person))
                if fate in (UPDATED, LEFT)
                else (),
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
                self.display(Person, name, person.known.had(name)),
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
