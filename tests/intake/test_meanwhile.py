"""What happens to a batch while something else happens to it, or to what it is about."""

from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.intake.sheets import ALL, HEAD, book, kinds, line, read, roster, rows_of, tally
from tongxin.intake import actions
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.uploads import Upload
from tongxin.kernel.errors import ConflictError, ForbiddenError
from tongxin.network import actions as network
from tongxin.network.actions.merge_requests import accept_merge, request_merge
from tongxin.network.actions.merging import merge_records
from tongxin.network.models import Membership, Organisation, Person

pytestmark = pytest.mark.django_db
COUNTY = "43/4301/430182/"


def fresh(batch: Batch) -> Batch:
    return Batch.objects.whole_network(reason=ALL).get(pk=batch.pk)


def people(name: str) -> int:
    return Person.objects.whole_network(reason=ALL).filter(name=name).count()


def test_batch_given_up_while_it_is_read_stays_given_up(cast: Cast) -> None:
    batch = actions.receive_file(Upload(name="a.xlsx", content=roster(line(cast, "张三"))), by=SYSTEM, path="43/")

    def give_up(*_told: int) -> None:
        actions.discard_batch(fresh(batch), by=SYSTEM)

    with pytest.raises(ConflictError, match="这次读取作废"):
        actions.preview_file(batch, by=SYSTEM, progress=give_up)
    assert fresh(batch).state == Batch.State.DISCARDED
    assert not BatchRow.objects.whole_network(reason=ALL).filter(batch=batch).exists()


def test_second_reading_makes_the_first_one_void(cast: Cast) -> None:
    batch = actions.receive_file(Upload(name="a.xlsx", content=roster(line(cast, "张三"))), by=SYSTEM, path="43/")

    def read_again(*_told: int) -> None:
        actions.preview_file(fresh(batch), by=SYSTEM, progress=lambda _done, _total: None)

    with pytest.raises(ConflictError, match="这次读取作废"):
        actions.preview_file(batch, by=SYSTEM, progress=read_again)
    assert (fresh(batch).state, kinds(batch)) == (Batch.State.PREVIEWED, ["new"])


def test_batch_whose_rows_are_not_all_there_is_not_imported(cast: Cast) -> None:
    batch = read(roster(line(cast, "张三"), line(cast, "李四")), by=SYSTEM)
    rows_of(batch)[0].row.delete()
    with pytest.raises(ConflictError, match="没有读完整"):
        actions.apply_batch(batch, by=SYSTEM)
    assert people("李四") == 0


def test_page_correction_after_the_import_is_never_undone(cast: Cast) -> None:
    """A correction of a name or unit shows in no column of the journal; what the import kept tells of it."""
    person = cast.person("张三", unit="旧单位")
    membership = cast.join(person, cast.county)
    content = book(("会员", [["记录编号", "姓名", "单位"], [str(membership.pk), "张三", "新单位"]]))
    batch = actions.apply_batch(read(content, by=SYSTEM), by=SYSTEM)
    details: Any = {"name": "张三", "position": "", "group": "", "mobile": "", "place": cast.county.place}
    network.correct_person(person, by=SYSTEM, reason="调动", **details, unit="更新的单位")
    with pytest.raises(ConflictError, match="在导入以后"):
        actions.undo_batch(batch, by=SYSTEM, reason="撤销")
    assert Person.objects.whole_network(reason=ALL).get(pk=person.pk).unit == "更新的单位"


def test_imports_are_undone_in_the_order_they_came(cast: Cast) -> None:
    membership = cast.join(cast.person("张三", unit="甲"), cast.county)

    def change_to(unit: str) -> Batch:
        rows = [["记录编号", "姓名", "单位"], [str(membership.pk), "张三", unit]]
        return actions.apply_batch(read(book(("会员", rows)), by=SYSTEM), by=SYSTEM)

    first, second = change_to("乙"), change_to("丙")
    with pytest.raises(ConflictError, match="在导入以后"):
        actions.undo_batch(first, by=SYSTEM, reason="撤销")
    actions.undo_batch(second, by=SYSTEM, reason="撤销")
    actions.undo_batch(first, by=SYSTEM, reason="撤销")
    assert Person.objects.whole_network(reason=ALL).get().unit == "甲"


def test_former_name_taken_meanwhile_keeps_the_import(cast: Cast) -> None:
    former = cast.county.name
    rows = [["记录编号", "组织名称"], [str(cast.county.pk), "宁乡新名"]]
    batch = actions.apply_batch(read(book(("组织", rows)), by=SYSTEM), by=SYSTEM)
    other = Organisation.objects.whole_network(reason=ALL).get(pk=cast.city.pk)
    Organisation.objects.whole_network(reason=ALL).filter(pk=other.pk).update(
        name=former, place=cast.county.place, path=cast.county.path
    )
    with pytest.raises(ConflictError, match="占用了原来的名称"):
        actions.undo_batch(batch, by=SYSTEM, reason="撤销")


