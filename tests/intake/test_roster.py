"""A roster no one cleaned becomes members, and can be handed in as often as one likes."""

from datetime import date

import pytest

from tests.cast import CITY, COUNTY, Cast
from tests.intake.hands import (
    COUNTY_HOME,
    count,
    handed_in,
    imported,
    kinds_of,
    member,
    roster,
    rows_of,
    state_of_the_tables,
    tallies,
    workbook,
)
from tongxin.intake import actions, queries
from tongxin.kernel.errors import ConflictError
from tongxin.network.models import Membership, Office, Person

DIRTY = {
    "Sheet1": [
        [("宁乡市新的社会阶层人士花名册", 9)],
        ["（2021年9月）"],
        ["序号", "姓名", "手机", "单位", "职务", "入会组织", "入会时间", "会内职务", "备注"],
        [1, "王 例一", 13800138001.0, "示例一公司", "经理", COUNTY_HOME, "2021.9.9", "会长"],
        [2, "李例二", "１３８　００１３　８００２", "示例二公司", "", COUNTY_HOME, "2021年9月9日", ""],
        [3, "张例三", "138-0013-8003", "示例三公司", "", COUNTY_HOME, 44448.0, ""],
        [4, "赵例四", "", "示例四公司", "", COUNTY_HOME, "2021/9/9", "理事", "常年在外"],
        [5, "钱例五", "1380013800", "示例五公司", "", COUNTY_HOME, "2021-09-09", ""],
        [6, "孙例六", "13800138006", "示例六公司", "", "没有这个联谊会", "2021-09-09", ""],
        [7, "李例二", "13800138002", "示例二公司", "", COUNTY_HOME, "2021-09-09", ""],
        [8, "", "13800138008", "示例八公司", "", COUNTY_HOME, "去年", ""],
        ["合计", "8人"],
    ]
}


def persons() -> dict[str, Person]:
    return {one.name: one for one in Person.objects.whole_network(reason="test")}


def test_dirty_roster_becomes_members_with_errors_a_secretary_can_mend(cast: Cast) -> None:
    by = cast.actor("registrar")
    batch = handed_in(workbook(DIRTY), by=by)
    assert batch.state == "previewed", batch.message
    assert kinds_of(batch) == ["new", "new", "new", "new", "error", "error", "duplicate", "error"]
    said = [queries.opened(row).remark for row in rows_of(batch)]
    assert "C 列「手机号」" in said[4]
    assert "11 位" in said[4]
    assert "F 列「所在组织」没有找到名称为「没有这个联谊会」的组织" in said[5]
    assert "与第 5 行是同一条" in said[6]
    assert "B 列「姓名」" in said[7]
    assert "G 列「入会日期」" in said[7]
    assert any("1 个合计行" in note for note in batch.notes)
    assert any("「备注」没有对应的栏目" in note for note in batch.notes)
    assert count("network.person") == 0
    actions.apply_batch(batch, by=by)
    assert {name: one.mobile for name, one in persons().items()} == {
        "王例一": "13800138001",
        "李例二": "13800138002",
        "张例三": "13800138003",
        "赵例四": "",
    }
    memberships = list(Membership.objects.whole_network(reason="test"))
    assert {one.begin for one in memberships} == {date(2021, 9, 9)}
    assert {one.organisation for one in memberships} == {cast.county}
    assert sorted(Office.objects.whole_network(reason="test").values_list("title", flat=True)) == [
        "director",
        "president",
    ]


def test_preview_puts_nothing_on_record(cast: Cast) -> None:
    before = state_of_the_tables()
    batch = handed_in(workbook(DIRTY), by=cast.actor("registrar"))
    assert batch.new == 4
    assert state_of_the_tables() == before


def test_same_file_again_is_recognised_and_brings_nothing(cast: Cast) -> None:
    from tongxin.intake.uploads import imported_before

    by, content = cast.actor("registrar"), roster(member("王例一", "13800138001"), member("李例二", "13800138002"))
    first = imported(content, by=by)
    again = handed_in(content, by=by)
    assert tallies(again) == (0, 0, 2, 0, 0)
    assert imported_before(again) == first
    with pytest.raises(ConflictError, match="没有要新增或变更的内容"):
        actions.apply_batch(again, by=by)
    assert imported_before(handed_in(content, by=by, path=COUNTY)) is None


