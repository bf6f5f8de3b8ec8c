"""The journal is append-only in the database too: an UPDATE of a line is refused whoever sends it."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER access_entry_append_only BEFORE UPDATE ON access_entry
BEGIN SELECT RAISE(ABORT, 'journal lines are never changed'); END
"""
POSTGRESQL = """
CREATE FUNCTION access_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'journal lines are never changed'; END $$;
CREATE TRIGGER access_entry_append_only BEFORE UPDATE ON access_entry
FOR EACH ROW EXECUTE FUNCTION access_entry_append_only()
"""
UNDO = {
    "sqlite": "DROP TRIGGER access_entry_append_only",
    "postgresql": "DROP TRIGGER access_entry_append_only ON access_entry; DROP FUNCTION access_entry_append_only()",
}


def protect(apps, schema_editor):
    schema_editor.execute({"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor], params=None)


def release(apps, schema_editor):
    schema_editor.execute(UNDO[schema_editor.connection.vendor], params=None)


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunPython(protect, release, elidable=False)]
