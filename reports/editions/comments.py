"""Comments on the blocks of an edition, written from its web page until it is validated."""

from __future__ import annotations

import html as entities
import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.views.decorators.http import require_POST

from plics import history
from plics.models import Operation
from plics.permissions import AccountRequest
from plics.short_forms import ShortForm, ShortFormView
from reports.booklet.render import UnknownSection
from reports.editions.reaching import edition_worked_on
from reports.editions.serving import html_for
from reports.editions.steps import locked_edition
from reports.figures.guard.protected import NotReady
from reports.models import Comment, Edition

HEADING = re.compile(r"<h([3-5])\b[^>]*>(.*?)</h\1>", re.S)
# A chapter of one section bears the title.
PART = re.compile(r"<(h2)\b[^>]*>(.*?)</h2>|<(h1)\b[^>]*>(.*?)</h1>", re.S)
CLOSED = "Cette édition est validée : elle ne se commente plus."


def words(title: str) -> str:
    return " ".join(entities.unescape(strip_tags(title)).split())[:200]


def part_in(html: str) -> str:
    """The title of the section whose page it is: « I.1 Les allocataires du RSA »."""
    found = {each[1] or each[3]: each[2] or each[4] for each in PART.finditer(html)}
    return words(found.get("h2") or found.get("h1") or "")


def blocks_in(html: str) -> list[str]:
    """The titles of a section, as its page shows them."""
    told = (words(found[2]) for found in HEADING.finditer(html))
    return list(dict.fromkeys(title for title in told if title))


class CommentForm(ShortForm):
    block = forms.ChoiceField(label="Bloc", required=False)
    text = forms.CharField(
        label="Commentaire",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Écrivez votre commentaire."},
    )

    def __init__(self, data: Any = None, *, part: str, blocks: list[str], chosen: str = ""):
        super().__init__(data, initial={"block": chosen})
        choices = [(part, "Toute la partie"), *((block, block) for block in blocks)]
        self.fields["block"] = forms.ChoiceField(label="Bloc", required=False, choices=choices)


class CommentView(ShortFormView):
    title = "Commenter"
    template_name = "reports/comment.html"

    def prepare(self) -> None:
        kwargs = self.kwargs
        self.edition = edition_worked_on(
            self.request, kwargs["year"], kwargs["place"], kwargs["version"]
        )
        self.section = kwargs["section"]
        self.part, self.blocks = "", []
        try:
            html = html_for(self.request.user, self.edition, self.section)
            self.part, self.blocks = part_in(html), blocks_in(html)
        except UnknownSection as unknown:
            raise Http404(str(unknown)) from None
        except NotReady:
            # The whole section may be commented meanwhile.
            pass

    def rows(self) -> list[Edition]:
        return []

    def lock(self) -> None:
        self.edition = locked_edition(self.edition)

    def form(self, data: Any = None) -> CommentForm:
        chosen = self.request.GET.get("bloc", self.part)
        return CommentForm(data, part=self.part, blocks=self.blocks, chosen=chosen)

    def saved(self, values: dict[str, Any]) -> tuple[str, Operation | None]:
        if self.edition.is_validated:
            raise ValidationError(CLOSED)
        with history.acting(self.request.user):
            Comment.objects.create(
                edition=self.edition,
                section=self.section,
                block=values["block"],
                text=values["text"],
                made_by=self.request.user,
            )
        return "Commentaire enregistré.", None

    def home(self) -> str:
        address = [self.edition.programme_year, self.edition.place, self.edition.version]
        return reverse("reports:version_section", args=[*address, self.section])

    def context(self) -> dict[str, Any]:
        found = self.edition.comments.filter(section=self.section).select_related("made_by")
        part = self.part or self.section
        return {"edition": self.edition, "comments": found.open(), "part": part}

    def trace(self) -> None:
        """No row of a person is shown."""


@require_POST
@transaction.atomic
def resolve(request: AccountRequest, year: int, place: str, version: int, pk: int) -> HttpResponse:
    """By whoever works on the edition; one already resolved stays so."""
    edition = edition_worked_on(request, year, place, version)
    comment = get_object_or_404(Comment.objects.select_for_update(), edition=edition, pk=pk)
    if comment.resolved_at is None:
        comment.resolved_by, comment.resolved_at = request.user, timezone.now()
        with history.acting(request.user):
            comment.save()
        messages.success(request, "Commentaire résolu.")
    return redirect("reports:version_edition", year, place, version)
