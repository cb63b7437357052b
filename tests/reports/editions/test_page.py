"""The page of an edition and what is done from it: its steps, comments, readers, a year opened."""

import pytest
from django.urls import reverse

from plics.models import Role
from reports.editions import workflow
from reports.editions.gate import working
from reports.editions.gate.base import Draft
from reports.editions.opening import open_year
from reports.editions.refusals import AlreadyOpen
from reports.models import CarriedText, Comment, Edition
from tests import factories as f
from tests.forms import values_of

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_database]
PAGE = "/livrets/2020/argentan/v1/edition/"


@pytest.fixture
def argentan():
    return f.CommissionFactory(slug="argentan", name="Argentan")


@pytest.fixture
def edition(argentan):
    return f.EditionFactory(commission=argentan)


def signed(client, role, *commissions, **rights):
    account = f.UserFactory(role=role, commissions=commissions, **rights)
    client.force_login(account)
    return account


def test_it_shows_the_buttons_that_one_may_press(client, edition, argentan):
    def buttons():
        page = client.get(PAGE).content.decode()
        return [each.button for each in DEEDS if f">{each.button}</button>" in page]

    from reports.editions.deeds import DEEDS

    signed(client, Role.STAFF, may_validate=False)
    assert buttons() == ["Mettre en relecture"]
    client.post(PAGE + "relire/")
    assert buttons() == ["Renvoyer en rédaction"]
    signed(client, Role.COORDINATOR, argentan, may_validate=True)
    assert buttons() == ["Valider et arrêter", "Renvoyer en rédaction"]
    signed(client, Role.COORDINATOR, argentan, may_validate=False)
    assert buttons() == []


def test_a_refusal_is_told_on_the_page_and_keeps_what_was_typed(client, edition):
    signed(client, Role.STAFF)
    answer = client.post(PAGE + "renvoyer/", {"note": "Une action manque."})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "son état est « brouillon »" in page and "Une action manque." in page
    edition.refresh_from_db()
    assert edition.status == "draft"


def test_an_instant_that_is_none_is_refused_in_french(client, argentan):
    edition = f.EditionFactory(commission=argentan, waiting=True)
    signed(client, Role.ADMINISTRATOR)
    page = client.post(PAGE + "publier/", {"at": "demain"}).content.decode()
    assert "Un jour et une heure s’écrivent" in page
    edition.refresh_from_db()
    assert edition.status == "validated"


@pytest.mark.parametrize(
    ("at", "told", "button"),
    [
        ("2100-01-01T08:00", "à paraître le 1", "Ne plus publier à cet instant"),
        ("", "publiée le ", "Ouvrir une nouvelle version"),
    ],
)
def test_before_its_instant_nothing_says_that_it_is_published(client, argentan, at, told, button):
    f.EditionFactory(commission=argentan, waiting=True)
    signed(client, Role.ADMINISTRATOR)
    page = client.post(PAGE + "publier/", {"at": at}, follow=True).content.decode()
    assert f"PLICS 2020 – commission d’Argentan : {told}" in page
    assert [
        each
        for each in ("Ne plus publier à cet instant", "Ouvrir une nouvelle version")
        if f">{each}</button>" in page
    ] == [button]
    listed = client.get("/livrets/").content.decode()
    assert (">à paraître</span>" in listed) is (">publiée</span>" not in listed) is bool(at)


@pytest.mark.parametrize(
    ("role", "deed", "expected"),
    [(Role.COORDINATOR, "relire", 403), (Role.STAFF, "publier", 403), (Role.STAFF, "brûler", 404)],
)
def test_what_one_may_not_do_is_forbidden(client, edition, argentan, role, deed, expected):
    signed(client, role, argentan, may_validate=False)
    assert client.post(f"{PAGE}{deed}/").status_code == expected


@pytest.mark.parametrize("is_whole", [True, False])
def test_an_edition_added_twice_is_refused_in_words(client, argentan, is_whole):
    f.EditionFactory(commission=None if is_whole else argentan)
    signed(client, Role.ADMINISTRATOR)
    added = reverse("admin:reports_edition_add")
    place = "" if is_whole else argentan.pk
    sent = values_of(client.get(added)) | {"commission": place, "programme_year": "2020"}
    assert "a déjà une édition pour cette année" in client.post(added, sent).content.decode()
    assert Edition.objects.count() == 1


def test_messages_and_the_gate_are_led_to_from_the_newest_version_alone(client, argentan):
    f.EditionFactory(commission=argentan, validated=True)
    f.EditionFactory(commission=argentan, version=2, correction_note="Une faute.")
    f.EditionFactory(commission=None)
    signed(client, Role.STAFF)
    page = client.get("/livrets/").content.decode()
    for name in ("Messages des figures", "Contrôle avant validation"):
        told = [line.split('"')[0] for line in page.split(f'aria-label="{name}&nbsp;: ')[1:]]
        assert sorted(told) == [
            "PLICS 2020 – commission d’Argentan, version 2",
            "PLICS 2020 – département",
        ]


# --- comments --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR])
def test_a_comment_is_written_from_the_web_page_and_resolved(client, edition, argentan, role):
    account = signed(client, role, argentan)
    page = client.get("/livrets/2020/argentan/preambule/").content.decode()
    address = "/livrets/2020/argentan/v1/commenter/preambule/"
    assert f'href="{address}"' in page
    once = client.get(address).context["once"]
    sent = {
        "text": "Qui le dit ?",
        # As the form offers it: the whole part, by its title.
        "block": client.get(address).context["form"]["block"].value(),
        "_once": once,
        "_seen": client.get(address).context["seen"],
    }
    assert client.post(address, sent).status_code == 302
    client.post(address, sent)
    comment = Comment.objects.get()
    assert (comment.section, comment.block, comment.text, comment.made_by) == (
        "preambule",
        "Préambule",
        "Qui le dit ?",
        account,
    )
    assert [each.text for each in working.comments(Draft(edition))] != []
    client.post(reverse("reports:comment_resolve", args=[2020, "argentan", 1, comment.pk]))
    comment.refresh_from_db()
    assert comment.resolved_by == account
    assert list(working.comments(Draft(edition))) == []


