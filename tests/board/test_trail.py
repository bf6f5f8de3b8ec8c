"""From a figure over real records to a line of a class: named for who may read persons, unnamed and explained for others."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import SYSTEM, Cast, cast
from tests.lives import class_details
from tests.shared import World, world_of
from tongxin.access import site
from tongxin.access.site import SiteFacts
from tongxin.board import records
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import registry, take_snapshot
from tongxin.records.training import actions
from tongxin.records.training.models import TrainingClass

pytestmark = pytest.mark.django_db
TIMES = "/figures/training.person_times?place=430000&from=2021-01-01&to=2021-12-31"


def three_classes() -> Cast:
    facts = SiteFacts(name="测试", home_path="43/", home_code="430000", is_demo=False, reporting_day=None)
    site.set_up(facts, by=SYSTEM)
    built = cast()
    built.person("王例山")
    for number in range(3):
        one = actions.plan_class(by=SYSTEM, **class_details(built, title=f"第{number}期班"))
        actions.hold_class(one, by=SYSTEM, roster="王例山\n李例水")
    take_snapshot(by=SYSTEM)
    return built


world = world_of(three_classes)


@pytest.fixture
def stage(world: World[Cast], settings: Any, tmp_path: Path) -> Cast:
    return world.given(settings, tmp_path)


def get(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return unescape(answer.content.decode())


def evidence(html: str) -> str:
    return html.partition('id="evidence"')[2]


def test_two_clicks_lead_from_the_number_to_a_line_of_a_class(stage: Cast) -> None:
    officer = stage.client("city")
    board = get(officer, "/board/?place=430100&year=2021")
    (figure,) = set(re.findall(r'href="(/figures/training\.person_times\?place=430100[^"#]*2021-12-31)"', board))
    page = get(officer, figure)
    assert "6 条，来自 3 行" in page
    assert "宁乡市新的社会阶层人士联谊会" in evidence(page)
    link = re.search(r'href="(/figures/training\.person_times/lines\?[^"]+)">第0期班<', evidence(page))
    assert link
    lines = get(officer, link[1])
    assert len(re.findall(r'href="/training/\d+/#p\d+"', lines)) == 2
    assert "王例山" not in lines
    assert "李例水" not in lines
    assert "您没有这里的「人员信息」权限，只列出计入的条目，不显示姓名" in lines


def test_who_may_read_persons_reads_names_on_the_lines(stage: Cast) -> None:
    secretary = stage.client("secretary")
    page = get(secretary, TIMES.replace("430000", "430182"))
    lines = get(secretary, re.findall(r'href="(/figures/[^"]+/lines\?[^"]+)"', evidence(page))[0])
    assert ("王例山" in lines, "李例水" in lines) == (True, True)
    assert "不显示姓名" not in lines


def test_record_page_says_why_it_shows_no_roster(stage: Cast) -> None:
    one = TrainingClass.objects.whole_network(reason="test").first()
    assert one is not None
    html = get(stage.client("city"), f"/training/{one.pk}/")
    assert "名册上是个人姓名，只有在这里有「人员信息」权限的账号能看" in html
    assert "名册上是个人姓名" not in get(stage.client("secretary"), f"/training/{one.pk}/")


def test_evidence_asks_the_database_the_same_few_times_however_many_records(stage: Cast) -> None:
    client = stage.client("province")
    get(client, TIMES)
    with CaptureQueriesContext(connection) as few:
        get(client, TIMES)
    for number in range(8):
        one = actions.plan_class(by=SYSTEM, **class_details(stage, title=f"再办第{number}期班"))
        actions.hold_class(one, by=SYSTEM, roster="王例山\n李例水")
    take_snapshot(by=SYSTEM)
    get(client, TIMES)
    with CaptureQueriesContext(connection) as many:
        assert "来自 11 行" in get(client, TIMES)
    named = [one["sql"] for one in many if "training_trainingclass" in one["sql"]]
    assert (len(many), len(named)) == (len(few), 1)


def test_nothing_is_named_of_a_fact_without_a_table(stage: Cast) -> None:
    fact = registry().fact("network.stage")
    assert records.table_of_records(fact) is records.table_of_lines(fact) is None
    assert records.names_of(None, [1], scope=Scope.everything()) == {}
    assert records.names_people(None) is False