def test_two_uploads_into_one_place_at_once_enter_nobody_twice(cast: Cast) -> None:
    by = cast.actor("registrar")
    content = roster(member("王例一", "13800138001", title="会长"))
    one, other = handed_in(content, by=by), handed_in(content, by=by)
    assert (one.new, other.new) == (1, 1)
    actions.apply_batch(one, by=by)
    with pytest.raises(ConflictError, match="同一份文件刚才已在"):
        actions.apply_batch(other, by=by)
    assert count("network.person") == 1


def test_two_uploads_of_one_person_without_an_office_enter_the_person_once(cast: Cast) -> None:
    by = cast.actor("registrar")
    content = roster(member("王例一", "13800138001"))
    one, other = handed_in(content, by=by), handed_in(content, by=by)
    actions.apply_batch(one, by=by)
    with pytest.raises(ConflictError, match="同一份文件刚才已在"):
        actions.apply_batch(other, by=by)
    assert (count("network.person"), count("network.membership")) == (1, 1)
    again = actions.preview_file(other, by=by, progress=lambda done, total: None)
    assert tallies(again) == (0, 0, 1, 0, 0)


def test_error_at_the_last_row_rolls_everything_back(cast: Cast) -> None:
    by = cast.actor("registrar")
    batch = handed_in(roster(member("王例一", "13800138001"), member("李例二", "13800138002", title="会长")), by=by)
    cast_president = cast.join(cast.person("张例三", mobile="13800138003"), cast.county)
    from tongxin.network import actions as network

    network.appoint_office(cast_president, by=by, title="president", begin=date(2021, 1, 1))
    before = state_of_the_tables(but=("access_job", "intake_", "django_", "sqlite_"))
    with pytest.raises(ConflictError, match=r"第 3 行现在不能导入：.*会长已有人担任"):
        actions.apply_batch(batch, by=by)
    assert state_of_the_tables(but=("access_job", "intake_", "django_", "sqlite_")) == before
    batch.refresh_from_db()
    assert (batch.state, kinds_of(batch)) == ("previewed", ["new", "error"])


def test_person_of_the_same_name_and_unit_is_asked_about(cast: Cast) -> None:
    by = cast.actor("registrar")
    known = cast.person("王例一", unit="示例一公司")
    cast.person("王例一", unit="示例二公司")
    batch = handed_in(roster(member("王例一", "13800138001", "示例一公司"), member("王例一", "", "示例二公司")), by=by)
    assert kinds_of(batch) == ["duplicate", "duplicate"]
    first, second = rows_of(batch)
    assert "姓名相同、单位相同" in queries.opened(first).remark
    assert actions.decide_rows(batch, [first.pk], by=by, choice="same", chosen=known.pk) == 1
    assert actions.decide_rows(batch, [second.pk], by=by, choice="other") == 1
    assert tallies(batch) == (2, 0, 0, 0, 0)
    actions.apply_batch(batch, by=by)
    assert count("network.person") == 3
    joined = Membership.objects.whole_network(reason="test").filter(person=known)
    assert joined.count() == 1


def test_common_names_with_different_numbers_stay_two(cast: Cast) -> None:
    by = cast.actor("registrar")
    cast.person("王伟", mobile="13800138001")
    batch = imported(roster(member("王伟", "13800138002")), by=by)
    assert (batch.new, batch.duplicates) == (1, 0)
    assert count("network.person") == 2


def test_line_without_rights_at_its_place_is_an_error(cast: Cast) -> None:
    batch = handed_in(
        roster(member("王例一", "13800138001", organisation="株洲市新的社会阶层人士联谊会")),
        by=cast.actor("registrar"),
        path=CITY,
    )
    assert kinds_of(batch) == ["error"]
