"""The steps of the driving licence."""

from django.db.models import Q

from actions.enums import Audience, LicenceStage
from actions.models import Milestone
from reports.figures import groups, sources
from reports.figures.base import Unit
from reports.figures.declaring import participations_counted
from reports.figures.indicators import (
    Breakdown,
    Family,
    Indicator,
    Measure,
    Printed,
    Ratio,
    Secrecy,
    Sums,
    Where,
)
from reports.figures.sources import is_present


def _audience(audience: Audience) -> Q:
    return Q(participation__audience=audience)


def _milestones(code: str, label: str, where: Where | None = None, adds_up: Sums = ()) -> Breakdown:
    return Breakdown(
        code=code,
        label=label,
        definition="Étapes franchies par les personnes présentes dans l’année.",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.PEOPLE,
        splits=None,
        adds_up=adds_up,
        said="{name} : {part}",
        unit=Unit.PERSONS,
        source=sources.milestones,
        where=where,
        groups=groups.by_nomenclature(Milestone, "milestone__code"),
        within=(("action.present",),),
    )


def _passed(
    code: str,
    audience: Audience | None,
    stage: LicenceStage,
    label: str,
    printed: Printed = Printed.EVALUATED,
) -> Measure:
    public = Q() if audience is None else _audience(audience)
    return Measure(
        code=code,
        label=label,
        definition="Personnes présentes dans l’année ayant franchi cette étape.",
        family=Family.ACTIONS,
        printed=printed,
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        unit=Unit.PERSONS,
        source=sources.milestones,
        where=lambda scope: Q(milestone__licence_stage=stage) & public,
        group_sums=lambda: _milestone_of(stage, audience),
    )


def _milestone_of(stage: LicenceStage, audience: Audience | None) -> dict[str | None, Sums]:
    code = groups.licence_milestones().get(stage)
    among = {Audience.RSA: ".rsa", Audience.YOUTH: ".youth", None: ""}[audience]
    return {None: (((f"action.milestones{among}", code),),)} if code else {}


def _in_progress(code: str, audience: Audience, label: str) -> Measure:
    return participations_counted(
        code,
        label,
        "Personnes ayant obtenu le code, toujours sur l’action, dont la formation à la conduite "
        "n’est pas achevée.",
        lambda scope: (
            is_present(scope)
            & Q(audience=audience, has_theory=True, has_driven=False)
            & Q(exited_on=None)
        ),
        within=(("action.present",),),
    )


INDICATORS: list[Indicator] = [
    _milestones(
        "action.milestones",
        "Étapes franchies",
        adds_up=(("action.milestones.rsa", "action.milestones.youth"),),
    ),
    _milestones(
        "action.milestones.rsa",
        "Étapes franchies par les bénéficiaires du RSA",
        lambda scope: _audience(Audience.RSA),
    ),
    _milestones(
        "action.milestones.youth",
        "Étapes franchies par les jeunes",
        lambda scope: _audience(Audience.YOUTH),
    ),
    _passed(
        "action.licence.theory_finished",
        None,
        LicenceStage.THEORY_FINISHED,
        "Formation au code achevée",
    ),
    _passed("action.licence.theory_passed", None, LicenceStage.THEORY_PASSED, "Code obtenu"),
    Ratio(
        code="action.licence.theory_rate",
        label="Taux de réussite au code",
        definition="Codes obtenus rapportés aux formations au code achevées.",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        said=None,
        numerator="action.licence.theory_passed",
        denominator="action.licence.theory_finished",
    ),
]
for suffix, audience, public in (
    ("rsa", Audience.RSA, "bénéficiaires du RSA"),
    ("youth", Audience.YOUTH, "jeunes"),
):
    INDICATORS += [
        _passed(
            f"action.licence.finished.{suffix}",
            audience,
            LicenceStage.DRIVING_FINISHED,
            f"Formation à la conduite achevée ({public})",
            Printed.NOWHERE,
        ),
        _passed(
            f"action.licence.passed.{suffix}",
            audience,
            LicenceStage.LICENCE,
            f"Permis obtenu ({public})",
            Printed.NOWHERE,
        ),
        Ratio(
            code=f"action.licence.rate.{suffix}",
            label=f"Taux de réussite au permis ({public})",
            definition="Permis obtenus rapportés aux formations à la conduite achevées.",
            family=Family.ACTIONS,
            printed=Printed.EVALUATED,
            said=None,
            numerator=f"action.licence.passed.{suffix}",
            denominator=f"action.licence.finished.{suffix}",
        ),
        _in_progress(f"in_progress.{suffix}", audience, f"En cours de formation ({public})"),
    ]
