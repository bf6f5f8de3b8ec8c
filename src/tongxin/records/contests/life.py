"""The lives of contests and of what hangs on them: their states, who may do what in each, and the words for it."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.db.models import prefetch_related_objects

from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.life import Act, Life
from tongxin.network.life.joint import joint_acts
from tongxin.records.contests import actions, forms, queries
from tongxin.records.contests.models import COUNTED, Award, Contest, Entry, Judge, Objection, Round, ScoreSheet
from tongxin.web.fields import ReasonForm

State = Contest.State
CALL, ENTRIES, JUDGING, SEALED, PUBLISHED = (
    (one,) for one in (State.CALL, State.ENTRIES, State.JUDGING, State.SEALED, State.PUBLISHED)
)
_OWN = ("title", "organiser", "kind", "first_day", "last_day", "entries_until", "venue", "series", "call_text")


def contest_values(contests: Sequence[Contest]) -> list[dict[str, Any]]:
    """Return what the form of a contest holds for each one on record."""
    prefetch_related_objects(contests, "co_organisers", "series")
    return [
        {**{name: getattr(one, name) for name in _OWN}, "co_organisers": list(one.co_organisers.all())}
        for one in contests
    ]


def entry_values(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return what the form of an entry holds for each one on record; those behind it are read by themselves."""
    prefetch_related_objects(entries, "contest", "sender")
    return [{name: getattr(one, name) for name in ("contest", "title", "sender", "team", "link")} for one in entries]


def sheet_values(sheets: Sequence[ScoreSheet]) -> list[dict[str, Any]]:
    """Return what the form of a score sheet holds for each one on record."""
    prefetch_related_objects(sheets, "round__contest", "judge", "entry")
    return [
        {
            "contest": one.round.contest,
            "round": one.round.title,
            "judge": one.judge.number,
            "entry": one.entry.number,
            "scores": " ".join(one.scores),
            "source": one.source,
        }
        for one in sheets
    ]


def _rounds(contest: Contest) -> Mapping[str, Any]:
    rounds, criteria = queries.texts_of(contest)
    first = queries.rounds_of(contest).first()
    return {"rounds": rounds, "criteria": criteria, "rule": first.rule if first else ""}


def _contest_of(judge: Judge, scope: Scope) -> Mapping[str, Any]:
    del scope
    return {"contest": judge.contest}


def _second(sheet: ScoreSheet, scope: Scope, account: int | None) -> str:
    del scope
    is_second = account is not None and sheet.again_by == account
    return "这份评分表的第二次录入是您做的，请由第三个人对照纸质评分表确定。" if is_second else ""


