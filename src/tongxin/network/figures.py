"""What the network says in figures: associations, members and bases as they stand on a day."""

from django.db.models import Case, F, Q, Value, When

from tongxin.figures import Column, Fact, Kind, Measure, Type
from tongxin.kernel.places import Level
from tongxin.lifecycle.evidence import evidence_column
from tongxin.lifecycle.facts import Coded, Shown, fact_of, via
from tongxin.network.models import Base, BaseStep, Membership, Organisation, Person, StageRule
from tongxin.network.models.bases import State
from tongxin.network.queries import subjects
from tongxin.network.queries.series import all_series_named, series_known
from tongxin.network.queries.stages import NOT_REACHED, stage_rows
from tongxin.ports.reported import Reported
from tongxin.ports.subjects import Subject

NO_GROUP = "unspecified"
SUBJECTS = (
    Subject(
        word="organisation",
        label="组织",
        known=subjects.organisations_known,
        names=subjects.organisations_named,
        page="network.organisation.detail",
        acts=True,
    ),
    Subject(
        word="base",
        label="基地",
        known=subjects.bases_known,
        names=subjects.bases_named,
        page="network.base.detail",
    ),
    Subject(
        word="series",
        label="品牌系列",
        known=series_known,
        names=all_series_named,
        page="network.series.detail",
    ),
)

ASSOCIATION = fact_of(
    Organisation,
    "network.association",
    label="联谊组织",
    span=("founded", "closed"),
    codes={"level": "level", "evidence": evidence_column(Organisation)},
    numbers="organisation",
    only=Q(kind=Organisation.Kind.ASSOCIATION),
)
MEMBERSHIP = fact_of(
    Membership,
    "network.membership",
    place="organisation__place_id",
    span=("begin", "end"),
    subjects={"person": via("person_id", "person"), "organisation": via("organisation_id", "organisation")},
    codes={
        "occupation": Coded(
            label="人员类别",
            expression=Case(When(person__group="", then=Value(NO_GROUP)), default=F("person__group")),
            choices={**dict(Person.Group.choices), NO_GROUP: "未填"},
        )
    },
    only=Q(state__in=(Membership.State.ADMITTED, Membership.State.ENDED)),
    shown=Shown(by=Person, key="person"),
)
BASE = fact_of(
    BaseStep,
    "network.base",
    label="实践创新基地",
    place="base__place_id",
    span=("begin", "end"),
    subjects={"base": via("base_id", "base"), "organisation": via("base__association_id", "organisation")},
    codes={"state": "state", "level": "base__level"},
    shown=Shown(by=Base, key="base"),
)
STAGE = Fact(
    code="network.stage",
    label="联谊组织的阶段",
    record="network.stage",
    page="/organisations/{organisation}/",
    columns=(
        Column(name="key", type=Type.KEY, label="阶段编号"),
        Column(name="organisation", type=Type.SUBJECT, label="联谊组织", subject="organisation"),
        Column(name="place", type=Type.PLACE, label="所在地区"),
        Column(name="begin", type=Type.BEGIN, label="计算日期"),
        Column(name="end", type=Type.END, label="下次计算日期"),
        Column(
            name="stage",
            type=Type.CODE,
            label="阶段",
            choices={**dict(StageRule.Stage.choices), NOT_REACHED: "未达到“建起来”"},
        ),
    ),
    rows=stage_rows,
)
FACTS = (ASSOCIATION, MEMBERSHIP, BASE, STAGE)

RETURN = Reported(
    kind="network",
    label="组织和会员",
    measures=("network.associations", "network.members", "network.bases"),
    stock=True,
)

