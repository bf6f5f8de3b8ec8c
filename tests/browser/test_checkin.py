"""A class of sixty is checked in with a phone at the door, with the network off and on again."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from playwright.sync_api import Page

from tests.browser.conftest import Served, Visitor
from tests.browser.test_pages import AXE, SERIOUS

SIXTY = 60
PREPARE = """
import json, sys
from uuid import uuid4
from django.utils import timezone
from tongxin.access.scopes import actor_named
from tongxin.attendance.models import Registration
from tongxin.attendance.registration.tickets import new_ticket, ticket_hash, written_ticket
from tongxin.kernel.period import today
from tongxin.network.queries.organisations import recording_for
from tongxin.records.training import actions
title = sys.argv[1]
by = actor_named("ningxiang")
held = actions.plan_class(
    by=by, title=title, organiser=recording_for(by.scope).first(), co_organisers=[], kind="course", venue="党校",
    first_day=today(), last_day=today(), field_days=(), days_needed=None,
)
tickets = []
for number in range(62):
    ticket = new_ticket()
    tickets.append(written_ticket(ticket))
    Registration.objects.create(
        occasion=held.occasion, path=held.path, name=f"扫例{number:02}", unit=f"示例{number}所", source="link",
        received=timezone.now(), ticket=ticket, ticket_hash=ticket_hash(ticket), token_hash=uuid4().hex,
        state="waiting" if number == 61 else "registered",
    )
print(json.dumps({"class": held.pk, "occasion": held.occasion_id, "tickets": tickets}))
"""
COUNT = """
import json, sys
from tongxin.attendance.models import Attendance, Occasion, Participation, Scan
occasion = [int(sys.argv[1])]
scans = Scan.objects.children_of_numbered(Occasion, occasion)
lines = Participation.objects.children_of_numbered(Occasion, occasion)
present = Attendance.objects.counted().filter(session__occasion=occasion[0]).count()
print(json.dumps([scans.count(), present, lines.filter(evidence="scan", completed=True).count()]))
"""


def photo_of(text: str) -> dict[str, Any]:
    """Return a photo of a code as a file input takes it."""
    file = BytesIO()
    segno.make(text, micro=False).save(file, kind="png", scale=7, border=6)
    return {"name": "photo.png", "mimeType": "image/png", "buffer": file.getvalue()}


def opened(host: Visitor, occasion: int, *, names: bool = True) -> str:
    """Open a phone on the host's page and return its link."""
    page = host.opens(f"/attendance/{occasion}/checkin/")
    page.fill("input[name=label]", "东门手机")
    if names:
        page.check("input[name=with_names]")
    page.click("button:has-text('打开签到')")
    page.wait_for_selector("#opened")
    return page.inner_text("#address")


def told(page: Page, word: str) -> None:
    page.wait_for_selector(f"#told b:text-is('{word}')")


def shows_present(page: Page, number: int) -> None:
    page.wait_for_selector(f"#present:text-is('{number}')")


def types(page: Page, ticket: str, word: str) -> None:
    page.evaluate("document.getElementById('told').replaceChildren()")
    page.fill("#code", ticket)
    page.press("#code", "Enter")
    told(page, word)


def kept(page: Page) -> list[Any]:
    """Return all that is kept on the phone."""
    read = """async () => {
      const open = indexedDB.open("tongxin-checkin", 1);
      const database = await new Promise((resolve) => (open.onsuccess = () => resolve(open.result)));
      const all = (store) => new Promise((resolve) => {
        const asked = database.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => resolve(asked.result);
      });
      return [await all("values"), await all("scans")];
    }"""
    found: list[Any] = page.evaluate(read)
    return found


