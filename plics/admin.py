"""What every screen of the administration shares, and the screens of this application."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.db import models, router
from django.http import Http404
from django.utils.text import capfirst

from plics import formatting, history, number_fields
from plics.admin_entry import GuardedEntry
from plics.admin_history import HistoryPages
from plics.admin_lists import NarrowedList
from plics.admin_site import Task
from plics.classification import is_of_persons
from plics.guarded_forms import GuardedFormSet, guarded
from plics.models import Department, User
from plics.permissions import can_administer, can_edit_data, can_read_data, can_see_names, visible
from plics.richtext.screens import as_read, words_of_texts
from plics.table_imports import ImportedTable
from plics.traces.screens import TracedScreens


class PrivateAutocomplete(AutocompleteMixin):
    """Asks by POST: what is typed in a name field never shows in an address."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs=extra_attrs)
        return attrs | {"data-ajax--type": "POST", "data-ajax--cache": "false"}

    @property
    def media(self):
        return super().media + forms.Media(js=["admin/js/jquery.init.js", "js/admin_token.js"])


class PrivateSelect(PrivateAutocomplete, AutocompleteSelect):
    pass


class PrivateSelectMultiple(PrivateAutocomplete, AutocompleteSelectMultiple):
    pass


class ScopedFields(BaseModelAdmin):
    """Choices of a form are the rows that the user may see."""

    # Fields beside which a missing row may be created without leaving the form.
    addable: Sequence[str] = ()

    def get_fieldsets(self, request, obj=None):
        """Who may only read a row reads its typed texts without their tags."""
        found = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return found
        return [
            (title, {**options, "fields": as_read(self.model, options["fields"])})
            for title, options in found
        ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        kwargs |= number_fields.options_for(db_field)
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(field.widget, "can_add_related"):
            widget = field.widget
            widget.can_change_related = widget.can_delete_related = False
            widget.can_view_related = False
            widget.can_add_related = widget.can_add_related and db_field.name in self.addable
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", PrivateSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", PrivateSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_field_queryset(self, db, db_field, request):
        remote = db_field.remote_field.model
        return visible(remote._default_manager.order_by(*remote._meta.ordering), request.user)


class ByRole(BaseModelAdmin):
    """Rights follow the role; Django's permissions by model are not used."""

    staff_may_delete = False
    # What is typed on its own form and goes with it.
    parts: Sequence[type[models.Model]] = ()

    def is_met_by(self, user: User) -> bool:
        """Rows of persons ask for the right to see names."""
        model: type[models.Model] = self.model
        return can_see_names(user) or not is_of_persons(model)

    def has_view_permission(self, request, obj=None):
        return can_read_data(request.user) and self.is_met_by(request.user)

    def has_add_permission(self, request, obj=None):
        return can_edit_data(request.user) and self.is_met_by(request.user)

    def has_change_permission(self, request, obj=None):
        return can_edit_data(request.user) and self.is_met_by(request.user)

    def has_delete_permission(self, request, obj=None):
        if not self.is_met_by(request.user):
            return False
        if self.staff_may_delete:
            return can_edit_data(request.user)
        return can_administer(request.user) or self.is_own_mistake(request, obj)

    def is_own_mistake(self, request, obj) -> bool:
        """Made by this account, and nothing hangs on it: it counts in no figure but its own."""
        return (
            obj is not None
            and can_edit_data(request.user)
            and history.is_author(request.user, obj)
            and not self.hanging_on(obj)
        )

    def hanging_on(self, obj) -> list[type[models.Model]]:
        """The kinds of rows that would go or be left without it, its own parts apart."""
        return [
            relation.related_model
            for relation in obj._meta.related_objects
            if relation.related_model not in self.parts
            and relation.related_model._base_manager.filter(**{relation.field.name: obj}).exists()
        ]


class ReadOnly:
    """Written by the application alone."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ForAdministrators:
    """Seen and changed by administrators alone."""

    def has_view_permission(self, request, obj=None):
        return can_administer(request.user)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class BaseAdmin(ScopedFields, ByRole, TracedScreens, GuardedEntry, HistoryPages, NarrowedList):
    task = Task.SETTINGS
    # Told in small on the index: reached from a main list, or seldom changed.
    is_secondary = False
    # For rows that belong to another one: whoever sees that one sees them.
    visible_through = ""
    # The kind of file that brings rows of this list in.
    import_kind = ""
    list_per_page = 100
    list_max_show_all = 500
    show_full_result_count = False
    save_on_top = False

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        queryset = visible(super().get_queryset(request), request.user)
        if self.visible_through and not request.user.sees_everything:
            owner = self.model._meta.get_field(self.visible_through).related_model
            seen = visible(owner._default_manager.all(), request.user).values("pk")
            queryset = queryset.filter(**{f"{self.visible_through}__in": seen})
        if isinstance(self.list_select_related, (list, tuple)):
            queryset = queryset.select_related(*self.list_select_related)
        return queryset

    def get_view_on_site_url(self, obj=None):
        """The page of whom the row is about."""
        about: tuple[Any, ...] = (
            obj,
            getattr(obj, "person", None),
            getattr(obj, "household", None),
        )
        found = (each for each in about if hasattr(each, "get_absolute_url"))
        return next((each.get_absolute_url() for each in found), None)

    def get_ordering(self, request):
        # Said aloud: a model's own ordering is lost as soon as a count is annotated.
        return self.ordering or self.opts.ordering

    def changelist_view(self, request, extra_context=None):
        context = {
            "title": capfirst(self.opts.verbose_name_plural),
            "import_kind": self.import_kind if can_edit_data(request.user) else "",
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def add_view(self, request, form_url="", extra_context=None):
        context = {"title": f"Ajout {formatting.of(str(self.opts.verbose_name))}"}
        return super().add_view(request, form_url, context | (extra_context or {}))

    def get_actions(self, request):
        """Deleting goes row by row: a selection may hold what counts in a past figure."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def autocomplete_label(self, obj) -> str:
        return str(obj)

    def get_deleted_objects(self, objs, request):
        """What would go or forbids it, counted: thousands of rows are not listed one by one."""
        found = NestedObjects(using=router.db_for_write(self.model))
        found.collect(objs)
        # The stubs say names.
        collected: dict[type[models.Model], set] = found.model_objs  # type: ignore[assignment]
        counts = {
            name: len(rows)
            for model, rows in collected.items()
            if (name := self.name_of_going(model))
        }
        registered = [model for model in collected if self.admin_site.is_registered(model)]
        lacking = {
            model._meta.verbose_name
            for model in registered
            if not self.may_go(request, model, collected[model])
        }
        protected = Counter(row._meta.verbose_name_plural for row in found.protected)
        return (
            [str(row) for row in objs],
            counts,
            lacking,
            [f"{name} : {formatting.number(count)}" for name, count in protected.items()],
        )

    def name_of_going(self, model: type[models.Model]) -> str:
        """What rows that would go are called; ties, by the rows that would lose them."""
        # The stubs say a boolean; it is the model that declares the tie.
        owner: Any = model._meta.auto_created
        if not owner:
            return str(model._meta.verbose_name_plural)
        return "" if owner is self.model else f"{owner._meta.verbose_name_plural} qui s’y réfèrent"

    def may_go(self, request, model, rows) -> bool:
        """An account may delete all rows of a list, or these ones, or what is a part of them."""
        screen = self.admin_site.get_model_admin(model)
        return (
            screen.has_delete_permission(request)
            or model in self.parts
            or (
                model is self.model
                and all(screen.has_delete_permission(request, row) for row in rows)
            )
        )

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Another territory's row does not exist for this user, and says so with a 404."""
        raise Http404


class BaseInline(ScopedFields, ByRole, InlineModelAdmin):
    extra = 0
    staff_may_delete = True
    show_change_link = False
    formset = GuardedFormSet

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_readonly_fields(self, request, obj=None):
        found = super().get_readonly_fields(request, obj)
        if self.has_change_permission(request, obj):
            return found
        model: type[models.Model] = self.model
        return [*found, *words_of_texts(model).values()]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = guarded(formset.form, request)
        return formset


class TabularInline(BaseInline, admin.TabularInline):
    pass


class StackedInline(BaseInline, admin.StackedInline):
    def __init__(self, *args: Any):
        super().__init__(*args)
        # The template puts its colon right after, and its number: « Partie de la fiche : #1 ».
        self.verbose_name = f"{self.verbose_name}{formatting.NBSP}"


class NomenclatureAdmin(ImportedTable, BaseAdmin):
    """A list that the staff keep: codes are stored and printed, they never change."""

    is_secondary = True
    import_key = ("code",)
    list_display = ["label", "code", "order", "valid_from", "valid_to"]
    search_fields = ["label", "code"]
    ordering = ["order", "label"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


@admin.register(Department)
class DepartmentAdmin(BaseAdmin):
    list_display = ["name", "code", "council", "population"]
    fieldsets = [
        (None, {"fields": ["code", "name", "in_form", "of_form", "council", "service"]}),
        ("Contact", {"fields": ["contact", "contact_role", "phone", "email", "address"]}),
        (
            "Population",
            {"fields": ["population", "population_source", "communes_population_source"]},
        ),
        ("Publication", {"fields": ["public_series", "is_open"]}),
    ]

    def has_add_permission(self, request, obj=None):
        return can_administer(request.user) and not Department.objects.exists()

    def has_change_permission(self, request, obj=None):
        return can_administer(request.user)

    def has_delete_permission(self, request, obj=None):
        return False
