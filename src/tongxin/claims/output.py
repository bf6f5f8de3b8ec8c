"""A check as the public JSON and as one self-contained HTML page."""

import json
from fractions import Fraction
from html import escape
from typing import Final

from tongxin.claims.check import Check
from tongxin.claims.explain import LABELS, reason
from tongxin.claims.finding import Derived, Finding
from tongxin.claims.intervals import meaning
from tongxin.claims.said import Record
from tongxin.claims.verdict import Verdict
from tongxin.kernel.numerals import plain

_PLACES: Final = 6
_COLOURS: Final = {
    Verdict.FIT: "#d9f2df",
    Verdict.LOOSE: "#fdf1c8",
    Verdict.CONTRADICTED: "#fbd5d5",
    Verdict.AMBIGUOUS: "#e3dcf7",
    Verdict.UNSUPPORTED: "#e6e8eb",
}


def _decimal(value: Fraction | None) -> str | None:
    return None if value is None else plain(value, decimals=_PLACES)


def finding_as_json(finding: Finding) -> dict[str, object]:
    """Return one finding with the keys of the public contract; numbers are decimal strings, never floats."""
    claim, candidate, period = finding.claim, finding.candidate, finding.period or finding.stated_period
    fit = meaning(claim.form, claim.written).fit
    return {
        "start": claim.start,
        "end": claim.end,
        "text": claim.text,
        "number": claim.number,
        "unit": claim.unit,
        "form": claim.form.value,
        "subject": candidate.name if candidate else None,
        "place": (candidate.place if candidate else None) or finding.place,
        "from": period.start.isoformat() if period else None,
        "to": period.last.isoformat() if period else None,
        "figure" if candidate and candidate.period is None else "fact": candidate.key if candidate else None,
        "verdict": finding.verdict.value,
        "stated": [_decimal(fit.low), _decimal(fit.high), fit.closedness],
        "computed": _decimal(finding.value),
        "candidates": [
            {"fact": reading.candidate.key, "subject": reading.candidate.name, "score": round(reading.score, 3)}
            for reading in (*finding.equal, *(other for other in finding.others if other not in finding.equal))
        ],
        "reason": reason(finding),
        **({"of": _of(candidate.of)} if candidate and candidate.of else {}),
        **({"derived": _derived(finding.derived)} if finding.derived else {}),
        **({"override": True} if finding.override else {}),
        **({"phrase": {"said": finding.phrase[0], "source": finding.phrase[1]}} if finding.phrase else {}),
    }


def _derived(derived: Derived) -> dict[str, object]:
    return {"from": [candidate.key for candidate in derived.of], "arithmetic": derived.arithmetic}


def _of(record: Record) -> dict[str, object]:
    return {"subject": record.word, "id": record.id, "name": record.name}


def as_json(check: Check) -> dict[str, object]:
    """Return the whole check with the keys of the public contract."""
    return {
        "date": check.published.isoformat(),
        "home": check.home,
        "claims": [finding_as_json(finding) for finding in check.findings],
        "coherence": [
            {"rule": found.rule, "spans": [list(span) for span in found.spans], "sentence": found.sentence}
            for found in check.incoherences
        ],
        "notices": [
            {"spans": [list(span) for span in found.spans], "sentence": found.sentence} for found in check.notices
        ],
    }


def written_json(check: Check) -> str:
    """Write the check as indented JSON that keeps Chinese readable."""
    return json.dumps(as_json(check), ensure_ascii=False, indent=1) + "\n"


def as_html(check: Check) -> str:
    """Write the text with every figure marked by verdict and explained below; one file, no scripts, nothing fetched."""
    marked, position = [], 0
    for number, finding in enumerate(check.findings, 1):
        claim = finding.claim
        colour = _COLOURS.get(finding.verdict, "#e6e8eb")
        marked.append(escape(check.text[position : claim.start]))
        marked.append(
            f'<a href="#n{number}" title="{escape(reason(finding))}" style="background:{colour}">{escape(claim.text)}'
            f"<sup>{number}</sup></a>"
        )
        position = claim.end
    marked.append(escape(check.text[position:]))
    notes = "".join(
        f'<li id="n{number}"><b>{LABELS[finding.verdict]}</b> {escape(reason(finding))}</li>'
        for number, finding in enumerate(check.findings, 1)
    )
    own = "".join(f"<li>{escape(found.sentence)}</li>" for found in check.incoherences)
    noticed = "".join(f"<li>{escape(found.sentence)}</li>" for found in check.notices)
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>核数结果</title>'
        "<style>body{font:16px/1.8 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
        "a{color:inherit;text-decoration:none}p{white-space:pre-wrap}</style>"
        f"<h1>核数结果</h1><p>{''.join(marked)}</p><h2>逐项说明</h2><ol>{notes}</ol>"
        + (f"<h2>文内自相矛盾</h2><ul>{own}</ul>" if own else "")
        + (f"<h2>另请注意</h2><ul>{noticed}</ul>" if noticed else "")
        + "</html>\n"
    )
