from datetime import date, timedelta

import pytest

from tests.cast import COUNTY, SYSTEM
from tests.records.proposals.samples import answer_details, call_details, delivery_details, paper_details
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.records.proposals import actions, queries
from tongxin.records.proposals.models import Answer, Author, Call, Proposal, Step

State = Proposal.State


def steps(one):
    return [(step.kind, str(step.day), step.body, step.note) for step in queries.steps_of(one)]


def answer_of(one) -> Answer:
    return queries.answers_to(one).get()


def reviewed(one, *, by):
    actions.submit(one, by=SYSTEM)
    return actions.approve(one, by=by)


def authors(one):
    return [(row.person_id, row.name, row.unit) for row in Author.objects.children_of(one).order_by("id")]


def test_paper_goes_from_draft_to_settled(cast, drafted):
    one = drafted()
    assert (one.state, one.path, one.place) == ("draft", COUNTY, cast.county.place)
    reviewed(one, by=SYSTEM)
    assert one.state == "approved"
    actions.deliver(one, by=SYSTEM, **delivery_details())
    assert (one.state, one.body, one.receipt) == ("delivered", "市委统战部", "收文〔2021〕5号")
    actions.file(one, by=SYSTEM, day=date(2021, 3, 20), body="市人社局", joint="市教育局")
    actions.transfer(one, by=SYSTEM, day=date(2021, 4, 1), body="市国资委", note="职能调整")
    assert one.state == "filed"
    actions.answer(one, by=SYSTEM, **answer_details(grade=""))
    assert (one.state, answer_of(one).state) == ("answered", "unclassified")
    with pytest.raises(ConflictError, match="还有答复没有分类"):
        actions.settle(one, by=SYSTEM)
    actions.classify(answer_of(one), by=SYSTEM, grade="B")
    actions.view(answer_of(one), by=SYSTEM, view="mostly", view_note="希望再快些")
    actions.follow(one, by=SYSTEM, day=date(2021, 7, 1), note="电话了解落实情况")
    actions.settle(one, by=SYSTEM)
    found = answer_of(one)
    assert (one.state, found.grade, found.view, found.view_note, found.state) == (
        "settled", "B", "mostly", "希望再快些", "viewed",
    )  # fmt: skip
    assert steps(one) == [
        ("filed", "2021-03-20", "市人社局", ""),
        ("transferred", "2021-04-01", "市国资委", "职能调整"),
        ("answered", "2021-05-20", "市人社局", ""),
        ("followed", "2021-07-01", "", "电话了解落实情况"),
    ]


def test_draft_without_text_is_not_submitted(drafted):
    with pytest.raises(ConflictError, match="还没有正文"):
        actions.submit(drafted(text=""), by=SYSTEM)


def test_draft_received_tomorrow_is_refused(drafted):
    with pytest.raises(InputError, match="还没有到"):
        drafted(received=today() + timedelta(days=1))


def test_paper_is_reviewed_by_another_person_than_who_submitted_it(cast, drafted):
    one, secretary = drafted(), cast.actor("secretary")
    actions.submit(one, by=secretary)
    for act in (actions.approve, actions.send_back):
        with pytest.raises(ConflictError, match="另一个人"):
            act(one, by=secretary, **({"reason": "再改"} if act is actions.send_back else {}))
    actions.send_back(one, by=cast.actor("city"), reason="数据要核实")
    assert one.state == "draft"
    actions.submit(one, by=secretary)
    assert actions.approve(one, by=cast.actor("city")).state == "approved"


def test_delivery_needs_a_day_that_has_come_and_not_before_the_paper(drafted):
    one = reviewed(drafted(), by=SYSTEM)
    for day in (today() + timedelta(days=1), date(2021, 2, 28)):
        with pytest.raises(InputError) as refused:
            actions.deliver(one, by=SYSTEM, **delivery_details(delivered=day))
        assert refused.value.field == "delivered"
    for missing in ("channel", "body", "receipt"):
        with pytest.raises(ConflictError, match="渠道、报送单位和回执"):
            actions.deliver(one, by=SYSTEM, **delivery_details(**{missing: ""}))


def test_answer_before_the_delivery_is_refused(drafted, delivered):
    with pytest.raises(ConflictError, match="不能登记答复"):
        actions.answer(drafted(), by=SYSTEM, **answer_details())
    one = delivered("另一篇")
    for day, why in ((date(2021, 3, 9), "不能早于报送日期"), (today() + timedelta(days=1), "还没有到")):
        with pytest.raises(InputError, match=why):
            actions.answer(one, by=SYSTEM, **answer_details(day=day))
    assert one.state == "delivered"


