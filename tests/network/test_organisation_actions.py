from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from tests.cast import SYSTEM, Cast, found, place
from tongxin.access import journal
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.network import actions
from tongxin.network.models import Charter, Membership, Office, Organisation, ParentLink, StageRule
from tongxin.network.queries.organisations import charter_of, members_on, parents_of

ALL = "the test reads every row"


def details(organisation: Organisation, **changes: Any) -> Any:
    names = ("name", "aliases", "kind", "place", "parent", "founded", "registered")
    return {**{name: getattr(organisation, name) for name in names}, **changes}


def lines(organisation: Organisation) -> list[str]:
    return [entry.action for entry in journal.of(organisation)]


def test_secretary_founds_an_association_at_home(cast: Cast) -> None:
    made = actions.found_organisation(
        by=cast.actor("secretary"),
        name="宁乡市　新媒体专业委员会",
        aliases=["新媒体专委会", "新媒体专委会", ""],
        kind="committee",
        place=place("430182"),
        parent=cast.county,
        founded=date(2020, 5, 4),
        registered=None,
    )
    assert (made.path, made.level, made.name) == ("43/4301/430182/", "county", "宁乡市新媒体专业委员会")
    assert made.aliases == ["新媒体专委会"]
    assert [(link.parent, link.begin) for link in parents_of(made)] == [(cast.county, date(2020, 5, 4))]
    line = journal.of(made).get()
    assert (line.actor, line.action, line.path) == ("secretary", "network.organisation.found", made.path)


