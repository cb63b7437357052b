from django.contrib import admin

from actions.models import Pact, PactAction, PactAxis
from plics.admin import BaseAdmin, TabularInline
from plics.admin_site import Task
from plics.table_imports import ImportedTable


class AxisInline(TabularInline):
    model = PactAxis
    show_change_link = True


class SheetInline(TabularInline):
    model = PactAction


@admin.register(Pact)
class PactAdmin(ImportedTable, BaseAdmin):
    task = Task.ACTIONS
    import_key = ("starts_year",)
    list_display = ["name", "starts_year", "ends_year", "voted_on"]
    search_fields = ["name"]
    inlines = [AxisInline]
    fieldsets = [
        (None, {"fields": ["name", ("starts_year", "ends_year"), ("design_year", "voted_on")]}),
        ("Présentation", {"fields": ["introduction"]}),
        (
            "Concertation",
            {
                "fields": [
                    ("partners_interviewed", "beneficiaries_interviewed"),
                    ("meetings", "partners_attending"),
                ]
            },
        ),
    ]


@admin.register(PactAxis)
class PactAxisAdmin(ImportedTable, BaseAdmin):
    task = Task.ACTIONS
    is_secondary = True
    import_key = ("pact", "number")
    list_display = ["number", "title", "pact"]
    list_display_links = ["title"]
    list_select_related = ["pact"]
    search_fields = ["title"]
    inlines = [SheetInline]


@admin.register(PactAction)
class PactActionAdmin(ImportedTable, BaseAdmin):
    task = Task.ACTIONS
    is_secondary = True
    import_key = ("axis", "number")
    list_display = ["number", "title", "axis", "year", "is_assumed"]
    list_display_links = ["title"]
    list_filter = ["year", "axis", "is_assumed"]
    list_select_related = ["axis"]
    search_fields = ["title"]
