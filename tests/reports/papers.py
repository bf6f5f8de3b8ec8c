"""Papers made by hand: every kind of block, characters that mean something in markup, none and very many figures."""

from dataclasses import replace

from tongxin.reports.paper import (
    Cell,
    Chart,
    Heading,
    Number,
    Paper,
    Paragraph,
    Reported,
    Run,
    Series,
    Spot,
    Table,
)

HUNAN = Spot(code="430000", name="湖南省")
MARKUP = r"#set *粗* $x^2$ _斜_ <b>&amp;</b> @ref `code` \n // 注 [方] {花} ~ ''' -- 1. = 题"
DIGEST = "d" * 64
SNAPSHOT = "20220110-0930"
COUNTIES = (
    "长沙县",
    "浏阳市",
    "宁乡市",
    "株洲县",
    "湘潭县",
    "衡阳县",
    "邵东市",
    "华容县",
    "石门县",
    "慈利县",
    "南县",
    "桂阳县",
)
COMPLETE = Reported(
    expected=122,
    reported=110,
    nil=5,
    approved=100,
    pending=10,
    missing=tuple(Spot(code=f"4301{index:02d}", name=name) for index, name in enumerate(COUNTIES)),
    resolved=3612,
    participations=4236,
)


def number(identity: str = "f1", *, text: str = "4200余人次", **changes: object) -> Number:
    """Return a figure of person-times in 2021."""
    made = Number(
        id=identity,
        measure="training.person_times",
        version=1,
        name="培训人次",
        definition="结业的人，每参加一个班次计一次。",
        unit="人次",
        kind="person_times",
        place=HUNAN,
        begin="2021-01-01",
        end="2021-12-31",
        as_of=None,
        period="2021年",
        style="余",
        text=text,
        status="ok",
        value="4236",
        numerator=None,
        denominator=None,
        evidence_count=4236,
        evidence_hash="0123456789abcdef" * 4,
        completeness=COMPLETE,
        estimated=False,
        public=True,
        why_not="",
        sentence="",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def share(identity: str = "f2", *, text: str = "85.25") -> Number:
    """Return a share true on a day, printed without its sign, known to the organisation only."""
    return number(
        identity,
        text=text,
        measure="network.county_coverage",
        name="县级覆盖率",
        unit="",
        kind="coverage",
        begin=None,
        end=None,
        as_of="2022-01-01",
        period="2022年1月1日",
        value="0.852459",
        numerator=104,
        denominator=122,
        completeness=None,
        estimated=True,
        public=False,
        why_not="涉及不足 5 人",
    )


def series(
    identity: str = "t1", *, cells: int = 3, name: str = "培训人次", gap: bool = True, **changes: object
) -> Series:
    """Return a series by county; the last cell is withheld where `gap`."""
    made = [
        Cell(
            code=f"43{index:04d}",
            name=f"第{index}县",
            status="ok",
            value=str(10 * index + 7),
            numerator=None,
            denominator=None,
            text=f"{10 * index + 7}",
        )
        for index in range(cells)
    ]
    if gap:
        made[-1] = replace(made[-1], status="withheld", value=None, text="不公开")
    built = Series(
        id=identity,
        measure="training.person_times",
        version=1,
        name=name,
        definition="结业的人，每参加一个班次计一次。",
        unit="人次",
        kind="person_times",
        place=HUNAN,
        begin="2021-01-01",
        end="2021-12-31",
        as_of=None,
        period="2021年",
        by="county",
        cells=tuple(made),
    )
    return replace(built, **changes)  # type: ignore[arg-type]


def years(identity: str, *, values: tuple[str | None, ...]) -> Series:
    """Return a series over years; None is a gap."""
    cells = tuple(
        Cell(
            code=f"{2015 + index}-01-01",
            name=f"{2015 + index}年",
            status="undefined" if value is None else "ok",
            value=value,
            numerator=None,
            denominator=None,
            text="…" if value is None else value,
        )
        for index, value in enumerate(values)
    )
    return replace(series(identity, by="year", period="2015年至今"), cells=cells)


def report(**changes: object) -> Paper:
    """Return an issued report with every kind of block."""
    made = Paper(
        title="湖南省新的社会阶层人士联谊会2021年工作综述",
        number="湘新联〔2022〕1号",
        code="K7QM-2W9D",
        address="https://tongxin.example/v/K7QM2W9D/",
        organisation="湖南省新的社会阶层人士联谊会",
        place=HUNAN,
        day="2022-01-11",
        issued_at="2022-01-11T09:30:00+08:00",
        snapshot=SNAPSHOT,
        taken_at="2022-01-10T09:30:00+08:00",
        demo=True,
        blocks=(
            Heading(level=1, text="加强学习培训"),
            Heading(level=2, text="开展专题培训"),
            Heading(level=3, text="办好县级班次"),
            Paragraph(
                runs=(
                    Run(text="全省各级组织开展主题培训，培训人数达"),
                    Run(text="4200余人次", figure="f1"),
                    Run(text="，县级组织覆盖率为"),
                    Run(text="85.25", figure="f2"),
                    Run(text="%，各地结合实际办出特色，做到月月有安排、季季有活动、年年有总结，受到广泛好评。"),
                )
            ),
            Paragraph(runs=(Run(text=MARKUP),)),
            Table(caption="各县培训情况", heading="县市区", series=("t1", "t2")),
            Heading(level=1, text="二、组织建设"),
            Chart(caption="各县培训人次", shape="bar", series=("t1",)),
            Chart(caption="历年培训人次", shape="column", series=("t3",)),
            Chart(caption="历年会员", shape="line", series=("t3", "t4")),
        ),
        numbers=(number(), share()),
        series=(
            series(),
            series("t2", name="培训班次", cells=4, gap=False, unit="期"),
            years("t3", values=("1200", "1815", "2400", None, "3100", "3950", "4236")),
            years("t4", values=("900", "1000", "1500", "1600", "1800", "2000", "2100")),
        ),
        notes=("本报告数字为初步统计数。", "部分数据因四舍五入的原因，存在总计与分项合计不等的情况。"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def empty() -> Paper:
    """Return a draft without a single figure."""
    return report(
        number="",
        code="",
        address="",
        demo=False,
        blocks=(Paragraph(runs=(Run(text="还没有数字。"),)),),
        numbers=(),
        series=(),
        notes=(),
    )


def filled(figures: int) -> Paper:
    """Return a report of as many figures, five to a paragraph."""
    numbers = tuple(number(f"f{index}", text=f"{index}人次", value=str(index)) for index in range(1, figures + 1))
    paragraphs = [
        Paragraph(
            runs=tuple(
                run
                for one in numbers[start : start + 5]
                for run in (Run(text="当年共培训"), Run(text=one.text, figure=one.id), Run(text="，"))
            )
        )
        for start in range(0, figures, 5)
    ]
    return report(blocks=tuple(paragraphs), numbers=numbers, series=())
