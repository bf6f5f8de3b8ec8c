"""The page 运行状态: what is in order, what runs by itself and when it last did, who works, what it is made of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from tongxin.access.heartbeat import NOBODY_WORKS, signs
from tongxin.access.models import ScheduledRun
from tongxin.access.schedule import SCHEDULE
from tongxin.access.views import SignedIn
from tongxin.kernel.scope import Verb
from tongxin.project.backup.state import status
from tongxin.project.health import checks
from tongxin.project.versions import software
from tongxin.web.format import Kind
from tongxin.web.pages import Fact, Page, Section
from tongxin.web.table import Column, Table

_CHECKS = (
    Column(name="label", label="项目", value="label"),
    Column(name="ok", label="状态", value=lambda check: "正常" if check.ok else "不正常"),
    Column(name="said", label="情况", value="said"),
)
_RUNS = (
    Column(name="words", label="工作", value="words"),
    Column(name="when", label="时间", value="when"),
    Column(name="state", label="上次", value="state"),
    Column(name="started", label="开始", value="started", kind=Kind.TIME),
    Column(name="ended", label="结束", value="ended", kind=Kind.TIME),
    Column(name="sentence", label="结果", value="sentence"),
    Column(name="succeeded", label="最近一次完成", value="succeeded", kind=Kind.TIME),
    Column(name="next", label="下次", value="next", kind=Kind.TIME),
)
_WORKERS = (
    Column(name="name", label="后台程序", value="name"),
    Column(name="at", label="最近的信号", value="at", kind=Kind.TIME),
)


def runs(now: datetime) -> list[dict[str, Any]]:
    """Return a row for each kind of scheduled work, in the order of the day."""
    rows = {row.code: row for row in ScheduledRun.objects.all()}
    found = []
    for one in SCHEDULE()():
        row = rows.get(one.code) or ScheduledRun(code=one.code, due=now)
        told = {name: getattr(row, name) for name in ("started", "ended", "succeeded", "sentence")}
        named = {"words": one.words, "when": one.when, "state": row.get_state_display(), "next": one.due_after(now)}
        found.append({**told, **named})
    return found


class StatusPage(SignedIn, Page):
    """How the installation is doing, for whoever administers a place."""

    verb = Verb.ADMINISTER
    template_name = "web/detail.html"
    title = "运行状态"
    subtitle = "监控程序可查询 /healthz、/readyz 和 /metrics，见运维手册。"

    def notice(self) -> str:
        return "" if signs() else NOBODY_WORKS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        backup = status()
        facts = [
            Fact(label="备份", value=backup.words),
            Fact(label="恢复演练", value=backup.proof or "还没有做过"),
            *(Fact(label=name, value=value) for name, value in software().items()),
        ]
        return super().get_context_data(facts=facts, sections=self.sections(), **kwargs)

    def sections(self) -> Sequence[Section]:
        return (
            Section(name="checks", title="检查", table=Table(_CHECKS, checks(), caption="各项检查"), exportable=False),
            Section(
                name="runs",
                title="定时工作",
                note="由后台程序按时做；停机期间错过的，恢复后补做一次。",
                table=Table(_RUNS, runs(timezone.now()), caption="定时工作"),
                exportable=False,
            ),
            Section(
                name="workers",
                title="后台程序",
                table=Table(_WORKERS, signs(), caption="后台程序"),
                empty=NOBODY_WORKS,
                exportable=False,
            ),
        )
