"""A scan is append-only in the database too: an UPDATE is refused whoever sends it, a DELETE before a year is over."""

from django.db import migrations

SQLITE = (
    """
CREATE TRIGGER attendance_scan_append_only BEFORE UPDATE ON attendance_scan
BEGIN SELECT RAISE(ABORT, 'scans are never changed'); END
""",
    """
CREATE TRIGGER attendance_scan_kept BEFORE DELETE ON attendance_scan
WHEN OLD.server_time > datetime('now', '-365 days')
BEGIN SELECT RAISE(ABORT, 'scans are kept for a year'); END
""",
)
POSTGRESQL = (
    """
CREATE FUNCTION attendance_scan_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'scans are never changed'; END $$;
CREATE TRIGGER attendance_scan_append_only BEFORE UPDATE ON attendance_scan
FOR EACH ROW EXECUTE FUNCTION attendance_scan_append_only()
""",
    """
CREATE FUNCTION attendance_scan_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'scans are kept for a year'; END $$;
CREATE TRIGGER attendance_scan_kept BEFORE DELETE ON attendance_scan
FOR EACH ROW WHEN (OLD.server_time > now() - interval '365 days') EXECUTE FUNCTION attendance_scan_kept()
""",
)
UNDO = {
    "sqlite": ("DROP TRIGGER attendance_scan_append_only", "DROP TRIGGER attendance_scan_kept"),
    "postgresql": (
        "DROP TRIGGER attendance_scan_append_only ON attendance_scan; DROP FUNCTION attendance_scan_append_only()",
        "DROP TRIGGER attendance_scan_kept ON attendance_scan; DROP FUNCTION attendance_scan_kept()",
    ),
}


def protect(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def release(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("attendance", "0005_checkin")]
    operations = [migrations.RunPython(protect, release, elidable=False)]
