import json
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import SYSTEM, Cast, place
from tests.unsealed import unprotected
from tongxin.access.models import Entry
from tongxin.attendance import actions as attendance
from tongxin.attendance.models import Participation
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.network import actions
from tongxin.network.actions.merging import forget_merged, mark_distinct, merge_records, undo_merge
from tongxin.network.figures import MEMBERSHIP
from tongxin.network.models import Distinct, Membership, Office, Person, PersonMerge
from tongxin.network.queries.candidates import Newcomer, candidates
from tongxin.network.queries.relations import hanging_on
from tongxin.records.training import actions as training
from tongxin.records.training.figures import PARTICIPATION

ALL = "the test reads every row"
WHY = "核对为同一人"
MOBILE = "13800138000"
DAY = date(2021, 5, 12)
# What a merge adds by itself: its own record and journal lines.
GROWING = {"network_personmerge", "network_firmmerge", "access_entry", "access_detail"}


def state() -> str:
    """Return the hash of every table a merge may touch, byte by byte as the rows lie in the database."""
    digest = sha256()
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)} - GROWING)
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            digest.update(json.dumps([table, cursor.fetchall()], default=str).encode())
    return digest.hexdigest()


def rows(model: Any) -> Any:
    return model.objects.whole_network(reason=ALL)


def fresh(person: Person) -> Person:
    found: Person = rows(Person).get(pk=person.pk)
    return found


def held(cast: Cast, roster: str, *, title: str = "宁乡班") -> Any:
    planned = training.plan_class(
        by=SYSTEM, title=title, organiser=cast.county, co_organisers=[], kind="course", venue="党校",
        first_day=date(2021, 5, 10), last_day=DAY, field_days=(), days_needed=None,
    )  # fmt: skip
    training.hold_class(planned, by=SYSTEM, roster=roster)
    return planned


def person_times() -> tuple[int, int]:
    """Return completed person-times and distinct persons of the training fact."""
    done = [row for row in PARTICIPATION.rows("default") if row[-1]]
    return len(done), len({row[1] for row in done})


def test_everything_goes_over_and_comes_back(cast: Cast) -> None:
    kept = cast.person("张伟", unit="星火传媒")
    merged = cast.person("張偉", "430100", mobile=MOBILE, position="编导")
    office = actions.appoint_office(cast.join(merged, cast.city), by=SYSTEM, title="director", begin=DAY)
    held(cast, f"张偉 {MOBILE}\n張偉 {MOBILE}")
    before = state()
    registrar = cast.actor("registrar")
    merge = merge_records(kept, by=registrar, merged=merged, reason=WHY, choose={"name": "kept"})
    kept = fresh(kept)
    assert (kept.name, kept.mobile, kept.position, kept.unit) == ("张伟", MOBILE, "编导", "星火传媒")
    assert kept.place_id == place("430182").pk
    assert fresh(merged).merged_into_id == kept.pk
    assert rows(Office).get(pk=office.pk).person_id == kept.pk
    assert dict(hanging_on(fresh(merged))) == {}
    assert {"会籍", "任职", "参加"} == set(dict(hanging_on(kept)))
    assert MOBILE not in str(rows(PersonMerge).values().get())
    assert state() != before
    undo_merge(merge, by=registrar, reason="合并错了")
    assert state() == before
    assert merge.state == PersonMerge.State.UNDONE
    with pytest.raises(ConflictError, match="已经撤销"):
        undo_merge(merge, by=registrar, reason="再来")
    done = {entry.action for entry in rows(Entry).filter(detail__reason=WHY)}
    assert done >= {"network.person.merge", "network.person.merged", "network.merge.do", "network.person.merge.move"}


def test_home_may_be_chosen_and_away_follows_it(cast: Cast) -> None:
    kept, merged = cast.person("张伟", "430182"), cast.person("张伟", "430200")
    own, other = cast.join(kept, cast.county), cast.join(merged, cast.county)
    actions.end_membership(other, by=SYSTEM, day=date(2020, 3, 5), ending="left")
    far = cast.join(merged, cast.neighbour)
    before = state()
    merge = merge_records(kept, by=cast.actor("province"), merged=merged, reason=WHY, choose={"place": "merged"})
    assert fresh(kept).path == "43/4302/"
    assert rows(Membership).get(pk=own.pk).away
    assert not rows(Membership).get(pk=far.pk).away
    undo_merge(merge, by=cast.actor("province"), reason="合并错了")
    assert state() == before


