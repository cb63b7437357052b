"""Aids of the three funds: granted amounts add up exactly to those published."""

import dataclasses
import datetime as dt

from beneficiaries.enums import Sex
from beneficiaries.models import Commission, Commune, Person
from funds.models import Aid, AidDecision, AidNature, Fund, FundBudget, RefusalReason
from plics.periods import age_on
from reports.demo import names
from reports.demo.chance import (
    Random,
    born_at,
    chance,
    day_between,
    deck,
    proportional,
    spread,
)
from reports.demo.families import Someone
from reports.demo.files import demo_file
from reports.demo.households import person_row
from reports.demo.timeline import Home

BATCH = 2000
YEARS = (2018, 2019)
LEAST = 30  # euros
YOUNG, MINOR = (18, 25), (16, 17)
MINOR_SHARE = 0.2  # of the training aids, the only ones open to them
SAME_PERSON = 0.18  # FSL: a person helped again in the year
REASONS = [
    "ressources-superieures-au-bareme",
    "dossier-incomplet",
    "autre-dispositif-a-solliciter-dabord",
    "hors-du-champ-du-fonds",
]


@dataclasses.dataclass(slots=True, eq=False)
class Request:
    """One request in memory; its person may be a recipient or someone outside the RSA."""

    fund: str
    person: Someone
    commune: Commune
    decided_on: dt.date
    decision: str
    nature: str
    amount: int = 0
    reason: str = ""


class Applicants:
    """Who asks in one commission: recipients drawn from the stock, others invented."""

    def __init__(self, homes: list[Home], communes: list, rng: Random):
        self.communes, self.rng = communes, rng
        self.near = {commune.pk for commune in communes}
        self.adults = [
            person for home in homes for person in home.people if person.duties is not None
        ]
        self.outside: list[Someone] = []

    def recipient(self, day: dt.date) -> tuple[Someone, Commune]:
        """An adult of a household whose right is open that day, in the commission."""
        while True:
            person = self.rng.choice(self.adults)
            is_member = person.since <= day and (person.until is None or day < person.until)
            commune = commune_on(person.household, day)
            if is_member and person.household.is_open(day) and commune.pk in self.near:
                return person, commune

    def outsider(self, day: dt.date, ages: tuple[int, int]) -> tuple[Someone, Commune]:
        sex = self.rng.choice(Sex.values)
        person = Someone("", sex, born_at(self.rng, day, self.rng.randint(*ages)))
        person.last_name = names.surname(self.rng)
        person.first_name = names.given_name(
            self.rng, woman=sex == Sex.WOMAN, child=False, taken=set()
        )
        weights = [commune.population for commune in self.communes]
        person.commune = self.rng.choices(self.communes, weights)[0]
        self.outside.append(person)
        return person, person.commune

    def again(self, day: dt.date, ages: tuple[int, int]) -> tuple[Someone, Commune]:
        """Someone already met; a new person where there is none of that age."""
        known = [p for p in self.outside if ages[0] <= age_on(day, p.birth) <= ages[1]]
        if not known:
            return self.outsider(day, ages)
        person = self.rng.choice(known)
        assert person.commune is not None
        return person, person.commune


def commune_on(home: Home, day: dt.date):
    commune = home.first_commune
    for changed_on, field, value in sorted(home.events, key=lambda event: event[0]):
        if field == "commune" and changed_on <= day:
            commune = value
    return commune


def write_aids(homes: list[Home], communes: list) -> None:
    plan = demo_file("funds.toml")
    requests, outside = [], []
    funds = {fund.code: fund for fund in Fund.objects.all()}
    here = {slug for rules in plan.values() for slug in rules[str(YEARS[0])]}
    for commission in Commission.objects.filter(slug__in=here):
        rng = chance(f"aids:{commission.slug}")
        at_home = [home for home in homes if home.commission == commission.slug]
        near = [commune for commune in communes if commune.commission_slug == commission.slug]
        applicants = Applicants(at_home, near, rng)
        for fund, rules in plan.items():
            for year in YEARS:
                count, total = rules[str(year)][commission.slug]
                requests += ask(funds[fund], rules, year, count, total, applicants)
        outside += applicants.outside
    rows = Person.objects.bulk_create([person_row(person) for person in outside], BATCH)
    for person, row in zip(outside, rows, strict=True):
        person.row = row
    write_requests(requests)
    write_budgets(plan)


