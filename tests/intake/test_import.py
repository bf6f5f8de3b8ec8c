from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import SYSTEM, Cast, found
from tests.intake.sheets import ALL, HEAD, book, everything, kinds, line, read, roster, rows_of, tally
from tongxin.access.models import Entry
from tongxin.intake import actions
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.uploads import Upload, imported_before, kept_file
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.network import actions as network
from tongxin.network.models import Membership, Office, Organisation, Person

pytestmark = pytest.mark.django_db


def members(cast: Cast) -> list[tuple[str, str]]:
    rows = Membership.objects.whole_network(reason=ALL).filter(organisation=cast.county, state="admitted")
    return sorted(rows.values_list("person__name", "person__unit"))


def test_roster_no_one_cleaned_becomes_members(cast: Cast) -> None:
    head = ["序号", "名 字*", "联系电话", "工作单位（全称）", "类别", "组织名称", "加入时间", "备注", "会内职务"]
    rows: list[list[Any]] = [
        ["宁乡市会员花名册"],
        head,
        [1, "张 三", 13900000001.0, "示例一所", "自由职业人员", cast.county.name, "2021.9.9", "", ""],
        [2, "李四", "１３９-0000-0002", "示例二所", "新媒体从业人员", cast.county.name, "2021年9月10日", "", "理事"],
        [3, "王五", "139 0000 0003", "示例三所", "freelance", cast.county.name, 44449, "党员", ""],
        [],
        [4, "赵六", "", "示例四所", "", cast.county.name, date(2021, 9, 11), "", ""],
        head,
        ["合计", "4", "", "", "", "", "", "", ""],
    ]
    batch = read(book(("Sheet1", rows)), by=cast.actor("secretary"), path="43/4301/430182/")
    assert tally(batch) == (4, 0, 0, 0, 0)
    assert batch.notes == [
        "工作表「Sheet1」有 1 个合计行，未读入。",
        "工作表「Sheet1」H 列「备注」没有对应的栏目，未读入。",
    ]
    assert members(cast) == []
    actions.apply_batch(batch, by=cast.actor("secretary"))
    assert members(cast) == [("张三", "示例一所"), ("李四", "示例二所"), ("王五", "示例三所"), ("赵六", "示例四所")]
    assert Office.objects.whole_network(reason=ALL).get().title == "director"
    assert Person.objects.whole_network(reason=ALL).get(name="李四").mobile == "13900000002"
    dates = Membership.objects.whole_network(reason=ALL).order_by("person__name").values_list("begin", flat=True)
    assert set(dates) == {date(2021, 9, 9), date(2021, 9, 10), date(2021, 9, 11)}
    lines = Entry.objects.whole_network(reason=ALL).filter(batch=batch.pk)
    assert {entry.actor for entry in lines} == {"secretary"}
    assert lines.count() == 9


def test_each_wrong_cell_is_named_where_it_stands(cast: Cast) -> None:
    content = roster(
        ["", "13900000001", "", cast.county.name, "2021-03-09"],
        ["张三", "1380013800", "", cast.county.name, "2021-03-09"],
        ["李四", "1.38E+10", "", cast.county.name, "2021-03-09"],
        ["王五", "", "", "没有这个组织", "2021-03-09"],
        ["赵六", "", "", cast.county.name, "去年"],
        ["钱七", "", "", cast.county.name, "2999-01-01"],
        ["孙八", "", "", cast.county.name, "2010-01-01"],
        ["周九", "", "", cast.neighbour.name, "2021-03-09"],
    )
    batch = read(content, by=cast.actor("secretary"), path="43/4301/430182/")
    assert tally(batch) == (0, 0, 0, 8, 0)
    remarks = [row.remark for row in rows_of(batch)]
    assert remarks[0] == "A 列「姓名」这个字段是必填项。"
    assert remarks[1].startswith("B 列「手机号」手机号应为 11 位数字")
    assert remarks[2].startswith("B 列「手机号」「1.38E+10」是科学计数法")
    assert remarks[3].startswith("D 列「所在组织」没有找到名称为「没有这个组织」的组织")
    assert remarks[4].startswith("E 列「入会日期」日期应写成")
    assert "年份应在 1949 至 2199 之间" in remarks[5]
    assert "不能早于 2016年11月18日" in remarks[6]
    assert "「所在组织」" not in remarks[7]
    assert "您在这个地区没有「人员信息」权限" in remarks[7]
    with pytest.raises(ConflictError, match="没有要新增或变更的内容"):
        actions.apply_batch(batch, by=cast.actor("secretary"))