def test_second_answer_is_kept_and_the_first_one_is_the_first(delivered):
    one = delivered()
    actions.answer(one, by=SYSTEM, **answer_details())
    actions.answer(one, by=SYSTEM, **answer_details(body="市教育局", day=date(2021, 4, 20)))
    assert [step[:3] for step in steps(one)] == [("answered", "2021-05-20", "市人社局")]
    assert [one.body for one in queries.answers_to(one)] == ["市教育局", "市人社局"]
    with pytest.raises(ConflictError, match="当天的答复已经登记过"):
        actions.answer(one, by=SYSTEM, **answer_details())


def test_corrected_answer_moves_the_day_of_the_first_answer(delivered):
    one = delivered()
    actions.answer(one, by=SYSTEM, **answer_details())
    changed = {"body": "市教育局", "day": date(2021, 6, 1), "text": "改过。"}
    actions.correct_answer(answer_of(one), by=SYSTEM, reason="日期写错", **changed)
    assert [step[:3] for step in steps(one)] == [("answered", "2021-06-01", "市教育局")]
    with pytest.raises(InputError, match="不能早于报送日期"):
        actions.correct_answer(answer_of(one), by=SYSTEM, reason="写错", **changed | {"day": date(2021, 1, 1)})


def test_answer_named_by_title_finds_its_paper(cast, delivered):
    one = delivered()
    found = actions.record_answer(by=SYSTEM, proposal="关于青年就业的建议", **answer_details())
    assert (found.proposal_id, found.state, found.path) == (one.pk, "classified", COUNTY)
    with pytest.raises(InputError, match="没有找到名称为「没有这篇」的建言"):
        actions.record_answer(by=SYSTEM, proposal="没有这篇", **answer_details())
    with pytest.raises(InputError, match="没有找到"):  # out of scope is not there
        actions.record_answer(by=cast.actor("neighbour"), proposal=one.title, **answer_details(day=date(2021, 6, 2)))


def test_title_of_several_papers_asks_for_the_number(delivered):
    first, _ = delivered(), delivered(received=date(2021, 3, 2))
    with pytest.raises(InputError, match="不止一条"):
        actions.record_answer(by=SYSTEM, proposal=first.title, **answer_details())
    found = actions.record_answer(by=SYSTEM, proposal=f"{first.title}（编号{first.pk}）", **answer_details())
    assert found.proposal_id == first.pk


def test_refused_paper_keeps_the_reason(delivered):
    one = delivered()
    actions.refuse(one, by=SYSTEM, day=date(2021, 4, 2), reason="不属受理范围")
    assert (one.state, steps(one)) == ("declined", [("declined", "2021-04-02", "", "不属受理范围")])


def test_paper_is_merged_into_another_delivered_one(drafted, delivered):
    one, other = delivered(), delivered("另一篇")
    with pytest.raises(InputError, match="不能并入它自己"):
        actions.merge(one, by=SYSTEM, day=date(2021, 4, 2), proposal=one.title)
    draft = drafted("还是草稿")
    with pytest.raises(InputError, match="还没有报送"):
        actions.merge(one, by=SYSTEM, day=date(2021, 4, 2), proposal=draft.title)
    actions.merge(one, by=SYSTEM, day=date(2021, 4, 2), proposal=other.title)
    assert (one.state, steps(one)) == ("merged", [("merged", "2021-04-02", "", "并入《另一篇》")])


def test_mark_stands_once_until_it_is_voided(delivered):
    one, said = delivered(), {"day": date(2021, 4, 2), "body": "市长", "note": "批示第1号"}
    actions.mark(one, by=SYSTEM, kind="instructed", **said)
    with pytest.raises(ConflictError, match="已经登记过"):
        actions.mark(one, by=SYSTEM, kind="instructed", **said)
    actions.void(one, by=SYSTEM, kind="instructed", reason="批示的是另一篇")
    with pytest.raises(ConflictError, match="没有登记过批示"):
        actions.void(one, by=SYSTEM, kind="instructed", reason="再来")
    actions.mark(one, by=SYSTEM, kind="instructed", **said)
    assert [step.voided for step in queries.steps_of(one)] == [True, False]


