"""Portraits: written by one account, read by a second before readers get them."""

from __future__ import annotations

from django.contrib import admin, messages
from django.utils import timezone

from actions.admin.agreements import OfAgreementAdmin
from actions.models import Agreement, CaseStory, CaseStoryBlock
from actions.recognising import remarks_on
from plics import formatting
from plics.admin import BaseAdmin, StackedInline
from plics.admin_actions import ask, is_confirmed
from plics.admin_site import Task
from plics.attention import Attention
from plics.permissions import can_edit_data


class StoryBlockInline(StackedInline):
    model = CaseStoryBlock
    fields = [("title", "order"), "body"]


@admin.register(CaseStory)
class CaseStoryAdmin(OfAgreementAdmin):
    is_secondary = False
    list_display = ["name", "agreement", "age", "place", "reviewed_on", "reviewed_by"]
    list_select_related = [*OfAgreementAdmin.list_select_related, "reviewed_by"]
    search_fields = ["name", "agreement__action__title"]
    inlines = [StoryBlockInline]
    actions = ["review"]
    readonly_fields = ["written_by", "reviewed_by", "reviewed_on"]
    fieldsets = [
        (None, {"fields": ["agreement", ("name", "age"), "family", "place", "order"]}),
        (
            "Relecture",
            {
                "fields": [("written_by", "reviewed_by", "reviewed_on")],
                "description": "Les livrets publics n’impriment que les exemples qu’une seconde "
                "personne a marqués « relu et anonymisé », depuis la liste. Tout changement du "
                "texte annule la relecture.",
            },
        ),
    ]
    attention = [
        Attention(
            code="a-relire",
            one="exemple de parcours à relire",
            many="exemples de parcours à relire",
            rows=lambda stories: stories.to_review(),
        )
    ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        is_read = obj and request.method == "GET" and can_edit_data(request.user)
        if is_read and (found := remarks_on(obj, reader=request.user)):
            told = " ; ".join(found)
            self.message_user(request, f"À relire de près – {told}.", messages.WARNING)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            form.instance.written(by=request.user)

    @admin.action(description="Marquer relu et anonymisé", permissions=["change"])
    def review(self, request, queryset):
        stories = list(queryset.prefetch_related("blocks"))
        own = [story for story in stories if not story.may_be_reviewed_by(request.user)]
        if own:
            names = ", ".join(map(str, own))
            self.message_user(
                request,
                f"Une autre personne que l’auteur relit un exemple de parcours : {names}.",
                messages.ERROR,
            )
            return None
        if not is_confirmed(request):
            return self._asked_to_review(request, queryset)
        for story in stories:
            story.review(by=request.user, on=timezone.localdate())
        told = formatting.counted(
            len(stories), "exemple relu et anonymisé", "exemples relus et anonymisés"
        )
        self.message_user(request, f"{told}.", messages.SUCCESS)
        return None

    def _asked_to_review(self, request, queryset):
        def line(story):
            found = " ; ".join(remarks_on(story, reader=request.user))
            return f"{story} – {found or 'rien de signalé'}"

        return ask(
            self,
            request,
            queryset.prefetch_related("blocks"),
            action="review",
            title="Marquer relu et anonymisé",
            button="Relu et anonymisé",
            line=line,
            lead="Vous attestez que nul ne peut être reconnu : ni âge exact, ni commune, ni "
            "employeur, ni fait rare. Ce que le texte contient de tel est signalé ci-dessous.",
        )


@admin.register(CaseStoryBlock)
class CaseStoryBlockAdmin(BaseAdmin):
    task = Task.ACTIONS
    is_secondary = True
    staff_may_delete = True
    list_display = ["title", "story", "order"]
    list_select_related = ["story"]
    search_fields = ["title", "story__name"]
    autocomplete_fields = ["story"]

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        if request.user.sees_everything:
            return queryset
        agreements = Agreement.objects.visible_to(request.user).values("pk")
        return queryset.filter(story__agreement__in=agreements)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.has_changed():
            form.instance.story.written(by=request.user)
