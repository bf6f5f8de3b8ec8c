from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from tests.cast import SYSTEM, Cast
from tests.intake.sheets import ALL, HEAD, book, line, read, roster, tally
from tongxin.access import jobs
from tongxin.access.models import Entry, Job
from tongxin.intake import actions, queries, work
from tongxin.intake.models import Batch
from tongxin.network.models import Membership

pytestmark = pytest.mark.django_db(transaction=True)

COUNTY = "43/4301/430182/"


def upload(cast: Cast, who: str, content: bytes, **values: str) -> HttpResponse:
    file = SimpleUploadedFile("花名册.xlsx", content)
    return cast.client(who).post("/import/new/", {"file": file, "door": "", "place": COUNTY, **values})


def latest() -> Batch:
    found = Batch.objects.whole_network(reason=ALL).order_by("-id").first()
    assert found is not None
    return found


def act(cast: Cast, who: str, batch: Batch, what: str, **values: Any) -> HttpResponse:
    return cast.client(who).post(f"/import/{batch.pk}/act/", {"act": what, **values})


def test_secretary_uploads_previews_imports_and_undoes(cast: Cast) -> None:
    response = upload(cast, "secretary", roster(line(cast, "张三", mobile="13900000001"), line(cast, "")))
    batch = latest()
    assert (response.status_code, response["Location"]) == (302, f"/import/{batch.pk}/")
    page = cast.client("secretary").get(f"/import/{batch.pk}/").content.decode()
    assert "导入 1 行" in page
    assert "A 列「姓名」" in page
    act(cast, "secretary", batch, "apply", reason="年度更新")
    assert Membership.objects.whole_network(reason=ALL).count() == 1
    page = cast.client("secretary").get(f"/import/{batch.pk}/").content.decode()
    assert "撤销这一批" in page
    assert act(cast, "secretary", batch, "undone", reason="").status_code == 400
    act(cast, "secretary", batch, "undone", reason="传错了")
    assert Membership.objects.whole_network(reason=ALL).count() == 0
    assert "已撤销" in cast.client("secretary").get(f"/import/{batch.pk}/").content.decode()


def test_same_file_is_recognised_on_its_page(cast: Cast) -> None:
    content = roster(line(cast, "张三"))
    upload(cast, "secretary", content)
    first = latest()
    act(cast, "secretary", first, "apply")
    upload(cast, "secretary", content)
    page = cast.client("secretary").get(f"/import/{latest().pk}/").content.decode()
    assert f"第 {first.pk} 批</a>" in page


def test_list_shows_the_askers_batches_with_the_same_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    secretary = cast.client("secretary")
    assert "还没有导入过表格" in secretary.get("/import/").content.decode()
    read(roster(line(cast, "张三")), by=SYSTEM, path=COUNTY)
    with django_assert_num_queries(4):
        secretary.get("/import/")
    for name in ("李四", "王五"):
        read(roster(line(cast, name)), by=SYSTEM, path=COUNTY, name=f"{name}.xlsx")
    with django_assert_num_queries(4):
        assert secretary.get("/import/").content.decode().count("花名册.xlsx</a>") == 1
    assert "王五.xlsx" not in secretary.get("/import/?q=李四").content.decode()
    assert "还没有" not in secretary.get("/import/?state=previewed").content.decode()
    assert "没有符合条件" in secretary.get("/import/?state=applied").content.decode()


def test_batch_page_asks_the_same_queries_for_one_row_and_three(cast: Cast, django_assert_num_queries: Any) -> None:
    one = read(roster(line(cast, "张三")), by=SYSTEM, path=COUNTY)
    three = read(roster(line(cast, "李四"), line(cast, "王五"), line(cast, "赵六")), by=SYSTEM, path=COUNTY)
    secretary = cast.client("secretary")
    secretary.get("/import/")  # what a process reads once
    for batch in (one, three):
        with django_assert_num_queries(7):
            secretary.get(f"/import/{batch.pk}/?kind=new")


@pytest.mark.parametrize("who", ["neighbour", "member", "stranger"])
def test_batch_of_another_place_is_not_found(cast: Cast, who: str) -> None:
    batch = read(roster(line(cast, "张三")), by=SYSTEM, path=COUNTY)
    row = queries.rows(batch, scope=SYSTEM.scope).get()
    client = cast.client(who)
    pages = (f"/import/{batch.pk}/", f"/import/{batch.pk}/columns/", f"/import/{batch.pk}/rows/{row.pk}/")
    answers = [client.get(page) for page in pages] + [act(cast, who, batch, "discard")]
    expected = {"neighbour": 404, "member": 403, "stranger": 302}[who]
    assert {answer.status_code for answer in answers} == {expected}
    assert all("张三" not in answer.content.decode() for answer in answers)


