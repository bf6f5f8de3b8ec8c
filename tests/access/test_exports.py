"""A table as a file: long ones are written as a job, those about people only for a stated purpose, kept for a week."""

import os
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.cast import CITY, COUNTY, NEIGHBOUR, SYSTEM, Cast, found
from tests.cast import cast as build
from tongxin.access import exports, jobs
from tongxin.access.actor import Actor
from tongxin.access.models import Entry, Grant, Job
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.records.training import actions as training
from tongxin.web.export import Sheet, UnstatedPurposeError, download
from tongxin.web.table import Column, Table

ORGANISATIONS, PEOPLE = "/organisations/?kind=association", "/people/"
WHY = {"purpose": "换届和会务", "note": "换届大会签到，会后删除"}
Commit = Callable[..., Any]


@pytest.fixture
def cast(db: None, settings: Any, tmp_path: Path) -> Cast:
    settings.TONGXIN_EXPORTS = tmp_path / "exports"
    return build()


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Commit) -> Commit:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def ask(client: Client, page: str, *, commit: Commit, **values: str) -> Job:
    """Export a page through its form, and return the finished job."""
    with commit():
        answer = client.post("/exports/new/", {"form": "xlsx", **values}, query_params={"page": page})
    assert answer.status_code == 302, answer.content.decode()
    rows = Job.objects.whole_network(reason="the test reads every job")
    return rows.get(pk=int(answer["Location"].strip("/").split("/")[-1]))


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def lines_in(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def lines_of(response: Any) -> list[list[Any]]:
    return lines_in(body_of(response))


def told() -> list[str]:
    rows = Entry.objects.whole_network(reason="the test reads the journal").filter(action="access.export")
    return [line.reason for line in rows.order_by("id")]


def test_short_list_is_sent_at_once(cast: Cast) -> None:
    client = cast.client("city")
    assert [line[0] for line in lines_of(client.get(f"{ORGANISATIONS}&export=xlsx"))][-2:] == [
        cast.city.name,
        cast.county.name,
    ]
    text = body_of(client.get(f"{ORGANISATIONS}&export=csv")).decode("utf-8-sig").splitlines()
    assert text[0].startswith("名称") or "组织" in text[0]
    assert len(text) == 3


def test_long_list_is_written_as_a_job(cast: Cast, commit: Commit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.access.views.SENT_AT_ONCE", 1)
    client = cast.client("city")
    answer = client.get(f"{ORGANISATIONS}&export=csv")
    assert answer.status_code == 302
    form = client.get(answer["Location"]).content.decode()
    assert "导出「" in form
    assert "用途" not in form
    job = ask(client, ORGANISATIONS, commit=commit, form="csv")
    assert (job.state, job.path, job.result["rows"]) == (Job.State.DONE, CITY, 2)
    assert "下载文件" in client.get(f"/jobs/{job.pk}/").content.decode()
    for _ in range(2):
        file = client.get(f"/exports/{job.pk}/")
        assert file["Content-Disposition"].endswith(".csv")
        assert cast.county.name in body_of(file).decode("utf-8-sig")
    assert told() == []


def test_list_of_one_row_less_is_still_sent_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.access.views.SENT_AT_ONCE", 2)
    response = cast.client("city").get(f"{ORGANISATIONS}&export=xlsx")
    assert response.status_code == 200
    body_of(response)


def test_people_are_exported_for_a_stated_purpose(cast: Cast, commit: Commit) -> None:
    for name in ("例人甲", "=例人乙"):
        cast.person(name)
    client = cast.client("registrar")
    answer = client.get(f"{PEOPLE}?export=xlsx")
    assert answer.status_code == 302
    assert "用途" in client.get(answer["Location"]).content.decode()
    for values in ({}, {"purpose": "换届和会务"}, {"purpose": "好奇", "note": "看看"}, {**WHY, "form": "pdf"}):
        refused = client.post("/exports/new/", {"form": "xlsx", **values}, query_params={"page": PEOPLE})
        assert refused.status_code == 400
    assert told() == []
    job = ask(client, PEOPLE, commit=commit, **WHY)
    lines = lines_of(client.get(f"/exports/{job.pk}/"))
    assert {line[0] for line in lines[-2:]} == {"例人甲", "=例人乙"}
    assert told() == ["导出「人员」，共 2 行；用途：换届和会务，换届大会签到，会后删除"]


def test_roster_of_a_class_is_exported_for_a_stated_purpose(cast: Cast, commit: Commit) -> None:
    values: dict[str, Any] = {
        "title": "宁乡班", "organiser": cast.county, "co_organisers": [], "kind": "course", "venue": "党校",
        "first_day": today(), "last_day": today(), "field_days": (), "days_needed": None,
    }  # fmt: skip
    one = training.register_class(by=SYSTEM, roster="王例山\n李例水", signed_roster="", head_count=None, **values)
    client = cast.client("secretary")
    answer = client.get(f"/training/{one.pk}/?export=roster")
    assert answer.status_code == 302
    page = f"/training/{one.pk}/?export=roster"
    job = ask(client, page, commit=commit, **WHY)
    assert "王例山" in str(lines_of(client.get(f"/exports/{job.pk}/")))
    assert len(told()) == 1
    days = client.get(f"/training/{one.pk}/?export=days")
    assert days.status_code == 200
    body_of(days)
    assert cast.client("city").get("/exports/new/", {"page": page}).status_code == 400


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_members_leave_for_a_stated_purpose_in_either_form(cast: Cast, commit: Commit, form: str) -> None:
    cast.join(cast.person("例人甲", mobile="13800138001"), cast.county)
    client, page = cast.client("secretary"), f"/organisations/{cast.county.pk}/members/?export={form}"
    answer = client.get(page)
    assert answer.status_code == 302
    assert "用途" in client.get(answer["Location"]).content.decode()
    refused = client.post("/exports/new/", {"form": form}, query_params={"page": page})
    assert refused.status_code == 400
    assert told() == []
    job = ask(client, page, commit=commit, **{**WHY, "form": form})
    held = body_of(client.get(f"/exports/{job.pk}/"))
    text = held.decode("utf-8-sig") if form == "csv" else str(lines_in(held))
    assert "例人甲" in text
    assert "13800138001" in text
    assert told() == [f"导出「会员：{cast.county.name}」，共 1 行；用途：换届和会务，换届大会签到，会后删除"]
    assert "例人甲" not in job.label


def test_page_about_somebody_is_named_in_no_list_of_jobs(cast: Cast, commit: Commit) -> None:
    person = cast.person("例人甲")
    cast.join(person, cast.county)
    job = ask(cast.client("secretary"), f"/people/{person.pk}/?export=memberships", commit=commit, **WHY)
    assert job.result["personal"]
    assert job.label == "导出：会籍"
    assert told() == ["导出「会籍」，共 1 行；用途：换届和会务，换届大会签到，会后删除"]


def test_sheet_about_people_is_never_sent_at_once() -> None:
    column = Column(name="name", label="姓名", value=lambda row: row, personal=True)
    for sheet in (
        Sheet(title="x", table=Table((column,), ["例人甲"])),
        Sheet(title="例人甲", table=Table((), []), about_somebody=True),
    ):
        with pytest.raises(UnstatedPurposeError):
            download(sheet)


def test_purpose_and_note_are_each_asked_for_at_their_field(cast: Cast) -> None:
    for why, field in (({"note": "看看"}, "purpose"), ({"purpose": "其他", "note": " "}, "note")):
        with pytest.raises(InputError) as refusal:
            exports.start(PEOPLE, by=cast.actor("registrar"), form="xlsx", **why)
        assert refusal.value.field == field


def test_export_holds_what_the_asker_may_see_and_the_filter_leaves(cast: Cast, commit: Commit) -> None:
    cast.person("例人甲")
    cast.person("例人乙", "430200")
    client = cast.client("registrar")
    job = ask(client, PEOPLE, commit=commit, **WHY)
    assert job.result["rows"] == 1
    job = ask(client, f"{PEOPLE}?place=430100&q=没有此人", commit=commit, **WHY)
    assert job.result["rows"] == 0


def test_file_is_for_the_asker_and_who_administers_the_place(cast: Cast, commit: Commit) -> None:
    job = ask(cast.client("city"), ORGANISATIONS, commit=commit)
    address = f"/exports/{job.pk}/"
    for who in ("city", "administrator"):
        response = cast.client(who).get(address)
        assert response.status_code == 200
        body_of(response)
    for who in ("province", "secretary", "registrar", "neighbour", "member"):
        assert cast.client(who).get(address).status_code == 404
    assert cast.client("stranger").get(address).status_code == 302


def test_file_about_people_needs_the_right_to_names_when_it_is_fetched(cast: Cast, commit: Commit) -> None:
    cast.person("例人甲")
    job = ask(cast.client("registrar"), PEOPLE, commit=commit, **WHY)
    address = f"/exports/{job.pk}/"
    assert cast.client("administrator").get(address).status_code == 404
    Grant.objects.create(account=cast.accounts["administrator"], role="registrar", path=CITY, begin=today())
    response = cast.client("administrator").get(address)
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    body_of(response)
    grants = Grant.objects.whole_network(reason="the test ends the asker's role")
    grants.filter(account=cast.accounts["registrar"]).update(end=today())
    assert cast.client("registrar").get(address).status_code == 404


def test_ended_role_ends_every_file(cast: Cast, commit: Commit) -> None:
    job = ask(cast.client("city"), ORGANISATIONS, commit=commit)
    address = f"/exports/{job.pk}/"
    body_of(cast.client("city").get(address))
    Grant.objects.children_of(cast.accounts["city"]).update(end=today())
    assert cast.client("city").get(address).status_code == 404
    body_of(cast.client("administrator").get(address))


def test_file_written_before_places_were_kept_still_asks_for_the_right_to_names(cast: Cast, commit: Commit) -> None:
    cast.person("例人甲")
    job = ask(cast.client("registrar"), PEOPLE, commit=commit, **WHY)
    Job.objects.same_as(job).update(result={**job.result, "people": job.result.pop("places")})
    body_of(cast.client("registrar").get(f"/exports/{job.pk}/"))
    assert cast.client("administrator").get(f"/exports/{job.pk}/").status_code == 404


def test_file_of_whoever_had_no_place_is_that_accounts_alone(cast: Cast, commit: Commit) -> None:
    cast.person("例人甲")
    job = ask(cast.client("registrar"), PEOPLE, commit=commit, **WHY)
    Job.objects.same_as(job).update(result={**job.result, "places": []}, path="")
    Grant.objects.create(account=cast.accounts["administrator"], role="administrator", path="", begin=today())
    body_of(cast.client("registrar").get(f"/exports/{job.pk}/"))
    assert cast.client("administrator").get(f"/exports/{job.pk}/").status_code == 404


def test_file_is_gone_after_a_week(cast: Cast, commit: Commit, settings: Any) -> None:
    client = cast.client("city")
    old, new = (ask(client, ORGANISATIONS, commit=commit) for _ in range(2))
    path = Path(settings.TONGXIN_EXPORTS) / old.result["file"]
    week_ago = time.time() - 7 * 86_400 - 5
    os.utime(path, (week_ago, week_ago))
    assert client.get(f"/exports/{old.pk}/").status_code == 404
    ask(client, ORGANISATIONS, commit=commit)
    assert not path.exists()
    assert client.get(f"/exports/{old.pk}/").status_code == 404
    response = client.get(f"/exports/{new.pk}/")
    assert response.status_code == 200
    body_of(response)


def test_job_that_is_no_export_has_no_file(cast: Cast) -> None:
    account = cast.accounts["city"]
    other = Job.objects.create(kind="figures.snapshot", label="x", path=CITY, account=account, state=Job.State.DONE)
    running = Job.objects.create(kind="list.export", label="x", path=CITY, account=account)
    for pk in (other.pk, running.pk, 999_999, 10**30):
        assert cast.client("city").get(f"/exports/{pk}/").status_code == 404


@pytest.mark.parametrize(
    "page",
    ["", "/nothing/", "/map/", "/manage/roles/", "//example.com/people/x", "/people/?x=\x01", "/people/" + "x" * 3_000],
)
def test_page_that_has_no_list_is_refused(cast: Cast, page: str) -> None:
    answer = cast.client("registrar").get("/exports/new/", {"page": page})
    assert answer.status_code == 400
    assert "重新点「导出」" in answer.content.decode()


def test_list_beyond_the_asker_is_refused_as_on_its_page(cast: Cast) -> None:
    client = cast.client("city")
    assert client.get("/exports/new/", {"page": PEOPLE}).status_code == 403
    assert client.get("/exports/new/", {"page": "/journal/"}).status_code == 403
    assert client.get("/exports/new/", {"page": f"/organisations/{cast.neighbour.pk}/?export=x"}).status_code in {
        400,
        404,
    }
    assert client.get("/exports/new/", {"page": "/organisations/?place=火星"}).status_code == 400
    assert client.get("/exports/new/", {"page": "/organisations/?sort=x"}).status_code == 400


def test_list_that_may_not_be_exported_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.network.views.organisations.OrganisationList.exportable", False)
    with pytest.raises(InputError, match="不能导出"):
        exports.sheet_of(ORGANISATIONS, by=cast.actor("city"))


def test_way_back_stays_on_this_site(cast: Cast) -> None:
    page = cast.client("registrar").get("/exports/new/", {"page": "//example.com/people/"}).content.decode()
    assert 'href="//example.com' not in page


def test_action_itself_asks_for_the_purpose(cast: Cast) -> None:
    for why in ({}, {"purpose": "其他"}, {"note": "看看"}, {"purpose": " ", "note": " "}):
        with pytest.raises(InputError, match="用途"):
            exports.start(PEOPLE, by=cast.actor("registrar"), form="xlsx", **why)


def test_broken_export_leaves_no_file(
    cast: Cast, commit: Commit, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.person("例人甲")

    def refuse(*_: object, **__: object) -> None:
        raise InputError("磁盘已满，请联系管理员。")

    monkeypatch.setattr(exports, "record_export", refuse)
    job = ask(cast.client("registrar"), PEOPLE, commit=commit, **WHY)
    assert job.state == Job.State.FAILED
    assert list(Path(settings.TONGXIN_EXPORTS).iterdir()) == []


def test_export_tells_how_far_it_is_and_can_be_cancelled(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.web.export._STEP", 1)
    job = Job.objects.create(kind="list.export", label="x", path=CITY, state=Job.State.RUNNING)
    asked = {"page": ORGANISATIONS, "form": "xlsx", "purpose": "", "note": ""}
    exports.run(jobs.Handle(job.pk), by=cast.actor("city"), **asked)
    rows = Job.objects.whole_network(reason="the test reads every job")
    job = rows.get(pk=job.pk)
    assert (job.progress, job.total) == (2, 2)
    jobs.cancel(job, by=cast.actor("city"))
    with pytest.raises(jobs.CancelledError):
        exports.run(jobs.Handle(job.pk), by=cast.actor("city"), **asked)


def test_files_lie_in_a_folder_of_their_own(cast: Cast) -> None:
    assert exports.folder().stat().st_mode & 0o077 == 0
    with pytest.raises(NotFoundError):
        exports.opened(2**63, by=cast.actor("city"))


@pytest.mark.parametrize(
    ("grants", "home"),
    [
        ({CITY: {Verb.VIEW}}, CITY),
        ({CITY: {Verb.VIEW}, COUNTY: {Verb.RECORD}}, CITY),
        ({CITY: {Verb.VIEW}, NEIGHBOUR: {Verb.VIEW}}, "43/"),
        ({CITY: {Verb.VIEW}, "44/": {Verb.VIEW}}, ""),
        ({"": {Verb.VIEW}, "44/": {Verb.VIEW}}, ""),
        ({}, ""),
    ],
)
def test_export_belongs_to_the_place_that_holds_all_the_askers_places(grants: Any, home: str) -> None:
    assert exports._home(Actor(scope=Scope.of(grants), name="x")) == home


def test_export_takes_the_same_queries_for_one_and_three(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    client = cast.client("city")
    body_of(client.get("/organisations/?export=xlsx"))
    for number in range(2):
        found(f"例会{number}", "430182", parent=cast.city)
        found(f"例二会{number}", "430182", parent=cast.city)
        with django_assert_num_queries(5):  # session, account, grants, is it long, rows
            body_of(client.get("/organisations/?export=xlsx"))
