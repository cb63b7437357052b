from django.db import models


class Aim(models.TextChoices):
    PROFESSIONAL = "professionnelle", "professionnelle"
    MOBILITY = "mobilite", "mobilité"
    SOCIAL = "sociale", "sociale"


class Audience(models.TextChoices):
    """The public of a participation."""

    RSA = "rsa", "bénéficiaire du RSA"
    YOUTH = "jeune", "jeune"


class ExitGroup(models.TextChoices):
    LASTING_JOB = "durable", "emploi durable"
    TRANSITION = "transition", "emploi de transition"
    POSITIVE = "positive", "sortie positive"
    OTHER = "autre", "autre sortie"


DYNAMIC_GROUPS = [ExitGroup.LASTING_JOB, ExitGroup.TRANSITION, ExitGroup.POSITIVE]


class LicenceStage(models.TextChoices):
    """What a milestone is on the way to the driving licence, whatever it is called."""

    THEORY_FINISHED = "theory_finished", "Formation au code achevée"
    THEORY_PASSED = "theory_passed", "Code obtenu"
    DRIVING_FINISHED = "driving_finished", "Formation à la conduite achevée"
    LICENCE = "licence", "Permis obtenu"


class Variant(models.TextChoices):
    """How an action is evaluated: decides the lines and charts of its page."""

    PLACES = "places", "places conventionnées"
    MARKET = "marche", "marché public"
    WORKSHOP = "chantier", "atelier et chantier d’insertion"
    ASSISTED_JOBS = "contrats-aides", "contrats aidés"
    TEMPORARY_WORK = "association-intermediaire", "association intermédiaire"
    MOBILITY = "mobilite", "plateforme de mobilité"
    LICENCE = "permis", "accompagnement au permis"
    REFERENT = "referent", "référent social RSA"
    NEW = "nouvelle", "action nouvelle"


# Referents are counted by contracts and interviews, rentals by what was lent.
AGREED_WITHOUT_CAPACITY = [Variant.REFERENT, Variant.MOBILITY]


class ProposalEnd(models.TextChoices):
    """How a wait ends without an entry: the entry itself is a participation."""

    REFUSED = "refus", "refusée"
    GIVEN_UP = "renoncement", "a renoncé"


class Refuser(models.TextChoices):
    PROVIDER = "structure", "la structure"
    DEPARTMENT = "service", "le service"


class BlockKind(models.TextChoices):
    """The parts of a sheet; every one is optional."""

    INTRODUCTION = "introduction", "Présentation"
    WORKSHOPS = "ateliers", "Ateliers proposés"
    RESULTS = "resultats", "Résultats obtenus"
    COLLECTIVE = "collectif", "Actions collectives"
    REMARKS = "a-noter", "À noter"
    OBJECTIVES = "objectifs", "Objectifs de l’action"
    OPERATIONAL = "objectifs-operationnels", "Objectifs opérationnels"
    AUDIENCE = "publics", "Publics"
    ORGANISATION = "organisation", "Organisation et déroulement"
    MEANS = "moyens", "Moyens humains et matériels"
    PARTNERS = "partenaires", "Partenaires associés"
    INDICATORS = "indicateurs", "Indicateurs d’évaluation"
    OUTLOOK = "perspectives", "Perspectives"


EVALUATION_BLOCKS = [
    BlockKind.INTRODUCTION,
    BlockKind.WORKSHOPS,
    BlockKind.RESULTS,
    BlockKind.COLLECTIVE,
    BlockKind.REMARKS,
]
