"""A damaged snapshot file: mended where the register still says the same, else the last good one serves and all say so."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from tests.cast import SYSTEM, Cast
from tests.figures.test_intact import cut, flip, half
from tests.reports.conftest import Draft
from tests.returns.stage import a_class
from tongxin.figures import Snapshot
from tongxin.figures.snapshot import object_path
from tongxin.kernel.errors import UnavailableError
from tongxin.ports import desk as desks
from tongxin.ports.checking import check_snapshots, require_whole_snapshots
from tongxin.ports.desk import current_desk, figures_notice, store, take_snapshot
from tongxin.reports.actions import composition, issue_report
from tongxin.reports.models import Issue
from tongxin.reports.verifying import desk_on

FIGURE = "/figures/training.person_times?place=430000&from=2021-01-01&to=2021-12-31"
API = "/api/v1/figures/training.person_times?place=430000&from=2021-01-01&to=2021-12-31"
BODY = (
    "{{estimate}}全省培训{{training.person_times 430000 2021}}。\n"
    "{{table training.person_times 430000 2021 prefecture}}"
)
CHECKED = {"text": "2021年，全省培训8人次。", "date": "2021-12-31", "home": "430000"}


def file_of(snapshot: Snapshot, fact: str = "training.participation") -> Path:
    (part,) = snapshot.manifest["facts"][fact]["parts"]
    return object_path(snapshot.objects, part["sha256"])


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    desks._tried.clear()
    desks._notices.clear()


@pytest.fixture
def issue(draft: Draft) -> Issue:
    """A report issued on a second snapshot, which knows of one more class than the first."""
    a_class(draft(BODY).organisation, day=date(2021, 10, 1), roster="王例山")
    take_snapshot(by=SYSTEM)
    return issue_report(draft(BODY), by=SYSTEM, version=1)


@pytest.fixture
def unlike(cast: Cast, issue: Issue) -> Snapshot:
    """The newest snapshot, damaged, and the register no longer what it was: it cannot be mended."""
    newest = store().current()
    half(file_of(newest))
    a_class(cast.city, day=date(2021, 11, 1), roster="李例水")
    return newest


def text(client: Client, address: str, *, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


@pytest.mark.parametrize("harm", [half, cut, flip, Path.unlink])
def test_damaged_file_is_mended_before_anybody_sees_a_number(cast: Cast, harm: Any) -> None:
    newest = store().current()
    file = file_of(newest)
    good = file.read_bytes()
    harm(file)
    html = text(cast.client("province"), FIGURE)
    assert "8<small>人次</small>" in html
    assert "已损坏" not in html
    assert (file.read_bytes(), current_desk().notice) == (good, "")
    harm(file)  # under the feet of a desk that is open
    assert cast.client("province").get(API).json()["value"] == "8"
    assert file.read_bytes() == good


def test_last_good_snapshot_serves_and_everything_says_so(
    cast: Cast, unlike: Snapshot, draft: Draft, issue: Issue
) -> None:
    first = store().ids()[0]
    said = f"最新快照 {unlike.id} 的文件已损坏，数字暂取自"
    officer = cast.client("province")
    figure = text(officer, FIGURE)
    assert "8<small>人次</small>" in figure
    assert said in figure
    answer = officer.get(API).json()
    assert (answer["value"], answer["snapshot"]) == ("8", first)
    assert answer["notice"].startswith(said)
    assert answer["notice"].endswith("请管理员运行 tongxin snapshot --check，或重新生成快照。")
    begun = draft(BODY)
    for address in ("/board/", "/", f"/reports/{begun.pk}/", f"/reports/{begun.pk}/edit/", f"/v/{issue.code}/f1/"):
        assert said in text(officer, address), address
    assert said in [one.text[: len(said)] for one in composition(begun, by=SYSTEM).remarks]
    checked = officer.post("/check/", CHECKED, follow=True)
    assert checked.status_code == 200
    assert said in checked.content.decode()
    assert file_of(unlike).stat().st_size > 0


def test_issued_report_is_never_recomputed_on_another_snapshot(cast: Cast, unlike: Snapshot, issue: Issue) -> None:
    with pytest.raises(UnavailableError, match=f"快照 {unlike.id} 的文件"):
        desk_on(issue.snapshot)
    assert f"快照 {unlike.id} 的文件（training.participation）缺失或已损坏" in text(Client(), f"/v/{issue.code}/")
    assert "这张表现在不能按签发时的快照重算" in text(Client(), f"/v/{issue.code}/t1/")


def test_older_snapshot_damaged_under_an_open_desk_is_seen(cast: Cast, issue: Issue) -> None:
    older = store().open(store().ids()[0])
    assert desk_on(older.id).snapshot.id == older.id
    flip(file_of(older))
    with pytest.raises(UnavailableError, match=older.id):
        desk_on(older.id)


def test_without_any_good_snapshot_pages_say_so_and_nothing_falls_over(cast: Cast, issue: Issue) -> None:
    for path in store().objects.glob("*/*.parquet"):
        cut(path)
    a_class(cast.city, day=date(2021, 11, 1), roster="李例水")
    cast.city.place.name = "长沙"
    cast.city.place.save()
    officer = cast.client("province")
    said = f"快照 {issue.snapshot} 的文件"
    for address in ("/board/", FIGURE):
        assert said in text(officer, address, status=503)
    refused = officer.get(API)
    assert (refused.status_code, refused.json()["message"][: len(said)]) == (503, said)
    assert f"暂时没有数字：{said}" in text(officer, "/")
    for address in (f"/v/{issue.code}/", f"/v/{issue.code}/f1/", f"/reports/{issue.report_id}/"):
        assert said in text(officer, address), address
    checked = officer.post("/check/", CHECKED, follow=True)
    assert (checked.status_code, said in checked.content.decode()) == (503, True)


def test_notice_goes_once_the_snapshot_is_whole_again(cast: Cast, unlike: Snapshot) -> None:
    file = file_of(unlike)
    broken = file.read_bytes()
    assert current_desk().notice
    assert "已损坏" in text(Client(), "/v/")
    file.write_bytes(broken + b" ")  # still no better
    assert current_desk().notice
    newer = take_snapshot(by=SYSTEM)
    assert figures_notice() == ""
    assert (current_desk().snapshot.id, current_desk().notice) == (newer.id, "")
    assert "已损坏" not in text(Client(), "/v/")


def test_restored_file_serves_again(cast: Cast, issue: Issue) -> None:
    newest = store().current()
    good = file_of(newest).read_bytes()
    half(file_of(newest))
    a_class(cast.city, day=date(2021, 11, 1), roster="李例水")
    assert current_desk().notice
    file_of(newest).write_bytes(good)
    assert (current_desk().snapshot.id, figures_notice()) == (newest.id, "")


@pytest.mark.parametrize("broken", ["manifest", "pointer"])
def test_lost_manifest_or_pointer_to_nothing_lets_the_last_good_one_serve(
    cast: Cast, issue: Issue, broken: str
) -> None:
    first, newest = store().ids()
    assert current_desk().snapshot.id == newest
    if broken == "manifest":
        (store().manifests.folder / newest / "manifest.json").write_bytes(b"{")
    else:
        (store().root / "CURRENT").write_bytes(b"\xff\xfenonsense")
    assert current_desk().snapshot.id == (first if broken == "manifest" else newest)
    assert "的文件已损坏，数字暂取自" in text(cast.client("province"), "/board/")


def test_much_is_left_to_the_check(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = store().current()
    half(file_of(newest))
    monkeypatch.setattr(desks, "_MOST_MENDED", newest.rows("training.participation") - 1)
    with pytest.raises(UnavailableError):
        current_desk()
    assert require_whole_snapshots().startswith("已核对 1 个快照、")
    assert "其中 1 个损坏的已从登记库重写" not in check_snapshots().sentence
    assert current_desk().snapshot.id == newest.id


def test_mending_is_tried_once_while_people_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    half(file_of(store().current()))
    tries: list[int] = []

    def away(*_arguments: Any, **_named: Any) -> Any:
        tries.append(1)
        raise DatabaseError

    monkeypatch.setattr("tongxin.figures.Store.heal", away)
    for _ in range(3):
        with pytest.raises(UnavailableError, match="缺失或已损坏"):
            current_desk()
    assert len(tries) == 1


def test_check_names_the_first_that_does_not_match(cast: Cast, unlike: Snapshot, issue: Issue) -> None:
    checked = check_snapshots()
    assert checked.sentence == checked.faults[0]
    assert f"快照 {unlike.id} 的文件 objects/" in checked.sentence
    assert "（training.participation）缺失或已损坏" in checked.sentence
    assert checked.snapshots == 2
    with pytest.raises(UnavailableError, match=unlike.id):
        require_whole_snapshots()
    (store().manifests.folder / unlike.id / "manifest.json").unlink()
    assert f"快照 {issue.snapshot} 不见了" in check_snapshots().sentence


def test_check_before_the_first_snapshot_finds_nothing_wrong(db: None, settings: Any, tmp_path: Path) -> None:
    settings.TONGXIN_SNAPSHOTS = tmp_path / "none"
    assert check_snapshots().faults == ()
