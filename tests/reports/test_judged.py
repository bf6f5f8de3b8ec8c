"""A number somebody typed is held against the register, and can become the figure that stands there."""

import json
from datetime import date

from tests.cast import SYSTEM, Cast
from tests.reports.conftest import Draft
from tests.returns.stage import owes
from tongxin.kernel.period import Step
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import current_desk, take_snapshot
from tongxin.reports.actions import composition
from tongxin.reports.judged import Told, told

TYPED = (
    "2021年，全省县级覆盖率90%，培训8人次，培训{{training.person_times 430000 2021}}。\n"
    "2021年全省培训8人次，长沙市举办培训班2个班次。\n另有志愿者300名。\n截至2021年底，全省会员约7人。"
)


def said(draft: Draft, text: str) -> list[Told]:
    found = composition(draft(text), by=SYSTEM)
    return list(told(found, desk=current_desk(), scope=Scope.everything()))


def test_typed_number_is_judged_and_can_become_a_figure(cast: Cast, draft: Draft) -> None:
    found = {(one.remark.line, one.remark.typed.words): one for one in said(draft, TYPED) if one.remark.typed}
    share = found[1, "90%"]
    assert share.remark.text.startswith(
        "「90%」是手工写的数字。「90%」与记录不符：县级覆盖率（湖南省，2021年12月31日）为0.82%"
    )
    assert share.instead is not None
    assert (share.instead.token, share.instead.text) == (
        "{{network.county_coverage 430000 @2021-12-31 exact}}", "0.82%",
    )  # fmt: skip
    right = found[2, "8人次"]
    assert "与记录相符" in right.remark.text
    assert right.instead is not None
    assert right.instead.token == "{{training.person_times 430000 2021 exact}}"
    city = found[2, "2个班次"]
    assert city.instead is not None
    assert city.instead.token == "{{training.classes 430100 2021 exact}}"
    assert found[3, "300名"].instead is None
    assert "「300名」是手工写的数字。" in found[3, "300名"].remark.text


def test_same_words_twice_are_told_apart(draft: Draft) -> None:
    found = [one for one in said(draft, "2021年全省培训8人次，长沙市培训8人次。") if one.remark.typed]
    assert [(one.nth, one.instead.token if one.instead else "") for one in found] == [
        (0, "{{training.person_times 430000 2021 exact}}"),
        (1, "{{training.person_times 430100 2021 exact}}"),
    ]


def test_figure_in_the_text_is_no_typed_number(draft: Draft) -> None:
    assert said(draft, "2021年全省培训{{training.person_times 430000 2021}}。") == []


def test_invisible_character_hides_no_typed_number(draft: Draft) -> None:
    found = said(draft, "志愿者4321\u200b名。")
    assert ["4321" in one.remark.text for one in found if one.remark.typed] == [True]


def test_editor_shows_the_button(cast: Cast, draft: Draft) -> None:
    report = draft("旧")
    page = cast.client("province").post(f"/reports/{report.pk}/preview/", {"body": "2021年全省培训9人次。"})
    remarks = json.loads(page.content)["remarks"]
    assert 'data-replace="{{training.person_times 430000 2021 exact}}"' in remarks
    assert 'data-at="1" data-words="9人次" data-nth="0"' in remarks
    assert "改为数字「8人次」" in remarks


def test_number_that_differs_from_the_register_is_told_first(cast: Cast, draft: Draft) -> None:
    body = "另有志愿者300名。\n2021年全省培训{{training.person_times 430000 2021}}。\n2021年全省培训5000人次。"
    found = said(draft, body)
    assert [(one.remark.line, one.differs) for one in found] == [(3, True), (1, False)]
    report = draft(body)
    client = cast.client("province")
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "有 1 个手工写的数字与记录不符，请先核对再签发" in page
    assert "「5000人次」与记录不符：培训人次（湖南省，2021年）为8人次" in page
    assert page.index("5000人次") < page.index("300名")
    remarks = json.loads(client.post(f"/reports/{report.pk}/preview/", {"body": body}).content)["remarks"]
    assert remarks.index("5000人次") < remarks.index("300名")


def test_more_than_is_reported_so_far_differs_too(cast: Cast, draft: Draft) -> None:
    owes(cast.county, step=Step.YEAR, begin=date(2020, 1, 1))
    take_snapshot(by=SYSTEM)
    [one] = said(draft, "2021年全省培训5000人次。")
    assert one.differs
    assert one.remark.text.startswith("「5000人次」是手工写的数字，与记录不符。「5000人次」还不能写定：")
    assert "为8人次" in one.remark.text
    [one] = said(draft, "2021年全省培训8人次。")
    assert not one.differs
