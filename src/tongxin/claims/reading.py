"""What was uploaded as a report's text and a table's facts, ready to be written down and taken up again."""

from tongxin.claims.documents import read_report
from tongxin.claims.facts import Fact
from tongxin.claims.inputs import one_line_end
from tongxin.claims.tables import read_facts
from tongxin.kernel.errors import InputError


def report_text(content: bytes, *, name: str) -> str:
    """Return a report's text; offsets in that of a Word file stay those of the file."""
    report = read_report(content, name=name)
    return report.text if report.word is not None else one_line_end(report.text).replace("\0", " ")


def table_facts(content: bytes, *, name: str, home: str) -> tuple[Fact, ...]:
    """Return a table's facts if they can be written down again: JSON may hold half characters and zeros."""
    facts = read_facts(content, name=name, home=home).facts
    for fact in facts:
        words = f"{fact.key}{fact.measure}{fact.unit}{fact.place}"
        if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in words):
            raise InputError("事实表里有残缺的字符，请重新复制或另存为 UTF-8。", field="facts")
    return facts
