from django.contrib import admin

from actions.models import (
    Action,
    Axis,
    CapacityUnit,
    ExitOutcome,
    MeasureKind,
    Milestone,
    Provider,
    Section,
    TargetKind,
)
from plics.admin import BaseAdmin, NomenclatureAdmin
from plics.admin_site import Task
from plics.table_imports import ImportedTable


@admin.register(Action)
class ActionAdmin(ImportedTable, BaseAdmin):
    task = Task.ACTIONS
    import_key = ("slug",)
    list_display = ["title", "provider", "axis", "aim", "variant", "starts_on", "ends_on"]
    list_filter = ["axis", "aim", "variant", "is_assumed"]
    list_select_related = ["provider", "axis"]
    search_fields = ["title", "provider__name"]
    autocomplete_fields = ["provider"]
    addable = ["provider"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "provider"]}),
        ("Place dans le PLICS", {"fields": ["axis", "aim", "order"]}),
        ("Évaluation", {"fields": ["variant", "funding_tag", "referent_body"]}),
        ("Durée", {"fields": ["starts_on", "ends_on", "is_assumed"]}),
        (
            "Âges reçus",
            {
                "description": "Vides : tous. Une entrée à un autre âge est refusée.",
                "fields": [("min_age", "max_age")],
                "classes": ["collapse"],
            },
        ),
    ]

    def get_prepopulated_fields(self, request, obj=None):
        # The identifier stands in files and frozen figures.
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []


@admin.register(Provider)
class ProviderAdmin(ImportedTable, BaseAdmin):
    task = Task.ACTIONS
    is_secondary = True
    import_key = ("name",)
    list_display = ["name", "city", "phone", "email"]
    search_fields = ["name", "city"]
    fieldsets = [
        (None, {"fields": ["name"]}),
        ("Adresse", {"fields": ["address", ("postal_code", "city")]}),
        ("Contact", {"fields": ["phone", "fax", "email"]}),
    ]


@admin.register(Section)
class SectionAdmin(ImportedTable, BaseAdmin):
    task = Task.ACTIONS
    is_secondary = True
    import_key = ("code",)
    list_display = ["code", "title", "order"]
    search_fields = ["code", "title"]


@admin.register(Axis)
class AxisAdmin(ImportedTable, BaseAdmin):
    task = Task.ACTIONS
    is_secondary = True
    import_key = ("label",)
    list_display = ["label", "section", "order"]
    list_filter = ["section"]
    list_select_related = ["section"]
    search_fields = ["label"]


@admin.register(CapacityUnit)
class CapacityUnitAdmin(NomenclatureAdmin):
    list_display = ["label", "plural", "code", "is_full_time_equivalent", "order"]


@admin.register(ExitOutcome)
class ExitOutcomeAdmin(NomenclatureAdmin):
    list_display = ["label", "group", "code", "order", "valid_to"]
    list_filter = ["group"]


@admin.register(TargetKind)
class TargetKindAdmin(NomenclatureAdmin):
    list_display = ["label", "unit", "code", "order"]


@admin.register(Milestone)
class MilestoneAdmin(NomenclatureAdmin):
    list_display = ["label", "licence_stage", "code", "order", "valid_to"]


admin.site.register(MeasureKind, NomenclatureAdmin)
