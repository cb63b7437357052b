"""The page where a text is typed beside the page of the booklet in which it stands."""

from __future__ import annotations

import functools
import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.forms import modelform_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from actions.models import CaseStoryBlock
from plics import kept_forms, sent_once, shown_values
from plics.admin_entry import ALREADY_SAVED, last_saved, lock
from plics.guarded_forms import GuardedForm, guarded
from plics.permissions import AccountRequest
from plics.richtext import markup, rules
from reports.booklet.render import typeset
from reports.booklet.services import reader_of
from reports.booklet.typed import shared_texts
from reports.editions.freezing import figures_for
from reports.editions.preparing import being_protected
from reports.figures.guard.protected import NotReady
from reports.models import Edition, SharedText
from reports.writing import places
from reports.writing.figures import OFFERED, codes_in, display, label_of, offers
from reports.writing.places import KINDS, Text
from reports.writing.printing import printed
from reports.writing.versions import versions_of

VERSION = "version"
SAVED = "Le texte est enregistré."


def text_asked(request: HttpRequest, kind: str, pk: int) -> Text:
    if kind not in KINDS:
        raise Http404
    model, _ = KINDS[kind]
    return Text(kind, get_object_or_404(model._default_manager.all(), pk=pk))


def edition_asked(request: AccountRequest, text: Text) -> Edition:
    """The one that led here, else the newest that may still change; of those that this account
    sees and that print the text."""
    seen = Edition.objects.visible_to(request.user).values("pk")
    found = places.editions_with(text).filter(pk__in=seen)
    asked = request.POST.get("edition") or request.GET.get("edition", "")
    if asked.isdecimal() and len(asked) < 10:
        return get_object_or_404(found, pk=asked)
    drafts = [edition for edition in found if not edition.is_validated]
    edition = next(iter([*drafts, *found]), None)
    if edition is None:
        raise Http404("Aucune édition n’imprime ce texte.")
    return edition


class TextView(View):
    request: AccountRequest

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.text = text_asked(request, kwargs["kind"], kwargs["pk"])
        self.edition = edition_asked(request, self.text)
        self.fixed = rules.why_fixed(self.text.row, self.text.field)
        kinds = places.kinds_of(request.user, self.edition)
        if self.text.kind not in kinds:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form(self, data: Any = None) -> GuardedForm:
        made = modelform_factory(type(self.text.row), fields=[self.text.field])
        form: GuardedForm = guarded(made, self.request)(data, instance=self.text.row)
        field = form.fields[self.text.field]
        field.label = "Texte"
        field.widget.attrs |= editing_of(self.edition, self.text)
        return form

    def get(self, request: AccountRequest, **kwargs: Any) -> HttpResponse:
        form = self.form()
        shown = shown_values.signed(shown_values.shown_in([form]))
        if asked := request.GET.get(VERSION):
            found = next((each for each in versions_of(self.text) if each.key == asked), None)
            if found is None:
                raise Http404("Cette version n’est plus connue.")
            form.initial[self.text.field] = found.html
            messages.warning(
                request, "La version reprise est dans le formulaire\u00a0: enregistrez-la pour la "
                "garder. Rien n’a changé d’ici là."
            )  # fmt: skip
        return self.shown(form, shown)

    def post(self, request: AccountRequest, **kwargs: Any) -> HttpResponse:
        if not request.POST.get(sent_once.NAME):
            raise BadRequest("Un formulaire est envoyé depuis sa page.")
        with transaction.atomic():
            sent, is_first = sent_once.claim(request)
            if not is_first and sent.typed == sent_once.typed_digest(request):
                messages.warning(request, ALREADY_SAVED)
                return redirect(self.after())
            lock(type(self.text.row)._base_manager.filter(pk=self.text.row.pk))
            self.text.row.refresh_from_db()
            form = self.form(request.POST)
            if form.is_valid():
                self.save(form)
                sent.row = str(self.text.row.pk)
                sent.save()
                messages.success(request, SAVED)
                return redirect(self.after())
            if is_first:
                sent.delete()
        # The form has put what was typed on its row: what is shown is what the table holds.
        self.text.row.refresh_from_db()
        fresh = self.form()
        return self.shown(form, shown_values.signed(shown_values.shown_in([fresh])))

    def save(self, form: GuardedForm) -> None:
        if not form.has_changed():
            return
        row = form.save()
        if isinstance(row, CaseStoryBlock):
            row.story.written(by=self.request.user)

    def after(self) -> str:
        if "_continue" in self.request.POST:
            return self.text.address(self.edition)
        return page_of(self.edition, self.section) + f"#texte-{self.standing.key}"

    @functools.cached_property
    def section(self) -> str:
        return places.section_of(self.standing)

    @functools.cached_property
    def standing(self) -> Text:
        return places.standing(self.text, self.edition)

    def included(self) -> list[tuple[str, str]]:
        """The shared texts that this one includes, for who may change them."""
        if "commun" not in places.kinds_of(self.request.user, self.edition):
            return []
        known = SharedText.objects.of_year(self.edition.programme_year)
        found = [known[code] for code in markup.shared_in(self.text.html) if code in known]
        return [(str(row), Text("commun", row).address(self.edition)) for row in found]

    def shown(self, form: GuardedForm, shown: str) -> HttpResponse:
        conflict = form.conflicts.get(self.text.field)
        if conflict:
            # Both texts are shown whole, side by side.
            form.errors.pop(self.text.field, None)
        versions = versions_of(self.text)
        context = {
            "title": places.name_of(self.text),
            "text": self.text,
            "key": self.standing.key,
            "included": self.included(),
            "edition": self.edition,
            "form": form,
            "field": form[self.text.field],
            "fixed": self.fixed,
            "conflict": conflict,
            "last_saved": last_saved(self.text.row) if conflict else None,
            "once": sent_once.new_token(),
            "who": kept_forms.signed(self.request),
            "shown_values": shown,
            "versions": versions,
            "default": markup.from_plain(self.text.default),
            "address": self.text.address(self.edition),
            "page": page_of(self.edition, self.section),
            "section": self.section,
        }
        return render(self.request, "writing/text.html", context)


