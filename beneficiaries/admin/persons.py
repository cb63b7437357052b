from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Upper
from django.utils.timezone import localdate

from beneficiaries.admin.cancelling import KeptOnceCounted
from beneficiaries.admin.filters import PersonFilters
from beneficiaries.admin.households import ProtectedFields
from beneficiaries.enums import Sex
from beneficiaries.merging import FROZEN, MergeRefused, merge, part
from beneficiaries.models import (
    HouseholdSituation,
    Identity,
    Membership,
    Merge,
    Person,
    last_file,
)
from beneficiaries.searching import Asked
from plics.admin import BaseAdmin, TabularInline
from plics.admin_actions import ask, is_confirmed
from plics.admin_lists import page_link
from plics.admin_site import Task
from plics.attention import Attention
from plics.permissions import can_administer

PROTECTED = [
    "last_name",
    "first_name",
    "birth_name",
    "birth_date",
    "sex",
    "education_level",
    "lives_in_priority_area",
    "has_vehicle",
]


def close_spelling(persons):
    """The same first name and birth date under two last names, in one commune."""
    close = persons.sharing([Upper("first_name"), F("birth_date"), F("commune_name")])
    return close.exclude(pk__in=persons.possible_duplicates().values("pk"))


class PersonForm(forms.ModelForm):
    protected_fields = ProtectedFields(Person, PROTECTED)


class MergeForm(forms.Form):
    kept = forms.ModelChoiceField(
        Person.objects.none(),
        label="Fiche à garder",
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="L’autre fiche lui donne toutes ses lignes, puis disparaît.",
    )

    def __init__(self, persons, label, *args):
        super().__init__(*args)
        kept: Any = self.fields["kept"]
        kept.queryset, kept.label_from_instance = persons, label


class PartForm(forms.Form):
    merged = forms.ModelChoiceField(
        Merge.objects.none(),
        label="Fiche à rétablir",
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="Elle reprend les lignes qu’elle avait ; ce qui est venu depuis reste à l’autre.",
    )

    def __init__(self, person, *args):
        super().__init__(*args)
        merged: Any = self.fields["merged"]
        merged.queryset = person.merges.all()


class IdentityInline(TabularInline):
    """Made by merges and files alone; deleted when it led files to the wrong person."""

    model = Identity
    fields = readonly_fields = ("last_name", "first_name", "birth_date", "household")
    verbose_name_plural = (
        "autres identités (nom changé, fiche fusionnée), que les imports reconnaissent"
    )

    def has_add_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        """A former household may be of another territory: its number is not for all."""
        fields = super().get_fields(request, obj)
        return fields if request.user.sees_everything else [f for f in fields if f != "household"]


