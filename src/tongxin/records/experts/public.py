"""What anybody sees: the page of a team, the form in which a firm asks for an expert, and the pages of both sides."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, NotFoundError
from tongxin.network.models.tokens import hashed
from tongxin.ports.consents import ConsentText
from tongxin.ports.open_forms import FollowAct, FollowCard, OpenForm, PublicFollow, PublicForm
from tongxin.ports.public import PublicCard, PublicPage
from tongxin.records.experts import actions, queries
from tongxin.records.experts.actions.following import OPEN
from tongxin.records.experts.forms import CONSENT, PublicOpinionForm, public_form
from tongxin.records.experts.models import COUNTED, Match, Opinion, Request, Talk, Team
from tongxin.web.format import Kind
from tongxin.web.pages import Fact, FieldGroup, Section
from tongxin.web.table import Column, Table

ASK, SAY = "expert-request", "service-feedback"
AGREED = ConsentText(
    purpose=CONSENT,
    label="专家需求",
    version=1,
    text="同意服务团为办理这条需求使用我填写的姓名和手机号（联系、安排服务、回访），不作他用；需求办结后，收到满 180 天删除。",
    once=True,
)
_OFFERS = (
    Column(name="title", label="服务", value="title"),
    Column(name="field", label="领域", value="get_field_display"),
    Column(name="hours", label="时间", value=lambda one: one.hours or "随时"),
    Column(name="venue", label="地点", value="venue"),
)


def read(code: str) -> PublicCard:
    """Return a published team by the code of its address; raises `NotFoundError` for any other. No expert is named."""
    team = queries.published(code)
    if team is None:
        raise NotFoundError("没有找到这个服务团，或者它没有公开。")
    statement = queries.statement_of(team)
    facts = (
        Fact(label="主管组织", value=team.organiser.name),
        Fact(label="服务内容", value=team.purpose),
        Fact(label="提出需求", value="填写企业需求", link=FORM.address(code)),
        Fact(label="服务范围与利益冲突声明", value=statement.text if statement else ""),
    )
    offers = Table(_OFFERS, list(queries.offers_of(team)), caption="常设服务与坐诊")
    return PublicCard(
        title=team.name,
        lead=f"企业可以向本团提出需求，不用登录；{'、'.join(_fields(team)) or '各领域'}均可咨询。",
        facts=tuple(one for one in facts if one.value),
        sections=(
            Section(name="offers", title="常设服务与坐诊", table=offers, empty="还没有常设服务，可以直接提出需求。"),
        ),
        cacheable=True,
    )


def _fields(team: Team) -> list[str]:
    return list(dict.fromkeys(one.get_field_display() for one in queries.offers_of(team)))


def _form(token: str) -> OpenForm:
    team = queries.published(token)
    if team is None:
        raise NotFoundError("这个服务团现在不接受网上需求，请直接联系主管组织。")
    statement = queries.statement_of(team)
    return OpenForm(
        subject=team,
        title=f"向{team.name}提出需求",
        form=public_form(statement),
        lead=f"企业填写，不用登录。{team.organiser.name}受理后推荐专家，双方都接受才安排，不收费。",
        facts=(Fact(label=f"声明（第{statement.version}版）", value=statement.text),) if statement else (),
        groups=(
            FieldGroup(title="企业", fields=("firm_name", "unified_code", "firm_place")),
            FieldGroup(title="需求", fields=("field", "need", "wished")),
            FieldGroup(title="联系人", fields=("contact", "mobile"), hint="只给办理的人看。"),
            FieldGroup(title="同意", fields=(*(("statement",) if statement else ()), "consent")),
        ),
        button="提交需求",
        done="需求已提交。请收藏本页地址，凭它查看进度、答复推荐或撤回。",
    )


def follow_request(token: str) -> FollowCard:
    """Return how a request stands for the firm that made it; the expert is named once the expert has accepted."""
    one = queries.request_followed(hashed(token))
    if one is None:
        raise NotFoundError("没有找到这条需求，请核对地址是否完整。")
    match, talk = queries.open_match(one), queries.service_for(one)
    shown = (
        Fact(label="服务团", value=one.team.name),
        Fact(label="领域", value=one.get_field_display()),
        Fact(label="收到日期", value=one.received, kind=Kind.DATE),
        Fact(label="专家", value=_expert(match)),
        *(_service(talk) if talk is not None else ()),
        Fact(label="书面答复", value=one.answer),
        Fact(label="未受理原因", value=one.decline_reason),
        _say(talk, Opinion.Side.FIRM, token=token),
    )
    return FollowCard(
        title=f"我的需求：{one.team.name}",
        lead=f"{one.get_state_display()}。",
        facts=tuple(fact for fact in shown if fact.value),
        acts=tuple(_firm_acts(one, match)),
    )


def _firm_acts(one: Request, match: Match | None) -> Iterator[FollowAct]:
    if match is not None and match.firm_word == Match.Word.WAITING and one.state == Request.State.MATCHED:
        yield FollowAct(
            code="accept", label="接受推荐", do=partial(actions.say_as_firm, one, accepts=True), primary=True
        )
        yield FollowAct(
            code="decline",
            label="不接受",
            do=partial(actions.say_as_firm, one, accepts=False),
            confirm="不接受后会另外推荐，确定吗？",
        )
    if one.state in OPEN:
        yield FollowAct(
            code="withdraw",
            label="撤回需求",
            do=partial(actions.withdraw_own, one),
            confirm="撤回后不再办理，确定吗？",
        )


def _expert(match: Match | None) -> str:
    if match is None:
        return ""
    field = match.expert.get_field_display()
    named = match.expert_word == Match.Word.ACCEPTED
    return f"{match.expert.person.name}（{field}）" if named else f"已推荐一位{field}专家，专家接受后显示姓名"


def _service(talk: Talk) -> tuple[Fact, ...]:
    return (
        Fact(label="安排", value=talk.title),
        Fact(label="日期", value=talk.first_day, kind=Kind.DATE),
        Fact(label="地点", value=talk.venue),
    )


def _say(talk: Talk | None, side: str, *, token: str) -> Fact:
    open_now = talk is not None and talk.state in COUNTED and not queries.has_said(talk, side)
    return Fact(
        label="服务反馈", value="填写服务反馈" if open_now else "", link=OPINION.address(token) if open_now else ""
    )


def follow_match(token: str) -> FollowCard:
    """Return what an expert is asked: the firm, its need, why the expert was proposed; and what the expert may say."""
    match = queries.match_followed(hashed(token))
    if match is None:
        raise NotFoundError("没有找到这条推荐，地址可能已经换过，请联系服务团。")
    one = match.request
    talk = queries.service_for(one)
    waits = match.state == Match.State.PROPOSED and match.expert_word == Match.Word.WAITING
    shown = (
        Fact(label="企业", value=one.firm_name),
        Fact(label="所在地区", value=one.firm_place.name),
        Fact(label="需求", value=one.need if match.state != Match.State.DECLINED else ""),
        Fact(label="希望日期", value=one.wished, kind=Kind.DATE),
        Fact(label="推荐理由", value="；".join(match.reasons)),
        *(_service(talk) if talk is not None and match.state == Match.State.ACCEPTED else ()),
        _say(talk if match.state == Match.State.ACCEPTED else None, Opinion.Side.EXPERT, token=token),
    )
    answers = (
        FollowAct(code="accept", label="接受", do=partial(actions.say_as_expert, match, accepts=True), primary=True),
        FollowAct(
            code="decline",
            label="不接受",
            do=partial(actions.say_as_expert, match, accepts=False),
            confirm="不接受后会推荐另一位专家，确定吗？",
        ),
    )
    return FollowCard(
        title=f"{one.team.name}：企业需求",
        lead="请答复是否接受；接受后企业会看到您的姓名和领域。" if waits else f"{match.get_state_display()}。",
        facts=tuple(fact for fact in shown if fact.value),
        acts=answers if waits else (),
    )


def _opinion(token: str) -> OpenForm:
    """Return the feedback form of whichever side has this address."""
    key = hashed(token)
    request, match = queries.request_followed(key), queries.match_followed(key)
    if request is None and match is not None and match.state == Match.State.ACCEPTED:
        request = match.request
    if request is None:
        raise NotFoundError("没有找到这次服务，请核对地址是否完整。")
    side = Opinion.Side.EXPERT if match is not None else Opinion.Side.FIRM
    talk = queries.service_for(request)
    if talk is None or talk.state not in COUNTED or queries.has_said(talk, side):
        raise ConflictError("服务还没有举办，或者已经收到过您的反馈，谢谢。")
    return OpenForm(
        subject=(talk, side, token),
        title=f"服务反馈：{talk.title}",
        form=PublicOpinionForm,
        lead="只问这次服务有没有帮助，不评价任何人。",
        button="提交反馈",
        done="已收到反馈，谢谢。",
    )


def _hand_in(subject: tuple[Talk, str, str], *, by: Actor, token: str, **said: Any) -> str:
    del token  # it is followed where the request is
    talk, side, own = subject
    return actions.hand_in_opinion(talk, by=by, side=side, token=own, **said)


FORM = PublicForm(
    prefix=ASK, find=_form, hand_in=actions.hand_in_request, follow=ASK, most_an_address=20, most_a_link=200
)
OPINION = PublicForm(prefix=SAY, find=_opinion, hand_in=_hand_in, follow=SAY, most_an_address=20, most_a_link=20)


def _thanks(token: str) -> FollowCard:
    """Return to whichever side has this address how its request stands."""
    return follow_request(token) if queries.request_followed(hashed(token)) is not None else follow_match(token)


FOLLOWS = (
    PublicFollow(prefix=ASK, read=follow_request),
    PublicFollow(prefix=queries.EXPERT_PAGE, read=follow_match),
    PublicFollow(prefix=SAY, read=_thanks),
)
PAGE = PublicPage(prefix=queries.TEAM_PAGE, read=read, throttled=False)