CONTEST = Life(
    model=Contest,
    code="contests.contest",
    prefix="contests/",
    missing="没有找到这项赛事，可能不在您的权限范围内。",
    counted=COUNTED,
    evidence=True,
    overdue=lambda day: {"state__in": (*CALL, *ENTRIES, *JUDGING, *SEALED), "last_day__lt": day},
    read=contest_values,
    new=Act("call", "登记赛事", actions.call_contest, form=forms.NewContestForm, to=CALL),
    acts=(
        Act("close_entries", "截止报名", actions.close_entries, from_=CALL, to=ENTRIES, primary=True),
        Act(
            "appoint",
            "聘请评委",
            actions.appoint_judges,
            form=forms.AppointForm,
            from_=CALL + ENTRIES + JUDGING,
            verb=Verb.MEMBERS,
            icon="plus",
        ),
        Act(
            "draw",
            "抽取编号并开始评分",
            actions.draw_numbers,
            form=forms.DrawForm,
            from_=ENTRIES,
            to=JUDGING,
            primary=True,
            lasting="编号已经抽定，评委可能已经打分。",
        ),
        Act(
            "screen",
            "打开大屏幕",
            actions.open_screen,
            form=forms.ScreenForm,
            from_=JUDGING + SEALED + PUBLISHED,
            initial=lambda _: {"levels": forms.LEVELS},
            icon="board",
        ),
        Act(
            "publish",
            "公布结果",
            actions.publish_result,
            form=forms.PublishForm,
            from_=SEALED,
            to=PUBLISHED,
            primary=True,
            lasting="结果已经公布，请办理异议。",
        ),
        Act("award", "评定奖项", actions.award_prizes, form=forms.AwardForm, from_=PUBLISHED, primary=True),
        Act(
            "certify",
            "签发获奖证书",
            actions.certify_awards,
            form=forms.CertifyForm,
            from_=PUBLISHED,
            verb=Verb.MEMBERS,
            icon="medal",
        ),
        Act(
            "object",
            "登记异议",
            actions.object_to,
            form=forms.ObjectionForm,
            from_=PUBLISHED,
            initial=lambda _: {"received": today()},
        ),
        Act(
            "rounds",
            "轮次和评分项",
            actions.plan_rounds,
            form=forms.RoundsForm,
            from_=CALL + ENTRIES,
            initial=_rounds,
            button="保存",
        ),
        Act("correct", "更正", actions.correct_contest, form=forms.ContestForm, corrects=True),
        Act(
            "cancel",
            "取消",
            actions.cancel_contest,
            form=ReasonForm,
            from_=CALL + ENTRIES + JUDGING,
            to=(State.CANCELLED,),
            button="取消这项赛事",
        ),
        *joint_acts(from_=tuple(one for one in State if one is not State.CANCELLED)),
    ),
)
ROUND = Life(
    model=Round,
    code="contests.round",
    prefix="contest-rounds/",
    shown_with=attrgetter("contest"),
    missing="没有找到这一轮，可能不在您的权限范围内。",
    acts=(
        Act(
            "seal",
            "封存成绩",
            actions.seal_round,
            form=forms.SealForm,
            from_=(Round.State.JUDGING,),
            to=(Round.State.SEALED,),
            by_another_than=attrgetter("opened_by"),
            primary=True,
        ),
        Act(
            "judge_anew",
            "重新评审",
            actions.judge_anew,
            form=ReasonForm,
            from_=(Round.State.SEALED,),
            to=(Round.State.JUDGING,),
        ),
    ),
)
ENTRY = Life(
    model=Entry,
    code="contests.entry",
    prefix="contest-entries/",
    missing="没有找到这件参赛作品，可能不在您的权限范围内。",
    evidence=True,
    read=entry_values,
    new=Act("enter", "登记参赛作品", actions.enter, form=forms.NewEntryForm, to=(Entry.State.ENTERED,)),
    acts=(
        Act(
            "check",
            "审核为符合条件",
            actions.check_entry,
            from_=(Entry.State.ENTERED, Entry.State.REFUSED),
            to=(Entry.State.ELIGIBLE,),
            primary=True,
        ),
        Act(
            "refuse",
            "审核为不符合条件",
            actions.refuse_entry,
            form=ReasonForm,
            from_=(Entry.State.ENTERED, Entry.State.ELIGIBLE),
            to=(Entry.State.REFUSED,),
        ),
        Act("correct", "更正", actions.correct_entry, form=forms.EntryForm, corrects=True),
        Act("entrants", "更正参赛人", actions.name_entrants, form=forms.EntrantsForm, verb=Verb.MEMBERS, icon="edit"),
        Act(
            "withdraw",
            "退出",
            actions.withdraw_entry,
            form=ReasonForm,
            from_=(Entry.State.ENTERED, Entry.State.ELIGIBLE, Entry.State.NUMBERED),
            to=(Entry.State.WITHDRAWN,),
        ),
    ),
)
JUDGE = Life(
    model=Judge,
    code="contests.judge",
    prefix="contest-judges/",
    shown_with=attrgetter("contest"),
    missing="没有找到这位评委，可能不在您的权限范围内。",
    acts=(
        Act(
            "recuse",
            "登记回避",
            actions.recuse_judge,
            form=forms.RecuseForm,
            from_=(Judge.State.APPOINTED,),
            verb=Verb.MEMBERS,
            arguments=_contest_of,
        ),
        Act(
            "address",
            "生成打分地址",
            actions.address_judge,
            form=forms.AddressForm,
            from_=(Judge.State.APPOINTED,),
            verb=Verb.MEMBERS,
        ),
        Act(
            "release",
            "评委退出",
            actions.release_judge,
            form=ReasonForm,
            from_=(Judge.State.APPOINTED,),
            to=(Judge.State.RELEASED,),
            verb=Verb.MEMBERS,
        ),
    ),
)
SHEET = Life(
    model=ScoreSheet,
    code="contests.sheet",
    prefix="score-sheets/",
    missing="没有找到这份评分表，可能不在您的权限范围内。",
    read=sheet_values,
    new=Act(
        "hand_in",
        "登记评分表",
        actions.hand_in_sheet,
        form=forms.SheetForm,
        to=(ScoreSheet.State.KEYED, ScoreSheet.State.VALID),
    ),
    acts=(
        Act(
            "key_again",
            "第二人核对",
            actions.key_again,
            form=forms.KeyAgainForm,
            from_=(ScoreSheet.State.KEYED,),
            to=(ScoreSheet.State.VALID, ScoreSheet.State.UNLIKE),
            by_another_than=attrgetter("keyed_by"),
            primary=True,
        ),
        Act(
            "decide",
            "第三人确定",
            actions.decide_sheet,
            form=forms.KeyAgainForm,
            from_=(ScoreSheet.State.UNLIKE,),
            to=(ScoreSheet.State.VALID,),
            by_another_than=attrgetter("keyed_by"),
            refusal=_second,
            primary=True,
        ),
        Act(
            "correct",
            "更正",
            actions.correct_sheet,
            form=forms.SheetCorrectionForm,
            from_=(ScoreSheet.State.KEYED, ScoreSheet.State.UNLIKE, ScoreSheet.State.VALID),
            to=(ScoreSheet.State.KEYED, ScoreSheet.State.UNLIKE, ScoreSheet.State.VALID),
            corrects=True,
            lasting="评分表的每次更正都留有版本，要改请再更正一次。",
        ),
    ),
)
OBJECTION = Life(
    model=Objection,
    code="contests.objection",
    prefix="contest-objections/",
    shown_with=attrgetter("contest"),
    missing="没有找到这项异议，可能不在您的权限范围内。",
    acts=(
        Act(
            "decide",
            "处理异议",
            actions.decide_objection,
            form=forms.DecisionForm,
            from_=(Objection.State.OPEN,),
            to=(Objection.State.UPHELD, Objection.State.REJECTED),
            by_another_than=attrgetter("taken_by"),
            primary=True,
        ),
    ),
)
AWARD = Life(
    model=Award,
    code="contests.award",
    prefix="contest-awards/",
    shown_with=attrgetter("contest"),
    missing="没有找到这个奖项，可能不在您的权限范围内。",
    acts=(
        Act(
            "revoke",
            "撤销奖项",
            actions.revoke_award,
            form=ReasonForm,
            from_=(Award.State.GIVEN,),
            to=(Award.State.REVOKED,),
        ),
    ),
)
LIVES = (CONTEST, ENTRY, SHEET, ROUND, JUDGE, OBJECTION, AWARD)
