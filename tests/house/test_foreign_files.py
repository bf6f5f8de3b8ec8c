"""Files of strangers: one reader, in processes of their own; and nothing longer than its page takes is read at all."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import get_resolver

from tests.house.test_urls import addresses
from tests.office import files
from tongxin.attendance.certificates.verifying import verify
from tongxin.claims.documents import read_report
from tongxin.claims.tables import read_facts
from tongxin.intake import preview
from tongxin.kernel.errors import TongxinError
from tongxin.lifecycle.evidence.examining import examine
from tongxin.office import kinds, reading, turns
from tongxin.office.readers import READERS
from tongxin.office.spreadsheets import MOST_BYTES as MOST_OF_A_TABLE
from tongxin.records.contests.pages import tablet
from tongxin.reports.reading import read_issued
from tongxin.web.bodies import MOST_BYTES, BodyLimitMiddleware

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tongxin"
TESTS = SOURCE.parents[1] / "tests"
REPORT = (TESTS / "claims" / "data" / "report.pdf").read_bytes()
MB = 2**20
PARSERS = re.compile(
    r"(openpyxl|python_calamine|xlrd|pandas|docx|pypdf|pdfminer|fitz|lxml|html5lib|bs4|xml|html\.parser|PIL|pi_heif|"
    r"zipfile|tarfile|py7zr|rarfile|csv|email|olefile|yaml|pickle|marshal|shelve)(\.|$)"
)
# What writes files of ours, or reads files of ours.
NO_FILES_OF_STRANGERS = {
    "attendance/certificates/work.py": {"zipfile"},
    "kernel/divisions.py": {"csv"},
    "project/backup/shelf.py": {"zipfile"},
    "reports/printing/ooxml.py": {"docx"},
    "reports/printing/package.py": {"docx", "xml"},
    "reports/printing/styles.py": {"docx"},
    "reports/printing/word.py": {"docx"},
    "reports/work.py": {"zipfile"},
    "web/spreadsheet.py": {"csv"},
}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {found[1] for name in names if (found := PARSERS.match(name))}


def test_parsers_of_foreign_files_are_loaded_by_the_office_only() -> None:
    outside = [path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0] != "office"]
    found = {str(path.relative_to(SOURCE)): parsers for path in outside if (parsers := imported(path))}
    assert found == NO_FILES_OF_STRANGERS


def test_parsers_are_kinds_or_read_files_of_ours() -> None:
    """In the office, too: what loads a parser is a kind, a part of one, or makes files."""
    loading = {str(path.relative_to(SOURCE / "office")) for path in (SOURCE / "office").rglob("*.py") if imported(path)}
    modules = {f"{one.module.replace('.', '/')}.py" for one in kinds.KINDS.values()}
    parts = {
        "archives.py", "word_package.py", "drawn.py", "web_tables.py", "examining/documents.py", "examining/pictures.py", "timeless.py",
        "template.py",
    }  # fmt: skip
    assert loading - modules <= parts


def test_server_and_worker_start_without_a_parser() -> None:
    """What is not loaded cannot read a file by mistake, and takes no memory in every process."""
    program = (
        "import sys, tongxin.project.wsgi\nfrom django.urls import get_resolver\nget_resolver().url_patterns\n"
        "import tongxin.access.management.commands.work\nfrom tongxin.office.kinds import KINDS\n"
        "kinds = {f'tongxin.office.{one.module}' for one in KINDS.values()}\n"
        "print(*sorted(({'python_calamine', 'pypdf', 'PIL', 'pi_heif', 'lxml', 'docx'} | kinds) & sys.modules.keys()))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []


def pictured(tmp_path: Path) -> Path:
    from PIL import Image

    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    return tmp_path / "a.png"


def anonymous(tmp_path: Path) -> int:
    (tmp_path / "a.pdf").write_bytes(REPORT)
    return len(tablet.read("anonymous_pdf", tmp_path / "a.pdf"))


READ: dict[str, tuple[Callable[[Path], Any], Any]] = {
    "核数: Word": (lambda _: read_report(files.word(files.text("人")), name="a.docx").text, "人\n"),
    "核数: PDF": (lambda _: "会员" in read_report(REPORT, name="a.pdf").text, True),
    "核数: facts": (lambda _: len(read_facts("指标,数值\n会员,3".encode(), name="a.csv", home="湖南省").facts), "第2行「止」是空的"),
    "import": (lambda _: preview.read_sheets(files.roster(), name="a.xlsx")[0].name, "名册"),
    "import: .csv": (lambda _: preview.read_sheets("姓名\n张三".encode(), name="a.csv")[0].rows[1], ["张三"]),
    "verification": (lambda _: read_issued(REPORT, name="a.pdf"), "文件里没有核验信息"),
    "certificate": (lambda _: verify(REPORT), "这份 PDF 没有附带电子凭证"),
    "evidence": (lambda folder: examine(pictured(folder)).type, "png"),
    "judging": (lambda folder: anonymous(folder) > 1000, True),
    "commented Word": (lambda _: tablet.read("comments", files.word(files.text("人")), options={"notes": [], "author": "核"})[:2], b"PK"),
}  # fmt: skip


def said(way: Callable[[], Any], *, like: Any) -> Any:
    """Return what was read, or as much of the sentence it was refused with as is asked for."""
    try:
        return way()
    except TongxinError as error:
        return error.message[: len(like)]


@pytest.mark.parametrize("name", READ)
def test_every_way_in_leads_to_a_process_of_its_own(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "outcome", lambda *_: pytest.fail("read in this process"))
    real, asked = READERS.read, []
    monkeypatch.setattr(READERS, "read", lambda *given: asked.append(given[0]["kind"]) or real(*given))
    way, expected = READ[name]
    assert said(lambda: way(tmp_path), like=expected) == expected
    assert len(asked) == 1


@pytest.mark.django_db
def test_visitor_who_would_wait_too_long_is_told_when_to_come_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_folders", [])
    with turns.turn(), turns.turn():
        answer = client.post("/v/", {"file": SimpleUploadedFile("a.pdf", REPORT)})
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "同时在读的文件太多，请过几秒再试。" in answer.content.decode()
    answer = client.post("/v/", {"file": SimpleUploadedFile("a.pdf", REPORT)})
    assert (answer.status_code, answer.has_header("Retry-After")) == (400, False)


# --- what is too long ---------------------------------------------------------------------------------------------------------

TAKES_MORE = {
    "tongxin.claims.views.checking.CheckPage": 17 * MB,
    "tongxin.intake.views.writing.UploadPage": 51 * MB,
    "tongxin.lifecycle.evidence.views.AddPage": 401 * MB,
    "tongxin.lifecycle.evidence.views.AddVideoPage": 201 * MB,
    "tongxin.portal.verification.VerifyPage": 31 * MB,
}


def _name(view: Any) -> str:
    called = getattr(view, "view_class", view)
    return f"{called.__module__}.{getattr(called, '__name__', called)}"


def views() -> dict[str, Any]:
    def walk(entries: Any) -> Any:
        for entry in entries:
            yield from walk(entry.url_patterns) if hasattr(entry, "url_patterns") else (entry.callback,)

    return {_name(one): one for one in walk(get_resolver().url_patterns)}


def test_pages_that_take_files_say_how_much() -> None:
    known = {name: getattr(one, "view_class", None) for name, one in views().items()}
    assert {name: one.most_bytes for name, one in known.items() if hasattr(one, "most_bytes")} == TAKES_MORE
    assert TAKES_MORE["tongxin.intake.views.writing.UploadPage"] > MOST_OF_A_TABLE


@pytest.mark.parametrize("announced", [str(500 * MB), "9" * 5000, "-1", "x", "１" * 4])
def test_what_is_too_long_is_refused_at_every_address_before_it_is_read(announced: str, settings: Any) -> None:
    limit = BodyLimitMiddleware(lambda _: pytest.fail("went on"))
    for view in views().values():
        request = RequestFactory().post("/api/", CONTENT_LENGTH=announced)
        request._stream = None  # reading it would fail
        refused = limit.process_view(request, view, (), {})
        assert refused is None or refused.status_code == 413
        assert (refused is None) == (announced == "１" * 4)
    order = settings.MIDDLEWARE
    assert order.index("tongxin.web.bodies.BodyLimitMiddleware") < order.index(
        "django.middleware.csrf.CsrfViewMiddleware"
    )


def test_form_of_usual_length_goes_on() -> None:
    limit = BodyLimitMiddleware(lambda _: pytest.fail("went on"))
    for most, view in ((MOST_BYTES, lambda: None), (31 * MB, views()["tongxin.portal.verification.VerifyPage"])):
        for announced, status in ((most, None), (most + 1, 413)):
            found = limit.process_view(RequestFactory().post("/api/", CONTENT_LENGTH=str(announced)), view, (), {})
            assert getattr(found, "status_code", None) == status


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/v/", "/check/", "/accounts/login/"])
def test_stranger_with_a_huge_file_reads_a_sentence(address: str, client: Client) -> None:
    answer = client.post(address, CONTENT_LENGTH=str(300 * MB))
    assert answer.status_code == 413
    assert "MB，没有读取，请减少内容或拆成几份后重新提交。" in answer.content.decode()


@pytest.mark.django_db
def test_form_with_very_many_parts_is_refused(client: Client) -> None:
    answer = client.post("/v/", {f"f{one}": "x" for one in range(3_000)})
    assert (answer.status_code, "请返回上一页检查" in answer.content.decode()) == (400, True)
    answer = client.post("/v/", {f"f{one}": SimpleUploadedFile("a", b"x") for one in range(40)})
    assert answer.status_code == 400


def test_addresses_are_all_looked_at() -> None:
    assert len(views()) > 100
    assert len(addresses(get_resolver())) > len(views())