@pytest.mark.parametrize(
    ("one", "other", "after"),
    [
        (("2020-03-05", ""), ("2019-01-02", ""), ("admitted", "2019-01-02", 1)),
        (("2020-03-05", ""), ("2019-01-02", "2020-06-01"), ("admitted", "2019-01-02", 1)),
        (("2019-01-02", "2020-06-01"), ("2020-03-05", ""), ("admitted", "2019-01-02", 1)),
        (("2018-01-02", "2020-06-01"), ("2019-03-05", "2021-01-01"), ("ended", "2018-01-02", 1)),
        (("2018-01-02", "2019-01-01"), ("2019-01-01", ""), ("ended", "2018-01-02", 2)),
        (("2018-01-02", "2019-01-01"), ("", ""), ("ended", "2018-01-02", 2)),
        (("2018-01-02", ""), ("", ""), ("admitted", "2018-01-02", 1)),
        (("", ""), ("2018-01-02", ""), ("admitted", "2018-01-02", 1)),
        (("", ""), ("", ""), ("applied", "", 1)),
    ],
)  # fmt: skip
def test_overlapping_memberships_become_one(
    cast: Cast, one: tuple[str, str], other: tuple[str, str], after: tuple[str, str, int]
) -> None:
    kept, merged = cast.person("张伟"), cast.person("张伟")
    made = []
    for person, (start, stop) in ((kept, one), (merged, other)):
        if not start:
            made.append(cast.applicant(person, cast.county))
            continue
        made.append(cast.join(person, cast.county, begin=date.fromisoformat(start)))
        if stop:
            actions.end_membership(made[-1], by=SYSTEM, day=date.fromisoformat(stop), ending="left")
    before = state()
    merge = merge_records(kept, by=cast.actor("registrar"), merged=merged, reason=WHY)
    left = rows(Membership).get(pk=made[0].pk)
    assert (left.state, str(left.begin or ""), rows(Membership).filter(person=kept).count()) == after
    assert not rows(Membership).filter(person=merged).exists()
    assert len({row[1] for row in MEMBERSHIP.rows("default")}) <= 1
    undo_merge(merge, by=cast.actor("registrar"), reason="合并错了")
    assert state() == before


def test_declined_application_stays_in_the_history(cast: Cast) -> None:
    kept, merged = cast.person("张伟"), cast.person("张伟")
    cast.join(kept, cast.county)
    actions.decline_member(cast.applicant(merged, cast.county), by=SYSTEM, day=DAY, reason="材料不全")
    merge_records(kept, by=cast.actor("registrar"), merged=merged, reason=WHY)
    assert sorted(rows(Membership).filter(person=kept).values_list("state", flat=True)) == ["admitted", "declined"]


def test_offices_of_a_membership_set_aside_hang_on_the_other(cast: Cast) -> None:
    kept, merged = cast.person("张伟"), cast.person("张伟")
    first, second = cast.join(kept, cast.county), cast.join(merged, cast.county)
    for membership in (first, second):
        actions.appoint_office(membership, by=SYSTEM, title="director", begin=DAY)
    president = actions.appoint_office(second, by=SYSTEM, title="president", begin=DAY)
    before = state()
    merge = merge_records(kept, by=cast.actor("registrar"), merged=merged, reason=WHY)
    offices = rows(Office).filter(person=kept)
    assert sorted(offices.values_list("title", "membership")) == [("director", first.pk), ("president", first.pk)]
    undo_merge(merge, by=cast.actor("registrar"), reason="合并错了")
    assert state() == before
    assert rows(Office).get(pk=president.pk).membership_id == second.pk


def test_figures_follow_a_merge_and_its_undoing(cast: Cast) -> None:
    kept, merged = cast.person("张伟", mobile=MOBILE), cast.person("张伟", mobile="13900139000")
    both = held(cast, f"张伟 {MOBILE}\n张伟 13900139000", title="一班")
    held(cast, f"张伟 {MOBILE}", title="二班")
    held(cast, "张伟 13900139000", title="三班")
    assert person_times() == (4, 2)
    before = state()
    merge = merge_records(kept, by=cast.actor("registrar"), merged=merged, reason=WHY)
    assert person_times() == (3, 1)
    assert rows(Participation).filter(occasion=both.occasion).count() == 1
    undo_merge(merge, by=cast.actor("registrar"), reason="合并错了")
    assert person_times() == (4, 2)
    assert state() == before


