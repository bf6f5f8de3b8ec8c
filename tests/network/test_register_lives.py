"""What follows from the declarations of the register: who is offered what, what the API finds, words of the journal."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.cast import CITY, COUNTY, SYSTEM, Cast, found
from tests.lives import organisation_details
from tongxin.access.actor import Actor
from tongxin.access.models import Entry
from tongxin.kernel.errors import ForbiddenError
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.life import Life
from tongxin.lifecycle.lives import lives, words
from tongxin.network import actions
from tongxin.network.life.register import BASE, CHECKLIST, GRANT, ORGANISATION, PLAQUE, STAGE_RULE, ZONE
from tongxin.network.queries.organisations import recording_for
from tongxin.ports.room import rooms

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tongxin"
CODE = re.compile(r'"((?:network|access)\.[a-z_]+(?:\.[a-z_]+)+)"')


@pytest.mark.parametrize(
    ("who", "open_", "closed"),
    [
        ("secretary", {"close", "correct"}, {"correct"}),
        ("city", {"move", "charter", "close", "correct"}, {"correct"}),
        ("neighbour", set(), set()),
        ("administrator", set(), set()),
        ("member", set(), set()),
        ("stranger", set(), set()),
    ],
)
def test_organisation_offers_what_its_state_and_the_asker_allow(
    cast: Cast, who: str, open_: set[str], closed: set[str]
) -> None:
    scope = cast.actor(who).scope
    assert {one.code for one in ORGANISATION.offered(cast.county, scope=scope)} == open_
    actions.close_organisation(cast.county, by=SYSTEM, day=date(2022, 1, 1), reason="并入市会")
    assert {one.code for one in ORGANISATION.offered(cast.county, scope=scope)} == closed


def test_addresses_are_those_of_old(cast: Cast) -> None:
    base = cast.base("甲")
    plaque = actions.hang_plaque(base, by=SYSTEM, title="牌", awarded_by="市委统战部", begin=date(2020, 1, 2))
    own = f"/organisations/{cast.county.pk}/"
    assert [address_of(cast.county), *(address_of(cast.county, one.code) for one in ORGANISATION.acts)] == [
        own, *(f"{own}{name}/" for name in ("move", "charter", "close", "correct")),
    ]  # fmt: skip
    assert (list_of(ORGANISATION), list_of(BASE, state="named")) == ("/organisations/", "/bases/?state=named")
    assert (address_of(base), address_of(base, "named")) == (f"/bases/{base.pk}/", f"/bases/{base.pk}/named/")
    assert address_of(plaque, "take_down") == f"/bases/plaques/{plaque.pk}/end/"
    assert list_of(GRANT) == "/manage/accounts/"
    assert PLAQUE.state_label(plaque) == "在挂"


@pytest.mark.parametrize("who", ["secretary", "city", "province"])
def test_closed_organisation_is_not_offered_as_organiser(cast: Cast, who: str) -> None:
    scope, client = cast.actor(who).scope, cast.client(who)
    offer = f'<option value="{cast.county.name}">'
    assert cast.county in recording_for(scope)
    assert offer in client.get("/training/new/").content.decode()
    actions.close_organisation(cast.county, by=SYSTEM, day=date(2022, 1, 1), reason="并入市会")
    assert cast.county not in recording_for(scope)
    page = client.get("/training/new/").content.decode()
    assert offer not in page
    assert f'value="{cast.county.name}"' not in page  # nor filled in beforehand


@pytest.mark.parametrize(
    ("door", "text", "names"),
    [
        ("organisations", "宁乡", {"宁乡市新的社会阶层人士联谊会", "瓷器基地公司", "农业基地公司"}),
        ("organisations", "shengxinlian", {"湖南省新的社会阶层人士联谊会"}),
        ("organisations", "zhuzhou", {"株洲市新的社会阶层人士联谊会"}),
        ("organisations", "没有这个", set()),
        ("bases", "ciqi", {"瓷器基地"}),
        ("bases", "基地", {"瓷器基地", "农业基地"}),
        ("bases", "株洲", set()),
    ],
)
def test_api_finds_by_name_alias_and_pinyin(cast: Cast, door: str, text: str, names: set[str]) -> None:
    for name in ("瓷器基地", "农业基地"):
        cast.base(name)
    client: Any = cast.client("province")
    found_rows = client.get(f"/api/v1/records/{door}", {"q": text}).json()["records"]
    assert {one["values"]["name"] for one in found_rows} == names
    everything = client.get(f"/api/v1/records/{door}").json()["records"]
    assert len(everything) == {"organisations": 6, "bases": 2}[door]


@pytest.mark.parametrize(
    ("address", "columns"),
    [
        ("/organisations/", ["name", "kind", "place", "founded"]),
        ("/bases/", ["place", "state", "since"]),
        ("/manage/accounts/", ["username", "place"]),
        ("/organisations/stages/", ["path"]),
        ("/bases/checklist/", ["path"]),
    ],
)
def test_list_is_sorted_by_every_indexed_column(cast: Cast, address: str, columns: list[str]) -> None:
    client = cast.client("administrator")
    cast.base("甲")
    page = client.get(address).content.decode()
    assert re.findall(r'href="\?sort=([a-z_]+)', page) == columns
    for column in columns:
        assert client.get(f"{address}?sort=-{column}").status_code == 200


def test_organisations_sorted_by_founding_and_back(cast: Cast) -> None:
    found("老会", "430100", founded=date(2010, 1, 1))
    client = cast.client("province")
    up, down = (client.get(f"/organisations/?sort={wish}").content.decode() for wish in ("founded", "-founded"))
    assert up.index("老会") < up.index(cast.county.name)
    assert down.index("老会") > down.index(cast.county.name)


def _news(cast: Cast) -> Iterator[tuple[Life, str, Callable[[Actor], Any]]]:
    """Yield what puts a record of each kind on file, and the place path it belongs to."""
    county, zone = {"place": cast.county.place}, {"code": "430171", "name": "高新区", "parent": cast.city.place}
    organisation = organisation_details(cast.county, name="新会", registered=None)
    base = cast.base("甲")
    applied = {"name": "乙", "aliases": [], "host": cast.county, "association": None, "level": "prefecture"}
    plaque = {"title": "牌", "awarded_by": "市委统战部", "begin": date(2020, 1, 2)}
    rule = {"stage": "running", "signal": "activities", "at_least": 3, "required": True, "reason": "要求"}
    line = {"position": 1, "text": "有党组织", "active": True, "reason": "要求"}
    yield ORGANISATION, COUNTY, lambda by: actions.found_organisation(by=by, **organisation)
    yield ZONE, CITY, lambda by: actions.add_zone(by=by, **zone)
    yield BASE, COUNTY, lambda by: actions.apply_for_base(by=by, applied=date(2021, 1, 1), **county, **applied)
    yield PLAQUE, COUNTY, lambda by: actions.hang_plaque(base, by=by, **plaque)
    yield STAGE_RULE, CITY, lambda by: actions.set_stage_rule(by=by, path=CITY, **rule)
    yield CHECKLIST, CITY, lambda by: actions.set_checklist_line(by=by, path=CITY, **line)


def _told() -> list[str]:
    rows = Entry.objects.whole_network(reason="the test reads the whole journal")
    return list(rows.order_by("id").values_list("action", flat=True))


def test_record_is_put_on_file_by_those_who_may_and_told_once(cast: Cast) -> None:
    for life, path, put in _news(cast):
        assert life.new is not None
        for who in ("province", "city", "registrar", "neighbour", "secretary", "member", "administrator", "stranger"):
            by, before = cast.actor(who), _told()
            with transaction.atomic():
                if by.scope.may(life.new.verb, path):
                    put(by)
                    assert _told()[len(before) :].count(life.name_of(life.new)) == 1, (life.code, who)
                else:
                    with pytest.raises(ForbiddenError), transaction.atomic():
                        put(by)
                    assert _told() == before, (life.code, who)
                transaction.set_rollback(True)


def test_every_code_of_the_journal_has_a_word() -> None:
    writers = [path for room in ("network/actions", "network/demo", "access") for path in (SOURCE / room).rglob("*.py")]
    writers.remove(SOURCE / "access" / "wording.py")  # names columns, too
    codes = {code for path in writers for code in CODE.findall(path.read_text(encoding="utf-8"))}
    said = words()
    assert len(codes) > 60
    assert sorted(codes - said.keys()) == []
    assert all(re.search("[\u4e00-\u9fff]", word) for word in said.values())


def test_words_of_acts_are_said_once() -> None:
    acts = {life.name_of(one) for life in lives() for one in life.every_act()}
    assert sorted(acts & {code for room in rooms() for code in room.words}) == []
