"""Checks on agreements and participations."""

from django.db.models import Exists, OuterRef, Q

from actions.highlights import unknown_shares
from actions.models import (
    Action,
    Agreement,
    Axis,
    CapacityUnit,
    CaseStory,
    Participation,
    Section,
    Target,
    is_active_during,
)
from plics import periods
from reports.quality.base import Check, Severity

ASK_PROVIDERS = ("Demander le retour des structures", "returns:agreements", "annee={year}")


def present_participations(year: int):
    """The participations that the year's shares are taken of."""
    return Participation.objects.filter(agreement__year=year).active_during(periods.year(year))


def outside_the_year(year: int):
    return Participation.objects.filter(~is_active_during(periods.year(year)), agreement__year=year)


def twice_present(year: int):
    """Another row of the same person, on the same agreement, at the same time."""
    other = Participation.objects.filter(
        Q(exited_on=None) | Q(exited_on__gte=OuterRef("entered_on")),
        agreement=OuterRef("agreement"),
        person=OuterRef("person"),
    ).exclude(pk=OuterRef("pk"))
    ended = Exists(other.filter(entered_on__lte=OuterRef("exited_on")))
    going_on = Q(exited_on=None) & Exists(other)
    return present_participations(year).filter(ended | going_on)


def exited_without_outcome(year: int):
    """A dropout says by itself how the person left."""
    return present_participations(year).lacking_outcome()


def without_targets(year: int):
    targets = Target.objects.filter(agreement=OuterRef("pk"))
    return Agreement.objects.of_year(year).filter(~Exists(targets), dynamic_exit_target=None)


def quoting_the_unknown(year: int):
    quoted = Agreement.objects.of_year(year).exclude(highlights=[])
    found = [key for key, codes in quoted.values_list("pk", "highlights") if unknown_shares(codes)]
    return Agreement.objects.filter(pk__in=found)


CHECKS = [
    Check(
        code="hors-annee",
        label="Participations hors de l’année de leur convention",
        reason="Entrées après le 31 décembre ou sorties avant le 1er janvier : elles ne comptent "
        "dans aucun chiffre de l’année. La date ou la convention est à corriger.",
        severity=Severity.WRONG,
        model=Participation,
        suspects=outside_the_year,
        reads=(Agreement,),
    ),
    Check(
        code="double-presence",
        label="Personnes deux fois présentes sur la même action",
        reason="Deux participations de la même personne se recouvrent : entrées, présents et "
        "occupation la comptent deux fois.",
        severity=Severity.WRONG,
        model=Participation,
        suspects=twice_present,
        reads=(Agreement,),
    ),
    Check(
        code="sans-issue",
        label="Participations terminées sans issue",
        reason="Elles comptent parmi les sorties mais jamais parmi les sorties dynamiques : le "
        "taux paraît plus bas qu’il n’est.",
        severity=Severity.WRONG,
        model=Participation,
        suspects=exited_without_outcome,
        reads=(Agreement,),
        tool=ASK_PROVIDERS,
    ),
    Check(
        code="exclue-sans-motif",
        label="Sorties exclues du taux sans motif",
        reason="Une sortie ne se retire du taux qu’avec un motif que l’on puisse défendre.",
        severity=Severity.WRONG,
        model=Participation,
        suspects=lambda year: present_participations(year).filter(
            is_excluded_from_rate=True, exclusion_reason=""
        ),
        reads=(Agreement,),
    ),
    Check(
        code="niveau-absent",
        label="Participations sans niveau de formation",
        reason="La part des niveaux V et moins n’est calculée que sur les niveaux connus.",
        severity=Severity.INCOMPLETE,
        model=Participation,
        suspects=lambda year: present_participations(year).filter(education_level=""),
        reads=(Agreement,),
        tool=ASK_PROVIDERS,
    ),
    Check(
        code="commune-inconnue",
        label="Participations sans commune",
        reason="Sans commune, la part des participants ruraux ne les compte pas.",
        severity=Severity.INCOMPLETE,
        model=Participation,
        suspects=lambda year: present_participations(year).filter(commune=None),
        reads=(Agreement,),
    ),
    Check(
        code="etp-absent",
        label="Participations sans ETP sur une convention en ETP",
        reason="L’occupation de ces conventions rapporte les ETP réalisés à la capacité : elle "
        "est sous-estimée.",
        severity=Severity.INCOMPLETE,
        model=Participation,
        suspects=lambda year: present_participations(year).filter(
            agreement__unit__is_full_time_equivalent=True, full_time_equivalent=None
        ),
        reads=(Agreement, CapacityUnit),
    ),
    Check(
        code="capacite-absente",
        label="Conventions sans capacité",
        reason="Sans capacité, le taux d’occupation de l’action ne peut être calculé. Les "
        "référents et les plateformes de mobilité, conventionnés sans places, ne sont pas "
        "attendus ici.",
        severity=Severity.INCOMPLETE,
        model=Agreement,
        suspects=lambda year: Agreement.objects.of_year(year).lacking_capacity(),
        reads=(Action,),
    ),
    Check(
        code="sans-date-reference",
        label="Conventions sans date de référence",
        reason="Les sorties sont alors comptées jusqu’au 31 décembre : à confirmer, car d’autres "
        "conventions s’arrêtent au 30 septembre ou au 30 novembre.",
        severity=Severity.INCOMPLETE,
        model=Agreement,
        suspects=lambda year: Agreement.objects.of_year(year).filter(reference_date=None),
    ),
    Check(
        code="sans-objectif",
        label="Conventions sans objectif",
        reason="Le livret ne peut rapprocher les résultats de ce qui était convenu.",
        severity=Severity.INCOMPLETE,
        model=Agreement,
        suspects=without_targets,
        reads=(Target,),
    ),
    Check(
        code="parts-inconnues",
        label="Conventions citant une part inconnue",
        reason="Un code des « parts à citer » n’est celui d’aucun indicateur de l’action : le "
        "livret ne l’imprime pas.",
        severity=Severity.INCOMPLETE,
        model=Agreement,
        suspects=quoting_the_unknown,
        reads=(Action, Axis, Section),
    ),
    Check(
        code="parcours-non-relus",
        label="Exemples de parcours non relus",
        reason="Un parcours qu’une seconde personne n’a pas relu n’est pas imprimé dans le livret "
        "public.",
        severity=Severity.INCOMPLETE,
        model=CaseStory,
        suspects=lambda year: CaseStory.objects.to_review().filter(agreement__year=year),
        reads=(Agreement,),
    ),
]
