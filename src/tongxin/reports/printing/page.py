"""A paper as HTML: every figure says its value, unit, place and period to programs, and leads to its public page."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tongxin.reports.paper import Cell, Number, Paper, Reported, Series
from tongxin.reports.printing import annex
from tongxin.reports.printing.drawing import SIZE
from tongxin.reports.printing.sheet import parts, printable
from tongxin.web.codes import qr_svg

STYLES: Final = Path(__file__).resolve().parent.parent / "static" / "reports" / "paper.css"
# Inside a script element only these could end it or begin markup.
_ESCAPES: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def html(paper: Paper, *, digest: str) -> str:
    """Return the report as one HTML file that needs nothing else. `digest` is the sha256 of the frozen form.

    The file states exact values also where the public page withholds them: it is for those who may see them.
    """
    paper = printable(paper)
    return render_to_string(
        "reports/paper.html",
        {
            "paper": paper,
            "digest": digest,
            "article": _article(paper, known=annex.verification(paper)),
            "styles": SafeString(STYLES.read_text(encoding="utf-8")),
            "linked": SafeString(json.dumps(linked_data(paper, digest=digest), ensure_ascii=False).translate(_ESCAPES)),
        },
    )


def body(paper: Paper, *, links: str = "") -> SafeString:
    """Return the article alone, for a page of the site: no style and no script in it. Its looks are `reports/paper.css`.

    `links` is the address below which each figure has a page of the site, f1/ and so on; then the article leads there,
    and says nothing of public verification.
    """
    if not links:
        return _article(printable(paper), known=annex.verification(paper))
    return _article(printable(replace(paper, address=links)), known=None)


def _article(paper: Paper, *, known: annex.Verification | None) -> SafeString:
    return render_to_string(
        "reports/parts/article.html",
        {
            "paper": paper,
            "banner": annex.banner(paper),
            "imprint": annex.imprint(paper),
            "parts": parts(paper),
            "size": SIZE,
            "annex": {"title": annex.TITLE, "source": annex.source(paper), "heads": annex.HEADS},
            "entries": annex.entries(paper),
            "notes": {"title": annex.NOTES, "lines": paper.notes},
            "verify": known,
            "verify_title": annex.VERIFY,
            "qr": SafeString(qr_svg(known.address).decode()) if known else "",
        },
    )


def linked_data(paper: Paper, *, digest: str) -> dict[str, Any]:
    """Return the report in the words of schema.org: a Report about observations, one for each figure and cell."""
    observations = [_observation(one, paper=paper) for one in paper.numbers]
    observations += [
        _cell(cell, index=index, series=one, paper=paper)
        for one in paper.series
        for index, cell in enumerate(one.cells)
    ]
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "Report",
            "name": paper.title,
            "inLanguage": "zh-CN",
            "reportNumber": paper.number,
            "identifier": [
                _property("tongxin-code", paper.code),
                _property("tongxin-digest", digest),
                _property("tongxin-snapshot", paper.snapshot),
            ],
            "url": paper.address,
            "author": {"@type": "Organization", "name": paper.organisation},
            "spatialCoverage": _place(paper.place.code, name=paper.place.name),
            "datePublished": paper.issued_at or paper.day,
            "creativeWorkStatus": "草稿" if annex.is_draft(paper) else "已签发",
            "about": observations,
        }
    )


def _property(name: str, value: str) -> dict[str, str]:
    return {"@type": "PropertyValue", "propertyID": name, "value": value}


def _place(code: str, *, name: str) -> dict[str, str]:
    return {"@type": "AdministrativeArea", "identifier": code, "name": name}


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not known."""
    return {key: value for key, value in values.items() if value not in (None, "")}


def _observation(number: Number, *, paper: Paper) -> dict[str, Any]:
    return _known(
        {
            "@type": "Observation",
            "@id": paper.figure_address(number.id) or f"#{number.id}",
            "name": number.name,
            "alternateName": number.text,
            "description": number.definition,
            "value": number.value,
            "unitText": number.unit,
            "measuredProperty": f"{number.measure}@{number.version}",
            "observationAbout": _place(number.place.code, name=number.place.name),
            **_time(number),
            "additionalProperty": _properties(number, paper=paper),
        }
    )


def _properties(number: Number, *, paper: Paper) -> list[dict[str, str]]:
    known = {
        "snapshot": paper.snapshot,
        "status": number.status,
        "numerator": _text(number.numerator),
        "denominator": _text(number.denominator),
        "evidence-hash": number.evidence_hash or "",
        "completeness": rate(number.completeness),
    }
    return [_property(name, value) for name, value in known.items() if value]


def _cell(cell: Cell, *, index: int, series: Series, paper: Paper) -> dict[str, Any]:
    time = _time(series)
    about = _place(series.place.code, name=series.place.name)
    if series.by in {"year", "month"}:
        time = {"observationDate": cell.name}
    elif cell.role == "own":
        about = {"@type": "AdministrativeArea", "name": f"{series.place.name}（{cell.name}）"}
    elif not cell.role:
        about = _place(cell.code, name=cell.name)
    return _known(
        {
            "@type": "Observation",
            "@id": f"{paper.figure_address(series.id)}#{series.id}-{index}",
            "name": series.name,
            "alternateName": cell.text,
            "value": cell.value,
            "unitText": series.unit,
            "measuredProperty": f"{series.measure}@{series.version}",
            "observationAbout": about,
            **time,
            "additionalProperty": [_property("snapshot", paper.snapshot), _property("status", cell.status)],
        }
    )


def _time(one: Number | Series) -> dict[str, str]:
    if one.as_of:
        return {"observationDate": one.as_of}
    return {"observationPeriod": f"{one.begin}/{one.end}"} if one.begin and one.end else {}


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def rate(known: Reported | None) -> str:
    """Write how many of those who had to report did, as n/m; empty where nobody had to."""
    return f"{known.reported}/{known.expected}" if known and known.expected else ""
