"""The journal sealed: nothing of it is changed, removed or replaced, and where somebody did, the first gap is named."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.unsealed import MIGRATION, POSTGRESQL, run, unprotected
from tongxin.access import journal, keyring, rights, sealing, verifying
from tongxin.access.actor import Actor
from tongxin.access.models import Account, Detail, Entry, Seal
from tongxin.access.sealing import last_seal, seal_journal
from tongxin.access.verifying import verify_journal
from tongxin.intake.models import Batch
from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.kernel.period import chinese_date, today

pytestmark = pytest.mark.django_db
ALL = "the test reads the whole journal"
BY = Actor.system("测试")


@pytest.fixture(autouse=True)
def ring(settings: Any, tmp_path: Path) -> None:
    settings.TONGXIN_KEYRING = tmp_path / "signing"


@pytest.fixture
def account() -> Account:
    return Account.objects.create(username="记账人")


class Days:
    """Lets days pass: lines of today are those of yesterday, and of days before."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch, self.day = patch, today()

    def next(self, number: int = 1) -> None:
        self.day += timedelta(days=number)
        for module in (sealing, verifying):
            self.patch.setattr(module, "today", lambda: self.day)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    return Days(monkeypatch)


def tell(account: Account, *reasons: str) -> list[int]:
    for reason in reasons:
        journal.write(account, by=BY, action="test", path="", reason=reason)
    return list(lines().values_list("pk", flat=True))


def lines() -> Any:
    return Entry.objects.whole_network(reason=ALL).order_by("pk")


def sealed_twice(account: Account, days: Days) -> list[int]:
    tell(account, "", "一", "二")
    days.next()
    seal_journal()
    numbers = tell(account, "三", "")
    days.next()
    seal_journal()
    return numbers


def copied(table: str, *, replace: bool = False) -> str:
    verb = "INSERT OR REPLACE" if replace else "INSERT"
    return f"{verb} INTO {table} SELECT * FROM {table} WHERE id = (SELECT min(id) FROM {table})"


