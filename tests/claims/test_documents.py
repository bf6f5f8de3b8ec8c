import io
import zipfile
from datetime import date

import pytest

from tests.claims.tables import facts_table
from tongxin.claims import files
from tongxin.claims.check import check
from tongxin.claims.comments import annotate
from tongxin.claims.documents import read_report
from tongxin.kernel.errors import InputError
from tongxin.office import archives

FACTS = "会员人数 | 人 | | 2022-09-20 | 2022-09-20 | 312\n基地数 | 个 | | 2022-09-20 | 2022-09-20 | 41"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def parse_xml(text):
    from docx.oxml import parse_xml as parse

    return parse(text)


def word(fill):
    from docx import Document

    document = Document()
    fill(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def report(content, name="报告.docx"):
    return read_report(content, name=name, isolated=False)


def checked(read):
    return check(read.text, date=date(2022, 9, 26), home="湖南省", answers=facts_table(FACTS, home="湖南省"))


def comments(content):
    from docx import Document

    document = Document(io.BytesIO(content))
    return [comment.text for comment in document.comments], document


def test_paragraphs_tables_text_boxes_and_tracked_changes_are_read():
    def fill(document):
        document.add_paragraph("会员312人。").add_run("\t基地41个。")
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "基地", "41个"
        document.add_paragraph("末段").add_run().add_break()
        box = f"<w:p {W}><w:r><w:txbxContent><w:p><w:r><w:t>框内7人</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
        document.element.body.insert(0, parse_xml(box))
        change = (
            f"<w:p {W}><w:del><w:r><w:t>删去9人</w:t></w:r></w:del><w:ins><w:r><w:t>补上8人</w:t></w:r></w:ins></w:p>"
        )
        document.element.body.insert(1, parse_xml(change))
        document.element.body.insert(2, parse_xml(f"<w:p {W}><w:r><w:t/></w:r></w:p>"))

    text = report(word(fill)).text
    assert "框内7人" in text
    assert "补上8人" in text
    assert "删去" not in text
    assert "会员312人。 基地41个。" in text
    assert "基地\t41个\n" in text


def test_a_figure_in_a_note_nobody_refers_to_has_its_comment_at_the_beginning():
    def fill(document):
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        notes = (
            f"<w:footnotes {W}><w:footnote><w:p><w:r><w:t>注：基地41个。</w:t></w:r></w:p></w:footnote></w:footnotes>"
        )
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
        relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
        document.part.relate_to(part, relation)
        document.add_paragraph("会员312人。")

    read = report(word(fill))
    assert read.text == "会员312人。\n注：基地41个。\n"
    found, _ = comments(annotate(read, checked(read), isolated=False))
    assert [text[:4] for text in found] == ["【相符】", "脚注“4"]


def test_each_figure_gets_its_comment_and_nothing_else_changes():
    from docx.shared import RGBColor

    def fill(document):
        paragraph = document.add_paragraph()
        paragraph.add_run("全省会员")
        bold = paragraph.add_run("312人，基地39")
        bold.bold = True
        bold.font.color.rgb = RGBColor(255, 0, 0)
        paragraph.add_run("个。")
        document.add_paragraph("12个").add_run().add_break()
        run = document.add_paragraph().add_run("会员")
        run.add_tab()
        run.add_text("5人")
        split = document.add_paragraph("会员")
        for piece in ("31", "", "2人"):
            split.add_run()._r.append(parse_xml(f"<w:t {W}>{piece}</w:t>"))

    content = word(fill)
    read = report(content)
    result = checked(read)
    assert [finding.claim.text for finding in result.findings] == ["312人", "39个", "12个", "5人", "312人"]
    found, document = comments(annotate(read, result, isolated=False))
    assert [text[:3] for text in found][::-1] == ["【相符", "【不符", "【无据", "【不符", "【相符"]
    assert report(annotate(report(content), result, isolated=False)).text == read.text
    runs = document.paragraphs[0].runs
    assert [run.text for run in runs if run.bold] == ["312人", "，基地", "39"]
    assert all(run.font.color.rgb == RGBColor(255, 0, 0) for run in runs if run.bold)


def zipped(**entries):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.txt", "没有文字"),
        (b"  \n", "a.md", "没有文字"),
        (b"\x7fELF\x00\x00", "a.txt", "不是文本文件"),
        (b"\xff\xfe\xff\x80", "a.txt", "编码认不出来"),
        (b"%PDF", "a.pdf", "PDF 文件已损坏"),
        (b"", "a.xps", r"请用 \.docx、\.pdf、\.txt 或 \.md"),
        (b"", "a.doc", r"\.doc 文件读不了，请用 Word 或 WPS 打开后另存为 \.docx"),
        (b"", "a.WPS", r"\.wps 文件读不了"),
        (b"hello", "a.docx", "已损坏或不是 Office 文件"),
        (b"\xd0\xcf\x11\xe0", "a.docx", "已加密或是旧格式"),
        (zipped(a="x"), "a.docx", "Word 文件已损坏"),
    ],
)
def test_what_is_no_report_is_refused_in_one_sentence(content, name, sentence):
    with pytest.raises(InputError, match=sentence):
        read_report(content, name=name, isolated=False)


def test_a_broken_body_is_refused():
    content = word(lambda document: document.add_paragraph("会员312人。"))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for entry in source.infolist():
            body = source.read(entry)
            target.writestr(entry, body[:200] if entry.filename == "word/document.xml" else body)
    with pytest.raises(InputError, match="Word 文件已损坏"):
        report(stream.getvalue())


def test_a_zip_bomb_and_too_long_a_text_are_refused(monkeypatch):
    monkeypatch.setattr(archives, "MOST_UNPACKED", 10_000)
    with pytest.raises(InputError, match="解压后过大"):
        report(zipped(a=b"\x00" * 10_001))
    monkeypatch.setattr(files, "MOST_CHARACTERS", 3)
    with pytest.raises(InputError, match="分几次核对"):
        report("会员312人。".encode(), name="a.txt")


def test_gb18030_text_is_read():
    assert report("会员312人。".encode("gb18030"), name="a.txt").text == "会员312人。"
