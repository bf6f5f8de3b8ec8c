"""What firms and experts do themselves, at addresses only they know: no role gives the right, the address does."""

from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import today
from tongxin.lifecycle.writing import change, create
from tongxin.network.models.tokens import hashed
from tongxin.records.experts.actions.matching import say
from tongxin.records.experts.actions.requests import give_up, receive
from tongxin.records.experts.models import COUNTED, Contact, Match, Opinion, Request, Talk, Team
from tongxin.records.experts.queries import has_said, open_match, published, request_followed

FIRM, EXPERT = "企业（凭查询地址）", "专家（凭查询地址）"
"""What the journal calls those who act at their own address: no name."""
KEPT_DAYS: Final = 180
OPEN = (Request.State.RECEIVED, Request.State.TRIAGED, Request.State.MATCHED, Request.State.ACCEPTED)


def hand_in_request(subject: Team, *, by: Actor, token: str, **values: Any) -> str:
    """Take a request from the public page; sent twice it is one. Returns the token of the page it is followed at."""
    firm = by.under_name(FIRM)
    contact = {"name": values.pop("contact"), "mobile": values.pop("mobile"), "consent_version": values.pop("consent")}
    accepted = subject.statement if values.pop("statement", False) else 0
    with transaction.atomic():
        if request_followed(hashed(token)) is not None:
            return token
        team = published(subject.public_code)
        if team is None or team.statement != subject.statement:
            raise ConflictError("服务团的页面刚才有更新，请刷新后再提交。")
        row = Request(path=team.path, source=Request.Source.LINK, token_hash=hashed(token), statement=accepted)
        receive(row, by=firm, details={**values, "team": team, "received": today()}, contact=contact)
    return token


def withdraw_own(one: Request, *, by: Actor) -> str:
    """Take a request back: the firm's own word, at its own address."""
    firm = by.under_name(FIRM)
    with transaction.atomic():
        _anew(one)
        if one.state not in OPEN:
            raise ConflictError(f"这条需求{one.get_state_display()}，不能撤回。")
        give_up(one, by=firm)
        change(one, by=firm, values={"state": Request.State.WITHDRAWN}, action="experts.request.withdraw")
    return "需求已撤回。"


def say_as_firm(one: Request, *, by: Actor, accepts: bool) -> str:
    """Accept or decline the expert proposed: the firm's own word, at its own address; the expert's is another address."""
    with transaction.atomic():
        _anew(one)
        match = open_match(one)
        if match is None or match.firm_word != Match.Word.WAITING:
            raise ConflictError("现在没有等您答复的专家推荐，请刷新后再看。")
        say(match, by=by.under_name(FIRM), side="firm", word=_word(accepts=accepts))
    return "已接受。" if accepts else "已答复不接受，会再推荐。"


def say_as_expert(one: Match, *, by: Actor, accepts: bool) -> str:
    """Accept or decline a request: the expert's own word, at the expert's own address; the firm's is another address."""
    with transaction.atomic():
        _anew(one.request)
        one.refresh_from_db(from_queryset=Match.objects.same_as(one).select_for_update())
        if one.state != Match.State.PROPOSED or one.expert_word != Match.Word.WAITING:
            raise ConflictError("这条推荐已经答复过，或已不再等您答复。")
        say(one, by=by.under_name(EXPERT), side="expert", word=_word(accepts=accepts))
    return "已接受。" if accepts else "已答复不接受，谢谢。"


def hand_in_opinion(talk: Talk, *, by: Actor, side: str, token: str, helped: str, note: str = "") -> str:
    """Take what a side says of the service it had; said once."""
    with transaction.atomic():
        talk.refresh_from_db(from_queryset=Talk.objects.same_as(talk).select_for_update())
        if talk.state not in COUNTED or has_said(talk, side):
            raise ConflictError("已经收到过您的反馈，谢谢。")
        row = Opinion(talk=talk, path=talk.path, side=side, helped=helped, note=note, day=today())
        create(row, by=by.under_name(FIRM if side == Opinion.Side.FIRM else EXPERT), action="experts.opinion")
    return token


def purge_contacts(*, by: Actor, day: date) -> int:
    """Empty whom to speak to of requests that were received long ago and are over; the requests stay."""
    over = (Request.State.ANSWERED, Request.State.DECLINED, Request.State.WITHDRAWN)
    rows = Contact.objects.for_worker().filter(request__state__in=over).exclude(name="", mobile="")
    gone = 0
    with transaction.atomic():
        for row in rows.filter(request__received__lte=day - timedelta(days=KEPT_DAYS)):
            change(row, by=by, values={"name": "", "mobile": ""}, action="experts.contact.purge")
            gone += 1
    return gone


def _anew(one: Request) -> None:
    one.refresh_from_db(from_queryset=Request.objects.same_as(one).select_for_update())


def _word(*, accepts: bool) -> str:
    return Match.Word.ACCEPTED if accepts else Match.Word.DECLINED
