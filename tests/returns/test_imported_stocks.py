"""Members imported for days that are locked: one reason for the import, told to the returns it changes."""

from datetime import date

import pytest

from tests.cast import COUNTY, SYSTEM, Cast
from tests.intake.sheets import book, line, read, roster, rows_of
from tests.returns.stage import a_class, locked, owes, restatements, returns, stand_on
from tongxin.access.models import Entry
from tongxin.intake import actions as intake
from tongxin.intake.models import Batch
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import Period, Step
from tongxin.network.models import Membership
from tongxin.records.training.models import TrainingClass
from tongxin.returns.models import Return

QUARTER = Period.parse("2021Q1")
WHY = "2020 至 2021 年的会员名册补登"
ALL = "the test reads everything"


def quarter(cast: Cast) -> Return:
    stand_on(date(2021, 7, 20))
    return locked(owes(cast.county, kind="network", step=Step.QUARTER, begin=date(2021, 1, 1)), QUARTER)


def members_of(one: Return) -> int:
    one.refresh_from_db(from_queryset=returns())
    number: int = one.numbers["network.members"]
    return number


def told() -> list[tuple[str, int, int]]:
    code = "network.members"
    return [(one.reason, one.before[code], one.after[code]) for one in restatements().order_by("id")]


def fresh(batch: Batch) -> Batch:
    return Batch.objects.whole_network(reason=ALL).get(pk=batch.pk)


def refused(batch: Batch) -> Batch:
    with pytest.raises(ConflictError, match="2021年第1季度的上报已锁定"):
        intake.apply_batch(batch, by=SYSTEM)
    return fresh(batch)


def test_members_of_locked_days_come_in_with_a_reason_and_the_return_says_so(cast: Cast) -> None:
    one = quarter(cast)
    batch = read(roster(line(cast, "张三"), line(cast, "李四")), by=SYSTEM)
    kept = refused(batch)
    assert (kept.state, kept.new, kept.errors, kept.asks_reason) == ("previewed", 2, 0, True)
    assert "2021年第1季度的上报已锁定" in kept.message
    assert Membership.objects.whole_network(reason=ALL).count() == 0
    intake.apply_batch(kept, by=SYSTEM, reason=WHY)
    assert members_of(one) == 2
    assert told() == [(WHY, 0, 2)]
    assert not fresh(batch).asks_reason
    entries = Entry.objects.whole_network(reason=ALL).filter(action="intake.apply")
    assert entries.latest("pk").reason == WHY
    intake.undo_batch(fresh(batch), by=SYSTEM, reason="传错了")
    assert told() == [(WHY, 0, 2), ("传错了", 2, 0)]
    assert members_of(one) == 0


def test_members_of_open_days_need_none(cast: Cast) -> None:
    one = quarter(cast)
    intake.apply_batch(read(roster(line(cast, "张三", day="2021-04-01")), by=SYSTEM), by=SYSTEM)
    assert members_of(one) == 0
    assert not told()


def test_return_that_differed_before_is_left_to_who_locked_it(cast: Cast) -> None:
    one = quarter(cast)
    cast.join(cast.person("王五"), cast.county, begin=date(2021, 2, 1))
    batch = refused(read(roster(line(cast, "张三")), by=SYSTEM))
    intake.apply_batch(batch, by=SYSTEM, reason=WHY)
    assert members_of(one) == 0
    assert not told()


def test_corrected_day_that_leaves_a_locked_quarter_needs_a_reason(cast: Cast) -> None:
    intake.apply_batch(read(roster(line(cast, "张三", mobile="13900000001")), by=SYSTEM), by=SYSTEM)
    one = quarter(cast)
    batch = read(roster(line(cast, "张三", mobile="13900000001", day="2021-05-09")), by=SYSTEM)
    assert batch.changed == 1
    intake.apply_batch(refused(batch), by=SYSTEM, reason="日期写错")
    assert members_of(one) == 0


def test_corrected_class_of_a_locked_month_needs_a_reason_somebody_wrote(cast: Cast) -> None:
    one_class = a_class(cast.county)
    one = locked(owes(cast.county))
    head = ["培训班名称", "主办单位", "开班日期", "结业日期", "结业名册", "记录编号"]
    row = [one_class.title, cast.county.name, "2021-07-05", "2021-07-05", "王例山\n李例水", one_class.pk]
    batch = read(book(("培训班次", [head, row])), by=SYSTEM, door="training-classes")
    assert (batch.changed, batch.errors) == (1, 0), rows_of(batch)[0].problems
    with pytest.raises(ConflictError, match="2021年6月的上报已锁定"):
        intake.apply_batch(batch, by=SYSTEM)
    kept = fresh(batch)
    assert (kept.asks_reason, kept.changed, kept.errors) == (True, 1, 0)
    intake.apply_batch(kept, by=SYSTEM, reason="开班日期写错")
    one.refresh_from_db(from_queryset=returns())
    assert one.numbers["training.classes"] == 0
    assert [row.reason for row in restatements()] == ["开班日期写错"]


def test_class_whose_month_was_locked_since_the_preview_takes_the_reason_of_the_import(cast: Cast) -> None:
    head = ["培训班名称", "主办单位", "开班日期", "结业名册"]
    row = ["六月补登班", cast.county.name, "2021-06-20", "王例山\n李例水"]
    batch = read(book(("培训班次", [head, row])), by=SYSTEM, door="training-classes")
    locked(owes(cast.county))
    with pytest.raises(ConflictError, match="2021年6月的上报已锁定"):
        intake.apply_batch(batch, by=SYSTEM)
    intake.apply_batch(fresh(batch), by=SYSTEM, reason="名册晚到")
    assert TrainingClass.objects.whole_network(reason=ALL).count() == 1
    assert [row.reason for row in restatements()] == ["名册晚到"]


def test_page_marks_the_field_and_asks_for_it(cast: Cast) -> None:
    quarter(cast)
    batch = refused(read(roster(line(cast, "张三")), by=SYSTEM, path=COUNTY))
    client, address = cast.client("secretary"), f"/import/{batch.pk}/"
    page = client.get(address).content.decode()
    assert 'maxlength="200" required>' in page
    assert "原因（必填，为什么要写见上面的提示）" in page
    assert "会改变已锁定的上报" not in page.partition('for="reason"')[2]
    assert "上报已锁定" in page.partition('for="reason"')[0]
    assert 'value="again" formnovalidate' in page
    answer = client.post(f"{address}act/", {"act": "apply", "reason": " "})
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()
    assert "请写明原因" in answer.content.decode()
    assert fresh(batch).state == "previewed"