def test_authors_are_matched_named_and_added_once(cast, drafted):
    person = cast.person("王例山", mobile="13800138001")
    one = actions.draft(by=SYSTEM, authors="王例山 13800138001\n李例水 某厂", **paper_details(cast))
    assert authors(one) == [(person.pk, "", ""), (None, "李例水", "某厂")]
    actions.add_authors(one, by=SYSTEM, authors="李例水 某厂\n赵例土")
    assert authors(one)[2:] == [(None, "赵例土", "")]
    for wrong in ("？？", "王例山" * 1_500):
        with pytest.raises(InputError) as refused:
            actions.add_authors(one, by=SYSTEM, authors=wrong)
        assert refused.value.field == "authors"


def test_published_paper_keeps_its_address_until_it_is_hidden(delivered):
    one = delivered()
    actions.publish(one, by=SYSTEM)
    code = one.public_code
    assert len(code) >= 30
    actions.publish(one, by=SYSTEM)
    assert one.public_code == code
    actions.hide(one, by=SYSTEM, reason="涉及企业")
    assert one.public_code == ""


def test_withdrawn_paper_is_published_no_longer_and_says_why(delivered):
    one = actions.publish(delivered(), by=SYSTEM)
    actions.withdraw(one, by=SYSTEM, reason="重复报送")
    assert (one.state, one.withdraw_reason, one.public_code) == ("withdrawn", "重复报送", "")


def test_correction_takes_steps_answers_and_authors_along_to_another_place(cast, delivered):
    one = delivered()
    actions.add_authors(one, by=SYSTEM, authors="李例水 某厂")
    actions.answer(one, by=SYSTEM, **answer_details())
    changed = {**paper_details(cast, organiser=cast.neighbour), **delivery_details()}
    with pytest.raises(ForbiddenError):
        actions.correct(one, by=cast.actor("secretary"), reason="写错", **changed)
    actions.correct(one, by=SYSTEM, reason="写错", **changed)
    rows = [*Author.objects.children_of(one), *Step.objects.children_of(one), *Answer.objects.children_of(one)]
    assert {row.path for row in rows} == {cast.neighbour.path}
    assert len(rows) == 3


def test_correction_keeps_the_delivery_whole(cast, drafted, delivered):
    one, nothing = delivered(), dict.fromkeys(delivery_details(), "")
    actions.file(one, by=SYSTEM, day=date(2021, 3, 20), body="市委")
    for changes, field in (
        ({"receipt": ""}, "receipt"),
        ({"delivered": date(2021, 3, 21)}, "delivered"),
        ({"delivered": date(2021, 2, 1)}, "delivered"),
    ):
        with pytest.raises(InputError) as refused:
            actions.correct(one, by=SYSTEM, reason="写错", **paper_details(cast), **delivery_details(**changes))
        assert refused.value.field == field
    actions.correct(one, by=SYSTEM, reason="写错", **paper_details(cast), **delivery_details(receipt="第9号"))
    assert one.receipt == "第9号"
    draft = drafted("草稿")
    with pytest.raises(InputError, match="还没有报送"):
        actions.correct(draft, by=SYSTEM, reason="写错", **paper_details(cast, title="草稿"), **delivery_details())
    actions.correct(
        draft, by=SYSTEM, reason="写错", **paper_details(cast, title="新稿"), **nothing | {"delivered": None}
    )
    assert draft.title == "新稿"


def test_call_is_opened_once_an_organiser_and_ends_after_it_begins(cast):
    one = actions.open_call(by=SYSTEM, **call_details(cast))
    with pytest.raises(ConflictError, match="已有同名的征集"):
        actions.open_call(by=SYSTEM, **call_details(cast))
    with pytest.raises(ConflictError, match="截止日期早于开始日期"):
        actions.correct_call(one, by=SYSTEM, reason="写错", **call_details(cast, closes=date(2021, 1, 1)))
    actions.correct_call(one, by=SYSTEM, reason="写错", **call_details(cast, title="乡村振兴大家谈"))
    assert Call.objects.public().get().title == "乡村振兴大家谈"


def test_stranger_writes_nothing(cast, delivered):
    one, nobody = delivered(), cast.actor("stranger")
    before = Entry.objects.counted().count()
    for act in (actions.publish, actions.submit):
        with pytest.raises(ForbiddenError):
            act(one, by=nobody)
    assert Entry.objects.counted().count() == before
