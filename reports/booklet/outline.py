"""The booklet's outline: chapters, sections, blocks, in their order."""

from __future__ import annotations

from plics.formatting import NBSP
from reports.booklet import exhibits, mapping, sentences
from reports.booklet.aids import fund_section
from reports.booklet.annex import definitions
from reports.booklet.blocks import (
    Block,
    BookletSection,
    Chapter,
    prose,
    section_key,
    shown,
    summary,
    triple,
)
from reports.booklet.context import Booklet
from reports.booklet.elected import elected
from reports.booklet.listing import listed_section
from reports.booklet.programme import actions_section, aims
from reports.booklet.synthesis import synthesis
from reports.booklet.territories import by_territory
from reports.booklet.texts import PARTICIPANTS, PREAMBLE
from reports.exhibits import dress
from reports.exhibits.parts import Dress, Exhibit, ExhibitTable, TableRow
from reports.figures import CATALOGUE, DEPARTMENT, Territory
from reports.figures.indicators import Family
from reports.writing.places import Text

SUMMARISED = (
    Family.RECIPIENTS,
    Family.PATHWAYS,
    Family.DECISIONS,
    Family.PARTICIPANTS,
    Family.ACTIONS,
    Family.AIDS,
)


def outline(b: Booklet) -> list[Chapter]:
    return [
        _alone("preambule", "Préambule", [prose(_preamble)], kind="front"),
        _alone("essentiel", "L’essentiel", SYNTHESIS, kind="front", families=SUMMARISED),
        Chapter(
            key="i",
            number="I",
            title=f"Le RSA {b.department.in_form or 'dans le département'}",
            sections=[
                _section("I.1", "Les allocataires du RSA", RECIPIENTS, Family.RECIPIENTS),
                _section("I.2", "La répartition géographique", MAPS, Family.RECIPIENTS),
                _section("I.3", "L’activité des commissions RSA", DECISIONS, Family.DECISIONS),
            ],
        ),
        Chapter(
            key="ii",
            number="II",
            title="Les dispositifs d’insertion",
            sections=[
                _section(
                    "II.1",
                    "Les participants aux actions du programme",
                    PARTICIPATION,
                    Family.PARTICIPANTS,
                ),
                *((listed_section if b.is_whole else actions_section)(p) for p in b.sections),
            ],
        ),
        Chapter(
            key="iii",
            number="III",
            title="Les aides financières",
            sections=[fund_section(rank, fund) for rank, fund in enumerate(b.funds, start=1)],
        ),
        _alone(
            "iv", "Le pacte territorial d’insertion", PACT, number="IV", families=(Family.PACT,)
        ),
        _alone("annexe", "Annexe : méthode et définitions", [definitions()], kind="annex"),
        _alone("contact", "Contact", CONTACT, kind="back"),
    ]


def _section(number: str, title: str, blocks: list[Block], *families: Family) -> BookletSection:
    return BookletSection(
        key=section_key(number), number=number, title=title, blocks=blocks, families=families
    )


def _alone(
    key: str,
    title: str,
    blocks: list[Block],
    *,
    families: tuple[Family, ...] = (),
    number: str = "",
    kind: str = "chapter",
) -> Chapter:
    """A chapter of one section that bears no title of its own."""
    section = BookletSection(key=key, blocks=blocks, families=families)
    return Chapter(key=key, title=title, number=number, kind=kind, sections=[section])


def _preamble(b: Booklet) -> Text:
    usual = PREAMBLE.format(year=b.programme_year, council=b.department.council or "Département")
    return Text("preambule", b.edition, usual)


# --- synthesis -------------------------------------------------------------------------

LANDMARKS = [
    ("rsa.households", None),
    ("rsa.persons", None),
    ("rsa.coverage", None),
    ("decisions.total", None),
    ("actions.measures", None),
]


KEYS = [
    ("rsa.households", "ménages allocataires"),
    ("rsa.persons", "personnes couvertes"),
    ("rsa.coverage", "de la population"),
    ("actions.measures", "mesures mobilisées"),
]


def _landmarks(b: Booklet) -> dict:
    """The same figures in the commission and in the département, both years; in the
    département, then in each of its commissions."""
    places = _landmark_places(b)
    wanted = LANDMARKS + [("fund.amount", fund) for fund in b.funds]
    rows = []
    for code, fund in wanted:
        subject = fund.code if fund else None
        label = CATALOGUE[code].label + (f" ({fund.acronym})" if fund else "")
        cells = []
        for place, is_dated in places:
            if is_dated:
                cells.append(b.figures.before.get(code, place.key, subject).display)
            cells.append(b.figures.now.get(code, place.key, subject).display)
        rows.append(TableRow.of_texts(label, cells))
    head = ["Repères"]
    for place, is_dated in places:
        years = (b.year - 1, b.year) if is_dated else (b.year,)
        head += [f"{exhibits.named(b, place).name} {year}" for year in years]
    return {
        "keys": [(b.figures.now.get(code, b.place).display, name) for code, name in KEYS],
        "table": ExhibitTable(caption="Repères", head=head, rows=rows, css="landmarks"),
        "dress": _landmarks_dress(b, [code for code, _ in wanted]),
    }


