"""Through what forms the network comes in."""

from collections.abc import Mapping, Sequence
from functools import partial

from django.db.models import Q

from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.naming import numbered_name
from tongxin.network import actions
from tongxin.network.forms import organisations, people
from tongxin.network.life.people import MEMBERSHIP, PERSON
from tongxin.network.life.register import BASE, ORGANISATION
from tongxin.network.life.series import SERIES
from tongxin.network.models import Membership, Person, Place
from tongxin.network.queries import rosters
from tongxin.network.queries.organisations import sole_association
from tongxin.network.queries.people import found_people
from tongxin.network.queries.search import found

GROUPS: Mapping[str, Sequence[str]] = {
    Person.Group.MANAGEMENT.value: (
        "私营企业管理技术人员", "外资企业管理技术人员", "外商投资企业管理技术人员", "民营企业管理技术人员", "管理技术人员", "非公企业管理技术人员",
        "私企外企管理技术人员", "企业管理人员", "技术人员",
    ),
    Person.Group.INTERMEDIARY.value: (
        "中介组织", "社会组织", "中介", "中介机构", "中介组织从业人员", "社会组织从业人员", "中介和社会组织", "社会组织人员", "律师", "会计师", "税务师",
    ),
    Person.Group.FREELANCE.value: ("自由职业", "自由职业者", "自由职业人士", "自由择业", "独立撰稿人", "自由撰稿人", "艺术家"),
    Person.Group.NEW_MEDIA.value: (
        "新媒体", "网络主播", "主播", "自媒体", "新媒体人士", "新媒体人员", "网络人士", "网络作家", "带货主播", "短视频博主", "网红", "新媒体从业者",
    ),
}  # fmt: skip
"""What rosters call the four groups."""
_PERSON_HEADINGS = {
    "name": ("名字", "会员姓名", "人员姓名", "姓名全称"),
    "mobile": ("手机", "手机号码", "联系电话", "电话", "移动电话", "联系方式", "手机号", "电话号码", "联系手机"),
    "unit": ("单位", "所在单位", "单位名称", "工作单位名称", "工作单位及职务", "任职单位", "单位及职务", "企业名称", "公司"),
    "position": ("单位职务", "现任职务", "工作职务", "职位", "任职"),
    "group": ("人员类别", "群体类别", "所属群体", "职业类别", "人员类型", "界别", "群体", "人群类别", "身份类别"),
    "place": ("地区", "所属地区", "县市区", "所在地区", "区县"),
}  # fmt: skip


def _home(path: str) -> dict[str, str]:
    """Return the place a list of persons was handed in for: where they are kept goes without saying."""
    place = Place.objects.filter(path=path).first()
    return {"place": f"{place.code} {place.name}"} if place is not None else {}


def _own(path: str) -> dict[str, str]:
    """Return the one association of a place: whose roster it is goes without saying."""
    home = sole_association(path)
    return {"organisation": numbered_name(home)} if home is not None else {}


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
    headings=_PERSON_HEADINGS,
    find=rosters.find_persons,
    key=rosters.person_key,
    create_other=partial(actions.register_person, distinct=True),
    words={"group": GROUPS},
    presumed=_home,
    left_out={"mobile": rosters.landline},
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
        **_PERSON_HEADINGS,
        "organisation": ("组织", "组织名称", "所属组织", "入会组织", "联谊组织", "所在联谊会"),
        "applied": ("申请时间", "申请入会日期"),
        "begin": ("入会时间", "加入日期", "加入时间", "批准日期", "入会年月日", "入会年月", "何时入会"),
        "title": ("会内任职", "会中职务", "协会职务", "联谊会职务"),
        "office_begin": ("任职时间", "任职起始日期"),
    },
    key=rosters.member_key,
    find=rosters.find_members,
    create_many=actions.enrol_roster,
    refusals=actions.member_refusals,
    hangs_on="persons",
    joined=rosters.joined,
    months=("begin",),
    words={"group": GROUPS},
    presumed=_own,
    left_out={"mobile": rosters.landline},
    life=MEMBERSHIP,
)
ZONES = Door(name="zones", label="开发区", form=organisations.ZoneForm, create=actions.add_zone)
CAMPAIGNS = Door.of(SERIES, name="campaigns", select=("organiser", "parent"), search=found)
DOORS = (ZONES, ORGANISATIONS, BASES, CAMPAIGNS, PERSONS, MEMBERS)
