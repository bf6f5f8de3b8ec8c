"""Ten rosters nobody cleaned, each walked from the upload to what is on record, through the pages alone."""

import json
import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from tests.cast import Cast
from tests.intake.sheets import ALL
from tests.intake.uncleaned import (
    Uncleaned,
    activities,
    faulty_rows,
    known_members,
    noted_csv,
    same_as_above,
    short_name,
    side_by_side,
    two_line_head,
    web_page,
    wrongly_named,
)
from tongxin.access.models import Entry
from tongxin.attendance.crowds import newest_count
from tongxin.intake.models import Batch
from tongxin.network.models import Membership, Organisation
from tongxin.records.activities.models import Activity

pytestmark = pytest.mark.django_db(transaction=True)
COUNTY = "43/4301/430182/"
_INPUT = re.compile(r'<input class="form-control" id="c-([^"]+)" name="[^"]+" value="([^"]*)"')
_WORD = re.compile(r'name="(word-[^"]+)">.*?</select>', re.DOTALL)
_SELECTED = re.compile(r'<option value="([^"]+)" selected>')


class Desk:
    """The secretary at the pages of one batch."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.client = cast, cast.client("secretary")

    def upload(self, one: Uncleaned) -> None:
        file = SimpleUploadedFile(one.name, one.file())
        answer = self.client.post("/import/new/", {"file": file, "door": one.door, "place": COUNTY})
        assert answer["Location"] == f"/import/{self.batch.pk}/"

    @property
    def batch(self) -> Batch:
        found = Batch.objects.whole_network(reason=ALL).order_by("-id").first()
        assert found is not None
        return found

    def page(self, below: str = "") -> str:
        answer = self.client.get(f"/import/{self.batch.pk}/{below}")
        assert answer.status_code == 200
        assert len(answer.content) <= 100_000
        return unescape(answer.content.decode())

    def act(self, what: str, **values: Any) -> None:
        answer = self.client.post(f"/import/{self.batch.pk}/act/", {"act": what, **values})
        assert answer.status_code == 302, answer.content.decode()

    def tell_columns(self, **constants: str) -> None:
        page = self.page("columns/")
        given = {f"0-constant-{name}": text for name, text in constants.items()}
        assert all(f'name="{name}"' in page for name in given)
        assert self.client.post(f"/import/{self.batch.pk}/columns/", given).status_code == 302

    def accept_words(self) -> None:
        """Take every near word that is offered."""
        page = self.page("mend/")
        words = {found[1]: _SELECTED.search(found[0]) for found in _WORD.finditer(page)}
        given = {name: chosen[1] for name, chosen in words.items() if chosen}
        assert given
        assert self.client.post(f"/import/{self.batch.pk}/mend/", {"words": "1", **given}).status_code == 302

    def mend(self, changes: dict[str, str], *, everywhere: bool = False) -> None:
        """Type over what stands in the faulty cells."""
        cells = [(name, text) for name, text in _INPUT.findall(self.page("mend/")) if text in changes]
        assert {text for _, text in cells} == set(changes)
        given = {name: changes[text] for name, text in cells}
        if everywhere:
            given |= {f"{name}-all": "1" for name, _ in cells}
        assert self.client.post(f"/import/{self.batch.pk}/mend/", given).status_code == 302

    def tally(self) -> tuple[int, int, int, int, int]:
        one = self.batch
        return one.new, one.changed, one.unchanged, one.errors, one.duplicates


def members() -> list[tuple[str, str, str, str, str]]:
    rows = Membership.objects.whole_network(reason=ALL).select_related("person").order_by("person__id")
    return [
        (
            one.person.name,
            one.person.mobile,
            one.person.unit,
            one.person.group,
            one.begin.isoformat() if one.begin else "",
        )
        for one in rows
    ]


def held() -> list[tuple[str, str, str, Any]]:
    rows = Activity.objects.whole_network(reason=ALL).order_by("id")
    counts = {one.pk: newest_count(one.occasion) for one in rows}
    return [
        (one.title, one.first_day.isoformat(), one.last_day.isoformat(), getattr(counts[one.pk], "number", None))
        for one in rows
    ]


def take_back_faulty(desk: Desk) -> None:
    """Import what is right, fetch the rest as a workbook, mend it there, hand it in again."""
    first = desk.batch
    assert desk.client.post(f"/import/{first.pk}/faulty.xlsx", {"purpose": " "}).status_code == 400
    answer = desk.client.post(f"/import/{first.pk}/faulty.xlsx", {"purpose": "改正后交回"})
    told = Entry.objects.whole_network(reason=ALL).get(action="access.export")
    assert told.reason == "导出「会员（有误的行）」，共 1 行；用途：改正后交回"
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    (head, row) = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("会员").to_python()
    assert (head[-1], row[0], row[1]) == ("有误的原因", "王试一", "1370008000")
    assert [word for word in ("11 位", "不在可选范围内", "没有写是哪一天") if word not in str(row[-1])] == []
    desk.act("apply")
    mended = {"手机号": "13700080001", "类别": "中介组织和社会组织从业人员", "入会日期": "2021-03-01"}
    from tests.intake.uncleaned import sheet

    line = [mended.get(str(label), cell) for label, cell in zip(head, row, strict=True)]
    desk.upload(Uncleaned(file=lambda: sheet([head, line], title="会员"), written=()))
    assert desk.tally() == (1, 0, 0, 0, 0)
    assert not any("有误的原因" in note for note in desk.batch.notes)


CASES = {
    "two-line head": Uncleaned(
        file=two_line_head,
        taps=(Desk.accept_words,),
        written=[
            ("王试一", "13700010001", "甲试公司", "management", "2021-09-09"),
            ("李试二", "13700010002", "乙试事务所", "intermediary", "2021-09-10"),
            ("张试三", "", "", "freelance", "2021-09-11"),
            ("赵试四", "13700010004", "丁试传媒", "new_media", "2021-09-12"),
        ],
    ),
    "side by side": Uncleaned(
        file=side_by_side,
        door="members",
        taps=(lambda desk: desk.tell_columns(begin="2021-03-09"),),
        written=[
            ("王试一", "13700020001", "甲试公司", "", "2021-03-09"),
            ("李试二", "13700020002", "乙试公司", "", "2021-03-09"),
            ("张试三", "13700020003", "丙试公司", "", "2021-03-09"),
            ("赵试四", "13700020004", "丁试公司", "", "2021-03-09"),
            ("钱试五", "", "戊试公司", "", "2021-03-09"),
        ],
    ),
    "web page called xls": Uncleaned(
        file=web_page,
        name="导出.xls",
        written=[
            ("王试一", "13700030001", "甲试公司", "", "2021-03-09"),
            ("李试二", "13700030002", "甲试公司", "", "2021-03-10"),
        ],
    ),
    "csv with commas in notes": Uncleaned(
        file=noted_csv,
        name="名单.csv",
        written=[("王试一", "13700040001", "", "", "2021-03-09"), ("李试二", "", "", "", "2021-03-10")],
    ),
    "same as above": Uncleaned(
        file=same_as_above,
        written=[
            ("王试一", "13700050001", "甲试公司", "", "2021-03-09"),
            ("李试二", "", "甲试公司", "", "2021-03-09"),
            ("张试三", "13700050003", "甲试公司", "", "2021-03-09"),
            ("赵试四", "13700050004", "丁试公司", "", "2021-03-09"),
        ],
    ),
    "short name and months": Uncleaned(
        file=short_name,
        taps=(
            lambda desk: desk.mend({"2021.3": "2021-03-01"}, everywhere=True),
            lambda desk: desk.mend({"2021年4月": "2021-04-01"}),
        ),
        written=[
            ("王试一", "13700060001", "", "", "2021-03-01"),
            ("李试二", "13700060002", "", "", "2021-03-01"),
            ("张试三", "13700060003", "", "", "2021-04-01"),
        ],
    ),
    "member without a mobile": Uncleaned(
        file=known_members,
        before=[("王试一", "", "甲试公司")],
        taps=(lambda desk: desk.act("decide", choice="same"), lambda desk: desk.act("again")),
        written=[
            ("王试一", "13700070001", "甲试公司", "", "2020-03-05"),
            ("李试二", "13700070002", "", "", "2021-03-09"),
        ],
    ),
    "sheet named after another kind": Uncleaned(
        file=wrongly_named,
        door="members",
        taps=(lambda desk: desk.mend({"去年": "2020-03-05"}),),
        written=[("艾力·买买提", "", "甲试公司", "", "2021-03-09"), ("王试一", "", "乙试公司", "", "2020-03-05")],
    ),
    "activities": Uncleaned(
        file=activities,
        door="activities",
        table="activities",
        taps=(
            lambda desk: desk.tell_columns(organiser=desk.cast.county.name),
            lambda desk: desk.mend({"6月下旬": "2022-06-21", "约40": "40", "30余人": ""}),
        ),
        written=[
            ("试读会", "2022-03-01", "2022-03-03", 40),
            ("试讲会", "2022-06-21", "2022-06-21", 40),
            ("试走会", "2022-05-06", "2022-05-06", None),
        ],
    ),
    "faulty rows taken back": Uncleaned(
        file=faulty_rows,
        taps=(take_back_faulty,),
        written=[
            ("李试二", "13700080002", "-乙减厂", "", "2021-03-09"),
            ("王试一", "13700080001", "甲试公司", "intermediary", "2021-03-01"),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_roster_nobody_cleaned_goes_in_through_the_pages(cast: Cast, name: str) -> None:
    one = CASES[name]
    cast.county.aliases = ["宁乡新联会"]
    cast.county.save()
    for known, mobile, unit in one.before:
        cast.join(cast.person(known, mobile=mobile, unit=unit), cast.county)
    desk = Desk(cast)
    desk.upload(one)
    for tap in one.taps:
        tap(desk)
    assert (desk.batch.state, desk.batch.errors) == ("previewed", 0), (desk.batch.message, desk.page())
    desk.act("apply", reason="年度更新")
    assert desk.batch.state == "applied", desk.batch.message
    assert (held() if one.table == "activities" else members()) == list(one.written)
    assert json.dumps(desk.batch.notes, ensure_ascii=False).count("同上") == (name == "same as above")
    assert Organisation.objects.whole_network(reason=ALL).get(pk=cast.county.pk).aliases == ["宁乡新联会"]
