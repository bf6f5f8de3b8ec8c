"""A roster of members as somebody keeps it: read, validated, compared, previewed, imported, undone.

    python bench/intake.py [--rows 100000]

Uses SQLite, or PostgreSQL where DATABASE_URL is set; the database is made for the run. The workbook has 12 columns,
3 % of its rows are wrong and 2 % stand there twice. Beside each phase stands the baseline of the same run: the cells read
by the same reader, and the persons inserted in one transaction without validation, journal or comparison.
"""

import argparse
import io
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ["TONGXIN_DATA"] = tempfile.mkdtemp(prefix="tongxin-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "src")]

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from tongxin.access.actor import Actor  # noqa: E402
from tongxin.intake import actions  # noqa: E402
from tongxin.intake.uploads import Upload  # noqa: E402
from tongxin.network.models import Organisation, Person, Place  # noqa: E402
from tongxin.office.timeless import new_workbook  # noqa: E402 - as above

HEAD = (
    "记录编号",
    "姓名",
    "手机",
    "单位",
    "职务",
    "类别",
    "地区",
    "所在组织",
    "申请日期",
    "入会时间",
    "会内职务",
    "任职日期",
)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲健玉华建国志海波红梅林鹏飞宇轩子涵浩然思雨欣怡梓豪"


def workbook(rows: int, organisations: list[str]) -> bytes:
    """Write the roster: 3 % of the lines wrong in one of five ways, 2 % repeated."""
    chance = random.Random(7)
    stream = io.BytesIO()
    groups = ("私营企业和外商投资企业管理技术人员", "中介组织和社会组织从业人员", "自由职业人员", "新媒体从业人员")
    with new_workbook(stream, constant_memory=True) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_row(0, 0, ["会员花名册"])
        sheet.write_row(1, 0, HEAD)
        line: list[Any] = []
        for number in range(rows):
            if not line or chance.random() >= 0.02:
                line = [
                    "",
                    chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2)))),
                    float(13000000000 + number),
                    f"示例{number % 9973}号机构",
                    "经理",
                    chance.choice(groups),
                    "",
                    chance.choice(organisations),
                    chance.choice(("2021.3.9", "2021年3月9日", "2021-03-09")),
                    float(44300 + number % 300),
                    "",
                    "",
                ]
            wrong = list(line)
            if chance.random() < 0.03:
                position, value = chance.choice(
                    ((1, ""), (2, "1380013800"), (7, "没有这个组织"), (9, "去年"), (5, "其他人员"))
                )
                wrong[position] = value
            sheet.write_row(number + 2, 0, wrong)
    return stream.getvalue()


@contextmanager
def phase(name: str, rows: int) -> Iterator[Callable[[], float]]:
    """Print what a phase cost."""
    before, cpu, statements = time.perf_counter(), time.process_time(), Counter[str]()

    def counted(execute: Any, *asked: Any) -> Any:
        statements["all"] += 1
        return execute(*asked)

    with connection.execute_wrapper(counted):
        yield lambda: time.perf_counter() - before
    seconds, work = time.perf_counter() - before, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name:34}{seconds:8.2f} s {rows / seconds:10.0f} rows/s {work / rows * 1000:8.3f} CPU ms/row "
        f"{statements['all'] / rows:8.4f} SQL/row   {peak} MB peak"
    )


def silent(*_told: int) -> None:
    """Leave the progress untold."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    call_command("migrate", verbosity=0)
    by = Actor.system("bench")
    places = list(Place.objects.filter(path__startswith="43/").order_by("path"))[:119]
    homes = Organisation.objects.bulk_create(
        Organisation(name=f"{place.name}联谊会", kind="association", level=place.level, place=place, path=place.path,
                     founded="2016-01-01")
        for place in places
    )  # fmt: skip
    content = workbook(rows, [home.name for home in homes])
    print(f"{rows} rows, {len(content) / 2**20:.1f} MB, {connection.vendor}")

    started = time.perf_counter()
    cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    read = time.perf_counter() - started
    started = time.perf_counter()
    with transaction.atomic():
        for first in range(2, len(cells), 2_000):  # piece by piece, so that the peak below is the import's own
            Person.objects.bulk_create(
                Person(name=str(row[1]), mobile=str(row[2]), place=places[0], path=places[0].path)
                for row in cells[first : first + 2_000]
            )
        transaction.set_rollback(True)
    inserted = time.perf_counter() - started
    del cells
    print(f"baseline: cells read {read:.2f} s, one-transaction insert {inserted:.2f} s")

    upload = Upload(name="花名册.xlsx", content=content, door="members")
    batch = actions.receive_file(upload, by=by, path="43/")
    with phase("read, validate, compare, preview", rows) as took:
        actions.preview_file(batch, by=by, progress=silent)
        preview = took()
    print(f"  new {batch.new}, errors {batch.errors}, duplicates {batch.duplicates}, unchanged {batch.unchanged}")
    with phase("import with journal", rows) as took:
        actions.apply_batch(batch, by=by)
        applied = took()
    ratio = (preview + applied) / (read + inserted)
    print(f"ratio of preview and import to the baseline: {ratio:.2f}")
    again = actions.receive_file(upload, by=by, path="43/")
    with phase("the same file again", rows):
        actions.preview_file(again, by=by, progress=silent)
    print(f"  new {again.new}, errors {again.errors}, duplicates {again.duplicates}, unchanged {again.unchanged}")
    actions.discard_batch(again, by=by)
    with phase("undo", rows):
        actions.undo_batch(batch, by=by, reason="试导入")


if __name__ == "__main__":
    main()
