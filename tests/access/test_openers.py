"""Each opener of a guarded table gives what its name says and no more."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Count, F, Max, OuterRef, Subquery
from django.test import RequestFactory

from tests.cast import CITY, COUNTY, SYSTEM, Cast
from tests.cast import cast as build
from tests.records.produce.board_samples import listed_offer, waiting_offer
from tongxin.access import tokens
from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded, UnscopedQueryError, answering_a_request, working_in_background
from tongxin.access.middleware import ScopeMiddleware
from tongxin.access.models import Entry, Grant, Job, Token
from tongxin.access.scopes import actor_of
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.network.models import (
    Base,
    Charter,
    Distinct,
    Membership,
    Organisation,
    ParentLink,
    Person,
    Place,
    PlaceVersion,
)
from tongxin.network.models.register import load
from tongxin.records.giving.models import Gift
from tongxin.records.produce.models import Offer
from tongxin.web.personal import is_about_people, is_private


@pytest.fixture
def cast(db: None) -> Cast:
    if not Place.objects.exists():
        load(Place.objects, PlaceVersion.objects)
    return build()


@pytest.fixture
def people(cast: Cast) -> list[Person]:
    return [cast.person(name, mobile=mobile) for name, mobile in (("例人甲", "13800000001"), ("例人乙", ""))]


def joined(person: Person, organisation: Organisation) -> Membership:
    return Membership.objects.create(
        person=person, organisation=organisation, path=organisation.path, applied=date(2020, 1, 2), state="applied"
    )


def test_children_are_those_of_the_row_alone(cast: Cast, people: list[Person]) -> None:
    here, there = joined(people[0], cast.county), joined(people[1], cast.city)
    assert list(Membership.objects.children_of(cast.county)) == [here]
    assert list(Membership.objects.children_of(people[1])) == [there]
    assert set(Membership.objects.children_of(cast.county, cast.city)) == {here, there}
    assert list(Membership.objects.children_of_numbered(Organisation, [cast.city.pk])) == [there]
    assert not Membership.objects.children_of_numbered(Organisation, []).exists()
    below = Organisation.objects.public().filter(path=COUNTY).values("pk")
    assert list(Membership.objects.children_of_numbered(Organisation, below)) == [here]


def test_children_need_the_key_where_there_are_several_or_none(cast: Cast, people: list[Person]) -> None:
    with pytest.raises(UnscopedQueryError, match="2 keys"):
        ParentLink.objects.children_of(cast.county)
    assert ParentLink.objects.children_of(cast.county, field="organisation").get().parent == cast.city
    assert ParentLink.objects.children_of(cast.county, field="parent").count() == 0
    for field in ("", "person"):
        with pytest.raises(UnscopedQueryError, match="0 keys"):
            Grant.objects.children_of(cast.county, field=field)
    with pytest.raises(UnscopedQueryError, match="one table"):
        Membership.objects.children_of(cast.county, people[0])
    with pytest.raises(UnscopedQueryError, match="which rows"):
        Membership.objects.children_of()
    with pytest.raises(UnscopedQueryError, match="never saved"):
        Membership.objects.children_of(Organisation())


def test_same_row_is_read_again_and_no_other(cast: Cast, people: list[Person]) -> None:
    one, other = people
    assert list(Person.objects.same_as(one)) == [one]
    assert list(Person.objects.same_as(one, other).order_by("pk")) == [one, other]
    assert list(Person.objects.same_as()) == []
    with transaction.atomic():
        assert Person.objects.same_as(other).select_for_update().get() == other
    with pytest.raises(UnscopedQueryError, match="no row of Person"):
        Person.objects.same_as(cast.county)
    with pytest.raises(UnscopedQueryError, match="never saved"):
        Person.objects.same_as(Person())


def test_lines_about_a_record_are_those_of_its_table(cast: Cast, people: list[Person]) -> None:
    found = Entry.objects.about(cast.county)
    assert found.exists()
    assert {(line.record_type, line.record_id) for line in found} == {("network.organisation", cast.county.pk)}
    assert {line.record_id for line in Entry.objects.about(*people)} == {person.pk for person in people}
    assert not Entry.objects.about_numbered(Person, [cast.county.pk + 10_000]).exists()
    with pytest.raises(UnscopedQueryError, match="not about any"):
        Grant.objects.about(cast.county)
    for records in ((), (cast.county, people[0])):
        with pytest.raises(UnscopedQueryError, match="one table"):
            Entry.objects.about(*records)


def test_rows_of_a_place_are_those_at_and_below_it(cast: Cast) -> None:
    assert set(Organisation.objects.at_and_below(CITY)) == {cast.city, cast.county}
    assert list(Organisation.objects.at_and_below(COUNTY)) == [cast.county]


def test_only_a_public_table_is_open_to_anybody(cast: Cast, people: list[Person]) -> None:
    assert Organisation.objects.public().count() == 4
    for model in (Person, Membership, Grant, Charter):
        with pytest.raises(UnscopedQueryError, match="not public"):
            model.objects.public()


def test_ones_own_rows_are_of_the_asker_alone(cast: Cast, people: list[Person]) -> None:
    mine, _ = joined(people[0], cast.county), joined(people[1], cast.county)
    assert list(Membership.objects.of_self(people[0])) == [mine]
    assert list(Person.objects.of_self(people[0])) == [people[0]]
    assert {grant.account for grant in Grant.objects.of_self(cast.accounts["city"])} == {cast.accounts["city"]}
    with pytest.raises(UnscopedQueryError, match="0 keys"):
        Distinct.objects.of_self(people[0])  # its keys are called first and second: neither is the asker
    with pytest.raises(UnscopedQueryError, match="0 keys"):
        Organisation.objects.of_self(people[0])


def test_a_secret_opens_its_own_row_and_nothing_without_it(cast: Cast) -> None:
    city = cast.actor("city")
    issued = tokens.issue(by=city, label="报表", verbs=[Verb.VIEW], path="", expires=today() + timedelta(days=1))
    stored = issued.token.secret_hash
    assert Token.objects.with_secret(secret_hash=stored).get() == issued.token
    assert not Token.objects.with_secret(secret_hash="").exists()
    assert not Token.objects.with_secret(secret_hash="0" * 64).exists()
    for field in ("label", "id"):
        with pytest.raises(UnscopedQueryError, match="no secret"):
            Token.objects.with_secret(**{field: "报表"})
    with pytest.raises(UnscopedQueryError, match="no secret"):
        Person.objects.with_secret(name="例人甲")


def test_counting_gives_numbers(cast: Cast, people: list[Person]) -> None:
    for person in people:
        joined(person, cast.county)
    rows = Membership.objects.counted().filter(state="applied")
    assert (rows.count(), rows.exists(), rows.aggregate(n=Count("pk"))) == (2, True, {"n": 2})
    assert list(rows.values_list("organisation").annotate(n=Count("pk"))) == [(cast.county.pk, 2)]
    assert list(rows.values("state").annotate(n=Count("pk"))) == [{"state": "applied", "n": 2}]
    known = Person.objects.visible_to(SYSTEM.scope).filter(pk__in=rows.values("person"))
    assert known.count() == 2
    number = rows.filter(person=OuterRef("pk")).order_by().values("person").annotate(n=Count("pk")).values("n")
    assert {one.n for one in known.annotate(n=Subquery(number))} == {1}


@pytest.mark.parametrize(
    "read",
    [
        list,
        lambda rows: rows.get(),
        lambda rows: rows.first(),
        bool,
        len,
        lambda rows: rows[0],
        lambda rows: rows.in_bulk(),
        lambda rows: list(rows.iterator()),
        lambda rows: list(rows.values("name")),
        lambda rows: list(rows.values_list("name", flat=True).distinct()),
        lambda rows: list(rows.annotate(n=Count("pk"))),
        lambda rows: list(rows.values("name").annotate(n=Count("pk"))),
        lambda rows: list(rows.values("mobile_index").annotate(n=Count("pk"))),
        lambda rows: list(rows.values("pk").annotate(n=Count("pk"))),
        lambda rows: list(rows.values("merged_into").annotate(n=Count("pk"))),
        lambda rows: list(rows.values(other=F("name")).annotate(n=Count("pk"))),
        lambda rows: list(rows.values("merged_into__name").annotate(n=Count("pk"))),
    ],
)  # fmt: skip
def test_counting_never_gives_a_row_or_a_person(people: list[Person], read: Any) -> None:
    with pytest.raises(UnscopedQueryError, match="no rows"):
        read(Person.objects.counted())


@pytest.mark.parametrize(
    "read",
    [
        lambda rows: rows.aggregate(last=Max("name")),
        lambda rows: rows.aggregate(Max("merged_into__unit")),
        lambda rows: list(rows.values_list("place").annotate(last=Max("name"))),
        lambda rows: list(rows.values("place").annotate(last=Max("mobile_index")).values("last")),
    ],
)  # fmt: skip
def test_counting_takes_no_private_value_out_of_the_rows(people: list[Person], read: Any) -> None:
    with pytest.raises(UnscopedQueryError, match="no private field"):
        read(Person.objects.counted())
    assert Person.objects.counted().aggregate(n=Count("name", distinct=True), last=Max("path"))["n"] == 2


@pytest.mark.parametrize("opened", ["counted", "for_snapshot"])
def test_what_is_counted_or_copied_is_never_written(people: list[Person], opened: str) -> None:
    rows: Any = Person.objects.counted() if opened == "counted" else Person.objects.for_snapshot("network.person")
    for write in (
        lambda: rows.update(name="x"),
        rows.delete,
        rows.select_for_update,
        lambda: rows.bulk_update(people, ["name"]),
    ):
        with pytest.raises(UnscopedQueryError, match="neither locked nor written"):
            write()
    assert Person.objects.same_as(people[0]).get().name == "例人甲"


def test_snapshot_takes_what_names_nobody(cast: Cast, people: list[Person]) -> None:
    rows = Person.objects.for_snapshot("network.person", using="default").order_by("pk")
    assert list(rows.values_list("pk", "group", "place__path")) == [(one.pk, one.group, COUNTY) for one in people]
    assert [name for (name,) in Organisation.objects.for_snapshot("network.organisation").values_list("level")]
    assert list(Organisation.objects.for_snapshot("network.organisation").filter(path=COUNTY)) == [cast.county]
    place = rows.annotate(column_place=F("place_id")).values_list("column_place")
    assert list(place.iterator()) == [(one.place_id,) for one in people]


@pytest.mark.parametrize(
    "read",
    [
        list,
        lambda rows: rows.first(),
        lambda rows: list(rows.values()),
        lambda rows: list(rows.values_list()),
        lambda rows: list(rows.values_list("pk", "name")),
        lambda rows: list(rows.values_list("mobile")),
        lambda rows: list(rows.values_list("merged_into__unit")),
        lambda rows: list(rows.annotate(x=F("unit")).values_list("x").iterator()),
        lambda rows: list(rows.annotate(x=F("merged_into__unit")).values_list("x")),
    ],
)  # fmt: skip
def test_snapshot_never_takes_a_private_field(people: list[Person], read: Any) -> None:
    with pytest.raises(UnscopedQueryError, match="private"):
        read(Person.objects.for_snapshot("network.person"))


def test_snapshot_names_its_fact(db: None) -> None:
    for code in ("", "person", "网络.人员"):
        with pytest.raises(UnscopedQueryError, match="no code"):
            Base.objects.for_snapshot(code)


def test_worker_opens_nothing_while_somebody_waits_for_an_answer(cast: Cast, rf: RequestFactory) -> None:
    assert Grant.objects.for_worker().count() == sum(len(one) for one in _posts(cast))
    with answering_a_request():
        with pytest.raises(UnscopedQueryError, match="while a request"):
            Grant.objects.for_worker()
        with working_in_background():
            assert Grant.objects.for_worker().exists()
        with pytest.raises(UnscopedQueryError):
            Grant.objects.for_worker()
    assert Grant.objects.for_worker().exists()

    def answer(_: Any) -> Any:
        return Grant.objects.for_worker().first()

    with pytest.raises(UnscopedQueryError):
        ScopeMiddleware(answer)(rf.get("/"))
    assert Grant.objects.for_worker().exists()


def _posts(cast: Cast) -> list[list[Grant]]:
    return [list(Grant.objects.children_of(account)) for account in cast.accounts.values()]


def test_own_jobs_and_tokens_are_nobodys_without_an_account(cast: Cast) -> None:
    Job.objects.create(kind="x", label="x", path="")
    city = actor_of(cast.accounts["city"])
    tokens.issue(by=city, label="报表", verbs=[Verb.VIEW], path=COUNTY, expires=today() + timedelta(days=1))
    assert not tokens.visible(by=Actor.nobody()).exists()
    assert tokens.visible(by=city).count() == 1


def test_published_are_the_rows_whose_own_state_shows_them_and_no_table_publishes_unasked(cast: Cast) -> None:
    listed, waiting = listed_offer(cast), waiting_offer(cast)
    assert list(Offer.objects.published()) == [listed]
    assert waiting.pk != listed.pk
    with pytest.raises(UnscopedQueryError, match="publishes no rows"):
        Person.objects.published()


def test_no_public_table_holds_a_private_field() -> None:
    tables = [model for model in apps.get_models() if issubclass(model, Guarded)]
    public = [model for model in tables if model.is_public or model.shown_to_all is not None]
    assert {Organisation, Offer, Gift} <= set(public)
    for model in public:
        assert not is_about_people(model)
        assert not any(is_private(field) for field in model._meta.concrete_fields), model
