from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import SYSTEM, Cast, place
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from tongxin.kernel.places import Level
from tongxin.network.actions import add_zone
from tongxin.network.models import Place, PlaceVersion
from tongxin.network.models.register import load, short_name
from tongxin.network.queries.places import divisions_below, name_on, place_at, place_rows, places_named

pytestmark = pytest.mark.django_db


def test_register_holds_the_whole_country() -> None:
    counted = {level: Place.objects.filter(level=level).count() for level in ("province", "prefecture", "county")}
    assert counted == {"province": 34, "prefecture": 333, "county": 2847}
    assert PlaceVersion.objects.count() == 34 + 333 + 2847 + 5


def test_hunan_has_122_county_level_units_and_14_prefectures() -> None:
    assert divisions_below("43/", level=Level.COUNTY).count() == 122
    assert divisions_below("43/", level=Level.PREFECTURE).count() == 14


def test_place_knows_everyone_above_it() -> None:
    ningxiang = place("430182")
    assert (ningxiang.province.code, ningxiang.prefecture.code, ningxiang.county_id) == (
        "430000",
        "430100",
        ningxiang.pk,
    )
    assert place("429004").prefecture is None  # 仙桃市 answers straight to its province


def test_old_code_leads_to_the_place_that_goes_on() -> None:
    assert place_at("430124") == place_at("430182") == place("430182")
    assert name_on(place("430182"), date(2016, 12, 31)) == "宁乡县"
    assert name_on(place("430182"), date(2017, 1, 1)) == "宁乡市"
    assert name_on(place("430182"), date(1900, 1, 1)) == "宁乡县"
    assert list(places_named("宁乡县")) == [place("430182")]


def test_unknown_code_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="439999"):
        place_at("439999")
    with pytest.raises(InputError, match="六位数字"):
        place_at("43")


def test_loading_again_changes_nothing_in_a_few_queries() -> None:
    before = list(Place.objects.order_by("pk").values()), list(PlaceVersion.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as queries:
        assert load(Place.objects, PlaceVersion.objects) == 0
    assert len(queries) == 7
    assert before == (list(Place.objects.order_by("pk").values()), list(PlaceVersion.objects.order_by("pk").values()))


def test_place_known_by_its_old_code_keeps_number_and_path() -> None:
    known = place("430182")
    PlaceVersion.objects.filter(place=known).delete()
    PlaceVersion.objects.create(place=known, code="430124", name="宁乡县", level="county", parent=known.parent)
    Place.objects.filter(pk=known.pk).update(code="430124", name="宁乡县", short_name="宁乡县")
    assert load(Place.objects, PlaceVersion.objects) == 0
    known.refresh_from_db()
    assert (known.code, known.name, known.short_name) == ("430182", "宁乡市", "宁乡")
    assert list(PlaceVersion.objects.filter(place=known).order_by("begin").values_list("code", "end")) == [
        ("430124", date(2017, 1, 1)),
        ("430182", None),
    ]


def test_command_adds_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    gone = place("431382")
    Place.objects.filter(pk=gone.pk).update(county=None)
    PlaceVersion.objects.filter(place=gone).delete()
    gone.delete()
    call_command("places")
    assert "新增 1 个，共 3214 个" in capsys.readouterr().out
    assert place("431382").prefecture.code == "431300"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("望城区", "望城"), ("湘西土家族苗族自治州", "湘西"), ("靖州苗族侗族自治县", "靖州"), ("澧县", "澧县"), ("长沙市", "长沙"),
        ("新疆维吾尔自治区", "新疆"), ("鹤城", "鹤城"),
    ],
)  # fmt: skip
def test_short_name(name: str, short: str) -> None:
    assert short_name(name) == short


def test_zone_is_no_county_and_tells_the_journal(cast: Cast) -> None:
    zone = add_zone(by=cast.actor("city"), code="430171", name="长沙高新区", parent=place("430100"))
    assert (zone.level, zone.path, zone.county_id) == ("zone", "43/4301/430171/", None)
    assert zone.prefecture == place("430100")
    assert divisions_below("43/", level=Level.COUNTY).count() == 122
    line = Entry.objects.whole_network(reason="the test reads the whole journal").get(action="network.zone.add")
    assert (line.actor, line.path) == ("city", "43/4301/430171/")
    assert load(Place.objects, PlaceVersion.objects) == 0
    with pytest.raises(ConflictError, match="430171"):
        add_zone(by=cast.actor("city"), code="430171", name="又一个", parent=place("430100"))


@pytest.mark.parametrize(
    ("code", "name", "parent", "sentence"),
    [
        ("430171", "高新区", "430000", "市州或县市区之下"),
        ("430182", "高新区", "430100", "末两位"),
        ("430271", "高新区", "430100", "前四位"),
        ("430160", "高新区", "430100", "末两位"),
        ("43017", "高新区", "430100", "六位数字"),
        ("430171", " ", "430100", "名称"),
    ],
)
def test_zone_that_cannot_be(code: str, name: str, parent: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        add_zone(by=SYSTEM, code=code, name=name, parent=place(parent))


def test_zone_elsewhere_is_refused(cast: Cast) -> None:
    with pytest.raises(ForbiddenError):
        add_zone(by=cast.actor("neighbour"), code="430171", name="长沙高新区", parent=place("430100"))


def test_register_rows_name_every_version() -> None:
    rows = list(place_rows("default"))
    assert len(rows) == 3219
    old, new = (row for row in rows if row.place == place("430182").pk)
    assert (old.code, old.name, old.begin, old.end) == ("430124", "宁乡县", date(1949, 10, 1), date(2017, 1, 1))
    assert (new.code, new.name, new.level, new.path) == ("430182", "宁乡市", Level.COUNTY, "43/4301/430182/")
