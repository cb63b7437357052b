"""Who each person of a dossier is in it: the flux has told it in several ways."""

from typing import NamedTuple

from beneficiaries.enums import PersonRole

BENEFICIARY, RESPONSIBLE = "BEN", "RDO"
SEVERAL = "plusieurs bénéficiaires (BEN), sans dire lequel est responsable du dossier (RDO)"


class Standing(NamedTuple):
    """What the flux says of a person: their role in the RSA, in family benefits, in the file."""

    role: str
    family_role: str = ""
    is_responsible: bool = False


def settled(people: list[Standing]) -> list[str]:
    """The role of each: in newer versions, both adults of a couple are « BEN » of the RSA."""
    roles = [person.role for person in people]
    adults = [i for i, role in enumerate(roles) if role in (BENEFICIARY, RESPONSIBLE)]
    if not adults:
        return roles
    head = None if PersonRole.APPLICANT in roles else head_of(people, adults)
    if head is not None:
        roles[head] = PersonRole.APPLICANT
    if PersonRole.APPLICANT in roles:
        for index in adults:
            if roles[index] == BENEFICIARY:
                roles[index] = beside(people[index])
            elif roles[index] == RESPONSIBLE:
                # Answers for the file, and is not of the household.
                roles[index] = ""
    return roles


def head_of(people: list[Standing], adults: list[int]) -> int | None:
    """The only one who answers for the file, by the surest of what is said."""
    signs = (
        lambda person: person.role == RESPONSIBLE,
        lambda person: person.is_responsible,
        lambda person: person.family_role in (RESPONSIBLE, PersonRole.APPLICANT),
        lambda person: True,
    )
    for sign in signs:
        found = [index for index in adults if sign(people[index])]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def beside(person: Standing) -> str:
    """A beneficiary who does not answer for the file."""
    if person.family_role in (PersonRole.CHILD, PersonRole.OTHER):
        return person.family_role
    return PersonRole.PARTNER
