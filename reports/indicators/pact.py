"""The territorial pact in force in the programme year."""

from reports.indicators import sources
from reports.indicators.base import Measure, Unit


def _stated(field: str, label: str, definition: str, unit=Unit.PERSONS) -> Measure:
    return Measure(
        code=f"pact.{field}",
        label=label,
        definition=definition,
        unit=unit,
        source=sources.pacts,
        field=field,
    )


INDICATORS = [
    Measure(
        code="pact.axes",
        label="Axes du pacte",
        definition="Axes du pacte territorial en vigueur.",
        unit=Unit.QUANTITY,
        source=sources.pact_axes,
    ),
    Measure(
        code="pact.sheets",
        label="Fiches actions du pacte",
        definition="Fiches actions du pacte territorial en vigueur.",
        unit=Unit.SHEETS,
        source=sources.pact_actions,
    ),
    Measure(
        code="pact.years",
        label="Années du pacte",
        definition="Années que couvre le pacte, la première et la dernière comprises.",
        unit=Unit.QUANTITY,
        source=sources.pacts,
        field="duration",
    ),
    _stated(
        "partners_interviewed",
        "Partenaires ou élus rencontrés",
        "Entretiens menés avec des partenaires ou des élus pour concevoir le pacte.",
    ),
    _stated(
        "beneficiaries_interviewed",
        "Bénéficiaires interrogés",
        "Bénéficiaires interrogés pour concevoir le pacte.",
    ),
    _stated(
        "meetings",
        "Réunions de travail",
        "Réunions de travail tenues pour concevoir le pacte.",
        Unit.QUANTITY,
    ),
    _stated(
        "partners_attending",
        "Partenaires aux réunions",
        "Partenaires ayant pris part aux réunions de travail.",
    ),
]
