"""Figures of the past without records stand beside a figure, in a table of their own, and in nothing else."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.board.test_figure_page import text
from tests.cast import SYSTEM
from tongxin.figures import Store
from tongxin.network.models import Place
from tongxin.returns.actions import assert_figure

pytestmark = pytest.mark.django_db
CLASSES = "/figures/training.classes?place=430000&from=2021-01-01&to=2021-12-31"
HEAD = "历史数字（无记录，仅供对照）"


def asserted(**changes: Any) -> None:
    details: dict[str, Any] = {
        "measure": "training.classes",
        "place": Place.objects.get(code="430000"),
        "first_day": date(2010, 1, 1),
        "last_day": date(2010, 12, 31),
        "value": "9031",
        "denominator": None,
        "source": "《2010年工作总结》",
        **changes,
    }
    assert_figure(by=SYSTEM, **details)


def test_past_figure_stands_in_a_table_of_its_own(provincial: Client) -> None:
    assert HEAD not in text(provincial, CLASSES)
    asserted()
    page = text(provincial, CLASSES)
    before, _, rest = page.partition('<section class="card tx-section" id="asserted"')
    table, _, after = rest.partition("</section>")
    assert HEAD in table
    assert "9,031 班次" in table
    assert "2010年" in table
    assert "《2010年工作总结》" in table
    assert "9031" not in before + after
    assert "9,031" not in before + after


def test_past_figure_of_another_measure_or_place_is_not_shown(provincial: Client) -> None:
    asserted(measure="training.persons")
    asserted(place=Place.objects.get(code="430100"))
    assert HEAD not in text(provincial, CLASSES)


def test_stranger_and_neighbour_are_not_shown_what_documents_say(
    client: Client, board: Store, municipal: Client
) -> None:
    asserted()
    assert HEAD not in text(client, CLASSES)
    assert HEAD not in text(municipal, CLASSES)
