"""The administration: entered by role, told in the order of the staff's year."""

from __future__ import annotations

import dataclasses
import enum
import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Case, QuerySet, Value, When
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst

from plics.accents import Begins, Reads, ReadsExactly
from plics.attention import PARAMETER
from plics.models import Act
from plics.permissions import can_read_data
from plics.traces.subjects import is_about_persons
from plics.traces.writing import show

Count = Callable[[QuerySet], int]


class Task(enum.Enum):
    """What the staff do, in the order of their year."""

    TERRITORY = ("territoire", "Territoire")
    RECIPIENTS = ("beneficiaires", "Bénéficiaires")
    ACTIONS = ("actions", "Actions et conventions")
    PARTICIPATIONS = ("participations", "Participations")
    AIDS = ("aides", "Aides")
    SITTINGS = ("seances", "Séances et décisions")
    EDITIONS = ("editions", "Éditions")
    SETTINGS = ("reglages", "Réglages")

    @property
    def slug(self) -> str:
        return self.value[0]

    @property
    def title(self) -> str:
        return self.value[1]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Entry:
    """A list of the administration, with what waits in it."""

    name: str
    url: str
    add_url: str
    count: int | None
    waiting: list[tuple[str, str]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Group:
    task: Task
    main: list[Entry]
    secondary: list[Entry]

    @property
    def waiting(self) -> list[tuple[str, str]]:
        return [line for entry in self.main + self.secondary for line in entry.waiting]


class Suggestions(Paginator):
    """Whether there are more is asked, not how many: counting costs as much as finding."""

    def page(self, number):
        bottom = (number - 1) * self.per_page
        rows = list(self.object_list[bottom : bottom + self.per_page + 1])
        self.count = bottom + len(rows)
        return Page(rows[: self.per_page], number, self)


class AutocompleteView(AutocompleteJsonView):
    """Also answers POST, so that names typed stay out of addresses and logs."""

    def post(self, request, *args, **kwargs):
        request.GET = request.POST
        return self.get(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.offered: list[Any] = []
        response = super().get(request, *args, **kwargs)
        model: Any = self.model_admin.model
        if is_about_persons(model):
            show(request, Act.SEARCH, model, self.offered)
        return response

    def get_paginator(self, *args, **kwargs):
        return Suggestions(*args, **kwargs)

    def get_queryset(self):
        """What reads exactly as typed comes first, then what begins so: Enter takes the first."""
        found = super().get_queryset()
        screen: Any = self.model_admin
        if narrow := getattr(screen, "pickable", None):
            found = narrow(found)
        if not self.term:
            return found
        # A last name and a first name are two fields: each word is then looked at apart.
        apart = sum((self.distance(word) for word in self.term.split()), start=Value(2))
        closeness = self.distance(self.term, further=apart)
        return found.annotate(closeness=closeness).order_by(
            "closeness", *screen.get_ordering(self.request)
        )

    def distance(self, typed: str, further: Any = 2) -> Case:
        """Of the nearest field: 0 when it reads so exactly, 1 when it begins so."""
        names = [name.removesuffix(f"__{Reads.lookup_name}") for name in self.searched()]
        return Case(
            *(
                When(**{f"{name}__{lookup.lookup_name}": typed}, then=rank)
                for rank, lookup in enumerate((ReadsExactly, Begins))
                for name in names
            ),
            default=further,
        )

    def searched(self) -> list[str]:
        """Fields of the row itself: through a relation that holds many, rows would repeat."""
        screen: Any = self.model_admin
        return [
            name
            for name in screen.get_search_fields(self.request)
            if "__" not in name.removesuffix(f"__{Reads.lookup_name}")
        ]

    def serialize_result(self, obj, to_field_name):
        screen: Any = self.model_admin
        self.offered.append(obj.pk)
        text = screen.autocomplete_label(obj)
        return super().serialize_result(obj, to_field_name) | {"text": text}


class PlicsAdminSite(admin.AdminSite):
    site_title = "PLICS"
    site_header = "Données du PLICS"
    index_title = "Données"
    site_url = None
    empty_value_display = "–"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only our own screens: a library's know neither roles nor territories."""
        if hasattr(admin_class, "task"):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        return can_read_data(request.user)

    def admin_view(self, view, cacheable=False):
        """Signed in without the right to enter is a refusal, not a new sign-in."""
        inner = super().admin_view(view, cacheable)

        @functools.wraps(inner)
        def guarded(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return guarded

    # One sign-in, one password page and one sign-out for the whole application.
    @login_not_required
    def login(self, request, extra_context=None):
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(self, request, extra_context=None):
        return redirect("home")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    password_change_done = password_change

    def autocomplete_view(self, request):
        return AutocompleteView.as_view(admin_site=self)(request)

    def index(self, request, extra_context=None):
        return super().index(request, {"groups": self.groups(request)} | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        """The side bar follows the staff's year, main lists only; an application's own page
        stays as it is."""
        listed = super().get_app_list(request, app_label)
        if app_label is not None:
            return listed
        models = {row["model"]: row for app in listed for row in app["models"]}
        home = reverse("admin:index", current_app=self.name)
        return [
            {
                "name": task.title,
                "app_label": task.slug,
                "app_url": f"{home}#{task.slug}",
                "has_module_perms": True,
                "models": rows,
            }
            for task in Task
            if (
                rows := [
                    models[found.model]
                    for found in self.of_task(task)
                    if found.model in models and not found.is_secondary
                ]
            )
        ]

    def of_task(self, task: Task) -> list:
        """The lists of a task, the main ones first."""
        # Only our own screens are there: see `register`.
        screens: Iterable[Any] = self._registry.values()
        found = [each for each in screens if each.task is task]
        return sorted(found, key=lambda each: each.is_secondary)

    def waiting(self, request, count: Count) -> list[tuple[str, str]]:
        """What waits in each list, as `groups` tells it, without counting the lists."""
        return [
            line
            for task in Task
            for each in self.of_task(task)
            if each.has_view_permission(request)
            for line in waiting(each, each.get_queryset(request), count)
        ]

    def groups(self, request, count: Count = QuerySet.count) -> list[Group]:
        groups = []
        for task in Task:
            seen = [each for each in self.of_task(task) if each.has_view_permission(request)]
            group = Group(
                task=task,
                main=[entry(each, request, count) for each in seen if not each.is_secondary],
                secondary=[entry(each, request, count) for each in seen if each.is_secondary],
            )
            if seen:
                groups.append(group)
        return groups


def entry(model_admin, request, count: Count) -> Entry:
    url = list_url(model_admin)
    rows = model_admin.get_queryset(request)
    options = model_admin.opts
    add = f"admin:{options.app_label}_{options.model_name}_add"
    return Entry(
        name=capfirst(options.verbose_name_plural),
        url=url,
        add_url=reverse(add) if model_admin.has_add_permission(request) else "",
        count=None if model_admin.is_secondary else count(rows),
        waiting=waiting(model_admin, rows, count),
    )


def list_url(model_admin) -> str:
    options = model_admin.opts
    return reverse(f"admin:{options.app_label}_{options.model_name}_changelist")


def waiting(model_admin, rows: QuerySet, count: Count) -> list[tuple[str, str]]:
    """Sentences, each with the list that it leads to."""
    kinds = (kind for kind in model_admin.attention if kind.is_on_index)
    found = ((kind, count(kind.rows(rows))) for kind in kinds)
    return [
        (kind.sentence(number), f"{list_url(model_admin)}?{PARAMETER}={kind.code}")
        for kind, number in found
        if number
    ]
