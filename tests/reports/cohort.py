"""One small cohort, counted by hand: two communes, two commissions, three households."""

import datetime as dt

from actions.models import Participation
from tests import factories as f

DAY = dt.date(2019, 11, 30)


def territory():
    argentan = f.CommissionFactory(slug="argentan", name="Argentan")
    flers = f.CommissionFactory(slug="flers", name="Flers")
    canton = f.CantonFactory(code="6106", name="Athis")
    here = f.CommuneFactory(commission=argentan, canton=canton, population=1000)
    there = f.CommuneFactory(commission=flers, canton=canton, population=3000)
    f.DepartmentFactory(population=5000)
    return argentan, flers, here, there


def household(commune, *, family, applied_on, right_state="2", starts_on=dt.date(2018, 1, 1)):
    made = f.HouseholdFactory(situation=None)
    f.SituationFactory(
        household=made,
        commune=commune,
        family_situation=family,
        applied_on=applied_on,
        right_state=right_state,
        starts_on=starts_on,
    )
    return made


def person(home, role, birth_date, sex, starts_on=dt.date(2018, 1, 1), duties=None):
    made = f.PersonFactory(household=home, birth_date=birth_date, sex=sex, membership=None)
    f.MembershipFactory(person=made, role=role, starts_on=starts_on, has_rights_and_duties=duties)
    return made


def stock(here, there):
    """Argentan: a mother of 30 with a child, a man of 60. Flers: a couple, come in 2019."""
    mother_home = household(here, family="CEL", applied_on=dt.date(2016, 11, 30))
    mother = person(mother_home, "DEM", dt.date(1989, 5, 1), "2", duties=True)
    person(mother_home, "ENF", dt.date(2010, 5, 1), "1")
    man_home = household(here, family="DIV", applied_on=dt.date(2019, 6, 1), right_state="4")
    man = person(man_home, "DEM", dt.date(1959, 11, 30), "1")
    couple_home = household(
        there, family="MAR", applied_on=dt.date(2019, 5, 30), starts_on=dt.date(2019, 6, 1)
    )
    husband = person(couple_home, "DEM", dt.date(1993, 12, 1), "1", starts_on=dt.date(2019, 6, 1))
    person(couple_home, "CJT", dt.date(1993, 11, 30), "2", starts_on=dt.date(2019, 6, 1))
    # Closed right: in the file, in no figure.
    closed = household(here, family="CEL", applied_on=dt.date(2010, 1, 1), right_state="5")
    person(closed, "DEM", dt.date(1980, 1, 1), "2")
    return mother, man, husband


