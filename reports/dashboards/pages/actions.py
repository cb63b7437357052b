"""Pages of the actions: all of them, one, and what is missing."""

from actions.models import Agreement
from reports.dashboards.alerts import Alerts
from reports.dashboards.offer import ActionTable, NeedsAgainstOffer, SubjectTiles
from reports.dashboards.pages.base import BY_ACTION, BY_COMMISSION, Page
from reports.dashboards.panels import Groups

ACTIONS = Page(
    slug="actions",
    title="Actions",
    lead="Capacité et occupation, entrées, sorties et objectifs de chaque action.",
    filters=BY_ACTION,
    # Next year's agreements are prepared here before anybody has entered them.
    ahead=(Agreement,),
    panels=(
        Alerts(slug="a-regarder", title="À regarder"),
        ActionTable(
            slug="occupation",
            title="Capacité et occupation, sorties et objectifs",
            codes=(
                "action.occupancy.on_day",
                "action.places_free.on_day",
                "action.capacity",
                "action.present.on_day",
                "action.entries",
                "action.occupancy",
                "action.exits",
                "action.dropouts",
                "action.dynamic_exits",
                "action.dynamic_exits.rate",
                "action.dynamic_exits.target",
            ),
            main="action.occupancy.on_day",
            is_bounded=True,
            aim=("action.dynamic_exits.rate", "action.dynamic_exits.target"),
        ),
        ActionTable(
            slug="referents",
            title="Accompagnement par les référents",
            codes=(
                "referent.persons",
                "referent.contracts",
                "referent.exits",
            ),
            main="referent.persons",
            of_referents=True,
            css="",
        ),
        Groups(
            slug="participants-age",
            title="Mesures, par âge",
            code="actions.participants.by_age",
            is_ranked=False,
        ),
        Groups(
            slug="participants-niveau",
            title="Mesures, par niveau de formation",
            code="actions.participants.by_level",
            is_ranked=False,
        ),
    ),
)

ONE_ACTION = Page(
    slug="action",
    title="Une action",
    lead="Ce que la convention prévoyait, et ce qui s’est fait.",
    filters=(*BY_COMMISSION, "public", "action"),
    in_menu=False,
    ahead=(Agreement,),
    panels=(
        SubjectTiles(
            slug="chiffres-cles",
            title="Chiffres clés",
            codes=(
                "action.capacity",
                "action.present.on_day",
                "action.occupancy.on_day",
                "action.places_free.on_day",
                "action.waiting.on_day",
                "action.waiting.days",
                "action.leaving.on_day",
                "action.entries",
                "action.present",
                "action.exits",
                "action.dropouts",
                "action.dynamic_exits.rate",
                "action.dynamic_exits.target",
                "action.hours.mean",
                "action.priority_area",
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
        Groups(
            slug="age",
            title="Âge des participants",
            code="action.by_age",
            of_action=True,
            is_ranked=False,
        ),
        Groups(slug="sexe", title="Sexe des participants", code="action.by_sex", of_action=True),
        Groups(
            slug="niveau",
            title="Niveau de formation",
            code="action.by_level",
            of_action=True,
            is_ranked=False,
        ),
        Groups(
            slug="famille", title="Situation familiale", code="action.by_family", of_action=True
        ),
    ),
)

REFERENT = Page(
    slug="referent",
    title="Un organisme référent",
    lead="Les personnes accompagnées, leurs contrats et leurs entretiens.",
    filters=(*BY_COMMISSION, "action"),
    in_menu=False,
    panels=(
        SubjectTiles(
            slug="chiffres-cles",
            title="Chiffres clés",
            codes=(
                "referent.persons",
                "referent.contracts",
                "referent.interviews",
                "referent.exits",
            ),
        ),
        *(
            Groups(slug=slug, title=title, code=f"referent.{code}", of_action=True, shares=False)
            for slug, title, code in (
                ("contrats", "Contrats signés", "contracts.by_kind"),
                ("entretiens", "Entretiens", "interviews.by_kind"),
                ("problematiques", "Problématiques repérées", "needs"),
                ("demarches", "Démarches engagées", "steps"),
                ("fins", "Fins d’accompagnement", "exits.by_reason"),
            )
        ),
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
            codes=(
                "action.places_free.on_day",
                "action.occupancy.on_day",
                "action.capacity",
                "action.present.on_day",
            ),
            main="action.places_free.on_day",
            css="large",
        ),
    ),
)
