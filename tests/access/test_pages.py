import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import CITY, COUNTY, PROVINCE, Cast
from tests.cast import cast as build
from tongxin.access.models import Account, Entry, Grant, Job
from tongxin.kernel.period import today

PASSWORD = "同心-tongxin-2022"
PAGES = ["/manage/accounts/", "/manage/accounts/new/", "/manage/roles/", "/journal/", "/jobs/"]


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


def grants_of(username: str) -> list[Grant]:
    rows = Grant.objects.whole_network(reason="the test reads every grant")
    return list(rows.filter(account__username=username))


@pytest.mark.parametrize("page", PAGES)
def test_page_sends_a_stranger_to_sign_in_and_back(cast: Cast, page: str) -> None:
    response = cast.client("stranger").get(page)
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={page}"


@pytest.mark.parametrize("who", ["province", "city", "secretary", "member"])
def test_management_is_for_administrators_only(cast: Cast, who: str) -> None:
    client = cast.client(who)
    for page in ("/manage/accounts/", "/manage/accounts/new/", "/journal/"):
        assert client.get(page).status_code == 403
    assert client.get("/manage/roles/").status_code == 200


def test_accounts_list_who_holds_what_where(cast: Cast) -> None:
    page = cast.client("administrator").get("/manage/accounts/").content.decode()
    assert "宁乡市" in page
    assert "业务干部" in page
    narrowed = cast.client("administrator").get("/manage/accounts/?q=secretary&role=secretary").content.decode()
    assert narrowed.count("<tr>") == 2
    by_name = cast.client("administrator").get("/manage/accounts/?sort=username").content.decode()
    assert by_name.index(">administrator<") < by_name.index(">city<") < by_name.index(">secretary<")


def test_accounts_outside_the_administrators_place_do_not_exist(cast: Cast) -> None:
    account = Account.objects.create(username="cityadmin")
    Grant.objects.create(account=account, role="administrator", path=CITY, begin=today())
    cast.accounts["cityadmin"] = account
    client = cast.client("cityadmin")
    assert "neighbour" not in client.get("/manage/accounts/").content.decode()
    assert client.get(f"/manage/grants/{grants_of('neighbour')[0].pk}/").status_code == 404
    assert client.get(f"/manage/grants/{10**30}/").status_code == 404


def new_account(client: Client, **changes: str) -> object:
    values = {"username": "xin", "name": "新同事", "password": PASSWORD, "role": "reader", "place": "430100", **changes}
    return client.post("/manage/accounts/new/", values)


