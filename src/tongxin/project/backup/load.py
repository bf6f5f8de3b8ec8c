"""Rows of a backup into an empty database of either kind: the tables of then, the rows, then the tables of today."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tongxin.kernel.errors import UnavailableError
from tongxin.project.backup.dump import Progress
from tongxin.project.backup.tables import Row, Table, digests, known_migrations, tables_of

Rows = Callable[[str, int], Sequence[Row]]
"""Returns the rows of one part of a table."""
_Write = Callable[[Table, Sequence[Row]], None]
_NEWER: Final = "这份备份来自更新的版本（{0} {1}），请先升级程序再恢复。"


def require_known(migrations: Iterable[Sequence[str]]) -> None:
    """Raise `UnavailableError` where a backup was made by a newer program than this one."""
    known = known_migrations()
    for app, name in migrations:
        if (app, name) not in known and any(app == one for one, _ in known):
            raise UnavailableError(_NEWER.format(app, name))


def load(database: dict[str, Any], *, rows: Rows, progress: Progress) -> None:
    """Fill the database, which holds nothing yet, and bring it to the tables of this program.

    `database` is what the manifest says. Raises `UnavailableError` where what was loaded is not exactly what was dumped.
    """
    require_known(database["migrations"])
    progress("数据表", 0, 2)
    applied = [(str(app), str(name)) for app, name in database["migrations"]]
    _as_then(applied)
    progress("数据表", 1, 2)
    tables = tables_of(applied)
    with transaction.atomic():
        _clear(tables.values())
        for done, said in enumerate(database["tables"], start=1):
            _fill(_known(tables, said), said, rows=rows)
            progress("数据库", done, len(database["tables"]))
    _require_equal(database, tables)
    call_command("migrate", verbosity=0, interactive=False)
    progress("数据表", 2, 2)


def _as_then(migrations: list[tuple[str, str]]) -> None:
    """Apply exactly the migrations the backup was made under."""
    executor = MigrationExecutor(connection)
    graph, wanted = executor.loader.graph, set(migrations)
    leaves = [
        node
        for node in sorted(wanted & set(graph.nodes))
        if not any(child.key in wanted and child.key[0] == node[0] for child in graph.node_map[node].children)
    ]
    executor.migrate(leaves)


def _known(tables: dict[str, Table], said: dict[str, Any]) -> Table:
    table = tables.get(said["name"])
    if table is None or [list(one) for one in table.columns] != [list(one) for one in said["columns"]]:
        raise UnavailableError(
            f"备份里的数据表 {said['name'][:60]} 与它的版本不符，不能恢复；请用做备份的那一版程序恢复。"
        )
    return table


def _clear(tables: Iterable[Table]) -> None:
    """Empty what migrations put in; what forbids to delete steps aside for it."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        filled = []
        for table in tables:
            cursor.execute(f"SELECT 1 FROM {quote(table.name)} LIMIT 1")  # noqa: S608 - names are ours
            filled += [table.name] if cursor.fetchone() else []
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(filled))
            cursor.execute(
                f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%%BEFORE DELETE%%' AND tbl_name IN ({marks})",  # noqa: S608 - marks only
                filled,
            )
            guards = cursor.fetchall()
            before, after = [f"DROP TRIGGER {quote(name)}" for name, _ in guards], [sql for _, sql in guards]
        else:
            before = ["SET CONSTRAINTS ALL IMMEDIATE", *_triggers("DISABLE", filled), "SET CONSTRAINTS ALL DEFERRED"]
            cursor.execute(
                "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'A' AND tgrelid::regclass::text = ANY(%s)",
                [filled],
            )
            always = [
                f"ALTER TABLE {quote(name)} ENABLE ALWAYS TRIGGER {quote(one)}" for name, one in cursor.fetchall()
            ]
            enabled = [*_triggers("ENABLE", filled), *always]
            after = ["SET CONSTRAINTS ALL IMMEDIATE", *enabled, "SET CONSTRAINTS ALL DEFERRED"]
        for statement in (*before, *(f"DELETE FROM {quote(name)}" for name in filled), *after):  # noqa: S608 - as above
            cursor.execute(statement)


def _triggers(how: str, names: Iterable[str]) -> list[str]:
    return [f"ALTER TABLE {connection.ops.quote_name(name)} {how} TRIGGER USER" for name in names]


def _fill(table: Table, said: dict[str, Any], *, rows: Rows) -> None:
    write: _Write = _insert if connection.vendor == "sqlite" else _copy
    try:
        for number in range(len(said["parts"])):
            write(table, rows(table.name, number))
    except (DatabaseError, ValueError) as error:
        why = str(error).splitlines()[0][:120]
        raise UnavailableError(f"数据表 {table.name} 的内容装不进这个数据库（{why}），没有恢复。") from error
    if table.is_numbered:
        _go_on_from(table, int(said["last"]))


def _insert(table: Table, rows: Sequence[Row]) -> None:
    quote = connection.ops.quote_name
    named, marks = ", ".join(quote(name) for name, _ in table.columns), ", ".join(["%s"] * len(table.columns))
    _give_back_bytes(table, rows)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(table.name)} ({named}) VALUES ({marks})", rows)  # noqa: S608 - names are ours


def _copy(table: Table, rows: Sequence[Row]) -> None:
    quote = connection.ops.quote_name
    named = ", ".join(quote(name) for name, _ in table.columns)
    moments = [place for place, (_, kind) in enumerate(table.columns) if kind == "moment"]
    _give_back_bytes(table, rows)
    command = f"COPY {quote(table.name)} ({named}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            for place in moments:
                row[place] = row[place] and f"{row[place]}+00"
            copy.write_row(row)


def _give_back_bytes(table: Table, rows: Sequence[Row]) -> None:
    places = [place for place, (_, kind) in enumerate(table.columns) if kind == "bytes"]
    for row in rows if places else ():
        for place in places:
            row[place] = None if row[place] is None else bytes.fromhex(row[place])


def _go_on_from(table: Table, last: int) -> None:
    """Let the next row be numbered after all that were given out before."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT 1 FROM sqlite_sequence WHERE name = %s", [table.name])
            if cursor.fetchone() is None:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, 0)", [table.name])
            cursor.execute("UPDATE sqlite_sequence SET seq = MAX(seq, %s) WHERE name = %s", [last, table.name])
            return
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quote(table.name), table.key])
        sequence = cursor.fetchone()[0]
        if sequence is not None:
            cursor.execute(
                f"SELECT setval(%s, GREATEST(%s, (SELECT MAX({quote(table.key)}) FROM {quote(table.name)}), 1), "  # noqa: S608 - names are ours
                f"%s > 0 OR EXISTS (SELECT 1 FROM {quote(table.name)}))",
                [sequence, last, last],
            )


def _require_equal(database: dict[str, Any], tables: dict[str, Table]) -> None:
    """Read all of it again: every table must have the rows and the digest it had when it was dumped."""
    connection.check_constraints()
    with transaction.atomic():
        found = digests(connection, tables.values())
    for said in database["tables"]:
        if found[said["name"]] != (said["rows"], said["digest"]):
            raise UnavailableError(f"数据表 {said['name']} 装入后与备份不一致，没有恢复；请换一份备份。")
