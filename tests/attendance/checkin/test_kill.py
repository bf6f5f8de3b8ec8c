"""A server killed while it takes batches: what it acknowledged is there, sent again nothing is doubled, all get in."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

import tongxin
from tests.attendance.checkin.hall import Hall, hall, rows
from tests.cast import cast as build
from tongxin.attendance.models import Attendance, Registration, Scan

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SOURCE = Path(tongxin.__file__).parent.parent
PEOPLE, BATCH = 300, 10
TAKE = """
import sys
from uuid import UUID
from django.conf import settings
import django
django.setup()
from datetime import datetime
from django.db import connection
name, secret, session, at = sys.argv[1:5]
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
from tongxin.attendance.checkin.actions import check_in
from tongxin.attendance.checkin.items import Item, Sent
lines = sys.stdin.read().split()
items = [
    Item(code=UUID(code), at=datetime.fromisoformat(at), session=int(session), ticket=ticket)
    for code, ticket in zip(lines[::2], lines[1::2])
]
print("begun", flush=True)
for start in range(0, len(items), 10):
    for answer in check_in(Sent(now=None, items=tuple(items[start : start + 10])), by=secret):
        print(answer.id, answer.outcome, flush=True)
"""


def begun(door: Hall, sent: str) -> "subprocess.Popen[str]":
    connection.close()
    at = timezone.now().isoformat()
    arguments = [str(connection.settings_dict["NAME"]), door.secret, str(door.sessions[0].pk), at]
    process = subprocess.Popen(
        [sys.executable, "-c", TAKE, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tongxin.project.settings", "PYTHONPATH": str(SOURCE)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(sent)
    process.stdin.close()
    assert process.stdout.readline() == "begun\n"
    return process


def told(process: "subprocess.Popen[str]") -> list[str]:
    """Return the scans that were acknowledged as admitted."""
    assert process.stdout is not None
    answers = [line.split() for line in process.stdout.read().splitlines() if line.count(" ") == 1]
    process.wait()
    process.stdout.close()
    return [code for code, outcome in answers if outcome == "admitted"]


def test_killed_server_has_what_it_acknowledged_and_doubles_nothing(transactional_db: None) -> None:
    door = hall(build())
    people = [door.registered(f"例{place}") for place in range(PEOPLE)]
    items = [door.item(one) for one in people]
    sent = "\n".join(f"{item.code} {item.ticket}" for item in items)
    killed = 0
    for wait in (0.0, 0.05, 0.15, 0.3):
        process = begun(door, sent)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        acknowledged = told(process)
        killed += process.returncode == -signal.SIGKILL
        kept = {str(code) for code in rows(Scan).values_list("code", flat=True)}
        assert set(acknowledged) <= kept
        assert rows(Scan).count() == rows(Attendance).count() == len(kept)
        assert len(kept) % BATCH == 0  # a batch is taken whole or not at all
    assert killed
    assert len(told(begun(door, sent))) == PEOPLE
    assert rows(Attendance).count() == rows(Scan).count() == rows(Registration).count() == PEOPLE
