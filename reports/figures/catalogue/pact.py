"""The territorial pact in force in the programme year."""

from reports.figures import sources
from reports.figures.base import Unit
from reports.figures.indicators import Family, Measure, Printed, Secrecy


def _of_pact(
    name: str,
    label: str,
    definition: str,
    unit: Unit = Unit.QUANTITY,
    *,
    field: str = "",
    printed: Printed = Printed.EVALUATED,
) -> Measure:
    return Measure(
        code=f"pact.{name}",
        label=label,
        definition=definition,
        family=Family.PACT,
        printed=printed,
        secrecy=Secrecy.OPEN,
        adds_up=(),
        unit=unit,
        source=sources.pacts,
        field=field or name,
    )


INDICATORS = [
    _of_pact("axes", "Axes du pacte", "Axes du pacte territorial en vigueur.", field="axis_count"),
    _of_pact(
        "sheets",
        "Fiches actions du pacte",
        "Fiches actions du pacte territorial en vigueur.",
        Unit.SHEETS,
        field="sheet_count",
    ),
    _of_pact(
        "years",
        "Années du pacte",
        "Années que couvre le pacte, la première et la dernière comprises.",
        field="duration",
        printed=Printed.NOWHERE,
    ),
    _of_pact(
        "partners_interviewed",
        "Partenaires ou élus rencontrés",
        "Entretiens menés avec des partenaires ou des élus pour concevoir le pacte.",
        Unit.PERSONS,
    ),
    _of_pact(
        "beneficiaries_interviewed",
        "Bénéficiaires interrogés",
        "Bénéficiaires interrogés pour concevoir le pacte.",
        Unit.PERSONS,
    ),
    _of_pact(
        "meetings",
        "Réunions de travail",
        "Réunions de travail tenues pour concevoir le pacte.",
    ),
    _of_pact(
        "partners_attending",
        "Partenaires aux réunions",
        "Partenaires ayant pris part aux réunions de travail.",
        Unit.PERSONS,
    ),
]
