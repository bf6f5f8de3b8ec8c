"""What anybody sees of an action: the call with what is needed, the forms to help and to ask for help, and their follow pages."""

from collections.abc import Iterator
from functools import partial

from django import forms
from django.urls import reverse

from tongxin.access.actor import Actor
from tongxin.intake.open_forms import ConsentField
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import chinese_date
from tongxin.ports.consents import ConsentText
from tongxin.ports.open_forms import FollowAct, FollowCard, OpenForm, PublicFollow, PublicForm
from tongxin.ports.public import PublicCard, PublicPage
from tongxin.records.volunteering import actions
from tongxin.records.volunteering.forms import HELP, SIGN_UP, HelpForm, SignUpForm
from tongxin.records.volunteering.models import COUNTED, WAITING, HelpRequest, Task, Volunteer, VolunteerAction
from tongxin.records.volunteering.queries import (
    PUBLIC_PREFIX,
    claims_of,
    is_open,
    published,
    refuse_over,
    request_with,
    tasks_of,
    volunteer_with,
)
from tongxin.records.volunteering.rules import amount_words
from tongxin.web.pages import Fact, Section
from tongxin.web.table import Column, Table

PREFIX = PUBLIC_PREFIX
OFFERED = 40
"""How many tasks a phone page offers at once, the urgent first."""
CONSENTS = (
    ConsentText(
        purpose=SIGN_UP,
        label="志愿报名",
        version=1,
        text="同意主办单位为这次志愿服务使用我填写的姓名、手机号和能力（派任务、联系），不作他用；行动结束后按公布的天数删除。",
        once=True,
    ),
    ConsentText(
        purpose=HELP,
        label="求助",
        version=1,
        text="同意主办单位把我填写的地点、电话和需要告诉来帮忙的人，不公开、不作他用；行动结束后按公布的天数删除。",
        once=True,
    ),
)
_NEEDED = (
    Column(name="title", label="任务", value="title"),
    Column(name="kind", label="类别", value="get_kind_display"),
    Column(name="place", label="地区", value=lambda task: task.place.name),
    Column(name="spot", label="集合或交接地点", value="spot"),
    Column(name="left", label="还需要", value=lambda task: amount_words(task.left, task.unit)),
    Column(name="urgency", label="紧急程度", value="get_urgency_display"),
    Column(name="state", label="状态", value="get_state_display"),
)


def read(code: str) -> PublicCard:
    """Return the public page of an action: what is needed, and where to help."""
    one = published(code)
    open_now = is_open(one)
    waiting = list(tasks_of(one).filter(state__in=WAITING)[:OFFERED]) if open_now else []
    table = Table(_NEEDED, waiting, caption="需要帮忙的事")
    return PublicCard(
        title=one.title,
        lead=one.call or f"{one.organiser.name}发起",
        facts=(*_about(one), *(_ways(one) if open_now else ())),
        sections=(
            Section(
                name="needed", title="需要帮忙的事", table=table, empty="现在没有等人认领的任务。", exportable=False
            ),
        ),
    )


def _about(one: VolunteerAction) -> Iterator[Fact]:
    last = "" if one.last_day == one.first_day else f"至{chinese_date(one.last_day)}"
    yield Fact(label="状态", value=one.get_state_display())
    yield Fact(label="主办单位", value=one.organiser.name)
    yield Fact(label="类别", value=one.get_kind_display())
    yield Fact(label="日期", value=f"{chinese_date(one.first_day)}{last}")
    if one.venue:
        yield Fact(label="地点", value=one.venue)


def _ways(one: VolunteerAction) -> Iterator[Fact]:
    """Yield where one signs up and asks for help."""
    if one.takes_sign_ups:
        yield Fact(label="我要帮忙", value="报名（不用注册账号）", link=FORM.address(one.public_code))
        yield Fact(
            label="会员报名", value="用自己的账号报名", link=reverse("volunteering.join", args=[one.public_code])
        )
    if one.takes_requests:
        yield Fact(label="我需要帮助", value="填写求助", link=HELP_FORM.address(one.public_code))


def _found(code: str, *, wanted: str) -> VolunteerAction:
    one = published(code)
    if not getattr(one, wanted):
        raise NotFoundError("这次志愿服务不在网上受理这一项，请联系主办单位。")
    refuse_over(one)
    return one


def find_sign_up(code: str) -> OpenForm:
    """Return the form to help in an action."""
    one = _found(code, wanted="takes_sign_ups")
    return OpenForm(
        subject=one,
        title=f"报名：{one}",
        lead=f"{one.call} 报名后凭自己的地址认领任务；个人信息在行动结束 {one.keep_days} 天后删除。".strip(),
        facts=tuple(_about(one)),
        form=_with_consent(SignUpForm, SIGN_UP),
        button="提交报名",
        done="已报名。请收藏本页地址，凭它认领任务、放回和退出。",
    )


def find_help(code: str) -> OpenForm:
    """Return the form to ask for help in an action."""
    one = _found(code, wanted="takes_requests")
    return OpenForm(
        subject=one,
        title=f"求助：{one}",
        lead=f"只填来帮忙的人需要知道的；个人信息在行动结束 {one.keep_days} 天后删除。危及生命的请先拨打 110、119、120。",
        facts=(Fact(label="主办单位", value=one.organiser.name),),
        form=_with_consent(HelpForm, HELP),
        button="提交求助",
        done="已提交。请收藏本页地址，凭它查看办理情况。",
    )


