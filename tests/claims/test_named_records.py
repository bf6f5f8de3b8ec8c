"""A check against the register: names of the asker's own records narrow its figures; what he may not know, he is not told."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from python_calamine import CalamineWorkbook

from tests.cast import SYSTEM, Cast, cast, found
from tests.claims.conftest import begun
from tests.returns.stage import a_class
from tests.shared import World, world_of
from tongxin.claims.check import Check, check
from tongxin.claims.explain import reason
from tongxin.claims.finding import Finding
from tongxin.claims.register import register_answers
from tongxin.claims.shown import Shown
from tongxin.claims.sources import register_of
from tongxin.figures.desk import Desk
from tongxin.kernel.errors import UnavailableError
from tongxin.network.models import Organisation
from tongxin.ports.desk import current_desk, take_snapshot
from tongxin.ports.narrowed import all_named

pytestmark = pytest.mark.django_db
DAY = date(2022, 9, 26)
FIRM = "湖南灰汤农业有限公司"


def registered() -> Cast:
    """Two members and one class in 宁乡, one class in 长沙, two firms, two bases, a series."""
    built = cast()
    Organisation.objects.whole_network(reason="a test").filter(pk=built.county.pk).update(aliases=["宁乡市新联会"])
    for name in ("张伟明", "单小丽"):
        built.join(built.person(name), built.county)
    built.join(built.person("李例水", "430100"), built.city)
    a_class(built.county)
    a_class(built.city)
    found(FIRM, "430182", kind=Organisation.Kind.FIRM)
    found("株洲隐山科技有限公司", "430200", kind=Organisation.Kind.FIRM)
    built.base("灰汤乡村实践基地", named=date(2020, 1, 1))
    built.base("隐山实践基地", "430200", named=date(2020, 1, 1))
    built.series("同心大讲堂")
    take_snapshot(by=SYSTEM)
    return built


world = world_of(registered)


@pytest.fixture
def register(world: World[Cast], tmp_path: Path, settings: Settings) -> Cast:
    return world.given(settings, tmp_path)


def checked(text: str, cast: Cast, *, who: str = "province", home: str = "湖南省") -> Check:
    answers = register_of(current_desk(), scope=cast.actor(who).scope, home=home)
    return check(text, date=DAY, home=home, answers=answers)


def finding(text: str, cast: Cast, **more: str) -> Finding:
    (one,) = checked(text, cast, **more).findings
    return one


def told(one: Finding) -> tuple[str, str, Any]:
    return one.verdict.value, one.candidate.title if one.candidate else "", one.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("宁乡市新联会会员2人。", ("fit", "会员（按“宁乡市新的社会阶层人士联谊会”计算）", 2)),
        ("宁乡市新的社会阶层人士联谊会会员4人。", ("contradicted", "会员（按“宁乡市新的社会阶层人士联谊会”计算）", 2)),
        ("2021年，宁乡市新联会举办培训班1期。", ("fit", "培训班次（按“宁乡市新的社会阶层人士联谊会”计算）", 1)),
        ("2021年，宁乡市新联会举办培训班2期。", ("contradicted", "培训班次（按“宁乡市新的社会阶层人士联谊会”计算）", 1)),
        ("2021年，湖南省新的社会阶层人士联谊会举办培训班2期。", ("contradicted", "培训班次（按“湖南省新的社会阶层人士联谊会”计算）", 0)),
        ("省新联会会员3人。", ("fit", "会员", 3)),
        ("会员3人。", ("fit", "会员", 3)),
        ("2021年，全省举办培训班2期。", ("fit", "培训班次", 2)),
        ("灰汤乡村实践基地等实践创新基地2个。", ("fit", "实践创新基地", 2)),
        ("宁乡市新联会实践创新基地1个。", ("fit", "实践创新基地（按“宁乡市新的社会阶层人士联谊会”计算）", 1)),
        ("2021年，灰汤乡村实践基地举办培训班1期。", ("unsupported", "培训班次", None)),
        (f"{FIRM}县级覆盖86%。", ("unsupported", "县级覆盖率", None)),
    ],
)  # fmt: skip
def test_a_recorded_name_said_of_a_figure_is_what_it_is_held_against(
    register: Cast, text: str, expected: tuple[str, str, int | None]
) -> None:
    assert told(finding(text, register)) == expected


def test_what_was_computed_and_where_it_is_shown_name_the_record(register: Cast, client: Client) -> None:
    check = checked("宁乡市新联会会员4人。", register)
    (one,) = check.findings
    number = register.county.pk
    assert reason(one).startswith(
        "「4人」与记录不符：会员（按“宁乡市新的社会阶层人士联谊会”计算，宁乡市，2022年9月26日）为2人，可写作“2人”"
    )
    (note,) = Shown.of(check, linked=True).notes
    assert note.url == f"/figures/network.members?place=430182&as_of=2022-09-26&of=organisation%3A{number}"
    assert ["network.members|whole", "会员（不按“宁乡市新的社会阶层人士联谊会”计算）"] in note.choices
    page = register.client("province").get(note.url).content.decode()
    assert "<h1>宁乡市新的社会阶层人士联谊会 的 会员</h1>" in page
    assert "2<small>人</small>" in page


def test_a_neighbours_records_are_as_unknown_to_a_secretary(register: Cast) -> None:
    for text in ("2021年，隐山实践基地举办培训班1期。", "2021年，株洲隐山科技有限公司举办培训班1期。"):
        unknown = text.replace("隐山", "无名")
        one, other = (finding(said, register, who="secretary", home="宁乡市") for said in (text, unknown))
        assert told(one) == told(other) == ("fit", "培训班次", 1)
        assert reason(one) == reason(other)
    known = finding("2021年，隐山实践基地举办培训班1期。", register)
    assert known.untold
    assert known.untold.measure == "培训班次"


def test_what_a_visitor_may_know_is_narrowed_and_what_is_of_persons_is_withheld(register: Cast) -> None:
    one = finding("2021年，宁乡市新联会举办培训班1期。", register, who="stranger")
    assert told(one)[:2] == ("fit", "培训班次（按“宁乡市新的社会阶层人士联谊会”计算）")
    one = finding("宁乡市新联会会员2人。", register, who="stranger")
    assert one.verdict.value == "withheld"
    assert (
        reason(one)
        == "「2人」对应会员（按“宁乡市新的社会阶层人士联谊会”计算），但没有可用的数值（只算一个对象的这个数不公开）。"
    )
    assert finding(f"2021年，{FIRM}举办培训班2期。", register, who="stranger").untold is None


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("stranger", {"organisation": 4, "service_kind": 5}),
        ("province", {"organisation": 8, "base": 2, "series": 1, "service_kind": 5}),
    ],
)
def test_names_are_read_in_one_query_for_each_kind(
    register: Cast, who: str, kinds: dict[str, int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scope = register.actor(who).scope
    with django_assert_num_queries(
        9 if kinds.get("base") else 3
    ):  # organisations, causes and products are known to all
        named = list(all_named(scope))
    assert {word: sum(one.word == word for one, _ in named) for word in kinds} == kinds
    assert len(named) == sum(kinds.values())
    province = next(record for _, record in named if record.id == register.province.pk)
    assert province.names == ("湖南省新的社会阶层人士联谊会", "省新联会")


def test_a_text_without_figures_asks_for_no_names(
    register: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    answers = register_of(current_desk(), scope=SYSTEM.scope, home="湖南省")
    with django_assert_num_queries(0):
        check("宁乡市新联会召开年会。", date=DAY, home="湖南省", answers=answers)


def test_a_snapshot_that_lacks_what_narrowing_reads_says_so(register: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Desk.figure

    def older(desk: Desk, question: Any, **more: Any) -> Any:
        if question.of or question.measure == "training.classes":
            raise UnavailableError("这份快照还没有这一列。")
        return whole(desk, question, **more)

    monkeypatch.setattr(Desk, "figure", older)
    one = finding("宁乡市新联会会员2人。", register)
    assert one.verdict.value == "unsupported"
    assert "（这份快照还不能这样计算）" in reason(one)
    with pytest.raises(UnavailableError):
        finding("2021年，全省举办培训班2期。", register)


def test_a_place_two_divisions_share_is_nobodys_home(register: Cast) -> None:
    answers = register_of(current_desk(), scope=SYSTEM.scope, home="鼓楼区")
    assert answers.narrowing
    assert not any(record.home for _, record in answers.narrowing.named())


def test_page_and_files_name_the_record_and_the_whole_can_be_chosen(register: Cast) -> None:
    client = register.client("province")
    url = begun(client, facts=False, text="宁乡市新联会会员4人。")
    page = client.get(url).content.decode()
    assert "按“宁乡市新的社会阶层人士联谊会”计算" in page
    assert f"of=organisation%3A{register.county.pk}" in page
    book = CalamineWorkbook.from_filelike(_file(client, f"{url}download/xlsx/"))
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert cells.count("会员（按“宁乡市新的社会阶层人士联谊会”计算）") == 2
    document = json.loads(client.get(f"{url}download/json/").content)
    assert document["claims"][0]["of"]["id"] == register.county.pk
    values = {"start": 8, "end": 10, "choice": "network.members|whole"}
    assert client.post(f"{url}match/", values).status_code == 302
    (claim,) = json.loads(client.get(f"{url}download/json/").content)["claims"]
    assert "of" not in claim
    assert (claim["computed"], claim["override"]) == ("2", True)


def _file(client: Client, url: str) -> Any:
    return io.BytesIO(client.get(url).content)


def test_the_command_line_knows_every_name(register: Cast) -> None:
    answers = register_answers(home="湖南省")
    (one,) = check("宁乡市新联会会员2人。", date=DAY, home="湖南省", answers=answers).findings
    assert told(one) == ("fit", "会员（按“宁乡市新的社会阶层人士联谊会”计算）", 2)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("1995年，长沙市举办培训班3期。", "unsupported"),  # before the first record
        ("{after}年，长沙市举办培训班3期。", "unsupported"),  # after the last one
        ("{year}年，武汉市举办培训班3期。", "unsupported"),  # outside the network
        ("{year}年，长沙市举办培训班3期。", "contradicted"),
    ],
)
def test_where_and_when_nothing_was_ever_recorded_nothing_is_accused(register: Cast, text: str, verdict: str) -> None:
    held = current_desk()
    first = held.first_day(held.registry.measure("training.classes"))
    assert first is not None
    said = text.format(year=first.year, after=first.year + 1)
    answers = register_of(held, scope=register.actor("administrator").scope, home="湖南省")
    (finding,) = check(said, date=date(first.year + 2, 1, 20), home="湖南省", answers=answers).findings
    assert finding.verdict == verdict
    assert verdict == "contradicted" or "写作" not in reason(finding)
