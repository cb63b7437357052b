"""Axes, providers, actions and their agreements: published for Argentan, invented elsewhere."""

import dataclasses
import datetime as dt
from decimal import Decimal

from actions.models import (
    Action,
    Agreement,
    Axis,
    CapacityShare,
    CapacityUnit,
    MeasureKind,
    OffPersonMeasure,
    Provider,
    Section,
    Target,
    TargetKind,
)
from beneficiaries.models import Commission, ReferentBody
from plics.reference import add_missing
from reports.demo.chance import Random, chance, day_between, spread
from reports.demo.files import demo_file

YEARS = (2018, 2019, 2020)
# Kinds counted one by one; a rental's days or a group's persons come as one quantity.
ONE_BY_ONE = {"locations", "animations", "ateliers", "groupes"}
# Assumed: what the invented actions did in 2018 against 2019.
BEFORE = 0.94


@dataclasses.dataclass(frozen=True, kw_only=True)
class Planned:
    """One agreement as the files tell it, and how many entered; `like` gives the profile."""

    slug: str
    commission: str
    year: int
    like: str
    terms: dict
    agreement: Agreement


def write_catalogue() -> list[Planned]:
    """Create the catalogue; returns its agreements with the terms they were made from."""
    published = demo_file("catalogue.toml")
    invented = list(invented_actions(demo_file("other-commissions.toml")))
    add_axes(published["axes"])
    providers = [{"name": row["provider"], "city": row["city"]} for row in invented]
    add_missing(Provider, "name", published["providers"] + unique(providers))
    add_bodies(invented)
    rows = [row | {"commission": "argentan"} for row in published["actions"]] + invented
    add_actions(rows)
    planned = add_agreements(rows)
    add_measures(rows, {(plan.slug, plan.year): plan.agreement for plan in planned})
    return planned


def unique(providers: list[dict]) -> list[dict]:
    return list({row["name"]: row for row in providers}.values())


def invented_actions(plan: dict):
    cities = dict(Commission.objects.values_list("slug", "name"))
    for rank, slug in enumerate(plan["commissions"]):
        for kind in plan["kinds"]:
            own = {name: kind[name] for name in ("title", "axis", "aim", "variant", "highlights")}
            body = kind["variant"] == "referent"
            yield own | {
                "slug": f"{kind['kind']}-{slug}",
                "like": kind.get("like", ""),
                "commission": slug,
                "provider": kind["providers"][rank],
                "city": cities[slug],
                "referent_body": f"ccas-{slug}" if body else "",
                "is_assumed": True,
                "agreements": {str(year): invented_terms(kind, rank, year) for year in YEARS},
                "realised": {
                    "2018": {key: int(n[rank] * BEFORE) for key, n in done(kind)},
                    "2019": {key: n[rank] for key, n in done(kind)},
                },
            }


def done(kind: dict):
    return kind.get("realised", {}).items()


def invented_terms(kind: dict, rank: int, year: int) -> dict:
    terms = {name: kind[name] for name in ("unit", "until", "dynamic_exit_target") if name in kind}
    for name in ("capacity", "entered", "youth", "full_time_equivalent"):
        if name in kind:
            terms[name] = kind[name][rank]
    if year == 2020:
        terms["targets"] = kind.get("targets", {})
    if year == 2018 and "entered" in terms:
        terms["entered"] = round(terms["entered"] * BEFORE)
        terms.pop("full_time_equivalent", None)
    if "youth" in terms:
        terms["shares"] = {"rsa": terms["capacity"] - terms["youth"], "jeune": terms["youth"]}
    return terms


def add_axes(rows: list[dict]) -> None:
    sections = dict(Section.objects.values_list("code", "pk"))
    add_missing(
        Axis,
        "label",
        [{"label": row["label"], "section_id": sections[row["section"]]} for row in rows],
    )


def add_bodies(rows: list[dict]) -> None:
    bodies = [
        {"slug": row["referent_body"], "name": row["provider"]}
        for row in rows
        if row["referent_body"]
    ]
    add_missing(ReferentBody, "slug", bodies)


def add_actions(rows: list[dict]) -> None:
    axes = dict(Axis.objects.values_list("label", "pk"))
    providers = dict(Provider.objects.values_list("name", "pk"))
    bodies = dict(ReferentBody.objects.values_list("slug", "pk"))
    kept = ("slug", "title", "aim", "variant", "funding_tag", "starts_on", "ends_on", "is_assumed")
    add_missing(
        Action,
        "slug",
        [
            {name: row[name] for name in kept if name in row}
            | {
                "axis_id": axes[row["axis"]],
                "provider_id": providers[row["provider"]],
                "referent_body_id": bodies.get(row.get("referent_body", "")),
            }
            for row in rows
        ],
    )


def add_agreements(rows: list[dict]) -> list[Planned]:
    actions = dict(Action.objects.values_list("slug", "pk"))
    commissions = dict(Commission.objects.values_list("slug", "pk"))
    units = dict(CapacityUnit.objects.values_list("code", "pk"))
    planned = [
        Planned(
            slug=row["slug"],
            commission=row["commission"],
            year=int(year),
            like=row.get("like", row["slug"]),
            terms=terms,
            agreement=Agreement(
                action_id=actions[row["slug"]],
                year=int(year),
                commission_id=commissions[row["commission"]],
                capacity=exact(terms.get("capacity")),
                unit_id=units.get(terms.get("unit")),
                dynamic_exit_target=exact(terms.get("dynamic_exit_target")),
                reference_date=reference_date(int(year), terms),
                highlights=row["highlights"],
            ),
        )
        for row in rows
        for year, terms in row["agreements"].items()
    ]
    Agreement.objects.bulk_create([plan.agreement for plan in planned])
    add_details(planned, units)
    return planned


def exact(value) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def reference_date(year: int, terms: dict) -> dt.date:
    return dt.date.fromisoformat(f"{year}-{terms.get('until', '12-31')}")


def add_details(planned: list[Planned], units: dict) -> None:
    kinds = dict(TargetKind.objects.values_list("code", "pk"))
    Target.objects.bulk_create(
        Target(agreement=plan.agreement, kind_id=kinds[code], value=value)
        for plan in planned
        for code, value in plan.terms.get("targets", {}).items()
    )
    CapacityShare.objects.bulk_create(share for plan in planned for share in shares_of(plan, units))


def shares_of(plan: Planned, units: dict):
    for audience, value in plan.terms.get("shares", {}).items():
        yield CapacityShare(
            agreement=plan.agreement, audience=audience, unit_id=units["places"], value=value
        )
    if hours := plan.terms.get("extra_hours"):
        yield CapacityShare(agreement=plan.agreement, unit_id=units["heures"], value=hours)


def add_measures(rows: list[dict], agreements: dict) -> None:
    kinds = dict(MeasureKind.objects.values_list("code", "pk"))
    rng = chance("measures")
    OffPersonMeasure.objects.bulk_create(
        OffPersonMeasure(
            agreement=agreements[row["slug"], int(year)],
            kind_id=kinds[code],
            done_on=day_between(rng, dt.date(int(year), 1, 15), dt.date(int(year), 11, 25)),
            quantity=quantity,
        )
        for row in rows
        for year, quantities in row.get("realised", {}).items()
        for code, total in quantities.items()
        for quantity in portions(rng, code, total)
    )


def portions(rng: Random, code: str, total: int) -> list[int]:
    if code in ONE_BY_ONE:
        return [1] * total
    return spread(rng, total, 7, least=1) if code == "jours_location" else [total]