def test_preview_writes_nothing_outside_intake(cast: Cast) -> None:
    before = everything()
    organisations = [["组织名称", "类别", "所在地区", "成立日期"], ["望城区联谊会", "联谊组织", "望城区", "2018-05-01"]]
    content = book(("组织", organisations), ("会员", [HEAD, line(cast, "张三", mobile="13900000001")]))
    batch = read(content, by=SYSTEM)
    assert tally(batch) == (2, 0, 0, 0, 0)
    assert everything() == before


def test_rows_may_name_records_of_rows_before_them(cast: Cast) -> None:
    head = ["组织名称", "类别", "所在地区", "成立日期", "上级组织"]
    rows = [
        head,
        ["开福区联谊会", "联谊组织", "开福区", "2018-05-01", cast.city.name],
        ["开福区青年委员会", "专业（工作）委员会", "开福区", "2019-05-01", "开福区联谊会"],
        ["开福区联谊会", "联谊组织", "开福区", "2018-05-01", ""],
    ]
    batch = read(book(("组织", rows)), by=SYSTEM)
    assert kinds(batch) == ["new", "new", "error"]
    assert "已有同名组织" in rows_of(batch)[2].remark
    actions.apply_batch(batch, by=SYSTEM)
    committee = Organisation.objects.whole_network(reason=ALL).get(name="开福区青年委员会")
    assert committee.parent is not None
    assert committee.parent.name == "开福区联谊会"


def test_one_changed_cell_is_one_change(cast: Cast) -> None:
    person = cast.person("张三", mobile="13900000001", unit="旧单位")
    membership = cast.join(person, cast.county)
    head = ["记录编号", *HEAD]
    content = book(
        ("会员", [head, [str(membership.pk), "张三", "13900000001", "新单位", cast.county.name, "2020-03-05"]])
    )
    batch = read(content, by=cast.actor("secretary"), path="43/4301/430182/")
    assert tally(batch) == (0, 1, 0, 0, 0)
    assert [row.remark for row in rows_of(batch)] == ["工作单位：旧单位 → 新单位"]
    actions.apply_batch(batch, by=cast.actor("secretary"))
    person.refresh_from_db(from_queryset=Person.objects.whole_network(reason=ALL))
    assert (person.unit, person.mobile) == ("新单位", "13900000001")
    again = read(content, by=cast.actor("secretary"), path="43/4301/430182/")
    assert tally(again) == (0, 0, 1, 0, 0)
    earlier = imported_before(again)
    assert earlier is not None
    assert earlier.pk == batch.pk


def test_somebodys_own_sheet_changes_only_what_it_says(cast: Cast) -> None:
    person = cast.person("张三", mobile="13900000001", unit="旧单位", position="主任")
    cast.join(person, cast.county)
    batch = read(roster(line(cast, "张三", mobile="13900000001", day="2020-03-05")), by=SYSTEM)
    assert tally(batch) == (0, 0, 1, 0, 0)
    batch = read(roster(line(cast, "张三", mobile="13900000001", unit="新单位", day="2020-03-05")), by=SYSTEM)
    assert tally(batch) == (0, 1, 0, 0, 0)
    actions.apply_batch(batch, by=SYSTEM)
    person.refresh_from_db(from_queryset=Person.objects.whole_network(reason=ALL))
    assert (person.unit, person.position) == ("新单位", "主任")


def test_record_number_nobody_may_change_is_an_error(cast: Cast) -> None:
    membership = cast.join(cast.person("张三", "430200"), cast.neighbour)
    head = ["记录编号", *HEAD]
    wanted = [[str(membership.pk), *line(cast, "张三")], ["一号", *line(cast, "李四")], ["99999", *line(cast, "王五")]]
    wanted.append(["9" * 5_000, *line(cast, "赵六")])
    batch = read(book(("会员", [head, *wanted])), by=cast.actor("secretary"), path="43/4301/430182/")
    assert tally(batch) == (0, 0, 0, 4, 0)
    remarks = [row.remark for row in rows_of(batch)]
    assert f"「{'9' * 20}」不是记录编号" in remarks[3]
    assert f"没有编号为 {membership.pk} 的会员" in remarks[0]
    assert "「一号」不是记录编号" in remarks[1]
    assert "没有编号为 99999 的会员" in remarks[2]


