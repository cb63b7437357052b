"""Texts that a check finds, each with one that it leaves."""

from tests import factories as f

SAME = (
    "- En {year}, à {place}, chacun avance à son pas, avec un conseiller qui le rencontre "
    "deux fois par mois."
)


def messages(commission):
    """The figure of the one is shown no more; the other is of a booklet that moves no more."""
    return (
        f.AuthorMessageFactory(edition__commission=commission, edition__programme_year=2020),
        f.AuthorMessageFactory(edition=f.EditionFactory(validated=True)),
    )


def outlooks(commission):
    """More women are wanted where 22 of 25 are; and where nothing says how many are."""
    action = f.ActionFactory()
    past, coming, other = (
        f.AgreementFactory(action=each, commission=commission, year=year)
        for each, year in ((action, 2019), (action, 2020), (f.ActionFactory(), 2020))
    )
    present(past, women=22, men=3)
    more = {"kind": "perspectives", "body": "Accueillir davantage de femmes."}
    return tuple(f.SheetBlockFactory(agreement=each, **more) for each in (coming, other))


def present(agreement, *, women: int, men: int) -> None:
    for sex in "2" * women + "1" * men:
        f.ParticipationFactory(
            agreement=agreement, commission=agreement.commission, person__sex=sex
        )


def shared(commission):
    """What two sheets of one booklet share is not told, nor are a few words."""
    bad, _ = (
        f.SheetBlockFactory(
            agreement=f.AgreementFactory(commission=each, year=2020),
            kind="organisation",
            body="Le lundi.\n" + SAME.format(year=year, place=place),
        )
        for each, year, place in (
            (commission, 2020, "Argentan"),
            (f.CommissionFactory(), 2019, "La Ferté-Macé"),
        )
    )
    good = f.SheetBlockFactory(
        agreement=f.AgreementFactory(commission=commission, year=2020), body="Le lundi."
    )
    return bad, good