@admin.register(Person)
class PersonAdmin(KeptOnceCounted, BaseAdmin):
    counted_by = ("memberships",)
    task = Task.RECIPIENTS
    import_kind = "beneficiaires"
    named_by = ("last_name", "first_name", "birth_date")
    computed = {"file": ("ménage", last_file)}
    form = PersonForm
    change_form_template = "admin/beneficiaries/person/change_form.html"
    list_display = ["name", "birth_date", "sex", "file", "lives_in", "education_level"]
    list_display_links = ["birth_date"]
    filterset_class = PersonFilters
    list_select_related = ["commune"]
    search_fields = ["last_name", "first_name", "birth_name", "memberships__household__number"]
    search_help_text = "Nom, prénom, numéro de demande ou date de naissance (jj/mm/aaaa)."
    autocomplete_fields = ["commune"]
    readonly_fields = ["file"]
    inlines = [IdentityInline]
    actions = ["merge_records", "part_records"]
    fieldsets = [
        (
            "Identité",
            {"fields": [("last_name", "first_name"), ("birth_name", "birth_date", "sex")]},
        ),
        ("Foyer", {"fields": ["file", "commune"]}),
        (
            "Situation",
            {"fields": ["education_level", ("lives_in_priority_area", "has_vehicle")]},
        ),
        ("Imports", {"fields": ["protected_fields"], "classes": ["collapse"]}),
        (
            "Droits de la personne sur ses données",
            {
                "fields": [
                    ("opposed_on", "opposition_reason"),
                    ("restricted_on", "restriction_reason"),
                ],
                "classes": ["collapse"],
            },
        ),
    ]
    attention = [
        Attention(
            code="doublons",
            one="fiche en double possible",
            many="fiches en double possibles",
            rows=lambda persons: persons.possible_duplicates(),
        ),
        Attention(
            code="doublons-proches",
            one="fiche au nom proche",
            many="fiches au nom proche (même prénom, naissance et commune)",
            rows=close_spelling,
            is_on_index=False,
        ),
    ]

    def get_queryset(self, request):
        latest = HouseholdSituation.objects.filter(household__number=OuterRef("file_number"))
        return (
            super()
            .get_queryset(request)
            .with_file()
            .annotate(
                commune_name=Subquery(latest.order_by("-starts_on").values("commune__name")[:1])
            )
        )

    def has_change_permission(self, request, obj=None):
        if obj and obj.anonymised_on:
            return False
        if obj and obj.restricted_on:
            return can_administer(request.user)
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.frozen)

    def pickable(self, persons):
        """For a new row: nothing is added to who has no name left."""
        return persons.filter(anonymised_on=None)

    def save_model(self, request, obj, form, change):
        """A file changes nothing of a restricted record either."""
        if obj.restricted_on:
            obj.protected_fields = PROTECTED
        super().save_model(request, obj, form, change)

    def get_search_results(self, request, queryset, search_term):
        """A word that reads as a date is a birth date."""
        asked = Asked.of(search_term)
        return super().get_search_results(request, asked.born(queryset), " ".join(asked.words))

    def autocomplete_label(self, person):
        born = {Sex.WOMAN: "née", Sex.MAN: "né"}.get(person.sex, "né(e)")
        file = person.file_number or "hors RSA"
        return f"{person}, {born} le {person.birth_date:%d/%m/%Y} – {file}"

    @admin.display(description="nom", ordering="last_name")
    def name(self, person):
        return page_link(person)

    @admin.display(description="ménage", ordering="file_number")
    def file(self, person):
        """Where they live, or lived last; their places say it, and are changed there."""
        return getattr(person, "file_number", None) or "hors du RSA"

    @admin.display(description="commune", ordering="commune_name")
    def lives_in(self, person):
        return person.commune_name or person.commune

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {
            # Asked once the address is known to name somebody.
            "places": lambda: (
                Membership.objects.on(localdate()).filter(person=object_id).visible_to(request.user)
            )
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def held(self, request, person) -> list[str]:
        """How many rows of each list are about somebody."""
        models = [
            (relation.related_model, relation.field.name)
            for relation in Person._meta.related_objects
            if self.admin_site.is_registered(relation.related_model)
        ]
        found = []
        for model, name in models:
            screen = self.admin_site.get_model_admin(model)
            if count := screen.get_queryset(request).filter(**{name: person}).count():
                found.append(f"{model._meta.verbose_name_plural} : {count}")
        return found

    @admin.action(description="Fusionner les fiches choisies", permissions=["change"])
    def merge_records(self, request, queryset):
        if queryset.count() != 2:
            self.message_user(
                request, "Choisissez deux fiches, et deux seulement.", messages.WARNING
            )
            return None
        if any(person.frozen for person in queryset):
            self.message_user(request, FROZEN, messages.WARNING)
            return None
        answer = request.POST if is_confirmed(request) else None
        form = MergeForm(queryset, self.autocomplete_label, answer)
        if form.is_valid() and self.merged(request, queryset, form.cleaned_data["kept"]):
            return None
        return ask(
            self,
            request,
            queryset,
            action="merge_records",
            title="Fusionner deux fiches",
            button="Fusionner",
            form=form,
            lead="Participations, aides, contrats et places dans les ménages des deux fiches "
            "seront réunis ; aucune ligne n’est perdue. La fusion pourra être défaite.",
            rows=[self.merge_line(request, person) for person in queryset],
        )

    def merge_line(self, request, person) -> str:
        held = ", ".join(self.held(request, person)) or "aucune ligne"
        return f"{self.autocomplete_label(person)} ({held})"

    def merged(self, request, persons, kept) -> bool:
        duplicate = persons.exclude(pk=kept.pk).get()
        try:
            merge(kept=kept, duplicate=duplicate, by=request.user)
        except MergeRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return False
        self.message_user(request, "Les deux fiches n’en font plus qu’une.", messages.SUCCESS)
        return True

    @admin.action(description="Séparer une fiche fusionnée", permissions=["change"])
    def part_records(self, request, queryset):
        person = queryset.get() if queryset.count() == 1 else None
        if person is None or not person.merges.exists():
            told = "Choisissez une fiche, et une seule, qui en a reçu une autre par fusion."
            self.message_user(request, told, messages.WARNING)
            return None
        form = PartForm(person, request.POST if is_confirmed(request) else None)
        if form.is_valid():
            try:
                part(merged=form.cleaned_data["merged"], by=request.user)
            except MergeRefused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
                return None
            told = "Les deux fiches sont de nouveau séparées."
            self.message_user(request, told, messages.SUCCESS)
            return None
        return ask(
            self,
            request,
            queryset,
            action="part_records",
            title="Séparer deux fiches fusionnées",
            button="Séparer",
            form=form,
            lead="La fiche disparue est rétablie, avec ses participations, ses aides, ses contrats "
            "et ses places dans les ménages.",
            rows=[self.merge_line(request, person)],
        )
