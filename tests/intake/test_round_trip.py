"""What was handed out comes back: nothing changes by itself, one cell is one change."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.attendance.samples import coming
from tests.cast import CITY, COUNTY, SYSTEM, Cast
from tests.cast import cast as build
from tests.intake.hands import (
    COUNTY_HOME,
    cells_of,
    exported,
    handed_in,
    kinds_of,
    member,
    roster,
    rows_of,
    silent,
    state_of_the_tables,
    tallies,
    workbook,
)
from tests.intake.test_undoing import a_class
from tests.lives import activity_details, visit_details
from tests.records.contests import samples as contests
from tests.records.experts import samples as experts
from tests.records.factchecks.samples import claim_details, published_check
from tests.records.giving.samples import project_details, received_gift, use_details
from tests.records.produce.board_samples import listed_offer, waiting_wish
from tests.records.produce.samples import sold_round
from tests.records.proposals.samples import answer_details, call_details, delivered_paper
from tests.records.stories.samples import ROUTE, story_details
from tests.records.volunteering.samples import action, finished, task
from tests.shared import World, world_of
from tests.toy import actions as toy
from tongxin.attendance.registration import actions as registration
from tongxin.intake import actions, queries
from tongxin.intake.preview import door_named, doors
from tongxin.intake.uploads import Upload
from tongxin.intake.workbook import write_workbook
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.network import actions as network
from tongxin.network.models import Membership, Organisation, Person
from tongxin.records.activities import actions as activities
from tongxin.records.factchecks import actions as factchecks
from tongxin.records.giving import actions as giving
from tongxin.records.produce.rules.seasons import months_in
from tongxin.records.proposals import actions as proposals
from tongxin.records.stories import actions as stories
from tongxin.returns import actions as returns

READABLE = [name for name, door in doors().items() if door.model is not None]


def furnished() -> Cast:
    """Put something of every kind on record, with what is awkward in a cell."""
    cast = build()
    one = cast.join(cast.person("王例一", mobile="13800138001", unit="=1+1 公司"), cast.county)
    network.appoint_office(one, by=SYSTEM, title="president", begin=date(2021, 1, 1))
    cast.join(cast.person("李例二", code="430200"), cast.county)
    cast.applicant(cast.person("张例三"), cast.county)
    cast.base("示例一号", named=date(2020, 1, 1))
    cast.base("示例二号")
    toy.plan_visit(by=SYSTEM, **visit_details(cast))
    contests.sealed(cast, title="=赛事", co_organisers=[cast.city])
    contests.sheet(cast)
    occasion = coming(cast).occasion_id
    registration.register_by_staff(by=SYSTEM, occasion=occasion, name="=例报", mobile="13800138009", unit="报名单位")
    boxes = {"unit": "crate", "net_weight": 2500, "months": months_in("11-2月"), "producer": "cooperative"}
    listed_offer(cast, product="=黄桃", note="脆 甜", **boxes)
    waiting_wish(cast, is_group=True, price_most=0)
    one = experts.team(cast, aliases=["上市服务团"], co_organisers=[cast.city])
    experts.expert(one, experts.a_person(cast))
    experts.request(one, wished=date(2021, 5, 2))
    experts.held(one, firms=["=宁乡食品有限公司"], head_count=30, co_organisers=[cast.city])
    proposals.open_call(by=SYSTEM, **call_details(cast))
    proposals.record_answer(by=SYSTEM, proposal=delivered_paper(cast).title, **answer_details())
    stories.draft(
        by=SYSTEM, **story_details(cast, co_organisers=[cast.city], route=ROUTE, link="https://example.com/a?b=1")
    )
    factchecks.receive(by=SYSTEM, asker="=例问 某单位", **claim_details(cast))
    published_check(cast, title="=已发布", co_organisers=[cast.city], appeared=date(2021, 4, 30))
    giving.start_project(by=SYSTEM, **project_details(cast))
    giving.report_use(by=SYSTEM, gift=received_gift(cast).title, **use_details(cast))
    action(cast, head_count=40, head_evidence="estimate", head_low=35, head_high=45, hours=160)
    finished(action(cast), needed=1250)
    task(action(cast), begins=timezone.now().replace(second=0, microsecond=0))
    goods = {"form": "goods", "quantity": 20, "unit": "箱", "basis": "invoice", "valuer": "市红十字会"}
    received_gift(cast, restricted=True, **goods)
    sold_round(cast, series=cast.series("同心·助农"))
    large = cast.series("同心·助学")
    cast.series("同心·助学", organiser=cast.city, parent=large, end=date(2022, 1, 1))
    returns.assert_figure(
        by=SYSTEM,
        measure="training.classes",
        place=cast.county.place,
        first_day=date(2010, 1, 1),
        last_day=date(2010, 12, 31),
        value="3",
        denominator=None,
        source="《2010年工作总结》",
    )
    talk = activity_details(cast, base=cast.base("示例三号"), series=large, aliases=["沙龙"], online=True)
    nearly = {"head_count": 200, "head_evidence": "estimate", "head_low": 190, "head_high": 200, "head_first_time": 12}
    activities.register_activity(by=SYSTEM, **talk, **nearly)
    activities.register_activity(by=SYSTEM, **activity_details(cast, title="走进企业", kind="party"), head_count=9)
    activities.plan_activity(by=SYSTEM, **activity_details(cast, title="年会", last_day=date(2021, 5, 12)))
    a_class(cast)
    a_class(
        cast, title="又一班", co_organisers=[], field_days=(), first_day=date(2021, 6, 1), last_day=date(2021, 6, 1)
    )
    return cast


world = world_of(furnished)


@pytest.fixture
def cast(world: World[Cast], db: None, settings: Any, tmp_path: Path) -> Cast:
    """What `furnished` builds."""
    return world.given(settings, tmp_path)


@pytest.mark.parametrize("name", READABLE)
def test_records_handed_in_as_they_were_handed_out_change_nothing(cast: Cast, name: str) -> None:
    door = door_named(name)
    before = state_of_the_tables()
    batch = handed_in(exported([door], by=SYSTEM), by=SYSTEM, path="43/")
    assert batch.state == "previewed", batch.message
    assert batch.unchanged >= 1
    assert tallies(batch) == (0, 0, batch.unchanged, 0, 0), [queries.opened(row).remark for row in rows_of(batch)]
    assert state_of_the_tables() == before


def test_workbook_of_everything_changes_nothing_either(cast: Cast) -> None:
    batch = handed_in(exported(list(doors().values()), by=SYSTEM), by=SYSTEM, path="43/")
    assert batch.unchanged >= 10
    assert tallies(batch) == (0, 0, batch.unchanged, 0, 0)


def test_one_cell_edited_is_one_change_of_one_field(cast: Cast) -> None:
    door = door_named("members")
    sheets = cells_of(exported([door], by=SYSTEM))
    rows = sheets["会员"]
    line = next(row for row in rows if "李例二" in row)
    line[rows[0].index("工作单位")] = "示例二公司"
    batch = handed_in(workbook({"会员": rows}), by=SYSTEM, path="43/")
    assert tallies(batch) == (0, 1, 1, 0, 0)
    (changed,) = [row for row in rows_of(batch) if row.kind == "changed"]
    assert queries.opened(changed).changes == [["unit", "工作单位", "", "示例二公司"]]
    assert queries.opened(changed).remark == "工作单位：空 → 示例二公司"
    before = dict(Person.objects.whole_network(reason="test").values_list("name", "mobile_index"))
    actions.apply_batch(batch, by=SYSTEM)
    people = Person.objects.whole_network(reason="test")
    assert people.get(name="李例二").unit == "示例二公司"
    assert dict(people.values_list("name", "mobile_index")) == before


def test_record_changed_between_preview_and_import_stops_the_batch_and_is_named(cast: Cast) -> None:
    door = door_named("organisations")
    rows = cells_of(exported([door], by=SYSTEM))["组织"]
    number = next(line for line, row in enumerate(rows) if COUNTY_HOME in row)
    rows[number][rows[0].index("登记日期")] = "2018-01-05"
    rows.append(["", "丙示例联谊会", rows[number][2], "430182", "", "2020-01-01", "", "", ""])
    batch = handed_in(workbook({"组织": rows}), by=SYSTEM, path="43/")
    assert (batch.new, batch.changed) == (1, 1), [queries.opened(row).remark for row in rows_of(batch)]
    county = Organisation.objects.whole_network(reason="test").get(pk=cast.county.pk)
    values = {name: getattr(county, name) for name in ("name", "aliases", "kind", "place", "parent", "founded")}
    network.correct_organisation(county, by=SYSTEM, reason="补登", **values, registered=date(2019, 1, 5))
    before = state_of_the_tables()
    with pytest.raises(
        ConflictError, match=f"组织第 {number + 1} 行现在不能导入：记录在预览以后有人改过，请重新读取。整批都没有写入"
    ):
        actions.apply_batch(batch, by=SYSTEM)
    assert state_of_the_tables() == before


def test_record_that_went_out_of_scope_stops_the_batch(cast: Cast) -> None:
    rows = cells_of(exported([door_named("members")], by=SYSTEM))["会员"]
    rows[1][rows[0].index("工作单位")] = "示例九公司"
    batch = handed_in(workbook({"会员": rows}), by=SYSTEM, path="43/")
    membership = Membership.objects.whole_network(reason="test").get(pk=rows_of(batch)[0].record)
    network.end_membership(membership, by=SYSTEM, day=date(2022, 1, 1), ending="left")
    with pytest.raises(ConflictError, match="会员第 2 行现在不能导入：记录已不在您的权限范围内"):
        actions.apply_batch(batch, by=SYSTEM)


def test_record_number_of_another_place_is_an_error(cast: Cast) -> None:
    content = exported([door_named("members")], by=SYSTEM)
    batch = handed_in(content, by=cast.actor("neighbour"), path="43/4302/")
    said = [queries.opened(row).remark for row in rows_of(batch)]
    assert kinds_of(batch) == ["error"] * 2
    assert all("或不在您的权限范围内" in one for one in said)


def test_organisation_of_a_member_cannot_be_changed_by_workbook(cast: Cast) -> None:
    rows = cells_of(exported([door_named("members")], by=SYSTEM))["会员"]
    rows[1][rows[0].index("所在组织")] = "株洲市新的社会阶层人士联谊会"
    batch = handed_in(workbook({"会员": rows}), by=SYSTEM, path="43/")
    assert batch.changed + batch.errors == 1
    if batch.changed:
        with pytest.raises(ConflictError, match="请办理转会"):
            actions.apply_batch(batch, by=SYSTEM)


def test_doors_without_corrections_say_so(cast: Cast) -> None:
    label = door_named("zones").label
    rows = [["记录编号", "开发区代码", "开发区名称", "所在市州或县市区"], ["5", "430171", "长沙示例区", "430100"]]
    batch = handed_in(workbook({label: rows}), by=SYSTEM, path="43/")
    assert kinds_of(batch) == ["error"]


def test_template_without_lines_is_named(cast: Cast) -> None:
    stream = BytesIO()
    write_workbook(stream, [door_named("members")], scope=SYSTEM.scope, path=None)
    batch = handed_in(stream.getvalue(), by=SYSTEM, path="43/")
    assert tallies(batch) == (0, 0, 0, 0, 0)
    with pytest.raises(ConflictError, match="没有要新增或变更的内容"):
        actions.hand_up(batch, by=SYSTEM)


def statements(rows: int, *, first: int, by: Any) -> tuple[int, int, int]:
    """Return how many statements preview, import and undo of a roster of so many rows take."""
    lines = (member(f"王例{number}", f"138{first + number:08}", f"单位{number}") for number in range(rows))
    upload = Upload(name="x.xlsx", content=roster(*lines), door="members")
    batch = actions.receive_file(upload, by=by, path=CITY)
    with CaptureQueriesContext(connection) as read:
        actions.preview_file(batch, by=by, progress=silent)
    with CaptureQueriesContext(connection) as written:
        actions.apply_batch(batch, by=by)
    with CaptureQueriesContext(connection) as undone:
        actions.undo_batch(batch, by=by, reason="试")
    assert batch.new == rows
    return len(read), len(written), len(undone)


def test_statements_do_not_grow_with_the_roster(cast: Cast) -> None:
    by = cast.actor("registrar")
    assert statements(20, first=0, by=by) == statements(200, first=1000, by=by)


def test_unknown_door_is_named_with_those_there_are(cast: Cast) -> None:
    with pytest.raises(InputError, match=r"没有「fly」这种内容，可用的有：.*members"):
        handed_in(roster(member("王例一")), by=SYSTEM, path=COUNTY, door="fly")


def formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=")


def test_text_that_looks_like_a_formula_goes_out_as_text(cast: Cast) -> None:
    from zipfile import ZipFile

    content = exported([door_named("members")], by=SYSTEM)
    book = ZipFile(BytesIO(content))
    sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in sheet for sheet in sheets)
    assert any(formula(cell) for row in cells_of(content)["会员"] for cell in row)