def test_completion_outweighs_none_on_one_roster(cast: Cast) -> None:
    kept, merged = cast.person("张伟", mobile=MOBILE), cast.person("张伟", mobile="13900139000")
    both = held(cast, f"张伟 {MOBILE}\n张伟 13900139000")
    line = rows(Participation).get(person=kept)
    attendance.correct_line(line, by=SYSTEM, reason="只到一天", days_attended=1)
    before = state()
    merge = merge_records(kept, by=cast.actor("registrar"), merged=merged, reason=WHY)
    assert rows(Participation).get(occasion=both.occasion).completed
    undo_merge(merge, by=cast.actor("registrar"), reason="合并错了")
    assert state() == before


def test_merged_record_is_nobody_any_more(cast: Cast) -> None:
    kept, merged = cast.person("张伟", mobile=MOBILE), cast.person("张伟", mobile=MOBILE)
    scope = cast.actor("registrar").scope
    merge_records(kept, by=cast.actor("registrar"), merged=merged, reason=WHY)
    assert list(Person.objects.visible_to(scope)) == [kept]
    found = candidates([Newcomer(name="张伟", mobile=MOBILE)], scope=scope)[0]
    assert [one.person for one in found] == [kept.pk]
    with pytest.raises(ConflictError, match="刚才已并入"):
        merge_records(kept, by=cast.actor("registrar"), merged=merged, reason=WHY)
    with pytest.raises(ConflictError, match="已合并"):
        actions.apply_membership(merged, by=SYSTEM, organisation=cast.county, applied=DAY)


@pytest.mark.parametrize("who", ["secretary", "neighbour", "city", "member", "administrator", "stranger"])
def test_merging_needs_the_right_on_both_sides(cast: Cast, who: str) -> None:
    kept, merged = cast.person("张伟"), cast.person("张伟", "430200")
    before = state()
    with pytest.raises(ForbiddenError):
        merge_records(kept, by=cast.actor(who), merged=merged, reason=WHY)
    assert state() == before
    merge = merge_records(kept, by=cast.actor("province"), merged=merged, reason=WHY)
    with pytest.raises(ForbiddenError):
        undo_merge(merge, by=cast.actor(who), reason="合并错了")


@pytest.mark.parametrize(
    ("reason", "choose"), [(" ", {}), (WHY, {"age": "kept"}), (WHY, {"name": "both"})], ids=["reason", "field", "side"]
)
def test_merge_without_sense_is_refused(cast: Cast, reason: str, choose: dict[str, str]) -> None:
    with pytest.raises(InputError):
        merge_records(cast.person("张伟"), by=SYSTEM, merged=cast.person("张伟"), reason=reason, choose=choose)


def test_person_is_not_merged_into_itself(cast: Cast) -> None:
    person = cast.person("张伟")
    with pytest.raises(InputError):
        merge_records(person, by=SYSTEM, merged=fresh(person), reason=WHY)


def test_undo_is_refused_naming_what_was_changed_since(cast: Cast) -> None:
    kept, merged = cast.person("张伟"), cast.person("张伟")
    membership = cast.join(merged, cast.county)
    merge = merge_records(kept, by=SYSTEM, merged=merged, reason=WHY)
    membership.refresh_from_db(from_queryset=rows(Membership))
    office = actions.appoint_office(membership, by=SYSTEM, title="director", begin=DAY)
    with pytest.raises(ConflictError, match=f"布置在.*办理了「任职 {office.pk}」"):
        undo_merge(merge, by=SYSTEM, reason="合并错了")


def test_undo_is_refused_where_a_value_it_would_restore_was_corrected_since(cast: Cast) -> None:
    kept, merged = cast.person("张伟"), cast.person("张伟", mobile=MOBILE)
    merge = merge_records(kept, by=SYSTEM, merged=merged, reason=WHY)
    details = {"name": "张伟", "unit": "新单位", "position": "", "group": "", "place": place("430182")}
    actions.correct_person(fresh(kept), by=SYSTEM, reason="换单位", mobile=MOBILE, **details)
    actions.correct_person(fresh(kept), by=SYSTEM, reason="换号", mobile="13900139000", **details)
    with pytest.raises(ConflictError, match=f"布置在.*办理了「人员 {kept.pk}」"):
        undo_merge(merge, by=SYSTEM, reason="合并错了")
    with unprotected():
        rows(Entry).all().delete()
    with pytest.raises(ConflictError, match=f"「人员 {kept.pk}」又有改动"):
        undo_merge(merge, by=SYSTEM, reason="合并错了")
    actions.correct_person(fresh(kept), by=SYSTEM, reason="换回", mobile=MOBILE, **details)
    undo_merge(merge, by=SYSTEM, reason="合并错了")
    assert (fresh(kept).unit, fresh(kept).mobile, fresh(merged).mobile) == ("新单位", "", MOBILE)


