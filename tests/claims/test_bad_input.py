"""Whatever a user hands in: one Chinese sentence on the error stream, exit status 2, nothing written."""

import io
import json
import os
import subprocess
import sys
import zipfile

import pytest

from tongxin.claims.command import main
from tongxin.office import archives
from tongxin.office.timeless import new_workbook

FACTS = "编号,指标,单位,止,数值,分母\nf1,会员人数,人,2022-09-20,312,\n".encode()
REPORT = "会员312人。".encode()
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + f']><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>'
)


def word(text="会员312人。"):
    from docx import Document

    document = Document()
    document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def workbook(*rows):
    stream = io.BytesIO()
    with new_workbook(stream, strings_to_formulas=True) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def with_part(content, name, part):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if entry.filename != name:
                target.writestr(entry, source.read(entry))
        target.writestr(name, part)
    return stream.getvalue()


def with_false_size(content, name):
    """Let one entry say that it unpacks to 10 bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo(name).file_size.to_bytes(4, "little")
    return content.replace(size, (10).to_bytes(4, "little"))


@pytest.fixture
def refused(tmp_path, capfd):
    """Run the command on a report and a table; expect the sentence and nothing else."""

    def run(sentence, *, report=REPORT, name="a.txt", facts=FACTS, table="f.csv", more=()):
        for path in tmp_path.iterdir():
            path.unlink()
        (tmp_path / name).write_bytes(report)
        (tmp_path / table).write_bytes(facts)
        outputs = ["--json", str(tmp_path / "o.json"), "--html", str(tmp_path / "o.html")]
        status = main([str(tmp_path / name), "--facts", str(tmp_path / table), *outputs, *more])
        captured = capfd.readouterr()
        assert sentence in captured.err
        assert captured.err.count("\n") == 1
        assert (status, captured.out) == (2, "")
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted({name, table})

    return run


@pytest.mark.parametrize(
    ("report", "name", "sentence"),
    [
        (b"", "a.txt", "文件里没有文字"),
        (b"\xef\xbb\xbf \n\t", "a.md", "文件里没有文字"),
        (word(""), "a.docx", "文件里没有文字"),
        (bytes(range(256)) * 20, "a.txt", "不是文本文件"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "a.docx", "文件已损坏或不是 Office 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.docx", "文件已加密或是旧格式"),
        (word()[:2000], "a.docx", "文件已损坏或不是 Office 文件"),
        (with_part(word(), "word/document.xml", "<w:document"), "a.docx", "Word 文件已损坏"),
        (with_part(word(), "word/document.xml", f'<w:p xmlns:w="{W}"/>'), "a.docx", "Word 文件已损坏"),
        (with_part(word(), "_rels/.rels", "<a/>"), "a.docx", "Word 文件已损坏"),
        (with_part(word(), "word/document.xml", "<a>" * 10**5), "a.docx", "Word 文件已损坏"),
        (with_part(word(), "word/document.xml", LAUGHS), "a.docx", "文件里有不该有的 XML 定义"),
        (workbook(["甲"]), "a.docx", "Word 文件已损坏"),
        (b"%PDF-1.4 nothing", "a.pdf", "PDF 文件已损坏"),
        (b"old", "a.doc", "请用 Word 或 WPS 打开后另存为 .docx"),
        (b"old", "a.wps", "请用 Word 或 WPS 打开后另存为 .docx"),
        (b"x", "a.exe", "报告请用 .docx、.pdf、.txt 或 .md 文件"),
    ],
)
def test_a_report_that_cannot_be_read(refused, report, name, sentence):
    refused(sentence, report=report, name=name)


HEAD = "编号,指标,单位,止,数值,分母\n"


@pytest.mark.parametrize(
    ("facts", "table", "sentence"),
    [
        (b"", "f.csv", "事实表里没有内容"),
        ("指标,单位\n会员人数,人".encode(), "f.csv", "至少要有「指标」、「数值」两列"),
        (f"{HEAD}f1,甲,人,2022,1,\nf1,乙,人,2022,2,".encode(), "f.csv", "编号「f1」出现了两次"),
        (f"{HEAD}f1,甲,人,2022,1,0".encode(), "f.csv", "第2行「分母」必须大于零"),
        (f"{HEAD}f1,甲,人,2022,{'9' * 10**5},".encode(), "f.csv", "第2行「数值」写的是「99999999999999999999」"),
        (f"{HEAD}f1,甲,人,{'9' * 10**5},1,".encode(), "f.csv", "第2行「止」写的是「99999999999999999999」"),
        (b'[{"measure": "\\udc00", "value": 1, "to": "2022"}]', "f.json", "里有残缺的字符"),
        (b'[{"measure": "a", "value": 1e999, "to": "2022"}]', "f.json", "第1行「数值」写的是「inf」"),
        (b'[{"measure": "a", "value": NaN, "to": "2022"}]', "f.json", "第1行「数值」写的是「nan」"),
        (b'{"a":' * 10**5, "f.json", "不是合法的 JSON"),
        (word(), "f.xlsx", "事实表打不开：文件已损坏或已加密"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "f.xlsx", "事实表打不开：文件已损坏或已加密"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "f.xls", "事实表打不开：文件已损坏或已加密"),
        (workbook(["指标", "数值"], ["甲", "=1/0"]), "f.xlsx", "工作表「Sheet1」第2行「止」是空的"),
        (b"x", "f.et", "事实表请用"),
    ],
)
def test_a_table_that_cannot_be_read(refused, facts, table, sentence):
    refused(sentence, facts=facts, table=table)


def test_files_that_unpack_to_far_more_than_they_weigh(refused, monkeypatch):
    monkeypatch.setattr(archives, "MOST_UNPACKED", 2**20)
    bomb = with_part(word(), "word/media/a.png", b"\x00" * 2**21)
    refused("文件解压后过大", report=bomb, name="a.docx")
    refused("文件已损坏", report=with_false_size(bomb, "word/media/a.png"), name="a.docx")
    sheet = with_part(workbook(["指标", "数值"]), "xl/worksheets/sheet1.xml", b"<a>" + b" " * 2**21)
    refused("文件解压后过大", facts=sheet, table="f.xlsx")


def test_a_large_picture_is_no_bomb():
    from tongxin.claims.documents import read_report

    content = with_part(word(), "word/media/a.png", os.urandom(2**20 + 1))
    assert read_report(content, name="a.docx", isolated=False).text == "会员312人。\n"


def test_a_package_with_too_many_parts(refused, monkeypatch):
    monkeypatch.setattr(archives, "MOST_ENTRIES", 3)
    refused("文件解压后过大", report=word(), name="a.docx")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--date", "2022-02-30"], "日期应写成 2021-12-31 的样子"),
        (["--date", "0001-01-01"], "1949 年至 2199 年之间"),
        (["--home", "火星"], "不认识地区「火星」"),
        (["--home", "\udc80"], "不认识地区"),
        (["--json", "/nowhere/x.json"], "写不了文件「x.json」"),
        (["--annotate", "a\0.docx"], "写不了文件"),
        (["--nonsense"], "命令写法有误"),
    ],
)
def test_options_that_make_no_sense(refused, more, sentence):
    refused(sentence, more=more)


def test_long_numbers_in_a_text_are_read_over(tmp_path):
    (tmp_path / "f.csv").write_bytes(FACTS)
    for text in ("9" * 10**5 + "人", "一" * 10**4 + "人", "百万亿" * 10**4 + "人", "1." + "0" * 10**5 + "%"):
        (tmp_path / "a.txt").write_text(f"{text}。会员312人。", encoding="utf-8")
        words = [str(tmp_path / "a.txt"), "--facts", str(tmp_path / "f.csv"), "--json", str(tmp_path / "o.json")]
        assert main(words) == 0
        claims = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))["claims"]
        assert claims[-1]["verdict"] == "fit"


def command(*words):
    program = "import sys; from tongxin.claims.command import main; sys.exit(main(sys.argv[1:]))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, check=False, env=environment, input=b"\xff\x00"
    )


def test_files_the_system_refuses(tmp_path):
    (tmp_path / "f.csv").write_bytes(FACTS)
    (tmp_path / "a.txt").write_text("会员312人。", encoding="utf-8")
    huge = tmp_path / "huge.docx"
    with huge.open("wb") as stream:
        stream.truncate(200 * 2**20)
    (tmp_path / "folder.docx").mkdir()
    report, facts = str(tmp_path / "a.txt"), ["--facts", str(tmp_path / "f.csv")]
    for words, sentence in (
        ([str(huge), *facts], "文件「huge.docx」超过 50 MB"),
        ([report, "--facts", str(huge)], "文件「huge.docx」超过 50 MB"),
        ([str(tmp_path / "folder.docx"), *facts], "「folder.docx」是文件夹"),
        (["/dev/zero", *facts], "文件「zero」超过 50 MB"),
        (["/proc/self/mem", *facts], "打不开文件「mem」"),
        ([report, *facts, "--annotate", str(tmp_path / "folder.docx")], "写不了文件「folder.docx」"),
        (["-", *facts], "不是文本文件"),
    ):
        finished = command(*words)
        error = finished.stderr.decode()
        assert (finished.returncode, finished.stdout) == (2, b""), words
        assert sentence in error
        assert error.count("\n") == 1