def test_rows_about_people_are_kept_from_those_who_may_not_read_people(cast: Cast) -> None:
    batch = read(roster(line(cast, "张三")), by=SYSTEM, path=COUNTY)
    row = queries.rows(batch, scope=SYSTEM.scope).get()
    officer = cast.client("city")
    page = officer.get(f"/import/{batch.pk}/").content.decode()
    assert "张三" not in page
    assert "只能看到数目" in page
    assert officer.get(f"/import/{batch.pk}/rows/{row.pk}/").status_code == 404
    organisations = book(
        ("组织", [["组织名称", "类别", "所在地区", "成立日期"], ["新会", "联谊组织", "宁乡市", "2018-05-01"]])
    )
    open_batch = read(organisations, by=SYSTEM, path=COUNTY)
    assert "新会" in officer.get(f"/import/{open_batch.pk}/").content.decode()


def test_doubtful_row_is_decided_on_its_page(cast: Cast) -> None:
    known = cast.person("张三", unit="示例所")
    batch = read(roster(line(cast, "张三", mobile="13900000001", unit="示例所")), by=SYSTEM, path=COUNTY)
    row = queries.rows(batch, scope=SYSTEM.scope).get()
    page = cast.client("secretary").get(f"/import/{batch.pk}/rows/{row.pk}/").content.decode()
    assert "可能已经登记过" in page
    assert act(cast, "secretary", batch, "decide", row=row.pk).status_code == 400
    act(cast, "secretary", batch, "decide", row=row.pk, chosen=known.pk, choice="same")
    assert tally(latest()) == (1, 0, 0, 0, 0)
    act(cast, "secretary", batch, "apply")
    assert Membership.objects.whole_network(reason=ALL).get().person_id == known.pk
    page = cast.client("secretary").get(f"/import/{batch.pk}/rows/{row.pk}/").content.decode()
    assert "可能已经登记过" not in page


def test_all_doubtful_rows_are_decided_at_once(cast: Cast) -> None:
    for name in ("张三", "李四"):
        cast.person(name, unit="示例所")
    content = roster(line(cast, "张三", unit="示例所"), line(cast, "李四", unit="示例所"))
    batch = read(content, by=SYSTEM, path=COUNTY)
    assert "都不是同一个" in cast.client("secretary").get(f"/import/{batch.pk}/").content.decode()
    act(cast, "secretary", batch, "decide", choice="other")
    assert tally(latest()) == (2, 0, 0, 0, 0)


def test_row_page_shows_the_difference(cast: Cast) -> None:
    membership = cast.join(cast.person("张三", unit="旧单位"), cast.county)
    content = book(("会员", [["记录编号", "姓名", "单位"], [str(membership.pk), "张三", "新单位"]]))
    batch = read(content, by=SYSTEM, path=COUNTY)
    row = queries.rows(batch, scope=SYSTEM.scope).get()
    page = cast.client("secretary").get(f"/import/{batch.pk}/rows/{row.pk}/").content.decode()
    assert page.index("旧单位") < page.index("新单位")


def test_columns_are_told_once(cast: Cast) -> None:
    head = ("姓名", "微信号码", "何时来", "哪个会")
    upload(
        cast, "secretary", roster(("张三", "13900000001", "2021-03-09", cast.county.name), head=head), door="members"
    )
    batch = latest()
    assert batch.state == Batch.State.UNREADABLE
    secretary = cast.client("secretary")
    page = secretary.get(f"/import/{batch.pk}/columns/").content.decode()
    assert "B 列「微信号码」" in page
    response = secretary.post(
        f"/import/{batch.pk}/columns/", {"0-A": "name", "0-B": "mobile", "0-C": "begin", "0-D": "organisation"}
    )
    assert response.status_code == 302
    assert tally(latest()) == (1, 0, 0, 0, 0)


def test_officer_sends_back_what_a_clerk_handed_up(cast: Cast) -> None:
    from tongxin.access.models import Grant

    Grant.objects.create(account=cast.accounts["member"], role="clerk", path=COUNTY, begin="2016-01-01")
    upload(cast, "member", roster(line(cast, "张三")))
    batch = latest()
    assert act(cast, "member", batch, "apply").status_code == 403
    assert "提交上级审核" in cast.client("member").get(f"/import/{batch.pk}/").content.decode()
    act(cast, "member", batch, "hand_up")
    assert "退回" in cast.client("registrar").get(f"/import/{batch.pk}/").content.decode()
    act(cast, "registrar", batch, "send_back", reason="缺单位")
    assert latest().message == "退回：缺单位"
    act(cast, "member", batch, "again")
    act(cast, "member", batch, "discard")
    assert latest().state == Batch.State.DISCARDED


