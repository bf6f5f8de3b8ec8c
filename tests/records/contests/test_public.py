"""What anybody reads of a contest: its call before, all of the result after publication, and nobody's name unasked."""

from http import HTTPStatus

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from tests.cast import SYSTEM
from tests.records.contests.conftest import anew
from tongxin.kernel.errors import NotFoundError
from tongxin.network.actions.joint import confirm_joint
from tongxin.network.models import Consent
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import Contest, Entry
from tongxin.records.contests.pages.public import RESULTS, read
from tongxin.records.contests.rules import replay

NAMES = ("选手", "评委乙", "评委丙")


def words(card):
    """All a card says, tables included."""
    said = [card.title, card.verdict, card.lead, *(f"{one.label}{one.text}" for one in card.facts)]
    for section in card.sections:
        said += [section.title, section.note, str(section.context)]
        if section.table is not None:
            said += [column.label for column in section.table.columns]
            said += [str(list(row)) for row in section.table.values()]
    return "\n".join(said)


def table(card, name):
    (section,) = [one for one in card.sections if one.name == name]
    return [
        dict(zip((column.label for column in section.table.columns), row, strict=True))
        for row in section.table.values()
    ]


def test_call_is_public_and_nothing_of_a_result_is_before_publication(stage, client):
    contest = stage.call(entries=2, judges=1, call_text="欢迎报名", co_organisers=[stage.cast.city])
    card = read(contest.code)
    assert card.title == "宁乡演讲比赛"
    facts = {f"{one.label}{one.text}" for one in card.facts}
    assert {"主办单位宁乡市联谊会", "征集公告欢迎报名"} <= facts
    assert "合办单位长沙市联谊会" not in facts, "nobody is named in public before it has said so"
    confirm_joint(contest, by=SYSTEM)
    assert "合办单位长沙市联谊会" in {f"{one.label}{one.text}" for one in read(contest.code).facts}
    assert card.sections == ()
    sealed = stage.sealed(title="封存了的")
    card = read(sealed.code)
    assert (card.sections, card.holds) == ((), None)
    assert "结果公布后" in card.lead
    assert not [one for one in (*NAMES, "节目", "79.00") if one in words(card)]
    assert client.get(f"/contests/sealed/{sealed.code}/1/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "nothing", "1", "x" * 5000, "\x00"])
def test_code_of_nothing_is_not_found(code):
    with pytest.raises(NotFoundError):
        read(code)


def test_cancelled_contest_says_so(stage):
    contest = stage.call()
    actions.cancel_contest(contest, by=stage.by, reason="报名不足")
    assert read(contest.code).lead == "这项赛事已取消。"
    assert "报名不足" not in words(read(contest.code))


def test_published_result_shows_rule_sheets_and_what_was_dropped(stage):
    scores = {1: {1: "60 40", 2: "50 30", 3: "50 30", 4: "50 30", 5: "10 10"}}
    contest = stage.published(entries=2, judges=5, scores=scores)
    Entry.objects.whole_network(reason="test").filter(contest=contest, number=1).update(sender=stage.cast.county)
    card = read(contest.code)
    assert RESULTS.prefix == "contests"
    assert "2099年1月1日以前向主办单位书面提出" in card.lead
    (result,) = [one for one in card.sections if one.name == "round1"]
    assert "五份以上去掉一个最高分、一个最低分后取平均，保留两位小数。评分项：内容 60 分、表达 40 分。" in result.note
    assert not result.exportable
    first, second = table(card, "round1")
    assert (first["名次"], first["参赛编号"], first["得分"], first["选送单位"]) == (1, 1, "80.00", "宁乡市联谊会")
    assert (first["1 号评委"], first["2 号评委"], first["5 号评委"]) == (
        "100（去掉的最高分）",
        "80",
        "20（去掉的最低分）",
    )
    assert (second["名次"], second["得分"], second["选送单位"]) == (2, "78.00", "")
    assert not [one for one in NAMES if one in words(card)]


def test_persons_are_named_where_they_agreed(stage):
    contest = stage.published()
    entry = queries.every_entry(contest).get(number=1)
    person = stage.cast.member("刘例展")
    queries.entrants_of(entry).update(person=person, name="")
    assert "刘例展" not in words(read(contest.code))
    given = Consent.objects.create(person=person, purpose="display", version=1, given=timezone.now())
    actions.award_prizes(contest, by=stage.by, levels="一等奖 1")
    card = read(contest.code)
    assert [row["参赛人（同意公开的）"] for row in table(card, "round1")] == ["刘例展", "", ""]
    (award,) = table(card, "awards")
    assert (award["奖项"], award["参赛编号"], award["参赛人（同意公开的）"], award["状态"]) == (
        "一等奖",
        1,
        "刘例展",
        "已颁发",
    )
    given.withdrawn = timezone.now()
    given.save()
    assert "刘例展" not in words(read(contest.code))


def test_missing_sheets_are_counted_and_the_reason_of_staff_is_not_told(stage):
    contest = stage.draw()
    stage.hand_in(contest, 1, 1, "50 30")
    stage.seal(contest, reason="评委丙某病了")
    actions.publish_result(anew(contest), by=stage.by, objections_until=contest.last_day.replace(year=2099))
    card = read(contest.code)
    assert "病了" not in words(card)
    shown = render_to_string("web/parts/section.html", {"section": card.sections[-1]})
    assert "缺 5 份评分表" in shown
    assert [row["名次"] for row in table(card, "round1")] == [1, "未评分", "未评分"]


def test_prize_taken_back_says_so(stage):
    contest = stage.published()
    actions.award_prizes(contest, by=stage.by, levels="一等奖 1")
    actions.revoke_award(queries.awards_of(contest).get(), by=stage.by, reason="抄袭他人")
    (award,) = table(read(contest.code), "awards")
    assert award["状态"] == "已撤销"
    assert "抄袭他人" not in words(read(contest.code))


def test_sealed_file_is_handed_out_as_it_was_sealed(stage, client):
    contest = stage.score(stage.draw(rounds="初赛 晋级2\n决赛"))
    stage.seal(contest)
    stage.score(contest)
    stage.seal(contest)
    contest = actions.publish_result(anew(contest), by=stage.by, objections_until=contest.last_day.replace(year=2099))
    card = read(contest.code)
    assert [one.name for one in card.sections] == ["round2", "round1", "replay"]
    (section,) = [one for one in card.sections if one.name == "replay"]
    shown = render_to_string("web/parts/section.html", {"section": section})
    assert "tongxin contest replay" in shown
    assert f'href="/contests/sealed/{contest.code}/2/"' in shown
    for one, told in zip(reversed(list(queries.rounds_of(contest))), section.context["files"], strict=True):
        answer = client.get(told["file"])
        assert answer["Content-Disposition"].startswith("attachment")
        again = replay(answer.content)
        assert again.holds
        assert again.sha256 == told["sha256"] == queries.result_of(one).sha256
        assert not [name for name in NAMES if name in answer.content.decode()]
    assert client.get(f"/contests/sealed/{contest.code}/3/").status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"/contests/sealed/{contest.code}/{'9' * 30}/").status_code == HTTPStatus.NOT_FOUND
    assert client.get("/contests/sealed/nothing/1/").status_code == HTTPStatus.NOT_FOUND


def test_files_of_results_are_not_to_be_tried_out(client, db):
    codes = [client.get(f"/contests/sealed/nothing{number}/1/").status_code for number in range(61)]
    assert codes == [HTTPStatus.NOT_FOUND] * 60 + [HTTPStatus.TOO_MANY_REQUESTS]


def test_another_contest_of_the_same_place_is_not_told(stage):
    one = stage.published()
    other = stage.published(title="另一场", entries=2)
    assert "另一场" not in words(read(one.code))
    assert len(table(read(other.code), "round1")) == 2
    assert Contest.objects.whole_network(reason="test").filter(code=one.code).count() == 1
