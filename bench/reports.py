"""How long issuing takes: a report of fifty figures in every form, a page for every county, and all of it verified again.

    TONGXIN_DATA=… python bench/reports.py            on a demonstration network (./run --prepare); writes reports into it

Baseline: the same fifty figures asked of the desk with their evidence hashes, without paper or print.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "src")]

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from tongxin.access import site  # noqa: E402
from tongxin.access.actor import Actor  # noqa: E402
from tongxin.access.jobs import Handle  # noqa: E402
from tongxin.access.models import Job  # noqa: E402
from tongxin.figures.desk import Desk  # noqa: E402
from tongxin.figures.reference import ReferenceEngine  # noqa: E402
from tongxin.kernel.places import Level  # noqa: E402
from tongxin.kernel.scope import Scope  # noqa: E402
from tongxin.network.models import Organisation  # noqa: E402
from tongxin.ports.desk import current_desk, desk_over, registry, store, take_snapshot  # noqa: E402 - as above
from tongxin.records.training.actions import add_participants  # noqa: E402
from tongxin.records.training.models import TrainingClass  # noqa: E402
from tongxin.reports.actions import _prepared, composition, issue_report, start_report  # noqa: E402
from tongxin.reports.composing import question_of  # noqa: E402
from tongxin.reports.issuing import FORMS, printed  # noqa: E402
from tongxin.reports.models import Issue  # noqa: E402
from tongxin.reports.paper import Paper  # noqa: E402
from tongxin.reports.verifying import recomputed, time_of, verify  # noqa: E402
from tongxin.reports.work import one_pages_job  # noqa: E402

T = TypeVar("T")
CHANGES = 10_000


def timed(label: str, work: Callable[[], T]) -> tuple[T, float]:
    """Run, print wall and processor seconds, return the result and the wall seconds."""
    wall, cpu = perf_counter(), process_time()
    result = work()
    seconds = perf_counter() - wall
    print(f"{label:<52} {seconds:7.2f} s   CPU {process_time() - cpu:7.2f} s")
    return result, seconds


def recompute_after(changes: int, *, issued: Issue, by: Actor) -> None:
    """Write many roster lines into the very year the report speaks of, then compute it again on both engines."""
    rows = TrainingClass.objects.whole_network(reason="classes that get later lines").filter(
        last_day__year=2021, state__in=("held", "closed")
    )
    classes = list(rows.order_by("id")[: changes // 100])

    def write() -> None:
        for number, one in enumerate(classes):
            lines = "\n".join(f"例{_ordinal(number * 100 + line)}" for line in range(changes // len(classes)))
            add_participants(one, by=by, roster=lines, reason="测速：补登名册")

    timed(f"{changes} later roster lines, with their restatements", write)
    take_snapshot(by=by)
    snapshot, known = store().open(issued.snapshot), registry()
    reference = Desk(
        registry=known,
        snapshot=snapshot,
        engine=ReferenceEngine(places=snapshot.register, records=snapshot.records),
    )
    numbers = Paper.from_json(issued.paper).numbers
    found, _ = timed("verify after them, on DuckDB", lambda: verify(issued))
    again, _ = timed(
        "the same figures on the reference engine", lambda: [recomputed(one, desk=reference) for one in numbers]
    )
    alike = sum(
        one.evidence_hash == now.evidence_hash and one.text == now.text for one, now in zip(numbers, again, strict=True)
    )
    print(
        f"figures and evidence hashes as issued: DuckDB {found.agreeing}/{len(found.figures)}, reference {alike}/{len(numbers)}"
    )


def _ordinal(number: int) -> str:
    return "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in str(number))


def main() -> None:
    """Measure on the installed site."""
    by, facts = Actor.system("测速"), site.current()
    rows = Organisation.objects.whole_network(reason="the association that issues the measured reports")
    issuer = rows.select_related("place").get(path=facts.home_path, kind=Organisation.Kind.ASSOCIATION)
    codes = [
        unit.code for unit in current_desk().register.units(level=Level.PREFECTURE, path=issuer.path, day=facts.day)
    ]
    asked = [
        f"{{{{training.{measure} {code} 2021 {style}}}}}"
        for code in codes
        for measure, style in (
            ("classes", "exact"),
            ("person_times", "more"),
            ("persons", "about"),
            ("person_times", "many"),
        )
    ][:50]
    body = "\n".join(f"{{{{estimate}}}}各地举办情况：{slot}。" for slot in asked)
    report = start_report(issuer, by=by, title="五十个数字的报告", day=facts.day, body=body)

    desk = desk_over(store().current())
    composed, _ = timed("warm-up: compose as an editor shows it", lambda: composition(report, by=by))
    questions = [question_of(one.measure, place=one.place.code, time=time_of(one)) for one in composed.paper.numbers]
    _, base = timed(
        "baseline: fifty figures with evidence hashes",
        lambda: [desk.figure(question, scope=Scope.everything()) for question in questions],
    )
    composed, seconds = timed("compose with evidence hashes", lambda: composition(report, by=by, fingerprint=True))
    issue = _prepared(report, composed.paper, by=by, address="http://127.0.0.1:8000")
    paper = Paper.from_json(issue.paper)
    for form in FORMS:
        _, more = timed(f"print {form}", lambda form=form: printed(paper, digest=issue.digest, form=form))
        seconds += more
    print(f"{'ratio of compose and print to the baseline':<52} {seconds / base:7.2f}")
    issued, _ = timed(
        "issue: everything, on the shelf and in the database", lambda: issue_report(report, by=by, version=1)
    )
    timed("verify: every figure computed again", lambda: verify(issued))
    recompute_after(CHANGES, issued=issued, by=by)

    job = Job.objects.create(kind="reports.one_pages", label="测速", path=issuer.path, actor=by.name, state="running")
    made, _ = timed(
        "a page for every county, issued and packed",
        lambda: one_pages_job(
            Handle(job.pk), by=by, organisation=issuer.pk, place=issuer.place.code, day="2021-12-31", address=""
        ),
    )
    print(f"{made['count']} pages")


if __name__ == "__main__":
    main()