def test_two_lines_of_one_file_never_change_one_record(cast: Cast) -> None:
    membership = cast.join(cast.person("张三"), cast.county)
    rows = [
        ["记录编号", "姓名", "单位", "职务"],
        [membership.pk, "张三", "甲", ""],
        [membership.pk, "张三", "", "会计"],
    ]
    batch = read(book(("会员", rows)), by=SYSTEM)
    assert kinds(batch) == ["changed", "error"]
    assert "第 2 行是同一条记录" in rows_of(batch)[1].remark


def test_same_line_on_two_sheets_is_one_line(cast: Cast) -> None:
    rows = [HEAD, line(cast, "张三", mobile="13900000001")]
    batch = read(book(("甲表", rows), ("乙表", rows)), by=SYSTEM, door="members")
    assert kinds(batch) == ["new", "duplicate"]
    assert "与工作表「甲表」第 2 行是同一条" in rows_of(batch)[1].remark


def test_one_person_in_two_organisations_of_a_file_is_one_person(cast: Cast) -> None:
    second = ["张三", "13900000001", "", cast.city.name, "2021-03-09"]
    batch = read(roster(line(cast, "张三", mobile="13900000001"), second), by=SYSTEM)
    actions.apply_batch(batch, by=SYSTEM)
    assert (people("张三"), Membership.objects.whole_network(reason=ALL).count()) == (1, 2)


def test_person_merged_since_the_preview_stops_the_batch(cast: Cast) -> None:
    gone = cast.person("张三", unit="所")
    kept = cast.person("张三", unit="所")
    batch = read(roster(line(cast, "张三", mobile="13900000001", unit="所")), by=SYSTEM)
    row = rows_of(batch)[0].row
    actions.decide_rows(batch, [row.pk], by=SYSTEM, choice="same", chosen=gone.pk)
    merge_records(kept, by=SYSTEM, merged=gone, reason="同一人")
    with pytest.raises(ConflictError, match="已经合并到另一条"):
        actions.apply_batch(batch, by=SYSTEM)


def test_same_person_on_two_lines_decided_alike_comes_in_once(cast: Cast) -> None:
    known = cast.person("张三", mobile="13900000001", unit="所")
    rows = [line(cast, "张三", mobile="13900000001"), line(cast, "张三", unit="所")]
    batch = read(roster(*rows), by=SYSTEM)
    doubtful = [row.row.pk for row in rows_of(batch) if row.row.kind == "duplicate"]
    actions.decide_rows(batch, doubtful, by=SYSTEM, choice="same", chosen=known.pk)
    with pytest.raises(ConflictError, match="在前面一行已登记"):
        actions.apply_batch(batch, by=SYSTEM)


def test_rows_outside_the_place_of_the_batch_are_errors(cast: Cast) -> None:
    content = roster(line(cast, "张三"), ["李四", "", "", cast.neighbour.name, "2021-03-09"])
    batch = read(content, by=cast.actor("province"), path=COUNTY)
    assert kinds(batch) == ["new", "error"]


def test_undoing_and_deciding_need_the_right_over_people(cast: Cast) -> None:
    cast.person("张三", unit="所")
    doubtful = read(roster(line(cast, "张三", unit="所")), by=SYSTEM, path=COUNTY)
    with pytest.raises(ForbiddenError):
        actions.decide_rows(doubtful, [rows_of(doubtful)[0].row.pk], by=cast.actor("city"), choice="same")
    done = actions.apply_batch(read(roster(line(cast, "李四")), by=SYSTEM, path=COUNTY), by=SYSTEM)
    with pytest.raises(ForbiddenError):
        actions.undo_batch(done, by=cast.actor("city"), reason="撤销")
    assert people("李四") == 1


def test_what_was_taken_back_is_not_kept_in_its_rows(cast: Cast) -> None:
    batch = actions.apply_batch(read(roster(line(cast, "张三")), by=SYSTEM), by=SYSTEM)
    actions.undo_batch(batch, by=SYSTEM, reason="撤销")
    assert [row.texts for row in rows_of(batch)] == [{}]


def test_copy_previewed_before_the_other_was_imported_must_be_read_again(cast: Cast) -> None:
    content = roster(line(cast, "张三", unit="所"))
    first, second = read(content, by=SYSTEM), read(content, by=SYSTEM)
    actions.apply_batch(first, by=SYSTEM)
    with pytest.raises(ConflictError, match="请重新读取"):
        actions.apply_batch(second, by=SYSTEM)
    actions.preview_file(second, by=SYSTEM, progress=lambda _done, _total: None)
    assert tally(second) == (0, 0, 0, 0, 1)
    assert people("张三") == 1


def test_person_who_moved_is_merged_by_the_present_home_alone(cast: Cast) -> None:
    ours, theirs = cast.person("张三"), cast.person("张三", "430200")
    asked = request_merge(ours, by=cast.actor("secretary"), merged=theirs, reason="同一人")
    Person.objects.whole_network(reason=ALL).filter(pk=theirs.pk).update(path="43/4303/")
    with pytest.raises(ConflictError, match="归属地区已经变更"):
        accept_merge(asked, by=cast.actor("neighbour"))
