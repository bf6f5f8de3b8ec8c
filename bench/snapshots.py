"""What it costs that every snapshot file is held against its manifest, and what a snapshot that follows one write costs.

    TONGXIN_DATA=… python bench/snapshots.py          on a demonstration network (./run --prepare); its data stay as they are

A follower after one changed row is set against a snapshot of every row, both taken in a folder of their own.
Cold is the first page of a process: nothing hashed yet, no snapshot open. Target: 1.1 times the CPU of the same page
without any look at files.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "src")]

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from django.conf import settings  # noqa: E402 - as above
from django.contrib.auth import get_user_model  # noqa: E402 - as above
from django.db import transaction  # noqa: E402 - as above
from django.test import Client  # noqa: E402 - as above

from tongxin.access import journal  # noqa: E402 - as above
from tongxin.access.actor import Actor  # noqa: E402 - as above
from tongxin.figures import intact  # noqa: E402 - as above
from tongxin.figures.snapshot import object_path  # noqa: E402 - as above
from tongxin.ports import desk  # noqa: E402 - as above
from tongxin.ports.following import take_follower  # noqa: E402 - as above
from tongxin.records.training.models import TrainingClass  # noqa: E402 - as above

ROUNDS = 21
TARGET = 1.1
PAGES = (
    "/figures/training.person_times?place=430000",
    "/board/",
    "/api/v1/figures/training.person_times?place=430000",
)
REAL = intact.digest_of


@contextmanager
def unlooked() -> Iterator[None]:
    """Take the name of every file for its sha256, as if nobody looked."""
    snapshot = desk.current_desk().snapshot
    intact.digest_of = lambda path, **_: snapshot.digest if path.endswith(".json") else Path(path).stem
    try:
        yield
    finally:
        intact.digest_of = REAL


def begin() -> None:
    """Be a process that has just begun."""
    desk._desks.clear()  # noqa: SLF001 - as above
    intact.forget()


def spent(client: Client, address: str, *, cold: bool) -> tuple[float, float]:
    """Return wall and CPU milliseconds of one page."""
    if cold:
        begin()
    wall, cpu = perf_counter(), process_time()
    response = client.get(address, secure=True)
    response.getvalue()
    if response.status_code != 200:
        sys.exit(f"{address}: {response.status_code}")
    return 1000 * (perf_counter() - wall), 1000 * (process_time() - cpu)


def ratio(client: Client, address: str, *, cold: bool) -> float:
    """Print what the page takes without and with the look at files, in turn; return how many times the CPU."""
    client.get(address, secure=True)
    checked, without = [], []
    for _ in range(ROUNDS):
        checked.append(spent(client, address, cold=cold))
        with unlooked():
            without.append(spent(client, address, cold=cold))
    wall, cpu = ([median(one[part] for one in taken) for taken in (without, checked)] for part in (0, 1))
    times = cpu[1] / cpu[0]
    print(
        f"{address:52} {'cold' if cold else 'warm'}: {wall[0]:7.1f} → {wall[1]:7.1f} 毫秒，"
        f"CPU {cpu[0]:7.1f} → {cpu[1]:7.1f}，{times:.3f} 倍"
    )
    return times


def following() -> None:
    """Print what a follower after one changed class takes, beside a snapshot of every row."""
    by = Actor.system("bench")
    rows = TrainingClass.objects.visible_to(by.scope)
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        settings.TONGXIN_SNAPSHOTS = Path(folder)
        settings.TONGXIN_SNAPSHOT_DATABASE = "default"
        base = desk.take_snapshot(by=by)
        one = rows.order_by("pk")[0]
        journal.write(one, by=by, action="training.class.correct", before={"title": ""})
        whole, part = [], []
        for _ in range(5):
            for taken, take in ((whole, lambda: desk.take_snapshot(by=by)), (part, lambda: take_follower(base))):
                begun = process_time()
                take()
                taken.append(1000 * (process_time() - begun))
        transaction.set_rollback(True)
    full, follower = median(whole), median(part)
    print(f"快照 {full:.0f} 毫秒 CPU，改动一条以后的中间快照 {follower:.0f} 毫秒，{follower / full:.2f} 倍")


def hashing() -> None:
    """Print what reading and hashing the whole snapshot takes."""
    snapshot = desk.current_desk().snapshot
    files = [object_path(snapshot.objects, digest) for digest in snapshot.digests()]
    size = sum(path.stat().st_size for path in files)
    begun = perf_counter()
    for path in files:
        intact.sha256_of(path)
    took = 1000 * (perf_counter() - begun)
    print(f"快照 {len(files)} 个文件，{size / 1e6:.1f} MB，全部哈希 {took:.1f} 毫秒")


def main() -> None:
    """Print one line for each page, cold and warm; exit 1 where the target is missed."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    client = Client()
    client.force_login(get_user_model().objects.filter(is_active=True).order_by("pk")[0])
    hashing()
    kept = settings.TONGXIN_SNAPSHOTS, settings.TONGXIN_SNAPSHOT_DATABASE
    following()
    settings.TONGXIN_SNAPSHOTS, settings.TONGXIN_SNAPSHOT_DATABASE = kept
    met = max(ratio(client, address, cold=cold) for address in PAGES for cold in (True, False)) <= TARGET
    print(f"target {'met' if met else 'missed'}: {TARGET} times")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
