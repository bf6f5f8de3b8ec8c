"""Lists and pages of checks as staff see them, the acts at the API and in a workbook, and the page of a desk."""

import re
from http import HTTPStatus

import pytest

from tests.cast import SYSTEM
from tests.intake.hands import cells_of, exported, handed_in, rows_of, workbook
from tests.intake.programs import program
from tests.records.factchecks.samples import (
    amendment,
    finding,
    open_desk,
    source_details,
)
from tests.records.factchecks.samples import (
    researched as make_researched,
)
from tests.records.factchecks.samples import (
    reviewed as make_reviewed,
)
from tongxin.intake import actions as intake
from tongxin.intake import queries as batches
from tongxin.intake.preview import door_named
from tongxin.kernel.errors import ConflictError, TongxinError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.records.factchecks import actions, queries
from tongxin.records.factchecks.models import FactCheck


def page_of(client, one, *, act=""):
    return client.get(address_of(one) + (f"{act}/" if act else "")).content.decode()


def test_list_takes_few_queries_however_many(cast, published, received, django_assert_max_num_queries):
    client = cast.client("city")
    for number in range(3):
        published(title=f"发布{number}")
        received(title=f"收到{number}")
    client.get("/fact-checks/")
    with django_assert_max_num_queries(6):
        page = client.get("/fact-checks/").content.decode()
    assert "发布2" in page
    assert "收到2" in page
    assert "收到2" not in client.get("/fact-checks/?state=published").content.decode()
    assert "发布1" not in client.get("/fact-checks/?q=收到").content.decode()


def test_page_shows_alike_claims_with_their_passages_and_the_way_to_published_ones(cast, received, published):
    known = published(title="已查过的")
    one = received(title="新来的")
    page = page_of(cast.client("city"), one)
    assert "可能是同一说法" in page
    assert "「听说宁乡城区明天起停水三天，请大家赶紧储水」" in page
    assert f"/p/fact-checks/{known.public_code}/" in page
    assert "可能是同一说法" not in page_of(cast.client("city"), known)


def test_page_names_who_asked_only_to_those_who_may_read_persons(cast, received):
    one = received(asker="李例水 某厂")
    assert "李例水" in page_of(cast.client("registrar"), one)
    assert "李例水" not in page_of(cast.client("city"), one)


def test_page_of_a_change_that_waits_shows_old_and_new(cast, published):
    one = published()
    actions.amend(one, by=SYSTEM, **amendment(one, reason="水厂来函"))
    page = page_of(cast.client("province"), one)
    assert "待复核的修订" in page
    assert re.search(
        r"水厂来函.*<del>水厂没有停水计划。</del>.*<ins>水厂没有停水计划，供水正常。</ins>", page, re.DOTALL
    )
    actions.drop(one, by=SYSTEM, reason="再等")
    actions.amend(one, by=SYSTEM, **amendment(one, summary=one.summary))
    assert "只补充来源" in page_of(cast.client("province"), one)


def test_source_form_offers_the_copies_that_are_not_used_yet(cast, researched):
    one = researched()
    free = source_details(one)["file"]
    used = queries.standing_sources(one)[0].file_id
    page = page_of(cast.client("city"), one, act="source")
    assert f'value="{free}"' in page
    assert f'value="{used}"' not in page
    assert "网页截图" in page
    page = page_of(cast.client("city"), one, act="void_source")
    assert [row.title in page for row in queries.standing_sources(one)] == [True, True]


def test_finding_and_change_begin_with_what_is_on_record(cast, reviewed, published):
    one = reviewed()
    actions.send_back(one, by=SYSTEM, reason="再查")
    assert "水厂没有停水计划。" in page_of(cast.client("city"), one, act="submit")
    assert "听说宁乡城区" in page_of(cast.client("city"), published(title="二"), act="amend")
    assert "发布日期" in page_of(cast.client("city"), reviewed(title="三"), act="publish")


def test_page_of_a_desk_shows_address_and_code_while_it_is_open(cast):
    desk, client = open_desk(cast), cast.client("city")
    page = page_of(client, desk)
    assert f"/f/fact-checks/{desk.token}/" in page
    assert client.get(f"/f/fact-checks/{desk.token}/code.svg").status_code == HTTPStatus.OK
    actions.close_desk(desk, by=SYSTEM, reason="人手不够")
    assert desk.token not in page_of(client, desk)
    assert "已停止" in client.get("/fact-check-desks/").content.decode()


def test_organisation_shows_how_long_answers_took(cast, received, published):
    client = cast.client("city")
    address = address_of(cast.county)
    assert "辟谣用时" not in client.get(address).content.decode()
    received(title="一")
    assert "还没有答复" in client.get(address).content.decode()
    published(title="二")
    page = client.get(address).content.decode()
    assert "31 天" in page
    assert "半数以上还没有答复" in page


def test_api_publishes_nothing_without_second_source_or_second_person(cast):
    wire = program(cast, "city", verbs=(Verb.VIEW, Verb.RECORD, Verb.PUBLISH))
    one = make_researched(cast)
    sources = queries.standing_sources(one)
    actions.void_source(one, by=SYSTEM, source=str(sources[0].pk), reason="登错")
    sent = {**finding(reply_waived="没有涉及单位")}
    refused = wire.send("post", f"fact-checks/{one.pk}/submit", sent, status=409)
    assert "只有一个可用的来源" in str(refused)
    file = str(sources[0].file_id)
    wire.send(
        "post",
        f"fact-checks/{one.pk}/source",
        {**source_details(one, owner="另一家"), "file": file, "seen": "2021-05-03"},
        status=200,
    )
    assert wire.send("post", f"fact-checks/{one.pk}/submit", sent, status=200)
    refused = wire.send("post", f"fact-checks/{one.pk}/publish", {"day": "2021-06-01"}, status=409)
    assert "另一个人" in str(refused)
    other = program(cast, "province", verbs=(Verb.VIEW, Verb.RECORD, Verb.PUBLISH))
    assert other.send("post", f"fact-checks/{one.pk}/publish", {"day": "2021-06-01"}, status=200)


def test_workbook_can_neither_bring_a_published_check_nor_publish_one(cast):
    one = make_reviewed(cast, by=cast.actor("city"))
    door = door_named("fact-checks")
    rows = cells_of(exported([door], by=SYSTEM))[door.label]
    heading = rows[0]
    assert not {"结论", "发布日期", "状态"} & set(heading)
    rows[1][heading.index("办理")] = "发布"
    batch = handed_in(workbook({door.label: rows}), by=cast.actor("city"), path="43/4301/")
    said = [batches.opened(row).remark for row in rows_of(batch)]
    with pytest.raises(TongxinError):
        intake.apply_batch(batch, by=cast.actor("city"))
    row = FactCheck.objects.visible_to(SYSTEM.scope).get(pk=one.pk)
    assert (row.state, row.published) == ("review", None), said


def test_conflict_of_the_table_is_said_in_a_sentence(received):
    received()
    with pytest.raises(ConflictError, match="这条线索已经登记过"):
        received()