def test_the_stranger_neither_comments_nor_resolves(client, edition, argentan):
    comment = f.CommentFactory(edition=edition)
    edition.status = "review"
    edition.save()
    address = reverse("reports:comment_resolve", args=[2020, "argentan", 1, comment.pk])
    for role in (Role.READER, Role.COORDINATOR, Role.PROVIDER, Role.OFFICER):
        named = signed(client, role)
        edition.readers.add(named)
        assert client.get("/livrets/2020/argentan/v1/commenter/preambule/").status_code == 404
        assert client.post(address).status_code == 404
        assert client.get(PAGE).status_code == 404
    comment.refresh_from_db()
    assert comment.resolved_at is None


def test_a_comment_of_another_edition_is_not_reached(client, edition, argentan):
    other = f.CommentFactory(edition__commission__slug="flers")
    signed(client, Role.COORDINATOR, argentan)
    address = reverse("reports:comment_resolve", args=[2020, "argentan", 1, other.pk])
    assert client.post(address).status_code == 404


def test_a_validated_edition_is_not_commented(client, argentan):
    f.EditionFactory(commission=argentan, validated=True)
    signed(client, Role.STAFF)
    assert "commenter/" not in client.get("/livrets/2020/argentan/preambule/").content.decode()
    address = "/livrets/2020/argentan/v1/commenter/preambule/"
    shown = client.get(address).context
    sent = {"text": "Trop tard", "_once": shown["once"], "_seen": shown["seen"]}
    assert "elle ne se commente plus" in client.post(address, sent).content.decode()
    assert not Comment.objects.exists()


# --- readers named ----------------------------------------------------------------------------


def test_readers_are_named_by_their_account(client, edition):
    reader = f.UserFactory(username="lectrice", role=Role.READER)
    f.UserFactory(username="structure", role=Role.PROVIDER)
    signed(client, Role.STAFF)
    add = reverse("reports:reader_add", args=[2020, "argentan", 1])
    for name in ("Lectrice", "structure", "personne", ""):
        client.post(add, {"username": name})
    assert list(edition.readers.all()) == [reader]
    client.post(reverse("reports:reader_remove", args=[2020, "argentan", 1, reader.pk]))
    assert not edition.readers.exists()


# --- a year -----------------------------------------------------------------------------------


@pytest.fixture
def last_year(argentan):
    f.CommissionFactory(slug="flers", name="Flers")
    agreement = f.AgreementFactory(commission=argentan, year=2020)
    f.SheetBlockFactory(agreement=agreement, kind="publics", body="<p>Pour tous.</p>")
    f.EditionFactory(
        commission=argentan, programme_year=2020, preamble="<p>Un.</p>", validated=True
    )
    return f.EditionFactory(commission=None, programme_year=2020, preamble="<p>Tout.</p>")


def test_a_year_opens_with_its_editions_texts_and_agreements(last_year, argentan):
    agent = f.UserFactory()
    opened = open_year(2021, by=agent)
    assert {each.place for each in opened} == {"argentan", "flers", "departement"}
    own = next(each for each in opened if each.place == "argentan")
    assert (own.preamble, own.status, own.version) == ("<p>Un.</p>", "draft", 1)
    renewed = argentan.agreement_set.get(year=2021)
    assert renewed.blocks.get().body == "<p>Pour tous.</p>"
    assert own.carried.unread().count() == 2
    # Nobody has written them: who opened the year may validate.
    workflow.send_to_review(own, by=agent)
    assert workflow.may_validate(agent, own)
    with pytest.raises(AlreadyOpen):
        open_year(2021, by=agent)
    assert Edition.objects.filter(programme_year=2021).count() == 3


def test_a_year_half_open_is_completed_and_what_is_there_stays(last_year, argentan):
    mine = f.EditionFactory(commission=argentan, programme_year=2021, preamble="<p>À moi.</p>")
    assert {each.place for each in open_year(2021, by=f.UserFactory())} == {"flers", "departement"}
    mine.refresh_from_db()
    assert mine.preamble == "<p>À moi.</p>"
    assert not mine.carried.exists()


def test_a_text_taken_over_stops_the_gate_until_it_is_said_to_be_read(client, edition):
    text = f.CarriedTextFactory(edition=edition, title="Préambule")
    assert [each.text for each in working.to_read(Draft(edition))] == ["Préambule"]
    address = reverse("reports:carried_read", args=[2020, "argentan", 1, text.pk])
    signed(client, Role.COORDINATOR, edition.commission)
    assert client.post(address).status_code == 403
    agent = signed(client, Role.STAFF)
    client.post(address)
    assert CarriedText.objects.get().read_by == agent
    assert list(working.to_read(Draft(edition))) == []


def test_a_year_is_opened_from_the_list(client, last_year):
    signed(client, Role.STAFF)
    assert client.get(reverse("reports:open_year")).context["form"].initial["year"] == 2021
    page = client.post(reverse("reports:open_year"), {"year": "abc"}).content.decode()
    assert "Une année s’écrit en chiffres" in page
    client.post(reverse("reports:open_year"), {"year": "2021"})
    assert Edition.objects.filter(programme_year=2021).count() == 3
    signed(client, Role.COORDINATOR)
    assert client.post(reverse("reports:open_year"), {"year": "2022"}).status_code == 403
