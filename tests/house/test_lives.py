"""Every state, act and role of every life: allowed exactly where it is offered, one journal line, nothing when refused."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction

from tests.cast import SYSTEM, Cast, cast
from tests.lives import SAMPLES, states_of
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, TongxinError
from tongxin.lifecycle.addresses import DETAIL, LIST
from tongxin.lifecycle.life import Act, Life
from tongxin.lifecycle.lives import act_named, life_named, lives, words

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tongxin"
WHO = ("province", "city", "registrar", "neighbour", "secretary", "member", "administrator", "stranger")
GONE = "deleted"
WITH_ACTS = sorted(code for code in SAMPLES)


@pytest.fixture
def stage(db: None, settings: Any, tmp_path: Path) -> Cast:
    settings.TONGXIN_SNAPSHOTS = tmp_path / "snapshots"
    settings.TONGXIN_REPORTS = tmp_path / "reports"
    settings.TONGXIN_UPLOADS = tmp_path / "uploads"
    return cast()


def asked(query: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:  # as plain as can be: eleven thousand acts are tried
        cursor.execute(query, values)
        return cursor.fetchall()


LAST = f"SELECT max(id) FROM {Entry._meta.db_table}"
LATER = f"SELECT record_type, record_id, action FROM {Entry._meta.db_table} WHERE id > %s ORDER BY id"


def outcome(life: Life, one: Act, record: Any, *, by: Any, values: dict[str, Any]) -> str:
    """Do an act and take it back; say what came of it and check the journal."""
    ((last,),) = asked(LAST)
    with transaction.atomic():
        try:
            with transaction.atomic():
                one.do(record, by=by, **values)
        except (ForbiddenError, ConflictError) as error:
            assert not asked(LATER, last), f"{life.name_of(one)} was refused and told all the same"
            return type(error).__name__
        this = (record._meta.label_lower, record.pk)
        told = [action for *about, action in asked(LATER, last) if tuple(about) == this]
        own = {life.name_of(act) for act in life.acts}  # an act may include another one: a transfer ends a membership
        assert told in ([], *([name] for name in own)), f"{life.name_of(one)} tells {told}"
        transaction.set_rollback(True)
    again(record)
    return "done"


def state_after(life: Life, one: Act, record: Any, *, by: Any, values: dict[str, Any]) -> str:
    """Do an act and take it back; return the state it led to, or the sentence of its refusal."""
    try:
        with transaction.atomic():
            one.do(record, by=by, **values)
            again(record)
            transaction.set_rollback(True)
            return life.state(record)
    except TongxinError as error:
        return error.message
    except ObjectDoesNotExist:
        return GONE


def again(record: Any) -> None:
    record.refresh_from_db(from_queryset=type(record).objects.whole_network(reason="the test reads a record anew"))


def test_every_life_with_acts_has_a_sample() -> None:
    without = {life.code for life in lives() if life.acts} - set(SAMPLES)
    assert not without, f"add a Sample to tests/lives.py for {sorted(without)}"


@pytest.mark.slow
def test_every_act_is_done_exactly_where_it_is_offered(stage: Cast) -> None:
    wrong: list[str] = []
    for code in WITH_ACTS:
        life, sample = life_named(code), SAMPLES[code]
        record = sample.make(stage)
        for state in states_of(code):
            sample.put(record, state)
            for who in WHO:
                by = stage.actor(who)
                again(record)
                offered = life.offered(record, scope=by.scope, account=by.account_id)
                for one in life.acts:
                    values = sample.values_for(one.code, stage, record)
                    came = outcome(life, one, record, by=by, values=values)
                    if one in offered:
                        expected = "done"
                    else:
                        right = life.permits(one, record, scope=by.scope, account=by.account_id)
                        expected = "ConflictError" if right else "ForbiddenError"
                    if came != expected:
                        wrong.append(f"{life.name_of(one)} from {state or '-'} by {who}: {came}, expected {expected}")
    assert not wrong, "\n".join(wrong)


def test_every_act_leads_to_the_state_it_names_or_leaves_the_state_as_it_is(stage: Cast) -> None:
    wrong: list[str] = []
    for code in WITH_ACTS:
        life, sample = life_named(code), SAMPLES[code]
        record = sample.make(stage)
        for one in life.acts:
            for state in one.from_ or states_of(code):
                sample.put(record, state)
                values = sample.values_for(one.code, stage, record)
                came = state_after(life, one, record, by=SYSTEM, values=values)
                if came not in (one.to or (state, GONE)):
                    wrong.append(f"{life.name_of(one)} from {state} leads to {came}")
    assert not wrong, "\n".join(wrong)


def test_every_action_named_in_the_source_has_a_life_or_a_word() -> None:
    known, missing = words(), []
    for path in SOURCE.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"(?<![\w.])act\(\s*f?\"([a-z_.]+)\"", text):
            try:
                act_named(name)
            except LookupError:
                missing.append(f"{path.relative_to(SOURCE)}: act {name}")
        told = re.findall(r"\baction=\"([a-z_]+\.[a-z_.]+)\"", text)
        missing += [f"{path.relative_to(SOURCE)}: {name} has no word" for name in told if name not in known]
    assert not missing, "\n".join(missing)


def test_no_act_is_called_like_a_page() -> None:
    taken = [life.name_of(one) for life in lives() for one in life.every_act() if one.code in (LIST, DETAIL)]
    assert not taken, f"these addresses are other pages already: {taken}"


def test_states_of_an_act_are_states_of_its_life() -> None:
    for life in lives():
        known = set(states_of(life.code))
        for one in life.every_act():
            assert {*one.from_, *one.to} <= known, life.name_of(one)
