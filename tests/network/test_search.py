import pytest
from django.db import connection

from tests.cast import SYSTEM, Cast, found
from tongxin.network import actions
from tongxin.network.models import Organisation, Person
from tongxin.network.queries.people import at_home
from tongxin.network.queries.search import found as search

NAMES = ["张伟明", "张伟", "伟张", "单小丽", "曾国强", "覃勇", "欧阳娜娜", "李建国"]


READ = ["卜测试", "都测明", "張靓", "歐陽測", "吕立全", "李重行"]


@pytest.fixture
def people(cast: Cast) -> Cast:
    home = cast.county.place
    Person.objects.bulk_create([Person(name=name, place=home, path=home.path) for name in NAMES])
    return cast


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("卜测试", ["bu", "buceshi", "bcs", "卜"]), ("都测明", ["du", "duceming", "dcm"]),
        ("張靓", ["zhangliang", "zhangjing", "张靓", "張靓", "zl", "zj"]), ("歐陽測", ["欧阳测", "歐陽測", "ouyangce", "陽测"]),
        ("吕立全", ["lüliquan", "lyuliquan", "lvliquan", "luliquan", "Lǚ Lìquán", "llq", "呂立全"]),
        ("李重行", ["lichonghang", "lizhongxing", "liz"]),
    ],
)  # fmt: skip
def test_person_is_found_by_every_reading_and_spelling(cast: Cast, name: str, queries: list[str]) -> None:
    home, scope = cast.county.place, cast.actor("secretary").scope
    Person.objects.bulk_create([Person(name=one, place=home, path=home.path) for one in READ])
    missed = [one for one in queries if name not in {row.name for row in search(at_home(scope), one)}]
    assert missed == []


def test_person_is_found_by_employer(people: Cast) -> None:
    people.person("王芳", unit="甲律師事务所")
    rows = at_home(people.actor("secretary").scope)
    for query in ("律师事务所", "律師", "jialv", "王芳 甲律"):
        assert [row.name for row in search(rows, query)] == ["王芳"], query
    assert not search(rows, "jlss").exists()  # initials are those of people


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("张伟", ["张伟明", "张伟"]), ("伟明", ["张伟明"]), ("zhangwei", ["张伟明", "张伟"]), ("Zhang Wei Ming", ["张伟明"]),
        ("zw", ["张伟明", "张伟"]), ("zwm", ["张伟明"]), ("shan", ["单小丽"]), ("dan", []), ("zengguo", ["曾国强"]),
        ("tany", ["覃勇"]), ("qin", ["覃勇"]), ("oynn", ["欧阳娜娜"]), ("李 zh", []), ("李 li", ["李建国"]), ("'; DROP", []),
        ('" OR *', []), ("张 NOT 明", []), ("　", []), ("界" * 3000, []),
    ],
)  # fmt: skip
def test_person_is_found(people: Cast, query: str, names: list[str]) -> None:
    rows = search(at_home(people.actor("secretary").scope), query)
    assert sorted(row.name for row in rows) == sorted(names)


def test_index_follows_every_write(people: Cast) -> None:
    def names(query: str) -> list[str]:
        return [row.name for row in search(at_home(people.actor("secretary").scope), query)]

    person = people.person("王小虎")
    assert names("王小虎") == ["王小虎"]
    values = {"name": "王大虎", "unit": "", "position": "", "group": "", "place": person.place, "mobile": ""}
    actions.correct_person(person, by=SYSTEM, reason="更名", **values)
    assert names("王小虎") == []
    assert names("wangdahu") == ["王大虎"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM network_person WHERE id = %s", [person.pk])
    assert names("王大虎") == []


def test_search_never_leaves_the_scope(people: Cast) -> None:
    assert not search(at_home(people.actor("neighbour").scope), "张伟").exists()


def test_organisation_is_found_by_name_alias_pinyin_and_place(cast: Cast) -> None:
    found("株洲县企业家联谊会", "430212")

    def names(query: str) -> set[str]:
        return {row.name for row in search(Organisation.objects.visible_to(SYSTEM.scope), query)}

    assert names("省新联会") == {cast.province.name}
    assert names("联谊会") == {*names("新的社会阶层"), "株洲县企业家联谊会"}
    assert names("ningxiang") == {cast.county.name}
    assert names("lukou") == {"株洲县企业家联谊会"}  # the place is 渌口 now
    assert names("zzx") == {"株洲县企业家联谊会"}
