"""What the three aid funds paid."""

from django.db.models import Q

from funds.models import AidDecision, AidNature
from reports.figures import groups, sources
from reports.figures.base import Scope, Unit
from reports.figures.indicators import Breakdown, Family, Measure, Printed, Ratio, Secrecy


def _granted(scope: Scope) -> Q:
    return Q(decision=AidDecision.GRANTED)


def is_refused(scope: Scope) -> Q:
    return Q(decision=AidDecision.REFUSED)


INDICATORS = [
    Measure(
        code="fund.requests",
        label="Demandes décidées",
        definition="Demandes ayant reçu une décision dans l’année, quelle qu’elle soit.",
        family=Family.AIDS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        # What is put off is in neither.
        group_sums=lambda: {None: (("fund.count", "fund.refusals"),)},
        unit=Unit.REQUESTS,
        source=sources.aids,
    ),
    Measure(
        code="fund.refusals",
        label="Refus",
        definition="Demandes refusées dans l’année.",
        family=Family.AIDS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        unit=Unit.REQUESTS,
        source=sources.aids,
        where=is_refused,
    ),
    Measure(
        code="fund.count",
        label="Aides accordées",
        definition="Aides ayant reçu un accord dans l’année civile.",
        family=Family.AIDS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        unit=Unit.AIDS,
        source=sources.aids,
        where=_granted,
    ),
    Measure(
        code="fund.persons",
        label="Personnes aidées",
        definition="Personnes distinctes ayant reçu au moins un accord dans l’année.",
        family=Family.AIDS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        within=(("fund.count",),),
        unit=Unit.PERSONS,
        source=sources.aids,
        where=_granted,
        distinct="person_id",
    ),
    Measure(
        code="fund.amount",
        label="Montant accordé",
        definition="Somme des montants accordés dans l’année civile.",
        family=Family.AIDS,
        printed=Printed.BOTH_YEARS,
        secrecy=Secrecy.LEANS,
        leans_on="fund.count",
        adds_up=(),
        unit=Unit.EUROS,
        source=sources.aids,
        where=_granted,
        field="amount_granted",
        empty=0,
    ),
    Ratio(
        code="fund.mean",
        label="Montant moyen par aide",
        definition="Montant accordé rapporté au nombre d’aides accordées.",
        family=Family.AIDS,
        printed=Printed.EVALUATED,
        said=None,
        unit=Unit.EUROS,
        numerator="fund.amount",
        denominator="fund.count",
        factor=1,
    ),
    Ratio(
        code="fund.grant_rate",
        label="Part des demandes accordées",
        definition="Aides accordées rapportées aux demandes décidées dans l’année.",
        family=Family.AIDS,
        printed=Printed.EVALUATED,
        said=None,
        numerator="fund.count",
        denominator="fund.requests",
    ),
    Breakdown(
        code="fund.count.by_nature",
        label="Aides accordées, par nature",
        definition="Nature de l’aide accordée.",
        family=Family.AIDS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.PEOPLE,
        splits="fund.count",
        said="{label} : {share}",
        unit=Unit.AIDS,
        source=sources.aids,
        where=_granted,
        groups=groups.by_nomenclature(AidNature, "nature__code"),
    ),
    Breakdown(
        code="fund.amount.by_nature",
        label="Montant accordé, par nature",
        definition="Nature de l’aide accordée.",
        family=Family.AIDS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.LEANS,
        leans_on="fund.count.by_nature",
        splits="fund.amount",
        said="{label} : {share}",
        unit=Unit.EUROS,
        source=sources.aids,
        where=_granted,
        field="amount_granted",
        empty=0,
        groups=groups.by_nomenclature(AidNature, "nature__code"),
    ),
    Measure(
        code="fund.budget",
        label="Budget voté",
        definition="Budget voté pour l’année ; sans commission, celui du département.",
        family=Family.AIDS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.AGREED,
        adds_up=(),
        unit=Unit.EUROS,
        source=sources.budgets,
        field="voted",
    ),
    Ratio(
        code="fund.consumption",
        label="Consommation du budget",
        definition="Montant accordé rapporté au budget voté.",
        family=Family.AIDS,
        printed=Printed.NOWHERE,
        said=None,
        numerator="fund.amount",
        denominator="fund.budget",
    ),
]
