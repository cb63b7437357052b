"""The hidden key of a row: which participation it is, and how it stood when it went out.

It is signed, not encrypted: it repeats what its row shows, and a provider can neither forge
it nor turn it to another agreement.
"""

from __future__ import annotations

from django.core import signing

from actions.models import Agreement, Participation
from actions.returns.columns import KEY, TRACKED
from plics.importing.errors import Invalid

SALT = "actions.returns"


class OfAnotherAgreement(Invalid):
    """The key is genuine, but of a workbook sent for something else."""


def state(participation: Participation) -> dict:
    """The tracked values, comparable with those of a file; steps are read from a prefetch."""
    found = {}
    for tracked in TRACKED:
        value = getattr(participation, tracked.name)
        found[tracked.name] = tracked.of(list(value.all()) if tracked.name == "steps" else value)
    return found


def key_of(participation: Participation) -> str:
    content = [participation.agreement_id, participation.pk, state(participation)]
    return signing.dumps(content, salt=SALT, compress=True)


def opened(key: str, agreement: Agreement) -> tuple[int, dict]:
    """The participation's number and its state at the download."""
    try:
        owner, participation, base = signing.loads(key, salt=SALT)
    except signing.BadSignature:
        raise Invalid(
            "La clé technique a été modifiée",
            "la ligne telle que le classeur l’a donnée",
            field=KEY.name,
        ) from None
    if owner != agreement.pk:
        raise OfAnotherAgreement(
            "Cette ligne vient du classeur d’une autre convention",
            f"une ligne du classeur de {agreement}",
            field=KEY.name,
        )
    return participation, base
