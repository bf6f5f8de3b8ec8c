"""The table a pasted roster becomes: mended and taken out in place, handed in as it is shown, nothing typed lost."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.attendance.rosters.workbooks import WORKBOOKS
from tests.attendance.rosters.workbooks import written as written_workbook
from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.lives import class_details
from tongxin.attendance import queries
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass

ADDRESS = "/training/new/"
KEPT_APART = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@pytest.fixture
def stage(db: None) -> Cast:
    return build()


@pytest.fixture
def typed(stage: Cast) -> dict[str, Any]:
    return {
        "title": "新班",
        "organiser": stage.county.name,
        "first_day": "2021-05-10",
        "last_day": "2021-05-12",
        "kind": "course",
    }


def posted(client: Client, typed: dict[str, Any], **more: Any) -> Any:
    return client.post(ADDRESS, {**typed, **more})


def table(page: Any, **changes: dict[int, str]) -> dict[str, list[str]]:
    """Return what the table of a page hands in, with cells changed by their line, and the empty line at its end."""
    rows = [one.matched.line for one in page.context["preview"].lines]
    cells = {
        "name": [line.name for line in rows], "phone": [line.phone for line in rows], "unit": [line.unit for line in rows],
        "days": [line.days_written for line in rows], "remark": ["；".join(line.remarks) for line in rows],
    }  # fmt: skip
    for name, changed in changes.items():
        for place, value in changed.items():
            cells[name][place] = value
    return {f"roster-{name}": [*values, ""] for name, values in cells.items()}


def written() -> list[tuple[str, str, int | None, bool]]:
    one = TrainingClass.objects.whole_network(reason="test").get()
    lines = queries.roster(one.occasion).order_by("id")
    return [(line.shown_name, line.unit, line.days_attended, line.completed) for line in lines]


def test_preview_shows_name_number_unit_and_days_as_read_and_every_fault_at_once(
    stage: Cast, typed: dict[str, Any]
) -> None:
    text = "某厂 张三 138-0000-1111\n李四 只参加2天\n王老师\n赵六 9天\n合计 4人\n钱七 0731-85551234"
    page = posted(stage.client("secretary"), typed, roster=text, preview="1").content.decode()
    for name, value in (
        ("name", "张三"),
        ("phone", "13800001111"),
        ("unit", "某厂"),
        ("name", "李四"),
        ("days", "2"),
        ("days", "9"),
        ("remark", "王老师"),
    ):
        assert f'name="roster-{name}" value="{value}"' in page
    for said in (
        "第 3 行「王老师」只有称呼",
        "「赵六」参加 9 天，这期只有 3 天",
        "合计 4人",
        "是座机",
        "未对上：人员库中没有找到",
    ):
        assert said in page
    assert text in page  # the original, to look at
    assert not TrainingClass.objects.whole_network(reason="test").exists()


def test_table_is_handed_in_as_it_is_shown_with_lines_mended_taken_out_and_added(
    stage: Cast, typed: dict[str, Any]
) -> None:
    member = stage.person("张三", unit="甲厂", mobile="13800001111")
    client = stage.client("secretary")
    page = posted(client, typed, roster="张三 13800001111\n李四 请假\n王老师\n赵六\n孙八 某店", preview="1")
    rows = table(page, name={2: "王五"}, days={2: "2", 3: "缺席"}, remark={2: ""})
    answer = posted(client, typed, **rows, **{"roster-drop": "4", "roster": "周九 乙厂"})
    assert answer.status_code == HTTPStatus.FOUND, answer.content.decode()
    assert written() == [
        (member.name, "", None, True), ("李四", "", 0, False), ("王五", "", 2, True), ("赵六", "", 0, False), ("周九", "乙厂", None, True),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["张三\n合计 1人", "张三 0731-85551234", "王伟\n王伟", "张三 半天\n李四", "阿依古丽"])
def test_what_was_left_out_or_doubted_is_shown_before_it_is_handed_in(
    stage: Cast, typed: dict[str, Any], text: str
) -> None:
    client = stage.client("secretary")
    page = posted(client, typed, roster=text)
    assert (page.status_code, page.context["previewed"]) == (HTTPStatus.OK, True)
    assert not TrainingClass.objects.whole_network(reason="test").exists()
    assert posted(client, typed, **table(page)).status_code == HTTPStatus.FOUND
    assert len(written()) == len(page.context["preview"].lines)


def test_plain_roster_is_handed_in_at_once(stage: Cast, typed: dict[str, Any]) -> None:
    answer = posted(stage.client("secretary"), typed, roster="姓名 单位\n张三 某厂\n李四 某店")
    assert answer.status_code == HTTPStatus.FOUND
    assert [name for name, *_ in written()] == ["张三", "李四"]


def test_number_spoilt_in_the_table_is_shown_before_it_is_left_out(stage: Cast, typed: dict[str, Any]) -> None:
    client = stage.client("secretary")
    page = posted(client, typed, roster="张三 13800001111", preview="1")
    again = posted(client, typed, **table(page, phone={0: "1380000"}))
    assert [one.text for one in again.context["left_out"]] == ["1380000"]
    assert not TrainingClass.objects.whole_network(reason="test").exists()


def test_nothing_typed_is_lost_when_something_else_is_wrong(stage: Cast, typed: dict[str, Any]) -> None:
    client = stage.client("secretary")
    page = posted(client, typed, roster="张三 某厂\n合计 1人", preview="1")
    more = {**table(page, unit={0: "改过的厂"}), "roster": "李四 某店", "roster-original": page.context["original"]}
    again = posted(client, {**typed, "title": ""}, **more)
    assert again.status_code == HTTPStatus.BAD_REQUEST
    assert [(one.matched.line.name, one.matched.line.unit) for one in again.context["preview"].lines] == [
        ("张三", "改过的厂"),
        ("李四", "某店"),
    ]
    assert [one.text for one in again.context["left_out"]] == ["合计 1人"]
    assert again.context["original"] == "张三 某厂\n合计 1人\n李四 某店"
    box = again.context["form"]["roster"]
    assert box.label == "再粘贴几行（可以不填）"
    assert "李四" not in str(box)
    assert posted(client, typed, **table(again)).status_code == HTTPStatus.FOUND
    assert [unit for _, unit, *_ in written()] == ["改过的厂", "某店"]


def test_too_long_a_roster_stays_in_the_box(stage: Cast, typed: dict[str, Any]) -> None:
    page = posted(stage.client("secretary"), typed, roster="张三\n" * 2_001)
    assert page.status_code == HTTPStatus.BAD_REQUEST
    assert "最多 2000 行" in page.content.decode()
    assert str(page.context["form"]["roster"]).count("张三") == 2_001


@pytest.mark.parametrize("name", ["roster", "hold"])
def test_acts_of_a_class_on_file_have_the_same_table(stage: Cast, name: str) -> None:
    one = training.plan_class(by=SYSTEM, **class_details(stage))
    client, address = stage.client("secretary"), f"/training/{one.pk}/{name}/"
    page = client.post(address, {"roster": "张三 99天\n李四 9.15请假", "preview": "1"})
    assert "这期只有 3 天" in page.content.decode()
    assert [line.matched.line.days for line in page.context["preview"].lines] == [99, 2]
    assert client.post(address, table(page, days={0: "1"})).status_code == HTTPStatus.FOUND
    assert written() == [("张三", "", 1, False), ("李四", "", 2, True)]


def test_person_who_stands_there_twice_is_shown_as_counted_once(stage: Cast, typed: dict[str, Any]) -> None:
    stage.person("张三", unit="甲厂", mobile="13800001111")
    page = posted(stage.client("secretary"), typed, roster="张三 13800001111\n张三 甲厂", preview="1")
    assert [one.again for one in page.context["preview"].lines] == [False, True]
    assert "与上面是同一人，只记一次" in page.content.decode()


def test_class_with_sixty_lines_takes_twelve_statements(stage: Cast) -> None:
    for number in range(30):
        stage.person(f"王例{chr(0x4E00 + number)}", mobile=f"138{number:08d}", unit="甲所")
    text = "\n".join(f"王例{chr(0x4E00 + number)} 138{number:08d} 甲所" for number in range(59)) + "\n李例水 只参加2天"
    details = class_details(stage)
    training.register_class(by=SYSTEM, roster="李例水", **{**details, "title": "另一期"})  # fills caches
    with CaptureQueriesContext(connection) as told:
        training.register_class(by=SYSTEM, roster=text, **details)
    statements = [one["sql"] for one in told if not one["sql"].startswith(KEPT_APART)]
    assert len(statements) <= 12, "\n".join(one[:120] for one in statements)
    assert sum("access_entry" in one for one in statements) == 1


def test_workbook_is_shown_as_a_table_and_handed_in_from_there(stage: Cast, typed: dict[str, Any]) -> None:
    client = stage.client("secretary")
    for number, (name, kept) in enumerate(WORKBOOKS.items()):
        details = {**typed, "title": f"第 {number} 班"}
        page = posted(
            client, details, **{"roster-file": ContentFile(written_workbook(kept), name=f"名册{kept.suffix}")}
        )
        assert (page.status_code, page.context["previewed"]) == (HTTPStatus.OK, True), name
        lines = [one.matched.line for one in page.context["preview"].lines]
        assert [(line.name, line.phone, line.unit, line.days) for line in lines] == kept.lines
        assert [one.text for one in page.context["left_out"]] == kept.left_out
        answer = posted(client, details, **table(page))
        assert answer.status_code == HTTPStatus.FOUND, name
        one = TrainingClass.objects.whole_network(reason="test").get(title=details["title"])
        assert queries.roster(one.occasion).count() == len(kept.lines)


def test_workbook_comes_after_what_stands_in_the_box_and_what_is_none_is_told_in_place(
    stage: Cast, typed: dict[str, Any]
) -> None:
    client = stage.client("secretary")
    file = {"roster-file": ContentFile("姓名,单位\n李四,某店\n".encode(), name="名册.csv")}
    page = posted(client, typed, roster="张三 某厂", **file)
    assert [one.matched.line.name for one in page.context["preview"].lines] == ["张三", "李四"]
    broken = {"roster-file": ContentFile(b"%PDF-1.7", name="名册.pdf")}
    page = posted(client, typed, roster="张三 某厂", **broken)
    assert page.status_code == HTTPStatus.BAD_REQUEST
    assert "表格请用 .xlsx、.xls、.ods 或 .csv" in page.content.decode()
    assert [one.matched.line.name for one in page.context["preview"].lines] == ["张三"]
    assert not TrainingClass.objects.whole_network(reason="test").exists()


def test_page_offers_workbook_and_photo_where_there_is_a_roster_only(stage: Cast) -> None:
    one = training.register_class(by=SYSTEM, roster="张三", **class_details(stage))
    client = stage.client("secretary")
    for address, offered in (
        (ADDRESS, True), (f"/training/{one.pk}/roster/", True), ("/activities/new/", True), ("/contests/new/", False), (f"/training/{one.pk}/correct/", False),
    ):  # fmt: skip
        page = client.get(address).content.decode()
        assert ('name="roster-file"' in page) is offered, address
        assert ("照着签到册的照片录入" in page) is offered, address
    assert not re.search(
        r"<input[^>]*id=\"roster-photo\"[^>]*\bname=", client.get(ADDRESS).content.decode()
    )  # never sent
