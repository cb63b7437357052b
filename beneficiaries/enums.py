"""Closed lists of the CNAF, under their own codes."""

from django.db import models


class Sex(models.TextChoices):
    MAN = "1", "homme"
    WOMAN = "2", "femme"


class PersonRole(models.TextChoices):
    APPLICANT = "DEM", "allocataire"
    PARTNER = "CJT", "conjoint"
    CHILD = "ENF", "enfant à charge"
    OTHER = "AUT", "autre personne à charge"


ADULT_ROLES = [PersonRole.APPLICANT, PersonRole.PARTNER]
DEPENDANT_ROLES = [PersonRole.CHILD, PersonRole.OTHER]


class RightState(models.TextChoices):
    """ETATDOSRSA."""

    PENDING = "0", "demande en attente de décision"
    REFUSED = "1", "refusé"
    OPEN_PAYABLE = "2", "ouvert et versable"
    OPEN_SUSPENDED = "3", "ouvert et suspendu"
    OPEN_UNPAID = "4", "ouvert, versement suspendu"
    CLOSED = "5", "clos"
    CLOSED_EARLIER = "6", "clos sur un mois antérieur"


OPEN_STATES = [RightState.OPEN_PAYABLE, RightState.OPEN_SUSPENDED, RightState.OPEN_UNPAID]


class FamilySituation(models.TextChoices):
    """SITFAM."""

    MISSING = "ABA", "conjoint disparu"
    SINGLE = "CEL", "célibataire"
    DIVORCED = "DIV", "divorcé"
    ISOLATED = "ISO", "isolement après vie maritale ou PACS"
    MARRIED = "MAR", "marié"
    PACS = "PAC", "pacsé"
    PACS_RESUMED = "RPA", "reprise de vie commune sur PACS"
    COHABITATION_RESUMED = "RVC", "reprise de vie maritale"
    MARRIAGE_RESUMED = "RVM", "reprise de mariage"
    SEPARATED = "SEF", "séparation de fait"
    SEPARATED_LEGALLY = "SEL", "séparation légale"
    WIDOWED = "VEU", "veuf"
    COHABITATION = "VIM", "vie maritale"


COUPLES = [
    FamilySituation.MARRIED,
    FamilySituation.PACS,
    FamilySituation.PACS_RESUMED,
    FamilySituation.COHABITATION_RESUMED,
    FamilySituation.MARRIAGE_RESUMED,
    FamilySituation.COHABITATION,
]


class EducationLevel(models.TextChoices):
    """NIVETU, the scale of levels in use until 2019."""

    I_II = "1201", "I-II (bac + 3 et plus)"
    III = "1202", "III (bac + 2)"
    IV = "1203", "IV (baccalauréat)"
    V = "1204", "V (CAP, BEP)"
    V_BIS = "1205", "V bis (fin de collège)"
    VI = "1206", "VI (sans diplôme)"
    VII = "1207", "VII (jamais scolarisé)"


class Organisation(models.TextChoices):
    CAF = "CAF", "CAF"
    MSA = "MSA", "MSA"


class Path(models.TextChoices):
    """The three paths of an orientation since 2025."""

    EMPLOYMENT = "emploi", "emploi"
    SOCIO_PROFESSIONAL = "socio-professionnel", "socio-professionnel"
    SOCIAL = "social", "social"


class Wait(models.TextChoices):
    """What somebody waits for, and a text says within how many days."""

    ORIENTATION = "orientation", "une orientation, depuis l’information reçue"
    CONTRACT = "contrat", "un contrat, depuis la notification de l’orientation"


class ClosingReason(models.TextChoices):
    """MOTICLORSA."""

    DECISION = "PCG", "décision du président du conseil départemental"
    FOUR_MONTHS = "ECH", "quatre mois sans droit"
    CANCELLED = "EFF", "annulation d’une bascule"
    TRANSFER = "MUT", "mutation vers un autre organisme"
    GROUPED = "RGD", "regroupement de dossiers"
    END_OF_RIGHT = "RFD", "fin de droit"
    OTHER = "RAU", "autre motif"
