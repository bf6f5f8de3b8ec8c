"""Fixtures of 核数's pages."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import SYSTEM, Cast, cast
from tests.shared import World, world_of
from tongxin.ports.desk import take_snapshot

TEXT = "会员312人，县级覆盖86%，活动销售额58.3万元，书5本。"
FACTS = """编号,指标,单位,地区,起,止,数值,分母
f1,会员人数,人,湖南省,2022-09-20,2022-09-20,312,
f2,女会员人数,人,湖南省,2022-09-20,2022-09-20,120,
f3,县级覆盖,个,湖南省,2022-09-20,2022-09-20,104,122
f4,销售额（平台口径）,元,湖南省,2022-01-01,2022-09-20,582604,
f5,销售额（合作社口径）,元,湖南省,2022-01-01,2022-09-20,551900,
"""


@pytest.fixture(autouse=True)
def _own_drafts(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path


def first_snapshot() -> Cast:
    """Build the fixed cast and a first snapshot."""
    built = cast()
    take_snapshot(by=SYSTEM)
    return built


world = world_of(first_snapshot)


@pytest.fixture
def network(world: World[Cast], tmp_path: Path, settings: Settings, db: None) -> Cast:
    """What `first_snapshot` builds."""
    return world.given(settings, tmp_path)


def table() -> SimpleUploadedFile:
    return SimpleUploadedFile("数据.csv", FACTS.encode())


def begun(client: Client, *, facts: bool = True, **changes: object) -> str:
    """Send a report and return the address of its result."""
    values = {"text": TEXT, "date": "2022-09-26", "home": "湖南省", **changes}
    response = client.post("/check/", {**values, "facts": table()} if facts else values)
    assert response.status_code == 302, response.content.decode()
    return response["Location"]
