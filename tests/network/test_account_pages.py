"""The pages of accounts: what an administrator sees and does, and what nobody else may."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import CITY, COUNTY, PROVINCE, Cast
from tests.cast import cast as build
from tongxin.access.models import Account, Grant
from tongxin.kernel.period import today

PASSWORD = "同心-tongxin-2022"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PAGES = ["", "password/", "close/", "reopen/", "roles/new/"]


@pytest.fixture
def cast(db: None) -> Cast:
    built = build()
    for name in ("cityadmin", "second"):
        account = Account.objects.create_user(name, password=PASSWORD)
        Grant.objects.create(account=account, role="administrator", path=CITY, begin=today())
        built.accounts[name] = account
    built.accounts["secretary"].set_password(PASSWORD)
    built.accounts["secretary"].save()
    return built


def at(cast: Cast, who: str, page: str = "") -> str:
    return f"/manage/accounts/{cast.accounts[who].pk}/{page}"


def shown(cast: Cast, who: str, whom: str) -> str:
    return cast.client(who).get(at(cast, whom)).content.decode()


def signs_in(password: str, name: str = "secretary") -> bool:
    answer = Client().post("/accounts/login/", {"login": name, "password": password})
    return answer.status_code == 302 and answer["Location"] == "/work/"


@pytest.mark.parametrize("page", PAGES)
def test_page_is_for_administrators_of_the_place_alone(cast: Cast, page: str) -> None:
    assert cast.client("cityadmin").get(at(cast, "secretary", page)).status_code == 200
    assert cast.client("stranger").get(at(cast, "secretary", page)).status_code == 302
    assert cast.client("city").get(at(cast, "secretary", page)).status_code == 403
    for whom in ("province", "neighbour", "member"):
        assert cast.client("cityadmin").get(at(cast, whom, page)).status_code == 404
    assert cast.client("administrator").get(f"/manage/accounts/{10**30}/{page}").status_code == 404


def test_list_leads_to_the_account(cast: Cast) -> None:
    assert f'href="{at(cast, "secretary")}"' in cast.client("cityadmin").get("/manage/accounts/").content.decode()


def test_account_says_how_it_stands_and_what_can_be_done(cast: Cast) -> None:
    page = shown(cast, "cityadmin", "secretary")
    for said in ("账号：secretary", "可以登录", "本人已设", "未开启", "秘书", "宁乡市", "有效"):
        assert said in page
    offered = [
        one for one in ("password/", "close/", "reopen/", "unlock/", "roles/new/") if at(cast, "secretary", one) in page
    ]
    assert offered == ["password/", "close/", "roles/new/"]
    own = shown(cast, "cityadmin", "cityadmin")
    assert at(cast, "cityadmin", "password/") not in own
    assert at(cast, "cityadmin", "close/") not in own


def test_account_that_works_elsewhere_too_says_who_looks_after_it(cast: Cast) -> None:
    Grant.objects.create(account=cast.accounts["secretary"], role="reader", path=PROVINCE, begin=today())
    page = shown(cast, "cityadmin", "secretary")
    assert "密码和停用由上级管理员办理" in page
    assert "湖南省" not in page.partition('id="roles"')[2].partition("</table>")[0]
    assert at(cast, "secretary", "password/") not in page
    answer = cast.client("cityadmin").post(at(cast, "secretary", "password/"), {"reason": "x"})
    assert answer.status_code == 403
    assert "请上级管理员办理" in answer.content.decode()
    assert signs_in(PASSWORD)
    assert "密码和停用由上级管理员办理" not in shown(cast, "administrator", "secretary")


def test_one_time_password_is_shown_once_and_works(cast: Cast) -> None:
    client = cast.client("cityadmin")
    assert client.post(at(cast, "secretary", "password/"), {"reason": " "}).status_code == 400
    answer = client.post(at(cast, "secretary", "password/"), {"reason": "本人忘记"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = re.search(r'<code id="secret">([a-z2-9-]{14})</code>', answer.content.decode())
    assert found is not None
    page = client.get(at(cast, "secretary")).content.decode()
    assert found[1] not in page
    for said in ("一次性密码，登录后须先修改", "重设密码", "本人忘记"):
        assert said in page
    assert not signs_in(PASSWORD)
    assert signs_in(found[1])


def test_account_is_stopped_and_started_from_its_page(cast: Cast) -> None:
    client = cast.client("cityadmin")
    assert client.post(at(cast, "secretary", "close/"), {"reason": "退休"})["Location"] == at(cast, "secretary")
    page = client.get(at(cast, "secretary")).content.decode()
    assert "已停用" in page
    assert at(cast, "secretary", "reopen/") in page
    assert at(cast, "secretary", "close/") not in page
    assert not signs_in(PASSWORD)
    assert client.post(at(cast, "secretary", "close/"), {"reason": "再次"}).status_code == 409
    client.post(at(cast, "secretary", "reopen/"), {"reason": "返聘"})
    assert signs_in(PASSWORD)


def test_lock_is_shown_and_undone_from_the_page(cast: Cast) -> None:
    for _ in range(6):
        signs_in("wrong")
    client = cast.client("cityadmin")
    page = client.get(at(cast, "secretary")).content.decode()
    assert re.search(r"登录锁定到.{0,200}\d{1,2}:\d\d", page, re.DOTALL)
    assert "输错密码的次数太多" in page
    assert "暂时锁定" in page
    assert "可以登录" not in page
    assert at(cast, "secretary", "unlock/") in page
    assert not signs_in(PASSWORD)
    assert client.post(at(cast, "secretary", "unlock/"))["Location"] == at(cast, "secretary")
    assert signs_in(PASSWORD)
    assert "输错密码的次数太多" not in client.get(at(cast, "secretary")).content.decode()
    assert cast.client("city").post(at(cast, "secretary", "unlock/")).status_code == 403
    assert client.get(at(cast, "secretary", "unlock/")).status_code == 405


def test_role_is_added_by_the_name_of_its_place(cast: Cast) -> None:
    client = cast.client("cityadmin")
    tomorrow = today() + timedelta(days=1)
    values = {"role": "reader", "place": "长沙市", "begin": "", "end": tomorrow.isoformat()}
    assert client.post(at(cast, "secretary", "roles/new/"), values)["Location"] == at(cast, "secretary")
    grants = Grant.objects.children_of(cast.accounts["secretary"]).order_by("id")
    assert [(one.role, one.path, one.begin, one.end) for one in grants][1:] == [("reader", CITY, today(), tomorrow)]
    assert grants[0].path == COUNTY
    for place, status, said in (
        ("湖南省", 403, "账号管理"),
        ("株洲市", 403, "账号管理"),
        ("不在地图上", 400, "没有叫「不在地图上」的地区"),
    ):
        answer = client.post(at(cast, "secretary", "roles/new/"), {"role": "reader", "place": place})
        assert (answer.status_code, said in answer.content.decode()) == (status, True)
