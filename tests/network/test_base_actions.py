from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import SYSTEM, Cast, found, place
from tongxin.access import journal
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.network import actions
from tongxin.network.life.register import BASE
from tongxin.network.models import Base, Plaque
from tongxin.network.models.bases import TRANSITIONS, State, naming_path
from tongxin.network.queries.bases import checklist, plaques, steps

ALL = "the test reads every row"
NAMED = date(2019, 6, 1)


def advance(base: Base, to: State, day: date, *, who: Any = SYSTEM, **paper: Any) -> Base:
    return actions.advance_base_state(base, by=who, to=to, day=day, **paper)


def offers(base: Base, by: Any) -> set[str]:
    return {one.code for one in BASE.offered(base, scope=by.scope)}


def details(base: Base, **changes: Any) -> Any:
    names = ("name", "aliases", "host", "association", "place", "level")
    return {**{name: getattr(base, name) for name in names}, **changes}


def test_base_is_applied_for_below_and_named_above(cast: Cast) -> None:
    base = actions.apply_for_base(
        by=cast.actor("secretary"),
        name="醴瓷荟",
        aliases=["醴瓷荟", "陶瓷基地"],
        host=cast.county,
        association=cast.county,
        place=place("430182"),
        level="prefecture",
        applied=date(2019, 1, 1),
        document="宁统〔2019〕1号",
    )
    assert base.aliases == ["陶瓷基地"]
    with pytest.raises(ForbiddenError):
        advance(base, State.REVIEWING, date(2019, 2, 1), who=cast.actor("secretary"))
    advance(base, State.REVIEWING, date(2019, 2, 1), who=cast.actor("city"), checked=("有工作队伍",))
    advance(base, State.NAMED, NAMED, who=cast.actor("city"), document="长统〔2019〕8号", valid_until=date(2022, 6, 1))
    assert (base.state, base.since, base.valid_until) == ("named", NAMED, date(2022, 6, 1))
    assert [(step.state, step.begin, step.end) for step in steps(base)] == [
        ("applied", date(2019, 1, 1), date(2019, 2, 1)),
        ("reviewing", date(2019, 2, 1), NAMED),
        ("named", NAMED, None),
    ]
    assert [step.document for step in steps(base)] == ["宁统〔2019〕1号", "", "长统〔2019〕8号"]
    assert steps(base)[1].checked == ["有工作队伍"]
    assert journal.of(base)[0].action == "network.base.named"


@given(st.lists(st.sampled_from(list(State)), max_size=12))
def test_table_of_steps_never_leads_out_of_itself(walk: list[State]) -> None:
    here = State.APPLIED
    for wish in walk:
        if wish in TRANSITIONS[here]:
            here = wish
    assert here in TRANSITIONS
    assert here not in TRANSITIONS[here]


@pytest.mark.parametrize(("state", "to"), [(a, b) for a in State for b in State if b not in TRANSITIONS[a]])
def test_step_the_table_does_not_know_is_refused(cast: Cast, state: State, to: State) -> None:
    base = cast.base("基地")
    Base.objects.whole_network(reason="the test puts the base into a state").filter(pk=base.pk).update(state=state)
    before = journal.of(base).count()
    with pytest.raises(ConflictError, match=f"现在是「{state.label}」，不能{BASE.act(to).label}"):
        advance(base, to, date(2020, 1, 1), reason="x")
    base.refresh_from_db(from_queryset=Base.objects.whole_network(reason=ALL))
    assert (base.state, journal.of(base).count(), steps(base).count()) == (state, before, 1)


@pytest.mark.parametrize(("state", "to"), [(a, b) for a in State for b in TRANSITIONS[a]])
def test_step_the_table_knows_is_one_act_of_one_side_and_one_line(cast: Cast, state: State, to: State) -> None:
    base = cast.base("基地")
    Base.objects.whole_network(reason="the test puts the base into a state").filter(pk=base.pk).update(state=state)
    base.refresh_from_db(from_queryset=Base.objects.whole_network(reason=ALL))
    mine, others = ("secretary", "city") if to in (State.APPLIED, State.WITHDRAWN) else ("city", "secretary")
    offered = {who: to in offers(base, cast.actor(who)) for who in (mine, "city", "neighbour", "administrator")}
    assert offered == {mine: True, "city": True, "neighbour": False, "administrator": False}
    for who in {others, "neighbour", "administrator"} - {"city"}:
        with pytest.raises(ForbiddenError):
            advance(base, to, date(2020, 1, 1), who=cast.actor(who), reason="x")
    before = journal.of(base).count()
    advance(base, to, date(2020, 1, 1), who=cast.actor(mine), reason="x")
    line, *_ = journal.of(base)
    assert (line.action, line.reason, line.after["state"]) == (f"network.base.{to.value}", "x", to)
    assert journal.of(base).count() == before + 1


def test_validity_lasts_through_recheck_and_ends_with_revocation(cast: Cast) -> None:
    base = cast.base("基地", named=NAMED)
    advance(base, State.RECHECKING, date(2020, 1, 1))
    advance(base, State.NAMED, date(2020, 2, 1), valid_until=date(2023, 1, 1))
    advance(base, State.RECHECKING, date(2021, 1, 1))
    advance(base, State.RECTIFYING, date(2021, 2, 1), reason="场地不足")
    assert base.valid_until == date(2023, 1, 1)
    advance(base, State.REVOKED, date(2021, 6, 1), reason="整改不到位")
    assert base.valid_until is None
    assert journal.of(base)[0].reason == "整改不到位"