def test_wrong_upload_and_wrong_act_are_refused_in_a_sentence(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    page = upload(cast, "secretary", b"")
    assert (page.status_code, "文件是空的" in page.content.decode()) == (400, True)
    monkeypatch.setattr("tongxin.intake.forms.MOST_BYTES", 10)
    page = upload(cast, "secretary", roster())
    assert (page.status_code, "文件超过" in page.content.decode()) == (400, True)
    assert upload(cast, "secretary", b"x", place="43/").status_code == 400
    batch = read(roster(line(cast, "张三")), by=SYSTEM, path=COUNTY)
    assert act(cast, "secretary", batch, "explode").status_code == 400
    assert cast.client("secretary").get(f"/import/{batch.pk}/?kind=nonsense").status_code == 400
    assert cast.client("secretary").get("/import/99999/").status_code == 404


def test_undoing_without_a_reason_shows_the_page_again_with_the_field_marked(cast: Cast) -> None:
    batch = actions.apply_batch(read(roster(line(cast, "张三")), by=SYSTEM, path=COUNTY), by=SYSTEM)
    assert 'maxlength="200" required>' in cast.client("secretary").get(f"/import/{batch.pk}/").content.decode()
    answer = act(cast, "secretary", batch, "undone", reason="")
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert "撤销这一批" in shown
    assert 'aria-invalid="true" aria-describedby="reason-missing"' in shown
    assert "请写明撤销的原因，会记入操作日志。</p>" in shown
    assert latest().state == "applied"
    client = cast.client("secretary")
    assert client.get(f"/import/{batch.pk}/act/?kind=new")["Location"] == f"/import/{batch.pk}/?kind=new"
    assert client.get(f"/import/{batch.pk}/act/")["Location"] == f"/import/{batch.pk}/"


def test_work_under_way_is_linked_from_the_batch(cast: Cast) -> None:
    batch = read(roster(line(cast, "张三")), by=SYSTEM, path=COUNTY)
    job = Job.objects.create(
        kind="intake.read", label="读取", path=COUNTY, account=cast.accounts["secretary"], state="running"
    )
    Batch.objects.whole_network(reason=ALL).filter(pk=batch.pk).update(job=job.pk)
    shown = cast.client("secretary").get(f"/import/{batch.pk}/").content.decode()
    assert f'hx-get="/jobs/{job.pk}/"' in shown
    assert 'name="htmx-config"' in shown
    assert f"/jobs/{job.pk}/" not in cast.client("city").get(f"/import/{batch.pk}/").content.decode()
    batch.refresh_from_db(from_queryset=Batch.objects.whole_network(reason=ALL))
    Job.objects.whole_network(reason=ALL).update(state="done")
    assert queries.running_job(batch, by=cast.actor("secretary")) is None
    begun = work.begin("read", batch, by=cast.actor("secretary"))
    assert begun.arguments == {"batch": batch.pk}


def test_workbooks_are_handed_out_to_those_who_may_fill_them(cast: Cast) -> None:
    cast.join(cast.person("张三"), cast.county)
    secretary = cast.client("secretary")
    assert "下载模板" in secretary.get("/import/workbooks/").content.decode()
    asked = {"door": "members", "filled": "1", "place": COUNTY}
    assert secretary.get("/import/workbook.xlsx", asked).status_code == 400
    assert secretary.post("/import/workbook.xlsx", {**asked, "purpose": " "}).status_code == 400
    filled = secretary.post("/import/workbook.xlsx", {**asked, "purpose": "核对名册，用完即删"})
    told = Entry.objects.whole_network(reason=ALL).get(action="access.export")
    assert told.reason == "导出「会员」，共 1 行；用途：核对名册，用完即删"
    batch = read(b"".join(filled.streaming_content), by=SYSTEM)  # type: ignore[attr-defined]
    assert tally(batch) == (0, 0, 1, 0, 0)
    empty = secretary.get("/import/workbook.xlsx")
    batch = read(b"".join(empty.streaming_content), by=SYSTEM)  # type: ignore[attr-defined]
    assert tally(batch) == (0, 0, 0, 0, 0)
    officer = cast.client("city")
    assert officer.get("/import/workbook.xlsx?door=members").status_code == 403
    assert officer.get("/import/workbook.xlsx?door=nonsense").status_code == 400
    assert HEAD[0] == "姓名"


def test_work_done_before_its_worker_died_is_not_done_twice_nor_called_undone(cast: Cast) -> None:
    """A worker may be killed after the rows are on record and before its job says so; the job is then run again."""
    batch = read(roster(line(cast, "张三")), by=SYSTEM, path=COUNTY)
    for code, more, said in (("apply", {}, "已经全部写入"), ("undo", {"reason": "传错了"}, "已经全部撤销")):
        job = work.begin(code, batch, by=cast.actor("secretary"), **more)
        Job.objects.whole_network(reason=ALL).filter(pk=job.pk).update(state="queued", log="")
        jobs.run_job.func(job.pk)
        again = Job.objects.whole_network(reason=ALL).get(pk=job.pk)
        assert (again.state, again.result["batch"]) == ("done", batch.pk)
        assert said in again.log
        assert Membership.objects.whole_network(reason=ALL).count() == (code == "apply")
