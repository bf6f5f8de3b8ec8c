"""A process killed in the middle of an import leaves all or nothing on record, and the import can be done again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

import tongxin
from tests.cast import CITY, SYSTEM, Cast
from tests.intake.hands import count, handed_in, member, roster, state_of_the_tables
from tongxin.intake import actions
from tongxin.intake.models import Batch

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROWS = 500
SOURCE = Path(tongxin.__file__).parent.parent
SHARES = (0.0, 0.15, 0.35, 0.55, 0.75, 0.95)
APPLY = """
import sys
from django.conf import settings
import django
django.setup()
from pathlib import Path
from django.db import connection
name, number, uploads = sys.argv[1:]
settings.TONGXIN_UPLOADS = Path(uploads)
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
from tongxin.access.actor import Actor
from tongxin.intake import actions
from tongxin.intake.models import Batch
batch = Batch.objects.whole_network(reason="test").get(pk=number)
print("begun", flush=True)
actions.apply_batch(batch, by=Actor.system("试"))
print("done", flush=True)
"""


def begun(batch: Batch, uploads: Path) -> "subprocess.Popen[bytes]":
    """Start an import in a process of its own and return it when it begins to write."""
    connection.close()
    process = subprocess.Popen(
        [sys.executable, "-c", APPLY, str(connection.settings_dict["NAME"]), str(batch.pk), str(uploads)],
        stdout=subprocess.PIPE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tongxin.project.settings", "PYTHONPATH": str(SOURCE)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    return process


def ended(process: "subprocess.Popen[bytes]") -> None:
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def on_record() -> tuple[int, int]:
    return count("network.person"), count("network.membership")


def test_killed_import_leaves_all_or_nothing_and_can_be_done_again(cast: Cast, tmp_path: Path) -> None:
    lines = [member(f"王例{number}", f"138{number:08}", f"示例{number}公司") for number in range(ROWS)]
    batch = handed_in(roster(*lines), by=SYSTEM, path=CITY)
    before = state_of_the_tables()
    whole = begun(batch, tmp_path / "uploads")
    started = time.monotonic()
    ended(whole)
    took = time.monotonic() - started
    assert on_record() == (ROWS, ROWS)
    batch.refresh_from_db(from_queryset=Batch.objects.whole_network(reason="test"))
    actions.undo_batch(batch, by=SYSTEM, reason="再试")
    assert state_of_the_tables() == before
    killed = 0
    for share in SHARES:
        batch = handed_in(roster(*lines), by=SYSTEM, path=CITY)
        process = begun(batch, tmp_path / "uploads")
        time.sleep(took * share)
        process.send_signal(signal.SIGKILL)
        ended(process)
        batch.refresh_from_db(from_queryset=Batch.objects.whole_network(reason="test"))
        if batch.state == "previewed":
            killed += 1
            assert state_of_the_tables() == before
            actions.apply_batch(batch, by=SYSTEM)
        assert batch.state == "applied"
        assert on_record() == (ROWS, ROWS)
        actions.undo_batch(batch, by=SYSTEM, reason="再试")
        assert state_of_the_tables() == before
    assert killed >= 2
