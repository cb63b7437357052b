"""A booklet written before its data came."""

from django.core.management import call_command

from reports.booklet.render import print_html
from reports.editions.freezing import edition_of
from tests.factories import AgreementFactory, CommissionFactory, SectionFactory
from tests.reports.booklets import text_of


def test_commission_with_an_empty_agreement_names_what_is_missing(db):
    call_command("reference", verbosity=0)
    commission = CommissionFactory(slug="flers")
    section = SectionFactory(code="II.2", title="L’accès à l’emploi")
    AgreementFactory(
        commission=commission, action__axis__section=section, action__slug="vide", year=2019
    )
    text = text_of(print_html(edition_of(2020, "flers")))
    assert "Aucune donnée n’a été transmise pour cette période." in text
    assert "Cette action n’est pas reconduite en 2020." in text
    assert "Aucun pacte territorial d’insertion ne couvre l’année 2020." in text
    assert "None" not in text