def test_same_person_twice_on_one_roster_comes_in_once(cast: Cast) -> None:
    content = roster(
        line(cast, "张三", mobile="13900000001"),
        line(cast, "张三", mobile="139-0000-0001"),
        line(cast, "王伟", unit="甲公司"),
        line(cast, "王伟", unit="乙公司"),
    )
    batch = read(content, by=SYSTEM)
    assert kinds(batch) == ["new", "duplicate", "new", "new"]
    assert rows_of(batch)[1].remark == "与第 2 行是同一条，只导入前面一行。"
    actions.apply_batch(batch, by=SYSTEM)
    assert members(cast) == [("张三", ""), ("王伟", "乙公司"), ("王伟", "甲公司")]


def likely(cast: Cast) -> tuple[Person, Batch]:
    known = cast.person("张三", unit="示例所")
    return known, read(roster(line(cast, "张三", mobile="13900000001", unit="示例所")), by=SYSTEM)


def test_likely_person_waits_for_a_decision(cast: Cast) -> None:
    known, batch = likely(cast)
    assert tally(batch) == (0, 0, 0, 0, 1)
    (row,) = rows_of(batch)
    assert row.remark == "可能是 张三 示例所（姓名相同、单位相同）"
    assert row.likely[0][0] == known.pk
    with pytest.raises(ConflictError, match="没有要新增"):
        actions.apply_batch(batch, by=SYSTEM)


@pytest.mark.parametrize(("choice", "people"), [("same", 1), ("other", 2)])
def test_decision_joins_the_known_person_or_makes_another(cast: Cast, choice: str, people: int) -> None:
    known, batch = likely(cast)
    row = rows_of(batch)[0].row
    assert actions.decide_rows(batch, [row.pk], by=SYSTEM, choice=choice, chosen=known.pk) == 1
    assert tally(batch) == (1, 0, 0, 0, 0)
    actions.apply_batch(batch, by=SYSTEM)
    assert Person.objects.whole_network(reason=ALL).filter(name="张三").count() == people
    joined = Membership.objects.whole_network(reason=ALL).get()
    assert (joined.person_id == known.pk) is (choice == "same")


def test_skipped_row_stays_out(cast: Cast) -> None:
    _, batch = likely(cast)
    row = rows_of(batch)[0].row
    actions.decide_rows(batch, [row.pk], by=SYSTEM, choice="skip")
    assert tally(batch) == (0, 0, 0, 0, 1)
    with pytest.raises(InputError, match="只能选择列出的记录"):
        actions.decide_rows(batch, [row.pk], by=SYSTEM, choice="same", chosen=999)


def test_known_organisation_is_compared_when_told_it_is_the_same(cast: Cast) -> None:
    """A door without sets: what is decided to be the same becomes a correction."""
    batch = read(
        book(("组织", [["组织名称", "类别", "所在地区", "成立日期"], ["新组织", "联谊组织", "宁乡市", "2016-11-18"]])),
        by=SYSTEM,
    )
    row = rows_of(batch)[0].row
    row.content = row.content.replace('"likely": []', f'"likely": [[{cast.county.pk}, "宁乡", 80, ["名称相近"]]]')
    row.save()
    actions.decide_rows(batch, [row.pk], by=SYSTEM, choice="same")
    assert tally(batch) == (0, 1, 0, 0, 0)
    actions.apply_batch(batch, by=SYSTEM)
    cast.county.refresh_from_db(from_queryset=Organisation.objects.whole_network(reason=ALL))
    assert cast.county.name == "新组织"


def test_import_is_all_or_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = read(roster(line(cast, "张三"), line(cast, "李四")), by=SYSTEM)
    before = everything()
    network.close_organisation(cast.county, by=SYSTEM, day=date(2022, 1, 1), reason="合并")
    closed = everything()
    with pytest.raises(ConflictError, match="第 2 行现在不能导入：「宁乡市新的社会阶层人士联谊会」已注销"):
        actions.apply_batch(batch, by=SYSTEM)
    assert everything() == closed != before
    batch.refresh_from_db(from_queryset=Batch.objects.whole_network(reason=ALL))
    assert batch.state == Batch.State.PREVIEWED