def workshop(argentan, mother, man):
    """A workshop agreed for 2 FTE, exits counted to 30 September."""
    agreement = f.AgreementFactory(
        action=f.ActionFactory(slug="atelier", aim="professionnelle"),
        commission=argentan,
        capacity=2,
        amount=1000,
        unit=f.CapacityUnitFactory(code="etp", label="ETP", is_full_time_equivalent=True),
        reference_date=dt.date(2019, 9, 30),
        dynamic_exit_target=50,
    )
    lasting = f.ExitOutcomeFactory(code="emploi_durable", group="durable")
    other = f.ExitOutcomeFactory(code="autre_sortie", group="autre")
    step = f.StepFactory(code="mobilite")
    shared = {"agreement": agreement, "family_situation": "CEL"}
    stays = f.ParticipationFactory(
        **shared, person=mother, entered_on=dt.date(2018, 12, 31), has_children=True, hours=100,
        planned_exit_on=DAY + dt.timedelta(days=30),
        full_time_equivalent="0.5", immersions=2, has_two_interviews_a_month=True,
        education_level="1204", lives_in_priority_area=True, has_vehicle=False,
        rsa_applied_on=dt.date(2017, 11, 30), commune=mother.household.situations.get().commune,
    )  # fmt: skip
    stays.steps.add(step)
    f.ParticipationFactory(
        **shared, person=man, entered_on=dt.date(2019, 1, 1), exited_on=dt.date(2019, 9, 30),
        outcome=lasting, hours=50, full_time_equivalent="1.25", education_level="1203",
        has_vehicle=True, rsa_applied_on=dt.date(2018, 1, 1),
    )  # fmt: skip
    # Left after the agreement's date: present, but not among the exits.
    f.ParticipationFactory(
        agreement=agreement, person=mother, entered_on=dt.date(2019, 3, 1),
        exited_on=dt.date(2019, 10, 1), outcome=other, family_situation="MAR",
        lives_in_priority_area=False,
    )  # fmt: skip
    f.ParticipationFactory(
        agreement=agreement, person=man, entered_on=dt.date(2019, 4, 1), is_dropout=True,
        exited_on=dt.date(2019, 5, 1), outcome=other,
    )  # fmt: skip
    f.ParticipationFactory(
        agreement=agreement, person=man, entered_on=dt.date(2019, 12, 1), audience="jeune",
        education_level="1207",
    )  # fmt: skip
    # Left on the last day of 2018: not of this year.
    f.ParticipationFactory(
        agreement=agreement, person=man, entered_on=dt.date(2018, 1, 1),
        exited_on=dt.date(2018, 12, 31),
    )  # fmt: skip
    # He comes back the day after.
    f.ProposalFactory(agreement=agreement, person=man, proposed_on=dt.date(2019, 11, 1))
    f.CapacityShareFactory(agreement=agreement, audience="rsa", value=2, unit=agreement.unit)
    f.TargetFactory(agreement=agreement, kind=f.TargetKindFactory(code="immersion"), value=80)
    kind = f.MeasureKindFactory(code="locations")
    f.OffPersonMeasureFactory(agreement=agreement, kind=kind, quantity=3)
    f.OffPersonMeasureFactory(
        agreement=agreement, kind=kind, quantity=9, done_on=dt.date(2019, 10, 1)
    )
    stages = {
        code: f.MilestoneFactory(code=code, licence_stage=stage)
        for code, stage in (
            ("code_fini", "theory_finished"), ("code_obtenu", "theory_passed"),
            ("conduite_finie", "driving_finished"), ("permis_obtenu", "licence"),
        )
    }  # fmt: skip
    for code in ("code_fini", "code_obtenu"):
        f.PassedMilestoneFactory(participation=stays, milestone=stages[code])
    driven = Participation.objects.get(person=man, entered_on=dt.date(2019, 1, 1))
    for code in ("code_fini", "conduite_finie", "permis_obtenu"):
        f.PassedMilestoneFactory(participation=driven, milestone=stages[code])


def referent(argentan, mother, man):
    body = f.ReferentBodyFactory(slug="ccas")
    f.AgreementFactory(
        action=f.ActionFactory(slug="referent", referent_body=body, aim="sociale"),
        commission=argentan,
        capacity=None,
        unit=None,
    )
    f.ReferentFactory(body=body)
    shared = {"body": body, "commission": argentan}
    reason = f.SupportEndReasonFactory(code="retraite")
    ended = f.SupportFactory(
        **shared, person=mother, starts_on=dt.date(2018, 5, 1), ends_on=dt.date(2019, 2, 1),
        end_reason=reason,
    )  # fmt: skip
    ended.needs.add(f.NeedFactory(code="sante"))
    again = f.SupportFactory(**shared, person=mother, starts_on=dt.date(2019, 6, 1))
    again.steps.add(f.StepFactory(code="mobilite"))
    f.SupportFactory(**shared, person=man, starts_on=dt.date(2020, 1, 1))
    contract = f.ContractKindFactory(code="renouvellement")
    signed = f.EngagementContractFactory(
        **shared, person=mother, kind=contract, signed_on=dt.date(2019, 12, 31)
    )
    signed.needs.add(f.NeedFactory(code="logement"))
    f.EngagementContractFactory(**shared, person=man, kind=contract, signed_on=dt.date(2020, 1, 1))
    f.InterviewFactory(
        **shared, person=man, kind=f.InterviewKindFactory(code="bureau"),
        held_on=dt.date(2019, 1, 1),
    )  # fmt: skip


