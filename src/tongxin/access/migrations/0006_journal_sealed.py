"""What people typed goes beside the lines of the journal; lines and seals are never changed, removed or replaced.

`release` and `protect` are the routine by which a table of the journal is emptied or rebuilt: by later migrations, and by
whoever has to empty a database of tests.
"""

import json
import re
from secrets import token_hex

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import tongxin.access.fields
from tongxin.kernel.chain import seal

CHUNK = 10_000
SEALED = ("access_entry", "access_seal")
KEPT = (*SEALED, "access_detail")  # of which the last may lose rows, one by one
UNIQUE = {"access_entry": ("id",), "access_seal": ("id", "number", "day", "seal"), "access_detail": ("id",)}
FUNCTION = """
CREATE OR REPLACE FUNCTION access_never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'journal lines are never changed'; END $$
"""
REFUSED = "SELECT RAISE(ABORT, 'journal lines are never changed');"
EARLIER = {
    "sqlite": ("DROP TRIGGER access_entry_append_only",),
    "postgresql": (
        "DROP TRIGGER access_entry_append_only ON access_entry", "DROP FUNCTION access_entry_append_only()",
    ),
}  # fmt: skip
TYPED = re.compile(
    r"(?:.*_)?(?:reason|note|notes|answer|message|remark|filename|file_name|paper|purpose|detail|decision)"
)
CODE = re.compile(r"[a-z_]{0,20}")
HIDDEN = ("（不记入日志）", "（另存）")
# Called by what somebody typed before: the name of a file, of an export, what a gift was used for.
CALLED = {"intake.batch": "导入批次", "access.job": "任务", "giving.use": "捐赠使用"}
TYPED_INTO = {"attendance.device": frozenset({"label"})}  # columns no pattern of names tells


def triggers(table):
    """Yield name and SQLite's definition of each trigger of a table."""
    deletes = table in SEALED
    yield f"{table}_no_update", f"BEFORE UPDATE ON {table} BEGIN {REFUSED} END"
    if deletes:
        yield f"{table}_no_delete", f"BEFORE DELETE ON {table} BEGIN {REFUSED} END"
    same = " OR ".join(f"{name} = NEW.{name}" for name in UNIQUE[table])
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # or REPLACE would remove a row without a word
    yield f"{table}_no_replace", f"BEFORE INSERT ON {table} WHEN {there} BEGIN {REFUSED} END"


def protecting(vendor):
    """Yield the statements that protect the journal."""
    if vendor == "sqlite":
        yield from (f"CREATE TRIGGER {name} {words}" for table in KEPT for name, words in triggers(table))
        return
    yield FUNCTION
    for table in KEPT:
        rows = "UPDATE OR DELETE" if table in SEALED else "UPDATE"
        for name, when in ((f"{table}_no_change", f"{rows} ON {table} FOR EACH ROW"),
                           (f"{table}_no_truncate", f"TRUNCATE ON {table} FOR EACH STATEMENT")):  # fmt: skip
            yield f"CREATE TRIGGER {name} BEFORE {when} EXECUTE FUNCTION access_never_changed()"
            yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"


def releasing(vendor):
    """Yield the statements that take the protection away."""
    for table in KEPT:
        if vendor == "sqlite":
            yield from (f"DROP TRIGGER {name}" for name, _ in triggers(table))
        else:
            yield from (f"DROP TRIGGER {table}_{name} ON {table}" for name in ("no_change", "no_truncate"))