def test_account_is_opened_from_the_page(cast: Cast) -> None:
    assert new_account(cast.client("administrator")).status_code == 302
    assert [(grant.role, grant.path) for grant in grants_of("xin")] == [("reader", CITY)]
    client = Client()
    refused = client.post("/accounts/login/", {"login": "xin", "password": "wrong"}).content.decode()
    assert "没有登录" in refused
    assert "没有保存" not in refused
    answer = client.post("/accounts/login/", {"login": "xin", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == "/work/"


@pytest.mark.parametrize(
    ("changes", "sentence", "status"),
    [
        ({"place": "439999"}, "没有代码为 439999", 400),
        ({"place": "x"}, "没有叫「x」的地区，请写全称或六位数字代码", 400),
        ({"place": "鼓楼区"}, "叫「鼓楼区」的地区不止一个，请写六位数字代码", 400),
        ({"place": "420100"}, "账号管理", 403),
        ({"place": "000000"}, "账号管理", 403),
        ({"password": "123"}, "密码", 400),
        ({"username": "city"}, "已有人使用", 409),
        ({"role": "king"}, "", 400),
    ],
)
def test_account_entered_wrongly_is_refused_and_nothing_typed_is_lost(
    cast: Cast, changes: dict[str, str], sentence: str, status: int
) -> None:
    before = Account.objects.count()
    response = new_account(cast.client("administrator"), **changes)
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert "新同事" in response.content.decode()
    assert Account.objects.count() == before


def test_role_is_taken_back_with_a_reason(cast: Cast) -> None:
    grant = grants_of("city")[0]
    client = cast.client("administrator")
    own, address = f"/manage/grants/{grant.pk}/", f"/manage/grants/{grant.pk}/end/"
    page = client.get(own).content.decode()
    assert all(word in page for word in ("业务干部", "长沙市", "有效", "审核上报", address))
    assert "收回授权：city：业务干部（长沙市）" in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 400
    for who in ("province", "secretary"):
        assert cast.client(who).post(address, {"reason": "越权"}).status_code == 403
        assert cast.client(who).get(own).status_code == 404
    assert client.post(address, {"reason": "调离"})["Location"] == "/manage/accounts/"
    page = client.get(own).content.decode()
    assert address not in page
    assert "已结束" in page
    assert "调离" in page
    assert client.post(address, {"reason": "再次"}).status_code == 409
    assert cast.client("city").get("/organisations/").status_code == 403


def test_journal_is_searched_and_opened(cast: Cast) -> None:
    client = cast.client("administrator")
    page = client.get("/journal/?q=宁乡&action=登记组织").content.decode()
    assert "宁乡市新的社会阶层人士联谊会" in page
    assert "株洲市" not in page.partition("<tbody>")[2]
    entry = Entry.objects.whole_network(reason="the test reads the whole journal").filter(path=PROVINCE).first()
    assert entry is not None
    assert "改动" in client.get(f"/journal/{entry.pk}/").content.decode()
    tomorrow = today() + timedelta(days=1)
    assert "没有符合条件" in client.get(f"/journal/?since={tomorrow}").content.decode()
    assert "<tbody>" in client.get(f"/journal/?since={today()}&until={today()}").content.decode()
    assert client.get("/journal/?since=昨天").status_code == 400


def test_journal_speaks_chinese_and_is_searched_by_its_words(cast: Cast) -> None:
    client = cast.client("administrator")
    founded = client.get("/journal/?action=登记组织").content.decode().partition("<tbody>")[2]
    assert "登记组织" in founded
    assert "授予角色" not in founded
    assert "network.organisation.found" not in founded
    entry = Entry.objects.whole_network(reason="the test reads the whole journal").filter(
        action="network.organisation.found", path=COUNTY
    )[0]
    page = client.get(f"/journal/{entry.pk}/").content.decode()
    for said in ("登记组织", "组织「", ">名称<", ">联谊组织<", ">地区<", ">宁乡市<"):
        assert said in page
    assert "network.organisation.found" not in page
    assert COUNTY not in page
    assert not re.search(r"\d{4}-\d\d-\d\d[T ]", page)


def test_journal_shows_what_no_table_or_field_knows_any_more(cast: Cast) -> None:
    entry = Entry.objects.create(
        path=PROVINCE, actor="甲", action="gone.thing.do", record_type="gone.thing", record_id=7,
        record_label="旧物", before={"size": None}, after={"size": 3},
    )  # fmt: skip
    page = cast.client("administrator").get(f"/journal/{entry.pk}/").content.decode()
    for said in ("gone.thing.do", "gone.thing「旧物」", ">size<", ">3<"):
        assert said in page


def test_job_is_found_again_by_its_owner_only(cast: Cast) -> None:
    job = Job.objects.create(
        kind="figures.snapshot", label="更新快照", path=PROVINCE, account=cast.accounts["province"]
    )
    address = f"/jobs/{job.pk}/"
    assert "更新快照" in cast.client("province").get(address).content.decode()
    assert "更新快照" in cast.client("province").get("/jobs/").content.decode()
    assert cast.client("administrator").get(address).status_code == 200
    assert cast.client("city").get(address).status_code == 404
    assert cast.client("province").post(address).status_code == 302
    job = Job.objects.whole_network(reason="the test reads every job").get()
    assert job.state == Job.State.CANCELLED


def test_job_with_a_result_leads_on(cast: Cast) -> None:
    values = {"state": Job.State.DONE, "result": {"url": "/board/"}, "account": cast.accounts["province"]}
    job = Job.objects.create(kind="figures.snapshot", label="更新快照", path=PROVINCE, **values)
    assert "查看结果" in cast.client("province").get(f"/jobs/{job.pk}/").content.decode()


@pytest.mark.parametrize("page", ["/accounts/logout/", "/accounts/password/change/", "/accounts/2fa/"])
def test_account_pages_speak_chinese(cast: Cast, page: str) -> None:
    response = cast.client("city").get(page, follow=True)
    assert response.status_code == 200
    assert not re.search(r">\s*(Password|Sign|Change|Submit|Menu)", response.content.decode())


def test_sign_up_is_closed(client: Client, db: None) -> None:
    assert client.post(
        "/accounts/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD}
    ).status_code in {200, 403, 404}
    assert not Account.objects.exists()


def test_journal_line_of_a_value_with_parts_is_shown(cast: Cast) -> None:
    line = Entry.objects.create(
        actor="x",
        action="test",
        record_type="network.application",
        record_id=1,
        record_label="入会申请 1",
        path=CITY,
        before={"consents": {}},
        after={"consents": {"contact": 2}},
    )
    page = cast.client("administrator").get(f"/journal/{line.pk}/").content.decode()
    assert "contact：2" in page


@pytest.mark.parametrize("who", ["stranger", "member"])
@pytest.mark.parametrize(
    "page",
    [
        "email/",
        "confirm-email/",
        "confirm-email/abc/",
        "login/code/confirm/",
        "password/reset/done/",
        "password/reset/key/1-abc/",
    ],
)
def test_page_that_would_send_mail_says_that_none_is_sent(cast: Cast, who: str, page: str) -> None:
    client = cast.client(who)
    for answer in (client.get(f"/accounts/{page}"), client.post(f"/accounts/{page}", {"email": "a@example.org"})):
        assert answer.status_code == 404
        assert "本系统不发送邮件；忘记密码请联系开设账号的管理员重设。" in answer.content.decode()
    assert client.get("/accounts/password/change/").status_code in (200, 302)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_journal_asked_at_the_ends_of_time_says_so(cast: Cast, day: str) -> None:
    for field in ("since", "until"):
        page = cast.client("administrator").get(f"/journal/?{field}={day}").content.decode()
        assert "年份应在 1949 至 2199 之间" in page


def test_journal_offers_its_words_by_room_and_no_codes(cast: Cast) -> None:
    page = cast.client("administrator").get("/journal/").content.decode()
    offered = page.partition('<select name="action"')[2].partition("</select>")[0]
    assert re.search(r'<optgroup label="组织与人员">.*?<option value="登记组织">', offered, re.DOTALL)
    assert re.search(r'<optgroup label="管理">.*?<option value="重设密码">', offered, re.DOTALL)
    assert not re.search(r'value="[a-z_]+\\.', offered)
    assert cast.client("administrator").get("/journal/?action=没有的操作").status_code == 400


def test_journal_writes_roles_rights_places_and_links_in_words(cast: Cast) -> None:
    page = new_account(cast.client("administrator"), place="长沙市")
    assert page.status_code == 302
    rows = Entry.objects.whole_network(reason="the test reads the whole journal")
    entry = rows.get(action="access.grant.give")
    shown = cast.client("administrator").get(f"/journal/{entry.pk}/").content.decode()
    for said in (">查阅<", ">长沙市<", f">编号 {Account.objects.get(username='xin').pk}<"):
        assert said in shown
    assert ">reader<" not in shown
    line = Entry.objects.create(
        path=CITY, actor="甲", action="access.token.issue", record_type="access.token", record_id=1,
        record_label="令牌", before={}, after={"verbs": ["view", "record"]},
    )  # fmt: skip
    assert ">查看、登记<" in cast.client("administrator").get(f"/journal/{line.pk}/").content.decode()


def test_forgotten_password_says_whom_to_ask(cast: Cast) -> None:
    client = cast.client("stranger")
    assert 'href="/accounts/password/reset/">忘记密码' in client.get("/accounts/login/").content.decode()
    for answer in (
        client.get("/accounts/password/reset/"),
        client.post("/accounts/password/reset/", {"email": "a@example.org"}),
    ):
        assert answer.status_code == 200
        assert "请联系为您开设账号的管理员" in answer.content.decode()
        assert "<h1>忘记密码</h1>" in answer.content.decode()


def test_account_opened_from_the_page_sets_an_own_password_first(cast: Cast) -> None:
    new_account(cast.client("administrator"), place="宁乡")
    assert [grant.path for grant in grants_of("xin")] == [COUNTY]
    client = Client()
    client.post("/accounts/login/", {"login": "xin", "password": PASSWORD})
    assert client.get("/work/")["Location"] == "/accounts/password/change/"


def test_sign_in_that_ended_leads_back_to_where_something_was_typed(cast: Cast) -> None:
    client = cast.client("stranger")
    at = "http://testserver/training/new/?kind=course"
    answer = client.post("/training/new/", {"title": "x"}, headers={"referer": at})
    assert answer["Location"] == "/accounts/login/?next=/training/new/%3Fkind%3Dcourse"
    assert "刚才提交的内容没有保存" in client.get(answer["Location"]).content.decode()
    elsewhere = client.post("/training/new/", {}, headers={"referer": "https://example.org/training/new/"})
    assert elsewhere["Location"] == "/accounts/login/?next=/"
    part = client.get("/jobs/1/", headers={"hx-request": "true", "hx-current-url": "http://testserver/jobs/1/"})
    assert part.headers["HX-Redirect"] == "/accounts/login/?next=%2Fjobs%2F1%2F"
    assert (
        cast.client("stranger").get("/training/?q=a b")["Location"] == "/accounts/login/?next=/training/%3Fq%3Da%2520b"
    )


def test_form_whose_cookies_are_gone_leads_back_to_the_form_over_a_sign_in(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/training/new/", {"title": "x"}, headers={"referer": "http://testserver/training/new/?a=1"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "登录已过期、页面打开太久或来源不符，没有保存" in page
    assert 'href="/training/new/?a=1"' in page
    assert 'href="/accounts/login/"' not in page.partition("<main")[2], "no loop: the form itself leads over a sign-in"
    assert client.get("/training/new/?a=1")["Location"] == "/accounts/login/?next=/training/new/%3Fa%3D1"


def test_sign_in_without_cookies_says_what_to_do_and_forgets_not_where_one_was_going(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    assert (
        'action="/accounts/login/?next=/training/"' in client.get("/accounts/login/?next=/training/").content.decode()
    )
    client.cookies.clear()
    page = client.post("/accounts/login/?next=/training/", {"login": "city", "password": "x"}).content.decode()
    assert "浏览器没有带回登录所需的 Cookie" in page
    assert 'href="/accounts/login/?next=/training/"' in page
    bad = client.post("/accounts/login/?next=https://example.org/", {}).content.decode().partition("<main")[2]
    assert 'href="/accounts/login/"' in bad
    assert "example.org" not in bad


def test_wrong_sign_in_says_what_is_wrong_and_how_long_a_lock_lasts(cast: Cast) -> None:
    client = cast.client("stranger")
    page = client.post("/accounts/login/", {"login": "city", "password": "wrong"}).content.decode()
    assert "<strong>没有登录</strong>" in page
    assert "登录名或密码不对，请核对大小写和输入法后重新输入。" in page
    assert "没有保存" not in page
    assert "连续输错 5 次密码，会锁定 15 分钟" in page
