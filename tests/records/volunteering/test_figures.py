"""Actions and tasks in figures, on both engines; hours and 人次 are the action's."""

from tests.cast import SYSTEM
from tests.cast import cast as build
from tests.records.sheets import registry_of, told_once
from tests.records.volunteering.samples import action, finished, task
from tongxin.figures import Of, Question
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.addresses import with_page
from tongxin.records.volunteering import actions
from tongxin.records.volunteering.figures import EVENT, MEASURES, PARAGRAPHS, RETURN, TASK
from tongxin.returns.queries.numbers import fact_of

EVERYTHING = Scope.everything()


def tell() -> None:
    cast = build()
    one = action(cast, title="抗洪")
    finished(one, title="送水")
    finished(one, title="清淤")
    task_closed = task(one)
    actions.close_task(task_closed, by=SYSTEM, closing="by_others")
    actions.hold_action(one, by=SYSTEM, head_count=40, head_low=35, head_high=48, head_evidence="estimate", hours=160)
    action(cast, kind="epidemic", head_count=9, hours=20, organiser=cast.city)
    action(cast)  # called for alone
    cancelled = action(cast)
    actions.cancel_action(cancelled, by=SYSTEM, reason="雨停")


registry = registry_of(lambda: (with_page(EVENT), with_page(TASK), fact_of(RETURN)), MEASURES)
world, desk = told_once(tell, registry=registry)


def ask(desk, measure, place="430000", of=None):
    question = Question(measure=f"volunteering.{measure}", place=place, period=Period.year(2021), of=of)
    return desk.value(question, scope=EVERYTHING)


def test_figures_of_a_year(desk):
    found = {name: int(ask(desk, name).value) for name in ("actions", "person_times", "hours", "tasks_done", "helped")}
    assert found == {"actions": 2, "person_times": 49, "hours": 180, "tasks_done": 2, "helped": 12}
    county = [int(ask(desk, name, "430182").value) for name in ("actions", "person_times", "hours", "tasks_done")]
    assert county == [1, 40, 160, 2]
    assert int(ask(desk, "actions", "430200").value) == 0


def test_people_have_bounds(desk):
    question = Question(measure="volunteering.person_times", place="430000", period=Period.year(2021))
    found = desk.figure(question, scope=EVERYTHING).completeness.bounds
    assert (found.low, found.high) == (44, 57)


def test_kind_narrows_figures(desk):
    flood, epidemic = Of(subject="service_kind", id=4), Of(subject="service_kind", id=3)
    assert [int(ask(desk, "person_times", of=of).value) for of in (flood, epidemic)] == [40, 9]
    assert [int(ask(desk, "tasks_done", of=of).value) for of in (flood, epidemic)] == [2, 0]


def test_no_column_numbers_a_person():
    for fact in (EVENT, TASK):
        assert fact.person is None
        assert not {"claimant", "volunteer"} & {column.name for column in fact.columns}


def test_paragraphs_say_every_measure():
    class Told:
        name, time, day = "湖南省", "2021年", "截至2021年12月31日"

        def flow(self, measure, style="exact"):
            return f"<{measure}>"

    said = PARAGRAPHS[0].summary(Told())
    assert all(f"<{code}>" in said for code in RETURN.measures)
    assert "开展志愿服务<volunteering.actions>，参加<volunteering.person_times>" in PARAGRAPHS[1].bulletin(Told())
