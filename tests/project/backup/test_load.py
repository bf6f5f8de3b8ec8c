"""The database into a backup and back: the same rows, the same digests, and the product goes on from them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.attendance.cast import Cast, cast  # noqa: F401 - a fixture
from tests.project.backup.kit import new_key, new_store, silent
from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.models import Entry, Seal
from tongxin.kernel.errors import UnavailableError
from tongxin.network.models import Organisation, Person, Place
from tongxin.project.backup.dump import dump
from tongxin.project.backup.fingerprint import table_digests
from tongxin.project.backup.load import Rows, load, require_known
from tongxin.project.backup.store import Store
from tongxin.project.backup.tables import packed, unpacked

pytestmark = pytest.mark.django_db
SEEN = "test"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_store(tmp_path / "store", new_key())


def rows_of(store: Store, database: dict[str, Any]) -> Rows:
    parts = {table["name"]: table["parts"] for table in database["tables"]}
    return lambda table, number: unpacked(store.read(tuple(parts[table][number])))


def people() -> dict[str, tuple[str, str]]:
    return {one.name: (one.mobile, one.path) for one in Person.objects.whole_network(reason=SEEN)}


def guards() -> list[str]:
    """Return the triggers in force."""
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
        "postgresql": "SELECT tgname || CASE tgenabled WHEN 'A' THEN ' always' ELSE '' END FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgenabled <> 'D' ORDER BY tgname",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor])
        return [name for (name,) in cursor.fetchall()]


def forbid_deleting_places() -> None:
    """Guard a table that migrations fill, as those of the journal and of scans are guarded."""
    body = "BEFORE DELETE ON network_place"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"CREATE TRIGGER place_kept {body} BEGIN SELECT RAISE(ABORT, 'kept'); END")
            return
        cursor.execute(
            "CREATE FUNCTION place_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'kept'; END $$"
        )
        cursor.execute(f"CREATE TRIGGER place_kept {body} FOR EACH ROW EXECUTE FUNCTION place_kept()")


def test_database_comes_back_as_it_was_and_goes_on(cast: Cast, store: Store) -> None:  # noqa: F811 - the fixture
    person = cast.member("张三", mobile="13800138000")
    gone = cast.member("李四")
    with transaction.atomic():
        journal.write(person, by=Actor.system("布置"), action="person.add", path=person.path)
        gone.delete()
    marks = bytes(range(256))
    Seal(path="", number=1, day=date(2026, 1, 1), after=0, last=1, count=1, numbers=[[1, 1]], marks=marks).save()
    last = person.pk + 1
    forbid_deleting_places()
    known, before, guarded = people(), table_digests(), guards()
    assert {"place_kept", "attendance_scan_append_only"} <= set(guarded)
    database = dump(store, progress=silent)
    again = dump(store, progress=silent)
    assert database == again  # nothing changed, nothing is put in twice
    written = {one["name"]: one for one in database["tables"]}
    assert written["network_person"]["rows"] == 1
    assert b"13800138000" not in packed(rows_of(store, database)("network_person", 0))

    cast.member("王五", mobile="13900139000")
    Organisation.objects.whole_network(reason=SEEN).filter(pk=cast.city.pk).update(name="改过的名字")
    assert table_digests() != before
    load(database, rows=rows_of(store, database), progress=silent)

    assert table_digests() == before
    assert guards() == guarded
    assert people() == known == {"张三": ("13800138000", cast.county.path)}
    assert Entry.objects.whole_network(reason=SEEN).filter(action="person.add", record_id=person.pk).count() == 1
    assert bytes(Seal.objects.public().get().marks) == marks
    assert cast.member("赵六").pk > last  # no number is given twice, not even that of a row that is gone
    found = Organisation.objects.visible_to(cast.reader.scope).filter(pk=cast.city.pk).get()
    assert found.name == cast.city.name
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Entry.objects.whole_network(reason=SEEN).update(action="x")


def test_row_that_is_not_the_one_that_was_dumped_is_found(store: Store) -> None:
    database = dump(store, progress=silent)
    rows = rows_of(store, database)

    def changed(table: str, number: int) -> Any:
        found = [list(row) for row in rows(table, number)]
        if (table, number) == ("network_place", 0):
            found[0] = ["99" if value == found[0][1] else value for value in found[0]]
        return found

    with pytest.raises(UnavailableError, match="network_place 装入后与备份不一致"):
        load(database, rows=changed, progress=silent)
    assert Place.objects.exists()


def test_text_the_database_cannot_hold_is_said_with_its_table(store: Store) -> None:
    database = dump(store, progress=silent)
    with pytest.raises(UnavailableError, match=r"数据表 \w+ 的内容装不进这个数据库"), transaction.atomic():
        load(database, rows=lambda table, number: [[1]], progress=silent)


def test_backup_of_a_newer_program_and_one_of_other_tables_are_refused(store: Store) -> None:
    with pytest.raises(UnavailableError, match="更新的版本（access 0999_later）"):
        require_known([("access", "0001_initial"), ("access", "0999_later")])
    require_known([("an_app_that_was_removed", "0001_initial")])
    database = dump(store, progress=silent)
    database["tables"][0]["columns"] = [("id", "int"), ("novel", "text")]
    with pytest.raises(UnavailableError, match="与它的版本不符"):
        load(database, rows=rows_of(store, database), progress=silent)
