"""What a capability gets from one folder and one line: pages, doors, figures, returns, reports, journal, demonstration."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import SYSTEM, Cast, cast
from tests.intake.programs import program
from tests.intake.sheets import read
from tests.lives import all_confirmed, visit_details
from tests.returns.stage import JUNE, locked, owes, stand_on
from tests.toy import actions
from tests.toy.models import Visit
from tests.toy.room import ROOM
from tongxin.access import journal
from tongxin.access.models import Entry
from tongxin.figures import Question, Store
from tongxin.intake import actions as intake
from tongxin.intake.door import every_door
from tongxin.intake.workbook import write_workbook
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.pages import timeline
from tongxin.network.actions.joint import decline_joint
from tongxin.network.queries.stages import standings
from tongxin.ports.desk import desk_over, registry
from tongxin.reports.patterns import Subject, pattern
from tongxin.returns.models import Restatement
from tongxin.returns.queries.numbers import numbers_of

pytestmark = pytest.mark.django_db
TYPED = {"title": "宁乡走访", "organiser": "宁乡市新的社会阶层人士联谊会", "day": "2021-06-10", "kind": "festival"}
ALL = "the test reads what was written"


@pytest.fixture
def stage(db: None) -> Cast:
    return cast()


@pytest.fixture
def secretary(stage: Cast) -> Client:
    return stage.client("secretary")


def only_visit() -> Visit:
    return Visit.objects.whole_network(reason=ALL).get()


def made(stage: Cast, *, day: date = date(2021, 6, 10), households: int = 5, **changes: Any) -> Visit:
    one = actions.plan_visit(by=SYSTEM, **visit_details(stage, day=day, **changes))
    return actions.make_visit(one, by=SYSTEM, households=households)


def test_visit_goes_from_entry_to_check_on_its_pages(stage: Cast, secretary: Client) -> None:
    assert "登记走访" in secretary.get("/visits/").content.decode()
    response = secretary.post("/visits/new/", TYPED)
    one = only_visit()
    assert response.url == f"/visits/{one.pk}/"
    page = secretary.get(f"/visits/{one.pk}/").content.decode()
    assert all(word in page for word in ("登记为已走访", "取消", "更正", "节日慰问", "已过期，请登记结果"))
    assert "复核" not in page
    assert secretary.post(f"/visits/{one.pk}/make/", {"households": "12"}).url == f"/visits/{one.pk}/"
    again = secretary.get(f"/visits/{one.pk}/make/")
    assert (again.status_code, f'href="/visits/{one.pk}/"' in again.content.decode()) == (409, True)
    assert secretary.post(f"/visits/{one.pk}/check/").status_code == 409  # she made it herself
    city = stage.client("city")
    assert "复核" in city.get(f"/visits/{one.pk}/").content.decode()
    assert city.post(f"/visits/{one.pk}/check/").url == f"/visits/{one.pk}/"
    assert (only_visit().state, only_visit().households) == ("checked", 12)
    said = [moment.what for moment in timeline(only_visit())]
    assert said == ["复核", "登记为已走访", "登记走访"]
    assert [entry.action for entry in journal.of(only_visit())] == [
        "toy.visit.check",
        "toy.visit.make",
        "toy.visit.plan",
    ]


def test_list_is_narrowed_sorted_and_exported(stage: Cast, secretary: Client) -> None:
    made(stage)
    made(stage, title="长沙走访", organiser=stage.city, day=date(2020, 6, 1))
    actions.plan_visit(by=SYSTEM, **visit_details(stage, title="还没去", day=date(2021, 7, 1)))
    province = stage.client("province")

    def titles(query: str) -> list[str]:
        page = province.get(f"/visits/{query}").content.decode()
        return [title for title in ("宁乡走访", "长沙走访", "还没去") if title in page]

    assert titles("") == ["宁乡走访", "长沙走访", "还没去"]
    assert titles("?year=2020") == ["长沙走访"]
    assert titles("?q=宁乡") == ["宁乡走访"]
    assert titles("?place=430182") == ["宁乡走访", "还没去"]
    assert titles("?state=overdue") == ["还没去"]
    assert titles("?state=made") == ["宁乡走访", "长沙走访"]
    assert titles("?kind=hardship") == []
    page = province.get("/visits/?sort=day").content.decode()
    assert page.index("长沙走访") < page.index("宁乡走访")
    assert "共 3 条" in page
    assert b"".join(province.get("/visits/?export=csv").streaming_content).decode("utf-8-sig").count("走访") >= 2
    assert titles("?state=nothing") == []


def test_neighbour_does_not_find_it_and_reader_may_not_write(stage: Cast) -> None:
    one = made(stage)
    assert stage.client("neighbour").get(f"/visits/{one.pk}/").status_code == 404
    assert stage.client("neighbour").post(f"/visits/{one.pk}/drop/", {"reason": "试"}).status_code == 404
    assert stage.client("stranger").get(f"/visits/{one.pk}/").status_code == 302
    assert stage.client("administrator").get(f"/visits/{one.pk}/correct/").status_code == 403
    assert len(journal.of(one)) == 2


def test_workbook_of_visits_comes_back_unchanged_and_changes_what_was_changed(stage: Cast) -> None:
    one, by = made(stage), stage.actor("province")
    file = io.BytesIO()
    write_workbook(file, [every_door()["visits"]], scope=by.scope, path="43/")
    batch = read(file.getvalue(), by=by, name="走访.xlsx")
    assert (batch.new, batch.changed, batch.unchanged, batch.errors) == (0, 0, 1, 0)
    text = f"记录编号,走访名称,主办单位,走访日期,类别,合办单位\n{one.pk},宁乡再走访,{stage.county.name},2021-06-10,节日慰问,\n,新走访,{stage.county.name},2021-06-11,困难帮扶,\n"
    batch = read(text.encode(), by=by, name="走访.csv", door="visits")
    assert (batch.new, batch.changed, batch.errors) == (1, 1, 0), batch.message
    intake.apply_batch(batch, by=by)
    assert sorted(Visit.objects.whole_network(reason=ALL).values_list("title", flat=True)) == ["宁乡再走访", "新走访"]


def test_programs_read_and_write_visits_by_the_same_form(stage: Cast) -> None:
    client = program(stage, "secretary")
    client.send("post", "visits", TYPED, status=201)
    assert [record["values"]["title"] for record in client.ask("visits?q=宁乡")["records"]] == ["宁乡走访"]
    assert client.ask("visits?q=长沙")["records"] == []


def test_figure_return_and_restatement_count_the_same_visits(stage: Cast, tmp_path: Path) -> None:
    one = made(stage, co_organisers=[stage.city])
    made(stage, title="另一次", households=7)
    actions.plan_visit(by=SYSTEM, **visit_details(stage, title="还没去", day=date(2021, 6, 20)))
    assert numbers_of("toy", [stage.county.pk], JUNE)[stage.county.pk] == {"toy.visits": 2, "toy.households": 12}
    desk = desk_over(Store(tmp_path).take(registry(), alias="default"))
    asked = Question(measure="toy.households", place="430182", period=JUNE)
    figure = desk.figure(asked, scope=Scope.everything())
    assert (figure.value, figure.evidence_count) == (12, 2)
    assert {row.page for row in desk.evidence(asked, scope=Scope.everything())} >= {f"/visits/{one.pk}/"}
    stand_on(date(2021, 8, 1))
    duty = owes(stage.county, kind="toy")
    done = locked(duty)
    details = visit_details(stage, day=date(2021, 7, 1))
    late = actions.plan_visit(by=SYSTEM, **visit_details(stage, title="补记", day=date(2021, 6, 2)))
    with pytest.raises(ConflictError, match="已锁定") as refusal:
        actions.make_visit(late, by=SYSTEM, households=1)
    assert refusal.value.field == "reason"
    actions.correct_visit(one, by=SYSTEM, reason="日期写错", **details)
    restated = Restatement.objects.whole_network(reason=ALL).get(of=done)
    assert (restated.before, restated.after) == (
        {"toy.visits": 2, "toy.households": 12},
        {"toy.visits": 1, "toy.households": 7},
    )
    assert restated.reason == "日期写错"


def test_activity_raises_the_stage_of_everybody_who_took_part(stage: Cast) -> None:
    all_confirmed(made(stage, co_organisers=[stage.city, stage.neighbour]))
    decline_joint(made(stage, title="没去", co_organisers=[stage.neighbour]), by=SYSTEM, reason="没有参加")
    made(stage, title="还没答复", co_organisers=[stage.neighbour])
    reached = standings([stage.county, stage.city, stage.neighbour], day=date(2021, 8, 1))
    activities = {
        pk: next(check.number for check in standing.checks if check.rule.signal == "activities")
        for pk, standing in reached.items()
    }
    assert activities == {stage.county.pk: 3, stage.city.pk: 1, stage.neighbour.pk: 1}


def test_report_says_what_visits_were_made(stage: Cast) -> None:
    from tongxin.kernel.places import Level

    subject = Subject(code="430000", name="湖南省", level=Level.PROVINCE, day_of=date(2021, 12, 31))
    body = pattern("summary").write(subject)
    assert "# 走访慰问\n{{estimate}}2021年走访{{toy.visits 430000 2021 exact}}。" in body
    assert ["toy.visits" in line for line in body.splitlines() if line.startswith("{{table ")].count(True) == 1


def test_capability_brings_its_words_sections_and_consents(stage: Cast, secretary: Client) -> None:
    from tongxin.ports.agreed import current_text, purposes

    assert ("visit", "走访") in purposes()
    assert current_text("visit").text == "同意走访时登门。"
    assert f"走访：{stage.county.name}" in secretary.get(f"/organisations/{stage.county.pk}/").content.decode()
    assert "走访" in {item.label for item in ROOM.menu}


def test_refused_acts_write_nothing(stage: Cast, secretary: Client) -> None:
    one = made(stage)
    before = Entry.objects.whole_network(reason=ALL).count()
    answers = {
        "wrong state": secretary.post(f"/visits/{one.pk}/drop/", {"reason": "不去了"}),
        "form of another act": secretary.post(f"/visits/{one.pk}/correct/", {"households": "3"}),
        "no such record": secretary.post("/visits/999999/drop/", {"reason": "不去了"}),
        "button asked as a page": secretary.get(f"/visits/{one.pk}/check/"),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "wrong state": 409, "form of another act": 400, "no such record": 404, "button asked as a page": 405,
    }  # fmt: skip
    assert Entry.objects.whole_network(reason=ALL).count() == before
    assert "现在是「已走访」，不能取消" in answers["wrong state"].content.decode()


def test_record_deleted_meanwhile_is_not_found(stage: Cast) -> None:
    one = actions.plan_visit(by=SYSTEM, **visit_details(stage))
    stale = Visit.objects.whole_network(reason=ALL).get(pk=one.pk)
    Visit.objects.whole_network(reason=ALL).filter(pk=one.pk).delete()
    from tongxin.kernel.errors import NotFoundError

    with pytest.raises(NotFoundError, match="已被删除"):
        actions.drop_visit(stale, by=SYSTEM, reason="不去了")
