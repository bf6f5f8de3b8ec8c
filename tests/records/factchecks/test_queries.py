"""Which claims may be the same, how long answers took, and what a person is told."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.cast import SYSTEM
from tests.records.factchecks.samples import RECEIVED
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.naming import numbered_name
from tongxin.records.factchecks import actions, queries

SAID = "听说宁乡城区明天起停水三天，请大家赶紧储水。"


def found(text, **options):
    return [one.record.title for one in queries.alike(text, **{"scope": SYSTEM.scope, **options})]


def test_alike_claims_are_found_likest_first_with_the_passages(received, django_assert_num_queries):
    same, near = received(title="一"), received(title="二", claim="物业通知明天起停水三天，请储水")
    received(title="三", claim="今年炎陵黄桃丰收，价格比去年便宜")
    with django_assert_num_queries(3):
        first, second = queries.alike("听说宁乡城区明天起停水三天！！请大家赶紧储水", scope=SYSTEM.scope)
    assert (first.record, second.record) == (same, near)
    assert first.shared.part > Fraction(9, 10) > second.shared.part
    assert second.shared.passages == ("明天起停水三天！！请",)


def test_claim_is_not_like_itself(received):
    one = received()
    assert found(SAID, but=one.pk) == []
    assert found(SAID) == [one.title]


def test_checks_out_of_scope_are_found_once_they_are_published(cast, received, published):
    secretary = cast.actor("secretary").scope
    received(title="株洲的线索", organiser=cast.neighbour)
    assert found(SAID, scope=secretary) == []
    published(title="株洲发布的", organiser=cast.neighbour)
    assert found(SAID, scope=secretary) == ["株洲发布的"]


def test_nothing_is_like_nothing(received):
    received()
    assert found("") == []
    assert found("毫不相干的另一件事情") == []


def test_passages_that_stand_everywhere_are_not_looked_up(received, monkeypatch):
    monkeypatch.setattr(queries, "_MOST_PLACES", 1)
    for number in range(4):
        received(title=f"{number}", claim="明天起全城停水三天，请储水")
    rare = received(title="另", claim="明天起全城停水三天，河东片区除外另行通知")
    assert found("河东片区除外另行通知") == [rare.title]
    assert found(
        "明天起全城停水三天，请储水"
    )  # all its passages are common: the least common is looked up all the same


def test_no_more_candidates_are_compared_than_are_worth_it(received, monkeypatch):
    monkeypatch.setattr(queries, "CANDIDATES", 2)
    for number in range(4):
        received(title=f"{number}")
    assert len(found(SAID)) == 2


def test_days_to_answer_of_an_organisation(cast, received, published):
    published(title="一", received=RECEIVED, day=RECEIVED + timedelta(days=9))
    published(title="二", received=RECEIVED, day=RECEIVED)
    received(title="三")
    later = received(title="四", received=RECEIVED + timedelta(days=20))
    actions.link(later, by=SYSTEM, same_as="一")
    received(title="株洲", organiser=cast.neighbour)
    assert list(queries.days_to_answer(cast.county, scope=SYSTEM.scope)) == [
        (RECEIVED, 9), (RECEIVED, 0), (RECEIVED, None), (date(2021, 5, 21), 0),
    ]  # fmt: skip
    assert list(queries.days_to_answer(cast.county, scope=Scope())) == []


def test_person_is_told_what_he_or_she_asked(cast, received, published):
    person = cast.person("王例山", mobile="13800138000")
    received(title="一", asker="王例山 13800138000")
    published(title="二", asker="王例山 13800138000", received=RECEIVED + timedelta(days=1))
    told = [(one.kind, one.title, one.detail) for one in queries.asked_by(person.pk)]
    unit = cast.county.name
    assert told == [("辟谣", "二", f"提出人，{unit}，已发布"), ("辟谣", "一", f"提出人，{unit}，待受理")]


def test_who_asked_is_read_by_whoever_may_read_persons(cast, received):
    one = received(asker="李例水 某厂")
    assert [row.name for row in queries.askers_of(one, scope=cast.actor("registrar").scope)] == ["李例水"]
    assert not queries.askers_of(one, scope=cast.actor("city").scope).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "nothing", "\x00"])
def test_code_of_nothing_is_not_found(code):
    with pytest.raises(NotFoundError):
        queries.published_with(code)
    with pytest.raises(NotFoundError):
        queries.desk_with(code)
    assert queries.asker_with(code) is None


def test_name_with_number_means_exactly_one(received):
    one = received()
    assert numbered_name(one) == f"{one.title}（编号{one.pk}）"
