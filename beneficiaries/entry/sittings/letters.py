"""What was decided, with what a letter to the household needs, for a word processor to merge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tablib
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from beneficiaries.entry.sittings.due import decisions_of
from beneficiaries.entry.sittings.views import sitting_of
from beneficiaries.enums import PersonRole
from beneficiaries.models import Decision, HouseholdSituation, Membership, Sitting
from plics import exports
from plics.models import Act
from plics.permissions import AccountRequest
from plics.traces.writing import show

FORMATS: dict[str, Any] = {"csv": exports.Csv, "xlsx": exports.Xlsx}
HEADINGS = [
    "Numéro de demande", "Nom", "Prénom", "Né(e) le", "Conjoint", "Commune", "Séance du",
    "Commission", "Décision", "Précision", "Taux (%)", "Effet le", "Fin le",
]  # fmt: skip


@require_safe
def letters(request: AccountRequest, pk: int, extension: str) -> HttpResponse:
    sitting = sitting_of(request, pk)
    if not request.user.exports_names:
        raise PermissionDenied("Ces lettres demandent le droit d’exporter les noms.")
    if extension not in FORMATS:
        raise Http404("Cet export n’existe pas.")
    file_format = FORMATS[extension]()
    taken = decisions_of(sitting)
    show(request, Act.EXPORT, Decision, [row.pk for row in taken])
    told = tablib.Dataset(headers=HEADINGS, title="courriers")
    native = file_format.is_binary()
    for cells in lines(sitting, taken):
        told.append([exports.as_cell(cell, native=native) for cell in cells])
    name = f"courriers-{sitting.commission.slug}-{sitting.held_on:%Y-%m-%d}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = file_format.export_data(told)
    return HttpResponse(content, content_type=file_format.get_content_type(), headers=headers)


def lines(sitting: Sitting, taken: list[Decision]) -> Iterator[list[Any]]:
    day, households = sitting.held_on, [row.household_id for row in taken]
    places = Membership.objects.on(day).filter(household__in=households).select_related("person")
    persons = {(place.household_id, place.role): place.person for place in places}
    situations = HouseholdSituation.objects.on(day).filter(household__in=households)
    communes = dict(situations.values_list("household", "commune__name"))
    for row in taken:
        if row.household is None:
            continue
        home = row.household
        applicant = persons.get((home.pk, PersonRole.APPLICANT.value))
        yield [
            home.number,
            applicant and applicant.last_name,
            applicant and applicant.first_name,
            applicant and applicant.birth_date,
            persons.get((home.pk, PersonRole.PARTNER.value)),
            communes.get(home.pk),
            day,
            sitting.commission.name,
            row.type.label,
            row.detail,
            row.rate,
            row.takes_effect_on,
            row.ends_on,
        ]
