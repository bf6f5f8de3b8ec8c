"""Figures before an import, after it, and after it was undone."""

from datetime import date
from pathlib import Path

from tests.cast import CITY, Cast
from tests.intake.hands import imported, member, roster
from tongxin.figures import Desk, Question, Registry, Store
from tongxin.figures.reference import ReferenceEngine
from tongxin.intake import actions
from tongxin.kernel.scope import Scope
from tongxin.network.figures import FACTS, MEASURES, RETURN
from tongxin.network.queries.places import place_rows
from tongxin.returns.queries.numbers import fact_of

MEASURED = tuple(measure.code for measure in MEASURES)


def figures(folder: Path) -> dict[str, object]:
    registry = Registry(facts=(*FACTS, fact_of(RETURN)), measures=MEASURES, places=place_rows)
    snapshot = Store(folder).take(registry, alias="default")
    engine = ReferenceEngine(places=snapshot.register, records=snapshot.records)
    desk = Desk(registry=registry, snapshot=snapshot, engine=engine)
    asked = (Question(measure=code, place="430182", as_of=date(2022, 9, 26)) for code in MEASURED)
    return {question.measure: desk.figure(question, scope=Scope.everything()).value for question in asked}


def test_figures_grow_by_the_import_and_come_back_with_its_undoing(cast: Cast, tmp_path: Path) -> None:
    cast.join(cast.person("赵例零", mobile="13800138000"), cast.county)
    before, by = figures(tmp_path), cast.actor("registrar")
    lines = (member(name, f"1380013800{place}") for place, name in enumerate(("王例一", "李例二", "张例三"), start=1))
    batch = imported(roster(*lines), by=by, path=CITY)
    assert figures(tmp_path) == {**before, "network.members": 4}
    actions.undo_batch(batch, by=by, reason="试导入")
    assert figures(tmp_path) == before
    assert before["network.members"] == 1