def editing_of(edition: Edition, text: Text) -> dict[str, str]:
    """What the editor offers to put in: figures, and the texts that are written once."""
    search = f"{reverse('reports:figure_search')}?edition={edition.pk}&fragment=1"
    named = SharedText.objects.of_year(edition.programme_year)
    shared = {code: each.name for code, each in named.items() if text.kind != "commun"}
    told = {reference: label_of(reference) for reference in markup.figures_in(text.html)}
    return {
        "rows": "16",
        "data-figures": search,
        "data-figure-names": json.dumps(told),
        "data-shared-texts": json.dumps(shared),
    }


def page_of(edition: Edition, section: str) -> str:
    asked = edition.programme_year, edition.place, edition.version
    if section:
        return reverse("reports:version_section", args=[*asked, section])
    return reverse("reports:version", args=asked)


@require_POST
def preview(request: AccountRequest, kind: str, pk: int) -> HttpResponse:
    """What is being typed, as the page would print it."""
    text = text_asked(request, kind, pk)
    edition = edition_asked(request, text)
    if kind not in places.kinds_of(request.user, edition):
        raise PermissionDenied
    typed = request.POST.get("text", "")
    problems = [rules.too_long(typed)]
    html = "" if problems[0] else markup.to_html(typed) or markup.from_plain(text.default)
    problems += rules.faults(html)
    if told := list(filter(None, problems)):
        return render(request, "writing/_problems.html", {"problems": told}, status=422)
    try:
        shown = as_printed(request, edition, text, html)
    except NotReady:
        told = ["Les chiffres se préparent\u00a0: l’aperçu attend une demi-minute."]
        return render(request, "writing/_problems.html", {"problems": told}, status=422)
    return HttpResponse(typeset(f"<div>{shown}</div>"))


@require_safe
def figure_search(request: AccountRequest) -> HttpResponse:
    """Figures to put in a text: a piece of the editor, or a page to copy from."""
    editions = Edition.objects.visible_to(request.user).select_related("commission")
    asked = request.GET.get("edition", "")
    edition = get_object_or_404(editions, pk=asked if asked.isdecimal() else 0)
    if not places.kinds_of(request.user, edition):
        raise PermissionDenied
    words = request.GET.get("q", "")[:100]
    reader = reader_of(request.user, is_awaited=False)
    try:
        figures = figures_for(edition, reader=reader, families=(), quoted=OFFERED).now
    except NotReady as waiting:
        return being_protected(request, waiting)
    context = {
        "edition": edition,
        "words": words,
        "offers": offers(figures, words, place=edition.place) if words else [],
    }
    is_piece = "fragment" in request.GET
    return render(request, "writing/_figures.html" if is_piece else "writing/figures.html", context)


def as_printed(request: AccountRequest, edition: Edition, text: Text, html: str) -> str:
    shared = shared_texts(edition.programme_year)
    if isinstance(text.row, SharedText):
        shared[text.row.code] = html
        text = places.standing(text, edition)
        html = html if text.kind == "commun" else text.html
    codes = codes_in([html, *shared.values()])
    reader = reader_of(request.user, is_awaited=False)
    figures = figures_for(edition, reader=reader, families=(), quoted=codes).now if codes else None
    return printed(
        text,
        html,
        figure=lambda asked: display(figures, asked, place=edition.place) if figures else "",
        shared=shared,
    )
