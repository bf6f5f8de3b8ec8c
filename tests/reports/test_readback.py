"""A sentence that says one time or place and states the figure of another is not issued; each such line says why."""

from tests.cast import SYSTEM, Cast
from tests.reports.conftest import Draft
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import current_desk
from tongxin.reports.actions import composition
from tongxin.reports.checked import checked, objections
from tongxin.reports.composing import Weight

CLASSES = "training.classes"
RIGHT = (
    "2021年全省举办培训班{{training.classes 430000 2021}}。",
    "长沙市2021年举办培训班{{training.classes 430100 2021}}。",
    "长沙市、株洲市分别举办培训班{{training.classes 430100 2021}}、{{training.classes 430200 2021}}。",
    "湖南省长沙市举办培训班{{training.classes 430100 2021}}，全省共举办{{training.classes 430000 2021}}。",
    "长沙市的工作有特色。培训班共{{training.classes 430000 2021}}。",
    "举办培训班{{training.classes 430182 2021}}。",
    "宁乡县举办培训班{{training.classes 430182 2021}}。",
    "今年1月至8月，全省举办培训班{{training.classes 430000 2021-01-01..2021-08-31}}。",
    "截至2021年12月31日，会员{{network.members 430000 @2021-12-31}}。",
    "全省培训（{{training.person_times 430000 2021}}）。",
    "2020年至2021年，全省举办培训班{{training.classes 430000 2020..2021}}。",
    "2021年3月1日至6月30日，全省举办培训班{{training.classes 430000 2021-03-01..2021-06-30}}。",
    "“十三五”期间，全省举办培训班{{training.classes 430000 2016..2020}}。",
)
WRONG = (
    ("2020年全省举办培训班{{training.classes 430000 2021}}。", "说的是“2020年”，「2个班次」却是2021年的培训班次"),
    ("去年举办培训班{{training.classes 430000 2021}}。", "说的是“去年”"),
    ("2021年上半年，举办培训班{{training.classes 430000 2021}}。", "说的是“2021年上半年”"),
    ("截至2020年底，会员{{network.members 430000 @2021-12-31}}。", "说的是“截至2020年底”"),
    ("长沙市举办培训班{{training.classes 430000 2021}}。", "说的是“长沙市”，「2个班次」却是湖南省的培训班次"),
    ("全省举办培训班{{training.classes 430100 2021}}。", "说的是“全省”，「2个班次」却是长沙市的培训班次"),
    (
        "株洲市、长沙市分别举办培训班{{training.classes 430100 2021}}、{{training.classes 430200 2021}}。",
        "说的是“株洲市”，「2个班次」却是长沙市的培训班次",
    ),
    ("全省培训9{{training.person_times 430000 2021}}。", "「省培训98人次」连在一起会读成别的数"),
    ("全省培训超过{{training.person_times 430000 2021}}。", "「超过8人次」连在一起会读成别的数"),
    ("全省培训人数{{training.persons 430000 2021}}次。", "次」连在一起会读成别的数"),
    ("全省培训\u202e{{training.person_times 430000 2021}}\u202c。", "看不见的字符（U+202E、U+202C）"),
    ("# 培\u200b训", "「培训」里有看不见的字符（U+200B）"),
)


def test_figures_of_another_time_or_place_and_what_touches_them_stop_the_issue(draft: Draft) -> None:
    lines = [*RIGHT, *(text for text, _ in WRONG)]
    found = composition(draft("\n".join(lines), title="工作\u2066综述"), by=SYSTEM, public=False)
    stops: dict[int, list[str]] = {}
    for one in found.remarks:
        if one.weight is Weight.STOPS:
            stops.setdefault(one.line, []).append(one.text)
    assert sorted(set(stops) & set(range(1, len(RIGHT) + 1))) == []
    for number, (_, why) in enumerate(WRONG, start=len(RIGHT) + 1):
        assert any(why in said for said in stops.get(number, [])), (number, why, stops.get(number))
    assert ["「工作综述」里有看不见的字符（U+2066）" in said for said in stops[0]] == [True]


def test_what_else_the_checker_says_is_shown_and_does_not_stop(cast: Cast, draft: Draft) -> None:
    report = draft(
        "会员4人，其中女会员9人。\n2021年全省举办培训班{{training.classes 430000 2021}}，培训人次共有9人次。"
    )
    found = composition(report, by=SYSTEM)
    assert found.stops == ()
    said = checked(found, desk=current_desk(), scope=Scope.everything())
    told_of_itself = list(objections(said, found=found))
    assert ["“其中”的9人合计超过了「4人」" in one for one in told_of_itself] == [True]
    page = cast.client("province").get(f"/reports/{report.pk}/").content.decode()
    assert "有 1 处请再看一眼（不影响签发）" in page
    assert told_of_itself[0] in page
    assert "个手工写的数字与记录不符，请先核对再签发" in page
    assert "「9人次」与记录不符：培训人次（湖南省，2021年）为8人次" in page
    assert "定签发吗" in page
    wrong = draft("2020年全省举办培训班{{training.classes 430000 2021}}。")
    assert "请再看一眼" not in cast.client("province").get(f"/reports/{wrong.pk}/").content.decode()


FIGURES = (
    "2021年全省培训{{training.person_times 430000 2021}}，参训{{training.persons 430000 2021}}。",
    "举办培训班{{training.classes 430000 2021Q3}}，培训{{training.person_times 430000 2021Q3}}。",
    "累计举办培训班{{training.classes 430000 2021}}，培训{{training.person_times 430000 2021}}。",
)


def test_figure_in_its_place_is_neither_accused_nor_held_against_another(cast: Cast, draft: Draft) -> None:
    report = draft("\n".join(FIGURES))
    found = composition(report, by=SYSTEM)
    said = checked(found, desk=current_desk(), scope=Scope.everything())
    assert {one.verdict.value for one in said.findings} & {"contradicted", "stale"}  # it would guess otherwise
    assert said.incoherences
    assert list(objections(said, found=found)) == []
    assert "请再看一眼" not in cast.client("province").get(f"/reports/{report.pk}/").content.decode()


def test_disagreement_with_a_number_written_by_hand_is_told(draft: Draft) -> None:
    found = composition(draft("会员{{training.persons 430000 2021}}，其中女会员9人。"), by=SYSTEM)
    said = checked(found, desk=current_desk(), scope=Scope.everything())
    assert len(list(objections(said, found=found))) == 1
