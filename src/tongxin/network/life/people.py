"""The lives of persons, memberships and offices, and the words of the journal about them. All need the verb 人员信息."""

from operator import attrgetter

from tongxin.kernel.period import chinese_date, today
from tongxin.lifecycle.life import Life
from tongxin.network import actions
from tongxin.network.forms import life as life_forms
from tongxin.network.forms.own import ConsentForm
from tongxin.network.forms.people import AdmissionForm, EndingForm, MemberForm, OfficeEndForm, OfficeForm, PersonForm
from tongxin.network.life import joining, merging, own
from tongxin.network.life.verbs import MembersAct
from tongxin.network.models import Election, Membership, Office, Person
from tongxin.network.queries.charters import where_decided
from tongxin.network.queries.rosters import member_values
from tongxin.web.fields import DayReasonForm

State = Membership.State


def _where_admitted(membership: Membership) -> str:
    return where_decided(membership.organisation, day=today())


PERSON = Life(
    model=Person,
    code="network.person",
    prefix="people/",
    missing="没有找到这个人，或不在您的权限范围内。",
    called=attrgetter("name"),
    new=MembersAct("register", "登记人员", actions.register_person, form=PersonForm),
    acts=(
        MembersAct("correct", "更正", actions.correct_person, form=PersonForm, corrects=True),
        MembersAct("consents", "登记同意", actions.enter_consent, form=ConsentForm, listed=False, button="登记"),
    ),
)
MEMBERSHIP = Life(
    model=Membership,
    code="network.membership",
    prefix="people/memberships/",
    shown_with=attrgetter("person"),
    missing="没有找到这份会籍，或不在您的权限范围内。",
    called=lambda one: f"{one.person.name}（{one.organisation.name}）",
    counted=(State.ADMITTED, State.ENDED),
    read=member_values,
    acts=(
        MembersAct(
            "admit",
            "批准入会",
            actions.admit_member,
            form=AdmissionForm,
            from_=(State.APPLIED,),
            to=(State.ADMITTED,),
            path=_where_admitted,
            listed=False,
        ),
        MembersAct(
            "decline",
            "拒绝入会",
            actions.decline_member,
            form=DayReasonForm,
            from_=(State.APPLIED,),
            to=(State.DECLINED,),
            path=_where_admitted,
            listed=False,
        ),
        MembersAct(
            "office", "登记任职", actions.appoint_office, form=OfficeForm, from_=(State.ADMITTED,), button="登记"
        ),
        MembersAct(
            "transfer",
            "转会",
            actions.transfer_membership,
            form=life_forms.TransferForm,
            from_=(State.ADMITTED,),
            to=(State.ADMITTED, State.ENDED),
            button="办理转会",
        ),
        MembersAct(
            "renew",
            "续期",
            actions.renew_membership,
            form=life_forms.DayForm,
            from_=(State.ADMITTED,),
            done="会籍已续期。",
        ),
        MembersAct(
            "end",
            "办理结束",
            actions.end_membership,
            form=EndingForm,
            from_=(State.ADMITTED,),
            to=(State.ENDED,),
            done="会籍已结束。",
        ),
        MembersAct(
            "correct",
            "更正",
            actions.correct_member,
            form=MemberForm,
            from_=(State.ADMITTED,),
            corrects=True,
            listed=False,
        ),
    ),
)
OFFICE = Life(
    model=Office,
    code="network.office",
    prefix="people/offices/",
    shown_with=attrgetter("person"),
    missing="没有找到这项任职，或不在您的权限范围内。",
    called=lambda one: f"{one.person.name}（{one.organisation.name}{one.get_title_display()}）",
    state_of=lambda one: "held" if one.end is None else "ended",
    states=(("held", "在任"), ("ended", "已离任")),
    acts=(
        MembersAct(
            "end", "登记离任", actions.end_office, form=OfficeEndForm, from_=("held",), to=("ended",), button="登记"
        ),
    ),
)
ELECTION = Life(
    model=Election,
    code="network.election",
    prefix="organisations/elections/",
    missing="没有找到这次选举，或不在您的权限范围内。",
    called=lambda one: f"{one.organisation.name}选举（{chinese_date(one.held)}）",
)
LIVES = (PERSON, MEMBERSHIP, OFFICE, ELECTION, *joining.LIVES, *merging.LIVES, *own.LIVES)
WORDS = {
    **joining.WORDS,
    **merging.WORDS,
    **own.WORDS,
    "network.person.erase": "删除资料",
    "network.membership.apply": "申请入会",
    "network.membership.enrol": "按名册登记会员",
    "network.membership.away": "更新是否外地会员",
    "network.members.export": "导出会员名册",
    "network.office.appoint": "任职",
    "network.election.hold": "登记选举",
    "network.election.count": "登记得票",
}
