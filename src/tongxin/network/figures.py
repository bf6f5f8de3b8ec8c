"""What the network says in figures: associations, members and bases as they stand on a day."""

from tongxin.figures import Column, Fact, Kind, Measure, Type
from tongxin.intake.reportable import Reportable
from tongxin.intake.subjects import Subject
from tongxin.kernel.places import Level
from tongxin.network.models import Person
from tongxin.network.models.bases import NAMING_LEVELS, State
from tongxin.network.models.places import LEVELS
from tongxin.network.queries import facts, subjects
from tongxin.network.queries.returned import told
from tongxin.network.queries.series import series_known

ORGANISATION = Subject(
    word="organisation", label="组织", known=subjects.organisations_known, page="network:organisation"
)
BASE_SUBJECT = Subject(word="base", label="基地", known=subjects.bases_known, page="network:base")
SERIES = Subject(word="series", label="品牌系列", known=series_known, page="network:series")
SUBJECTS = (ORGANISATION, BASE_SUBJECT, SERIES)

ASSOCIATION = Fact(
    code="network.association",
    label="联谊组织",
    record="network.association",
    page="/organisations/{key}/",
    rows=facts.association_rows,
    columns=(
        Column(name="key", type=Type.KEY, label="组织编号", subject=ORGANISATION.word),
        Column(name="place", type=Type.PLACE, label="所在地区"),
        Column(name="begin", type=Type.BEGIN, label="成立日期"),
        Column(name="end", type=Type.END, label="注销日期"),
        Column(name="level", type=Type.CODE, label="级别", choices=dict(LEVELS)),
    ),
)
MEMBERSHIP = Fact(
    code="network.membership",
    label="会籍",
    record="network.membership",
    page="/people/{person}/",
    rows=facts.membership_rows,
    columns=(
        Column(name="key", type=Type.KEY, label="会籍编号"),
        Column(name="person", type=Type.SUBJECT, label="人员", subject="person"),
        Column(name="organisation", type=Type.SUBJECT, label="组织", subject=ORGANISATION.word),
        Column(name="place", type=Type.PLACE, label="组织所在地区"),
        Column(name="begin", type=Type.BEGIN, label="入会日期"),
        Column(name="end", type=Type.END, label="结束日期"),
        Column(
            name="occupation",
            type=Type.CODE,
            label="人员类别",
            choices={**dict(Person.Group.choices), facts.NO_GROUP: "未填"},
        ),
    ),
)
BASE = Fact(
    code="network.base",
    label="实践创新基地",
    record="network.base",
    page="/bases/{base}/",
    rows=facts.base_rows,
    columns=(
        Column(name="key", type=Type.KEY, label="状态编号"),
        Column(name="base", type=Type.SUBJECT, label="基地", subject=BASE_SUBJECT.word),
        Column(name="place", type=Type.PLACE, label="所在地区"),
        Column(name="begin", type=Type.BEGIN, label="状态起"),
        Column(name="end", type=Type.END, label="状态止"),
        Column(name="state", type=Type.CODE, label="状态", choices=dict(State.choices)),
        Column(name="level", type=Type.CODE, label="命名级别", choices=dict(NAMING_LEVELS)),
    ),
)
FACTS = (ASSOCIATION, MEMBERSHIP, BASE)

RETURN = Reportable(
    kind="network",
    label="组织和会员",
    measures=("network.associations", "network.members", "network.bases"),
    tell=told,
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
)
