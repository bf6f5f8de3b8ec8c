"""What browsers and programs ask for at the root of every site, and the one address of a public page."""

import pytest
from django.test import Client

from tests.cast import cast


def test_icon_and_rules_for_robots_are_there(client: Client) -> None:
    icon = client.get("/favicon.ico")
    assert (icon.status_code, icon["Content-Type"]) == (200, "image/x-icon")
    assert icon.getvalue()[:4] == b"\0\0\1\0"  # type: ignore[attr-defined]
    rules = client.get("/robots.txt")
    assert (rules.status_code, rules["Content-Type"]) == (200, 'text/plain; charset="utf-8"')
    said = rules.getvalue().decode().splitlines()  # type: ignore[attr-defined]
    assert said[1:4] == ["User-agent: *", "Disallow: /accounts/", "Disallow: /api/"]
    assert "Disallow: /" not in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "one"), [("/?x=1", "/"), ("/calendar/?month=2021-05&x=1", "/calendar/?month=2021-05")]
)
def test_public_page_names_its_one_address(client: Client, asked: str, one: str, settings: object) -> None:
    link = f'<link rel="canonical" href="http://testserver{one}">'
    assert link in client.get(asked).content.decode()
    settings.TONGXIN_ADDRESS = "https://tongxin.example.cn"  # type: ignore[attr-defined]
    assert link.replace("http://testserver", "https://tongxin.example.cn") in client.get(asked).content.decode()
    assert "canonical" not in cast().client("province").get(asked).content.decode()


@pytest.mark.django_db
def test_page_for_a_host_nobody_knows_still_answers(client: Client, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["known.example"]  # type: ignore[attr-defined]
    assert client.get("/", headers={"Host": "unknown.example"}).status_code == 400
