"""Communes: their names, populations, places, and the canton and commission they belong to."""

import datetime as dt

from beneficiaries.imports.decisions import COMMISSION, commission_lookup
from beneficiaries.models import Attachment, Canton, Commune
from beneficiaries.reference import MAPPING_STARTS_ON
from plics import days, history
from plics.importing import values as cell
from plics.importing.changes import carry_into
from plics.importing.errors import FileRefused, Invalid
from plics.importing.fields import Field
from plics.importing.lookups import Lookup, at
from plics.importing.table_importer import TableImporter

commune_name = cell.text(80, name=True)


def typographic_name(raw) -> str:
    """Lists keep the typewriter’s apostrophe; documents print the true one."""
    return commune_name(raw).replace("'", "’")


FIELDS = [
    Field(
        name="insee_code",
        parse=cell.insee_code,
        label="Code INSEE",
        help="code INSEE à cinq caractères",
        example="61006",
        required=True,
        synonyms=("code commune", "code INSEE de la commune", "insee"),
    ),
    Field(name="name", parse=typographic_name, label="Nom", help="nom de la commune",
          example="Argentan", synonyms=("commune", "nom de la commune", "libellé")),
    Field(name="canton_code", parse=cell.code(4, r"\d{4}", "un code de canton à quatre chiffres"),
          label="Code canton", help="code d’un canton connu", example="6198",
          synonyms=("canton",)),
    Field(name="commission", parse=COMMISSION.parse, label=COMMISSION.label,
          help=COMMISSION.help, example="argentan", synonyms=COMMISSION.synonyms),
    Field(name="population", parse=cell.integer(maximum=3_000_000), label="Population",
          help="nombre d’habitants", example="13854", synonyms=("population municipale",)),
    Field(name="longitude", parse=cell.decimal(places=4, maximum=180, signed=True),
          label="Longitude", help="degrés décimaux (WGS84)", example="-0.0203"),
    Field(name="latitude", parse=cell.decimal(places=4, maximum=90, signed=True),
          label="Latitude", help="degrés décimaux (WGS84)", example="48.7441"),
]  # fmt: skip
PLAIN = ("name", "population", "longitude", "latitude")


class CommuneImporter(TableImporter):
    slug = "communes"
    names_persons = False
    title = "Communes et rattachements"
    explanation = (
        "Une ligne par commune. Un rattachement qui change demande sa date d’effet : avant elle, "
        "les chiffres gardent l’ancien."
    )
    fields = FIELDS
    is_seldom = True
    date_label = "Date d’effet"
    date_help = (
        "Jour à partir duquel valent les rattachements qui changent ; inutile s’il n’y en a pas."
    )

    def prepare(self) -> None:
        day = self.job.date
        if day and (problem := days.problem_of(day, planned=True)):
            told = days.latest(planned=True)
            raise FileRefused(f"La date d’effet, {day:%d/%m/%Y}, {problem} ; attendu : {told}.")
        self.cantons = Lookup(
            "un canton connu", Canton.objects.all(), lambda c: c.code, lambda c: c.name
        )
        self.commissions = commission_lookup()
        self.known = {commune.insee_code: commune for commune in Commune.objects.all()}
        attachments = Attachment.objects.order_by("starts_on").select_related(
            "canton", "commission"
        )
        self.latest = {attachment.commune_id: attachment for attachment in attachments}
        self.new: list[Commune] = []
        self.changed: list[Commune] = []
        self.ended: list[Attachment] = []
        self.begun: list[Attachment] = []

    def take(self, line: int, values: dict) -> None:
        self.once((values["insee_code"],), line)
        canton = values["canton_code"] and at("canton_code", self.cantons, values["canton_code"])
        commission = values["commission"] and at(
            "commission", self.commissions, values["commission"]
        )
        commune = self.known.get(values["insee_code"])
        if commune is None:
            self.create(line, values, canton, commission)
            return
        moves = self.attachment_change(commune, canton, commission)
        changes = carry_into(commune, {name: values[name] for name in PLAIN})
        if changes:
            self.changed.append(commune)
        if moves:
            self.attach(commune, moves)
        label = f"{commune} ({commune.insee_code})"
        self.settle(commune, changes, label, line) if not moves else self.settle_move(label, line)

    def create(self, line: int, values: dict, canton, commission) -> None:
        for name, value in (("name", values["name"]), ("canton_code", canton),
                            ("commission", commission)):  # fmt: skip
            if not value:
                raise Invalid("Valeur manquante pour une commune nouvelle", "une valeur",
                              field=name)  # fmt: skip
        commune = Commune(insee_code=values["insee_code"], **{n: values[n] for n in PLAIN})
        begins = self.job.date or MAPPING_STARTS_ON
        self.new.append(commune)
        self.begun.append(
            Attachment(commune=commune, canton=canton, commission=commission, starts_on=begins)
        )
        self.settle(commune, {}, f"{commune} ({commune.insee_code})", line)

    def attachment_change(self, commune: Commune, canton, commission) -> Attachment | None:
        """The attachment that would follow the one in force, if the file says another."""
        current = self.latest.get(commune.pk)
        canton = canton or (current and current.canton)
        commission = commission or (current and current.commission)
        same = current and (canton, commission) == (current.canton, current.commission)
        if same or not (canton and commission):
            return None
        day = self.effect_date(commune, current)
        return Attachment(commune=commune, canton=canton, commission=commission, starts_on=day)

    def effect_date(self, commune: Commune, current: Attachment | None) -> dt.date:
        day = self.job.date
        if day is None:
            if current is None:
                return MAPPING_STARTS_ON
            raise Invalid(
                f"Le rattachement de {commune} change ({current.canton}, {current.commission})",
                "la date d’effet du changement (--date)",
                field="commission",
            )
        if current and day <= current.starts_on:
            raise Invalid(
                f"Le rattachement de {commune} court depuis le {current.starts_on:%d/%m/%Y}",
                "une date d’effet plus récente",
                field="commission",
            )
        return day

    def attach(self, commune: Commune, attachment: Attachment) -> None:
        current = self.latest.get(commune.pk)
        if current:
            current.ends_on = attachment.starts_on
            self.ended.append(current)
        self.begun.append(attachment)

    def settle_move(self, label: str, line: int) -> None:
        """A change of attachment alone is a change of the commune's row."""
        self.settle(Commune(pk=0, name=""), {"name": ("", "nouveau rattachement")}, label, line)

    def write(self, run) -> None:
        Commune.objects.bulk_create(self.new)
        history.bulk_update(Commune, self.changed, PLAIN, batch_size=500)
        history.bulk_update(Attachment, self.ended, ["ends_on"], batch_size=500)
        Attachment.objects.bulk_create(self.begun)