def _with_consent(base: type[forms.Form], purpose: str) -> type[forms.Form]:
    """Return the form with the wording that is in force now."""
    return type(base.__name__, (base,), {"consent": ConsentField(purpose)})


def read_sign_up(token: str) -> FollowCard:
    """Return how a sign-up stands: what it has claimed, and what it may claim."""
    one = volunteer_with(token)
    mine = list(claims_of(one)) if one.is_in else []
    free = _free(one) if one.is_in and is_open(one.action) else []
    return FollowCard(
        title=f"我的志愿报名：{one.action}",
        lead=_lead(one, mine),
        facts=(*_about(one.action), *(_task_fact("已认领", task) for task in mine), *_record_fact(one, token)),
        acts=tuple(_acts(one, mine, free)),
    )


def _free(one: Volunteer) -> list[Task]:
    return list(tasks_of(one.action).filter(state=Task.State.OPEN)[:OFFERED])


def _lead(one: Volunteer, mine: list[Task]) -> str:
    if not one.is_in:
        return "已退出报名。"
    if one.state == Volunteer.State.ASKED:
        return "已申请这次行动的服务记录，主办单位出具后可在本页下载。"
    if one.state == Volunteer.State.ISSUED:
        return "这次行动的服务记录已出具，可在下面下载。"
    if one.action.state in COUNTED:
        return "行动已经开展，谢谢。需要证明的，可以申请这次行动的服务记录。"
    return f"已报名，正在办 {len(mine)} 件任务。" if mine else "已报名。可以在下面认领任务。"


def _task_fact(label: str, task: Task) -> Fact:
    where = "，".join(filter(None, (task.place.name, task.spot)))
    return Fact(label=label, value=task.title, hint=f"{where}，还需 {amount_words(task.left, task.unit)}")


def _record_fact(one: Volunteer, token: str) -> Iterator[Fact]:
    if one.state == Volunteer.State.ISSUED:
        yield Fact(label="服务记录", value="下载 PDF", link=reverse("volunteering.record", args=[token]))


def _acts(one: Volunteer, mine: list[Task], free: list[Task]) -> Iterator[FollowAct]:
    for task in mine:
        yield FollowAct(code=f"hear-{task.pk}", label=f"还在办：{task}", do=partial(_hear, one, task), primary=True)
        yield FollowAct(
            code=f"release-{task.pk}",
            label=f"放回：{task}",
            do=partial(_release, one, task),
            confirm="放回后由别人认领，确定吗？",
        )
    for task in free:
        label = f"认领：{task}（还需 {amount_words(task.left, task.unit)}）"
        yield FollowAct(code=f"claim-{task.pk}", label=label, do=partial(_claim, one, task))
    if one.state == Volunteer.State.SIGNED_UP and one.action.state in COUNTED:
        yield FollowAct(code="record", label="申请服务记录", do=partial(_ask_record, one), primary=True)
    if one.state == Volunteer.State.SIGNED_UP and is_open(one.action):
        yield FollowAct(
            code="leave", label="退出报名", do=partial(_leave, one), confirm="退出后，认领的任务会放回，确定吗？"
        )


def _claim(one: Volunteer, task: Task, *, by: Actor) -> str:
    actions.claim_own(one, task, by=by)
    days = one.action.silent_days
    return f"已认领「{task}」。{days} 天没有消息会自动放回，办理中请按「还在办」；做完后告诉主办单位登记。"


def _hear(one: Volunteer, task: Task, *, by: Actor) -> str:
    actions.hear_own(one, task, by=by)
    return "已记下，谢谢。"


def _release(one: Volunteer, task: Task, *, by: Actor) -> str:
    actions.release_own(one, task, by=by)
    return f"已放回「{task}」。"


def _ask_record(one: Volunteer, *, by: Actor) -> str:
    actions.ask_for_record(one, by=by)
    return "已申请，主办单位出具后可在本页下载。"


def _leave(one: Volunteer, *, by: Actor) -> str:
    actions.withdraw_own(one, by=by)
    return "已退出。"


def read_request(token: str) -> FollowCard:
    """Return how a request stands: what becomes of it, and what whoever asked was told."""
    one = request_with(token)
    waits = one.state == HelpRequest.State.RECEIVED
    shown = [Fact(label="状态", value=one.get_state_display())]
    if one.task is not None:
        shown.append(Fact(label="办理", value=one.task.get_state_display()))
    if one.answer:
        shown.append(Fact(label="答复", value=one.answer))
    back = FollowAct(
        code="back", label="撤回", do=partial(_take_back, one), confirm="撤回后填写的内容立即删除，确定吗？"
    )
    return FollowCard(
        title=f"我的求助：{one.action}",
        lead="已收到，主办单位正在安排。" if waits else f"{one.get_state_display()}。",
        facts=tuple(shown),
        acts=(back,) if waits else (),
    )


def _take_back(one: HelpRequest, *, by: Actor) -> str:
    actions.withdraw_request(one, by=by)
    return "已撤回，填写的内容已删除。"


PAGE = PublicPage(prefix=PREFIX, read=read, throttled=False)
FOLLOW = PublicFollow(prefix=PREFIX, read=read_sign_up)
FORM = PublicForm(
    prefix=PREFIX, find=find_sign_up, hand_in=actions.sign_up, follow=PREFIX, most_an_address=300, most_a_link=50_000
)
HELP_FOLLOW = PublicFollow(prefix=HELP, read=read_request)
HELP_FORM = PublicForm(
    prefix=HELP, find=find_help, hand_in=actions.ask_for_help, follow=HELP, most_an_address=60, most_a_link=5_000
)
