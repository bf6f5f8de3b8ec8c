"""Stories are told, agreed to, handed in and published by a second person; whoever takes consent back closes them."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.cast import COUNTY, NEIGHBOUR, SYSTEM, Cast
from tests.lifecycle.evidence.films import CAPTIONS, RIVER
from tests.records.stories.conftest import Hang, Tell, fresh, people
from tests.records.stories.samples import ROUTE, consent_details, published_story, reviewed_story, story_details
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.lifecycle import evidence
from tongxin.records.stories import actions
from tongxin.records.stories.models import Shown
from tongxin.records.stories.queries import closed_because, public_stories

YESTERDAY = today() - timedelta(days=1)
AGREED = {"shows_people": True, "consent_given": True, "consent_paper": "档案"}


def is_open(story: Any) -> bool:
    return public_stories().filter(pk=story.pk).exists()


def entries(action: str) -> list[Entry]:
    return list(Entry.objects.whole_network(reason="test").filter(action=action))


def test_story_goes_from_draft_to_published_by_two_people(cast: Cast) -> None:
    one = actions.draft(by=cast.actor("secretary"), **story_details(cast))
    assert (one.state, one.path, one.place, one.hands) == (
        "draft", COUNTY, cast.county.place, [cast.accounts["secretary"].pk],
    )  # fmt: skip
    assert [place.code for place in one.places.all()] == ["430182"]
    actions.ask(one, by=cast.actor("secretary"), people="王例山 某民宿\n李例水")
    assert (one.state, one.nobody_shown) == ("consent", False)
    assert [(row.number, row.name, row.path) for row in people(one)] == [(1, "王例山", COUNTY), (2, "李例水", COUNTY)]
    for number in (1, 2):
        actions.agree(one, by=cast.actor("secretary"), **consent_details(number=number))
    actions.submit(one, by=cast.actor("secretary"))
    assert (one.state, is_open(one)) == ("review", False)
    actions.publish(one, by=cast.actor("city"))
    assert (one.state, one.published, len(one.public_code) > 20, is_open(one)) == ("published", today(), True, True)
    assert [entry.actor for entry in entries("stories.story.publish")] == ["city"]
    assert all("王例山" not in str(entry.after) for entry in Entry.objects.whole_network(reason="test"))


def test_whoever_wrote_handed_in_or_corrected_it_does_not_review_it(cast: Cast) -> None:
    city, county = cast.actor("city"), cast.actor("secretary")
    one = actions.draft(by=city, **story_details(cast))
    actions.ask(one, by=county, people="王例山")
    actions.agree(one, by=county, **consent_details())
    actions.submit(one, by=county)
    assert one.hands == sorted((cast.accounts["city"].pk, cast.accounts["secretary"].pk))
    with pytest.raises(ConflictError, match="审核并发布应由另一个人办理"):
        actions.publish(one, by=city)
    with pytest.raises(ConflictError, match="退回修改应由另一个人办理"):
        actions.send_back(one, by=city, reason="改")
    with pytest.raises(ForbiddenError):
        actions.publish(one, by=county)
    assert fresh(one).state == "review"
    actions.send_back(one, by=cast.actor("province"), reason="补一段")
    actions.correct(one, by=county, reason="补", **story_details(cast, text="三段。"))
    assert (one.state, one.text) == ("consent", "三段。")
    actions.rework(published_story(cast, title="另一篇"), by=city, reason="改")
    other = fresh(actions.draft(by=SYSTEM, **story_details(cast, title="第三篇")))
    assert other.hands == []


def test_reworked_story_is_seen_by_nobody_until_another_has_reviewed_it(cast: Cast) -> None:
    one = published_story(cast)
    code = one.public_code
    with pytest.raises(ConflictError, match="请先「改稿」，改好再送审"):
        actions.correct(one, by=SYSTEM, reason="写错", **story_details(cast))
    actions.rework(one, by=cast.actor("city"), reason="补图")
    assert (one.state, is_open(one), one.hands) == ("consent", False, [cast.accounts["city"].pk])
    actions.submit(one, by=cast.actor("secretary"))
    with pytest.raises(ConflictError, match="另一个人"):
        actions.publish(one, by=cast.actor("city"))
    actions.publish(one, by=cast.actor("province"))
    assert (one.published, one.public_code, is_open(one)) == (date(2021, 4, 1), code, True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "interview", "text": ""}, ([], "人物访谈要有正文")),
        ({"kind": "video"}, ([], "短视频要有视频文件或视频链接")),
        ({"kind": "video"}, ([{}], "短视频要有视频文件或视频链接")),
        ({"kind": "showcase"}, ([], "旅游推介要有地点和至少一张图片")),
        ({"kind": "showcase", "route": []}, ([{}], "旅游推介要有地点和至少一张图片")),
        ({"kind": "showcase"}, ([{}, {"purpose": " "}], "没有说明，看不见的人不知道画面是什么")),
        ({"kind": "interview"}, ([{"shows_people": True}], "不能公开：有人像，还没有登记本人同意")),
        ({"kind": "interview"}, ([{**AGREED, "consent_until": YESTERDAY}], "不能公开：本人同意已到期")),
    ],
)
def test_story_with_something_missing_is_not_handed_in(
    cast: Cast, hang: Hang, changes: dict[str, Any], said: tuple[list[Any], str]
) -> None:
    one = actions.draft(by=SYSTEM, **story_details(cast, **changes))
    files, sentence = said
    for about in files:
        hang(one, **about)
    actions.ask(one, by=SYSTEM, nobody=True)
    with pytest.raises(ConflictError, match=sentence):
        actions.submit(one, by=SYSTEM)
    assert (fresh(one).state, fresh(one).pieces) == ("consent", [])


def test_what_is_handed_in_is_what_is_published(cast: Cast, hang: Hang) -> None:
    one = actions.draft(by=SYSTEM, **story_details(cast, kind="video"))
    film = hang(one, RIVER.read_bytes(), kind="video", name="a.webm", purpose=" 日出 ")
    words = hang(one, CAPTIONS, kind="captions", name="a.vtt", purpose="")
    hang(one, purpose="同意书", kind="scan")
    hang(one, purpose="名册", holds_personal=True)
    evidence.withdraw(hang(one, purpose="重拍"), by=SYSTEM, reason="重拍")
    actions.ask(one, by=SYSTEM, nobody=True)
    actions.submit(one, by=SYSTEM)
    assert one.pieces == [{"file": film.pk, "alt": "日出"}, {"file": words.pk, "alt": ""}]


def test_linked_video_needs_no_file(cast: Cast) -> None:
    one = reviewed_story(cast, kind="video", link="https://example.com/v")
    assert (one.state, one.pieces) == ("review", [])


def test_nobody_is_handed_in_or_published_without_standing_consent(cast: Cast) -> None:
    one = actions.draft(by=SYSTEM, **story_details(cast))
    actions.ask(one, by=SYSTEM, people="王例山\n李例水")
    actions.agree(one, by=SYSTEM, **consent_details())
    with pytest.raises(ConflictError, match="第 2 位出镜人还没有同意、已撤回或已到期"):
        actions.submit(one, by=SYSTEM)
    actions.agree(one, by=SYSTEM, **consent_details(number=2, until=today()))
    actions.submit(one, by=SYSTEM)
    actions.revoke(one, by=SYSTEM, number=1, reason="来电")
    Shown.objects.whole_network(reason="the day has passed").filter(number=2).update(until=YESTERDAY)
    with pytest.raises(ConflictError, match="第 1、2 位"):
        actions.publish(one, by=SYSTEM)
    assert (fresh(one).state, fresh(one).published) == ("review", None)


def test_consent_taken_back_closes_at_once_and_renewed_opens(interview: Tell) -> None:
    one = interview()
    assert (is_open(one), closed_because(one)) == (True, "")
    actions.revoke(one, by=SYSTEM, number=1, reason="本人来电")
    assert (is_open(one), one.state) == (False, "published")
    assert closed_because(one) == "暂不公开：第 1 位出镜人的同意没有、已撤回或已到期"
    assert entries("stories.story.revoke")[-1].reason == "本人来电"
    with pytest.raises(ConflictError, match="第 1 位出镜人现在没有同意可撤回"):
        actions.revoke(one, by=SYSTEM, number=1, reason="又来电")
    actions.agree(one, by=SYSTEM, **consent_details(paper="新同意书"))
    assert is_open(one)
    with pytest.raises(InputError, match="没有第 2 位出镜人") as refused:
        actions.agree(one, by=SYSTEM, **consent_details(number=2))
    assert refused.value.field == "number"


def test_consent_never_given_cannot_be_taken_back(cast: Cast) -> None:
    one = actions.draft(by=SYSTEM, **story_details(cast))
    actions.ask(one, by=SYSTEM, people="王例山")
    with pytest.raises(ConflictError, match="没有同意可撤回"):
        actions.revoke(one, by=SYSTEM, number=1, reason="来电")


def test_people_are_named_once_and_nobody_not_beside_somebody(cast: Cast) -> None:
    one = actions.draft(by=SYSTEM, **story_details(cast))
    actions.ask(one, by=SYSTEM, people="王例山")
    actions.ask(one, by=SYSTEM, people="王例山\n李例水")
    assert [row.name for row in people(one)] == ["王例山", "李例水"]
    with pytest.raises(ConflictError, match="已登记了出镜人"):
        actions.ask(one, by=SYSTEM, nobody=True)
    with pytest.raises(InputError, match="没有读出出镜人姓名") as refused:
        actions.ask(one, by=SYSTEM, people="——")
    assert refused.value.field == "people"
    with pytest.raises(InputError) as refused:
        actions.ask(one, by=SYSTEM, people="\n".join(f"王例{number}" * 400 for number in range(3_000)))
    assert refused.value.field == "people"


def test_story_given_to_another_organisation_takes_its_people_along(cast: Cast) -> None:
    one = actions.draft(by=SYSTEM, **story_details(cast, route=[]))
    actions.ask(one, by=SYSTEM, people="王例山")
    details = story_details(cast, route=[], organiser=cast.neighbour)
    with pytest.raises(ForbiddenError):
        actions.correct(one, by=cast.actor("secretary"), reason="写错", **details)
    actions.correct(one, by=SYSTEM, reason="写错", **details)
    assert (one.path, people(one)[0].path) == (NEIGHBOUR, NEIGHBOUR)
    assert [place.code for place in one.places.all()] == ["430200"]
    actions.correct(one, by=SYSTEM, reason="补", **{**details, "route": ROUTE})
    assert {place.code for place in one.places.all()} == {"430182", "430104"}


def test_story_is_not_published_in_the_future(cast: Cast) -> None:
    one = reviewed_story(cast)
    with pytest.raises(InputError, match="还没有到") as refused:
        actions.publish(one, by=SYSTEM, published=today() + timedelta(days=1))
    assert refused.value.field == "published"


def test_withdrawn_story_is_closed_for_good_with_its_reason(cast: Cast) -> None:
    one = published_story(cast)
    with pytest.raises(InputError, match="请写明原因"):
        actions.withdraw(one, by=SYSTEM, reason=" ")
    actions.withdraw(one, by=SYSTEM, reason="内容过时" * 60)
    assert (one.state, one.withdraw_reason, is_open(one)) == ("withdrawn", ("内容过时" * 60)[:200], False)
    with pytest.raises(ConflictError, match="已撤下"):
        actions.rework(one, by=SYSTEM, reason="改")
    actions.draft(by=SYSTEM, **story_details(cast))
    with pytest.raises(ConflictError, match="已有同名的展示"):
        actions.draft(by=SYSTEM, **story_details(cast))


def test_erased_person_is_forgotten_and_the_story_closed(cast: Cast, interview: Tell) -> None:
    person = cast.person("王例山", mobile="13800138001")
    one, earlier = interview(people="王例山 13800138001"), interview("第二篇", people="王例山 13800138001")
    Shown.objects.whole_network(reason="test").filter(story=earlier).update(revoked=YESTERDAY)
    actions.forget(person.pk, by=SYSTEM, reason="本人申请")
    assert [(row.paper, row.revoked) for row in people(one) + people(earlier)] == [("", today()), ("", YESTERDAY)]
    assert not is_open(one)
    assert [entry.reason for entry in entries("stories.shown.forget")] == ["本人申请"] * 2


def test_names_and_papers_go_half_a_year_after_consent_has_ended(interview: Tell) -> None:
    rows = [people(interview(f"第{number}篇"))[0] for number in range(5)]
    over, standing = today() - timedelta(days=181), today() - timedelta(days=180)
    for row, values in zip(
        rows,
        ({"revoked": over}, {"until": over}, {"revoked": standing}, {"until": over, "revoked": standing}, {}),
        strict=True,
    ):
        Shown.objects.whole_network(reason="test").filter(pk=row.pk).update(**values)
    assert actions.purge(by=SYSTEM, day=today()) == 2
    kept = [bool(row.name or row.paper) for row in Shown.objects.whole_network(reason="test").order_by("pk")]
    assert kept == [False, False, True, True, True]
    assert actions.purge(by=SYSTEM, day=today()) == 0
