from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import SYSTEM, Cast
from tests.intake.sheets import ALL, HEAD, book, everything, line, read, roster, rows_of, tally
from tongxin.access.models import Entry
from tongxin.attendance.models import Session
from tongxin.intake import actions
from tongxin.intake.earlier import earlier_content
from tongxin.intake.models import Batch, EarlierValues
from tongxin.intake.preview import doors
from tongxin.intake.workbook import write_workbook
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.models import EvidenceFile
from tongxin.network import actions as network
from tongxin.network.models import Membership, Organisation, Person
from tongxin.records.training.actions import plan_class
from tongxin.records.training.models import TrainingClass

pytestmark = pytest.mark.django_db


def imported(content: bytes) -> Batch:
    return actions.apply_batch(read(content, by=SYSTEM), by=SYSTEM)


def test_undone_roster_leaves_the_former_state(cast: Cast) -> None:
    known = cast.person("赵六", mobile="13900000006")
    before = everything()
    head = (*HEAD, "会内职务")
    batch = imported(
        roster(
            [*line(cast, "张三", mobile="13900000001"), "会长"],
            [*line(cast, "李四", unit="示例所"), ""],
            [*line(cast, "赵六", mobile="13900000006"), "理事"],
            head=head,
        )
    )
    assert everything() != before
    assert Membership.objects.whole_network(reason=ALL).filter(person=known).count() == 1
    actions.undo_batch(batch, by=SYSTEM, reason="试导入")
    assert everything() == before
    assert (batch.state, batch.undone_by) == (Batch.State.UNDONE, SYSTEM.name)
    with pytest.raises(ConflictError, match="已撤销"):
        actions.undo_batch(batch, by=SYSTEM, reason="再来")


def test_undone_corrections_leave_the_former_state(cast: Cast) -> None:
    cast.city.aliases = ["长沙新联会"]
    person = cast.person("张三", mobile="13900000001", unit="旧单位", position="主任")
    membership = cast.join(person, cast.county)
    before = everything()
    rows = [["记录编号", "姓名", "手机", "单位", "归属地区", "入会时间"]]
    rows.append([str(membership.pk), "张叁", "13900000009", "新单位", "长沙市", "2020-04-01"])
    batch = imported(
        book(
            ("组织", [["记录编号", "组织名称", "曾用名和简称"], [str(cast.county.pk), "宁乡新联会", "宁乡市新联会"]]),
            ("会员", rows),
        )
    )
    assert tally(batch) == (0, 2, 0, 0, 0)
    assert Person.objects.whole_network(reason=ALL).get(pk=person.pk).mobile == "13900000009"
    assert EarlierValues.objects.whole_network(reason=ALL).exclude(batch=None).count() == 2
    actions.undo_batch(batch, by=SYSTEM, reason="改错了")
    assert everything() == before


def training(cast: Cast) -> TrainingClass:
    return plan_class(
        by=SYSTEM,
        title="新媒体培训班",
        organiser=cast.county,
        co_organisers=[cast.city],
        kind="course",
        venue="县委党校",
        first_day=date(2021, 5, 11),
        last_day=date(2021, 5, 13),
        field_days=(date(2021, 5, 12),),
        days_needed=None,
    )


def test_undone_class_gets_its_days_and_organisers_back(cast: Cast) -> None:
    training_class = training(cast)
    before = everything()
    head = ["记录编号", "培训班名称", "主办单位", "开班日期", "结业日期", "合办单位", "现场教学日期"]
    changed = [str(training_class.pk), "新媒体培训班", cast.city.name, "2021-05-12", "2021-05-14", "", ""]
    batch = imported(book(("培训班次", [head, changed])))
    assert tally(batch) == (0, 1, 0, 0, 0)
    assert max(Session.objects.whole_network(reason=ALL).values_list("day", flat=True)) == date(2021, 5, 14)
    assert not training_class.co_organisers.exists()
    actions.undo_batch(batch, by=SYSTEM, reason="改错了")
    assert everything() == before


