"""What attendance hands up to the rest of the product: lives, pages, the door and the public forms, words of its journal."""

from tongxin.attendance.life import LINE
from tongxin.attendance.models import WithRoster
from tongxin.attendance.pages import LineCorrection
from tongxin.attendance.registration import actions as registration
from tongxin.attendance.registration import life, pages, public
from tongxin.attendance.registration.doors import REGISTRATIONS
from tongxin.attendance.registration.personal import registrations_of
from tongxin.lifecycle.pages import pages_of
from tongxin.ports.room import Room

ROOM = Room(
    name="attendance",
    label="名册",
    lives=(LINE, *life.LIVES),
    pages=(*pages_of(LINE, acts={"correct": LineCorrection}), *pages.PAGES),
    doors=(REGISTRATIONS,),
    sections={WithRoster: pages.registration_sections},
    forms=(public.FORM,),
    follows=(public.FOLLOW,),
    consents=(public.CONSENT,),
    personal=registrations_of,
    purge=registration.purge,
    words={
        "attendance.open": "建立名册",
        "attendance.correct_programme": "更正结业要求",
        "attendance.move": "随主办单位转到另一地区",
        "attendance.enter": "登记名册",
        "attendance.decide": "重新认定结业",
        "attendance.count": "登记到场人数",
        "attendance.drop_count": "去掉到场人数",
        "attendance.add_day": "增加一天",
        "attendance.drop_day": "去掉一天",
        **life.WORDS,
    },
)
