"""`tongxin report` and `tongxin verify`."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.cast import SYSTEM, Cast
from tests.office import files
from tests.reports.conftest import Draft
from tests.reports.resaved import by_word
from tongxin.reports import shelf
from tongxin.reports.actions import issue_report

BODY = "全省举办培训班{{training.classes 430000 2021}}。"


def run(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def test_reports_are_listed(cast: Cast, draft: Draft) -> None:
    report = draft(BODY)
    assert json.loads(run("report", "list", "--json")) == [
        {"id": report.pk, "title": "工作综述", "state": "draft", "number": None}
    ]
    assert run("report", "list") == f"{report.pk}\tdraft\t—\t工作综述\n"
    assert json.loads(run("report", "list", "--json", "--as", "neighbour")) == []


def test_report_is_issued_exported_and_verified(cast: Cast, draft: Draft, tmp_path: Path) -> None:
    report = draft(BODY)
    said = json.loads(run("report", "issue", str(report.pk), "--json"))
    assert said["number"] == "湖南同心报〔2021〕1号"
    out = tmp_path / "a" / "b"
    files = json.loads(run("report", "export", str(report.pk), "--out", str(out), "--json"))["files"]
    assert sorted(Path(file).suffix for file in files) == [".docx", ".html", ".pdf"]
    for file in files:
        said = run("verify", file)
        assert "1/1 个数字相符；文件与签发时逐字节一致" in said
        assert "✓ 是签发的原文件，数字和正文都与签发时一致。" in said
        assert json.loads(run("verify", file, "--json"))["verdict"] == "issued"
    only = run("report", "export", str(report.pk), "--format", "pdf", "--out", str(tmp_path))
    assert only.strip().endswith(".pdf")


def test_issue_says_its_number_and_code(draft: Draft) -> None:
    assert "已签发 湖南同心报〔2021〕1号，核验码" in run("report", "issue", str(draft(BODY).pk))


def test_tampered_file_ends_with_status_one(draft: Draft, tmp_path: Path) -> None:
    report = draft(BODY)
    issue_report(report, by=SYSTEM, version=1)
    run("report", "export", str(report.pk), "--format", "html", "--out", str(tmp_path))
    (file,) = tmp_path.glob("*.html")
    file.write_text(file.read_text(encoding="utf-8").replace(">2个班次<", ">9个班次<"), encoding="utf-8")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify", str(file), stdout=out)
    assert ended.value.code == 1
    assert "✗ f1" in out.getvalue()
    assert "✗ 文件里没有签发稿的这一处" in out.getvalue()
    assert "文件经过另存或改动" in out.getvalue()


def test_word_file_saved_again_ends_with_status_one(draft: Draft, tmp_path: Path) -> None:
    """Whoever asks for the status alone hears of the issued file alone; the words say what the file is."""
    issue = issue_report(draft(BODY), by=SYSTEM, version=1)
    word = shelf.take(issue.files["docx"], form="docx")
    file, out = tmp_path / "a.docx", StringIO()
    for content, said in (
        (by_word(word), "！ 数字和文字与签发时相同，但文件另存过，不是原文件。"),
        (by_word(word), "1/1 个数字相符；文件经过另存或改动"),
        (drawn(word), "✗ 这个文件与签发的报告不一致（sym）。文件里有签发时没有的符号、图形或对象"),
    ):
        file.write_bytes(content)
        with pytest.raises(SystemExit) as ended:
            call_command("verify", str(file), stdout=out)
        assert ended.value.code == 1
        assert said in out.getvalue()


def drawn(word: bytes) -> bytes:
    xml = files.part(word, "word/document.xml")
    symbol = '<w:r><w:sym w:font="Arial" w:char="0039"/></w:r><w:bookmarkStart w:id="1"'
    return files.changed(word, {"word/document.xml": xml.replace('<w:bookmarkStart w:id="1"', symbol)})


def test_withdrawn_report_says_so(draft: Draft, tmp_path: Path) -> None:
    from tongxin.reports.actions import withdraw_report

    report = draft(BODY)
    issue = issue_report(report, by=SYSTEM, version=1)
    withdraw_report(issue.report, by=SYSTEM, reason="口径有误")
    run("report", "export", str(report.pk), "--format", "pdf", "--out", str(tmp_path))
    (file,) = tmp_path.glob("*.pdf")
    assert "已撤回，原因：口径有误" in run("verify", str(file))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("report",), "缺少参数"),
        (("report", "delete"), "不能是"),
        (("report", "issue"), "请写明报告编号"),
        (("report", "issue", "999"), "没有编号为 999 的报告"),
        (("report", "issue", "99999999999999999999"), "没有编号为"),
        (("report", "export", "{draft}"), "还没有签发"),
        (("report", "export", "{draft}", "--format", "doc"), "没有「doc」这种格式"),
        (("verify", "没有.pdf"), "打不开文件"),
    ],
)
def test_wrong_input_is_one_sentence(draft: Draft, words: tuple[str, ...], why: str) -> None:
    pk = draft(BODY).pk
    with pytest.raises(CommandError, match=why):
        run(*(word.format(draft=pk) for word in words))


def test_folder_that_cannot_be_written_is_told(draft: Draft, tmp_path: Path) -> None:
    report = draft(BODY)
    issue_report(report, by=SYSTEM, version=1)
    (tmp_path / "file").write_text("x")
    with pytest.raises(CommandError, match="请换一个文件夹"):
        run("report", "export", str(report.pk), "--out", str(tmp_path / "file"))
