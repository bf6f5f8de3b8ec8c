"""Verifying: the issued file agrees, a tampered one does not, and what is no report is told so in one sentence."""

import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.reports.conftest import DAY, Draft, last_day
from tests.returns.stage import a_class
from tests.shared import World, world_of
from tongxin.figures.desk import Desk
from tongxin.figures.reference import ReferenceEngine
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.ports.desk import registry, store, take_snapshot
from tongxin.reports import reading, shelf, verifying
from tongxin.reports.actions import issue_report, start_report
from tongxin.reports.issuing import FORMS
from tongxin.reports.models import Issue
from tongxin.reports.paper import Paper
from tongxin.reports.verdict import Verdict
from tongxin.reports.verifying import recomputed, verify, verify_file

BODY = (
    "全省举办培训班{{training.classes 430000 2021}}，培训{{training.person_times 430000 2021}}，"
    "县级覆盖率{{network.county_coverage 430000 @2021-12-31}}。\n没有数字的一段话。\n"
    "{{table training.classes,network.associations 430000 2021 prefecture}}"
).replace(",network.associations", "")


def issued() -> tuple[Cast, Issue]:
    built = last_day()
    report = start_report(built.province, by=SYSTEM, title="工作综述", day=DAY, body=BODY)
    return built, issue_report(report, by=SYSTEM, version=1)


world = world_of(issued)
Given = tuple[Cast, Issue]


@pytest.fixture
def given(world: World[Given], db: None, settings: Any, tmp_path: Path) -> Given:
    return world.given(settings, tmp_path)


@pytest.fixture
def cast(given: Given) -> Cast:
    return given[0]


@pytest.fixture
def issue(given: Given) -> Issue:
    return given[1]


def file(issue: Issue, form: str) -> bytes:
    return shelf.take(issue.files[form], form=form)