def _landmark_places(b: Booklet) -> list[tuple[Territory, bool]]:
    """Each with whether the year before stands beside the year."""
    *commissions, whole = b.compared
    if b.is_whole:
        return [(whole, True), *((each, False) for each in commissions)]
    return [*((each, True) for each in commissions if each.key == b.place), (whole, True)]


def _landmarks_dress(b: Booklet, codes: list[str]) -> Dress:
    first, places = codes[0], [DEPARTMENT, b.place]
    rows = [(b.here, b.figures.before.get(first, b.place), b.figures.now.get(first, b.place))]
    return Dress(
        reading=dress.change_reading(rows, exhibits.during(b, first)),
        field=f"bénéficiaires du RSA au {b.day} et un an plus tôt{NBSP}; décisions, mesures et "
        f"aides des années {b.year - 1} et {b.year}",
        source=dress.source(
            codes, b.department, [t for t in b.figures.now.territories if t.key in places]
        ),
    )


SYNTHESIS = [
    Block(
        template="booklet/essentials.html",
        fill=lambda b: {"sentences": synthesis(b), **_landmarks(b)},
    ),
    Block(template="booklet/elected.html", fill=elected),
]

# --- I. the RSA ------------------------------------------------------------------------

RECIPIENTS = [
    shown(
        (
            "Le département",
            lambda b: exhibits.two_years(
                b, "rsa.households", b.compared[-1:], what="dans le département"
            ),
        ),
        (
            "Les commissions RSA",
            lambda b: exhibits.two_years(b, "rsa.households", b.compared, what="par commission"),
        ),
        title="Les ménages allocataires",
    ),
    triple(
        "rsa.persons.by_role",
        title="Allocataires, conjoints et personnes à charge",
        counted="Personnes",
    ),
    summary(
        sentences.households_summary,
        title="En résumé",
        listed=sentences.commissions_summary,
        after=sentences.covered_summary,
    ),
    triple("rsa.adults.by_sex", title="La répartition par sexe", counted="Adultes"),
    triple("rsa.adults.by_age", title="La répartition par âge", counted="Adultes"),
    triple(
        "rsa.households.by_family",
        title="La répartition par situation familiale",
        counted="Ménages",
    ),
    triple(
        "rsa.households.by_seniority",
        title="La répartition par ancienneté dans le dispositif",
        counted="Ménages",
    ),
    summary(sentences.profile_summary, title="En résumé"),
]


MAPS = [
    shown(
        ("Les commissions {b.department.of_form}", mapping.commissions),
        ("Les cantons {b.whose}", mapping.cantons),
    )
]


def _decisions_table(b: Booklet, code: str) -> Exhibit:
    return by_territory(b, code, b.compared, what="par commission")


DECISIONS = [
    shown(
        (
            "{b.place_name}",
            lambda b: exhibits.breakdown(
                b, "decisions.by_type", b.place, counted="Décisions", drop_empty=True
            ),
        ),
        ("Toutes les commissions", lambda b: _decisions_table(b, "decisions.by_type")),
        title="Les décisions de l’année",
    ),
    shown(
        ("", lambda b: _decisions_table(b, "decisions.other.by_type")),
        title="Le détail des « autres décisions »",
    ),
]

# --- II. the actions -------------------------------------------------------------------


def _participants_by(dimension: str, label: str):
    code = f"actions.participants.by_{dimension}"

    def built(b: Booklet) -> Exhibit:
        """The département sets its commissions side by side."""
        if b.is_whole:
            return by_territory(b, code, b.compared, what="par commission")
        return exhibits.breakdown(
            b, code, b.place, counted="Mesures", css="beside", drop_empty=True
        )

    return label, built


PARTICIPATION = [
    prose(lambda b: Text("participants", b.edition, PARTICIPANTS)),
    summary(sentences.measures, title="Les mesures mobilisées"),
    shown(
        (
            "",
            lambda b: exhibits.breakdown(b, "actions.measures.by_aim", b.place, counted="Mesures"),
        )
    ),
    summary(lambda b: [], listed=lambda b: [] if b.is_whole else aims(b)),
    shown(
        _participants_by("sex", "Par sexe"),
        _participants_by("age", "Par âge"),
        _participants_by("level", "Par niveau de formation"),
        _participants_by("family", "Par situation familiale"),
        title="Les mesures selon les participants",
    ),
    summary(sentences.participants, title="En résumé"),
]

# --- IV. the pact ----------------------------------------------------------------------


PACT_KEYS = [
    ("pact.axes", "axes"),
    ("pact.sheets", "fiches actions"),
    ("pact.partners_interviewed", "partenaires ou élus rencontrés"),
    ("pact.beneficiaries_interviewed", "bénéficiaires interrogés"),
]


def _pact(b: Booklet) -> dict:
    if b.pact is None:
        return {"pact": None}
    return {
        "pact": b.pact.pact,
        "axes": b.pact.axes.items(),
        "keys": [
            (result.display, name)
            for result, name in ((b.figures.now.get(c, DEPARTMENT), n) for c, n in PACT_KEYS)
            if result.value is not None
        ],
        "introduction": Text("pacte", b.pact.pact),
        "sentences": sentences.pact_sentences(b),
        "assumed": any(sheet.is_assumed for sheets in b.pact.axes.values() for sheet in sheets),
    }


PACT = [Block(template="booklet/pact.html", fill=_pact)]

CONTACT = [Block(template="booklet/contact.html", fill=lambda b: {})]