def test_what_was_done_since_without_touching_the_merge_goes_back_with_its_row(cast: Cast) -> None:
    kept, merged = cast.person("张伟"), cast.person("张伟")
    membership = cast.join(merged, cast.county)
    merge = merge_records(kept, by=SYSTEM, merged=merged, reason=WHY)
    membership.refresh_from_db(from_queryset=rows(Membership))
    actions.end_membership(membership, by=SYSTEM, day=DAY, ending="left")
    undo_merge(merge, by=SYSTEM, reason="合并错了")
    assert rows(Membership).get(person=merged).state == "ended"


def test_undo_is_refused_where_a_row_is_gone(cast: Cast) -> None:
    kept, merged = cast.person("张伟"), cast.person("张伟")
    cast.join(kept, cast.county)
    office = actions.appoint_office(cast.join(merged, cast.county), by=SYSTEM, title="director", begin=DAY)
    merge = merge_records(kept, by=SYSTEM, merged=merged, reason=WHY)
    rows(Office).filter(pk=office.pk).delete()
    with pytest.raises(ConflictError, match=f"任职 {office.pk}"):
        undo_merge(merge, by=SYSTEM, reason="合并错了")


def test_undo_is_refused_where_another_took_the_office(cast: Cast) -> None:
    kept, merged = cast.person("张伟"), cast.person("张伟")
    first, second = cast.join(kept, cast.county), cast.join(merged, cast.county)
    mine = actions.appoint_office(first, by=SYSTEM, title="director", begin=DAY)
    actions.appoint_office(second, by=SYSTEM, title="director", begin=DAY)
    merge = merge_records(kept, by=SYSTEM, merged=merged, reason=WHY)
    # What was set aside lies in the merge; another row has taken its number meanwhile.
    aside = next(step for step in json.loads(merge.former) if step["model"] == "network.office")
    values = rows(Office).filter(pk=mine.pk).values().get() | {"id": aside["pk"], "title": "supervisor"}
    rows(Office).bulk_create([Office(**values)])
    with pytest.raises(ConflictError, match="冲突"):
        undo_merge(merge, by=SYSTEM, reason="合并错了")


def test_chain_of_merges_is_undone_from_its_end(cast: Cast) -> None:
    first, second, third = (cast.person("张伟") for _ in range(3))
    before = state()
    one = merge_records(second, by=SYSTEM, merged=first, reason=WHY)
    two = merge_records(third, by=SYSTEM, merged=second, reason=WHY)
    with pytest.raises(ConflictError, match=f"并入人员 {third.pk}"):
        undo_merge(one, by=SYSTEM, reason="合并错了")
    undo_merge(two, by=SYSTEM, reason="合并错了")
    undo_merge(one, by=SYSTEM, reason="合并错了")
    assert state() == before


def test_erased_person_leaves_nothing_in_merged_records(cast: Cast) -> None:
    first, second, third = (cast.person("张伟", unit="星火传媒", mobile=f"1380013800{n}") for n in range(3))
    inner = merge_records(second, by=SYSTEM, merged=first, reason=WHY)
    outer = merge_records(third, by=SYSTEM, merged=second, reason=WHY)
    with pytest.raises(ForbiddenError):
        forget_merged(third, by=cast.actor("neighbour"), reason="本人要求")
    forget_merged(third, by=cast.actor("secretary"), reason="本人要求")
    for person in (first, second):
        left = fresh(person)
        assert (left.name, left.unit, left.mobile, left.mobile_index) == (f"（已删除 {person.pk}）", "", "", "")
        assert "zhang" not in left.search_text + left.sound
    for merge in (inner, outer):
        assert rows(PersonMerge).get(pk=merge.pk).former == ""
    with pytest.raises(ConflictError, match="已按本人要求删除"):
        undo_merge(outer, by=SYSTEM, reason="合并错了")


