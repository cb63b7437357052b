"""The pages, declared: what each may be narrowed by, and its panels in order."""

from __future__ import annotations

import dataclasses

from reports.dashboards.money import FundGroups, FundTable
from reports.dashboards.offer import ActionTable, Alerts, NeedsAgainstOffer, SubjectTiles
from reports.dashboards.panels import Groups, Panel, Ranked, SideBySide, Stacked, Tiles
from reports.dashboards.population import Bridge, Cantons, Movements, Trend

BY_COMMISSION = ("annee", "date", "commission")
BY_CANTON = (*BY_COMMISSION, "canton")
BY_ACTION = (*BY_COMMISSION, "axe", "structure", "public")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Page:
    slug: str
    title: str
    lead: str
    filters: tuple[str, ...]
    panels: tuple[Panel, ...]
    # The page of one action is reached from the list of actions.
    in_menu: bool = True

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(code for panel in self.panels for code in panel.wanted))

    @property
    def codes_before(self) -> list[str]:
        return list(dict.fromkeys(code for panel in self.panels for code in panel.wanted_before))

    def panel(self, slug: str) -> Panel | None:
        return next((panel for panel in self.panels if panel.slug == slug), None)


OVERVIEW = Page(
    slug="vue-d-ensemble",
    title="Vue d’ensemble",
    lead="La situation du territoire, et ce qui demande attention.",
    filters=BY_COMMISSION,
    panels=(
        Tiles(
            slug="chiffres-cles",
            title="Chiffres clés",
            codes=(
                "rsa.households",
                "rsa.persons",
                "actions.measures",
                "decisions.total",
            ),
        ),
        Trend(slug="trente-six-mois", title="Trente-six mois"),
        Alerts(slug="a-regarder", title="À regarder"),
        Groups(
            slug="mesures-par-visee",
            title="Mesures mobilisées, par visée",
            code="actions.measures.by_aim",
        ),
        Groups(
            slug="decisions-par-nature",
            title="Décisions, par nature",
            code="decisions.by_type",
            shares=False,
        ),
    ),
)
RECIPIENTS = Page(
    slug="beneficiaires",
    title="Bénéficiaires",
    lead="Qui reçoit le RSA, qui entre, qui sort, où en sont les parcours.",
    filters=BY_CANTON,
    panels=(
        Tiles(
            slug="chiffres-cles",
            title="Chiffres clés",
            codes=(
                "rsa.households",
                "rsa.persons",
                "rsa.adults",
                "rsa.rights_and_duties",
                "rsa.coverage",
            ),
        ),
        Trend(slug="trente-six-mois", title="Trente-six mois"),
        Bridge(slug="mouvements", title="Du stock d’il y a un an à celui d’aujourd’hui"),
        Movements(slug="mouvements-mensuels", title="Entrées et sorties, mois par mois"),
        Groups(slug="motifs-de-sortie", title="Motifs de sortie", code="rsa.exits.by_reason"),
        Groups(
            slug="anciennete", title="Ancienneté dans le RSA", code="rsa.households.by_seniority"
        ),
        Groups(slug="age", title="Âge", code="rsa.adults.by_age"),
        Groups(slug="famille", title="Situation familiale", code="rsa.households.by_family"),
        Groups(slug="sexe", title="Sexe", code="rsa.adults.by_sex"),
        Tiles(
            slug="parcours",
            title="Orientation et contrats",
            codes=(
                "pathway.oriented.rate",
                "pathway.oriented_6_weeks",
                "pathway.contract_1_month",
                "pathway.with_contract",
            ),
        ),
        Cantons(slug="cantons", title="Cantons"),
    ),
)
ACTIONS = Page(
    slug="actions",
    title="Actions",
    lead="Capacité et occupation, entrées, sorties et objectifs de chaque action.",
    filters=BY_ACTION,
    panels=(
        Alerts(slug="a-regarder", title="À regarder"),
        ActionTable(
            slug="occupation",
            title="Capacité et occupation",
            codes=(
                "action.capacity",
                "action.entries",
                "action.present",
                "action.occupancy",
                "action.places_left",
            ),
            main="action.occupancy",
        ),
        ActionTable(
            slug="sorties",
            title="Sorties et objectifs",
            codes=(
                "action.exits",
                "action.dropouts",
                "action.dynamic_exits",
                "action.dynamic_exits.rate",
                "action.dynamic_exits.target",
            ),
            main="action.dynamic_exits.rate",
        ),
        Groups(
            slug="participants-age",
            title="Participants, par âge",
            code="actions.participants.by_age",
        ),
        Groups(
            slug="participants-niveau",
            title="Participants, par niveau de formation",
            code="actions.participants.by_level",
        ),
    ),
)
ONE_ACTION = Page(
    slug="action",
    title="Une action",
    lead="Ce que la convention prévoyait, et ce qui s’est fait.",
    filters=(*BY_COMMISSION, "public", "action"),
    in_menu=False,
    panels=(
        SubjectTiles(
            slug="chiffres-cles",
            title="Chiffres clés",
            codes=(
                "action.capacity",
                "action.occupancy",
                "action.places_left",
                "action.entries",
                "action.present",
                "action.exits",
                "action.dropouts",
                "action.dynamic_exits.rate",
                "action.dynamic_exits.target",
                "action.hours.mean",
            ),
        ),
        Alerts(slug="a-regarder", title="À regarder"),
        Groups(
            slug="issues",
            title="Sorties, par issue",
            code="action.exits.by_outcome",
            of_action=True,
            shares=False,
        ),
        Groups(
            slug="demarches",
            title="Démarches engagées",
            code="action.steps",
            of_action=True,
            shares=False,
        ),
        Groups(slug="age", title="Âge des participants", code="action.by_age", of_action=True),
        Groups(slug="sexe", title="Sexe des participants", code="action.by_sex", of_action=True),
        Groups(slug="niveau", title="Niveau de formation", code="action.by_level", of_action=True),
        Groups(
            slug="famille", title="Situation familiale", code="action.by_family", of_action=True
        ),
    ),
)
FUNDS = Page(
    slug="fonds",
    title="Fonds",
    lead="Ce qui était voté, ce qui est engagé, ce qui reste.",
    filters=BY_COMMISSION,
    panels=(
        FundTable(
            slug="budget",
            title="Budgets et engagements",
            codes=(
                "fund.budget",
                "fund.amount",
                "fund.remaining",
                "fund.consumption",
                "fund.projection",
                "fund.requests",
                "fund.count",
                "fund.refusals",
                "fund.grant_rate",
                "fund.mean",
                "fund.persons",
            ),
            main="fund.consumption",
        ),
        *(
            FundGroups(
                slug=f"{code}-natures",
                title=f"{code.upper()} : montants accordés, par nature",
                code="fund.amount.by_nature",
                fund=code,
                shares=False,
            )
            for code in ("fsi", "fsl", "fajd")
        ),
        *(
            FundGroups(
                slug=f"{code}-refus",
                title=f"{code.upper()} : motifs de refus",
                code="fund.refusals.by_reason",
                fund=code,
                shares=False,
            )
            for code in ("fsi", "fsl", "fajd")
        ),
    ),
)
SITTINGS = Page(
    slug="seances",
    title="Séances et décisions",
    lead="Ce que les commissions ont décidé, séance après séance.",
    filters=BY_COMMISSION,
    panels=(
        Tiles(
            slug="chiffres-cles", title="Chiffres clés", codes=("sittings.count", "decisions.total")
        ),
        Groups(
            slug="natures", title="Décisions, par nature", code="decisions.by_type", shares=False
        ),
        Groups(
            slug="autres",
            title="Détail des « autres décisions »",
            code="decisions.other.by_type",
            shares=False,
        ),
        Groups(
            slug="par-seance",
            title="Décisions, par séance",
            code="decisions.by_sitting",
            shares=False,
            is_compared=False,
        ),
    ),
)
COMPARISON = Page(
    slug="comparaison",
    title="Comparaison",
    lead="Les commissions côte à côte, avec le département.",
    filters=("annee", "date"),
    panels=(
        SideBySide(
            slug="tableau",
            title="Chiffres comparés",
            codes=(
                "rsa.households",
                "rsa.persons",
                "rsa.adults",
                "rsa.coverage",
                "actions.measures",
                "actions.participants.level_v_or_less",
                "actions.participants.isolated",
                "decisions.total",
            ),
        ),
        Ranked(slug="couverture", title="Part de la population couverte", code="rsa.coverage"),
        Stacked(slug="familles", title="Situation familiale", code="rsa.households.by_family"),
        Stacked(slug="anciennete", title="Ancienneté", code="rsa.households.by_seniority"),
        Stacked(slug="visees", title="Visée des mesures", code="actions.measures.by_aim"),
    ),
)
NEEDS = Page(
    slug="besoins",
    title="Besoins et offre",
    lead="Ce que les référents repèrent, et les actions où il reste de la place.",
    filters=BY_COMMISSION,
    panels=(
        NeedsAgainstOffer(slug="besoins-et-places", title="Besoins repérés et places libres"),
        Groups(
            slug="demarches",
            title="Démarches engagées avec les référents",
            code="needs.steps",
            shares=False,
        ),
        ActionTable(
            slug="places",
            title="Places libres, action par action",
            codes=("action.capacity", "action.entries", "action.occupancy", "action.places_left"),
            main="action.places_left",
        ),
    ),
)

PAGES = {
    page.slug: page
    for page in (
        OVERVIEW,
        RECIPIENTS,
        ACTIONS,
        ONE_ACTION,
        FUNDS,
        SITTINGS,
        COMPARISON,
        NEEDS,
    )
}
