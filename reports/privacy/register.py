"""The register of processing (GDPR 30), made of the models: what is held, why, how long, by whom.

A model whose fields tell of somebody (`plics/classification.py`) is in one processing, and one
only: a test holds it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.text import capfirst

from actions.models.returns import KEPT_FOR_THE_SERVICE
from plics import formatting
from plics.classification import Tells, fields_of
from plics.models import Upload

OURS = ("plics", "beneficiaries", "actions", "funds", "reports")
SERVICE = (
    "Le service d’insertion ; les coordinateurs, pour leurs commissions ; le droit de voir les "
    "noms et celui de les exporter sont donnés un à un."
)
MISSION = "Mission d’intérêt public (RGPD, article 6-1-e) : conduite du RSA et de l’insertion."
HELPED = "Allocataires du RSA, membres de leur ménage, participants des actions."
# What the library of the journal names in English.
JOURNAL = {
    "object_pk": "numéro de la ligne",
    "object_id": "numéro de la ligne",
    "serialized_data": "ligne entière",
    "changes": "valeurs avant et après",
    "changes_text": "valeurs avant et après",
    "remote_addr": "adresse IP",
    "remote_port": "port",
    "additional_data": "précisions",
    "actor_email": "courriel du compte",
}
TOLD = {Tells.NAME: "Désigne", Tells.INDIRECT: "Indirect", Tells.FIGURE: "Chiffre"}


def two_years() -> str:
    days = formatting.number(settings.RETENTION_DAYS)
    return f"{days}\u00a0jours après le dernier contact, puis rendu anonyme : les chiffres restent."


def as_files() -> str:
    kept, refused = Upload.UNCONFIRMED.days, Upload.REFUSALS.days
    return (
        f"{formatting.counted(kept, 'jour', 'jours')} sans confirmation, "
        f"{formatting.counted(KEPT_FOR_THE_SERVICE.days, 'jour', 'jours')} pour l’envoi d’une "
        f"structure ; les lignes refusées, {formatting.counted(refused, 'jour', 'jours')}."
    )


def as_history() -> str:
    return (
        "Les valeurs d’une personne s’effacent quand elle est rendue anonyme ; qui a agi, et "
        "quand, reste."
    )


def as_accounts() -> str:
    return "Tant que le compte existe ; les actes qu’il a faits lui survivent, sans son nom."


@dataclasses.dataclass(frozen=True, kw_only=True)
class Processing:
    """An entry of the register; `kept` is worked out from the settings that hold it."""

    title: str
    why: str
    of: str
    models: tuple[str, ...]
    kept: str
    who: str = SERVICE
    basis: str = MISSION

    @property
    def lists(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        for label in self.models:
            model = apps.get_model(label)
            yield capfirst(str(model._meta.verbose_name_plural)), told(model)


def told(model: type[models.Model]) -> list[tuple[str, str]]:
    """« Désigne » : nom, prénom…"""
    return [
        (TOLD[kind], ", ".join(dict.fromkeys(said(field) for field in fields)))
        for kind, fields in fields_of(model).items()
        if fields
    ]


def said(field: models.Field) -> str:
    return JOURNAL.get(field.name) or str(field.verbose_name)


def register() -> list[Processing]:
    return [
        Processing(
            title="Ménages et personnes",
            why="Savoir qui relève du RSA, où et depuis quand ; compter la population et ses "
            "mouvements.",
            of=HELPED,
            models=("beneficiaries.Person", "beneficiaries.Household",
                    "beneficiaries.HouseholdSituation", "beneficiaries.Membership",
                    "beneficiaries.Identity", "beneficiaries.Merge", "beneficiaries.Correction"),
            kept=two_years(),
        ),
        Processing(
            title="Accompagnement et décisions",
            why="Suivre l’orientation, le référent, les contrats et ce que décident les "
            "commissions.",
            of=HELPED,
            models=("beneficiaries.Orientation", "beneficiaries.Support",
                    "beneficiaries.EngagementContract", "beneficiaries.Interview",
                    "beneficiaries.Decision", "reports.FollowUp"),
            kept=two_years(),
        ),
        Processing(
            title="Participation aux actions",
            why="Suivre qui attend une place, les entrées et les sorties, évaluer les "
            "actions conventionnées.",
            of=HELPED,
            models=("actions.Participation", "actions.TakenStep", "actions.PassedMilestone",
                    "actions.Proposal"),
            kept=two_years(),
            who=f"{SERVICE} La structure de l’action, pour ses seuls participants.",
        ),
        Processing(
            title="Aides individuelles",
            why="Instruire et compter les aides des fonds.",
            of="Demandeurs d’une aide.",
            models=("funds.Aid",),
            kept=two_years(),
        ),
        Processing(
            title="Exemples de parcours",
            why="Illustrer une action dans le livret, sous un nom d’emprunt relu par un second "
            "compte.",
            of="Personnes qui ont accepté un portrait.",
            models=("actions.CaseStory", "actions.CaseStoryBlock"),
            kept="Avec l’édition qui le publie.",
            who=f"{SERVICE} Les lecteurs, une fois le portrait relu et publié.",
        ),
        Processing(
            title="Fichiers reçus",
            why="Charger les fichiers des organismes payeurs et des structures.",
            of=HELPED,
            models=("plics.Upload", "actions.PendingReturn", "plics.ImportRun"),
            kept=as_files(),
        ),
        Processing(
            title="Historique des changements",
            why="Savoir qui a changé quoi, corriger une erreur, rendre compte.",
            of=f"{HELPED} Agents.",
            models=("plics.Change", "plics.Operation"),
            kept=as_history(),
        ),
        Processing(
            title="Traces des accès",
            why="Savoir qui a vu, cherché, emporté ou changé quoi, et relever un usage anormal.",
            of="Agents, coordinateurs, correspondants ; personnes dont la fiche a été vue.",
            models=("plics.Trace",),
            kept=f"{formatting.counted(settings.TRACES_MONTHS, 'mois', 'mois')}.",
            who="Le délégué à la protection des données.",
            basis="Obligation de sécurité (RGPD, article 32).",
        ),
        Processing(
            title="Comptes et actes des agents",
            why="Ouvrir l’application à qui en a le droit, et savoir qui a validé, produit, "
            "demandé.",
            of="Agents, coordinateurs, lecteurs, correspondants des structures.",
            models=("plics.User", "plics.MondayMail", "plics.SentForm", "plics.ColumnMapping",
                    "reports.AcceptedFinding", "reports.Edition", "reports.EditionStep",
                    "reports.Comment", "reports.CarriedText", "reports.Rendering",
                    "funds.PaymentOrder"),
            kept=as_accounts(),
            who="Les administrateurs.",
        ),
        Processing(
            title="Contacts professionnels",
            why="Joindre les référents et le service ; dire qui accompagne.",
            of="Référents, contact du service.",
            models=("beneficiaries.Referent", "plics.Department"),
            kept="Tant que la personne est en fonction.",
        ),
    ]  # fmt: skip


def of_somebody() -> set[str]:
    """The lists with a field that tells of somebody."""
    return {
        model._meta.label
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        if any(fields_of(model)[kind] for kind in (Tells.NAME, Tells.INDIRECT))
    }
