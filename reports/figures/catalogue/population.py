"""Who receives the RSA, and what the commissions decided."""

from django.db.models import Q

from beneficiaries.enums import ADULT_ROLES
from beneficiaries.models import DecisionType
from reports.figures import groups, sources
from reports.figures.base import Breakdown, Change, Measure, Ratio, Scope, Unit


def adults(scope: Scope) -> Q:
    return Q(role__in=ADULT_ROLES)


INDICATORS = [
    Measure(
        code="rsa.households",
        label="Ménages allocataires du RSA",
        definition="Ménages dont le droit au RSA est ouvert à la date : ouvert et versable, "
        "ouvert et suspendu, ou ouvert avec versement suspendu.",
        unit=Unit.HOUSEHOLDS,
        source=sources.households,
    ),
    Change(
        code="rsa.households.change",
        label="Évolution du nombre de ménages allocataires",
        definition="Écart relatif avec le nombre de ménages du même jour de l’année précédente.",
        of="rsa.households",
    ),
    Measure(
        code="rsa.persons",
        label="Personnes couvertes par le RSA",
        definition="Allocataires, conjoints et personnes à charge des ménages dont le droit "
        "est ouvert à la date.",
        unit=Unit.PERSONS,
        source=sources.persons,
    ),
    Breakdown(
        code="rsa.persons.by_role",
        label="Personnes couvertes, selon leur place dans le ménage",
        definition="Allocataire (demandeur), conjoint, ou personne à charge (enfant ou autre).",
        unit=Unit.PERSONS,
        source=sources.persons,
        groups=groups.by_role("role"),
    ),
    Measure(
        code="rsa.adults",
        label="Allocataires et conjoints",
        definition="Allocataires et conjoints des ménages dont le droit est ouvert à la date.",
        unit=Unit.PERSONS,
        source=sources.persons,
        where=adults,
    ),
    Measure(
        code="rsa.rights_and_duties",
        label="Allocataires et conjoints soumis aux droits et devoirs",
        definition="Allocataires et conjoints tenus de suivre un parcours d’insertion.",
        unit=Unit.PERSONS,
        source=sources.persons,
        where=lambda scope: adults(scope) & Q(has_rights_and_duties=True),
    ),
    Measure(
        code="rsa.population",
        label="Population résidente",
        definition="Population publiée du département ; pour une commission ou un canton, "
        "somme des populations municipales de ses communes.",
        unit=Unit.RESIDENTS,
        source=sources.residents,
        field="population",
        published="population",
    ),
    Ratio(
        code="rsa.coverage",
        label="Part de la population couverte par le RSA",
        definition="Personnes couvertes rapportées à la population résidente.",
        numerator="rsa.persons",
        denominator="rsa.population",
        places=2,
    ),
    Ratio(
        code="rsa.adults.rate",
        label="Allocataires et conjoints pour 100 habitants",
        definition="Allocataires et conjoints rapportés à la population résidente.",
        numerator="rsa.adults",
        denominator="rsa.population",
        places=1,
    ),
    Breakdown(
        code="rsa.adults.by_sex",
        label="Allocataires et conjoints, par sexe",
        definition="Sexe porté par le fichier de l’organisme payeur.",
        unit=Unit.PERSONS,
        source=sources.persons,
        where=adults,
        groups=groups.by_sex("person__sex"),
    ),
    Breakdown(
        code="rsa.adults.by_age",
        label="Allocataires et conjoints, par âge",
        definition="Âge en années révolues à la date.",
        unit=Unit.PERSONS,
        source=sources.persons,
        where=adults,
        groups=groups.by_age("person__birth_date"),
        share_places=1,
    ),
    Breakdown(
        code="rsa.households.by_family",
        label="Ménages allocataires, par situation familiale",
        definition="Couple : mariage, PACS ou vie maritale. Avec enfants : au moins une personne "
        "à charge de rôle « enfant » dans le ménage à la date.",
        unit=Unit.HOUSEHOLDS,
        source=sources.households,
        groups=groups.by_family("family_situation", "has_children"),
    ),
    Breakdown(
        code="rsa.households.by_seniority",
        label="Ménages allocataires, par ancienneté",
        definition="Mois écoulés depuis la demande de RSA ; « 36 mois et plus » : demande déposée "
        "36 mois avant la date ou plus tôt.",
        unit=Unit.HOUSEHOLDS,
        source=sources.households,
        groups=groups.by_seniority("applied_on"),
    ),
    Measure(
        code="decisions.total",
        label="Décisions des commissions",
        definition="Décisions prises en séance dans l’année.",
        unit=Unit.DECISIONS,
        source=sources.decisions,
    ),
    Breakdown(
        code="decisions.by_type",
        label="Décisions des commissions, par nature",
        definition="Décisions de l’année selon la nomenclature en vigueur.",
        unit=Unit.DECISIONS,
        source=sources.decisions,
        groups=groups.by_nomenclature(DecisionType, "type__code"),
    ),
    Breakdown(
        code="decisions.other.by_type",
        label="Détail des « autres décisions »",
        definition="Décisions que le graphique des décisions réunit sous « autres ».",
        unit=Unit.DECISIONS,
        source=sources.decisions,
        where=lambda scope: Q(type__is_other=True),
        groups=groups.by_nomenclature(DecisionType, "type__code", groups.OTHER_DECISIONS),
    ),
]
