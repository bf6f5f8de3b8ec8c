"""A commented Word file is the user's own file: every part but the comments stays as it came."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest

from tests.claims.tables import facts_table
from tongxin.claims.check import check
from tongxin.claims.comments import annotate
from tongxin.claims.documents import Report, read_report

FACTS = "会员人数 | 人 | | 2022-09-20 | 2022-09-20 | 312\n基地数 | 个 | | 2022-09-20 | 2022-09-20 | 41"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>框内基地41个</w:t>"
    "</w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r>"
    "<w:t>框内基地41个</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
PARTS = {
    "footnotes": ("footnote", "脚注：会员300人。"),
    "endnotes": ("endnote", "尾注：基地40个。"),
    "header1": ("header", "页眉：会员312人"),
    "footer1": ("footer", "页脚：基地39个"),
}


def package(body, *, parts=(), comments=""):
    """Write a Word file as an office program does, part by part."""
    relations, types, files = "", "", {}
    for number, part in enumerate(parts, 1):
        kind, text = PARTS[part]
        note = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        inner = f'<w:{kind} w:id="2">{note}</w:{kind}>' if kind.endswith("note") else note
        root = part.rstrip("1") if kind.endswith("note") else {"header": "hdr", "footer": "ftr"}[kind]
        files[f"word/{part}.xml"] = f"{XML}<w:{root} {NAMES}>{inner}</w:{root}>"
        relations += f'<Relationship Id="rId{number}" Type="{OFFICE}/{part.rstrip("1")}" Target="{part}.xml"/>'
        types += f'<Override PartName="/word/{part}.xml" ContentType="{TYPE}.{part.rstrip("1")}+xml"/>'
    if comments:
        files["word/comments.xml"] = f"{XML}<w:comments {NAMES}>{comments}</w:comments>"
        relations += f'<Relationship Id="rId90" Type="{OFFICE}/comments" Target="comments.xml"/>'
        types += f'<Override PartName="/word/comments.xml" ContentType="{TYPE}.comments+xml"/>'
    relations += (
        f'<Relationship Id="rId91" Type="{OFFICE}/hyperlink" Target="https://example.org" TargetMode="External"/>'
    )
    wrapped = "http://schemas.openxmlformats.org/package/2006"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'{XML}<Types xmlns="{wrapped}/content-types"><Default Extension="rels" ContentType='
            f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>{types}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'{XML}<Relationships xmlns="{wrapped}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f"{XML}<w:document {NAMES}><w:body>{body}</w:body></w:document>")
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'{XML}<Relationships xmlns="{wrapped}/relationships">{relations}</Relationships>',
        )
        archive.writestr("customXml/item1.xml", "<mine  kept = 'as it is'/>")
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def commented(content):
    report = read_report(content, name="报告.docx", isolated=False)
    checked = check(report.text, date=date(2022, 9, 26), home="湖南省", answers=facts_table(FACTS, home="湖南省"))
    return checked, annotate(report, checked, isolated=False)


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def comments(content):
    """Return each comment's text with the text it stands at, in the order of the body."""
    from docx import Document

    document = Document(io.BytesIO(content))
    texts = {str(comment.comment_id): comment.text for comment in document.comments}
    spans, open_spans = [], {}
    for element in document.element.body.iter():
        identity = element.get(f"{{{W}}}id")
        if element.tag == f"{{{W}}}commentRangeStart":
            open_spans[identity] = []
        elif element.tag == f"{{{W}}}commentRangeEnd":
            spans.append(("".join(open_spans.pop(identity)), texts[identity]))
        elif element.tag == f"{{{W}}}t":
            for text in open_spans.values():
                text.append(element.text or "")
    return spans


def without_comments(body):
    """Take comment marks away and put runs together that were split for them."""
    from lxml import etree

    root = etree.fromstring(body)
    for mark in list(root.iter(f"{{{W}}}commentRangeStart", f"{{{W}}}commentRangeEnd", f"{{{W}}}commentReference")):
        gone = mark.getparent() if mark.tag.endswith("Reference") else mark
        gone.getparent().remove(gone)
    for run in list(root.iter(f"{{{W}}}r")):
        before = run.getprevious()
        if before is not None and before.tag == run.tag and shape(before) == shape(run) != None:  # noqa: E711
            run.find(f"{{{W}}}t").text = before.find(f"{{{W}}}t").text + run.find(f"{{{W}}}t").text
            before.getparent().remove(before)
    for text in root.iter(f"{{{W}}}t"):
        text.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
    return etree.tostring(root, method="c14n2")


def shape(run):
    """Return a plain run's formatting; None for a run that holds more than text."""
    from lxml import etree

    kinds = [child.tag.rpartition("}")[2] for child in run]
    formatting = run.find(f"{{{W}}}rPr")
    if kinds not in (["t"], ["rPr", "t"]):
        return None
    return b"" if formatting is None else etree.tostring(formatting)


