from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html

from plics import formatting
from plics.admin import BaseAdmin, ReadOnly
from plics.admin_actions import ask, is_confirmed
from plics.admin_site import Task
from plics.attention import Attention
from plics.permissions import can_administer
from reports.editions.freezing import AlreadyValidated, freeze
from reports.figures.exports import NoData
from reports.models import Edition, Figure, ProgrammeYear, Rendering


@admin.register(Edition)
class EditionAdmin(BaseAdmin):
    task = Task.EDITIONS
    list_display = ["__str__", "programme_year", "commission", "status", "validated_at", "booklet"]
    list_filter = ["status", "programme_year", "commission"]
    list_select_related = ["commission", "validated_by"]
    search_fields = ["commission__name", "programme_year"]
    readonly_fields = ["status", "validated_at", "validated_by"]
    actions = ["validate_editions"]
    fieldsets = [
        (None, {"fields": [("commission", "programme_year")]}),
        ("Textes", {"fields": ["preamble", "participants_note"]}),
        ("Validation", {"fields": ["status", "validated_at", "validated_by"]}),
    ]
    attention = [
        Attention(
            code="brouillons",
            one="édition en brouillon",
            many="éditions en brouillon",
            rows=lambda editions: editions.filter(status=Edition.Status.DRAFT),
        )
    ]

    def has_change_permission(self, request, obj=None):
        """A validated edition has been published: it never moves again."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_validated)

    def has_delete_permission(self, request, obj=None):
        return can_administer(request.user) and not (obj and obj.is_validated)

    @admin.display(description="livret")
    def booklet(self, edition):
        url = reverse("reports:booklet", args=[edition.programme_year, edition.commission.slug])
        return format_html('<a href="{}">Ouvrir</a>', url)

    @admin.action(description="Valider et arrêter les chiffres", permissions=["change"])
    def validate_editions(self, request, queryset):
        drafts = queryset.filter(status=Edition.Status.DRAFT)
        if not drafts:
            self.message_user(request, "Ces éditions sont déjà validées.", messages.WARNING)
            return None
        if is_confirmed(request):
            for edition in drafts:
                self.validate(request, edition)
            return None
        return ask(
            self,
            request,
            drafts,
            action="validate_editions",
            title="Valider des éditions",
            button="Valider",
            lead="Les chiffres du livret seront arrêtés tels qu’ils sont aujourd’hui et ne "
            "changeront plus. Une validation ne peut être défaite, même dans la journée : le "
            "livret est aussitôt publié à tous les comptes, et un chiffre publié ne bouge plus.",
        )

    def validate(self, request, edition) -> None:
        try:
            count = freeze(edition, by=request.user)
        except (AlreadyValidated, NoData) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            frozen = formatting.counted(count, "chiffre arrêté", "chiffres arrêtés")
            self.message_user(request, f"{edition} : {frozen}.", messages.SUCCESS)


@admin.register(ProgrammeYear)
class ProgrammeYearAdmin(BaseAdmin):
    task = Task.EDITIONS
    list_display = ["year", "secrecy_threshold"]
    fieldsets = [(None, {"fields": ["year", "secrecy_threshold"]})]


@admin.register(Figure)
class FigureAdmin(ReadOnly, BaseAdmin):
    task = Task.EDITIONS
    is_secondary = True
    list_display = ["code", "territory", "subject", "group", "display", "year", "edition"]
    list_filter = ["edition", "year"]
    list_select_related = ["edition__commission"]
    search_fields = ["code", "label", "subject"]

    def get_queryset(self, request):
        """Published booklets are for all; the raw rows, where small counts are not
        masked, for those who see the commission."""
        return request.user.scope(super().get_queryset(request), "edition__commission")


@admin.register(Rendering)
class RenderingAdmin(ReadOnly, BaseAdmin):
    task = Task.EDITIONS
    is_secondary = True
    list_display = ["edition", "status", "requested_by", "created_at", "document"]
    list_filter = ["status", "edition__commission"]
    list_select_related = ["edition__commission", "requested_by"]
    date_hierarchy = "created_at"
    # The file is handed out by a view that checks rights, never by its own address.
    exclude = ["file"]

    @admin.display(description="document")
    def document(self, rendering):
        if rendering.status != Rendering.Status.DONE:
            return None
        url = reverse("reports:download", args=[rendering.pk])
        return format_html('<a href="{}">Télécharger</a>', url)
