"""首页: public figures for everybody, and where to go."""

import pytest
from django.test import Client

from tongxin.figures import Store

pytestmark = pytest.mark.django_db


def test_home_shows_public_figures_and_the_ways_on(client: Client, board: Store) -> None:
    html = client.get("/").content.decode()
    assert "测试网络" in html
    assert "75.00%" in html
    assert 'href="/board/"' in html
    assert "登录" in html


def test_home_shows_the_same_to_those_signed_in(provincial: Client) -> None:
    html = provincial.get("/").content.decode()
    assert "内部班次" not in html
    assert "75.00%" in html


def test_home_stands_before_the_first_snapshot(client: Client, empty_board: Store) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "还没有公开数字" in response.content.decode()