BODY = (
    '<w:p><w:pPr><w:jc w:val="both"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>全省会员312人，基地</w:t></w:r>'
    "<w:r><w:rPr><w:i/></w:rPr><w:t>3</w:t></w:r><w:r><w:rPr><w:color w:val='FF0000'/></w:rPr><w:t>9个</w:t></w:r>"
    '<w:r><w:t>。</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r></w:p>'
    f"<w:p><w:r><w:t>正文</w:t></w:r>{BOX}<w:r><w:t>继续</w:t></w:r></w:p>"
    '<w:p><w:ins w:id="7" w:author="a"><w:r><w:t>会员3</w:t></w:r></w:ins><w:del w:id="8" w:author="a"><w:r><w:delText>0</w:delText>'
    "</w:r></w:del><w:ins w:id='9' w:author='a'><w:r><w:t>12人。</w:t></w:r></w:ins></w:p>"
    '<w:p><w:hyperlink r:id="rId91"><w:r><w:t>基地41个</w:t></w:r></w:hyperlink></w:p>'
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a 99个</w:instrText></w:r><w:r><w:fldChar '
    'w:fldCharType="separate"/></w:r><w:r><w:t>会员312人</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    "<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>基地42个</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    "<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>会员312人</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>"
    '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:footerReference w:type="default" r:id="rId4"/></w:sectPr>'
)


def test_every_figure_has_its_comment_wherever_it_stands():
    checked, content = commented(package(BODY, parts=PARTS))
    spans = comments(content)
    assert len(spans) == len(checked.findings) == 12
    found = {(span, text.partition("】")[0]) for span, text in spans}
    assert {("312人", "【相符"), ("39个", "【不符"), ("41个", "【相符"), ("42个", "【不符")} <= found
    quoted = [text.partition("：")[0] for _, text in spans if not text.startswith("【")]
    assert sorted(quoted) == sorted(["脚注“300人”", "尾注“40个”", "文本框“41个”", "页眉“312人”", "页脚“39个”"])


@pytest.mark.parametrize("parts", [(), tuple(PARTS)])
def test_all_but_the_comments_stays_as_it_came(parts):
    original = package(BODY, parts=parts)
    _, content = commented(original)
    with zipfile.ZipFile(io.BytesIO(original)) as before, zipfile.ZipFile(io.BytesIO(content)) as after:
        assert after.namelist() == [*before.namelist(), "word/comments.xml"]
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {"[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels"}
    body = part(content, "word/document.xml")
    assert without_comments(body) == without_comments(part(original, "word/document.xml"))
    assert part(content, "[Content_Types].xml").count(b"/word/comments.xml") == 1
    assert commented(content)[0].text == read_report(original, name="a.docx").text


def test_comments_that_were_there_are_kept():
    mine = '<w:comment w:id="5" w:author="张三" w:initials="张"><w:p><w:r><w:t>请核实</w:t></w:r></w:p></w:comment>'
    body = (
        '<w:p><w:commentRangeStart w:id="5"/><w:r><w:t>会员312人</w:t></w:r><w:commentRangeEnd w:id="5"/>'
        '<w:r><w:commentReference w:id="5"/></w:r></w:p>'
    )
    original = package(body, comments=mine)
    _, content = commented(original)
    assert [text[:3] for _, text in comments(content)] in (["请核实", "【相符"], ["【相符", "请核实"])
    assert part(content, "[Content_Types].xml") == part(original, "[Content_Types].xml")
    _, again = commented(content)
    assert len(comments(again)) == 3


def test_moved_text_is_read_where_it_stands_now_and_glosses_are_left_out():
    body = (
        "<w:p><w:moveFrom w:id='1'><w:r><w:t>会员999人</w:t></w:r></w:moveFrom><w:moveTo w:id='2'><w:r><w:t>会员312人</w:t></w:r>"
        "</w:moveTo><w:r><w:ruby><w:rt><w:r><w:t>huì</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>会</w:t></w:r></w:rubyBase></w:ruby>"
        "<w:noBreakHyphen/></w:r></w:p>"
    )
    assert read_report(package(body), name="a.docx").text == "会员312人会-\n"


def test_a_header_of_an_empty_body_has_nowhere_to_put_its_comment():
    checked, content = commented(package("<w:p/>", parts=["header1"]))
    assert [finding.claim.text for finding in checked.findings] == ["312人"]
    assert comments(content) == []


def test_text_from_elsewhere_becomes_a_new_file_with_comments():
    from docx import Document

    text = "会员312人，基地\x0b39个。\r\n\n第二段会员300人"
    checked = check(text, date=date(2022, 9, 26), home="湖南省", answers=facts_table(FACTS, home="湖南省"))
    content = annotate(Report(text=text), checked, isolated=False)
    lines = [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]
    assert lines == ["会员312人，基地 39个。 ", "", "第二段会员300人"]
    assert [(span, text[:3]) for span, text in comments(content)] == [
        ("312人", "【相符"),
        ("39个", "【不符"),
        ("300人", "【不符"),
    ]


def test_same_report_commented_at_another_time_is_the_same_file(monkeypatch):
    """In this process: a clock set here is not set in the one that reads foreign files."""
    later = datetime(2031, 3, 9, 10, 11, 12, tzinfo=UTC)
    own, pasted = package("<w:p><w:r><w:t>会员312人</w:t></w:r></w:p>"), "会员312人，基地39个。"
    report, checked = read_report(own, name="报告.docx"), commented(own)[0]

    def written():
        return annotate(report, checked, isolated=False), annotate(Report(text=pasted), checked, isolated=False)

    first = written()
    monkeypatch.setattr("zipfile.time.time", later.timestamp)
    assert written() == first
    assert "312人" in comments(first[0])[0][0]