def test_neighbour_may_not_found_here(cast: Cast) -> None:
    with pytest.raises(ForbiddenError):
        actions.found_organisation(
            by=cast.actor("neighbour"),
            name="某会",
            aliases=[],
            kind="association",
            place=place("430182"),
            parent=None,
            founded=date(2020, 5, 4),
            registered=None,
        )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"founded": today() + timedelta(days=1)}, "founded"),
        ({"registered": date(2010, 1, 1)}, "registered"),
    ],
)
def test_organisation_that_cannot_be(cast: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        found("某会", "430182", **changes) if "name" not in changes else found(changes["name"], "430182")
    assert refused.value.field == field


def test_same_name_at_the_same_place_is_refused(cast: Cast) -> None:
    with pytest.raises(ConflictError, match="同名"):
        found(cast.county.name, "430182")


def test_faster_neighbour_at_the_same_moment_is_a_conflict(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def collide(*_: object, **__: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(Organisation, "save", collide)
    with pytest.raises(ConflictError, match="刷新"):
        found("某会", "430182")


def test_correction_keeps_a_line_with_before_after_and_reason(cast: Cast) -> None:
    changed = details(cast.county, name="宁乡市新阶层联谊会", registered=date(2017, 2, 1))
    actions.correct_organisation(cast.county, by=cast.actor("city"), reason="证书如此", **changed)
    line = journal.of(cast.county)[0]
    assert line.before["name"] == "宁乡市新的社会阶层人士联谊会"
    assert (line.after["name"], line.reason) == ("宁乡市新阶层联谊会", "证书如此")


def test_correction_that_changes_nothing_writes_nothing(cast: Cast) -> None:
    before = lines(cast.county)
    actions.correct_organisation(cast.county, by=cast.actor("city"), reason="复查", **details(cast.county))
    assert lines(cast.county) == before


def test_correction_needs_reason_scope_and_the_same_place(cast: Cast) -> None:
    with pytest.raises(InputError, match="原因"):
        actions.correct_organisation(cast.county, by=cast.actor("city"), reason=" ", **details(cast.county))
    with pytest.raises(ForbiddenError):
        actions.correct_organisation(cast.county, by=cast.actor("neighbour"), reason="x", **details(cast.county))
    elsewhere = details(cast.county, place=place("430200"))
    with pytest.raises(InputError, match="所在地区不能更正"):
        actions.correct_organisation(cast.county, by=SYSTEM, reason="x", **elsewhere)


def test_wrong_parent_is_corrected_since_it_began(cast: Cast) -> None:
    by = cast.actor("province")
    actions.correct_organisation(cast.county, by=by, reason="填错", **details(cast.county, parent=cast.neighbour))
    assert [(link.parent, link.begin) for link in parents_of(cast.county)] == [(cast.neighbour, date(2016, 11, 18))]
    actions.correct_organisation(cast.county, by=by, reason="没有上级", **details(cast.county, parent=None))
    assert list(parents_of(cast.county)) == []
    assert cast.county.parent is None
    actions.correct_organisation(cast.county, by=by, reason="有上级", **details(cast.county, parent=cast.city))
    assert [link.parent for link in parents_of(cast.county)] == [cast.city]
    orphan = found("孤会", "430182")
    orphan.parent = cast.city  # as an importer without links would leave it
    Organisation.objects.whole_network(reason=ALL).filter(pk=orphan.pk).update(parent=cast.city)
    actions.correct_organisation(orphan, by=by, reason="没有上级", **details(orphan, parent=None))
    assert orphan.parent is None


def test_parent_moves_on_a_day_and_the_past_stays(cast: Cast) -> None:
    day = date(2021, 6, 1)
    actions.move_parent(cast.county, by=cast.actor("province"), parent=cast.province, day=day, reason="省直管")
    assert [(link.parent, link.end) for link in parents_of(cast.county)] == [(cast.city, day), (cast.province, None)]
    actions.move_parent(cast.county, by=cast.actor("province"), parent=None, day=day, reason="独立")
    assert cast.county.parent is None


@pytest.mark.parametrize(
    ("who", "parent", "day"),
    [
        ("secretary", "city", date(2021, 6, 1)),
        ("province", "county", date(2021, 6, 1)),
        ("province", "city", date(2015, 6, 1)),
        ("province", "city", date(2199, 6, 1)),
    ],
)
def test_parent_that_cannot_be(cast: Cast, who: str, parent: str, day: date) -> None:
    with pytest.raises(ForbiddenError if who == "secretary" else InputError):
        actions.move_parent(cast.county, by=cast.actor(who), parent=getattr(cast, parent), day=day, reason="x")


def test_circle_is_refused(cast: Cast) -> None:
    with pytest.raises(InputError, match="本组织或它的下级"):
        actions.move_parent(cast.province, by=SYSTEM, parent=cast.county, day=date(2021, 6, 1), reason="x")


def test_endless_line_of_parents_is_refused(cast: Cast) -> None:
    rows = Organisation.objects.whole_network(reason=ALL)
    rows.filter(pk=cast.city.pk).update(parent=cast.county)  # a knot made outside the actions
    knot = rows.get(pk=cast.county.pk)
    with pytest.raises(InputError, match="上级组织"):
        actions.move_parent(cast.neighbour, by=SYSTEM, parent=knot, day=date(2021, 6, 1), reason="x")


def test_closing_ends_members_offices_and_applications(cast: Cast) -> None:
    held = cast.join(cast.person("张伟明"), cast.county)
    office = actions.appoint_office(held, by=SYSTEM, title="president", begin=date(2021, 1, 1))
    waiting = cast.applicant(cast.person("单小丽"), cast.county)
    day = date(2022, 1, 1)
    actions.close_organisation(cast.county, by=cast.actor("city"), day=day, reason="并入市会")
    rows = Membership.objects.whole_network(reason=ALL)
    assert (rows.get(pk=held.pk).state, rows.get(pk=held.pk).end) == ("ended", day)
    assert rows.get(pk=held.pk).ending == Membership.Ending.CLOSED
    assert rows.get(pk=waiting.pk).state == "declined"
    assert Office.objects.whole_network(reason=ALL).get(pk=office.pk).end == day
    assert not ParentLink.objects.whole_network(reason=ALL).filter(organisation=cast.county, end=None).exists()
    assert members_on(cast.county, day) == 0
    assert members_on(cast.county, day - timedelta(days=1)) == 1
    ended = Entry.objects.whole_network(reason=ALL).filter(action="network.membership.end")
    assert {entry.reason for entry in ended} == {"并入市会"}


def test_closing_before_a_member_joined_declines_him(cast: Cast) -> None:
    late = cast.join(cast.person("张伟明"), cast.county, begin=date(2021, 5, 1))
    actions.close_organisation(cast.county, by=SYSTEM, day=date(2021, 1, 1), reason="x")
    assert Membership.objects.whole_network(reason=ALL).get(pk=late.pk).state == "declined"


def test_closing_is_refused_while_others_stand_below_or_twice(cast: Cast) -> None:
    with pytest.raises(ConflictError, match="下级组织"):
        actions.close_organisation(cast.city, by=SYSTEM, day=date(2022, 1, 1), reason="x")
    actions.close_organisation(cast.county, by=SYSTEM, day=date(2022, 1, 1), reason="x")
    with pytest.raises(ConflictError, match="已注销"):
        actions.close_organisation(cast.county, by=SYSTEM, day=date(2022, 1, 1), reason="x")
    with pytest.raises(InputError, match="已注销"):
        found("某会", "430182", parent=cast.county)
    by = cast.actor("province")
    with pytest.raises(ConflictError, match="隶属关系不能再更正"):
        actions.correct_organisation(cast.county, by=by, reason="x", **details(cast.county, parent=cast.neighbour))
    with pytest.raises(ConflictError, match="现在是「已注销」，不能章程设置"):
        actions.set_charter(cast.county, by=by, day=date(2022, 1, 2), approver="own", yearly_quota=None, term_years=5)
    late = details(cast.county, founded=date(2022, 6, 1), registered=None)
    with pytest.raises(InputError, match="成立日期"):
        actions.correct_organisation(cast.county, by=SYSTEM, reason="x", **late)


def test_association_without_parent_may_close(cast: Cast) -> None:
    alone = found("孤会", "430182")
    actions.close_organisation(alone, by=SYSTEM, day=date(2022, 1, 1), reason="x")
    assert alone.closed == date(2022, 1, 1)


def test_charter_settings_follow_each_other(cast: Cast) -> None:
    def put(day: date, years: int = 5) -> Charter:
        return actions.set_charter(
            cast.county, by=cast.actor("city"), day=day, approver="own", yearly_quota=10, term_years=years
        )

    first, second = put(date(2018, 1, 1)), put(date(2020, 1, 1), years=4)
    first = Charter.objects.whole_network(reason=ALL).get(pk=first.pk)
    assert (first.end, second.end) == (date(2020, 1, 1), None)
    assert charter_of(cast.county) == second
    with pytest.raises(InputError, match="2020年1月1日"):
        put(date(2019, 1, 1))
    with pytest.raises(InputError, match="1 至 10"):
        put(date(2021, 1, 1), years=0)
    with pytest.raises(InputError, match="提前通知"):
        actions.set_charter(
            cast.county, by=SYSTEM, day=date(2021, 1, 1), approver="own", yearly_quota=1, term_years=5, notice_days=91
        )
    assert charter_of(cast.county) == second


def test_stage_rule_of_a_place_is_added_then_changed(cast: Cast) -> None:
    def put(at_least: int, path: str = "43/") -> StageRule:
        return actions.set_stage_rule(
            by=cast.actor("administrator"),
            path=path,
            stage="running",
            signal="activities",
            at_least=at_least,
            required=True,
            reason="省里要求",
        )

    assert put(3).pk == put(4).pk
    assert StageRule.objects.whole_network(reason=ALL).get(path="43/").at_least == 4
    with pytest.raises(ForbiddenError):
        put(3, path="")
    with pytest.raises(InputError, match="1 至 1000"):
        put(0)
