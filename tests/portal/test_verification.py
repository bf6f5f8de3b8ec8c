"""核验: what anybody who holds a printed report may see of it, and what stays closed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.office import files
from tests.reports.resaved import by_word
from tests.returns.stage import JUNE, a_class, locked, owes, stand_on
from tests.shared import World, world_of
from tongxin.ports.desk import take_snapshot
from tongxin.records.training import actions as training
from tongxin.reports import shelf
from tongxin.reports.actions import issue_report, start_report, withdraw_report
from tongxin.reports.models import Issue

PEOPLE = ("王例山", "李例水", "张例云", "赵例风", "钱例雨", "孙例雪")
BODY = (
    "{{estimate}}全省举办培训班{{training.classes 430000 2021}}，培训{{training.person_times 430000 2021}}。"
    "株洲市会员{{network.members 430200 @2021-12-31}}。\n"
    "{{table training.person_times 430000 2021 prefecture}}"
)


def on_paper() -> tuple[Cast, Issue]:
    stand_on(date(2021, 12, 31))
    built = build()
    for name in PEOPLE:
        built.join(built.person(name), built.county)
    built.join(built.person("周例独", code="430200"), built.neighbour)
    a_class(built.county, roster="\n".join(PEOPLE))
    a_class(built.neighbour, roster="周例独")
    locked(owes(built.county), JUNE)
    take_snapshot(by=SYSTEM)
    report = start_report(built.province, by=SYSTEM, title="工作综述", day=date(2021, 12, 31), body=BODY)
    return built, issue_report(report, by=SYSTEM, version=1)


world = world_of(on_paper)
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


def text(client: Client, url: str, *, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_code_from_paper_leads_to_the_report(client: Client, issue: Issue) -> None:
    assert "核验码" in text(client, "/v/")
    code = issue.code.upper()
    found = client.post("/v/", {"code": f" {code[:4]} {code[4:]} "})
    assert found["Location"] == f"/v/{issue.code}/"
    wrong = client.post("/v/", {"code": "abc"})
    assert wrong.status_code == 404
    assert "没有这个核验码" in wrong.content.decode()
    assert "没有核验，请改正下面的内容" in wrong.content.decode()
    assert client.post("/v/", {}).status_code == 404
    assert client.get("/v/nothing/").status_code == 404
    assert client.get("/v/nothing/f1/").status_code == 404


FULL_WIDTH = {ord(one): ord(one) + 0xFEE0 for one in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("http://127.0.0.1:8000/v/{code}/", ""),
        ("https://tongxin.example.cn/v/{code}", ""),
        ("tongxin.example.cn/v/{code}/f3/", "f3/"),
        ("TONGXIN.EXAMPLE.CN/V/{upper}/", ""),
        ("http://127.0.0.1:8000/v/ {code} /?from=paper", ""),
        ("{wide}", ""),
        ("{parted}", ""),
        ("核验码：{code}\u200b", ""),
    ],
)
def test_code_is_read_as_people_type_it(client: Client, issue: Issue, *, typed: str, figure: str) -> None:
    code = issue.code
    parted = f"{code[:4]}-{code[4:8]}　{code[8:]}"
    written = typed.format(code=code, upper=code.upper(), wide=code.translate(FULL_WIDTH), parted=parted)
    assert client.post("/v/", {"code": written})["Location"] == f"/v/{code}/{figure}"


def test_report_repeats_what_it_vouches_for(client: Client, issue: Issue) -> None:
    html = text(client, f"/v/{issue.code}/")
    assert "4 个数字按签发时的快照重算全部一致" in html
    assert "这份报告共 4 个数字：正文里 3 个（公开 2 个，不公开 1 个），表和图里 1 个（一列数据算一个）。" in html
    assert "2个班次" in html
    assert issue.digest in html
    assert "核验" in html


def test_small_cells_and_their_sentences_stay_closed(client: Client, issue: Issue) -> None:
    html = text(client, f"/v/{issue.code}/")
    assert "株洲市会员1人" not in html
    assert "不公开" in html
    figure = text(client, f"/v/{issue.code}/f3/")
    assert "不足" not in figure
    assert "推算" not in figure
    assert "1人" not in figure
    assert "校验值" not in figure
    series = text(client, f"/v/{issue.code}/t1/")
    assert "不公开" in series
    for name in (*PEOPLE, "周例独"):
        assert name not in html + figure + series


def test_sentence_beside_a_closed_figure_stays_closed_too(cast: Cast, client: Client) -> None:
    body = "{{estimate}}培训班{{training.classes 430000 2021}}，株洲市会员{{network.members 430200 @2021-12-31}}。"
    report = start_report(cast.province, by=SYSTEM, title="综述", day=date(2021, 12, 31), body=body)
    issue = issue_report(report, by=SYSTEM, version=1)
    for page in ("", "f1/", "f2/"):
        assert "株洲市会员" not in text(client, f"/v/{issue.code}/{page}")


def test_closed_figure_is_not_told_by_its_completeness(cast: Cast, client: Client) -> None:
    body = "{{estimate}}6月培训{{training.person_times 430000 2021-06}}。"
    report = start_report(cast.province, by=SYSTEM, title="综述", day=date(2021, 12, 31), body=body)
    figure = text(client, f"/v/{issue_report(report, by=SYSTEM, version=1).code}/f1/")
    assert "不公开" in figure
    assert "已对上人员" not in figure


@pytest.mark.parametrize(
    "typed", ["志愿者300名", "志愿者３００名", "志愿者三名", "志愿者三百余名", "发现问题一处", "第Ⅳ类", "翻了一番"]
)
def test_number_somebody_typed_is_quoted_nowhere(cast: Cast, client: Client, typed: str) -> None:
    """Neither with the sentence nor in a note: it may be closed, and nobody vouches for it. The figure is shown alone."""
    issue = open_report(cast, f"{{{{estimate}}}}培训班{{{{training.classes 430000 2021}}}}，{typed}。")
    pages = text(client, f"/v/{issue.code}/") + text(client, f"/v/{issue.code}/f1/")
    assert typed not in pages
    assert typed[-4:] not in pages
    assert "<blockquote>" not in pages
    assert "2个班次" in pages
    assert "湖南省 2021年 " in pages


def test_typed_number_is_not_told_beside_a_closed_figure_either(cast: Cast, client: Client) -> None:
    body = "{{estimate}}株洲市会员{{network.members 430200 @2021-12-31}}，其中新增7名。\n表彰先进300人。"
    issue = open_report(cast, body)
    pages = "".join(text(client, f"/v/{issue.code}/{page}") for page in ("", "f1/"))
    for typed in ("7名", "300人", "株洲市会员"):
        assert typed not in pages
    assert "文中另有由编写单位填写的数字" in pages
    assert any("「7名」" in note for note in issue.paper["notes"])  # the sealed paper says it as before


def test_sentence_with_public_figures_and_days_alone_is_quoted(cast: Cast, client: Client) -> None:
    body = "据不完全统计，2021年全省进一步举办培训班{{training.classes 430000 2021}}，统一参加。"
    html = text(client, f"/v/{open_report(cast, body).code}/")
    assert "据不完全统计，2021年全省进一步举办培训班<mark>2个班次</mark>，统一参加。" in html
    assert "每句话里只核验标出的数字" in html


def test_why_readings_stand_is_shown_without_numbers(cast: Cast, client: Client, issue: Issue) -> None:
    paper = issue.paper | {"readings": ["一句话"]}
    for because, shown in (("口径沿用上年", True), ("共有3名没有计入", False)):
        Issue.objects.with_secret(code=issue.code).update(paper=paper | {"because": because})
        html = text(client, f"/v/{issue.code}/")
        assert (because in html) is shown
        assert ("写明了原因，见报告末页" in html) is not shown


def test_figure_shows_value_definition_completeness_and_snapshot(client: Client, issue: Issue) -> None:
    html = text(client, f"/v/{issue.code}/f1/")
    for shown in ("2个班次", "准确值 2", "已举办并有名册", issue.snapshot, "应报", "湖南同心报〔2021〕1号", "第 1 版"):
        assert shown in html
    assert "已更正" not in html
    assert text(client, f"/v/{issue.code}/f9/", status=404)


def test_restated_figure_says_so_and_what_it_is_now(cast: Cast, client: Client, issue: Issue) -> None:
    from tongxin.records.training.models import TrainingClass

    rows = TrainingClass.objects.whole_network(reason="the test's own class")
    training.add_roster(rows.get(organiser=cast.county), by=SYSTEM, roster="补例人", reason="补登一人")
    take_snapshot(by=SYSTEM)
    report = text(client, f"/v/{issue.code}/")
    assert "签发之后有 2 个数字依据的上报已更正" in report
    figure = text(client, f"/v/{issue.code}/f2/")
    assert "宁乡市2021年6月上报于" in figure
    assert "8人次" not in figure  # one person more: until the next quarter the older release stands
    assert "按最近一次快照" not in figure
    assert "补登" not in report + figure  # a reason is free text of the staff and may name somebody
    assert "补例人" not in report + figure
    assert "已更正" not in text(client, f"/v/{issue.code}/f1/")  # as many classes as before


def test_withdrawn_report_says_so_everywhere(client: Client, issue: Issue) -> None:
    withdraw_report(issue.report, by=SYSTEM, reason="口径有误")
    for page in ("", "f1/"):
        assert "口径有误" in text(client, f"/v/{issue.code}/{page}")


def upload(client: Client, content: bytes, name: str) -> Any:
    return client.post("/v/", {"file": SimpleUploadedFile(name, content)})


def test_received_file_is_compared_with_what_was_issued(client: Client, issue: Issue) -> None:
    page = shelf.take(issue.files["html"], form="html")
    assert "数字和正文都与签发时一致" in upload(client, page, "报告.html").content.decode()
    tampered = outcome(upload(client, page.replace("2个班次".encode(), "9个班次".encode()), "报告.html"))
    assert "不是签发的原文件" in tampered
    assert "文件里写的是「9个班次」" in tampered
    assert "个相符" not in tampered  # what a page says at its marks is not all that is seen there
    word = shelf.take(issue.files["docx"], form="docx")
    tampered = outcome(upload(client, with_body(word, "2个班次", "9个班次"), "报告.docx"))
    assert "不是签发的原文件" in tampered
    assert "公开的 2 个数字里 1 个相符" in tampered
    refused = upload(client, b"x", "照片.jpg")
    assert refused.status_code == 400
    assert "只能核验" in refused.content.decode()


def test_uploads_are_limited_in_number(client: Client, cast: Cast) -> None:
    for _ in range(20):
        upload(client, b"x", "照片.jpg")
    assert upload(client, b"x", "照片.jpg").status_code == 429


def test_missing_snapshot_is_told_not_hidden(client: Client, issue: Issue, settings: Any, tmp_path: Path) -> None:
    settings.TONGXIN_SNAPSHOTS = tmp_path / "gone"
    html = text(client, f"/v/{issue.code}/")
    assert "暂时不能重算" in html
    assert "t1" not in text(client, f"/v/{issue.code}/f1/")
    assert text(client, f"/v/{issue.code}/t1/")


def test_series_over_time_and_of_counts_are_shown(cast: Cast, client: Client) -> None:
    body = "{{chart training.classes 430000 2019..2021 year}}\n{{chart network.associations 430000 @2021-12-31 year}}"
    report = start_report(cast.province, by=SYSTEM, title="图", day=date(2021, 12, 31), body=body)
    issue = issue_report(report, by=SYSTEM, version=1)
    assert "2021年" in text(client, f"/v/{issue.code}/t1/")
    assert "2021-12-31" in text(client, f"/v/{issue.code}/t2/")


def test_page_asks_a_fixed_number_of_queries(client: Client, issue: Issue, django_assert_num_queries: Any) -> None:
    text(client, f"/v/{issue.code}/")
    with django_assert_num_queries(3):  # the issue, its figures, restatements since its snapshot
        text(client, f"/v/{issue.code}/")


def forged(issue: Issue, body: str) -> bytes:
    return f"<html><head><meta name='tongxin-code' content='{issue.code}'></head><body>{body}</body></html>".encode()


def test_upload_reads_out_nothing_that_is_closed(client: Client, issue: Issue) -> None:
    page = upload(client, forged(issue, "<data id='f3'>x</data>"), "a.html").content.decode()
    assert "不是签发的原文件" in page
    for closed in ("1人", "株洲市", "周例独"):
        assert closed not in page
    assert "文件里没有这个数字了" in page


MARK = '<w:bookmarkStart w:id="1" w:name="tongxin_f1"/>'
SYMBOL = '<w:r><w:sym w:font="Arial" w:char="0039"/></w:r>'


def with_body(content: bytes, was: str, now: str) -> bytes:
    """Return a Word file with its text part changed; fails where nothing changed."""
    xml = files.part(content, "word/document.xml")
    assert was in xml
    return files.changed(content, {"word/document.xml": xml.replace(was, now)})


def outcome(response: Any) -> str:
    """Return what the page says of a file."""
    html: str = response.content.decode()
    return html.partition('<section class="card po-outcome')[2].partition("</section>")[0]


def test_guesses_of_a_closed_figure_are_all_answered_alike(client: Client, issue: Issue) -> None:
    """The withheld 1 must not stand out among 1 to 10, nor what else is right or wrong of the text."""
    all_of_them = "".join(f"<p>{number}人次</p><p>株洲市会员{number}人。</p>" for number in range(1, 11))
    told = {outcome(upload(client, forged(issue, body), "a.html")) for body in (all_of_them, "<p>什么也没有</p>")}
    whole = shelf.take(issue.files["html"], form="html").decode()
    right, wrong = (whole.replace("</article>", f"<p>{one}</p></article>") for one in ("会员1人", "会员2人"))
    guesses = [whole.replace("会员<a", f"会员{guess}<a") for guess in ("", " ", "9")]
    told |= {outcome(upload(client, forged(issue, "<data id='f3'>1人</data>"), "a.html"))}
    assert len(told) == 1
    assert len({outcome(upload(client, page.encode(), "a.html")) for page in (right, wrong, *guesses[1:])}) == 1
    pdf = shelf.take(issue.files["pdf"], form="pdf") + b"\n"
    assert "个数字里" not in outcome(upload(client, pdf, "a.pdf"))  # its figures are found by their sentences


def open_report(cast: Cast, body: str = "{{estimate}}全省培训班{{training.classes 430000 2021}}。") -> Issue:
    report = start_report(cast.province, by=SYSTEM, title="综述", day=date(2021, 12, 31), body=body)
    return issue_report(report, by=SYSTEM, version=1)


def test_only_the_issued_file_is_called_right(cast: Cast, client: Client) -> None:
    issue = open_report(cast)
    for form in ("html", "docx", "pdf"):
        whole = shelf.take(issue.files[form], form=form)
        right = outcome(upload(client, whole, f"a.{form}"))
        assert right.startswith(" is-good")
        assert "数字和正文都与签发时一致" in right
        other = outcome(upload(client, whole + b"\n", f"a.{form}"))
        assert not other.startswith(" is-good")
        assert "数字和正文都与签发时一致" not in other
        assert "索取签发的原文件" in other


def test_word_file_saved_again_gets_a_verdict_of_its_own(cast: Cast, client: Client) -> None:
    word = shelf.take(open_report(cast).files["docx"], form="docx")
    resaved = outcome(upload(client, by_word(word), "a.docx"))
    assert resaved.startswith(" is-warning")
    assert "数字和文字与签发时相同，但文件另存过，不是原文件" in resaved
    assert "字体、颜色和版面没有比较" in resaved
    changed = outcome(upload(client, with_body(word, "全省", "全市"), "a.docx"))
    assert changed.startswith(" is-bad")
    assert "这个文件与签发的报告不一致" in changed
    assert "全市" not in changed
    drawn = outcome(upload(client, with_body(word, MARK, f"{SYMBOL}{MARK}"), "a.docx"))
    assert drawn.startswith(" is-bad")
    assert "文件里有签发时没有的符号、图形或对象" in drawn
    assert "个相符" not in drawn


def test_word_file_of_a_closed_figure_saved_again_is_answered_like_a_guess(client: Client, issue: Issue) -> None:
    """What draws is told of, for no issued file holds it; whether the rest is right is not."""
    word = shelf.take(issue.files["docx"], form="docx")
    guesses = [with_body(word, ">1人<", f">{guess}人<") for guess in (2, 3)]
    told = {outcome(upload(client, content, "a.docx")) for content in (by_word(word), *guesses)}
    assert len(told) == 1
    assert "这个文件不是签发的原文件" in told.pop()
    drawn = {
        outcome(upload(client, with_body(content, MARK, f"{SYMBOL}{MARK}"), "a.docx")) for content in (word, *guesses)
    }
    assert len(drawn) == 1
    assert "文件里有签发时没有的符号、图形或对象" in drawn.pop()


def test_two_equal_figures_of_a_sentence_each_have_their_own_mark(cast: Cast, client: Client) -> None:
    body = "据不完全统计，全省培训班{{training.classes 430000 2021}}，其中仍是{{training.classes 430000 2021}}。"
    report = start_report(cast.province, by=SYSTEM, title="综述", day=date(2021, 12, 31), body=body)
    issue = issue_report(report, by=SYSTEM, version=1)
    html = text(client, f"/v/{issue.code}/")
    assert "据不完全统计，全省培训班<mark>2个班次</mark>，其中仍是2个班次。" in html
    assert "据不完全统计，全省培训班2个班次，其中仍是<mark>2个班次</mark>。" in html
    assert "其中仍是<mark>2个班次</mark>" in text(client, f"/v/{issue.code}/f2/")


def test_codes_and_pages_are_limited_in_number(client: Client, cast: Cast) -> None:
    for _ in range(30):
        assert client.post("/v/", {"code": "abcdefghjkmn"}).status_code == 404
    assert client.post("/v/", {"code": "abcdefghjkmn"}).status_code == 429
    for _ in range(120):
        client.get("/v/abcdefghjkmn/")
    assert client.get("/v/abcdefghjkmn/f1/").status_code == 429
