"""Checks on what authors wrote beside figures."""

from reports.booklet.messages import outdated
from reports.models import AuthorMessage, Edition
from reports.quality.base import Check, Severity


def over_other_figures(year: int):
    editions = Edition.objects.filter(programme_year=year + 1, messages__isnull=False)
    found = [message.pk for edition in editions.distinct() for message, _ in outdated(edition)]
    return AuthorMessage.objects.filter(pk__in=found)


CHECKS = [
    Check(
        code="messages-a-verifier",
        label="Messages d’auteur écrits sur des chiffres qui ont changé",
        reason="Le message au-dessus d’une figure du livret a été remplacé, puis les chiffres de "
        "la figure ont changé : à garder, à réécrire ou à supprimer. D’ici là, la version publique "
        "imprime le message calculé.",
        severity=Severity.WRONG,
        model=AuthorMessage,
        suspects=over_other_figures,
    ),
]
