"""What was pasted and uploaded, read into the inputs of a check."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tongxin.access import site
from tongxin.claims.dateline import dateline
from tongxin.claims.forms import MAX_TEXT
from tongxin.claims.inputs import Inputs
from tongxin.claims.reading import report_text, table_facts
from tongxin.claims.sources import newest_snapshot
from tongxin.kernel.errors import InputError


@contextmanager
def _at(field: str) -> Iterator[None]:
    """Say of an error which file it is about."""
    try:
        yield
    except InputError as error:
        raise InputError(error.message, field=field) from error


def inputs_of(values: dict[str, Any]) -> tuple[Inputs, bytes | None]:
    """Read what was handed in: the inputs of the check and, for a Word report, the file itself."""
    upload, table = values.get("report"), values.get("facts")
    text, word = values["text"], None
    if upload:
        content = upload.read()
        with _at("report"):
            text = report_text(content, name=upload.name)
        word = content if upload.name.lower().endswith(".docx") else None
    if len(text) > MAX_TEXT:  # the file may hold more than the box takes
        raise InputError(f"正文超过 {MAX_TEXT // 10_000} 万字，请分几次核对。", field="report")
    facts = None
    if table:
        with _at("facts"):
            facts = table_facts(table.read(), name=table.name, home=values["home"])
    earlier, other = values.get("other"), ""
    if earlier:
        with _at("other"):
            other = report_text(earlier.read(), name=earlier.name)
    snapshot = "" if table else newest_snapshot()
    published = values["date"] or dateline(text) or site.current().day
    inputs = Inputs(
        text=text, published=published, home=values["home"], facts=facts, snapshot=snapshot, overrides={}, other=other
    )
    return inputs, word
