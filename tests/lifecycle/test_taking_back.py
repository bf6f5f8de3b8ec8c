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
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act, Life
from tongxin.lifecycle.lives import life_named
from tongxin.lifecycle.taking_back import CODE, REFUSED, last_act, take_back_last


@pytest.fixture
def stage(db: None, settings: Any, tmp_path: Path) -> Cast:
    settings.TONGXIN_SNAPSHOTS = tmp_path / "snapshots"
    settings.TONGXIN_REPORTS = tmp_path / "reports"
    settings.TONGXIN_UPLOADS = tmp_path / "uploads"
    return cast()


REFUSALS = {
    # a ledger is never shortened
    "giving.gift.check", "giving.gift.give_back", "giving.gift.receive", "giving.gift.reverse", "giving.gift.use",
    "giving.match.undo", "giving.use.correct", "giving.use.void",
    # a row went, or what was erased
    "attendance.registration.cancel", "network.application.admit", "contests.contest.rounds", "contests.entry.entrants", "intake.discard",
    "network.application.decline", "produce.offer.withdraw",
    # two became one
    "network.firm_merge.accepted", "network.merge.accepted",
}  # fmt: skip
ELSEWHERE = {
    "attendance.session.remove": "这条日程刚才已被删除，请返回列表刷新后再看。",
    "claims.check.delete": "这条核对刚才已被删除，请返回列表刷新后再看。",
    "claims.phrase.delete": "这条说法刚才已被删除，请返回列表刷新后再看。",
    # they leave a line about another record alone, and are taken back there
    "contests.contest.certify": "another: contests.contest.award",
    "experts.talk.unlist": "another: experts.talk.hold",
    "intake.apply": "left ['attendance_occasion', 'attendance_participation', 'attendance_session', 'training_trainingclass']",
    "produce.round.match": "another: produce.round.put_up",
    "reports.copy": "another: reports.start",
}


IDLE = ("nothing written", "not done")


def never(one: Act) -> bool:
    return bool(one.lasting) or one.verb in (Verb.PUBLISH, Verb.ADMINISTER)


def everything() -> dict[str, str]:
    """The raw rows of every table an act may write to, as hashes: places are many and no act of these changes one."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(one for one in tables if not one.startswith((*OWN, "network_place"))):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sha256(repr(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
    return found


def another(record: Any, *, after: int) -> str:
    """Return what would be taken back where that is not what was written after the first lines, else nothing."""
    try:
        last = last_act(record)
    except TongxinError as error:
        return error.message
    first = Entry.objects.whole_network(reason="test").order_by("id")[after]
    return "" if last.lines[-1].pk >= first.pk else last.code


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
        if other := another(record, after=told):
            transaction.set_rollback(True)
            return f"another: {other}"
        try:
            with transaction.atomic():
                take_back_last(record, by=SYSTEM, reason="点错了")
        except TongxinError as error:
            came = error.message
        else:
            lines = Entry.objects.whole_network(reason="test").order_by("id")[done:]
            after = everything()
            came = "back" if after == before else f"left {[name for name in after if after[name] != before[name]]}"
            if ({line.action for line in lines}, {line.reason for line in lines}) != ({CODE}, {"点错了"}):
                came += f" told {[line.action for line in lines]}"
        transaction.set_rollback(True)
    return came


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_every_act_is_taken_back_to_the_row_or_refused_in_words(stage: Cast, code: str) -> None:
    found: dict[str, str] = {}
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
    names = {name for name, came in found.items() if came not in IDLE}
    refused = {name for name, came in found.items() if came.startswith(REFUSED)}
    others = {name: came for name, came in found.items() if came in ELSEWHERE.values()}
    assert others == {name: came for name, came in ELSEWHERE.items() if name in names}
    assert refused == names & (REFUSALS | {life.name_of(one) for one in life.acts if never(one)})
    assert {found[name] for name in names - refused - others.keys()} <= {"back"}
