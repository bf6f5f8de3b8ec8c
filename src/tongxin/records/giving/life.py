"""The states of gifts and what hangs on them, who may do what in each, and the words for it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act, Life
from tongxin.lifecycle.naming import numbered_name
from tongxin.network.life.joint import joint_acts
from tongxin.records.giving import actions, forms
from tongxin.records.giving.models import COUNTED, Book, Cause, Gift, Line, Match, Use, VillageProject
from tongxin.web.fields import ReasonForm

State = Gift.State
PLEDGED, CHECKING = (State.PLEDGED,), (State.CHECKING,)
_OWN = (
    "title", "organiser", "cause", "giver_kind", "behalf", "form", "value", "quantity", "unit", "basis", "valuer",
    "pledged", "received", "receipt", "restricted", "project", "series",
)  # fmt: skip


def values_of(gifts: Sequence[Gift]) -> list[dict[str, Any]]:
    """Return what the form of a gift holds for each one on record; who gave is read by itself."""
    prefetch_related_objects(gifts, "co_organisers", "recipient", "cause", "project", "behalf", "series")
    return [
        {
            **{name: getattr(one, name) for name in _OWN},
            "recipient": one.recipient.name,
            "co_organisers": list(one.co_organisers.all()),
        }
        for one in gifts
    ]


CAUSE = Life(
    model=Cause,
    code="giving.cause",
    prefix="gift-causes/",
    new=Act("name", "登记捐赠缘由", actions.name_cause, form=forms.CauseForm),
    acts=(Act("correct", "更正", actions.correct_cause, form=forms.CauseForm, corrects=True),),
)

PROJECT = Life(
    model=VillageProject,
    code="giving.project",
    prefix="village-projects/",
    evidence=True,
    new=Act("start", "登记村集体经济项目", actions.start_project, form=forms.ProjectForm, to=("running",)),
    acts=(
        Act(
            "finish",
            "登记完成",
            actions.finish_project,
            form=forms.FinishForm,
            from_=("running",),
            to=("finished",),
            primary=True,
        ),
        Act("correct", "更正", actions.correct_project, form=forms.ProjectForm, corrects=True),
        *joint_acts(),
    ),
)

GIFT = Life(
    model=Gift,
    code="giving.gift",
    prefix="gifts/",
    missing="没有找到这笔捐赠，可能不在您的权限范围内。",
    counted=COUNTED,
    evidence=True,
    read=values_of,
    new=Act("pledge", "登记捐赠", actions.pledge, form=forms.NewGiftForm),
    acts=(
        Act(
            "receive",
            "登记接收",
            actions.receive,
            form=forms.ReceiptForm,
            from_=PLEDGED,
            to=(State.CHECKING, State.RECEIVED),
            primary=True,
        ),
        Act(
            "check",
            "复核通过",
            actions.check,
            form=forms.LateForm,
            from_=CHECKING,
            to=(State.RECEIVED,),
            verb=Verb.CONFIRM,
            primary=True,
            by_another_than=lambda one: one.received_by,
        ),
        Act(
            "refuse",
            "复核不通过",
            actions.refuse,
            form=ReasonForm,
            from_=CHECKING,
            to=PLEDGED,
            verb=Verb.CONFIRM,
            by_another_than=lambda one: one.received_by,
        ),
        Act(
            "allocate",
            "登记拨付",
            actions.allocate,
            form=forms.AllocationForm,
            from_=(State.RECEIVED,),
            to=(State.ALLOCATED,),
        ),
        Act("use", "登记使用", actions.use, form=forms.UseForm, from_=COUNTED, to=COUNTED),
        Act("correct", "更正", actions.correct, form=forms.GiftForm, from_=(*PLEDGED, *COUNTED), corrects=True),
        Act("give_back", "登记退回", actions.give_back, form=forms.GiveBackForm, from_=COUNTED),
        Act(
            "reverse",
            "冲正",
            actions.reverse,
            form=forms.ReversalForm,
            from_=COUNTED,
            to=(State.REVERSED,),
            button="整笔冲正",
        ),
        Act("drop", "登记未兑现", actions.drop, form=ReasonForm, from_=PLEDGED, to=(State.DROPPED,)),
        *joint_acts(from_=(*PLEDGED, *CHECKING, *COUNTED)),
    ),
)

USE = Life(
    model=Use,
    code="giving.use",
    prefix="gift-uses/",
    evidence=True,
    missing="没有找到这项使用，可能不在您的权限范围内。",
    new=Act("report", "登记使用", actions.report_use, form=forms.NewUseForm, to=("reported",)),
    read=lambda uses: [
        {
            "gift": numbered_name(one.gift),
            **{name: getattr(one, name) for name in ("day", "value", "cause", "project", "purpose", "helped")},
        }
        for one in uses
    ],
    acts=(
        Act("correct", "更正", actions.correct_use, form=forms.CorrectUseForm, from_=("reported",), corrects=True),
        Act("void", "冲销", actions.void_use, form=ReasonForm, from_=("reported",), to=("voided",)),
    ),
)

BOOK = Life(
    model=Book,
    code="giving.book",
    prefix="gift-books/",
    acts=(
        Act(
            "four_eyes",
            "设置复核起点",
            actions.set_four_eyes,
            form=forms.FourEyesForm,
            verb=Verb.CONFIRM,
            initial=lambda book: {"four_eyes_from": book.four_eyes_from},
        ),
    ),
)

MATCH = Life(
    model=Match,
    code="giving.match",
    prefix="gift-matches/",
    new=Act("decide", "认定是否同一笔", actions.decide, form=forms.DecisionForm, verb=Verb.CONFIRM),
    acts=(
        Act(
            "undo",
            "撤销认定",
            actions.undo,
            form=ReasonForm,
            from_=("same", "different"),
            to=("undone",),
            verb=Verb.CONFIRM,
        ),
    ),
)

LINE = Life(
    model=Line, code="giving.line", prefix="gift-lines/", shown_elsewhere=True, shown_with=lambda line: line.gift
)
