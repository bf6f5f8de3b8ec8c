"""The life of a report: written, issued, withdrawn."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.life import Act, Life
from tongxin.reports import actions
from tongxin.reports.forms import BeginForm, CopyForm, DiscardForm, DraftForm, IssueForm, WithdrawForm
from tongxin.reports.models import Report

State = Report.State
_DRAFT = (State.DRAFT,)
_KEPT = timedelta(days=1)


def _address(report: Any, page: str) -> str:
    """Return the address of a report's page; it is saved from the editor."""
    name = "reports:edit" if page == "save" else f"reports.{page}"
    return reverse(name, args=[report.pk])


def _why_not_restored(report: Report, _scope: Scope, _account: int | None) -> str:
    """Say that a draft was put away too long ago to be taken back, empty where it was not."""
    late = report.discarded is not None and timezone.now() - report.discarded > _KEPT
    return "删除已超过一天，不能取回，请另写一份。" if late else ""


def _next_year(report: Report) -> dict[str, Any]:
    """Propose the report's title and day a year later."""
    day: date = report.day
    later = date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
    return {"title": report.title.replace(f"{day.year}", f"{later.year}"), "day": later}


REPORT = Life(
    model=Report,
    code="reports",
    prefix="reports/",
    located=_address,
    missing="没有找到这份报告，或不在您的权限范围内。",
    new=Act(
        "start", "写报告", actions.begin, form=BeginForm, to=_DRAFT, button="开始写", done="已按模板起草，请补充文字。"
    ),
    acts=(
        Act(
            "copy",
            "复制为新报告",
            actions.copy_report,
            form=CopyForm,
            icon="copy",
            initial=_next_year,
            button="复制",
            done="已复制，数字和它旁边的年份、日期已换成新的时期；其余文字请通读一遍。",
        ),
        Act(
            "save",
            "修改",
            actions.save_report,
            form=DraftForm,
            from_=_DRAFT,
            to=_DRAFT,
            icon="edit",
            primary=True,
            instead="要改请复制为新报告。",
        ),
        Act(
            "discard",
            "删除草稿",
            actions.discard_report,
            form=DiscardForm,
            from_=_DRAFT,
            to=(State.DISCARDED,),
            icon="close",
            button="删除",
            done="已删除，一天之内可以取回。",
            lasting="删除的草稿请用「取回草稿」。",
            instead="签发过的报告只能撤回。",
        ),
        Act(
            "restore",
            "取回草稿",
            actions.restore_report,
            from_=(State.DISCARDED,),
            to=_DRAFT,
            icon="refresh",
            refusal=_why_not_restored,
            done="已取回，可以接着写。",
        ),
        Act(
            "issue",
            "签发",
            actions.issue_report,
            form=IssueForm,
            from_=_DRAFT,
            to=(State.ISSUED,),
            verb=Verb.PUBLISH,
            listed=False,
            instead="要改请复制为新报告。",
        ),
        Act(
            "withdraw",
            "撤回",
            actions.withdraw_report,
            form=WithdrawForm,
            from_=(State.ISSUED,),
            to=(State.WITHDRAWN,),
            verb=Verb.PUBLISH,
            listed=False,
            done="已撤回，核验页会写明原因。",
        ),
    ),
)
