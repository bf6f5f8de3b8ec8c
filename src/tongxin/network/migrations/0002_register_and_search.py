"""The division register, the search indexes, and the default checklists.

The index is an FTS5 table kept in step by triggers on SQLite, a generated column on PostgreSQL: both follow every write,
bulk inserts included. Django rebuilds a SQLite table when it alters one, and drops its triggers with it: a later migration
that alters one of these tables ends with `migrations.RunPython(index, ...)` of this module.
"""

from django.db import migrations

from tongxin.network.models import register

SEARCHED = ("network_person", "network_organisation", "network_base")

SQLITE = (
    "DROP TABLE IF EXISTS {table}_search",
    "CREATE VIRTUAL TABLE {table}_search USING fts5("
    "search_text, content='{table}', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "INSERT INTO {table}_search({table}_search) VALUES ('rebuild')",
    "CREATE TRIGGER {table}_search_insert AFTER INSERT ON {table} BEGIN "
    "INSERT INTO {table}_search(rowid, search_text) VALUES (new.id, new.search_text); END",
    "CREATE TRIGGER {table}_search_delete AFTER DELETE ON {table} BEGIN "
    "INSERT INTO {table}_search({table}_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END",
    "CREATE TRIGGER {table}_search_update AFTER UPDATE OF search_text ON {table} WHEN old.search_text <> new.search_text BEGIN "
    "INSERT INTO {table}_search({table}_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); "
    "INSERT INTO {table}_search(rowid, search_text) VALUES (new.id, new.search_text); END",
)
POSTGRESQL = (
    "ALTER TABLE {table} ADD COLUMN search_vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED",
    "CREATE INDEX {table}_search ON {table} USING gin (search_vector) WITH (fastupdate = off)",
)
UNDO = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS {table}_search_insert",
        "DROP TRIGGER IF EXISTS {table}_search_delete",
        "DROP TRIGGER IF EXISTS {table}_search_update",
        "DROP TABLE IF EXISTS {table}_search",
    ),
    "postgresql": ("ALTER TABLE {table} DROP COLUMN IF EXISTS search_vector",),
}
# Stage, signal, at least, required. Meetings and returns are asked for once the rooms that record them are installed.
DEFAULT_RULES = (
    ("set_up", "founded", 1, True),
    ("set_up", "registered", 1, True),
    ("running", "council_meetings", 1, False),
    ("running", "activities", 2, True),
    ("running", "returns", 1, False),
    ("thriving", "programmes", 3, True),
    ("thriving", "bases", 1, True),
    ("thriving", "joint_work", 1, True),
)
DEFAULT_CHECKLIST = ("有领导机构", "有工作队伍", "有活动场所", "有工作制度", "有经费保障", "有活动成效")


def _each(statements, schema_editor):
    for table in SEARCHED:
        for statement in statements:
            schema_editor.execute(statement.format(table=table), params=None)


def index(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    _each(UNDO[vendor], schema_editor)
    _each({"sqlite": SQLITE, "postgresql": POSTGRESQL}[vendor], schema_editor)


def drop_index(apps, schema_editor):
    _each(UNDO[schema_editor.connection.vendor], schema_editor)


def fill(apps, schema_editor):
    places, versions = (apps.get_model("network", name).objects for name in ("Place", "PlaceVersion"))
    register.load(places, versions)
    rule, line = (apps.get_model("network", name) for name in ("StageRule", "ChecklistLine"))
    rule._default_manager.bulk_create(
        rule(path="", stage=stage, signal=signal, at_least=at_least, required=required)
        for stage, signal, at_least, required in DEFAULT_RULES
    )
    line._default_manager.bulk_create(
        line(path="", text=text, position=position) for position, text in enumerate(DEFAULT_CHECKLIST, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]
    operations = [
        migrations.RunPython(index, drop_index, elidable=False),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
