"""Locked numbers hold against writes that do not come from the capability's own pages: merges, imports, their undoing."""

from datetime import date

from tests.cast import SYSTEM, Cast
from tests.intake.sheets import book, read, rows_of
from tests.returns.stage import JUNE, a_class, locked, owes, restatements, returns, stand_on
from tongxin.intake import actions as intake
from tongxin.intake.models import Batch
from tongxin.network.actions.merging import merge_records, undo_merge
from tongxin.network.models import PersonMerge
from tongxin.returns.models import Return

HEAD = ["培训班名称", "主办单位", "开班日期", "结业名册", "补登原因"]


def told() -> list[tuple[str, int, int]]:
    """Reason, and person-times before and after, of every restatement so far."""
    code = "training.person_times"
    return [(one.reason, one.before[code], one.after[code]) for one in restatements().order_by("id")]


def stands(one: Return) -> dict[str, int]:
    one.refresh_from_db(from_queryset=returns())
    numbers: dict[str, int] = one.numbers
    return numbers


def late_class(cast: Cast, *, reason: str = "") -> Batch:
    row = ["六月补登班", cast.county.name, "2021-06-20", "王例山\n李例水\n张例云", reason]
    batch = read(book(("培训班次", [HEAD, row])), by=SYSTEM, door="training-classes")
    return intake.apply_batch(batch, by=SYSTEM) if batch.new else batch


def test_persons_who_become_one_count_once_in_a_locked_period(cast: Cast) -> None:
    kept, double = cast.person("王例山", mobile="13900000001"), cast.person("王例珊", mobile="13900000002")
    a_class(cast.county, roster="王例山 13900000001\n王例珊 13900000002")
    one = locked(owes(cast.county))
    assert one.numbers["training.person_times"] == 2
    merge = merge_records(kept, by=SYSTEM, merged=double, reason="同一人")
    assert stands(one)["training.person_times"] == 1
    undo_merge(merge, by=SYSTEM, reason="不是同一人")
    assert stands(one)["training.person_times"] == 2
    assert told() == [("同一人", 2, 1), ("不是同一人", 1, 2)]


def test_merge_of_people_on_no_roster_restates_nothing(cast: Cast) -> None:
    kept, double = cast.person("王例山", mobile="13900000001"), cast.person("王例珊", mobile="13900000002")
    locked(owes(cast.county))
    merge_records(kept, by=SYSTEM, merged=double, reason="同一人")
    assert PersonMerge.objects.whole_network(reason="the test counts").count() == 1
    assert not told()


def test_imported_class_in_a_locked_period_needs_a_reason(cast: Cast) -> None:
    locked(owes(cast.county))
    batch = late_class(cast)
    assert (batch.new, batch.errors) == (0, 1)
    assert "2021年6月的上报已锁定" in str(rows_of(batch)[0].problems)
    assert not told()


def test_undone_import_restates_once_more_and_erases_no_restatement(cast: Cast) -> None:
    one = locked(owes(cast.county))
    batch = late_class(cast, reason="漏登")
    assert stands(one) == {"training.classes": 1, "training.person_times": 3}
    assert not one.nil
    intake.undo_batch(batch, by=SYSTEM, reason="导错了文件")
    assert stands(one) == {"training.classes": 0, "training.person_times": 0}
    assert one.nil
    assert told() == [("漏登", 0, 3), ("导错了文件", 3, 0)]


def test_import_of_before_the_lock_undone_after_it_is_restated(cast: Cast) -> None:
    stand_on(date(2021, 7, 3))
    batch = late_class(cast)
    one = locked(owes(cast.county))
    assert one.numbers["training.person_times"] == 3
    assert one.period == JUNE
    intake.undo_batch(batch, by=SYSTEM, reason="导错了文件")
    assert told() == [("导错了文件", 3, 0)]


def test_page_asks_for_the_reason_and_keeps_what_was_typed(cast: Cast) -> None:
    training_class = a_class(cast.county)
    one = locked(owes(cast.county))
    client, address = cast.client("secretary"), f"/training/{training_class.pk}/roster/"
    refused = client.post(address, {"roster": "张例云"})
    assert refused.status_code == 409
    assert "2021年6月的上报已锁定" in refused.content.decode()
    assert "张例云</textarea>" in refused.content.decode()
    saved = client.post(address, {"roster": "张例云", "reason": "漏登一人"})
    assert saved.status_code == 302
    assert stands(one)["training.person_times"] == 3
    assert told() == [("漏登一人", 2, 3)]
