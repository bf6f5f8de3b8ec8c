"""The pages of intake: list, upload, batch, row, columns, workbooks; who sees what, and who decides."""

from datetime import date
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import COUNTY, Cast
from tests.intake.hands import COUNTY_HOME, cells_of, handed_in, imported, member, roster, rows_of, workbook
from tongxin.access.models import Account, Grant
from tongxin.intake.models import Batch, Heading
from tongxin.network.models import Person

NAMES = ("王例一", "李例二", "张例三")


def lines(number: int) -> bytes:
    return roster(*(member(name, f"1380013800{place}") for place, name in enumerate(NAMES[:number])))


def text(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == HTTPStatus.OK, answer.content.decode()
    return str(answer.content.decode())


def act(client: Client, batch: Batch, **values: Any) -> Any:
    return client.post(reverse("intake:act", args=[batch.pk]), values, follow=True)


def clerk(cast: Cast) -> Client:
    account = Account.objects.create(username="clerk", first_name="clerk")
    Grant.objects.create(account=account, role="clerk", path=COUNTY, begin=date(2016, 1, 1))
    cast.accounts["clerk"] = account
    return cast.client("clerk")


def upload(client: Client, content: bytes, *, place: str = COUNTY, name: str = "花名册.xlsx", door: str = "") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("intake.receive"), {"file": file, "door": door, "place": place}, follow=True)


def only() -> Batch:
    return Batch.objects.whole_network(reason="test").get()


@pytest.mark.parametrize("number", [1, 3])
def test_list_shows_what_was_handed_in(cast: Cast, number: int) -> None:
    client = cast.client("secretary")
    assert "还没有导入过表格" in text(client, "intake.list")
    for copy in range(number):
        handed_in(lines(number), by=cast.actor("secretary"), path=COUNTY, name=f"花名册{copy}.xlsx")
    page = text(client, "intake.list")
    assert all(f"花名册{copy}.xlsx" in page for copy in range(number))
    assert "宁乡市" in page
    assert "花名册0.xlsx" in text(client, "intake.list", q="花名册0", state="previewed")
    assert "花名册0.xlsx" not in text(client, "intake.list", state="applied")


@pytest.mark.parametrize("number", [1, 3])
def test_batch_shows_its_rows(cast: Cast, number: int) -> None:
    batch = handed_in(lines(number), by=cast.actor("secretary"), path=COUNTY)
    page = text(cast.client("secretary"), "intake.detail", batch.pk)
    assert all((name in page) is (place < number) for place, name in enumerate(NAMES))
    assert f"导入 {number} 行" in page
    assert "王例一" not in text(cast.client("secretary"), "intake.detail", batch.pk, kind="error")
    row = rows_of(batch)[0]
    page = text(cast.client("secretary"), "intake:row", batch.pk, row.pk)
    assert "13800138000" in page
    assert "新增" in page


