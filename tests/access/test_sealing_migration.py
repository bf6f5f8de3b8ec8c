"""A journal written before it was sealed: what was typed in it goes beside the lines, and the first seal covers them."""

import json
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from tongxin.access import sealing, verifying
from tongxin.access.models import Detail, Entry
from tongxin.kernel.period import today

MIGRATION = import_module("tongxin.access.migrations.0006_journal_sealed")
ALL = "the test reads the whole journal"
LINES = [
    # record type, label, reason, before, after
    ("toy.visit", "走访一", "", {}, {"title": "走访一"}),
    ("toy.visit", "走访一", "覃小红来电", {"state": "a"}, {"state": "b", "cancel_reason": "覃小红病了"}),
    ("toy.visit", "走访二", "演示数据", {}, {"purpose": "contact", "note": ""}),
    ("toy.visit", "走访三", "演示数据", {}, {"name": "（不记入日志）"}),
    ("intake.batch", "第 9 批：覃小红.xlsx", "", {}, {"filename": "覃小红.xlsx", "notes": ["覃小红重复"]}),
    ("access.job", "导出：覃小红", "", {}, {}),
    ("giving.use", "给覃小红治病", "", {}, {"purpose": "给覃小红治病"}),
    ("attendance.device", "设备 9", "", {}, {"label": "覃小红的手机"}),
]


def put_in(number: int) -> None:
    """Write old lines by hand, in the table as it was."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO access_entry (path, at, actor, action, record_type, record_id, record_label, reason, before, after)"
            " VALUES ('43/', %s, '甲', 'x', %s, 9, %s, %s, %s, %s)",
            [
                (now, kind, label, reason, json.dumps(before), json.dumps(after))
                for _ in range(number)
                for kind, label, reason, before, after in LINES
            ],
        )


def as_it_was(change: Any) -> None:
    """Take the migration back, let the table be changed, and migrate again."""
    loader = MigrationLoader(connection)
    before = loader.project_state(("access", "0005_scheduled_runs"))
    migration = loader.get_migration("access", "0006_journal_sealed")
    for one in migration.operations:
        if isinstance(one, migrations.RunPython) and one.reverse_code is None:
            one.reverse_code = migrations.RunPython.noop
    with connection.schema_editor(atomic=True) as editor:
        migration.unapply(before.clone(), editor)
    with connection.schema_editor(atomic=True) as editor:
        vendor = connection.vendor
        earlier = import_module("tongxin.access.migrations.0002_journal_is_append_only")
        editor.execute({"sqlite": earlier.SQLITE, "postgresql": earlier.POSTGRESQL}[vendor], params=None)
    change()
    with connection.schema_editor(atomic=True) as editor:
        migration.apply(before.clone(), editor)


@pytest.mark.django_db(transaction=True)
def test_lines_written_before_are_put_apart_and_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MIGRATION, "CHUNK", 4)  # so that one write is read in two pieces
    as_it_was(lambda: put_in(2))
    lines = list(Entry.objects.whole_network(reason=ALL).select_related("detail").order_by("pk"))
    assert len(lines) == 16
    first, typed, demo, other, batch, job, use, device = lines[:8]
    assert (first.detail, first.commitment, first.reason, first.after) == (None, "", "", {"title": "走访一"})
    assert (typed.reason, typed.before, typed.after) == (
        "覃小红来电", {"state": "a"}, {"state": "b", "cancel_reason": Entry.APART},
    )  # fmt: skip
    assert typed.values[1] == {"state": "b", "cancel_reason": "覃小红病了"}
    assert demo.detail_id == other.detail_id == lines[10].detail_id
    assert demo.after == {"purpose": "contact", "note": ""}
    assert (batch.record_label, batch.after) == ("导入批次 9", {"filename": Entry.APART, "notes": Entry.APART})
    assert batch.values[1] == {"filename": "覃小红.xlsx", "notes": ["覃小红重复"]}
    assert (job.record_label, job.detail) == ("任务 9", None)
    assert (use.record_label, use.after, device.after) == (
        "捐赠使用 9",
        {"purpose": Entry.APART},
        {"label": Entry.APART},
    )
    assert all(line.commitment == line.detail.commitment for line in lines if line.detail)
    assert len(Detail.objects.whole_network(reason=ALL)) == 5
    _hold(lines)


def _hold(lines: list[Entry]) -> None:
    """The first seal covers them, and the next row typed gets a number of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (sealing, verifying):
            patch.setattr(module, "today", lambda: today() + timedelta(days=1))
        assert sealing.seal_journal().count == len(lines)
        assert verifying.verify_journal().lines == len(lines)
    Detail.objects.create(path="", reason="新", salt="1")
    assert Detail.objects.whole_network(reason=ALL).count() == 6