def test_class_of_sixty_is_checked_in_with_the_network_off_and_on_again(
    stranger: Visitor, passer_by: Visitor, served: Served, tmp_path: Path
) -> None:
    stage = json.loads(served.does(PREPARE, "网断班"))
    tickets = stage["tickets"]
    stranger.signs_in("ningxiang")
    link = opened(stranger, stage["occasion"])
    assert stranger.page.evaluate("document.querySelector('.at-code img').naturalWidth") > 100
    stranger.page.goto(served.address + "/accounts/logout/")
    stranger.page.click("main button[type=submit]")  # the phone works on after the host has signed out

    page = passer_by.page
    page.goto(link)
    page.wait_for_selector("body[data-ready][data-state=open]", state="attached")
    assert "#" not in page.url
    assert page.inner_text("#title") == "网断班"
    assert page.inner_text(".numbers") == "0 人已签到，报名 61 人"
    page.evaluate("navigator.serviceWorker.ready")
    types(page, tickets[0], "已签到")
    page.wait_for_selector("#queue[data-waiting='0']")

    context = page.context
    context.set_offline(True)
    page.wait_for_selector("#network[data-online=false]")
    for ticket in tickets[1:40]:
        types(page, ticket, "已签到")
    types(page, tickets[5].lower().replace(" ", "-"), "已签过")
    types(page, "7K3M 9PQR 2XWD 5T8H", "没有这张票")
    page.screenshot(path=tmp_path / "offline.png", full_page=True)
    page.reload()  # the page and the queue are there without network
    page.wait_for_selector("body[data-ready][data-state=open]", state="attached")
    assert page.inner_text("#present") == "40"
    for ticket in tickets[40:50]:
        page.set_input_files("#photo", photo_of(ticket))
        shows_present(page, 41 + tickets[40:50].index(ticket))
    for number in range(50, SIXTY):
        page.fill("#name", f"扫例{number}")
        page.click(f"#found button:has-text('扫例{number}')")
    shows_present(page, SIXTY)
    assert int(page.get_attribute("#queue", "data-waiting") or 0) == 61
    types(page, tickets[61], "候补中")
    page.click("#told button:has-text('放行')")
    told(page, "已签到")
    page.click("#results li >> nth=0 >> button:has-text('撤销')")
    told(page, "已撤销")

    context.set_offline(False)
    page.wait_for_selector("#queue[data-waiting='0']")
    page.wait_for_selector("#network[data-online=true]")
    assert page.inner_text(".numbers") == f"{SIXTY} 人已签到，报名 61 人"
    assert json.loads(served.does(COUNT, str(stage["occasion"])))[:2] == [65, SIXTY]
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.screenshot(path=tmp_path / "online.png", full_page=True)
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == []
    assert not [fault for fault in passer_by.faults if "ERR_INTERNET_DISCONNECTED" not in fault]

    page.on("dialog", lambda dialog: dialog.accept())
    values, scans = kept(page)
    assert "扫例59" in str(values)
    assert len(scans) == 65
    page.click("#wipe")
    page.wait_for_selector("body[data-state=closed]", state="attached")
    assert kept(page) == [[], []]

    stranger.signs_in("ningxiang")
    host = stranger.opens(f"/training/{stage['class']}/hold/")
    host.click("main form button.btn-primary")
    host.wait_for_url(f"**/training/{stage['class']}/")
    assert json.loads(served.does(COUNT, str(stage["occasion"])))[2] == SIXTY


def test_names_are_gone_when_their_time_is_over_and_all_when_the_device_is(
    stranger: Visitor, passer_by: Visitor, served: Served
) -> None:
    stage = json.loads(served.does(PREPARE, "清除班"))
    stranger.signs_in("ningxiang")
    page = passer_by.page
    page.goto(opened(stranger, stage["occasion"]))
    page.wait_for_selector("#search:not([hidden])")
    assert "扫例07" in str(kept(page)[0])
    types(page, stage["tickets"][0], "已签到")
    page.evaluate("navigator.serviceWorker.ready")
    page.context.set_offline(True)
    later(page, hours=25)
    assert "扫例07" not in str(kept(page)[0])
    assert len(kept(page)[1]) == 1
    later(page, hours=72)
    page.wait_for_selector("body[data-state=closed]", state="attached")
    assert kept(page) == [[], []]


def later(page: Page, *, hours: int) -> None:
    """Let the phone, without network, be opened again after some hours."""
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=hours))
    page.reload()
    page.wait_for_selector("body[data-ready]", state="attached")


def test_page_says_why_there_is_no_camera_and_what_to_do_instead(
    stranger: Visitor, passer_by: Visitor, served: Served
) -> None:
    stage = json.loads(served.does(PREPARE, "无像头班"))
    stranger.signs_in("ningxiang")
    page = passer_by.page
    page.goto(opened(stranger, stage["occasion"], names=False))
    page.wait_for_selector("body[data-ready][data-state=open]", state="attached")
    page.click("#camera")
    page.wait_for_selector("#why:has-text('摄像头')")
    assert "输入签到码" in page.inner_text("#why")
    page.set_input_files("#photo", photo_of("https://example.org/"))
    told(page, "不是签到码")
    page.click("summary")
    page.fill("#walk-name", "周例土")
    page.click("#walk-in button")
    told(page, "已签到")
    page.wait_for_selector("#queue[data-waiting='0']")
    assert "周例土" not in str(kept(page))
    assert json.loads(served.does(COUNT, str(stage["occasion"])))[:2] == [1, 1]