def ask(fund: Fund, rules, year, count, total, applicants: Applicants) -> list[Request]:
    """The year's requests of a commission: granted, refused, adjourned."""
    rng = applicants.rng
    decisions = [AidDecision.GRANTED] * count
    decisions += [AidDecision.REFUSED] * round(count * rules["refused"])
    decisions += [AidDecision.ADJOURNED] * round(count * rules["adjourned"])
    natures = deck(rng, proportional(len(decisions), rules["natures"]))
    found = []
    for decision, nature in zip(decisions, natures, strict=True):
        day = day_between(rng, dt.date(year, 1, 8), dt.date(year, 12, 20))
        person, commune, nature = applicant(fund, rules, day, nature, applicants)
        found.append(Request(fund.code, person, commune, day, decision, nature))
    amounts = spread(rng, total, count, least=LEAST, shape=3.0)
    for request, amount in zip(found, amounts, strict=False):
        request.amount = amount
    for request in found[count:]:
        request.amount = rng.choice(amounts)
        if request.decision == AidDecision.REFUSED:
            request.reason = rng.choice(REASONS)
    return found


def applicant(fund: Fund, rules, day, nature, applicants: Applicants):
    """Age and right as the fund's rule asks; one for the young helps each once a year."""
    rng = applicants.rng
    if fund.max_age is not None:
        is_minor = nature == fund.exceptional_nature and rng.random() < MINOR_SHARE
        return *applicants.outsider(day, MINOR if is_minor else YOUNG), nature
    if rng.random() < rules["rsa"]:
        return *applicants.recipient(day), nature
    if rng.random() < SAME_PERSON:
        return *applicants.again(day, (19, 80)), nature
    return *applicants.outsider(day, (19, 80)), nature


def write_requests(requests: list[Request]) -> None:
    rng = chance("requests")
    funds = dict(Fund.objects.values_list("code", "pk"))
    natures = {
        (fund, code): pk
        for fund, code, pk in AidNature.objects.values_list("fund__code", "code", "pk")
    }
    reasons = dict(RefusalReason.objects.values_list("code", "pk"))
    requests.sort(key=lambda request: (request.fund, request.decided_on))
    ranks: dict[tuple, int] = {}
    rows = []
    for request in requests:
        key = request.fund, request.decided_on.year
        ranks[key] = ranks.get(key, 0) + 1
        row = aid_row(request, ranks[key], rng)
        row.fund_id = funds[request.fund]
        row.nature_id = natures[request.fund, request.nature]
        row.refusal_reason_id = reasons.get(request.reason)
        row.set_key()
        rows.append(row)
    Aid.objects.bulk_create(rows, BATCH)


def aid_row(request: Request, rank: int, rng: Random) -> Aid:
    """Numbers start with « DEMO »; a third of the aids are granted below what was asked."""
    granted = request.decision == AidDecision.GRANTED
    asked = request.amount + (rng.choice([0, 0, 20, 50, 100]) if granted else 0)
    home = request.person.home
    return Aid(
        number=f"DEMO-{request.fund.upper()}-{request.decided_on.year}-{rank:04d}",
        person_id=request.person.row.pk,
        household_id=home.row.pk if home else None,
        commune_id=request.commune.pk,
        requested_on=request.decided_on - dt.timedelta(days=rng.randint(4, 40)),
        decided_on=request.decided_on,
        decision=request.decision,
        amount_requested=asked,
        amount_granted=request.amount if granted else None,
    )


def write_budgets(plan: dict) -> None:
    """Assumed: what was voted, shared by commission nearly as the year's amounts were."""
    funds = dict(Fund.objects.values_list("code", "pk"))
    commissions = dict(Commission.objects.values_list("slug", "pk"))
    rng = chance("budgets")
    FundBudget.objects.bulk_create(
        FundBudget(fund_id=funds[fund], year=year, commission_id=commissions[slug], voted=voted)
        for fund, rules in plan.items()
        for year in YEARS
        for slug, voted in budgets_of(rules, year, rng).items()
    )


def budgets_of(rules: dict, year: int, rng: Random) -> dict[str, int]:
    weights = {slug: total * rng.uniform(0.9, 1.1) for slug, (_, total) in rules[str(year)].items()}
    return proportional(rules["budgets"][str(year)], weights)
