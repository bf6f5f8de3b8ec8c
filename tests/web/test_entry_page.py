"""The entry page: nothing typed is ever lost, and every refusal stands where it belongs."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client, RequestFactory

from tongxin.access.models import Account
from tongxin.web.errors import csrf_failure

pytestmark = pytest.mark.django_db
TYPED = {"name": "丁会", "kind": "a", "level": "c", "open": "on"}


def test_form_groups_its_fields_with_help_and_required_marks(client: Client, kit_site: None) -> None:
    html = client.get("/groups/new/?name=预填").content.decode()
    assert "登记组织" in html
    assert "照批文填写。" in html
    assert 'value="预填"' in html
    assert 'id="id_name_helptext"' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert html.index("基本信息") < html.index("已备案")


def test_saved_record_opens_with_a_message(client: Client, kit_site: None) -> None:
    response = client.post("/groups/new/", TYPED, follow=True)
    made = Group.objects.get(name="丁会")
    assert response.redirect_chain == [(f"/groups/{made.pk}/", 302)]
    assert "已登记。" in response.content.decode()


def test_wrong_field_is_named_on_top_and_in_place_and_the_rest_is_kept(client: Client, kit_site: None) -> None:
    response = client.post("/groups/new/", {**TYPED, "name": "一个超过十个字的很长的名称", "level": "zz"})
    html = response.content.decode()
    assert response.status_code == 400
    assert "没有保存，请改正下面的内容" in html
    assert 'href="#id_name"' in html
    assert 'id="id_name_error"' in html
    assert "一个超过十个字的很长的名称" in html
    assert not Group.objects.exists()


@pytest.mark.parametrize(
    ("name", "status", "sentence"),
    [("重复", 400, "已经登记过"), ("越权", 403, "没有「登记」权限"), ("冲突", 409, "刚被别人改过")],
)
def test_refusal_by_the_action_keeps_what_was_typed(
    client: Client, kit_site: None, *, name: str, status: int, sentence: str
) -> None:
    response = client.post("/groups/new/", {**TYPED, "name": name})
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert f'value="{name}"' in response.content.decode()


def test_record_the_action_cannot_find_is_not_found(client: Client, kit_site: None) -> None:
    assert client.post("/groups/new/", {**TYPED, "name": "不见"}).status_code == 404


def test_correction_starts_from_the_record_and_needs_its_reason(client: Client, kit_site: None) -> None:
    group = Group.objects.create(name="旧会")
    address = f"/groups/{group.pk}/correct/"
    html = client.get(address).content.decode()
    assert "更正组织" in html
    assert 'value="旧会"' in html
    assert client.post(address, TYPED).status_code == 400
    client.post(address, {**TYPED, "reason": "写错"})
    group.refresh_from_db()
    assert group.name == "丁会（写错）"


def test_door_without_correction_offers_none(client: Client, kit_site: None) -> None:
    group = Group.objects.create(name="旧会")
    assert client.get(f"/groups/{group.pk}/fixed/").status_code == 404


def test_form_from_elsewhere_is_refused_in_chinese(kit_site: None, settings: object) -> None:
    settings.CSRF_FAILURE_VIEW = "tongxin.web.errors.csrf_failure"  # type: ignore[attr-defined]
    client = Client(enforce_csrf_checks=True)
    response = client.post("/groups/new/", TYPED)
    assert response.status_code == 403
    page = response.content.decode()
    assert "登录已过期、页面打开太久或来源不符，没有保存" in page
    assert '<a class="btn btn-primary" href="/groups/new/">' in page
    assert "data-refused" in page
    assert "登录后再试" not in page


@pytest.mark.parametrize(
    ("sent_from", "back"),
    [
        ("http://testserver/groups/new/?q=1&r=2", "/groups/new/?q=1&amp;r=2"),
        ("http://elsewhere.example/groups/7/", "/groups/act/"),
        ("http://testserver/accounts/login/?next=/", "/groups/act/"),
        ("", "/groups/act/"),
    ],
)
def test_refused_form_leads_back_to_the_page_it_was_sent_from(
    kit_site: None, settings: Any, *, sent_from: str, back: str
) -> None:
    request = RequestFactory().post("/groups/act/", headers={"Referer": sent_from})
    request.user = AnonymousUser()
    assert f'<a class="btn btn-primary" href="{back}">' in csrf_failure(request).content.decode()


def test_what_is_typed_is_kept_for_whoever_signed_in_and_for_nobody_else(client: Client, kit_site: None) -> None:
    assert "data-kept" not in client.get("/groups/new/").content.decode()
    somebody = Account.objects.create_user("somebody")
    client.force_login(somebody)
    assert f'novalidate data-kept="{somebody.pk}">' in client.get("/groups/new/").content.decode()
    # what was sent stands in the answer already: nothing is filled in over it
    assert f'data-kept="{somebody.pk}" data-answers>' in client.post("/groups/new/", {}).content.decode()
