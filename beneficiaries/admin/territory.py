from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from beneficiaries.admin.filters import CommuneFilters
from beneficiaries.models import Attachment, Canton, Commission, Commune, FormerCommune
from plics.admin import BaseAdmin, TabularInline
from plics.admin_site import Task
from plics.attention import Attention
from plics.table_imports import ImportedTable


def without_attachment(communes):
    now = Attachment.objects.in_force(timezone.localdate()).filter(commune=OuterRef("pk"))
    return communes.filter(~Exists(now))


@admin.register(Commission)
class CommissionAdmin(ImportedTable, BaseAdmin):
    task = Task.TERRITORY
    import_key = ("slug",)
    list_display = ["name", "slug", "order", "communes"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request):
        now = Q(attachment__ends_on=None)
        return super().get_queryset(request).annotate(communes=Count("attachment", filter=now))

    def get_prepopulated_fields(self, request, obj=None):
        # The identifier stands in addresses, files and frozen figures.
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    @admin.display(description="communes", ordering="communes")
    def communes(self, commission):
        return commission.communes


class AttachmentInline(TabularInline):
    model = Attachment
    autocomplete_fields = ["canton", "commission"]


@admin.register(Commune)
class CommuneAdmin(BaseAdmin):
    task = Task.TERRITORY
    import_kind = "communes"
    named_by = ("insee_code", "name")
    list_display = ["name", "insee_code", "population", "canton", "commission"]
    filterset_class = CommuneFilters
    search_fields = ["name", "insee_code"]
    inlines = [AttachmentInline]
    # A contour is loaded from a file, nobody types one.
    fields = ["insee_code", "name", "population", ("longitude", "latitude")]
    attention = [
        Attention(
            code="sans-commission",
            one="commune sans commission",
            many="communes sans commission",
            rows=without_attachment,
        )
    ]

    def get_queryset(self, request):
        now = Attachment.objects.in_force(timezone.localdate())
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("attachments", now.select_related("canton", "commission"), "attached")
            )
        )

    def autocomplete_label(self, commune):
        return f"{commune.name} ({commune.insee_code})"

    @admin.display(description="canton")
    def canton(self, commune):
        return next((attachment.canton for attachment in commune.attached), None)

    @admin.display(description="commission RSA")
    def commission(self, commune):
        return next((attachment.commission for attachment in commune.attached), None)


@admin.register(Canton)
class CantonAdmin(ImportedTable, BaseAdmin):
    task = Task.TERRITORY
    is_secondary = True
    import_key = ("code",)
    list_display = ["name", "code"]
    search_fields = ["name", "code"]


@admin.register(FormerCommune)
class FormerCommuneAdmin(BaseAdmin):
    task = Task.TERRITORY
    is_secondary = True
    list_display = ["name", "insee_code", "successor"]
    list_select_related = ["successor"]
    search_fields = ["name", "insee_code", "successor__name"]
    autocomplete_fields = ["successor"]


@admin.register(Attachment)
class AttachmentAdmin(BaseAdmin):
    task = Task.TERRITORY
    import_kind = "communes"
    is_secondary = True
    list_display = ["commune", "canton", "commission", "starts_on", "ends_on"]
    list_filter = ["commission", "canton"]
    list_select_related = ["commune", "canton", "commission"]
    search_fields = ["commune__name", "commune__insee_code"]
    autocomplete_fields = ["commune", "canton", "commission"]
