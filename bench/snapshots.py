"""What it costs that every snapshot file is held against its manifest: a figure page with the check and without it.

    python bench/snapshots.py [DATA FOLDER]

Reads a data folder that holds the demonstration (default: that of the settings) and writes nothing. Cold is the first page
of a process: nothing hashed yet, no snapshot open. Target: 1.1 times the same page without any look at files.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

ROUNDS = 21
TARGET = 1.1
PAGES = (
    "/figures/training.person_times?place=430000",
    "/board/",
    "/api/v1/figures/training.person_times?place=430000",
)


def main() -> None:
    """Print one line for each page, cold and warm; exit 1 where the target is missed."""
    if len(sys.argv) > 1:
        os.environ["TONGXIN_DATA"] = sys.argv[1]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
    import django  # noqa: PLC0415 - the folder is chosen before settings are read

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - as above
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - as above
    from django.test import Client  # noqa: PLC0415 - as above

    from tongxin.figures import intact  # noqa: PLC0415 - as above
    from tongxin.ports import desk  # noqa: PLC0415 - as above

    settings.ALLOWED_HOSTS = ["*"]
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    client = Client()
    client.force_login(get_user_model().objects.filter(is_active=True).order_by("pk")[0])
    real = intact.digest_of

    @contextmanager
    def unlooked() -> Iterator[None]:
        """Take the name of every file for its sha256, as if nobody looked."""
        manifest = desk.current_desk().snapshot
        intact.digest_of = lambda path, **_: manifest.digest if path.endswith(".json") else Path(path).stem
        try:
            yield
        finally:
            intact.digest_of = real

    def cold() -> None:
        desk._desks.clear()  # noqa: SLF001 - as a process that has just begun
        intact.forget()

    def spent(address: str, *, before: Callable[[], None]) -> tuple[float, float]:
        before()
        wall, cpu = perf_counter(), process_time()
        response = client.get(address, secure=True)
        response.getvalue()
        if response.status_code != 200:
            sys.exit(f"{address}: {response.status_code}")
        return 1000 * (perf_counter() - wall), 1000 * (process_time() - cpu)

    files = [Path(path) for files in desk.current_desk().snapshot._paths.values() for path, _ in files]  # noqa: SLF001
    size = sum(path.stat().st_size for path in files)
    begun = perf_counter()
    for path in files:
        intact.sha256_of(path)
    took = 1000 * (perf_counter() - begun)
    print(f"快照 {len(files)} 个文件，{size / 1e6:.1f} MB，全部哈希 {took:.1f} 毫秒（{size / 1e3 / took:,.0f} MB/s）")
    met = True
    for address in PAGES:
        for name, before in (("cold", cold), ("warm", lambda: None)):
            client.get(address, secure=True)
            taken: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
            for _ in range(ROUNDS):
                taken[True].append(spent(address, before=before))
                with unlooked():
                    taken[False].append(spent(address, before=before))
            wall, cpu = ([median(one[part] for one in taken[checked]) for checked in (False, True)] for part in (0, 1))
            ratio = cpu[1] / cpu[0]
            met &= ratio <= TARGET
            print(
                f"{address:52} {name}: {wall[0]:7.1f} → {wall[1]:7.1f} 毫秒，CPU {cpu[0]:7.1f} → {cpu[1]:7.1f}，{ratio:.3f} 倍"
            )
    print(f"target {'met' if met else 'missed'}: {TARGET} times")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
