"""Whether a story is open to all follows from the day and from what those in it said, here and as members."""

from datetime import timedelta

from tests.cast import SYSTEM, Cast
from tests.network.life import linked
from tests.records.stories.conftest import Tell, fresh, people
from tests.records.stories.samples import ROUTE, published_story
from tongxin.kernel.period import today
from tongxin.network import actions as network
from tongxin.network.models import Consent
from tongxin.records.stories import actions
from tongxin.records.stories.models import Shown, Story
from tongxin.records.stories.queries import closed_because, open_to_all, own_stories, public_stories

YESTERDAY = today() - timedelta(days=1)


def is_open(story: Story) -> bool:
    return public_stories().filter(pk=story.pk).exists()


def test_consent_ends_by_itself_the_day_after_its_last(interview: Tell) -> None:
    one = interview(until=today())
    assert is_open(one)
    Shown.objects.whole_network(reason="the day has passed").update(until=YESTERDAY)
    assert not is_open(one)
    assert closed_because(one)


def test_member_who_withdraws_on_the_own_page_closes_every_story(cast: Cast, interview: Tell) -> None:
    person = cast.person("王例山", mobile="13800138001")
    linked(cast, person)
    one = interview(people="王例山 13800138001")
    assert [(row.person, row.name) for row in people(one)] == [(person, "")]
    network.give_consent(person, by=SYSTEM, purpose="showing")
    assert is_open(one)
    network.withdraw_consent(person, by=cast.actor("member"), purpose="showing")
    assert not is_open(one)
    assert Consent.objects.whole_network(reason="test").get().withdrawn is not None
    network.give_consent(person, by=SYSTEM, purpose="showing")
    assert is_open(one)
    (told,) = own_stories(person.pk)
    assert (told.kind, told.title, told.day) == ("展示", one.title, one.published)
    assert told.detail == f"{cast.county.name}，已发布，2021-03-01同意用于在公开页面展示"


def test_second_story_of_a_place_counts_only_once_for_both_stops(showcase: Tell) -> None:
    one = showcase(route=[ROUTE[0], {**ROUTE[0], "name": "灰汤"}])
    assert [place.code for place in fresh(one).places.all()] == ["430182"]
    assert list(public_stories()) == [one]


def test_day_asked_for_decides(cast: Cast) -> None:
    one = published_story(cast)
    Shown.objects.whole_network(reason="test").update(until=YESTERDAY)
    rows = Story.objects.whole_network(reason="test")
    assert list(open_to_all(rows, day=YESTERDAY)) == [one]
    assert list(open_to_all(rows, day=today())) == []


def test_person_is_told_when_consent_ends_or_was_taken_back(cast: Cast) -> None:
    person = cast.person("王例山", mobile="13800138001")
    one = published_story(cast)
    rows = Shown.objects.whole_network(reason="test")
    rows.update(person=person, name="", until=today())
    assert next(own_stories(person.pk)).detail.endswith(f"同意用于在公开页面展示，到{today()}为止")
    actions.revoke(one, by=SYSTEM, number=1, reason="来电")
    assert next(own_stories(person.pk)).detail.endswith(f"，{today()}撤回")
    rows.update(agreed=None, until=None, revoked=None)
    assert next(own_stories(person.pk)).detail.endswith("，已发布，还没有登记同意")
