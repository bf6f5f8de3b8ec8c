"""Taking back by hand: every act of every life, from every state it is done in, leaves all tables as they were."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from tests.cast import SYSTEM, Cast, cast
from tests.intake.sheets import OWN
from tests.lives import SAMPLES
from tongxin.access.models import Entry
from tongxin.kernel.errors import TongxinError
from tongxin.lifecycle.life import Act, Life
from tongxin.lifecycle.lives import life_named, lives
from tongxin.lifecycle.taking_back import CODE, last_act, take_back_last


@pytest.fixture
def stage(db: None, settings: Any, tmp_path: Path) -> Cast:
    settings.TONGXIN_SNAPSHOTS = tmp_path / "snapshots"
    settings.TONGXIN_REPORTS = tmp_path / "reports"
    settings.TONGXIN_UPLOADS = tmp_path / "uploads"
    return cast()


def everything() -> dict[str, str]:
    """The raw rows of every table an act may write to, as hashes: places are many and no act of these changes one."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(one for one in tables if not one.startswith((*OWN, "network_place"))):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sha256(repr(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
    return found


PARTS = {code for life in lives() for code in life.parts}


def newest_of(record: Any) -> str:
    try:
        return last_act(record).code
    except TongxinError as error:
        return error.message


def outcome(life: Life, one: Act, record: Any, *, values: dict[str, Any]) -> str:
    """Do an act, take it back, and say what came of it; everything is undone afterwards."""
    before, told = everything(), Entry.objects.whole_network(reason="test").count()
    with transaction.atomic():
        try:
            with transaction.atomic():
                one.do(record, by=SYSTEM, **values)
        except TongxinError:
            return "not done"
        done = Entry.objects.whole_network(reason="test").count()
        if done == told:
            transaction.set_rollback(True)
            return "nothing written"
        newest = newest_of(record)
        if newest != life.name_of(one) and newest not in PARTS:
            transaction.set_rollback(True)
            return f"another: {newest}"
        try:
            with transaction.atomic():
                take_back_last(record, by=SYSTEM, reason="点错了")
        except TongxinError as error:
            came = error.message
        except Exception as error:
            import traceback

            came = f"BROKEN {error!r} " + traceback.format_exc()[-700:]
        else:
            lines = Entry.objects.whole_network(reason="test").order_by("id")[done:]
            after = everything()
            came = "back" if after == before else f"left {[name for name in after if after[name] != before[name]]}"
            if ({line.action for line in lines}, {line.reason for line in lines}) != ({CODE}, {"点错了"}):
                came += f" told {[line.action for line in lines]}"
        transaction.set_rollback(True)
    return came


@pytest.mark.slow
def test_every_act_is_taken_back_to_the_row_or_refused_in_words(stage: Cast) -> None:
    found: dict[str, str] = {}
    for code in sorted(SAMPLES):
        life, sample = life_named(code), SAMPLES[code]
        record = sample.make(stage)
        now = life.state(record)
        for one in life.acts:
            if one.from_ and now not in one.from_:
                now = one.from_[0]
                sample.put(record, now)
            record.refresh_from_db(from_queryset=type(record).objects.whole_network(reason="test"))
            values = sample.values_for(one.code, stage, record)
            found[life.name_of(one)] = outcome(life, one, record, values=values)
    Path("/tmp/k/moves_found.txt").write_text("\n".join(f"{name} {came}" for name, came in sorted(found.items())))
