"""Give the user's own Word file back with a comment at each figure; nothing else of the file changes."""

from typing import Final

from tongxin.claims.check import Check
from tongxin.claims.documents import Report
from tongxin.claims.explain import LABELS, reason
from tongxin.claims.finding import Finding
from tongxin.office.reading import read

AUTHOR: Final = "核数"


def annotate(report: Report, check: Check, *, isolated: bool = True) -> bytes:
    """Return the .docx with one comment per finding; text, Markdown and PDF come back as a new .docx, a paragraph a line.

    A figure in a footnote, text box, header or footer has its comment at the place of the body it belongs to, and the
    comment quotes it. `isolated=False` works in this process, for somebody's own file only.
    """
    options = {"notes": _notes(check), "author": AUTHOR}
    if report.word is None:
        made: bytes = read("commented_text", check.text.encode(), options=options, isolated=isolated)
        return made
    commented: bytes = read("comments", report.word, options=options, isolated=isolated)
    return commented


def _notes(check: Check) -> list[tuple[int, int, str, str]]:
    """Return every comment where it stands: a figure's verdict with what the text says otherwise of it, and numbers not read."""
    said = {(one.claim.start, one.claim.end): _comment(one) for one in check.findings}
    told = [
        *(("自相矛盾", found.spans, found.sentence) for found in check.incoherences),
        *(("注意", found.spans, found.sentence) for found in check.notices),
    ]
    for label, spans, sentence in told:
        for span in spans[:1]:
            said[span] = "\n".join(filter(None, (said.get(span), f"【{label}】{sentence}")))
    return [(start, end, check.text[start:end], text) for (start, end), text in sorted(said.items())]


def _comment(finding: Finding) -> str:
    return f"【{LABELS[finding.verdict]}】{reason(finding)}"
