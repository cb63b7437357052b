"""What files brought in, one by one."""

from django.contrib import admin

from plics.admin import BaseAdmin, ReadOnly
from plics.filters import ListFilters, ValuesFilter
from plics.importing.registry import KINDS
from plics.models import ImportRun
from plics.permissions import can_edit_data

# What brought rows in without being sent on the pages of imports.
OTHER_KINDS = {"demonstration": "Démonstration", "retours": "Retours des structures"}


def kind_title(slug: str) -> str:
    """« Aides des fonds », for « aides »."""
    return KINDS[slug].title if slug in KINDS else OTHER_KINDS.get(slug, slug)


class KindFilter(ValuesFilter):
    tell = staticmethod(kind_title)


class ImportRunFilters(ListFilters):
    kind = KindFilter(field_name="kind", label="Nature")

    class Meta:
        model = ImportRun
        fields = ["kind", "is_forced"]


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly, BaseAdmin):
    list_display = [
        "imported_at",
        "kind_told",
        "file_name",
        "reference_date",
        "imported_by",
        "created",
        "updated",
        "unchanged",
        "closed",
        "refused",
    ]
    list_display_links = ["file_name"]
    filterset_class = ImportRunFilters
    list_select_related = ["imported_by"]
    date_hierarchy = "imported_at"
    search_fields = ["file_name", "fingerprint"]

    @admin.display(description="nature", ordering="kind")
    def kind_told(self, run):
        return kind_title(run.kind)

    def has_view_permission(self, request, obj=None):
        return can_edit_data(request.user)