ATTEMPTS = [
    *(f"UPDATE {table} SET path = '43/'" for table in MIGRATION.KEPT),
    *(f"DELETE FROM {table}" for table in MIGRATION.SEALED),
    *(
        [f"TRUNCATE {table}" for table in MIGRATION.KEPT]
        if POSTGRESQL
        else [copied(table, replace=True) for table in MIGRATION.KEPT]
        + [f"UPDATE OR REPLACE {table} SET id = (SELECT min(id) FROM {table})" for table in MIGRATION.KEPT]
        + [f"{copied(table)} ON CONFLICT DO UPDATE SET path = '43/'" for table in MIGRATION.KEPT]
    ),
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_statement_changes_removes_or_replaces_a_line(account: Account, days: Days, attempt: str) -> None:
    sealed_twice(account, days)
    with pytest.raises(DatabaseError, match="never changed"):
        run(attempt)
    assert verify_journal() == verifying.Held(seals=2, lines=5, waiting=0)


@pytest.mark.skipif(not POSTGRESQL, reason="only PostgreSQL can be told to skip triggers")
def test_triggers_stand_while_a_copy_is_written(account: Account) -> None:
    tell(account, "一")
    with pytest.raises(DatabaseError, match="never changed"):
        run("SET LOCAL session_replication_role = replica", "DELETE FROM access_entry")


def test_what_was_typed_stands_beside_the_lines_of_one_write(account: Account) -> None:
    others = [Account.objects.create(username=f"第{number}人") for number in range(3)]
    with CaptureQueriesContext(connection) as told:
        journal.write(account, by=BY, action="test", path="")
    assert len(told) == 1
    with CaptureQueriesContext(connection) as told:
        journal.write(account, by=BY, action="test", path="", reason="重复登记")
    assert len(told) == 2
    with CaptureQueriesContext(connection) as told:
        journal.write_many(others, by=BY, action="test", path="", reason="换届")
    assert len(told) == 2
    details = Detail.objects.whole_network(reason=ALL)
    assert [one.reason for one in details.order_by("pk")] == ["重复登记", "换届"]
    assert [line.reason for line in lines()] == ["", "重复登记", "换届", "换届", "换届"]
    assert len({line.detail_id for line in lines()[2:]}) == 1
    first, second, third, *_ = lines()
    assert (first.detail_id, first.commitment) == (None, "")
    assert second.commitment == second.detail.commitment != third.commitment
    assert len(second.commitment) == 64


def test_many_typed_texts_are_written_in_one_go_and_each_line_keeps_its_own(account: Account) -> None:
    with CaptureQueriesContext(connection) as told, journal.together():
        tell(account, "一", "二", "", "一")
    assert len([one for one in told if "INSERT" in one["sql"]]) == 2
    assert [line.reason for line in lines()] == ["一", "二", "", "一"]
    assert [line.commitment == (line.detail.commitment if line.detail else "") for line in lines()] == [True] * 4


def test_values_people_type_and_the_name_of_their_file_stand_apart(account: Account) -> None:
    batch = Batch.objects.create(path="43/", filename="覃小红名单.xlsx", digest="1", actor="甲", reason="覃小红改名")
    journal.write(batch, by=BY, action="test", reason="覃小红来电")
    line = lines().get()
    assert (line.after["filename"], line.after["reason"], line.after["message"]) == (Entry.APART, Entry.APART, "")
    assert "覃小红" not in f"{line.before}{line.after}{line.record_label}"
    assert line.record_label == f"导入批次 {batch.pk}"
    _, after = line.values
    assert (after["filename"], after["reason"], after["digest"]) == ("覃小红名单.xlsx", "覃小红改名", "1")
    before = journal.values_of(batch)
    batch.reason = "写错"
    journal.write(batch, by=BY, action="test", before=before)
    changed = lines().last()
    assert (changed.before, changed.after) == ({"reason": Entry.APART}, {"reason": Entry.APART})
    assert changed.values == ({"reason": "覃小红改名"}, {"reason": "写错"})


def test_line_stays_sealed_after_what_was_typed_is_gone(account: Account, days: Days) -> None:
    sealed_twice(account, days)
    typed = lines()[1]
    Detail.objects.same_as(typed.detail).delete()
    assert verify_journal().lines == 5
    for again in (lines()[1], lines().select_related("detail")[1]):
        assert again.reason == Entry.ERASED
        assert again.values == (again.before, again.after)
    assert lines()[2].reason == "二"


def test_each_night_is_sealed_once_with_its_count_behind_the_one_before(account: Account, days: Days) -> None:
    begin = today()
    sealed_twice(account, days)
    assert seal_journal().number == 2
    first, second = Seal.objects.public().order_by("number")
    assert [(one.number, one.day, one.count) for one in (first, second)] == [
        (1, begin, 3), (2, begin + timedelta(days=1), 2),
    ]  # fmt: skip
    assert (first.after, first.previous, second.previous) == (0, "0" * 64, first.seal)
    assert first.last == second.after < second.last
    assert keyring.verify(second.signature, typ="journal-seal+jwt")["seal"] == second.seal
    assert last_seal() == f"{chinese_date(second.day)}第 2 号 {second.seal}"
    days.next(2)  # a night left out, and a night without a line
    third = seal_journal()
    assert (third.number, third.count, third.last, third.numbers) == (3, 0, second.last, [])
    assert verify_journal() == verifying.Held(seals=3, lines=5, waiting=0)


def test_only_whole_days_are_sealed(account: Account) -> None:
    tell(account, "今天")
    assert last_seal() == ""
    assert (seal_journal().count, verify_journal()) == (0, verifying.Held(seals=1, lines=0, waiting=1))


def test_runs_of_numbers() -> None:
    assert sealing.runs([]) == []
    assert sealing.runs([3, 4, 5, 8, 10, 11]) == [[3, 5], [8, 8], [10, 11]]


TAMPERED = {
    "changed": ("UPDATE access_entry SET actor = '别人' WHERE id = {1}", "第 {1} 行与封存时不符"),
    "changed value": ("UPDATE access_entry SET before = '{{\"a\": 1}}' WHERE id = {3}", "第 {3} 行与封存时不符"),
    "missing": ("DELETE FROM access_entry WHERE id = {0}", "缺少第 {0} 行"),
    "missing at the end": ("DELETE FROM access_entry WHERE id = {4}", "缺少第 {4} 行"),
    "typed anew": ("UPDATE access_detail SET reason = '改' WHERE reason = '二'", "第 {2} 行的原因与封存时不符"),
    "seal gone": ("DELETE FROM access_seal WHERE number = 1", "封存记录有缺口：缺少第 1 行"),
    "seal changed": ("UPDATE access_seal SET count = 9 WHERE number = 2", "第 2 行的内容被改动过"),
    "mark changed": ("UPDATE access_seal SET lines = '0' WHERE number = 2", "第 2 行的内容被改动过"),
    "signature": ("UPDATE access_seal SET signature = 'a.b.c' WHERE number = 2", "第 2 号封存的签名不对"),
    "other signature": (
        "UPDATE access_seal SET signature = (SELECT signature FROM access_seal WHERE number = 1) WHERE number = 2",
        "第 2 号封存的签名是为别的封存签的",
    ),
}  # fmt: skip


@pytest.mark.parametrize("done", TAMPERED)
def test_first_gap_is_named(account: Account, days: Days, done: str) -> None:
    numbers = sealed_twice(account, days)
    statement, sentence = (text.format(*numbers) for text in TAMPERED[done])
    with unprotected():
        run(statement)
    with pytest.raises(verifying.BrokenJournalError, match=sentence) as raised:
        verify_journal()
    assert raised.value.exit_status == 1
    with pytest.raises(CommandError) as told:
        call_command("journal", "verify")
    assert (str(told.value), told.value.returncode) == (raised.value.message, 1)


def test_line_put_in_later_is_named(account: Account, days: Days) -> None:
    numbers = sealed_twice(account, days)
    columns = ", ".join(one.column for one in Entry._meta.concrete_fields if one.name != "id")
    for gone, there in ((numbers[1], numbers[4]), (numbers[4], numbers[1])):
        with unprotected(), transaction.atomic():
            run(f"DELETE FROM access_entry WHERE id = {gone}")
            run("DELETE FROM access_seal")
            days.next()
            seal_journal()
            run(
                f"INSERT INTO access_entry (id, {columns}) SELECT {gone}, {columns} FROM access_entry WHERE id = {there}"
            )
        with pytest.raises(verifying.BrokenJournalError, match="缺少第" if gone == 0 else f"第 {gone} 行"):
            verify_journal()


def test_removed_last_seal_shows_by_the_lines_it_covered(account: Account, days: Days) -> None:
    numbers = sealed_twice(account, days)
    with unprotected():
        run("DELETE FROM access_seal WHERE number = 2")
    assert verify_journal().waiting == 2
    days.next()
    with pytest.raises(verifying.BrokenJournalError, match=f"第 {numbers[3]} 行.*起没有封存"):
        verify_journal()


def test_seals_made_anew_do_not_hold_the_value_on_paper(account: Account, days: Days) -> None:
    sealed_twice(account, days)
    on_paper = last_seal().split()[-1]
    assert verify_journal(printed=on_paper).seals == 2
    with unprotected():
        run("UPDATE access_entry SET actor = '别人'", "DELETE FROM access_seal")
    seal_journal()
    assert verify_journal().seals == 1
    with pytest.raises(verifying.BrokenJournalError, match="不是纸面所证明的那一份"):
        verify_journal(printed=on_paper)


def test_seals_that_leave_lines_out_are_refused(account: Account, days: Days) -> None:
    sealed_twice(account, days)
    last = Seal.objects.public().get(number=2)
    last.after += 1
    last.seal = sealing.chain.seal(last.previous, sealing.said_by(last))
    last.signature = keyring.sign(sealing.signed(last), typ=sealing.TYP)
    with unprotected():
        last.save()
    with pytest.raises(verifying.BrokenJournalError, match="没有从前一次封存的最后一行接着封"):
        verify_journal()


def test_two_who_seal_at_once_make_one_seal(account: Account, days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(account, "一")
    days.next()
    ready = sealing._sealed(None, day=days.day - timedelta(days=1))
    first = seal_journal()
    monkeypatch.setattr(sealing, "_sealed", lambda _newest, day: ready)
    days.next()
    assert seal_journal() == first
    assert Seal.objects.public().count() == 1


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_what_was_begun_yesterday_is_waited_for(account: Account, days: Days) -> None:
    days.next()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("INSERT INTO access_detail (path, reason, said, salt) VALUES ('', '', '', '')")
        with pytest.raises(UnavailableError, match="还没有结束"):
            seal_journal()
        cursor.execute("ROLLBACK")
    other.close()
    assert seal_journal().number == 1


def test_journal_of_today_cannot_be_verified_yet(account: Account) -> None:
    tell(account, "一")
    out = StringIO()
    call_command("journal", "verify", stdout=out)
    assert out.getvalue() == "操作日志还没有封存的行，另有 1 行待封存，还不能核验。\n"


def test_commands_say_what_they_did(account: Account, days: Days) -> None:
    tell(account, "一")
    days.next()
    out = StringIO()
    call_command("journal", "seal", stdout=out)
    call_command("journal", "verify", stdout=out)
    call_command("journal", "verify", printed=last_seal().split()[-1], stdout=out)
    said = out.getvalue().splitlines()
    assert said[0].endswith(f"第 1 号，1 行，{Seal.objects.public().get().seal}")
    assert said[1:] == ["操作日志完整：1 次封存，1 行，另有 0 行待封存。"] * 2


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite has no accounts")
def test_account_that_serves_only_adds_lines(account: Account, days: Days) -> None:
    sealed_twice(account, days)
    run("DROP ROLE IF EXISTS tongxin_serves", "CREATE ROLE tongxin_serves")
    out = StringIO()
    call_command("journal", "rights", "tongxin_serves", stdout=out)
    assert "tongxin_serves" in out.getvalue()
    for attempt in ATTEMPTS:
        with pytest.raises(DatabaseError, match="permission denied"):
            run("SET LOCAL ROLE tongxin_serves", attempt)
    with pytest.raises(DatabaseError, match="must be owner"):
        run("SET LOCAL ROLE tongxin_serves", "ALTER TABLE access_entry DISABLE TRIGGER ALL")
    with transaction.atomic():
        run("SET LOCAL ROLE tongxin_serves")
        tell(account, "四")
        Detail.objects.whole_network(reason=ALL).filter(reason="四").delete()
        days.next(-1)
        days.next(2)
        seal_journal()
        assert verify_journal().seals == 3
        run("RESET ROLE")
    with pytest.raises(InputError, match="超级用户"):
        rights.limit("tongxin")
    with pytest.raises(InputError, match="没有账号"):
        rights.limit("niemand")


@pytest.mark.skipif(POSTGRESQL, reason="PostgreSQL has accounts")
def test_rights_are_for_postgresql() -> None:
    with pytest.raises(InputError, match="SQLite"):
        rights.limit("tongxin")