def test_new_class_goes_with_all_that_came_with_it(cast: Cast) -> None:
    before = everything()
    head = ["培训班名称", "主办单位", "开班日期", "合办单位", "结业名册", "到场人数"]
    held = ["读书班", cast.county.name, "2021-05-11", cast.city.name, "张三 13900000001 示例所\n李四", "40"]
    batch = read(book(("培训班次", [head, held])), by=SYSTEM)
    assert [row.remark for row in rows_of(batch)] == [""]
    actions.apply_batch(batch, by=SYSTEM)
    actions.undo_batch(batch, by=SYSTEM, reason="重复")
    assert everything() == before


def test_undo_is_refused_where_a_record_was_corrected_later(cast: Cast) -> None:
    batch = imported(roster(line(cast, "张三")))
    membership = Membership.objects.whole_network(reason=ALL).get()
    network.end_membership(membership, by=cast.actor("secretary"), day=date(2022, 1, 1), ending="left")
    held = everything()
    with pytest.raises(ConflictError, match=r"不能撤销：会籍「会籍 \d+」在导入以后由 secretary 于"):
        actions.undo_batch(batch, by=SYSTEM, reason="撤销")
    assert everything() == held


def test_undo_is_refused_where_later_work_rests_on_it(cast: Cast) -> None:
    batch = imported(roster(line(cast, "张三")))
    person = Person.objects.whole_network(reason=ALL).get()
    cast.applicant(person, cast.city)
    with pytest.raises(ConflictError, match=r"不能撤销：会籍「会籍 \d+」用到了导入的人员"):
        actions.undo_batch(batch, by=SYSTEM, reason="撤销")


def test_undo_is_refused_where_a_new_record_has_files_by_now(cast: Cast) -> None:
    head = ["培训班名称", "主办单位", "开班日期"]
    batch = imported(book(("培训班次", [head, ["读书班", cast.county.name, "2021-05-11"]])))
    one = TrainingClass.objects.whole_network(reason=ALL).get()
    file = EvidenceFile.objects.create(
        record_type="training.trainingclass", record_id=one.pk, path=one.path, kind="photo", name="合影.jpg", bytes=1
    )
    with pytest.raises(ConflictError, match="「读书班」已上传佐证"):
        actions.undo_batch(batch, by=SYSTEM, reason="撤销")
    assert TrainingClass.objects.same_as(one).exists()
    EvidenceFile.objects.same_as(file).delete()
    assert actions.undo_batch(batch, by=SYSTEM, reason="撤销").state == Batch.State.UNDONE


def test_undo_needs_the_right_a_reason_and_comes_in_time(cast: Cast) -> None:
    batch = imported(roster(line(cast, "张三")))
    with pytest.raises(ForbiddenError):
        actions.undo_batch(batch, by=cast.actor("secretary"), reason="撤销")
    with pytest.raises(InputError, match="请写明原因，会记入操作日志"):
        actions.undo_batch(batch, by=SYSTEM, reason=" ")
    late = timezone.now() - timedelta(days=actions.UNDO_DAYS + 1)
    Batch.objects.whole_network(reason=ALL).filter(pk=batch.pk).update(applied=late)
    with pytest.raises(ConflictError, match="超过 90 天"):
        actions.undo_batch(batch, by=SYSTEM, reason="撤销")


def test_undo_is_told_in_the_journal_without_personal_values(cast: Cast) -> None:
    batch = imported(roster(line(cast, "张三", mobile="13900000001")))
    actions.undo_batch(batch, by=SYSTEM, reason="试导入")
    lines = list(Entry.objects.whole_network(reason=ALL).filter(action="intake.undo"))
    assert {line.record_type for line in lines} == {"network.person", "network.membership"}
    assert all(line.reason == "试导入" and line.before and not line.after for line in lines)
    assert "张三" not in str([line.before for line in lines])


