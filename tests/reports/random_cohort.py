"""Random small cohorts whose dates lie on the edges of what counts them."""

import datetime as dt
import random
from decimal import Decimal

from tests import factories as f

# The edges of the year, of the reference day and of the agreement's date, and a few other days.
EDGES = [
    dt.date(2018, 7, 1),
    *(dt.date(2018, 12, 31) + dt.timedelta(days) for days in range(3)),
    *(dt.date(2019, 9, 29) + dt.timedelta(days) for days in range(3)),
    *(dt.date(2019, 11, 29) + dt.timedelta(days) for days in range(3)),
    *(dt.date(2019, 12, 30) + dt.timedelta(days) for days in range(3)),
]
OUTCOMES = {"cdi": "durable", "cdd": "transition", "formation": "positive", "autre": "autre"}
MILESTONES = {
    "code_fini": "theory_finished",
    "code_obtenu": "theory_passed",
    "conduite_finie": "driving_finished",
    "permis_obtenu": "licence",
}
LEVELS = {"1201": "I-II", "1202": "III", "1203": "IV", "1204": "V", "1205": "VBIS",
          "1206": "VI", "1207": "VII"}  # fmt: skip


def random_cohort(draw: random.Random) -> None:
    f.DepartmentFactory()
    fte = f.CapacityUnitFactory(code="etp", label="ETP", is_full_time_equivalent=True)
    communes = [f.CommuneFactory(population=size) for size in (1999, 2000)]
    agreements = []
    for commission in ("argentan", "flers"):
        for slug, aim in (("atelier", "professionnelle"), ("bus", "mobilite"), ("lien", "")):
            values = {"unit": fte} if slug == "atelier" else {}
            agreements.append(
                f.AgreementFactory(
                    action=f.ActionFactory(slug=slug, aim=aim),
                    commission=f.CommissionFactory(slug=commission),
                    capacity=draw.choice([None, 2, 10]),
                    reference_date=draw.choice([None, dt.date(2019, 9, 30)]),
                    **values,
                )
            )
    for _ in range(60):
        participation(draw, draw.choice(agreements), communes)
    for agreement in agreements:
        f.OffPersonMeasureFactory(
            agreement=agreement,
            kind=f.MeasureKindFactory(code="ateliers"),
            done_on=draw.choice(EDGES[4:]),
            quantity=draw.randrange(5),
        )


def participation(draw: random.Random, agreement, communes) -> None:
    entered_on = draw.choice(EDGES)
    exited_on = draw.choice([None, *(day for day in EDGES if day >= entered_on)])
    outcome = draw.choice([None, *OUTCOMES]) if exited_on else None
    person = f.PersonFactory(
        household=None,
        membership=None,
        sex=draw.choice("12"),
        birth_date=dt.date(draw.randrange(1955, 2004), *draw.choice([(11, 29), (11, 30), (12, 1)])),
    )
    made = f.ParticipationFactory(
        agreement=agreement,
        person=person,
        audience=draw.choice(["rsa", "jeune"]),
        entered_on=entered_on,
        exited_on=exited_on,
        is_dropout=bool(exited_on) and draw.random() < 0.3,
        is_excluded_from_rate=draw.random() < 0.2,
        outcome=outcome and f.ExitOutcomeFactory(code=outcome, group=OUTCOMES[outcome]),
        hours=draw.choice([None, 0, 35, Decimal("10.5")]),
        full_time_equivalent=draw.choice([None, 0, Decimal("0.25"), 1]),
        immersions=draw.randrange(3),
        has_two_interviews_a_month=draw.choice([None, False, True]),
        education_level=draw.choice(["", *LEVELS]),
        family_situation=draw.choice(["", "CEL", "DIV", "MAR", "VIM"]),
        has_children=draw.choice([None, False, True]),
        commune=draw.choice([None, *communes]),
        lives_in_priority_area=draw.choice([None, False, True]),
        has_vehicle=draw.choice([None, False, True]),
        rsa_applied_on=draw.choice(
            [None, dt.date(2017, 11, 29), dt.date(2017, 11, 30), dt.date(2017, 12, 1)]
        ),
    )
    made.steps.set(f.StepFactory(code=code) for code in ("sante", "budget") if draw.random() < 0.4)
    for code in draw.sample(list(MILESTONES), draw.randrange(4)):
        milestone = f.MilestoneFactory(code=code, licence_stage=MILESTONES[code])
        f.PassedMilestoneFactory(participation=made, milestone=milestone)
