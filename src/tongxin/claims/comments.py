"""Give the user's own Word file back with a comment at each figure; nothing else of the file changes."""

from typing import Final

from tongxin.claims.check import Check
from tongxin.claims.documents import Report
from tongxin.claims.explain import LABELS, reason
from tongxin.claims.finding import Finding
from tongxin.office.comments import add_comment, printable, saved
from tongxin.office.reading import read

AUTHOR: Final = "核数"


def annotate(report: Report, check: Check, *, isolated: bool = True) -> bytes:
    """Return the .docx with one comment per finding; text, Markdown and PDF come back as a new .docx (`as_document`).

    A figure in a footnote, text box, header or footer has its comment at the place of the body it belongs to, and the
    comment quotes it. `isolated=False` parses in this process, for somebody's own file only.
    """
    if report.word is None:
        return as_document(check)
    notes = [
        (finding.claim.start, finding.claim.end, finding.claim.text, _comment(finding)) for finding in check.findings
    ]
    commented: bytes = read("comments", report.word, options={"notes": notes, "author": AUTHOR}, isolated=isolated)
    return commented


def as_document(check: Check) -> bytes:
    """Return a new .docx made of the checked text, one paragraph per line, with a comment at each figure."""
    from docx import Document
    from docx.oxml.ns import qn

    word = Document()
    style = word.styles["Normal"]
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    findings, position = list(check.findings), 0
    for line in check.text.split("\n"):
        end = position + len(line)
        paragraph, written = word.add_paragraph(), position
        while findings and findings[0].claim.start < end:
            finding = findings.pop(0)
            stop = min(finding.claim.end, end)
            paragraph.add_run(printable(check.text[written : finding.claim.start]))
            run = paragraph.add_run(printable(check.text[finding.claim.start : stop]))
            add_comment(word, [run._r], _comment(finding), author=AUTHOR)  # noqa: SLF001 - python-docx offers the element under no other name
            written = stop
        paragraph.add_run(printable(check.text[written:end].removesuffix("\r")))
        position = end + 1
    return saved(word)


def _comment(finding: Finding) -> str:
    return f"【{LABELS[finding.verdict]}】{reason(finding)}"
