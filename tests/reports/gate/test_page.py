"""The page of the gate: who opens it, what is accepted, by whom, and taken back."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from plics.models import Role
from reports.editions.gate.accepting import accept, blocking
from reports.models import AcceptedFinding
from tests import factories as f

pytestmark = pytest.mark.django_db
PAGE = "/livrets/2020/argentan/controle/"
ACCEPT = PAGE + "accepter/"


@pytest.fixture(autouse=True)
def two_rules(monkeypatch):
    """Targets, which may be accepted; empty parts, which may not."""
    from reports.editions.gate import rules, sheets, views

    kept = [pair for pair in rules.RULES if pair[0] in (sheets.EMPTY, sheets.NO_TARGET)]
    for module in (rules, views):
        monkeypatch.setattr(module, "RULES", kept)


@pytest.fixture
def edition():
    commission = f.CommissionFactory(slug="argentan", name="Argentan")
    edition = f.EditionFactory(commission=commission)
    for title in ("Chantier", "Permis"):
        action = f.ActionFactory(title=title, slug=title.lower())
        f.AgreementFactory(action=action, commission=commission, year=2020)
    agreement = f.AgreementFactory(commission=commission, year=2020, dynamic_exit_target=50)
    f.SheetBlockFactory(agreement=agreement, kind="publics", body=" ")
    return edition


def signed(client, role, *commissions, **rights):
    client.force_login(f.UserFactory(role=role, commissions=commissions, **rights))
    return client


def key(slug: str) -> str:
    return f"sans-objectif/{slug}:2020"


@pytest.mark.parametrize("is_validated", [False, True])
@pytest.mark.parametrize(
    ("role", "is_own", "expected"),
    [
        (Role.ADMINISTRATOR, False, 200),
        (Role.STAFF, False, 200),
        (Role.COORDINATOR, True, 200),
        (Role.COORDINATOR, False, 404),
        (Role.READER, False, 404),
        (Role.READER, True, 404),
        (Role.PROVIDER, True, 404),
        (Role.OFFICER, False, 404),
    ],
)
def test_those_who_prepare_it_alone_open_it(client, role, is_own, expected, is_validated):
    """A published booklet is for all; its gate stays theirs."""
    argentan = f.CommissionFactory(slug="argentan")
    f.EditionFactory(commission=argentan, validated=is_validated)
    signed(client, role, *([argentan] if is_own else []))
    assert client.get(PAGE).status_code == expected
    sent = client.post(ACCEPT, {"rule": "sans-objectif", "reason": "Vu"}).status_code
    assert sent == 404 if expected == 404 else sent in (200, 403)


def test_findings_lead_to_their_place_and_a_mended_one_is_gone(client, edition):
    staff = signed(client, Role.STAFF)
    page = staff.get(PAGE).content.decode()
    agreement = edition.commission.agreement_set.get(action__slug="permis")
    assert f"/administration/actions/agreement/{agreement.pk}/change/#targets-group" in page
    assert "3 points restent" in page and "Permis" in page
    f.TargetFactory(agreement=agreement)
    assert "Permis" not in staff.get(PAGE).content.decode()


def test_what_is_ticked_is_accepted_with_its_reason_once(client, edition):
    staff = signed(client, Role.STAFF)
    sent = {"rule": "sans-objectif", "finding": [key("permis")], "reason": "Marché sans objectif"}
    for _ in range(2):
        assert staff.post(ACCEPT, sent).status_code == 302
    accepted = AcceptedFinding.objects.get()
    assert (accepted.reason, accepted.told[:6]) == ("Marché sans objectif", "Permis")
    assert str(accepted.accepted_by.role) == Role.STAFF
    assert [each.code for each in blocking(edition)] == ["partie-vide", "sans-objectif"]
    page = staff.get(PAGE).content.decode()
    assert "2 points restent" in page and "Marché sans objectif" in page


@pytest.mark.parametrize(
    ("chosen", "reason", "told"),
    [
        (["permis"], "  ", "Un constat s’accepte avec un motif."),
        ([], "Vu", "Cochez ce que vous acceptez."),
        (["permis", "no-such-action"], "Vu", "Ce que vous acceptez a changé"),
        (["permis"], "2 84 04 61 001 234 48", "numéro de sécurité sociale"),
        (["permis"], "x" * 301, "301"),
    ],
)
def test_nothing_is_accepted_by_halves(client, edition, chosen, reason, told):
    """The page comes back with what was ticked and typed."""
    staff = signed(client, Role.STAFF)
    sent = {"rule": "sans-objectif", "finding": [key(each) for each in chosen], "reason": reason}
    answer = staff.post(ACCEPT, sent)
    page = answer.content.decode()
    assert answer.status_code == 200 and told in page
    assert page.count(" checked") == len([each for each in chosen if each == "permis"])
    assert not AcceptedFinding.objects.exists()


def test_what_can_only_be_mended_is_not_accepted(edition):
    [empty] = [each for each in blocking(edition) if each.code == "partie-vide"]
    with pytest.raises(ValidationError):
        accept(edition, [f"{empty.code}/{empty.key}"], reason="Tant pis", by=f.UserFactory())


def test_it_is_taken_back_by_who_may_and_before_the_validation(client, edition):
    accepted = f.AcceptedFindingFactory(edition=edition, key="permis:2020")
    address = f"{PAGE}{accepted.pk}/retirer/"
    own = signed(client, Role.COORDINATOR, edition.commission)
    assert "Ne plus accepter" not in own.get(PAGE).content.decode()
    assert own.post(address).status_code == 403
    staff = signed(client, Role.STAFF)
    other = f.AcceptedFindingFactory(edition__commission=f.CommissionFactory())
    assert staff.post(f"{PAGE}{other.pk}/retirer/").status_code == 404
    assert staff.post(address).status_code == 302
    assert AcceptedFinding.objects.filter(edition=edition).count() == 0


def test_a_coordinator_who_validates_accepts(client, edition):
    own = signed(client, Role.COORDINATOR, edition.commission, may_validate=True)
    sent = {"rule": "sans-objectif", "finding": [key("permis")], "reason": "Vu avec la structure"}
    assert own.post(ACCEPT, sent).status_code == 302
    assert AcceptedFinding.objects.get().accepted_by.role == Role.COORDINATOR


def test_of_an_edition_validated_what_was_accepted_is_read_and_stays(client):
    edition = f.EditionFactory(commission=f.CommissionFactory(slug="argentan"), validated=True)
    accepted = f.AcceptedFindingFactory(edition=edition, reason="Vu en comité")
    staff = signed(client, Role.STAFF)
    assert "Vu en comité" in staff.get(PAGE).content.decode()
    staff.post(f"{PAGE}{accepted.pk}/retirer/")
    staff.post(ACCEPT, {"rule": "sans-objectif", "finding": ["x/y"], "reason": "Vu"})
    assert list(AcceptedFinding.objects.all()) == [accepted]


def test_a_reason_is_never_empty_in_the_base(edition):
    with transaction.atomic(), pytest.raises(IntegrityError):
        f.AcceptedFindingFactory(edition=edition, reason="")
