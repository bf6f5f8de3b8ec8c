"""Pages that enter a person ask who it is: what is alike is shown, nothing typed is lost, nobody is entered twice."""

import re
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, place
from tests.network.life import ALL, handed_in, opened, typed
from tongxin.kernel.errors import ConflictError
from tongxin.network import actions
from tongxin.network.models import Application, Membership, Person
from tongxin.network.queries.alike import AlikeError

WEI: dict[str, Any] = {"name": "张伟明", "mobile": "13800138000", "unit": "甲律所", "position": "律师", "group": ""}
SENT = {**WEI, "place": "宁乡市"}


def persons() -> int:
    return Person.objects.whole_network(reason=ALL).count()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "手机号相同、姓名相同、单位相同"),
        ({"name": "张偉明", "unit": "乙公司"}, "手机号相同、姓名相同"),
        ({"name": "李四", "unit": ""}, "手机号相同、姓名不同"),
        ({"mobile": "", "position": ""}, "姓名相同、单位相同"),
        ({"mobile": "", "unit": "甲律所有限公司"}, "姓名相同、单位相同"),
    ],
)
def test_page_shows_who_is_alike_and_keeps_what_was_typed(cast: Cast, changes: dict[str, str], reason: str) -> None:
    person, client = cast.person(**WEI), cast.client("secretary")
    sent = SENT | changes
    answer = client.post("/people/new/", sent)
    page = answer.content.decode()
    assert (answer.status_code, persons()) == (409, 1)
    assert reason in page
    assert f'<a class="btn" href="/people/{person.pk}/">用这一条</a>' in page
    for value in filter(None, sent.values()):
        assert f'value="{value}"' in page, value
    assert re.search(r'<button[^>]*name="distinct" value="yes"', page)
    done = client.post("/people/new/", {**sent, "distinct": "yes"})
    assert (done.status_code, persons()) == (302, 2)


def test_very_same_line_without_number_and_employer_is_asked_about_too(cast: Cast) -> None:
    bare = {**WEI, "mobile": "", "unit": "", "position": ""}
    person = cast.person(**bare)
    page = cast.client("secretary").post("/people/new/", {**SENT, **bare}).content.decode()
    assert f"/people/{person.pk}/" in page
    assert "各项都相同" in page


def test_page_shows_nobody_the_asker_may_not_see(cast: Cast) -> None:
    cast.person(**WEI)
    client = cast.client("neighbour")
    assert client.post("/people/new/", {**SENT, "place": "株洲市"}).status_code == 302


def test_programs_and_files_are_not_asked_in_the_action(cast: Cast) -> None:
    cast.person(**WEI)
    details = {**WEI, "mobile": "", "position": "", "place": place("430182")}
    with pytest.raises(AlikeError):
        actions.register_person(by=SYSTEM, asked=True, **details)
    assert actions.register_person(by=SYSTEM, **details).unit == "甲律所"


def desk(cast: Cast) -> str:
    return f"/organisations/{cast.county.pk}/applications/new/"


def test_desk_offers_the_record_of_whoever_applies(cast: Cast) -> None:
    person, client = cast.person(**WEI), cast.client("secretary")
    cast.join(cast.person("艾力·买买提", unit="乙公司"), cast.county)
    sent = {**SENT, "consents": ["contact"]}
    answer = client.post(desk(cast), sent)
    page = answer.content.decode()
    assert (answer.status_code, "手机号相同" in page) == (409, True)
    (address,) = re.findall(r'href="(/people/\d+/apply/[^"]*)">用这一条', page)
    assert address.startswith(f"/people/{person.pk}/apply/?organisation=")
    assert f'value="{cast.county.name}"' in client.get(address).content.decode()
    other = {**sent, "name": "艾力．买买提", "mobile": "13900139000", "unit": "丙公司"}
    assert "姓名相同、同在一个组织、单位不同" in client.post(desk(cast), other).content.decode()
    assert client.post(desk(cast), {**sent, "distinct": "yes"}).status_code == 302
    assert Application.objects.whole_network(reason=ALL).get().name == "张伟明"


def test_same_application_again_is_refused_while_it_waits(cast: Cast) -> None:
    link, client = opened(cast.county), cast.client("stranger")
    sent = {**SENT, "name": "艾力·买买提", "consents": ["contact"], "website": ""}
    first = client.post(f"/join/{link.token}/", sent)
    again = client.post(f"/join/{link.token}/", {**sent, "name": "艾力．买买提", "mobile": "+86 138-0013-8000"})
    assert (first.status_code, again.status_code) == (302, 409)
    assert "已经用这个姓名提交过申请" in again.content.decode()
    with pytest.raises(ConflictError, match="不用再提交"):
        handed_in(cast.county, name="艾力买买提")
    handed_in(cast.county, name="李四")  # a family may share a telephone
    handed_in(cast.city, name="艾力·买买提")
    kept = Application.objects.whole_network(reason=ALL).order_by("pk")
    assert [one.name for one in kept] == ["艾力·买买提", "李四", "艾力·买买提"]
    actions.withdraw_application(kept[0], by=SYSTEM)
    assert client.post(f"/join/{link.token}/", sent).status_code == 302


def test_public_form_says_nothing_of_who_is_on_record(cast: Cast) -> None:
    cast.join(cast.person(**WEI), cast.county)
    link = opened(cast.county)
    sent = {**SENT, "consents": ["contact"], "website": ""}
    assert cast.client("stranger").post(f"/join/{link.token}/", sent).status_code == 302


def review(cast: Cast, application: Application, **sent: str) -> Any:
    values = {"admit": "yes", "day": application.applied.isoformat(), **sent}
    return cast.client("secretary").post(f"/people/applications/forms/{application.pk}/", values)


def test_review_asks_who_it_is_where_somebody_is_alike(cast: Cast) -> None:
    person = cast.person("张伟明", unit="甲律所")
    application = handed_in(cast.county, name="张伟明", unit="甲律所").application
    answer = review(cast, application)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "可能已经登记，请选定是哪一位" in page
    assert f"用这一条：张伟明 甲律所 宁乡市（编号 {person.pk}，姓名相同、单位相同）" in page
    assert review(cast, application, admit="no", reason="材料不全").status_code == 302
    second = handed_in(cast.county, name="张伟明", unit="甲律所").application
    assert review(cast, second, person=str(person.pk)).status_code == 302
    assert Membership.objects.whole_network(reason=ALL).get().person == person


def test_review_enters_another_person_when_it_is_said(cast: Cast) -> None:
    cast.person("张伟明", unit="甲律所")
    application = handed_in(cast.county, **typed(name="张伟明", unit="甲律所", place=None)).application
    assert review(cast, application, person="new").status_code == 302
    assert persons() == 2


def test_review_takes_who_it_surely_is(cast: Cast) -> None:
    person = cast.person(**WEI)
    application = handed_in(cast.county, name="章伟明", mobile=WEI["mobile"]).application
    page = cast.client("secretary").get(f"/people/applications/forms/{application.pk}/").content.decode()
    assert re.search(rf'value="{person.pk}"[^>]* checked', page)
    assert review(cast, application).status_code == 302
    assert Membership.objects.whole_network(reason=ALL).get().person == person
