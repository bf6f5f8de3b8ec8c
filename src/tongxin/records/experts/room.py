"""What experts hand up to the rest of the product."""

from tongxin.attendance.registration.calendars import calendar_of
from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import Collected
from tongxin.lifecycle.waiting import waiting_in
from tongxin.network.models import Organisation, Series
from tongxin.ports.room import Room
from tongxin.records.experts import actions, demo, life, public
from tongxin.records.experts.figures import (
    ACTIVITY,
    ANSWER,
    EXPERT,
    FIRM,
    MEASURES,
    PARAGRAPHS,
    PARTICIPATION,
    REQUEST,
    RETURN,
    TALK,
    TEAM,
)
from tongxin.records.experts.models import Request, Talk
from tongxin.records.experts.pages import PAGES
from tongxin.records.experts.pages.teams import sections_of
from tongxin.records.experts.personal import own_records
from tongxin.web.menu import MenuItem

_MENU = (
    ("专家服务", "experts.talk.list", Verb.VIEW),
    ("服务团", "experts.team.list", Verb.VIEW),
    ("专家需求", "experts.request.list", Verb.VIEW),
    ("效果回访", "experts.check.list", Verb.VIEW),
)

ROOM = Room(
    name="experts",
    label="专家服务",
    lives=life.LIVES,
    pages=PAGES,
    doors=(
        Door.of(life.TEAM, name="expert-teams", select=("organiser", "series", "organisation"), search=("name",)),
        Door.of(
            life.EXPERT,
            name="experts",
            select=("team", "person", "region"),
            search=("team__name", "person__name"),
            place_path=lambda values: values["team"].path,
        ),
        Door.of(
            life.REQUEST,
            name="expert-requests",
            select=("team", "firm_place"),
            search=("firm_name",),
            place_path=lambda values: values["team"].path,
        ),
        Door.of(life.TALK, name="talks", select=("organiser", "team", "occasion", "series"), search=("title",)),
    ),
    facts=(EXPERT, TALK, FIRM, REQUEST, ANSWER, PARTICIPATION),
    measures=MEASURES,
    reported=(RETURN,),
    activity=ACTIVITY,
    calendar=calendar_of(Talk, kind=life.TALK.code),
    subjects=(TEAM,),
    sections={
        Series: Collected(
            life=life.TALK, field="series", shown=("title", "team", "organiser", "last_day", "state"), day="last_day"
        ),
        Organisation: sections_of,
    },
    personal=own_records,
    consents=(public.AGREED,),
    forms=(public.FORM, public.OPINION),
    follows=public.FOLLOWS,
    public=(public.PAGE,),
    purge=actions.purge_contacts,
    waiting=(waiting_in(life.REQUEST, Request.State.RECEIVED, words="待受理的企业需求"),),
    demo=demo.load,
    paragraphs=PARAGRAPHS,
    words={
        "experts.statement": "发布服务声明",
        "experts.offer.add": "增加常设服务",
        "experts.contact": "登记联系人",
        "experts.contact.purge": "删除到期的联系人",
        "experts.match.propose": "推荐专家",
        "experts.match.lapse": "推荐不再有效",
        "experts.request.both_said": "双方答复",
        "experts.request.served": "服务情况",
        "experts.talk.settle_first": "认定首场",
        "experts.talk_firm.add": "登记参加企业",
        "experts.talk_firm.remove": "去掉参加企业",
        "experts.speaker": "登记主讲专家",
        "experts.opinion": "登记服务反馈",
        "experts.check.plan": "列入回访",
    },
    menu=tuple(
        MenuItem(label=label, url_name=name, icon="users", section="记录", order=43, verb=verb)
        for label, name, verb in _MENU
    ),
)
