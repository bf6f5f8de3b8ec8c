"""The states of teams, experts, requests, proposals, talks and checks, who may do what in each, and the words for it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from tongxin.attendance.crowds import newest_counts, written_count
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.life import ARCHIVED, Act, Life
from tongxin.network.life.joint import joint_acts
from tongxin.network.queries.own import person_of
from tongxin.records.experts import actions, forms
from tongxin.records.experts.models import COUNTED, Check, Expert, Match, Offer, Request, Talk, Team
from tongxin.records.experts.queries import suggested
from tongxin.web.fields import DayReasonForm, ReasonForm

ACTIVE, R, M = (Team.State.ACTIVE,), Request.State, Match.State
PLANNED, HELD = (Talk.State.PLANNED,), (Talk.State.HELD,)
WAITING = (R.TRIAGED, R.MATCHED, R.ACCEPTED)
_TALK = ("title", "organiser", "team", "kind", "first_day", "last_day", "venue", "series", "confirmed_by")

TEAM = Life(
    model=Team,
    code="experts.team",
    prefix="expert-teams/",
    new=Act("found", "建立服务团", actions.found_team, form=forms.TeamForm, to=ACTIVE),
    acts=(
        Act("head", "确定团长", actions.appoint_head, form=forms.ExpertNameForm, from_=ACTIVE, verb=Verb.MEMBERS),
        Act("offer", "增加常设服务或坐诊", actions.add_offer, form=forms.OfferForm, from_=ACTIVE, icon="plus"),
        Act("state", "发布服务声明", actions.publish_statement, form=forms.StatementForm, from_=ACTIVE),
        Act("publish", "公开", actions.publish_team, from_=ACTIVE, verb=Verb.PUBLISH),
        Act("hide", "不再公开", actions.hide_team, form=ReasonForm, from_=ACTIVE, verb=Verb.PUBLISH),
        Act("correct", "更正", actions.correct_team, form=forms.TeamForm, corrects=True),
        Act(
            "dissolve",
            "解散",
            actions.dissolve_team,
            form=DayReasonForm,
            from_=ACTIVE,
            to=(Team.State.DISSOLVED,),
            button="解散这个服务团",
        ),
        *joint_acts(),
    ),
)

OFFER = Life(
    model=Offer,
    code="experts.offer",
    prefix="expert-offers/",
    shown_with=lambda one: one.team,
    missing="没有找到这项常设服务，可能不在您的权限范围内。",
    acts=(
        Act(
            "change",
            "更改",
            actions.change_offer,
            form=forms.OfferForm,
            from_=(Offer.State.OPEN,),
            initial=lambda one: {name: getattr(one, name) for name in forms.OfferForm.base_fields},
            button="保存",
        ),
        Act(
            "end", "停止", actions.end_offer, form=forms.NothingForm, from_=(Offer.State.OPEN,), to=(Offer.State.ENDED,)
        ),
    ),
)

EXPERT = Life(
    model=Expert,
    code="experts.expert",
    prefix="experts/",
    missing="没有找到这位专家，可能不在您的权限范围内。",
    called=lambda one: one.person.name,
    new=Act("enrol", "登记专家", actions.enrol_expert, form=forms.ExpertForm, verb=Verb.MEMBERS),
    read=lambda experts: [
        {
            "team": one.team,
            "expert": one.person.name,
            **{name: getattr(one, name) for name in forms.CorrectExpertForm.base_fields},
        }
        for one in experts
    ],
    acts=(
        Act("accept", "登记接受声明", actions.accept_statement, form=forms.DayForm, verb=Verb.MEMBERS, primary=True),
        Act("correct", "更正", actions.correct_expert, form=forms.CorrectExpertForm, corrects=True, verb=Verb.MEMBERS),
        Act("end", "登记离任", actions.end_expert, form=DayReasonForm, verb=Verb.MEMBERS),
    ),
)


def _offered(one: Request, scope: Scope) -> Mapping[str, Any]:
    """Return the experts to choose from, each with what speaks for and against."""
    pairs = suggested(one, scope=scope)
    return {"offered": [(str(who.pk), f"{who.person.name}（{'；'.join(why.reasons)}）") for who, why in pairs]}


REQUEST = Life(
    model=Request,
    code="experts.request",
    prefix="expert-requests/",
    missing="没有找到这条需求，可能不在您的权限范围内。",
    counted=(R.ANSWERED,),
    new=Act("receive", "登记需求", actions.record_request, form=forms.NewRequestForm, to=(R.RECEIVED,)),
    acts=(
        Act(
            "triage",
            "受理",
            actions.triage,
            form=forms.TriageForm,
            from_=(R.RECEIVED,),
            to=(R.TRIAGED,),
            primary=True,
            initial=lambda one: {name: getattr(one, name) for name in forms.TriageForm.base_fields},
        ),
        Act(
            "propose",
            "推荐专家",
            actions.propose,
            form=forms.ProposeForm,
            from_=(R.TRIAGED,),
            to=(R.MATCHED,),
            verb=Verb.MEMBERS,
            primary=True,
            arguments=_offered,
        ),
        Act(
            "schedule",
            "安排服务",
            actions.schedule,
            form=forms.ScheduleForm,
            from_=(R.ACCEPTED,),
            to=(R.SCHEDULED,),
            primary=True,
            initial=lambda one: {"title": f"{one.firm_name}{one.get_field_display()}咨询", "first_day": one.wished},
        ),
        Act(
            "answer",
            "书面答复",
            actions.answer_in_writing,
            form=forms.WrittenAnswerForm,
            from_=WAITING,
            to=(R.ANSWERED,),
        ),
        Act(
            "decline",
            "不受理",
            actions.decline_request,
            form=ReasonForm,
            from_=(R.RECEIVED, *WAITING),
            to=(R.DECLINED,),
        ),
        Act("correct", "更正", actions.correct_request, form=forms.RequestForm, corrects=True),
        Act(
            "withdraw",
            "登记企业撤回",
            actions.withdraw_request,
            form=ReasonForm,
            from_=(R.RECEIVED, *WAITING),
            to=(R.WITHDRAWN,),
        ),
    ),
)


def _said(side: str, *, own: bool = False) -> Any:
    """Refuse a side's word that is there already, and the firm's word by the account of the very expert."""

    def refusal(one: Match, _scope: Scope, account: int | None) -> str:
        if getattr(one, f"{side}_word") != Match.Word.WAITING:
            return "这一方已经答复过。"
        person = person_of(account) if own else None
        return "您是被推荐的专家，不能替企业答复。" if person is not None and person.pk == one.expert.person_id else ""

    return refusal


def _word(code: str, label: str, do: Any, *, side: str, to: tuple[str, ...]) -> Act:
    other = "expert_by" if side == "firm" else "firm_by"
    return Act(
        code,
        label,
        do,
        form=forms.NothingForm,
        from_=(M.PROPOSED,),
        to=to,
        verb=Verb.MEMBERS,
        refusal=_said(side, own=side == "firm"),
        by_another_than=lambda one: getattr(one, other),
    )


MATCH = Life(
    model=Match,
    code="experts.match",
    prefix="expert-matches/",
    shown_with=lambda one: one.request,
    missing="没有找到这条推荐，可能不在您的权限范围内。",
    called=lambda one: one.expert.person.name,
    locked_first=lambda one: one.request,
    acts=(
        _word("expert_accepts", "登记专家接受", actions.accept_as_expert, side="expert", to=(M.PROPOSED, M.ACCEPTED)),
        _word("expert_declines", "登记专家不接受", actions.decline_as_expert, side="expert", to=(M.DECLINED,)),
        _word("firm_accepts", "登记企业接受", actions.accept_as_firm, side="firm", to=(M.PROPOSED, M.ACCEPTED)),
        _word("firm_declines", "登记企业不接受", actions.decline_as_firm, side="firm", to=(M.DECLINED,)),
        Act(
            "address",
            "生成专家答复地址",
            actions.address_for_expert,
            form=forms.NothingForm,
            from_=(M.PROPOSED, M.ACCEPTED),
            verb=Verb.MEMBERS,
        ),
    ),
)


def talk_values(talks: Sequence[Talk]) -> list[dict[str, Any]]:
    """Return what the form of a talk holds for each one on record, its head-count included."""
    prefetch_related_objects(talks, "co_organisers", "team", "series")
    counts = newest_counts([one.occasion_id for one in talks])
    return [
        {
            **{name: getattr(one, name) for name in _TALK},
            "co_organisers": list(one.co_organisers.all()),
            **written_count(counts.get(one.occasion_id)),
        }
        for one in talks
    ]


TALK = Life(
    model=Talk,
    code="experts.talk",
    prefix="talks/",
    missing="没有找到这一场，可能不在您的权限范围内。",
    counted=COUNTED,
    evidence=True,
    overdue=lambda day: {"state": Talk.State.PLANNED, "last_day__lt": day},
    locked_first=lambda one: one.team,
    read=talk_values,
    new=Act("plan", "登记宣讲或咨询", actions.register_talk, form=forms.NewTalkForm, to=PLANNED + HELD),
    acts=(
        Act("hold", "登记为已举办", actions.hold_talk, form=forms.HeldForm, from_=PLANNED, to=HELD, primary=True),
        Act("firms", "登记参加企业", actions.add_firms, form=forms.FirmsForm, from_=COUNTED, icon="plus"),
        Act("unlist", "去掉一家企业", actions.unlist_firm, form=forms.UnlistForm, from_=COUNTED),
        Act("count", "登记到场人数", actions.count_talk, form=forms.CountForm, from_=COUNTED, icon="users"),
        Act("roster", "补充签到名册", actions.add_roster, form=forms.PersonsForm, from_=PLANNED + COUNTED, icon="plus"),
        Act(
            "speakers",
            "登记主讲专家",
            actions.name_speakers,
            form=forms.SpeakersForm,
            from_=PLANNED + COUNTED,
            verb=Verb.MEMBERS,
        ),
        Act("opinion", "登记服务反馈", actions.record_opinion, form=forms.SideOpinionForm, from_=COUNTED),
        Act("correct", "更正", actions.correct_talk, form=forms.TalkForm, corrects=True),
        Act(
            "cancel",
            "取消",
            actions.cancel_talk,
            form=ReasonForm,
            from_=PLANNED,
            to=(Talk.State.CANCELLED,),
            button="取消这一场",
        ),
        Act("close", "归档", actions.close_talk, from_=HELD, to=(Talk.State.CLOSED,), ends=ARCHIVED),
        Act(
            "rematch",
            "重新对人员",
            actions.rematch_roster,
            from_=PLANNED + COUNTED,
            verb=Verb.MEMBERS,
            listed=False,
            icon="refresh",
        ),
        *joint_acts(from_=PLANNED + COUNTED),
    ),
)

CHECK = Life(
    model=Check,
    code="experts.check",
    prefix="outcome-checks/",
    missing="没有找到这次回访，可能不在您的权限范围内。",
    overdue=lambda day: {"state": Check.State.OPEN, "due__lt": day},
    acts=(
        Act(
            "record",
            "登记回访",
            actions.record_check,
            form=forms.CheckForm,
            from_=(Check.State.OPEN,),
            to=(Check.State.DONE,),
            primary=True,
        ),
        Act(
            "drop",
            "不再回访",
            actions.drop_check,
            form=ReasonForm,
            from_=(Check.State.OPEN,),
            to=(Check.State.DROPPED,),
        ),
    ),
)
LIVES = (TEAM, OFFER, EXPERT, REQUEST, MATCH, TALK, CHECK)
