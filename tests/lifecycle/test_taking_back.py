"""Taking back by hand: every act of every life, from every state it is done in, leaves all tables as they were."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.cast import SYSTEM, Cast, cast
from tests.intake.sheets import everything
from tests.lives import SAMPLES, states_of
from tongxin.access.models import Entry
from tongxin.kernel.errors import TongxinError
from tongxin.lifecycle.life import Act, Life
from tongxin.lifecycle.lives import life_named
from tongxin.lifecycle.taking_back import CODE, REFUSED, take_back_last

TOLD = ("access.entry", "access.detail", "intake.earliervalues")


@pytest.fixture
def stage(db: None, settings: Any, tmp_path: Path) -> Cast:
    settings.TONGXIN_SNAPSHOTS = tmp_path / "snapshots"
    settings.TONGXIN_REPORTS = tmp_path / "reports"
    settings.TONGXIN_UPLOADS = tmp_path / "uploads"
    return cast()


def records() -> Any:
    found = everything()
    return {name: rows for name, rows in found.items() if name not in TOLD}


def outcome(life: Life, one: Act, record: Any, *, values: dict[str, Any]) -> str:
    """Do an act, take it back, and say what came of it; everything is undone afterwards."""
    before = records()
    with transaction.atomic():
        try:
            with transaction.atomic():
                one.do(record, by=SYSTEM, **values)
        except TongxinError:
            return "not done"
        done = Entry.objects.whole_network(reason="test").count()
        try:
            with transaction.atomic():
                take_back_last(record, by=SYSTEM, reason="点错了")
        except TongxinError as error:
            came = error.message
        else:
            lines = Entry.objects.whole_network(reason="test").order_by("id")[done:]
            came = "back" if records() == before else "left something"
            assert {line.action for line in lines} == {CODE}
            assert {line.reason for line in lines} == {"点错了"}
        transaction.set_rollback(True)
    return came


def test_every_act_is_taken_back_to_the_row_or_refused_in_words(stage: Cast) -> None:
    found: dict[str, set[str]] = {}
    for code in sorted(SAMPLES):
        life, sample = life_named(code), SAMPLES[code]
        record = sample.make(stage)
        for state in states_of(code):
            sample.put(record, state)
            for one in life.acts:
                if one.from_ and state not in one.from_:
                    continue
                record.refresh_from_db(from_queryset=type(record).objects.whole_network(reason="test"))
                values = sample.values_for(one.code, stage, record)
                found.setdefault(life.name_of(one), set()).add(outcome(life, one, record, values=values))
    for name, came in sorted(found.items()):
        print(name, came)
    assert REFUSED
