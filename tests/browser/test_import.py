"""A roster nobody cleaned: uploaded, read, decided, imported and taken back, at a desk and on a phone."""

from pathlib import Path

import pytest

from tests.browser.conftest import JOB, Visitor
from tests.browser.test_pages import AXE, SERIOUS
from tests.intake.sheets import book

HEAD = ["序号", "姓名", "联系电话", "单位", "组织名称", "加入时间"]
HOME = "宁乡市新的社会阶层人士联谊会"


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_secretary_imports_a_roster_and_takes_it_back(
    stranger: Visitor, passer_by: Visitor, tmp_path: Path, width: str
) -> None:
    visitor, first = (stranger, "16088880001") if width == "desk" else (passer_by, "16088880002")
    mobile = f"1{int(first) % 10**10 - 3_000_000_000:010d}"  # a number that exists, unlike those of the demonstration
    rows = [
        ["会员花名册"],
        HEAD,
        [1, f"导例{width}", mobile, "示例所", HOME, "2021.9.9"],
        [2, "", "", "", HOME, "去年"],
    ]
    file = tmp_path / "花名册.xlsx"
    file.write_bytes(book(("Sheet1", rows)))
    visitor.signs_in("ningxiang")
    page = visitor.opens("/import/new/")
    page.set_input_files("input[type=file]", str(file))
    page.evaluate(
        "document.querySelector('main form').dispatchEvent(new Event('submit', {bubbles: true}))"
    )  # sends nothing
    assert "前面还有别的文件时要排队" in page.inner_text("main [data-reading]")
    page.click("main button[type=submit]")
    page.wait_for_selector("text=导入 1 行", timeout=JOB)  # read, it leads there by itself
    assert "E 列" in page.inner_text("main") or "F 列" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == []
    page.click("text=导入 1 行")  # the month is locked: the reason is asked for
    page.wait_for_selector("text=必填")
    page.fill("#reason", "补登")
    page.click("text=导入 1 行")
    page.wait_for_selector("text=撤销这一批", timeout=JOB)  # it leads there by itself: who goes there too is in its way
    assert f"导例{width}" in page.inner_text("main")
    page.fill("#reason", "试导入")
    page.click("text=撤销这一批")
    page.locator("main", has_text="已撤销").wait_for(timeout=JOB)
    assert not visitor.faults
