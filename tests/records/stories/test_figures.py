"""What stories come to in figures: published and not taken down, by the day they were published, whole and by kind."""

from datetime import date

import pytest

from tests.cast import SYSTEM, Cast
from tests.records.stories.conftest import Tell
from tests.records.stories.samples import reviewed_story
from tongxin.kernel.period import Period
from tongxin.records.stories import actions
from tongxin.records.stories.figures import MEASURES, RETURN
from tongxin.returns.queries.numbers import numbers_of

APRIL = Period(date(2021, 4, 1), date(2021, 5, 1))


def numbers(cast: Cast) -> list[int]:
    found = numbers_of("stories", [cast.county.pk], APRIL)[cast.county.pk]
    return [found[code] or 0 for code in RETURN.measures]


@pytest.mark.parametrize("kind", ["showcase", "interview", "video"])
def test_story_counts_from_the_day_it_is_published_until_it_is_taken_down(
    cast: Cast, showcase: Tell, kind: str
) -> None:
    place = ["showcase", "interview", "video"].index(kind) + 1
    one = showcase() if kind == "showcase" else reviewed_story(cast, kind=kind, link="https://example.com/")
    if kind == "showcase":
        actions.rework(one, by=SYSTEM, reason="改")
        actions.submit(one, by=SYSTEM)
    assert numbers(cast) == [0, 0, 0, 0]
    actions.publish(one, by=SYSTEM, published=date(2021, 4, 30), reason="补登")
    expected = [1, 0, 0, 0]
    expected[place] = 1
    assert numbers(cast) == expected
    if kind != "showcase":
        actions.revoke(one, by=SYSTEM, number=1, reason="来电")
        assert numbers(cast) == expected  # it was published; who may see it today is another question
    actions.withdraw(one, by=SYSTEM, reason="过时")
    assert numbers(cast) == [0, 0, 0, 0]


def test_day_of_publication_decides_the_period(cast: Cast) -> None:
    for title, day in (("甲", date(2021, 3, 31)), ("乙", date(2021, 4, 1)), ("丙", date(2021, 5, 1))):
        actions.publish(reviewed_story(cast, title=title), by=SYSTEM, published=day)
    assert numbers(cast) == [1, 0, 1, 0]


def test_measures_are_those_units_confirm() -> None:
    assert tuple(one.code for one in MEASURES) == RETURN.measures
    assert {one.unit for one in MEASURES} == {"篇"}