@pytest.mark.parametrize("to", [State.REVOKED, State.WITHDRAWN])
def test_ending_a_naming_needs_a_reason(cast: Cast, to: State) -> None:
    with pytest.raises(InputError, match="原因"):
        advance(cast.base("基地", named=NAMED), to, date(2021, 1, 1))


def test_days_run_forward(cast: Cast) -> None:
    base = cast.base("基地", named=NAMED)
    with pytest.raises(InputError, match="2019年6月1日"):
        advance(base, State.RECHECKING, date(2019, 5, 31))
    advance(base, State.RECHECKING, date(2020, 5, 31))
    with pytest.raises(InputError, match="有效期"):
        advance(base, State.NAMED, date(2020, 6, 1), valid_until=date(2020, 6, 1))


@pytest.mark.parametrize(
    ("code", "level", "path"),
    [
        ("430182", "province", "43/"),
        ("430182", "prefecture", "43/4301/"),
        ("430182", "county", "43/4301/430182/"),
        ("429004", "county", "42/429004/"),
        ("429004", "province", "42/"),
        ("430100", "prefecture", "43/4301/"),
    ],
)
def test_naming_belongs_to_the_level_above(cast: Cast, code: str, level: str, path: str) -> None:
    assert naming_path(cast.base("基地", code, level=level)) == path


@pytest.mark.parametrize(("code", "level"), [("430100", "county"), ("430000", "prefecture"), ("429004", "prefecture")])
def test_level_the_place_has_not_is_refused(cast: Cast, code: str, level: str) -> None:
    with pytest.raises(InputError, match="命名级别"):
        cast.base("基地", code, level=level)


def test_correction_of_a_base(cast: Cast) -> None:
    base = cast.base("基地")
    by = cast.actor("secretary")
    actions.correct_base(base, by=by, reason="更名", **details(base, name="陶瓷基地", level="province"))
    assert (base.name, base.level) == ("陶瓷基地", "province")
    with pytest.raises(InputError, match="所在地区不能更正"):
        actions.correct_base(base, by=by, reason="x", **details(base, place=place("430200")))
    with pytest.raises(InputError, match="基地名称"):
        actions.correct_base(base, by=by, reason="x", **details(base, name=" "))
    named = cast.base("基地二", named=NAMED)
    with pytest.raises(InputError, match="命名级别"):
        actions.correct_base(named, by=by, reason="x", **details(named, level="county"))
    with pytest.raises(ConflictError, match="同名基地"):
        actions.correct_base(named, by=by, reason="x", **details(named, name="陶瓷基地"))


def test_base_is_not_moved_to_a_host_that_was_closed_before(cast: Cast) -> None:
    base = cast.base("瓷基地")
    closed = found("停业公司", "430182", kind="firm")
    actions.close_organisation(closed, by=SYSTEM, day=base.since, reason="注销")
    with pytest.raises(InputError, match=r"停业公司.*已注销，不能作为依托单位") as refusal:
        actions.correct_base(base, by=SYSTEM, reason="更正", **details(base, host=closed))
    assert refusal.value.field == "host"
    other = found("在业公司", "430182", kind="firm")
    assert actions.correct_base(base, by=SYSTEM, reason="更正", **details(base, host=other)).host == other


def test_plaques_hang_and_come_down(cast: Cast) -> None:
    base = cast.base("基地", named=NAMED)
    by = cast.actor("secretary")
    plaque = actions.hang_plaque(base, by=by, title="实践创新基地", awarded_by="市委统战部", begin=NAMED)
    actions.hang_plaque(base, by=by, title="教学点", awarded_by="社会主义学院", begin=NAMED)
    actions.take_down_plaque(plaque, by=by, end=date(2021, 1, 1), reason="换新")
    assert [(one.title, one.end) for one in plaques(base)] == [("实践创新基地", date(2021, 1, 1)), ("教学点", None)]
    with pytest.raises(ConflictError, match="现在是「已摘牌」，不能登记摘牌"):
        actions.take_down_plaque(plaque, by=by, end=date(2021, 1, 1), reason="换新")
    with pytest.raises(InputError, match="牌匾名称"):
        actions.hang_plaque(base, by=by, title=" ", awarded_by="x", begin=NAMED)
    assert Plaque.objects.visible_to(cast.actor("neighbour").scope).count() == 0


def test_checklist_line_of_the_nearest_place_wins(cast: Cast) -> None:
    by = cast.actor("administrator")
    assert [line.text for line in checklist("43/4301/")][:2] == ["有领导机构", "有工作队伍"]
    for text in ("有党组织", "有党建联络员"):
        actions.set_checklist_line(by=by, path="43/", position=1, text=text, active=True, reason="省里要求")
    actions.set_checklist_line(by=by, path="43/", position=2, text="有工作队伍", active=False, reason="省里要求")
    assert [line.text for line in checklist("43/4301/")][:2] == ["有党建联络员", "有活动场所"]
    assert checklist("44/")[0].text == "有领导机构"
    with pytest.raises(InputError, match="次序"):
        actions.set_checklist_line(by=by, path="43/", position=0, text="x", active=True, reason="x")


def test_host_may_be_any_organisation(cast: Cast) -> None:
    village = found("某村集体", "430281", kind="village")
    base = actions.apply_for_base(
        by=SYSTEM, name="助农基地", aliases=[], host=village, association=None, place=village.place, level="county",
        applied=date(2020, 1, 1),
    )  # fmt: skip
    assert base.association is None
