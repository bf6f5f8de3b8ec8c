"""What attendance hands up: lives, pages, the door and public forms, certificates, words of its journal."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.urls import path

from tongxin.access.actor import Actor
from tongxin.access.schedule import Scheduled
from tongxin.attendance.actions.settling import IDENTIFIED
from tongxin.attendance.certificates import addresses as certificate_addresses
from tongxin.attendance.certificates import life as certificates
from tongxin.attendance.certificates import pages as certificate_pages
from tongxin.attendance.certificates import public as certificate_public
from tongxin.attendance.certificates.actions import forget_holder
from tongxin.attendance.certificates.personal import own_records
from tongxin.attendance.certificates.work import JOBS
from tongxin.attendance.checkin import actions as checkin
from tongxin.attendance.checkin.addresses import PATTERNS
from tongxin.attendance.checkin.described import PATHS
from tongxin.attendance.checkin.pages import section_of
from tongxin.attendance.feedback import life as feedback_life
from tongxin.attendance.feedback import pages as feedback_pages
from tongxin.attendance.feedback import public as feedback
from tongxin.attendance.history import roster_moments
from tongxin.attendance.life import LEAVE, LINE, LIVES, SESSION
from tongxin.attendance.models import Registration, WithRoster
from tongxin.attendance.pages import LeaveEntry, LeavePage, LineCorrection, SessionEntry
from tongxin.attendance.registration import actions as registration
from tongxin.attendance.registration import life, pages, public
from tongxin.attendance.registration.doors import REGISTRATIONS
from tongxin.attendance.registration.personal import registrations_of
from tongxin.attendance.registration.verifying import nightly_check
from tongxin.attendance.unmatched_pages import UnmatchedList
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.pages import pages_of
from tongxin.ports.personal import PersonalRecord
from tongxin.ports.room import Room
from tongxin.web.menu import MenuItem
from tongxin.web.pages import Section


def _sections(record: Any, *, scope: Scope) -> Sequence[Section]:
    """Return what registration, check-in, feedback and certificates show on the page of a record with a roster.

    Where nobody may be kept by name there is only feedback, which names nobody.
    """
    feedback_of = feedback_pages.feedback_sections
    named = (pages.registration_sections, section_of, feedback_of, certificate_pages.certificate_sections)
    makers = named if record.keeps_names else (feedback_of,)
    return [one for make in makers for one in make(record, scope=scope)]


def _own(person: int) -> Iterator[PersonalRecord]:
    """Tell a person what he or she registered for, and the certificates held."""
    yield from registrations_of(person)
    yield from own_records(person)


def _forget(person_id: int, *, by: Actor, reason: str) -> None:
    forget_holder(person_id, by=by, reason=reason)
    registration.forget_registered(person_id, by=by, reason=reason)


def _purge(*, by: Actor, day: date) -> int:
    return registration.purge(by=by, day=day) + checkin.purge(by=by, day=day)


_HUNG = (  # what hangs on another record is put on file at its address
    path(
        "occasions/<int:pk>/sessions/new/",
        SessionEntry.as_view(life=SESSION, one=SESSION.new),
        name="attendance.session.add",
    ),
    path("roster-lines/<int:pk>/leave/", LeaveEntry.as_view(life=LEAVE, one=LEAVE.new), name="attendance.leave.grant"),
    path(
        "registrations/<int:pk>/leave/",
        LeaveEntry.as_view(life=LEAVE, one=LEAVE.new, holders=Registration),
        name="attendance.leave.grant_registered",
    ),
)
ROOM = Room(
    name="attendance",
    label="名册",
    lives=(*LIVES, *life.LIVES, feedback_life.FEEDBACK, certificates.CERTIFICATE, certificates.NUMBERING),
    pages=(
        *_HUNG,
        *pages_of(LINE, list=UnmatchedList, acts={"correct": LineCorrection}),
        *(one for one in pages_of(SESSION) if one.name != "attendance.session.add"),
        *(one for one in pages_of(LEAVE, detail=LeavePage) if one.name != "attendance.leave.grant"),
        *pages.PAGES,
        *PATTERNS,
        *certificate_pages.PAGES,
        *certificate_addresses.PATTERNS,
        *feedback_pages.PAGES,
    ),
    doors=(REGISTRATIONS,),
    jobs=JOBS,
    programs=PATHS,
    sections={WithRoster: _sections},
    moments={WithRoster: roster_moments},
    forms=(public.FORM, feedback.FORM),
    follows=(public.FOLLOW, feedback.FOLLOW),
    public=(certificate_public.PAGE,),
    consents=(public.CONSENT,),
    personal=_own,
    forget=_forget,
    purge=_purge,
    scheduled=(Scheduled(code="attendance.capacity", words="核对报名名额", at="04:30", run=nightly_check),),
    menu=(
        MenuItem(
            label="证书",
            url_name="attendance.certificate.list",
            icon="medal",
            section="记录",
            order=48,
            verb=Verb.MEMBERS,
        ),
    ),
    words={
        "attendance.open": "建立名册",
        "attendance.correct_programme": "更正结业要求",
        "attendance.move": "随主办单位转到另一地区",
        "attendance.enter": "登记名册",
        IDENTIFIED: "对上人员",
        "attendance.decide": "重新认定结业",
        "attendance.count": "登记到场人数",
        "attendance.drop_count": "去掉到场人数",
        "attendance.add_day": "增加一场",
        "attendance.change_day": "更改日程",
        "attendance.drop_day": "去掉一场",
        **life.WORDS,
        **certificates.WORDS,
        "attendance.fold": "签到转入名册",
        "attendance.device.open": "开通签到设备",
        "attendance.device.revoke": "停用签到设备",
        "attendance.device.purge": "删除到期的签到设备",
        "attendance.scan": "签到",
        "attendance.scan.purge": "删除到期的签到记录",
        "attendance.walk_in": "现场登记",
        "attendance.walk_out": "撤销现场登记",
        **feedback_life.WORDS,
    },
)
