import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter.workbook import Workbook

from tongxin.office.timeless import new_workbook, undated, without_clock


@pytest.fixture(params=[{}, {"constant_memory": True}, {"in_memory": True}], ids=["files", "by row", "in memory"])
def options(request):
    return request.param


def written(opened=new_workbook, **options):
    stream = io.BytesIO()
    with opened(stream, **options) as book:
        sheet = book.add_worksheet("名册")
        sheet.write_row(0, 0, ["姓名", "=1+1", "https://example.org/"])
        sheet.write_datetime(1, 0, date(2021, 9, 10), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_comment(0, 0, "必填")
    return stream.getvalue()


class _AnyMoment(type):
    def __instancecheck__(cls, one):
        return isinstance(one, datetime)


@pytest.fixture
def clock(monkeypatch):
    """Set the two clocks that files of these formats could be stamped by: the library's own and that of archives."""

    def strikes(year):
        class Clock(datetime, metaclass=_AnyMoment):
            @classmethod
            def now(cls, tz=None):
                return datetime(year, 3, 9, 10, 11, 12, tzinfo=tz)

        monkeypatch.setattr("xlsxwriter.core.datetime", Clock)
        monkeypatch.setattr("zipfile.time.time", datetime(year, 3, 9, 10, 11, 12, tzinfo=UTC).timestamp)

    return strikes


def test_same_content_is_the_same_file_at_any_time(options, clock):
    clock(2021)
    first, bare = written(**options), written(lambda file, **known: Workbook(file, known), **options)
    clock(2026)
    assert written(**options) == first
    # The library alone stamps its files: the clocks above are those that matter.
    assert written(lambda file, **known: Workbook(file, known), **options) != bare


def test_other_content_is_another_file(options):
    stream = io.BytesIO()
    with new_workbook(stream, **options) as book:
        book.add_worksheet("名册")
    assert stream.getvalue() != written(**options)


def test_text_stays_text(options):
    first = CalamineWorkbook.from_filelike(io.BytesIO(written(**options))).get_sheet_by_name("名册").to_python()[0]
    assert first == ["姓名", "=1+1", "https://example.org/"]


def archive(moment):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        target.writestr(zipfile.ZipInfo("二.xml", date_time=moment), b"<b/>")
        target.writestr(zipfile.ZipInfo("一.xml", date_time=moment), b"<a/>" * 100)
    return stream.getvalue()


def test_archive_without_its_clock_holds_the_same_parts_in_the_same_order():
    early, late = archive((2021, 1, 1, 0, 0, 0)), archive((2026, 1, 1, 0, 0, 0))
    assert early != late
    assert without_clock(early) == without_clock(late)
    with zipfile.ZipFile(io.BytesIO(without_clock(late))) as steady:
        assert [(one.filename, steady.read(one)) for one in steady.infolist()] == [
            ("二.xml", b"<b/>"),
            ("一.xml", b"<a/>" * 100),
        ]
        assert {one.compress_type for one in steady.infolist()} == {zipfile.ZIP_DEFLATED}
    assert undated("一.xml").date_time == (1980, 1, 1, 0, 0, 0)