def edited(content: bytes, change: Callable[[str], str]) -> bytes:
    """Return a Word file with its text part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = change(part.decode()).encode()
            new.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_issued_file_agrees_in_every_figure(issue: Issue, form: str) -> None:
    found = verify_file(file(issue, form), name=f"报告.{form}")
    assert (found.holds, found.untouched, found.agreeing, len(found.figures)) == (True, True, 4, 4)
    said = found.json()
    assert (said["number"], said["agree"], said["total"], said["changed_text"]) == (issue.number, 4, 4, [])


def test_issue_by_itself_is_verified(issue: Issue) -> None:
    assert verify(issue).holds


def test_number_changed_in_word_is_found(issue: Issue) -> None:
    tampered = edited(file(issue, "docx"), lambda text: text.replace("8人次", "9人次"))
    found = verify_file(tampered, name="x.docx")
    assert not found.holds
    assert not found.untouched
    assert [one.why for one in found.figures if not one.agrees] == ["文件里写的是「9人次」，签发时是「8人次」。"]


def test_words_changed_around_the_numbers_are_found(issue: Issue) -> None:
    tampered = edited(file(issue, "docx"), lambda text: text.replace("没有数字的一段话", "添上的一段话"))
    found = verify_file(tampered, name="x.docx")
    assert found.agreeing == 4
    assert found.changed == ("没有数字的一段话。",)
    assert found.verdict is Verdict.ALTERED


def test_sentence_and_number_added_are_found(issue: Issue) -> None:
    line = "<w:p><w:r><w:t>另有会员50000人。</w:t></w:r></w:p>"
    tampered = edited(file(issue, "docx"), lambda text: text.replace("<w:p>", f"{line}<w:p>", 1))
    found = verify_file(tampered, name="x.docx")
    assert (found.agreeing, found.changed, found.added) == (4, (), ("另有会员50000人。",))
    assert not found.holds
    page = file(issue, "html").decode().replace("</article>", "<p>另有会员50000人。</p></article>")
    assert verify_file(page.encode(), name="x.html").added == ("另有会员50000人。",)


def test_figure_stated_twice_is_held_at_both_places(draft: Draft) -> None:
    text = "培训班{{training.classes 430000 2021}}。\n共{{training.classes 430000 2021}}。"
    twice = issue_report(draft(text), by=SYSTEM, version=1)
    again = edited(file(twice, "docx"), str)
    assert verify_file(again, name="x.docx").verdict is Verdict.RESAVED
    tampered = edited(file(twice, "docx"), lambda words: words.replace("2个班次</w:t>", "3个班次</w:t>", 1))
    assert verify_file(tampered, name="x.docx").verdict is Verdict.ALTERED


def test_figure_whose_mark_was_taken_off_is_missed(issue: Issue) -> None:
    tampered = edited(file(issue, "docx"), lambda text: text.replace("tongxin_f2", "other_f2"))
    assert "文件里没有这个数字了。" in [one.why for one in verify_file(tampered, name="x.docx").figures]


def test_cell_changed_in_the_page_is_found(issue: Issue) -> None:
    page = file(issue, "html").decode()
    cell = page.index('data-code="430100"')
    at = page.index(">2<", cell)
    tampered = f"{page[:at]}>7<{page[at + 3 :]}".encode()
    found = verify_file(tampered, name="x.html")
    assert [one.why for one in found.figures if not one.agrees] == ["文件里的数字与签发时不同：长沙市。"]


def test_word_file_saved_again_agrees_and_is_not_the_issued_one(issue: Issue) -> None:
    from docx import Document

    again = io.BytesIO()
    Document(io.BytesIO(file(issue, "docx"))).save(again)
    found = verify_file(again.getvalue(), name="x.docx")
    assert (found.verdict, found.holds, found.untouched) == (Verdict.RESAVED, False, False)


def test_text_missing_from_a_pdf_is_found(issue: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(content: bytes, *, isolated: bool) -> reading.Handed:
        return reading.Handed(form="pdf", code=issue.code, lines=("全省举办培训班2个班次",))

    monkeypatch.setattr(reading, "_pdf", cut)
    found = verify_file(b"%PDF", name="x.pdf")
    assert found.agreeing == 1  # the table, which a PDF does not mark
    assert "找不到签发时的这句话" in found.figures[0].why


def test_paper_changed_in_the_database_is_not_vouched_for(issue: Issue) -> None:
    issue.paper["numbers"][0]["value"] = "99"
    with pytest.raises(InputError, match="校验值不一致"):
        verify(issue)


def test_later_changes_leave_the_issue_as_it_was(cast: Cast, issue: Issue) -> None:
    """Many records change and a new snapshot is taken; the issued figures and their evidence stay, on both engines."""
    for number in range(40):
        a_class(
            cast.county,
            day=date(2021, 3, 1),
            roster="周例" + "甲乙丙丁戊己庚辛壬癸"[number % 10],
            title=f"第{number}期",
        )
    take_snapshot(by=SYSTEM)
    assert verify(issue).holds
    snapshot, known = store().open(issue.snapshot), registry()
    engine = ReferenceEngine(places=snapshot.register, records=snapshot.records)
    desk = Desk(registry=known, snapshot=snapshot, engine=engine)
    for one in Paper.from_json(issue.paper).numbers:
        now = recomputed(one, desk=desk)
        assert (now.value, now.evidence_count, now.evidence_hash, now.text) == (
            one.value, one.evidence_count, one.evidence_hash, one.text,
        )  # fmt: skip
    assert (
        recomputed(Paper.from_json(issue.paper).numbers[0], desk=verifying.desk_on(store().current_id() or "")).value
        == "42"
    )


def test_snapshot_of_another_content_does_not_agree(cast: Cast, issue: Issue) -> None:
    a_class(cast.county, day=date(2021, 3, 1), roster="例人", title="另一期")
    issue.snapshot = take_snapshot(by=SYSTEM).id
    found = verify(issue)
    assert (found.agreeing, found.verdict) == (1, Verdict.UNPROVEN)
    assert "重算为 3个班次（3），与签发的 2个班次（2）不一致" in found.figures[0].why
    assert found.figures[3].why == "重算与签发的不一致：长沙市、合计。"


def test_changed_definition_is_told_not_computed(issue: Issue) -> None:
    for one in (*issue.paper["numbers"], *issue.paper["series"]):
        one["version"] = 9
    issue.digest = verifying.digest_of(issue.paper)
    assert all("指标定义已更新" in one.why for one in verify(issue).figures)


def test_figure_that_can_no_longer_be_asked_says_why(issue: Issue) -> None:
    for one in (*issue.paper["numbers"], *issue.paper["series"]):
        one["place"]["code"] = "999999"
    issue.digest = verifying.digest_of(issue.paper)
    assert all("不能重算：" in one.why for one in verify(issue).figures)


def test_figures_of_other_places_are_verified_as_the_public_sees_them(cast: Cast, draft: Draft) -> None:
    shutil.rmtree(store().root / "releases")  # as if nobody had seen a table before: the older one would stand
    a_class(cast.neighbour, roster="周例独")
    take_snapshot(by=SYSTEM)
    text = "全省举办培训班{{training.classes 430000 2021}}。\n{{table training.person_times 430000 2021 prefecture}}"
    issue = issue_report(draft(text, organisation=cast.city), by=cast.actor("city"), version=1)
    assert "withheld" in {cell["status"] for cell in issue.paper["series"][0]["cells"]}
    assert verify(issue).holds


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("报告.doc", b"x", "只能核验"),
        ("照片.pdf", b"\xff\xd8\xff\xe0", "PDF 文件已损坏"),
        ("空.docx", b"", "文件已损坏"),
        ("空.html", b"", "文件读不了"),
        ("别的.html", "<p>没有核验信息</p>".encode(), "文件里没有核验信息"),
        ("大.pdf", b"0" * (30 * 2**20 + 1), "超过 30 MB"),
        ("断.docx", b"PK\x03\x04 broken", "文件已损坏"),
    ],
)
def test_what_is_no_issued_report_is_refused(cast: Cast, name: str, content: bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        verify_file(content, name=name)


def test_texts_that_differ_in_too_much_are_not_matched_line_by_line() -> None:
    was = ("题", *(f"原{number}" for number in range(1_001)), "同", "末")
    now = ("题", *(f"改{number}" for number in range(1_000)), "同", "末")
    assert verifying._apart_from(was, now) == (was[1:-2], now[1:-2])
    assert verifying._apart_from(("题", "甲", "乙", "末"), ("题", "乙", "丙", "末")) == (("甲",), ("丙",))


def test_xml_that_cannot_be_read_is_refused(cast: Cast) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    with pytest.raises(InputError, match="Word 文件已损坏"):
        verify_file(packed.getvalue(), name="x.docx")


def test_entities_are_not_expanded(cast: Cast) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><w:document xmlns:w="x">&c;</w:document>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", bomb)
    with pytest.raises(InputError, match="不该有的 XML 定义"):
        verify_file(packed.getvalue(), name="x.docx")


def test_code_nobody_gave_is_not_found(cast: Cast) -> None:
    for code in ("abcdefghjkmn", "x" * 400):
        with pytest.raises(NotFoundError, match="没有这个核验码"):
            verifying.issue_of(code)


def test_registry_of_the_product_holds_the_returns_of_every_kind() -> None:
    codes = {fact.code for fact in registry().facts}
    assert {"training.return", "network.return"} <= codes


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(
            '<w:r><w:t xml:space="preserve">8人次', '<w:r><w:t>9</w:t></w:r><w:r><w:t xml:space="preserve">8人次'
        ),
        lambda text: text.replace("长沙市", "株洲市", 1),
        lambda text: text.replace("tongxin_t1_0", "other_t1_0"),
        lambda text: text.replace("工作综述", "工作总结", 1),
        lambda text: text.replace("县级覆盖率", "市级覆盖率", 1),
    ],
)
def test_whatever_else_was_changed_in_word_is_found(issue: Issue, change: Callable[[str], str]) -> None:
    content = file(issue, "docx")
    assert verify_file(edited(content, str), name="x.docx").verdict is Verdict.RESAVED
    assert verify_file(edited(content, change), name="x.docx").verdict is Verdict.ALTERED


def test_pdf_is_the_issued_one_or_none(issue: Issue) -> None:
    content = file(issue, "pdf")
    assert verify_file(content, name="x.pdf").holds
    found = verify_file(content + b"\n", name="x.pdf")
    assert (found.verdict, found.agreeing) == (Verdict.OTHER, 4)


def frozen_again(issue: Issue) -> Issue:
    issue.digest = verifying.digest_of(issue.paper)
    return issue


def test_cells_are_compared_one_by_one(cast: Cast, draft: Draft) -> None:
    """What an issuer of narrow scope froze stands, whatever rules withhold today; a withheld cell states nothing."""
    table = "全省办班{{training.classes 430000 2021}}。\n{{table training.person_times 430000 2021 prefecture}}"
    issue = issue_report(draft(table), by=SYSTEM, version=1)
    cells = issue.paper["series"][0]["cells"] = list(issue.paper["series"][0]["cells"])
    city = next(cell for cell in cells if cell["name"] == "长沙市")
    others = [cell for cell in cells if cell["name"] != "长沙市" and not cell["role"]]
    others[0] |= {"status": "withheld", "value": None, "text": "不足 5 人，不公开"}  # the words of an older rule
    assert verify(frozen_again(issue)).holds
    kept = dict(city)
    city |= {"value": "9", "text": "9"}
    assert verify(frozen_again(issue)).figures[1].why == "重算与签发的不一致：长沙市。"
    city |= kept
    cells.remove(others[1])
    assert verify(frozen_again(issue)).figures[1].why == f"重算与签发的不一致：{others[1]['name']}。"
    cells.insert(1, others[1])
    cells[-1] |= {"value": "7", "text": "7"}
    assert verify(frozen_again(issue)).figures[1].why == "重算与签发的不一致：合计。"


def test_chart_has_no_marks_to_be_missed(draft: Draft) -> None:
    chart = "办班{{training.classes 430000 2021}}。\n{{chart training.classes 430000 2019..2021 year}}"
    issue = issue_report(draft(chart), by=SYSTEM, version=1)
    tampered = edited(file(issue, "docx"), lambda text: text.replace("2个班次", "3个班次"))
    found = verify_file(tampered, name="x.docx")
    assert [(one.id, one.agrees) for one in found.figures] == [("f1", False), ("t1", True)]
    page = file(issue, "html")
    assert verify_file(page, name="x.html").holds
    assert "2019年 0；2020年 0；2021年 2" in page.decode()
