"""What counts: a published check on its day, corrections once a period; nothing by person, nothing like a score."""

from copy import deepcopy
from datetime import date

import pytest
from django.apps import apps

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.records.factchecks.samples import amendment, published_check
from tests.records.sheets import registry_of, told_once
from tongxin.figures import Question
from tongxin.kernel.period import Period, today
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.addresses import with_page
from tongxin.network.actions.joint import confirm_joint
from tongxin.records.factchecks import actions
from tongxin.records.factchecks.figures import ACTIVITY, CHECK, CORRECTION, MEASURES, PARAGRAPHS, RETURN
from tongxin.records.factchecks.life import CHECK as LIFE
from tongxin.records.factchecks.room import ROOM
from tongxin.returns.queries.numbers import fact_of

EVERYTHING = Scope.everything()
YEAR, NOW = Period.year(2021), Period.year(today().year)


def amended(one, kind, **values):
    actions.amend(one, by=SYSTEM, **amendment(one, amendment=kind, **values))
    actions.confirm(one, by=SYSTEM)


def tell() -> Cast:
    cast = build()
    first = published_check(cast, title="一", received=date(2020, 12, 30), day=date(2021, 1, 1), asker="李例水 某厂")
    published_check(cast, title="二", day=date(2021, 12, 31), organiser=cast.neighbour)
    published_check(cast, title="三", received=date(2020, 12, 30), day=date(2020, 12, 31))
    actions.withdraw(published_check(cast, title="四"), by=SYSTEM, reason="来源有误")
    true = {"verdict": "true", "kind": ""}
    waiting = published_check(cast, title="五", told=true)
    actions.receive(
        by=SYSTEM, **{name: getattr(first, name) for name in ("organiser", "claim", "received", "appeared")}, title="六"
    )
    amended(first, "correction")
    amended(first, "correction", summary="又改")
    amended(waiting, "update")
    actions.amend(waiting, by=SYSTEM, **amendment(waiting, amendment="correction", summary="还没同意"))
    return cast


registry = registry_of(lambda: (with_page(CHECK), with_page(CORRECTION), fact_of(RETURN)), MEASURES)
world, desk = told_once(tell, registry=registry)


@pytest.fixture
def cast(world, db) -> Cast:
    return deepcopy(world.built)


@pytest.mark.parametrize(
    ("measure", "place", "period_value"),
    [
        ("published", "430000", (YEAR, 3)),  # one, two, five: three is of the year before, four was withdrawn
        ("published", "430182", (YEAR, 2)),
        ("published", "430182", (Period.year(2020), 1)),
        ("corrected", "430000", (YEAR, 0)),
        ("corrected", "430000", (NOW, 1)),  # twice, and an update is none
        ("corrected", "430200", (NOW, 0)),
    ],
)
def test_checks_count_on_the_day_they_were_published(desk, measure, place, period_value):
    question = Question(measure=f"factchecks.{measure}", place=place, period=period_value[0])
    assert desk.figure(question, scope=EVERYTHING).result.value == period_value[1]


def test_co_organiser_is_credited_once_it_confirmed(cast, published):
    day = date(2019, 6, 1)  # a year in which nothing else was published
    one = published(co_organisers=[cast.city, cast.neighbour], received=day, day=day)
    confirm_joint(one, by=SYSTEM, organisation=cast.city)
    units = [cast.county.pk, cast.city.pk, cast.neighbour.pk]
    found = {row.organisation: (row.number, row.joint) for row in ACTIVITY(units, Period.year(2019))}
    assert found == {cast.county.pk: (1, 1), cast.city.pk: (1, 1)}


def test_every_number_of_a_return_is_named_once_in_the_paragraph():
    assert PARAGRAPHS[0].flows == RETURN.measures
    assert set(RETURN.measures) == {measure.code for measure in MEASURES}


# What fact-checking must never become: watching, reporting, taking down, pages of authors, counts of checkers.
ABSENT = {
    "account", "accounts", "author", "authors", "crawl", "crawler", "watch", "watched", "keyword", "keywords", "takedown", "checker",
    "report", "reported", "reporter", "score", "rank", "points", "views", "likes", "spreader", "poster", "platform_user", "location",
}  # fmt: skip


def test_nothing_watches_reports_or_takes_down():
    models = [one for one in apps.get_models() if one.__module__.startswith("tongxin.records.factchecks.")]
    names = {name for one in models for field in one._meta.get_fields() for name in field.name.split("_")}
    names |= {one._meta.model_name for one in models}
    names |= {name for one in LIFE.every_act() for name in one.code.split("_")}
    names |= {
        name for one in LIFE.every_act() if one.form for field in one.form.base_fields for name in field.split("_")
    }
    names |= {column.name for fact in (CHECK, CORRECTION) for column in fact.columns}
    assert len(models) == 6
    assert not ABSENT & names
    assert not ROOM.jobs
    words = "".join(one.label for one in LIFE.every_act())
    assert not [word for word in ("举报", "下架", "删帖", "封号", "监测", "抓取") if word in words]


def test_no_figure_tells_one_checker_from_another():
    subjects = {column.subject for fact in (CHECK, CORRECTION) for column in fact.columns if column.subject}
    assert subjects == {"organisation", "series", "factcheck"}
    columns = {column.name for fact in (CHECK, CORRECTION) for column in fact.columns}
    assert not [name for name in columns if "submitted" in name or "reviewed" in name or "_by" in name]
