"""Requests of firms: the list, one with its contact, its proposals and what came of it."""

from collections.abc import Iterator, Sequence

from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address, address_of
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages import RecordList, RecordPage, state_words
from tongxin.lifecycle.pages.once import OncePage
from tongxin.network.forms.filters import place_filter
from tongxin.ports.open_forms import FOLLOW_PAGE
from tongxin.records.experts import queries
from tongxin.records.experts.life import MATCH, REQUEST
from tongxin.records.experts.models import Contact, Match, Request
from tongxin.web.filters import text, year
from tongxin.web.pages import Empty, Fact, Section
from tongxin.web.table import Column, Table

_MATCHES = (
    Column(name="expert", label="专家", value=lambda one: one.expert.person.name, link=lambda one: address_of(one.expert), personal=True),
    Column(name="reasons", label="推荐理由", value=lambda one: "；".join(one.reasons)),
    Column(name="expert_word", label="专家答复", value="get_expert_word_display"),
    Column(name="firm_word", label="企业答复", value="get_firm_word_display"),
    Column(name="state", label="状态", value="get_state_display"),
)  # fmt: skip


class RequestList(RecordList):
    """The requests the asker may see, latest first."""

    life = REQUEST
    order = ("-received", "-id")
    narrowed_by = (text("firm_name", label="企业"), year("received"), place_filter(), "state", "field")
    shown = ("firm_name", "team", "field", "received", "wished", "state", "answered")
    nothing = Empty(title="还没有专家需求", hint="企业在服务团的公开页面提出，电话来的在这里登记。")


class RequestPage(RecordPage):
    """One request: what the firm needs, who was proposed and why, what either side said, what was arranged."""

    life = REQUEST
    related = ("team", "firm", "firm_place")

    def card(self) -> Sequence[Fact | str]:
        one: Request = self.record
        talk = queries.service_for(one)
        return (
            Fact(label="状态", value=state_words(one), hint=one.decline_reason),
            "team",
            Fact(label="企业", value=one.firm_name, link=address_of(one.firm) if one.firm else ""),
            "unified_code",
            "firm_place",
            "field",
            "wished",
            "received",
            "source",
            Fact(label="接受的声明", value=f"第{one.statement}版" if one.statement else ""),
            *self._contact(),
            Fact(label="服务", value=talk or "", link=address_of(talk) if talk else ""),
            "answered",
        )

    def _contact(self) -> tuple[Fact, ...]:
        contact: Contact | None = queries.contact_of(self.record, scope=self.request.scope)
        if contact is None:
            return ()
        return (Fact(label="联系人", value=contact.name), Fact(label="联系电话", value=contact.mobile))

    def own_sections(self) -> Sequence[Section]:
        one, scope = self.record, self.request.scope
        shown = [Section(name="need", title="需求说明", template="web/prose.html", context={"text": one.need})]
        if one.answer:
            answer = {"text": one.answer}
            shown.append(Section(name="answer", title="书面答复", template="web/prose.html", context=answer))
        if scope.may(Verb.MEMBERS, one.path):
            matches = list(queries.matches_of(one, scope=scope))
            columns = (*_MATCHES, *_acts(matches, scope=scope, account=self.request.actor.account_id))
            table = Table(columns, matches, caption="专家推荐")
            shown.append(Section(name="matches", title="专家推荐", table=table, empty="受理后在这里推荐专家。"))
        return shown


def _acts(matches: Sequence[Match], *, scope: Scope, account: int | None) -> Iterator[Column]:
    """Yield a column for each word that may be written down now, with a link in the line of the proposal that stands."""
    stands = next((one for one in matches if one.state != Match.State.DECLINED), None)
    if stands is None:
        return
    for one in MATCH.offered(stands, scope=scope, account=account):
        yield _button(one, stands)


def _button(one: Act, stands: Match) -> Column:
    return Column(
        name=one.code,
        label=one.label,
        value=lambda row: one.label if row == stands else "",
        link=lambda row: address(MATCH, one.code, stands.pk) if row == stands else None,
    )


class ExpertAddressPage(OncePage):
    """Makes the address at which the expert answers."""

    opens = FOLLOW_PAGE
    opens_with = (queries.EXPERT_PAGE,)
    explained = "专家凭这个地址答复是否接受，看得到企业和需求，看不到联系人。重新生成后原来的地址作废。"
    told = "请把这个地址或二维码交给专家本人，只显示这一次。"

    def heading(self) -> str:
        return f"{self.one.label}：{self.subject.expert.person.name}"

    def cancel_url(self) -> str:
        return address_of(self.subject.request)
