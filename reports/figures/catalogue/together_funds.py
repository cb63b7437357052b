"""All funds together, and what is set against the households: what territories are compared by."""

from __future__ import annotations

import dataclasses
from typing import Any

from reports.figures import sources
from reports.figures.base import Spread, Unit
from reports.figures.catalogue.funds import GRANTED, is_granted
from reports.figures.declaring import rate_of_all
from reports.figures.indicators import (
    Family,
    Indicator,
    Measure,
    Printed,
    Secrecy,
    ToDate,
    Where,
)

TO_DATE = ToDate()

aids = dataclasses.replace(
    sources.aids, name="aids_together", subject=None, spread=Spread.EVERYWHERE
)


def _aids(code: str, label: str, definition: str, where: Where | None, **more: Any) -> Measure:
    shared: dict[str, Any] = {"secrecy": Secrecy.PEOPLE, "adds_up": ()}
    return Measure(
        code=f"aids.{code}",
        label=label,
        definition=f"{definition} Tous fonds ensemble.",
        family=Family.AIDS,
        printed=Printed.NOWHERE,
        source=aids,
        where=where,
        covers=GRANTED if where else "",
        to_date=TO_DATE,
        **shared | more,
    )


OF_FUNDS: list[Indicator] = [
    _aids(
        "requests",
        "Demandes décidées, tous fonds",
        "Demandes ayant reçu une décision dans l’année, quelle qu’elle soit.",
        None,
        unit=Unit.REQUESTS,
        per_subject="fund.requests",
    ),
    _aids(
        "count",
        "Aides accordées, tous fonds",
        "Aides ayant reçu un accord dans l’année civile.",
        is_granted,
        unit=Unit.AIDS,
        per_subject="fund.count",
        persons="aids.persons",
    ),
    _aids(
        "persons",
        "Personnes aidées, tous fonds",
        "Personnes distinctes ayant reçu au moins un accord dans l’année.",
        is_granted,
        unit=Unit.PERSONS,
        within=(("aids.count",),),
        per_subject="fund.persons",
        distinct="person_id",
    ),
    _aids(
        "amount",
        "Montant accordé, tous fonds",
        "Somme des montants accordés dans l’année civile.",
        is_granted,
        unit=Unit.EUROS,
        secrecy=Secrecy.LEANS,
        leans_on="aids.count",
        field="amount_granted",
        empty=0,
    ),
    rate_of_all(
        "aids.rate",
        "Aides accordées pour 100 ménages au RSA",
        "Aides accordées dans l’année, que la personne reçoive ou non le RSA, rapportées aux "
        "ménages dont le droit est ouvert à la date.",
        "aids.count",
        "rsa.households",
        family=Family.AIDS,
        unit=Unit.PER_100_HOUSEHOLDS,
        places=1,
        to_date=TO_DATE,
    ),
    rate_of_all(
        "aids.amount.rate",
        "Montant accordé pour 100 ménages au RSA",
        "Montant accordé dans l’année, que la personne reçoive ou non le RSA, rapporté aux "
        "ménages dont le droit est ouvert à la date.",
        "aids.amount",
        "rsa.households",
        family=Family.AIDS,
        unit=Unit.EUROS,
        to_date=TO_DATE,
        printed=Printed.EVALUATED,
    ),
    rate_of_all(
        "aids.grant_rate",
        "Part des demandes accordées, tous fonds",
        "Aides accordées rapportées aux demandes décidées dans l’année.",
        "aids.count",
        "aids.requests",
        family=Family.AIDS,
        to_date=TO_DATE,
    ),
]

OF_DECISIONS: list[Indicator] = [
    rate_of_all(
        "decisions.rate",
        "Décisions pour 100 ménages au RSA",
        "Décisions prises en séance dans l’année, rapportées aux ménages dont le droit est ouvert "
        "à la date.",
        "decisions.total",
        "rsa.households",
        family=Family.DECISIONS,
        unit=Unit.PER_100_HOUSEHOLDS,
        places=1,
        to_date=TO_DATE,
        printed=Printed.EVALUATED,
    ),
]

INDICATORS = OF_FUNDS + OF_DECISIONS
