"""What changes from a day: the row that held until then is closed, the next one opened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from beneficiaries.models import (
    Attachment,
    Household,
    HouseholdSituation,
    Person,
    Referent,
    ReferentBody,
    Support,
    SupportEndReason,
)
from beneficiaries.services import as_known_on
from plics import history
from plics.models import Operation, one_at_a_time


@transaction.atomic
def change_situation(
    household: Household, *, on: dt.date, label: str, by: Any, **values: Any
) -> Operation:
    """From that day, the household's situation with these values instead."""
    one_at_a_time(Household.objects.filter(pk=household.pk))
    current = last_situation(household)
    check_day(current, on)
    if all(getattr(current, name) == value for name, value in values.items()):
        raise ValidationError("Rien ne change : c’est déjà ce qui est enregistré.")
    following = HouseholdSituation(**{
        field.attname: getattr(current, field.attname)
        for field in HouseholdSituation._meta.concrete_fields
        if not field.primary_key
    })  # fmt: skip
    following.starts_on = on
    for name, value in values.items():
        setattr(following, name, value)
    current.ends_on = on
    with history.operation(Operation.Kind.BULK, f"{label}, ménage {household}", by=by) as made:
        for row in (current, following):
            row.full_clean()
            row.save()
    return made


def last_situation(household: Household) -> HouseholdSituation:
    current = household.situations.select_related("commune").order_by("-starts_on").first()
    if current is None:
        raise ValidationError(
            "Ce ménage n’a encore aucune situation : ajoutez la première sur sa fiche."
        )
    return current


def check_day(current: HouseholdSituation, on: dt.date) -> None:
    if on <= current.starts_on:
        told = (
            f"La situation en cours commence le {current.starts_on:%d/%m/%Y} : un changement la "
            "suit d’un jour au moins. Si elle est fausse, corrigez-la sur la fiche du ménage."
        )
        raise ValidationError({"starts_on": told})
    if current.ends_on and on >= current.ends_on:
        told = f"La dernière situation du ménage s’est terminée le {current.ends_on:%d/%m/%Y}."
        raise ValidationError({"starts_on": told})


@transaction.atomic
def change_referent(
    person: Person,
    *,
    support: Support | None,
    on: dt.date,
    body: ReferentBody,
    referent: Referent | None,
    end_reason: SupportEndReason | None,
    by: Any,
) -> Operation:
    """The support ends the day before, both its days being counted; the next one begins.

    Needs and steps stay where they were found: copied, a body would count them twice.
    """
    one_at_a_time(Person.objects.filter(pk=person.pk))
    if support and (support.body, support.referent) == (body, referent):
        raise ValidationError("Rien ne change : c’est déjà ce qui est enregistré.")
    if support and on <= support.starts_on:
        told = (
            f"L’accompagnement en cours commence le {support.starts_on:%d/%m/%Y} : le suivant "
            "commence un jour plus tard au moins. S’il est faux, corrigez-le sur sa fiche."
        )
        raise ValidationError({"starts_on": told})
    following = Support(person=person, body=body, referent=referent, starts_on=on)
    following.commission_id = commission_of(person, on, support)
    with history.operation(Operation.Kind.BULK, f"Changer de référent, {person}", by=by) as made:
        if support:
            support.ends_on, support.end_reason = on - dt.timedelta(days=1), end_reason
            support.full_clean()
            support.save()
        following.full_clean()
        following.save()
    return made


def commission_of(person: Person, day: dt.date, support: Support | None) -> int:
    """Where the person lives that day; where nobody knows, that of the support before."""
    commune = as_known_on(person, day)["commune"]
    attached = Attachment.objects.in_force(day).filter(commune=commune) if commune else None
    found = attached.values_list("commission", flat=True).first() if attached else None
    found = found or (support.commission_id if support else None)
    if found is None:
        raise ValidationError(
            "La commune de la personne n’est pas connue : enregistrez-la d’abord sur sa fiche."
        )
    return found
