"""The screen in the hall: progress before the seal, then one step at a time, and never anything before its step."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.records.contests.conftest import anew
from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.network.models import Consent
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import Contest, Entry, HallScreen

SCORES = {1: {1: "41 31", 2: "41 31"}, 2: {1: "52 32", 2: "52 32"}, 3: {1: "33 33", 2: "33 33"}}
TOLD = ("节目", "选手", "84.00", "72.00", "66.00", ">52<", "号")


@pytest.fixture
def contest(stage):
    return stage.draw()


def hall(stage, contest, **more):
    return reverse("contests.hall", args=[actions.open_screen(contest, by=stage.by, **more)])


def state(client, address):
    return client.get(f"{address}state/").json()


def step(client, address, shown):
    return client.post(f"{address}next/", {"shown": shown})


def everything(client, address):
    """All the server says of a screen, whatever is asked: the page, its state, what refusals say."""
    answers = [client.get(address), client.get(f"{address}state/"), client.get(f"{address}next/")]
    own = {"Content-Length", "X-Request-ID"}  # of the answer alone, not of what it tells
    said = [{name: value for name, value in one.headers.items() if name not in own} for one in answers]
    pages = [one.content.decode().replace(f"请求编号 {one['X-Request-ID']}", "") for one in answers]
    return "".join(page + str(headers) for page, headers in zip(pages, said, strict=True)).replace(address, "")


def test_nothing_but_title_and_progress_is_told_before_the_seal(stage, contest, client):
    address = hall(stage, contest)
    stage.hand_in(contest, 1, 2, "52 32")
    assert state(client, address) == {
        "title": "宁乡演讲比赛",
        "sealed": False,
        "rounds": [{"title": "决赛", "state": "评分中", "given": 1, "due": 6}],
    }
    assert not [one for one in TOLD if one in everything(client, address).replace("演讲比赛", "")]
    stage.score_rest(contest)
    assert not [one for one in TOLD if one in everything(client, address).replace("演讲比赛", "")]
    answer = step(client, address, 0)
    assert (answer.status_code, answer.json()) == (HTTPStatus.CONFLICT, {"message": "成绩还没有封存，不能揭晓。"})


def test_steps_reveal_from_the_last_place_up_and_nothing_before_its_step(stage, contest, client):
    address = hall(stage, contest)
    stage.score(contest, SCORES)
    stage.seal(contest)
    best, second = (queries.every_entry(contest).get(number=number) for number in (2, 1))
    assert state(client, address) == {"title": "宁乡演讲比赛", "sealed": True, "shown": [], "more": True}
    assert not [one for one in ("节目", "选手", "84.00", "66.00") if one in everything(client, address)]
    first = step(client, address, 0).json()
    assert [(one["rank"], one["value"]) for one in first["shown"]] == [(3, "66.00")]
    assert first["shown"][0]["entries"][0]["number"] == 3
    told = everything(client, address)
    assert not [one for one in (best.title, second.title, "84.00", "72.00") if one in told]
    assert step(client, address, 0).json() == first  # pressed twice
    step(client, address, 1)
    last = step(client, address, 2).json()
    assert [one["rank"] for one in last["shown"]] == [3, 2, 1]
    assert last["more"] is False
    assert last["shown"][2]["entries"] == [{"number": 2, "title": best.title, "of": "", "names": ""}]
    answer = step(client, address, 3)
    assert (answer.status_code, answer.json()) == (HTTPStatus.CONFLICT, {"message": "已经全部揭晓。"})
    lines = journal.of(queries.screen_of(contest))
    assert [(line.action, line.actor) for line in lines][:3] == [("contests.screen.reveal", "大屏幕")] * 3


def test_only_prizes_are_revealed_where_prizes_are_named(stage, contest, client):
    address = hall(stage, contest, levels="一等奖 1\n二等奖 1")
    stage.score(contest, SCORES)
    stage.seal(contest)
    step(client, address, 0)
    shown = step(client, address, 1).json()
    assert [(one["level"], one["rank"]) for one in shown["shown"]] == [("二等奖", 2), ("一等奖", 1)]
    assert shown["more"] is False


def test_names_appear_where_entrants_agreed_or_the_hall_was_asked(stage, contest, client):
    entry = queries.every_entry(contest).get(number=2)
    person = stage.cast.member("刘例展")
    queries.entrants_of(entry).update(person=person, name="")
    Entry.objects.whole_network(reason="test").filter(pk=entry.pk).update(sender=stage.cast.county, team="猛虎队")
    stage.score(contest, SCORES)
    stage.seal(contest)

    def first(**more):
        address = hall(stage, contest, levels="一等奖 1", **more)
        (one,) = step(client, address, 0).json()["shown"]
        return one["entries"][0]["of"], one["entries"][0]["names"]

    assert first() == ("猛虎队　宁乡市联谊会", "")
    assert first(with_names=True)[1] == "刘例展"
    given = Consent.objects.create(person=person, purpose="display", version=1, given=timezone.now())
    assert first()[1] == "刘例展"
    queries.entrants_of(entry).model.objects.create(entry=entry, path=entry.path, name="陈例隐")
    assert first()[1] == "刘例展等 2 人"
    given.withdrawn = timezone.now()
    given.save()
    assert first()[1] == ""


def test_progress_of_several_rounds_tells_no_result(stage, client):
    contest = stage.score(stage.draw(rounds="初赛 晋级2\n决赛"), SCORES)
    address = hall(stage, contest)
    stage.seal(contest)
    assert state(client, address)["rounds"] == [
        {"title": "初赛", "state": "已封存"},
        {"title": "决赛", "state": "评分中", "given": 0, "due": 4},
    ]
    assert not [one for one in ("节目", "选手", "84.00") if one in everything(client, address)]


def test_result_sealed_anew_begins_at_the_first_step(stage, client):
    contest = stage.published()
    address = hall(stage, contest)
    step(client, address, 0)
    assert len(state(client, address)["shown"]) == 1
    actions.object_to(contest, by=stage.by, text="算错", received=today())
    actions.decide_objection(queries.objections_of(contest).get(), by=stage.other, upheld=True, decision="核实")
    actions.judge_anew(queries.rounds_of(contest).get(), by=stage.other, reason="重评")
    assert state(client, address)["sealed"] is False
    stage.seal(anew(contest))
    assert state(client, address)["shown"] == []
    assert len(step(client, address, 0).json()["shown"]) == 1


def test_screen_opened_anew_closes_the_earlier_address_and_begins_again(stage, contest, client):
    old = hall(stage, contest)
    stage.score(contest)
    stage.seal(contest)
    step(client, old, 0)
    new = hall(stage, contest)
    for address in (old, f"{old}state/", f"{old}next/"):
        assert client.post(address).status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
        assert client.get(address).status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
    assert state(client, new)["shown"] == []
    assert new.split("/")[2] not in str(vars(queries.screen_of(contest)))


def test_expired_address_and_that_of_a_cancelled_contest_open_nothing(stage, contest, client):
    address = hall(stage, contest)
    rows = HallScreen.objects.whole_network(reason="test")
    rows.update(expires=timezone.now() - timedelta(seconds=1))
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND
    answer = client.get(f"{address}state/")
    assert (answer.status_code, "已过期" in answer.json()["message"]) == (HTTPStatus.NOT_FOUND, True)
    rows.update(expires=timezone.now() + timedelta(days=1))
    assert client.get(address).status_code == HTTPStatus.OK
    Contest.objects.whole_network(reason="test").update(state="cancelled")
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_addresses_of_halls_are_not_to_be_tried_out(client, db):
    codes = [client.get(f"/hall/nothing{number}/state/").status_code for number in range(31)]
    assert codes == [HTTPStatus.NOT_FOUND] * 30 + [HTTPStatus.TOO_MANY_REQUESTS]


@pytest.mark.parametrize("shown", ["", "-1", "x", "²", "9" * 30])
def test_step_without_its_number_is_refused(stage, contest, client, shown):
    address = hall(stage, contest)
    assert step(client, address, shown).status_code == HTTPStatus.BAD_REQUEST


def test_screen_is_opened_by_those_who_record_and_names_by_those_who_read_persons(stage, contest):
    with pytest.raises(InputError, match="第 1 行"):
        actions.open_screen(contest, by=stage.by, levels="一等奖")
    with pytest.raises(ForbiddenError):
        actions.open_screen(contest, by=stage.cast.reader)
    with pytest.raises(ForbiddenError, match="人员信息"):
        actions.open_screen(contest, by=stage.cast.officer, with_names=True)
    assert queries.screen_of(contest) is None
    actions.open_screen(contest, by=stage.cast.officer)
    screen = queries.screen_of(contest)
    assert [(line.action, line.actor) for line in journal.of(screen)] == [("contests.contest.screen", "长沙干部")]
    with pytest.raises(ConflictError, match="还没有封存"):
        actions.reveal_next(screen, by=Actor.nobody(), shown=0)


def test_page_shows_the_address_once_with_its_code(as_, stage, contest):
    secretary = as_("secretary")
    address = f"/contests/{contest.pk}/screen/"
    page = secretary.get(address)
    assert "从最后一个奖往上逐个揭晓" in page.content.decode()
    assert "/hall/" not in page.content.decode()
    shown = secretary.post(address, {"levels": "一等奖 1"}).content.decode()
    link = shown.partition('id="address">http://testserver')[2].partition("<")[0]
    assert secretary.get(link).status_code == HTTPStatus.OK
    assert "<svg" in shown
    assert link not in secretary.get(f"/contests/{contest.pk}/").content.decode()
    wrong = secretary.post(address, {"levels": "一等奖"})
    assert (wrong.status_code, "/hall/" in wrong.content.decode()) == (HTTPStatus.BAD_REQUEST, False)
    assert as_("reader").get(address).status_code == HTTPStatus.FORBIDDEN
    assert as_("neighbour").get(address).status_code == HTTPStatus.NOT_FOUND


def test_address_of_a_judge_is_shown_once(as_, stage, contest, client):
    secretary = as_("secretary")
    judge = queries.judges_of(contest)[0]
    page = secretary.get(f"/contests/{contest.pk}/").content.decode()
    assert f'href="/contest-judges/{judge.pk}/address/"' in page
    address = f"/contest-judges/{judge.pk}/address/"
    assert "原来的地址作废" in secretary.get(address).content.decode()
    shown = secretary.post(address).content.decode()
    link = shown.partition('id="address">http://testserver')[2].partition("<")[0]
    assert "1 号评委" in client.get(link).content.decode()
    assert link.split("/")[3] not in str([line.after for line in journal.of(judge)])
    assert as_("officer").post(address).status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN)
