"""Where the pages of records are."""

import pytest

from tests.cast import SYSTEM, Cast, cast
from tests.lives import SAMPLES, class_details, visit_details
from tests.toy import actions
from tests.toy.life import LIFE
from tests.toy.models import Visit
from tongxin.attendance import queries as attended
from tongxin.attendance.life import LINE
from tongxin.attendance.models import HeadCount, Occasion, Participation
from tongxin.lifecycle.addresses import address, address_of, list_of, page_template, with_page
from tongxin.records.training import actions as training


@pytest.fixture
def stage(db: None) -> Cast:
    return cast()


def test_list_takes_its_filters_along() -> None:
    assert list_of(LIFE) == "/visits/"
    assert list_of(LIFE, state="made", q="a b") == "/visits/?state=made&q=a+b"


def test_pages_of_a_record_lie_below_its_number() -> None:
    assert address(LIFE, "detail", 10) == "/visits/10/"
    assert address(LIFE, "make", 100) == "/visits/100/make/"
    assert address_of(Visit(pk=20)) == "/visits/20/"
    assert address_of(Visit(pk=20), "drop") == "/visits/20/drop/"
    assert address_of(Participation(pk=7), "correct") == address(LINE, "correct", 7) == "/roster-lines/7/correct/"


def test_roster_line_is_shown_where_its_class_is_whether_it_counts_or_not(stage: Cast) -> None:
    planned = SAMPLES["training.class"].make(stage)
    line = attended.roster(planned.occasion).order_by("id").last()
    assert address_of(line) == f"/training/{planned.pk}/#p{line.pk}"


def test_record_that_no_page_shows_is_said(stage: Cast) -> None:
    alone = training.plan_class(by=SYSTEM, **class_details(stage)).occasion
    heads = HeadCount(pk=1, occasion=alone)
    for record in (alone, heads, Participation(pk=0)):
        with pytest.raises(LookupError, match=f"no page shows {record._meta.label}"):
            address_of(record)


@pytest.mark.parametrize("model", [Occasion, Participation])
def test_table_without_pages_has_no_template(model: type) -> None:
    with pytest.raises(LookupError, match="have no page"):
        page_template(model)
    assert page_template(Visit) == "/visits/{}/"


def test_fact_of_no_table_keeps_its_page() -> None:
    from tongxin.ports.desk import registry

    other = registry().fact("training.return")
    assert with_page(other) is other


def test_pages_of_a_life_answer_at_their_addresses(stage: Cast) -> None:
    one = actions.plan_visit(by=SYSTEM, **visit_details(stage))
    client = stage.client("secretary")
    for page, status in (("detail", 200), ("make", 200), ("correct", 200), ("drop", 200), ("check", 405)):
        assert client.get(address_of(one, page)).status_code == status, page
    assert client.get("/visits/new/").status_code == 200
