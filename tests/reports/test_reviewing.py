"""A draft as Word for review: said to be one on every page, its figures known when it comes back."""

import io
from typing import Any

from tests.cast import SYSTEM, Cast
from tests.reports.conftest import Draft
from tongxin.reports.actions import composition, issue_report
from tongxin.reports.reviewing import Kept, figures_of, for_review

BODY = (
    "全省举办培训班{{training.classes 430000 2021}}，会员{{network.members 430000 @2021-12-31 about}}。\n"
    "{{table training.classes 430000 2021 prefecture}}"
)


def opened(content: bytes) -> Any:
    from docx import Document

    return Document(io.BytesIO(content))


def test_draft_for_review_says_so_and_keeps_its_slots(cast: Cast, draft: Draft) -> None:
    content = for_review(composition(draft(BODY), by=SYSTEM).paper, address="https://tx.example/")
    word = opened(content)
    (section,) = word.sections
    heads = [one.paragraphs[0].text for one in (section.header, section.even_page_header)]
    assert ["送审稿，未签发" in head for head in heads] == [True, True]
    links = {one.target_ref for one in word.part.rels.values() if one.reltype.endswith("/hyperlink")}
    assert len(links) == 2
    assert all(one.startswith("https://tx.example/") and "430000" in one for one in links)
    kept = figures_of(content)
    assert [(one.figure, one.token) for one in kept] == [
        ("f1", "{{training.classes 430000 2021 exact}}"),
        ("f2", "{{network.members 430000 @2021-12-31 about}}"),
    ]
    assert kept[0].words == "2个班次"


def test_what_was_changed_in_review_is_known(cast: Cast, draft: Draft) -> None:
    content = for_review(composition(draft(BODY), by=SYSTEM).paper, address="https://tx.example")
    word = opened(content)
    for element in word.element.body.iter():
        if element.tag.endswith("}t") and element.text == "2个班次":
            element.text = "3个班次"
            break
    again = io.BytesIO()
    word.save(again)
    assert figures_of(again.getvalue())[0] == Kept(
        figure="f1", token="{{training.classes 430000 2021 exact}}", words="3个班次"
    )


def test_file_is_had_on_the_page_while_it_is_a_draft(cast: Cast, draft: Draft) -> None:
    report, client = draft(BODY), cast.client("province")
    assert f"/reports/{report.pk}/draft/" in client.get(f"/reports/{report.pk}/").content.decode()
    found = client.get(f"/reports/{report.pk}/draft/")
    assert found["Content-Type"].endswith("wordprocessingml.document")
    assert len(figures_of(found.content)) == 2
    issued = issue_report(report, by=SYSTEM, version=1)
    assert client.get(f"/reports/{report.pk}/draft/").status_code == 404
    assert f"/reports/{report.pk}/draft/" not in client.get(f"/reports/{report.pk}/").content.decode()
    from tongxin.reports import shelf

    assert figures_of(shelf.take(issued.files["docx"], form="docx")) == ()