def oriented(argentan, mother, man):
    informed = dt.date(2019, 1, 1)
    body = f.ReferentBodyFactory(slug="departement")
    for person_, days, path in ((mother, 42, "social"), (man, 43, "emploi")):
        f.OrientationFactory(
            person=person_,
            informed_on=informed,
            notified_on=informed + dt.timedelta(days=days),
            path=path,
            body=body,
        )
    f.EngagementContractFactory(
        person=mother,
        body=body,
        commission=argentan,
        signed_on=informed + dt.timedelta(days=72),
        ends_on=DAY,
    )


def waiting(husband):
    """For 43 days on the reference day; the delays are 42 days and 30."""
    f.OrientationFactory(waiting=True, person=husband, informed_on=DAY - dt.timedelta(days=43))
    f.WaitLimitFactory(code="six-semaines", wait="orientation", days=42)
    f.WaitLimitFactory(code="un-mois", wait="contrat", days=30)


def decided(argentan, flers, here, mother, man):
    held = f.SittingFactory(commission=argentan, held_on=dt.date(2019, 12, 31))
    accepted = f.DecisionTypeFactory(code="cer_valide")
    other = f.DecisionTypeFactory(code="report", is_other=True)
    f.DecisionFactory(commission=argentan, sitting=held, type=accepted, household=None)
    f.DecisionFactory(commission=argentan, sitting=held, type=other, household=None)
    f.DecisionFactory(
        commission=flers,
        sitting=f.SittingFactory(commission=flers, held_on=dt.date(2020, 1, 1)),
        type=accepted,
        household=None,
    )
    fund = f.FundFactory(code="fsl")
    nature = f.AidNatureFactory(fund=fund, code="energie")
    shared = {
        "fund": fund,
        "commission": argentan,
        "commune": here,
        "nature": nature,
        "amount_requested": 500,
    }
    f.AidFactory(**shared, person=mother, amount_granted=100, decided_on=dt.date(2019, 1, 1))
    f.AidFactory(**shared, person=mother, amount_granted=200, decided_on=dt.date(2019, 12, 31))
    f.AidFactory(**shared, person=man, decision="refus", amount_granted=None,
                 refusal_reason=f.RefusalReasonFactory(code="hors-criteres"))  # fmt: skip
    f.AidFactory(**shared, person=man, amount_granted=400, decided_on=dt.date(2020, 1, 1))
    f.FundBudgetFactory(fund=fund, commission=argentan, voted=1000)
    f.FundBudgetFactory(fund=fund, commission=None, voted=6000)


def pact():
    made = f.PactFactory(
        partners_interviewed=34, beneficiaries_interviewed=45, meetings=10, partners_attending=103
    )
    f.PactActionFactory(axis=f.PactAxisFactory(pact=made))


def loaded(*days):
    """Stocks of every payer, so that nothing between them is unknown."""
    for day in days:
        f.ImportRunFactory(reference_date=day)


def loaded_monthly(first, last, *payers):
    """A stock at each month's end, and on the first day."""
    day = first
    while day <= last:
        f.ImportRunFactory(reference_date=day, payers=list(payers))
        following = (day + dt.timedelta(days=1)).replace(day=28) + dt.timedelta(days=4)
        day = following - dt.timedelta(days=following.day)


def build():
    loaded_monthly(dt.date(2017, 12, 31), DAY)
    argentan, flers, here, there = territory()
    mother, man, husband = stock(here, there)
    workshop(argentan, mother, man)
    referent(argentan, mother, man)
    oriented(argentan, mother, man)
    waiting(husband)
    decided(argentan, flers, here, mother, man)
    pact()
