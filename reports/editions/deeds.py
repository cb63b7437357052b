"""What may be done of an edition, by whom and from which state: its page shows the buttons."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from django import forms

from plics import formatting
from plics.models import User
from plics.permissions import can_edit_data
from plics.short_forms import ShortForm
from reports.editions import workflow
from reports.models import Edition

Status = Edition.Status


class BareForm(ShortForm):
    pass


class WhyForm(ShortForm):
    note = forms.CharField(
        label="Pourquoi",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites pourquoi cette édition repart en rédaction."},
    )


class CorrectionForm(ShortForm):
    note = forms.CharField(
        label="Note de correction",
        max_length=2000,
        help_text="Les lecteurs la lisent : « 56 %, publié 62 % par erreur ».",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Une nouvelle version dit ce qu’elle corrige."},
    )


class InstantForm(ShortForm):
    at = forms.DateTimeField(
        label="Jour et heure",
        required=False,
        help_text="Vide : tout de suite. Sinon les lecteurs y ont accès à cet instant, pas avant.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": "Un jour et une heure s’écrivent 03/02/2020 08:00."},
    )


Done = Callable[[Edition, User, dict[str, Any]], str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Deed:
    slug: str
    button: str
    told: str
    states: tuple[str, ...]
    may: Callable[[User], bool]
    do: Done
    form: type[ShortForm] = BareForm
    # Of an edition to be published, whether its instant has come; none, of any.
    is_out: bool | None = None

    def is_open(self, edition: Edition, user: User) -> bool:
        """To a person whose commission it is: see who reaches the page."""
        is_its_time = self.is_out in (None, edition.is_published)
        return edition.status in self.states and is_its_time and self.may(user)


def _validates(user: User) -> bool:
    return user.validates_editions


def _review(edition: Edition, user: User, values: dict[str, Any]) -> str:
    workflow.send_to_review(edition, by=user)
    return f"{edition} : en relecture."


def _send_back(edition: Edition, user: User, values: dict[str, Any]) -> str:
    workflow.send_back(edition, by=user, note=values["note"])
    return f"{edition} : de nouveau en rédaction."


def _validate(edition: Edition, user: User, values: dict[str, Any]) -> str:
    count = workflow.validate(edition, by=user)
    frozen = formatting.counted(count, "chiffre arrêté", "chiffres arrêtés")
    return f"{edition} : validée, {frozen}. Ses PDF se préparent."


def _publish(edition: Edition, user: User, values: dict[str, Any]) -> str:
    workflow.publish(edition, by=user, at=values["at"])
    return f"{edition} : {edition.state} le {formatting.instant(edition.published_at)}."


def _put_off(edition: Edition, user: User, values: dict[str, Any]) -> str:
    workflow.put_off(edition, by=user)
    return f"{edition} : ne sera pas publiée à cet instant."


def _reopen(edition: Edition, user: User, values: dict[str, Any]) -> str:
    version = workflow.reopen(edition, by=user, note=values["note"])
    return f"{version} : ouverte en brouillon. La version {edition.version} reste lisible."


DEEDS = [
    Deed(
        slug="relire",
        button="Mettre en relecture",
        told="La rédaction est finie : l’édition est lue, commentée, contrôlée. Les lecteurs "
        "nommés plus bas y ont accès.",
        states=(Status.DRAFT,),
        may=can_edit_data,
        do=_review,
    ),
    Deed(
        slug="valider",
        button="Valider et arrêter",
        told="Chiffres, textes et documents sont arrêtés tels qu’ils sont aujourd’hui. Rien n’est "
        "encore public. Cela prend quelques secondes.",
        states=(Status.REVIEW,),
        may=_validates,
        do=_validate,
    ),
    Deed(
        slug="publier",
        button="Publier",
        told="Tous les comptes la liront, et une publication ne se défait pas : une erreur se "
        "corrige par une nouvelle version.",
        states=(Status.VALIDATED,),
        may=_validates,
        do=_publish,
        form=InstantForm,
    ),
    Deed(
        slug="remettre",
        button="Ne plus publier à cet instant",
        told="L’instant n’est pas venu : l’édition reste validée, sans date de publication.",
        states=(Status.PUBLISHED,),
        may=_validates,
        do=_put_off,
        is_out=False,
    ),
    Deed(
        slug="rouvrir",
        button="Ouvrir une nouvelle version",
        told="Une copie s’ouvre en brouillon ; la version publiée reste lisible à son adresse.",
        states=(Status.PUBLISHED,),
        may=_validates,
        do=_reopen,
        form=CorrectionForm,
        is_out=True,
    ),
    Deed(
        slug="renvoyer",
        button="Renvoyer en rédaction",
        told="Les textes s’ouvrent à nouveau ; ce qui était arrêté ne l’est plus.",
        states=(Status.REVIEW, Status.VALIDATED),
        may=lambda user: can_edit_data(user) or user.validates_editions,
        do=_send_back,
        form=WhyForm,
    ),
]
BY_SLUG = {deed.slug: deed for deed in DEEDS}
