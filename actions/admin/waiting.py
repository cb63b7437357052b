from django.contrib import admin

from actions.admin.filters import ProposalFilters
from actions.models import Proposal, ProposalEndReason
from beneficiaries.admin.cancelling import CancellableScreen, CancelledNotDeleted
from plics.admin import BaseAdmin, NomenclatureAdmin
from plics.admin_site import Task

admin.site.register(ProposalEndReason, NomenclatureAdmin)


@admin.register(Proposal)
class ProposalAdmin(CancelledNotDeleted, BaseAdmin, CancellableScreen):
    task = Task.PARTICIPATIONS
    staff_may_delete = True
    list_display = ["person", "agreement", "proposed_on", "state", "closed_on", "reason"]
    filterset_class = ProposalFilters
    list_select_related = ["person", "agreement__action", "agreement__commission", "reason"]
    date_hierarchy = "proposed_on"
    search_fields = [
        "person__last_name",
        "person__first_name",
        "person__memberships__household__number",
        "agreement__action__title",
    ]
    search_help_text = "Nom, prénom, numéro de demande ou intitulé de l’action."
    autocomplete_fields = ["person", "agreement"]
    addable = ["person"]
    fieldsets = [
        (None, {"fields": ["person", "agreement", ("proposed_on", "proposed_by")]}),
        (
            "Refus ou renoncement",
            {"fields": [("closed_on", "ending"), ("refused_by", "reason")]},
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_entry()

    @admin.display(description="état", ordering="entered_on")
    def state(self, proposal):
        if proposal.entered_on:
            return f"entrée le {proposal.entered_on:%d/%m/%Y}"
        return proposal.get_ending_display() or "en attente"
