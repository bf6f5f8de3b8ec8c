"""The library pages of signing in, in the product's own words."""

import gettext
import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.test import Client

from tests.cast import Cast
from tests.cast import cast as build
from tongxin.access.guard import Guarded
from tongxin.access.models import Account
from tongxin.access.wording import _LABELS, _MADE

WORDS = Path(__file__).resolve().parents[2] / "src/tongxin/access/locale/zh_Hans/LC_MESSAGES"
PASSWORD = "同心-tongxin-2022"
PAGES = [
    "password/change/", "logout/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/",
    "2fa/recovery-codes/generate/", "inactive/",
]  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


def signed_in(name: str = "city") -> Client:
    account = Account.objects.get(username=name)
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    assert client.post("/accounts/login/", {"login": name, "password": PASSWORD}).status_code == 302
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def test_words_in_use_are_those_of_the_list() -> None:
    listed = (WORDS / "django.po").read_text(encoding="utf-8")
    pairs = re.findall(r'^msgid "(.+)"\n(?:msgid_plural ".+"\n)?msgstr(?:\[0\])? "(.+)"$', listed, re.MULTILINE)
    with (WORDS / "django.mo").open("rb") as file:
        used = gettext.GNUTranslations(file)
    assert len(pairs) == listed.count("\nmsgid ") - 1 > 70
    for said, meant in pairs:
        assert meant in (used.gettext(said), used.ngettext(said, said, 1)), said


@pytest.mark.parametrize("page", PAGES)
def test_library_page_speaks_as_the_product_does(cast: Cast, page: str) -> None:
    answer = signed_in().get(f"/accounts/{page}", follow=True)
    text = answer.content.decode().partition("<main")[2].partition(">")[2]
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == f"/accounts/{page}"
    assert not re.search("你|双因素|身份验证器|帐户|令牌|激活|登出", text)
    visible = re.sub(r"<script.*?</script>|<[^>]+>", " ", text, flags=re.DOTALL)
    assert set(re.findall(r"[A-Za-z]{4,}", visible)) <= {"TOTP", "https", "localhost", "city"}, visible


def test_password_that_is_none_is_refused_in_the_products_words(cast: Cast) -> None:
    client = signed_in()
    wrong = {"oldpassword": "wrong", "password1": "12345678", "password2": "123"}
    page = client.post("/accounts/password/change/", wrong).content.decode()
    assert "密码没有修改，请改正下面的内容" in page
    assert "请输入现在的密码。" in page
    assert "密码太短，至少要 10 个字。" in page
    assert "密码不能全是数字" in page
    assert "你" not in page.partition("<main")[2]


def test_passkeys_stand_beside_codes_and_their_scripts_are_files(cast: Cast) -> None:
    client = signed_in()
    page = client.get("/accounts/2fa/").content.decode()
    assert page.index("手机验证器") < page.index("通行密钥") < page.index("备用码")
    assert "要用 https 地址（或本机 localhost）打开本站才能使用" in page
    added = client.get("/accounts/2fa/webauthn/add/", follow=True).content.decode()
    for source in ("mfa/js/webauthn.js", "mfa/js/webauthn-json.js", "account/js/onload.js", "access/passkeys.js"):
        assert re.search(rf'<script src="/static/{source.replace(".js", "")}[^"]*"', added), source
    for inline in re.findall(r"<script(?![^>]*src=)([^>]*)>", added):
        assert 'type="application/json"' in inline
    login = Client().get("/accounts/login/").content.decode()
    assert 'id="passkey_login"' in login
    assert login.index('id="passkey_login"') < login.index('id="mfa_login"')
    options = Client().get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["rpId"] == "testserver"


def test_passkey_of_somebody_is_asked_for_as_the_second_step(cast: Cast) -> None:
    signed_in()
    Authenticator.objects.create(
        user=cast.accounts["city"], type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    client = Client()
    answer = client.post("/accounts/login/", {"login": "city", "password": PASSWORD}, follow=True)
    page = answer.content.decode()
    assert "两步登录" in page
    assert "用通行密钥" in page
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "验证码不对" in wrong
    assert "没有完成，请改正下面的内容" in wrong


def test_columns_of_records_have_names_the_journal_can_say() -> None:
    unnamed = [
        f"{model._meta.label}.{field.attname}"
        for model in apps.get_models()
        if issubclass(model, Guarded) and model._meta.app_label != "toy"
        for field in model._meta.concrete_fields
        if field.attname not in {*_LABELS, *_MADE} and not re.search("[\u4e00-\u9fff]", str(field.verbose_name))
    ]
    assert unnamed == []