@pytest.mark.parametrize("spoilt", ["name", "founded"])
def test_row_of_a_small_door_that_no_longer_fits_stops_the_batch(cast: Cast, spoilt: str) -> None:
    head = ["组织名称", "类别", "所在地区", "成立日期", "上级组织"]
    parent = found("临时联谊会", "430102")
    rows = [["芙蓉区联谊会", "联谊组织", "芙蓉区", "2018-05-01", parent.name]]
    batch = read(book(("组织", [head, *rows])), by=SYSTEM)
    if spoilt == "name":
        found("芙蓉区联谊会", "430102")
    else:
        Organisation.objects.whole_network(reason=ALL).filter(pk=parent.pk).update(name="改了名", plain_name="改了名")
    with pytest.raises(ConflictError, match="第 2 行现在不能导入"):
        actions.apply_batch(batch, by=SYSTEM)


def test_record_changed_since_the_preview_stops_the_batch(cast: Cast) -> None:
    person = cast.person("张三", mobile="13900000001", unit="旧单位")
    membership = cast.join(person, cast.county)
    content = book(("会员", [["记录编号", "姓名", "单位"], [str(membership.pk), "张三", "新单位"]]))
    batch = read(content, by=SYSTEM)
    Person.objects.whole_network(reason=ALL).filter(pk=person.pk).update(unit="别人改的")
    with pytest.raises(ConflictError, match="预览以后有人改过"):
        actions.apply_batch(batch, by=SYSTEM)
    assert (tally(batch), rows_of(batch)[0].remark) == ((0, 0, 0, 1, 0), "记录在预览以后有人改过，请重新读取。")
    actions.preview_file(batch, by=SYSTEM)
    assert tally(batch) == (0, 1, 0, 0, 0)
    network.end_membership(membership, by=SYSTEM, day=date(2022, 1, 1), ending="left")
    with pytest.raises(ConflictError, match="已不在您的权限范围内"):
        actions.apply_batch(batch, by=SYSTEM)


def test_correction_the_action_refuses_stops_the_batch(cast: Cast) -> None:
    membership = cast.join(cast.person("张三"), cast.county)
    content = book(("会员", [["记录编号", "姓名", "所在组织"], [str(membership.pk), "张三", cast.city.name]]))
    batch = read(content, by=SYSTEM)
    assert tally(batch) == (0, 1, 0, 0, 0)
    with pytest.raises(ConflictError, match="所在组织不能更正：请办理转会"):
        actions.apply_batch(batch, by=SYSTEM)


def test_number_of_queries_does_not_grow_with_the_roster(cast: Cast) -> None:
    def cost(size: int, of: str) -> tuple[int, int]:
        first = 13900000000 + 1000 * size
        content = roster(*(line(cast, f"{of}{number}号", mobile=str(first + number)) for number in range(size)))
        batch = actions.receive_file(Upload(name="a.xlsx", content=content), by=SYSTEM, path="43/")
        with CaptureQueriesContext(connection) as reading:
            actions.preview_file(batch, by=SYSTEM, progress=lambda done, total: None)
        with CaptureQueriesContext(connection) as writing:
            actions.apply_batch(batch, by=SYSTEM)
        return len(reading), len(writing)

    assert cost(3, "甲") == cost(60, "乙")


def test_upper_level_imports_what_someone_without_the_right_hands_up(cast: Cast) -> None:
    from tongxin.access.models import Grant

    Grant.objects.create(account=cast.accounts["member"], role="clerk", path="43/4301/430182/", begin=date(2016, 1, 1))
    clerk, officer = cast.actor("member"), cast.actor("registrar")
    batch = read(roster(line(cast, "张三")), by=clerk, path="43/4301/430182/")
    with pytest.raises(ForbiddenError):
        actions.apply_batch(batch, by=clerk)
    actions.hand_up(batch, by=clerk)
    with pytest.raises(ConflictError, match="待上级审核"):
        actions.hand_up(batch, by=clerk)
    with pytest.raises(InputError, match="请写明原因，会记入操作日志"):
        actions.send_back(batch, by=officer, reason=" ")
    actions.send_back(batch, by=officer, reason="缺手机号")
    assert batch.message == "退回：缺手机号"
    actions.hand_up(batch, by=clerk)
    actions.apply_batch(batch, by=officer)
    assert members(cast) == [("张三", "")]
    assert (batch.actor, batch.applied_by) == ("member", "registrar")
    with pytest.raises(ConflictError, match="已导入"):
        actions.apply_batch(batch, by=officer)