def exported(door: str, tmp_path: Any, *, scope: Scope, path: str | None = "43/") -> bytes:
    file = tmp_path / f"{door}.xlsx"
    with file.open("wb") as stream:
        write_workbook(stream, [doors()[door]], scope=scope, path=path)
    content: bytes = file.read_bytes()
    return content


@pytest.mark.parametrize("door", ["organisations", "bases", "campaigns", "persons", "members", "training-classes"])
def test_own_export_handed_in_again_changes_nothing(cast: Cast, tmp_path: Any, door: str) -> None:
    cast.join(cast.person("张三", mobile="13900000001", unit="=SUM(1)", group="freelance"), cast.county)
    member = cast.join(cast.person("李四", unit="示例所"), cast.city)
    network.appoint_office(member, by=SYSTEM, title="president", begin=date(2021, 1, 1))
    cast.base("花明楼基地", named=date(2020, 1, 1))
    cast.series("同心·助学", parent=cast.series("同心", organiser=cast.province))
    training(cast)
    before = everything()
    batch = read(exported(door, tmp_path, scope=SYSTEM.scope), by=SYSTEM, door=door)
    assert batch.unchanged > 0
    assert tally(batch) == (0, 0, batch.unchanged, 0, 0)
    assert everything() == before


def test_export_holds_only_what_the_scope_may_change(cast: Cast, tmp_path: Any) -> None:
    cast.join(cast.person("张三"), cast.county)
    cast.join(cast.person("李四", "430200"), cast.neighbour)
    batch = read(exported("members", tmp_path, scope=cast.actor("secretary").scope), by=SYSTEM)
    assert tally(batch) == (0, 0, 1, 0, 0)
    assert Organisation.objects.whole_network(reason=ALL).filter(name__contains="联谊会").count() == 4


def test_template_is_understood_and_empty(cast: Cast, tmp_path: Any) -> None:
    for door in doors():
        batch = read(exported(door, tmp_path, scope=SYSTEM.scope, path=None), by=SYSTEM, door=door)
        assert (batch.state, tally(batch)) == (Batch.State.PREVIEWED, (0, 0, 0, 0, 0)), door


def test_rows_of_old_batches_are_emptied_and_undecided_ones_given_up(cast: Cast) -> None:
    done, fresh = imported(roster(line(cast, "张三"))), imported(roster(line(cast, "李四")))
    waiting = read(roster(line(cast, "王五")), by=SYSTEM)
    late = timezone.now() - timedelta(days=actions.UNDO_DAYS + 1)
    rows = Batch.objects.whole_network(reason=ALL)
    rows.filter(pk__in=[done.pk, waiting.pk]).update(received=late)
    rows.filter(pk=done.pk).update(applied=late)
    assert actions.forget_rows(by=SYSTEM, day=today()) == 2
    assert [row.texts for row in rows_of(done)] == [{}]
    assert [row.texts["姓名"] for row in rows_of(fresh)] == ["李四"]
    waiting.refresh_from_db(from_queryset=rows)
    assert waiting.state == Batch.State.DISCARDED
    assert actions.forget_rows(by=SYSTEM, day=today()) == 0


def test_erased_person_is_forgotten_by_imports_too(cast: Cast) -> None:
    person = cast.person("张三", mobile="13900000001", unit="旧单位")
    membership = cast.join(person, cast.county)
    batch = imported(book(("会员", [["记录编号", "姓名", "单位"], [str(membership.pk), "张三", "新单位"]])))
    assert EarlierValues.objects.whole_network(reason=ALL).filter(batch=batch).count() == 1
    network.erase_person(person, by=SYSTEM, reason="本人要求")
    assert not EarlierValues.objects.whole_network(reason=ALL).filter(batch=batch).exists()


def test_nothing_is_known_of_before_an_act_that_kept_nothing(cast: Cast) -> None:
    assert earlier_content(cast.county, at=timezone.now()) is None
