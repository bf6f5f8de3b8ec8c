"""Through what forms the network comes in."""

from django.db.models import Q

from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.network import actions
from tongxin.network.forms import organisations, people
from tongxin.network.life.people import MEMBERSHIP, PERSON
from tongxin.network.life.register import BASE, ORGANISATION
from tongxin.network.life.series import SERIES
from tongxin.network.models import Membership, Person
from tongxin.network.queries import rosters
from tongxin.network.queries.people import found_people
from tongxin.network.queries.search import found

ORGANISATIONS = Door.of(ORGANISATION, name="organisations", select=("place", "parent"), search=found)
BASES = Door.of(BASE, name="bases", select=("host", "association", "place"), search=found)
PERSONS = Door(
    name="persons",
    label="人员",
    form=people.PersonForm,
    create=actions.register_person,
    correct=actions.correct_person,
    model=Person,
    select=("place",),
    search=found_people,
    verb=Verb.MEMBERS,
    find=rosters.find_persons,
    life=PERSON,
)
MEMBERS = Door(
    name="members",
    label="会员",
    form=people.MemberForm,
    create=actions.enrol_member,
    correct=actions.correct_member,
    model=Membership,
    read=rosters.member_values,
    select=("person__place", "organisation__place"),
    only=Q(state=Membership.State.ADMITTED),
    verb=Verb.MEMBERS,
    place_path=lambda values: values["organisation"].path,
    headings={
        "name": ("名字", "会员姓名", "人员姓名"),
        "mobile": ("手机", "手机号码", "联系电话", "电话", "移动电话", "联系方式", "手机号"),
        "unit": ("单位", "所在单位", "单位名称", "工作单位名称", "工作单位及职务", "任职单位"),
        "position": ("单位职务", "现任职务", "工作职务"),
        "group": ("人员类别", "群体类别", "所属群体", "职业类别"),
        "place": ("地区", "所属地区", "县市区", "所在地区"),
        "organisation": ("组织", "组织名称", "所属组织", "入会组织", "联谊组织", "所在联谊会"),
        "applied": ("申请时间", "申请入会日期"),
        "begin": ("入会时间", "加入日期", "加入时间", "批准日期", "入会年月日"),
        "title": ("会内任职", "会中职务", "协会职务", "联谊会职务"),
        "office_begin": ("任职时间", "任职起始日期"),
    },
    key=rosters.member_key,
    find=rosters.find_members,
    create_many=actions.enrol_roster,
    refusals=actions.member_refusals,
    life=MEMBERSHIP,
)
ZONES = Door(name="zones", label="开发区", form=organisations.ZoneForm, create=actions.add_zone)
CAMPAIGNS = Door.of(SERIES, name="campaigns", select=("organiser", "parent"), search=found)
DOORS = (ZONES, ORGANISATIONS, BASES, CAMPAIGNS, PERSONS, MEMBERS)
