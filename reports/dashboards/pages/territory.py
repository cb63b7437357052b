"""Pages of a territory: its population, its money, its sittings, its neighbours."""

from funds.models import FundBudget
from reports.dashboards.across import Stacked
from reports.dashboards.alerts import Alerts
from reports.dashboards.comparing import Heading, Standings
from reports.dashboards.money import FundGroups, FundTable
from reports.dashboards.pages.base import BY_CANTON, BY_COMMISSION, Page
from reports.dashboards.panels import Groups, Tiles
from reports.dashboards.population import Bridge, Cantons, MonthlyMovements, MonthlyStock
from reports.dashboards.waiting import WaitTable

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
            told=("actions.measures", "decisions.total"),
        ),
        Alerts(slug="a-regarder", title="À regarder"),
        MonthlyStock(slug="trente-six-mois", title="Trente-six mois"),
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
        MonthlyStock(slug="trente-six-mois", title="Trente-six mois", column=1),
        Groups(slug="age", title="Âge", code="rsa.adults.by_age", is_ranked=False, column=1),
        Bridge(slug="mouvements", title="D’une année à l’autre", column=2),
        Groups(
            slug="anciennete",
            title="Ancienneté dans le RSA",
            code="rsa.households.by_seniority",
            is_ranked=False,
            column=2,
        ),
        MonthlyMovements(
            slug="mouvements-mensuels", title="Entrées et sorties, mois par mois", column=3
        ),
        Groups(
            slug="famille",
            title="Situation familiale",
            code="rsa.households.by_family",
            column=3,
        ),
        Groups(
            slug="motifs-de-sortie", title="Motifs de sortie", code="rsa.exits.by_reason", column=4
        ),
        Groups(slug="sexe", title="Sexe", code="rsa.adults.by_sex", column=4),
        WaitTable(slug="attentes", title="Attentes et délais"),
        Cantons(slug="cantons", title="Cantons"),
    ),
)

FUNDS = Page(
    slug="fonds",
    title="Fonds",
    lead="Ce qui était voté, ce qui est engagé, ce qui reste.",
    filters=BY_COMMISSION,
    ahead=(FundBudget,),
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
        FundGroups(
            slug="natures",
            title="montants accordés, par nature",
            code="fund.amount.by_nature",
            shares=False,
        ),
        FundGroups(
            slug="refus",
            title="motifs de refus",
            code="fund.refusals.by_reason",
            shares=False,
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
            slug="chiffres-cles",
            title="Chiffres clés",
            codes=("sittings.count", "decisions.total"),
            told=("decisions.total",),
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
            is_ranked=False,
        ),
    ),
)

COMPARISON = Page(
    slug="comparaison",
    title="Comparaison",
    lead="Les commissions côte à côte, avec le département.",
    filters=("annee", "date"),
    panels=(
        Standings(
            slug="tableau",
            title="Vingt chiffres comparés",
            headings=(
                Heading(
                    "Bénéficiaires",
                    ("rsa.households", "rsa.households.change", "rsa.coverage"),
                ),
                Heading("Orientation", ("pathway.oriented.rate", "pathway.oriented_6_weeks")),
                Heading(
                    "Contrats",
                    (
                        "pathway.with_contract",
                        "pathway.duties.with_contract",
                        "pathway.contract_1_month",
                    ),
                ),
                Heading(
                    "Actions",
                    (
                        "actions.measures.rate",
                        "actions.filling",
                        "actions.occupancy.on_day",
                        "actions.dynamic_exits.rate",
                        "actions.exits.to_work.rate",
                        "actions.dropouts.rate",
                        "actions.cost",
                    ),
                ),
                Heading("Décisions", ("sittings.count", "decisions.rate")),
                Heading("Fonds d’aide", ("aids.rate", "aids.amount.rate", "aids.grant_rate")),
            ),
        ),
        Stacked(slug="familles", title="Situation familiale", code="rsa.households.by_family"),
        Stacked(slug="anciennete", title="Ancienneté", code="rsa.households.by_seniority"),
        Stacked(slug="visees", title="Visée des mesures", code="actions.measures.by_aim"),
    ),
)
