"""Readers get a portrait once a second account read it, and as it was read."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import CaseStory
from actions.recognising import remarks_on
from reports.booklet.context import ActionPages
from tests import factories as f
from tests.forms import values_of

pytestmark = pytest.mark.django_db
DAY = dt.date(2020, 2, 1)
LIST = "admin:actions_casestory_changelist"


@pytest.fixture
def author():
    return f.UserFactory()


@pytest.fixture
def second():
    return f.UserFactory()


@pytest.fixture
def story(author):
    story = f.CaseStoryFactory(name="Madame A", age=None)
    f.CaseStoryBlockFactory(story=story, body="Elle cherchait un emploi.")
    story.written(by=author)
    return story


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def review(story, account, *, confirmed=True):
    chosen = {"action": "review", "_selected_action": [story.pk]}
    more = {"confirmed": "1"} if confirmed else {}
    answer = signed_in(account).post(reverse(LIST), chosen | more, follow=True)
    story.refresh_from_db()
    return answer.content.decode()


def change(story, account, **typed):
    client, address = signed_in(account), reverse("admin:actions_casestory_change", args=[story.pk])
    values = values_of(client.get(address))
    assert client.post(address, values | typed).status_code == 302
    story.refresh_from_db()


def test_a_second_account_reviews_and_the_day_is_kept(story, second):
    page = review(story, second, confirmed=False)
    assert "Vous attestez que nul ne peut être reconnu" in page
    assert not story.is_reviewed
    assert "1\u00a0exemple relu et anonymisé" in review(story, second)
    assert (story.is_reviewed, story.reviewed_by) == (True, second)
    assert story.reviewed_on == timezone.localdate()


def test_the_author_does_not_review(story, author):
    assert "Une autre personne que l’auteur" in review(story, author)
    assert story.reviewed_by is None
    with pytest.raises(ValidationError, match="ne le relit pas"):
        story.review(by=author, on=DAY)
    held = CaseStory.objects.filter(pk=story.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        held.update(reviewed_by=author, reviewed_on=DAY, reviewed_text="x")


def test_a_review_without_its_day_is_refused_by_the_database(story, second):
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseStory.objects.filter(pk=story.pk).update(reviewed_by=second)


@pytest.mark.parametrize(
    "typed", [{"place": "Sées"}, {"age": "43"}, {"blocks-0-body": "Elle vivait seule."}]
)
def test_a_change_of_the_text_takes_the_review_away(story, author, second, typed):
    story.review(by=second, on=DAY)
    change(story, second, **typed)
    assert (story.reviewed_by, story.reviewed_on, story.written_by) == (None, None, second)
    # Who changed it last is its author now: the first one may read it.
    review(story, author)
    assert story.is_reviewed


def test_a_form_saved_without_a_change_leaves_the_review(story, second):
    story.review(by=second, on=DAY)
    change(story, second)
    assert story.is_reviewed


def test_a_text_changed_past_the_forms_is_no_longer_the_one_reviewed(story, second):
    story.review(by=second, on=DAY)
    story.blocks.update(body="Elle est suivie à Sées.")
    assert not CaseStory.objects.get().is_reviewed


def test_readers_get_reviewed_portraits_and_the_staff_all(story, second):
    def printed(*, is_public: bool) -> list[CaseStory]:
        agreement = story.agreement
        pages = ActionPages(
            action=agreement.action,
            commission=agreement.commission,
            past=agreement,
            is_public=is_public,
        )
        return pages.stories

    assert (printed(is_public=True), printed(is_public=False)) == ([], [story])
    story.review(by=second, on=DAY)
    assert printed(is_public=True) == [story]


def test_what_may_tell_who_it_is_of_is_pointed_at(story, second):
    action = story.agreement
    f.CommuneFactory(name="Saint-Germain-du-Corbéis")
    person = f.PersonFactory(last_name="DELAUNAY", first_name="Églantine")
    f.ParticipationFactory(agreement=action, person=person)
    f.PersonFactory(last_name="GRANDJEAN", first_name="Yolande")
    story.age = 43
    story.save()
    f.CaseStoryBlockFactory(
        story=story,
        body="Veuve à 39 ans, Églantine vit à Saint-Germain du Corbéis. Yolande, chez Moulinex "
        "comme M. Delaunay, sort de prison.",
    )
    assert set(remarks_on(story, reader=second)) == {
        "nom d’une personne connue : Delaunay",
        "nom d’une personne connue : Églantine",
        "âge exact : 43 ans",
        "âge exact : 39 ans",
        "commune : Saint-Germain-du-Corbéis",
        "employeur : chez Moulinex",
        "fait rare ou sensible : veuve",
        "fait rare ou sensible : prison",
    }
    address = reverse("admin:actions_casestory_change", args=[story.pk])
    assert "employeur : chez Moulinex" in signed_in(second).get(address).content.decode()
    assert "commune : Saint-Germain" in review(story, second, confirmed=False)


def test_a_text_that_tells_nobody_is_not_pointed_at(story, second):
    assert remarks_on(story, reader=second) == []
