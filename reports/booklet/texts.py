"""What an edition prints where nobody has typed a text yet."""

from reports.exhibits import rules

PREAMBLE = """\
Le programme local d’insertion et de cohésion sociale (PLICS) réunit en un seul document ce qu’il \
faut savoir, sur un territoire, de l’insertion des bénéficiaires du revenu de solidarité active.
Il décrit d’abord les ménages concernés, puis rend compte, action par action, de ce qui a été fait \
l’année passée et de ce qui est prévu en {year}. Il présente enfin les aides financières et le \
pacte qui relie tous les partenaires.
Le {council} le destine aux élus qui décident, aux professionnels qui accompagnent et à tous ceux \
qui veulent comprendre : chaque chiffre y porte sa source, sa date et sa définition.
"""

PARTICIPANTS = """\
Les actions d’insertion accueillent en priorité les allocataires du RSA et leurs conjoints engagés \
dans un parcours d’insertion. Elles répondent à des besoins constatés sur le territoire, et leur \
bilan les fait évoluer chaque année.
"""

# Notes of method, printed before the definitions.
METHOD = [
    (
        "Dates",
        "Chaque chiffre porte sa date. La population est celle du jour de référence ; les actions "
        "sont suivies sur l’année civile, leurs sorties jusqu’à la date fixée par la convention ; "
        "les décisions et les aides sont celles de l’année civile.",
    ),
    (
        "Arrondis",
        "Les calculs se font sur les valeurs exactes ; seul l’affichage est arrondi, au plus "
        "proche, la demie vers le haut. Une somme de parts arrondies peut donc différer de 100 %.",
    ),
    (
        "Parts et bases",
        "Une part se calcule sur les personnes dont le trait est connu. Quand il ne l’est pas pour "
        "toutes, la part de valeurs connues est indiquée sous le tableau.",
    ),
    (
        "Niveau de formation",
        "Le fichier mensuel des organismes payeurs ne le contient pas : il n’est connu que des "
        "personnes entrées sur une action, tel que relevé à l’entrée.",
    ),
    ("Signes", rules.signs()),
]
HORIZON = "Données connues"
SECRECY = (
    "Secret statistique",
    "Dans cette version publique, les effectifs de 1 à {last} sont masqués, ainsi que les "
    "cases, les taux et les montants qui permettraient de les retrouver, dans ce livret ou en "
    "le rapprochant des autres.",
)
LIVE = (
    "Version",
    "Version de travail : les chiffres sont calculés au moment de l’impression et peuvent encore "
    "changer jusqu’à la validation.",
)
DEMO = (
    "Données de démonstration : ménages, personnes, participations et aides sont inventés, de "
    "façon que les totaux reproduisent ceux qui ont été publiés. Aucune personne réelle n’y figure."
)