def test_undone_merge_keeps_nothing_personal(cast: Cast) -> None:
    merge = merge_records(cast.person("张伟"), by=SYSTEM, merged=cast.person("张伟"), reason=WHY)
    undo_merge(merge, by=SYSTEM, reason="合并错了")
    assert rows(PersonMerge).get(pk=merge.pk).former == ""


def test_two_people_are_remembered(cast: Cast) -> None:
    one, other = cast.person("张伟", mobile=MOBILE), cast.person("张伟", mobile=MOBILE)
    pair = mark_distinct(other, by=cast.actor("secretary"), other=one, reason="父子")
    assert (pair.first_id, pair.second_id, pair.by, pair.reason) == (one.pk, other.pk, "secretary", "父子")
    with pytest.raises(ConflictError, match="已确认不是同一人"):
        mark_distinct(one, by=cast.actor("secretary"), other=other)
    with pytest.raises(InputError):
        mark_distinct(one, by=cast.actor("secretary"), other=fresh(one))
    for who in ("neighbour", "city", "stranger"):
        with pytest.raises(ForbiddenError):
            mark_distinct(one, by=cast.actor(who), other=other)


def test_merging_what_was_found_to_be_two_puts_the_remark_aside(cast: Cast) -> None:
    one, other = cast.person("张伟"), cast.person("张伟")
    mark_distinct(one, by=SYSTEM, other=other)
    before = state()
    merge = merge_records(one, by=SYSTEM, merged=other, reason=WHY)
    assert not rows(Distinct).exists()
    undo_merge(merge, by=SYSTEM, reason="合并错了")
    assert state() == before


def test_open_membership_joins_the_open_one_and_leaves_the_ended_one(cast: Cast) -> None:
    """The ended one overlaps too, but only the open one could not stay beside it."""
    kept, merged = cast.person("张伟"), cast.person("张伟")
    cast.join(merged, cast.county, begin=date(2018, 3, 1))
    ended = cast.join(kept, cast.county, begin=date(2019, 3, 1))
    actions.end_membership(ended, by=SYSTEM, day=date(2020, 3, 1), ending="left")
    cast.join(kept, cast.county, begin=date(2021, 3, 1))
    before = state()
    merge = merge_records(kept, by=SYSTEM, merged=merged, reason=WHY)
    spans = rows(Membership).filter(person=kept).order_by("begin").values_list("begin", "end")
    assert list(spans) == [(date(2018, 3, 1), None), (date(2019, 3, 1), date(2020, 3, 1))]
    undo_merge(merge, by=SYSTEM, reason="合并错了")
    assert state() == before


acts = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=4)
joins = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 3)), max_size=8)


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(joins=joins, merges=acts)
def test_any_merges_undone_in_turn_leave_everything_as_it_was(
    cast: Cast, joins: list[tuple[int, int, int]], merges: list[tuple[int, int, bool]]
) -> None:
    with transaction.atomic():
        people = [cast.person("张伟", code, mobile=f"1390000000{number}") for number, code in enumerate(
            ("430182", "430100", "430200", "430182"))]  # fmt: skip
        organisations = (cast.county, cast.city, cast.neighbour)
        for who, where, years in joins:
            begin = date(2018 + years, 3, 1)
            held_there = rows(Membership).filter(person=people[who], organisation=organisations[where])
            if not held_there.filter(Q(end=None) | Q(end__gt=begin)).exists():
                membership = cast.join(people[who], organisations[where], begin=begin)
                if years % 2:
                    actions.end_membership(membership, by=SYSTEM, day=date(2019 + years, 3, 1), ending="left")
        held(cast, "\n".join(f"张伟 1390000000{who}" for who, _, _ in joins) or "张伟 13900000000")
        before, done = state(), []
        for one, other, take in merges:
            kept, merged = fresh(people[one]), fresh(people[other])
            if one != other and kept.merged_into_id is None and merged.merged_into_id is None:
                choose = {"place": "merged", "mobile": "merged"} if take else {}
                done.append(merge_records(kept, by=SYSTEM, merged=merged, reason=WHY, choose=choose))
        for merge in reversed(done):
            undo_merge(merge, by=SYSTEM, reason="合并错了")
        assert state() == before
        transaction.set_rollback(True)
