from datetime import date

import pytest

from tests.cast import SYSTEM
from tests.records.proposals.samples import call_details, paper_details
from tongxin.records.proposals import actions, queries
from tongxin.records.proposals.models import Proposal
from tongxin.records.proposals.rules import Deadline


def late(value, day):
    rows = Proposal.objects.whole_network(reason="test").order_by("title")
    return [one.title for one in queries.waiting(rows, value, day=day)]


def test_list_of_the_late_holds_what_waits_too_long_for_filing_or_answer(delivered):
    delivered("甲")
    filed = delivered("乙")
    actions.file(filed, by=SYSTEM, day=date(2021, 3, 20), body="市委")
    assert late("late", date(2021, 3, 31)) == []
    assert late("late", date(2021, 4, 1)) == ["甲"]
    assert late("very_late", date(2021, 4, 1)) == []
    assert late("late", date(2021, 7, 1)) == ["乙", "甲"]
    assert late("very_late", date(2021, 7, 1)) == ["甲"]
    assert late("unknown", date(2021, 7, 1)) == []
    assert late("unknown", date(2150, 7, 1)) == ["乙", "甲"]


def test_page_says_what_a_paper_waits_for(drafted, delivered):
    def waits(one, day):
        return queries.deadline_of(one, steps=list(queries.steps_of(one)), day=day)

    assert waits(drafted("草稿"), date(2021, 4, 1)) is None
    one = delivered()
    assert waits(one, date(2021, 3, 31)) == ("立案", Deadline(day=date(2021, 3, 31)))
    actions.file(one, by=SYSTEM, day=date(2021, 3, 20), body="市委")
    what, deadline = waits(one, date(2021, 3, 31))
    assert (what, deadline.day) == ("答复", date(2021, 6, 16))
    actions.answer(one, by=SYSTEM, body="市委", day=date(2021, 4, 1), grade="A", text="")
    assert waits(one, date(2021, 9, 1)) is None


def test_person_is_told_what_he_or_she_wrote(cast):
    person = cast.person("王例山", mobile="13800138001")
    actions.draft(by=SYSTEM, authors="王例山 13800138001", **paper_details(cast))
    actions.draft(by=SYSTEM, authors="李例水", **paper_details(cast, title="别人的"))
    (one,) = queries.written_by(person.pk)
    assert (one.kind, one.title, one.day) == ("建言", "关于青年就业的建议", date(2021, 3, 1))
    assert one.detail == f"{cast.county.name}，起草中"


@pytest.mark.parametrize(("who", "known"), [("secretary", True), ("neighbour", False)])
def test_call_is_named_to_those_who_may_read_it(cast, who, known):
    call = actions.open_call(by=SYSTEM, **call_details(cast))
    scope = cast.actor(who).scope
    assert [one.names for one in queries.every_call(scope)] == ([("助力乡村振兴",)] if known else [])
    assert list(queries.calls_known(scope, [call.pk])) == ([call.pk] if known else [])


def test_authors_are_read_by_those_who_may_read_persons(cast):
    one = actions.draft(by=SYSTEM, authors="李例水", **paper_details(cast))
    assert [row.name for row in queries.authors_of(one, scope=cast.actor("secretary").scope)] == ["李例水"]
    assert list(queries.authors_of(one, scope=cast.actor("city").scope)) == []