def test_rows_take_the_same_statements_for_one_and_for_three(cast: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, taken = cast.client("secretary"), []
    for number in (1, 1, 3):  # the first fills the caches of the site
        batch = handed_in(lines(number), by=cast.actor("secretary"), path=COUNTY)
        with CaptureQueriesContext(connection) as asked:
            text(client, "intake.detail", batch.pk)
        taken.append(len(asked))
    assert taken[1] == taken[2]


@pytest.mark.django_db(transaction=True)
def test_upload_preview_import_and_undo_through_the_pages(cast: Cast) -> None:
    client = cast.client("secretary")
    page = upload(client, lines(3)).content.decode()
    assert "文件已收到" in page
    batch = only()
    assert (batch.state, batch.new) == ("previewed", 3)
    act(client, batch, act="apply", reason="")
    assert only().state == "applied"
    assert Person.objects.whole_network(reason="test").count() == 3
    assert "请写明撤销的原因" in act(client, batch, act="undone", reason=" ").content.decode()
    act(client, batch, act="undone", reason="传错了")
    assert only().state == "undone"
    assert Person.objects.whole_network(reason="test").count() == 0


@pytest.mark.django_db(transaction=True)
def test_corrections_carry_the_reason_given(cast: Cast) -> None:
    from tongxin.access.models import Entry

    client = cast.client("secretary")
    imported(lines(1), by=cast.actor("secretary"), path=COUNTY)
    upload(client, roster(member("王例一", "13800138000", "示例公司")))
    batch = Batch.objects.whole_network(reason="test").latest("pk")
    assert batch.changed == 1
    act(client, batch, act="apply", reason="换了单位")
    lines_ = Entry.objects.whole_network(reason="test").filter(action="network.person.correct")
    assert lines_.get().reason == "换了单位"


@pytest.mark.django_db(transaction=True)
def test_clerk_hands_up_and_who_may_import_sends_back_or_applies(cast: Cast) -> None:
    low, high = clerk(cast), cast.client("secretary")
    upload(low, lines(1))
    batch = only()
    page = text(low, "intake.detail", batch.pk)
    assert "提交上级审核" in page
    assert "导入 1 行" not in page
    assert act(low, batch, act="apply").status_code == HTTPStatus.FORBIDDEN
    act(low, batch, act="hand_up", reason="请审核")
    assert only().state == "waiting"
    assert "退回" in text(high, "intake.detail", batch.pk)
    assert act(low, batch, act="again").status_code in {HTTPStatus.OK, HTTPStatus.CONFLICT}
    assert only().state == "waiting"
    assert "请写明退回的原因" in act(high, batch, act="send_back", reason="").content.decode()
    act(high, batch, act="send_back", reason="缺单位")
    assert only().state == "previewed"
    assert "退回：缺单位" in text(low, "intake.detail", batch.pk)
    act(low, batch, act="hand_up")
    act(high, batch, act="apply")
    assert only().state == "applied"


def test_rows_about_people_are_hidden_from_those_without_the_right(cast: Cast) -> None:
    batch = handed_in(lines(3), by=cast.actor("secretary"), path=COUNTY)
    client = cast.client("city")  # may record and import, but reads no persons
    page = text(client, "intake.detail", batch.pk)
    assert "只能看到数目" in page
    assert "王例一" not in page
    row = rows_of(batch)[0]
    assert client.get(reverse("intake:row", args=[batch.pk, row.pk])).status_code == HTTPStatus.NOT_FOUND


def test_batches_of_elsewhere_do_not_exist(cast: Cast) -> None:
    batch = handed_in(lines(1), by=cast.actor("secretary"), path=COUNTY)
    client, row = cast.client("neighbour"), rows_of(batch)[0]
    for name, args in (
        ("intake.detail", [batch.pk]),
        ("intake:columns", [batch.pk]),
        ("intake:row", [batch.pk, row.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == HTTPStatus.NOT_FOUND
    assert act(client, batch, act="discard").status_code == HTTPStatus.NOT_FOUND
    assert client.get(reverse("intake.detail", args=[10**30])).status_code == HTTPStatus.NOT_FOUND


def test_act_that_does_not_exist_is_refused(cast: Cast) -> None:
    batch = handed_in(lines(1), by=cast.actor("secretary"), path=COUNTY)
    client = cast.client("secretary")
    assert "没有这种操作" in act(client, batch, act="fly").content.decode()
    assert "请选择是同一个" in act(client, batch, act="decide").content.decode()


def test_doubles_are_decided_on_the_page(cast: Cast) -> None:
    known = cast.person("王例一", unit="示例公司")
    cast.person("李例二", unit="示例公司")
    doubtful = roster(*(member(name, f"1380013800{place}", "示例公司") for place, name in enumerate(NAMES[:2])))
    batch = handed_in(doubtful, by=cast.actor("secretary"), path=COUNTY)
    client = cast.client("secretary")
    first, second = rows_of(batch)
    assert "都是同一个" in text(client, "intake.detail", batch.pk)
    assert "可能已经登记过" in text(client, "intake:row", batch.pk, first.pk)
    act(client, batch, act="decide", row=first.pk, choice="same", chosen=known.pk)
    act(client, batch, act="decide", choice="skip")
    assert [(row.kind, row.choice) for row in rows_of(batch)] == [("new", "same"), ("duplicate", "skip")]
    assert (
        "只能选择列出的记录"
        in act(client, batch, act="decide", row=second.pk, choice="same", chosen=10**9).content.decode()
    )


@pytest.mark.django_db(transaction=True)
def test_columns_are_said_once_and_remembered(cast: Cast) -> None:
    client = cast.client("secretary")
    odd = workbook(
        {
            "表": [
                ["姓名", "单位", "呼叫", "入会组织", "入会时间"],
                ["王例一", "甲", "13800138001", COUNTY_HOME, "2021.9.9"],
            ]
        }
    )
    upload(client, odd)
    batch = only()
    page = text(client, "intake:columns", batch.pk)
    assert "C 列「呼叫」" in page
    answer = client.post(reverse("intake:columns", args=[batch.pk]), {"0-C": "mobile"}, follow=True)
    assert "列的对应已记住" in answer.content.decode()
    assert Heading.objects.whole_network(reason="test").filter(text="呼叫", field="mobile").exists()
    assert "13800138001" in text(client, "intake:row", batch.pk, rows_of(batch)[0].pk)
    wrong = client.post(reverse("intake:columns", args=[batch.pk]), {"0-C": "name"}, follow=True)
    assert "有两列对应同一个栏目" in wrong.content.decode()
    unknown = client.post(reverse("intake:columns", args=[batch.pk]), {"0-C": "fly"}, follow=True)
    assert "没有「fly」这个栏目" in unknown.content.decode()


@pytest.mark.django_db(transaction=True)
def test_file_without_headings_can_only_be_given_up(cast: Cast) -> None:
    client = cast.client("secretary")
    upload(client, workbook({"表": [["甲", "乙"], ["1", "2"]]}))
    batch = only()
    assert batch.state == "unreadable"
    assert "没有一张工作表的表头能读懂" in text(client, "intake.detail", batch.pk)
    assert "还没有读出表头" in text(client, "intake:columns", batch.pk)
    act(client, batch, act="again")
    act(client, batch, act="discard")
    assert only().state == "discarded"
    act(client, batch, act="again")
    assert only().state == "discarded"


@pytest.mark.django_db(transaction=True)
def test_upload_of_nothing_or_too_much_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = cast.client("secretary")
    assert "文件是空的" in upload(client, b"").content.decode()
    monkeypatch.setattr("tongxin.intake.forms.MOST_BYTES", 10)
    assert "请拆成几个" in upload(client, lines(1)).content.decode()
    assert Batch.objects.whole_network(reason="test").count() == 0


def test_workbooks_are_handed_out(cast: Cast) -> None:
    client = cast.client("secretary")
    imported(lines(1), by=cast.actor("secretary"), path=COUNTY)
    page = text(client, "intake:workbooks")
    assert "会员" in page
    answer = client.post(
        reverse("intake:workbook"), {"door": "members", "filled": "1", "place": COUNTY, "purpose": "核对"}
    )
    cells = cells_of(b"".join(answer.streaming_content))["会员"]
    assert "王例一" in cells[1]
    answer = client.get(reverse("intake:workbook"))
    assert "会员" in cells_of(BytesIO(b"".join(answer.streaming_content)).getvalue())
    city = cast.client("city").get(reverse("intake:workbook"), {"door": "members"})
    assert city.status_code == HTTPStatus.FORBIDDEN


def test_batch_tells_of_the_earlier_import_of_the_same_file(cast: Cast) -> None:
    by = cast.actor("secretary")
    imported(lines(1), by=by, path=COUNTY)
    again = handed_in(lines(1), by=by, path=COUNTY)
    assert "这份文件已经导入过" in text(cast.client("secretary"), "intake.detail", again.pk)