def test_file_nobody_can_read_says_why_and_can_be_read_again(cast: Cast) -> None:
    batch = read(b"PK\x03\x04broken", by=SYSTEM)
    assert batch.state == Batch.State.UNREADABLE
    assert "已损坏" in batch.message
    again = read(book(("Sheet1", [["备注", "其他"], ["a", "b"]])), by=SYSTEM)
    assert "没有一张工作表的表头能读懂" in again.message
    lacking = read(roster(["张三", "某厂"], head=("姓名", "单位")), by=SYSTEM, door="members")
    assert "工作表「花名册」缺少必填的列：入会日期" in lacking.message
    discarded = actions.discard_batch(batch, by=SYSTEM)
    assert (discarded.state, kept_file(batch).exists()) == (Batch.State.DISCARDED, False)
    kept_file(again).unlink()
    with pytest.raises(ConflictError, match="请重新上传"):
        actions.preview_file(again, by=SYSTEM, progress=lambda done, total: None)


def test_sheet_without_a_heading_is_told_and_left(cast: Cast) -> None:
    content = book(("花名册", [HEAD, line(cast, "张三")]), ("说明", [["这里只有几句话"]]))
    batch = read(content, by=SYSTEM)
    assert (tally(batch), batch.notes) == ((1, 0, 0, 0, 0), ["工作表「说明」没有找到表头，未读入。"])


def test_file_is_refused_before_it_is_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ForbiddenError):
        read(roster(), by=cast.actor("secretary"), path="43/")
    with pytest.raises(InputError, match="没有「nothing」这种内容，可用的有：zones、"):
        read(roster(), by=SYSTEM, door="nothing")
    monkeypatch.setattr(actions, "MOST_BYTES", 10)
    with pytest.raises(InputError, match="文件超过"):
        read(roster(), by=SYSTEM)
    assert not Batch.objects.whole_network(reason=ALL).exists()


def test_meaning_of_a_heading_is_remembered_for_the_place(cast: Cast) -> None:
    head = ("姓名", "微信号码", "何时来", "哪个会")
    row = ("张三", "13900000001", "2021-03-09", cast.county.name)
    secretary = cast.actor("secretary")
    batch = read(roster(row, head=head), by=secretary, path="43/4301/430182/", door="members")
    assert "缺少必填的列" in batch.message
    meanings = {"微信号码": "mobile", "何时来": "begin", "哪个会": "organisation", "姓名": "name"}
    with pytest.raises(InputError, match="两列对应同一个栏目"):
        actions.remember_headings(batch, by=secretary, door="members", meanings={**meanings, "姓名": "mobile"})
    with pytest.raises(InputError, match="没有「nonsense」这个栏目"):
        actions.remember_headings(batch, by=secretary, door="members", meanings={"姓名": "nonsense"})
    with pytest.raises(InputError, match="姓名和手机号不能整份文件共用一个"):
        actions.remember_headings(batch, by=secretary, door="members", meanings=meanings, constants={"mobile": "1"})
    actions.remember_headings(batch, by=secretary, door="members", meanings=meanings)
    actions.remember_headings(batch, by=secretary, door="members", meanings=meanings)
    actions.preview_file(batch, by=secretary, progress=lambda done, total: None)
    assert (batch.state, tally(batch)) == (Batch.State.PREVIEWED, (1, 0, 0, 0, 0))
    later = read(roster(row, head=head), by=secretary, path="43/4301/430182/", door="members")
    assert tally(later) == (1, 0, 0, 0, 0)
    elsewhere = read(roster(row, head=head), by=cast.actor("neighbour"), path="43/4302/", door="members")
    assert "缺少必填的列" in elsewhere.message
    actions.remember_headings(batch, by=secretary, door="members", meanings={"微信号码": ""})
    actions.preview_file(batch, by=secretary, progress=lambda done, total: None)
    assert batch.notes == []
    assert "mobile" not in rows_of(batch)[0].texts


def test_rows_are_sealed_at_rest(cast: Cast) -> None:
    batch = read(roster(line(cast, "张三", mobile="13900000001")), by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM intake_batchrow")
        (stored,) = cursor.fetchone()
    assert "张三" not in stored
    assert rows_of(batch)[0].texts["姓名"] == "张三"
    assert BatchRow.objects.visible_to(cast.actor("stranger").scope).count() == 0