def protect(apps, schema_editor):
    for statement in protecting(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def release(apps, schema_editor):
    for statement in releasing(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def release_earlier(apps, schema_editor):
    for statement in EARLIER[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def put_apart(apps, schema_editor):
    """Move what was typed so far: a line each is read, what one write said is kept once."""
    connection, known, last = schema_editor.connection, {}, 0
    while rows := chunk(connection, last):
        last, details, lines = rows[-1][0], [], []
        for number, path, at, kind, record, label, reason, before, after in rows:
            said, before, after = apart(kind, before, after)
            label = f"{CALLED[kind]} {record}" if kind in CALLED else label
            if (reason or said) and (at, reason, said) not in known:
                known[at, reason, said] = (len(known) + 1, token_hex(16))
                details.append((*known[at, reason, said], path, reason, said))
            detail, salt = known.get((at, reason, said), (None, ""))
            commitment = seal(salt, [reason, said]) if detail else ""
            if detail or kind in CALLED:
                lines.append((detail, commitment, label, before, after, number))
        write(connection, details, lines)
    if known and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('access_detail', 'id'), %s)", [len(known)])


def chunk(connection, last):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, path, at, record_type, record_id, record_label, reason, before, after FROM access_entry"
            " WHERE id > %s ORDER BY id LIMIT %s",
            [last, CHUNK],
        )
        return cursor.fetchall()


def apart(kind, before, after):
    """Return as JSON what was typed of the values before and after, and both as JSON without it."""
    values = {"before": json.loads(before), "after": json.loads(after)}
    said = {
        side: {
            name: value
            for name, value in own.items()
            if value
            and (TYPED.fullmatch(name) or name in TYPED_INTO.get(kind, ()))
            and value not in HIDDEN and not CODE.fullmatch(str(value))
        }
        for side, own in values.items()
    }
    said = {side: own for side, own in said.items() if own}
    if not said:
        return "", before, after
    kept = [json.dumps({**own, **dict.fromkeys(said.get(side, ()), HIDDEN[1])}) for side, own in values.items()]
    return json.dumps(said, ensure_ascii=False, sort_keys=True), *kept


def write(connection, details, lines):
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO access_detail (id, salt, path, reason, said) VALUES (%s, %s, %s, %s, %s)", details
        )
        if connection.vendor == "sqlite":
            cursor.executemany(
                "UPDATE access_entry SET detail_id = %s, commitment = %s, record_label = %s, before = %s, after = %s"
                " WHERE id = %s",
                lines,
            )
        elif lines:  # row by row takes PostgreSQL eight times as long
            cursor.execute(
                "UPDATE access_entry SET detail_id = new.detail, commitment = new.commitment, record_label = new.label,"
                " before = new.before::jsonb, after = new.after::jsonb FROM unnest(%s::bigint[], %s::text[], %s::text[],"
                " %s::text[], %s::text[], %s::bigint[]) AS new(detail, commitment, label, before, after, number)"
                " WHERE id = new.number",
                [list(column) for column in zip(*lines, strict=True)],
            )


class Migration(migrations.Migration):
    dependencies = [("access", "0005_scheduled_runs")]

    operations = [
        migrations.RunPython(release_earlier, elidable=False),
        migrations.CreateModel(
            name="Detail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", tongxin.access.fields.PathField(db_index=True, editable=False, max_length=40)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="原因")),
                ("said", models.TextField(blank=True, verbose_name="所写内容")),
                ("salt", models.CharField(max_length=32, verbose_name="盐")),
            ],
            options={
                "verbose_name": "操作原因",
            },
            managers=[
                ("unguarded", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", tongxin.access.fields.PathField(db_index=True, editable=False, max_length=40)),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="序号")),
                ("day", models.DateField(unique=True, verbose_name="封存到哪一天")),
                ("after", models.BigIntegerField(verbose_name="之后的行")),
                ("last", models.BigIntegerField(verbose_name="最后一行")),
                ("count", models.PositiveIntegerField(verbose_name="行数")),
                ("numbers", models.JSONField(default=list, verbose_name="行号")),
                ("marks", models.BinaryField(verbose_name="各行标记")),
                ("lines", models.CharField(max_length=64, verbose_name="各行的哈希")),
                ("previous", models.CharField(max_length=64, verbose_name="前一次封存")),
                ("seal", models.CharField(max_length=64, unique=True, verbose_name="封存值")),
                ("signature", models.TextField(verbose_name="签名")),
            ],
            options={
                "verbose_name": "日志封存",
            },
            managers=[
                ("unguarded", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="entry",
            name="commitment",
            field=models.CharField(blank=True, max_length=64, verbose_name="所写内容的承诺值"),
        ),
        migrations.AddField(
            model_name="entry",
            name="detail",
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="access.detail", verbose_name="所写内容"),
        ),
        migrations.RunPython(put_apart, elidable=False),
        migrations.RemoveField(model_name="entry", name="reason"),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(condition=models.Q(("detail__isnull", False)), fields=["detail"], name="access_entry_of_detail"),
        ),
        migrations.RunPython(protect, release, elidable=False),
    ]
