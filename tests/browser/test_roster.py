"""A roster nobody cleaned, pasted on a phone: a line is mended, one taken out, what is shown is what is kept."""

import re
from io import BytesIO

import pytest
import segno

from tests.browser.conftest import Visitor
from tests.browser.test_pages import AXE, SERIOUS

PASTED = """#接龙 宁乡市培训班
1. 例一公司 张例甲 160-9999-0001
2. 李 例 乙 只参加1天
3. 王例丙、赵例丁 某某律所
4. 孙例戊（请假）
5. 周老师
小计 6人"""


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_uncleaned_roster_is_mended_in_place_and_kept_as_shown(
    stranger: Visitor, passer_by: Visitor, width: str
) -> None:
    visitor = passer_by if width == "phone" else stranger
    visitor.signs_in("ningxiang")
    page = visitor.opens("/training/new/")
    page.fill("input[name=title]", f"预览名册的培训班（{width}）")
    page.fill("input[name=first_day]", "2021-05-10")
    page.fill("input[name=last_day]", "2021-05-12")
    page.fill("[name=reason]", "补登")
    page.fill("textarea[name=roster]", PASTED)
    page.click("button[name=preview]")
    page.wait_for_selector(".at-line")
    shown = page.inner_text("#preview")
    assert "小计 6人" in shown
    assert "只有称呼没有全名" in shown
    names = page.locator("input[name=roster-name]")
    assert [names.nth(place).input_value() for place in range(names.count())] == [
        "张例甲", "李例乙", "王例丙", "赵例丁", "孙例戊", "", "",
    ]  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == []
    names.nth(5).fill("周例己")
    page.locator("input[name=roster-remark]").nth(5).fill("")
    page.locator("input[name=roster-drop]").nth(3).check()
    assert page.inner_text("[data-count]") == "5"
    names.nth(6).fill("吴例庚")
    assert page.inner_text("[data-count]") == "6"
    assert names.count() == 8
    page.click("main button.btn-primary[type=submit]")
    page.wait_for_url(re.compile(r"/training/\d+/"))  # the browser keeps “#preview” over the redirect
    kept = page.inner_text("main")
    assert all(name in kept for name in ("张例甲", "李例乙", "王例丙", "孙例戊", "周例己", "吴例庚"))
    assert "赵例丁" not in kept
    assert "名册 6 人" in kept
    assert not visitor.faults


def photo() -> bytes:
    file = BytesIO()
    segno.make("signed sheet", micro=False).save(file, kind="png", scale=40)
    return file.getvalue()


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_workbook_is_read_beside_a_photo_and_its_people_are_registered_from_the_work_list(
    stranger: Visitor, passer_by: Visitor, width: str
) -> None:
    visitor = passer_by if width == "phone" else stranger
    visitor.signs_in("ningxiang")
    page = visitor.opens("/training/new/")
    page.wait_for_selector("[data-sources][data-ready]")
    page.fill("input[name=title]", f"照着照片的培训班（{width}）")
    page.fill("input[name=first_day]", "2021-05-10")
    page.fill("input[name=last_day]", "2021-05-12")
    page.fill("[name=reason]", "补登")
    page.set_input_files("#roster-photo", {"name": "名册.png", "mimeType": "image/png", "buffer": photo()})
    page.wait_for_selector("[data-photo] img", state="visible")
    # Both at one moment: the page may still be moving.
    box, shown = page.evaluate(
        "['textarea[name=roster]', '[data-photo]'].map((one) => document.querySelector(one).getBoundingClientRect().toJSON())"
    )
    assert (shown["x"] > box["x"] + box["width"] / 2) is (width == "desk")  # beside the box, above it on a phone
    assert (abs(shown["y"] - box["y"]) < 40) is (width == "desk")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    rows = f"姓名,单位\n卜例{'甲' if width == 'phone' else '乙'},\n都例{'丙' if width == 'phone' else '丁'},示例店\n合计,2人\n"
    page.set_input_files("#roster-file", {"name": "名册.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    with page.expect_request("**/training/new/**") as sent:
        page.click("button[name=preview]")
    assert b"PNG" not in (sent.value.post_data_buffer or b"")
    page.wait_for_selector(".at-line")
    page.wait_for_selector("[data-photo] img", state="visible")  # kept over the preview
    assert page.locator("input[name=roster-name]").count() == 3
    page.click("[data-photo-close]")
    assert not page.locator("[data-photo]").is_visible()
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == []
    page.click("main button.btn-primary[type=submit]")
    page.wait_for_url(re.compile(r"/training/\d+/"))
    assert page.evaluate("sessionStorage.getItem('roster-photo')") is None
    page.locator("#roster").get_by_text("未对上").first.click()
    page.wait_for_url("**/roster-lines/**")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == []
    page.click("button[name=all]")
    page.wait_for_selector("text=登记新人员 2 人")
    assert page.locator("main tbody tr").count() == 0
    assert not visitor.faults
