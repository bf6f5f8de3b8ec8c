from typing import Any

import pytest

from tongxin.access import jobs
from tongxin.access.actor import Actor
from tongxin.access.models import Job
from tongxin.kernel.errors import ForbiddenError, InputError, NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.office import turns

pytestmark = pytest.mark.django_db(transaction=True)


def count(handle: jobs.Handle, *, by: Actor, upto: int) -> dict[str, Any]:
    for number in range(upto):
        handle.step(number + 1, upto)
    handle.say(f"{by.name}数到{upto}")
    return {"counted": upto}


def refuse(handle: jobs.Handle, *, by: Actor) -> dict[str, Any]:
    raise InputError("表里没有数据，请补上。")


def break_down(handle: jobs.Handle, *, by: Actor) -> dict[str, Any]:
    raise ZeroDivisionError


def cancel_itself(handle: jobs.Handle, *, by: Actor) -> dict[str, Any]:
    handle.step(1, 2)
    jobs.cancel(Job.objects.whole_network(reason="the test reads every job").get(), by=by)
    handle.step(2, 2)
    return {}


def kinds() -> dict[str, jobs.JobKind]:
    work = {"count": count, "refuse": refuse, "break": break_down, "cancel": cancel_itself}
    return {code: jobs.JobKind(code=code, label=code, verb=Verb.SNAPSHOT, run=run) for code, run in work.items()}


@pytest.fixture(autouse=True)
def _kinds() -> Any:
    with jobs.JOB_KINDS.answered_by(kinds):
        yield


def done(job: Job) -> Job:
    return Job.objects.whole_network(reason="the test reads every job").get(pk=job.pk)


def test_job_runs_reports_progress_and_keeps_its_result(officer: Actor) -> None:
    job = done(jobs.start("count", by=officer, path="43/", arguments={"upto": 3}))
    assert (job.state, job.progress, job.total, job.percent, job.result) == ("done", 3, 3, 100, {"counted": 3})
    assert job.is_over
    assert "省干部数到3" in job.log


def test_job_that_meets_wrong_input_ends_with_the_sentence(officer: Actor) -> None:
    job = done(jobs.start("refuse", by=officer, path="43/"))
    assert job.state == "failed"
    assert "请补上" in job.log


def test_job_that_breaks_is_marked_so_and_shows_no_traceback(officer: Actor) -> None:
    job = done(jobs.start("break", by=officer, path="43/"))
    assert job.state == "failed"
    assert "程序出错" in job.log
    assert "ZeroDivision" not in job.log


def test_job_cancelled_stops_at_its_next_step(officer: Actor) -> None:
    job = done(jobs.start("cancel", by=officer, path="43/"))
    assert (job.state, job.progress) == ("cancelled", 1)
    jobs.run_job.func(job.pk)
    assert done(job).state == "cancelled"


def test_job_needs_its_verb_at_its_place(officer: Actor) -> None:
    with pytest.raises(ForbiddenError):
        jobs.start("count", by=officer, path="44/", arguments={"upto": 1})
    with pytest.raises(InputError, match="没有「fly」"):
        jobs.start("fly", by=officer, path="43/")
    job = jobs.start("count", by=officer, path="43/", arguments={"upto": 1})
    with pytest.raises(ForbiddenError):
        jobs.cancel(job, by=Actor.nobody())


def test_job_is_found_again_by_who_started_it_and_by_administrators_only(officer: Actor) -> None:
    job = jobs.start("count", by=officer, path="43/", arguments={"upto": 1})
    assert jobs.visible_job(job.pk, by=officer) == job
    assert jobs.visible_job(job.pk, by=Actor.system("测试")) == job
    for stranger in (Actor.nobody(),):
        with pytest.raises(NotFoundError):
            jobs.visible_job(job.pk, by=stranger)
    with pytest.raises(NotFoundError):
        jobs.visible_job(10**15, by=officer)


def test_job_without_a_total_shows_no_percent() -> None:
    assert Job(progress=5, total=0).percent == 0


def test_work_waits_long_for_its_turn_to_have_a_file_read_and_says_so(officer: Actor) -> None:
    patience: list[turns.Patience] = []

    def wait(handle: jobs.Handle, *, by: Actor) -> dict[str, Any]:
        patience.append(turns._PATIENCE.get())
        patience[0].tell()
        return {}

    kind = jobs.JobKind(code="wait", label="wait", verb=None, run=wait)
    with jobs.JOB_KINDS.answered_by(lambda: {"wait": kind}):
        job = done(jobs.start("wait", by=officer, path="43/"))
    assert job.log == "正在等候别的文件读完……\n完成。\n"
    assert patience[0].seconds == 600
    assert turns._PATIENCE.get().seconds < 60