MEASURES = (
    Measure(
        code="network.associations",
        name="联谊组织",
        names=(
            "联谊组织数",
            "新的社会阶层人士联谊组织",
            "各级新的社会阶层人士联谊组织",
            "各级新的社会阶层人士联谊组织数",
            "各级联谊组织",
            "新阶层联谊组织",
            "新的社会阶层人士联谊会",
            "新的社会阶层人士联合会",
            "新联会",
            "新联会组织",
            "联谊会",
        ),
        words=("家", "个"),
        unit="家",
        kind=Kind.STOCK,
        fact=ASSOCIATION.code,
        grain="每家组织一次",
        expected=RETURN.fact,
        definition="在统计日期已成立、未注销的联谊组织（联谊会、联合会、新联会）家数，含省、市、县各级和开发区。",
    ),
    Measure(
        code="network.county_coverage",
        name="县级覆盖率",
        names=(
            "县级覆盖",
            "县级联谊组织覆盖",
            "县级联谊组织覆盖率",
            "县级新联会覆盖率",
            "县（市、区）覆盖率",
            "县市区覆盖率",
            "县区覆盖率",
            "县级全覆盖",
        ),
        words=("个",),
        unit="个",
        kind=Kind.COVERAGE,
        fact=ASSOCIATION.code,
        level=Level.COUNTY,
        where=(("level", (Level.COUNTY.value,)),),
        grain="每个县市区一次",
        expected=RETURN.fact,
        definition="在统计日期建有县级联谊组织的县市区数，除以区划表中全部县市区数；开发区不算县市区。",
    ),
    Measure(
        code="network.prefecture_coverage",
        name="市级覆盖率",
        names=(
            "市州覆盖率",
            "市州覆盖",
            "市级覆盖",
            "市级联谊组织覆盖",
            "省市两级覆盖",
            "省市两级联谊组织覆盖",
            "省市两级全覆盖",
            "市级全覆盖",
            "市州全覆盖",
        ),
        words=("个",),
        unit="个",
        kind=Kind.COVERAGE,
        fact=ASSOCIATION.code,
        level=Level.PREFECTURE,
        where=(("level", (Level.PREFECTURE.value,)),),
        grain="每个市州一次",
        expected=RETURN.fact,
        definition="在统计日期建有市级联谊组织的市州数，除以区划表中全部市州数。",
    ),
    Measure(
        code="network.members",
        name="会员",
        names=(
            "会员人数",
            "会员数",
            "会员总数",
            "联谊组织会员",
            "联谊组织会员人数",
            "个人会员",
            "吸纳新的社会阶层人士",
            "吸纳会员",
            "新的社会阶层人士会员",
        ),
        words=("人", "名", "位"),
        unit="人",
        kind=Kind.STOCK,
        fact=MEMBERSHIP.code,
        subject="person",
        grain="每人一次，参加几个组织也只算一次",
        expected=RETURN.fact,
        definition="在统计日期经审核入会、会籍未结束的人数；同一个人参加几个组织只计一次，待审核和未通过的不计。",
    ),
    Measure(
        code="network.bases",
        name="实践创新基地",
        names=(
            "实践创新基地数",
            "各类实践创新基地",
            "各类实践创新基地数",
            "新的社会阶层人士实践创新基地",
            "新阶层实践创新基地",
            "创建实践创新基地",
            "实践基地",
        ),
        words=("个", "家", "处"),
        unit="个",
        kind=Kind.STOCK,
        fact=BASE.code,
        subject="base",
        where=(("state", (State.NAMED.value,)),),
        grain="每个基地一次，挂几块牌也只算一次",
        expected=RETURN.fact,
        definition="在统计日期处于“命名”状态的实践创新基地个数；申报、评审、复核、整改中的和已撤销、退出的不计，一个基地挂几块牌只计一个。",
    ),
    *(
        Measure(
            code=f"network.associations_{code}",
            name=f"{label}的联谊组织" if reached else label,
            names=names,
            words=("家", "个"),
            unit="家",
            kind=Kind.STOCK,
            fact=STAGE.code,
            where=(("stage", reached or tuple(StageRule.Stage.values)),),
            grain="每家组织一次，按达到的最高阶段",
            definition=f"{what}的联谊组织家数。阶段按组织阶段标准、以前十二个月的记录计算，每季度末算一次，快照当天再算一次；"
            "统计日期取此前最近一次的结果。合办的活动经对方确认才计入。",
        )
        for code, label, reached, names, what in (
            (
                "by_stage",
                "达到阶段的联谊组织",
                (),
                ("已建起来的联谊组织", "各阶段联谊组织"),
                "在统计日期至少达到“建起来”",
            ),
            ("set_up", "建起来", ("set_up",), ("处于建起来阶段的联谊组织",), "在统计日期达到“建起来”、还没有“转起来”"),
            (
                "running",
                "转起来",
                ("running",),
                ("处于转起来阶段的联谊组织",),
                "在统计日期达到“转起来”、还没有“活起来”",
            ),
            ("thriving", "活起来", ("thriving",), ("处于活起来阶段的联谊组织",), "在统计日期达到“活起来”"),
        )
    ),
)
