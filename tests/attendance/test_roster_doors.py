"""One reader for page, programs and workbooks: a roster means the same wherever it is handed in."""

from typing import Any

import pytest

from tests.attendance.rosters.texts import TEXTS
from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.intake.hands import imported, rows_of, workbook
from tests.intake.programs import new_record, program
from tongxin.attendance import queries
from tongxin.attendance.rosters import read_roster
from tongxin.intake.preview import door_named
from tongxin.records.training.models import TrainingClass

DOOR = "training-classes"
DAYS = {"first_day": "2021-05-10", "last_day": "2021-05-12"}
LABELS = {
    "title": "培训班名称",
    "organiser": "主办单位",
    "first_day": "开班日期",
    "last_day": "结业日期",
    "kind": "类别",
    "roster": "结业名册",
}
SOUND = [name for name, pasted in TEXTS.items() if not pasted.faults]


@pytest.fixture
def stage(db: None, settings: Any, tmp_path: Any) -> Cast:
    settings.TONGXIN_UPLOADS = tmp_path / "uploads"
    return build()


def lines_of(title: str) -> list[tuple[str, str, int | None]]:
    one = TrainingClass.objects.whole_network(reason="test").get(title=title)
    return [(line.name, line.unit, line.days_attended) for line in queries.roster(one.occasion).order_by("id")]


def expected(name: str) -> list[tuple[str, str, int | None]]:
    return [(who, unit, days) for who, _, unit, days in TEXTS[name].lines]


def test_program_hands_in_what_the_page_would_read(stage: Cast) -> None:
    sender = program(stage, "secretary")
    for name in SOUND:
        values = new_record(door_named(DOOR), stage, **DAYS, title=name, roster=TEXTS[name].text)
        sender.send("post", DOOR, values, status=201)
        assert lines_of(name) == expected(name), name


def test_program_is_told_every_fault_at_once(stage: Cast) -> None:
    name = "超过天数和读不出"
    values = new_record(door_named(DOOR), stage, **DAYS, title=name, roster=TEXTS[name].text)
    told = str(program(stage, "secretary").send("post", DOOR, values, status=400))
    for fault in read_roster(TEXTS[name].text).faults:
        assert fault in told
    assert not TrainingClass.objects.whole_network(reason="test").exists()


def test_cell_of_a_workbook_is_read_like_the_box(stage: Cast) -> None:
    rows = [
        [name, stage.county.name, DAYS["first_day"], DAYS["last_day"], "集中培训", TEXTS[name].text.replace("\f", "\n")]
        for name in SOUND
    ]
    batch = imported(workbook({"培训班次": [list(LABELS.values()), *rows]}), by=SYSTEM, path="43/", door=DOOR)
    assert [row.kind for row in rows_of(batch)] == ["new"] * len(SOUND)
    for name in SOUND:
        assert lines_of(name) == expected(name), name
