from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.guard import UnscopedQueryError
from tongxin.access.models import Account, Entry, Grant
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def grants() -> list[Grant]:
    account = Account.objects.create(username="a")
    places = ["", "43/", "43/4301/", "43/4301/430121/", "43/4302/", "44/", "430/"]
    return [Grant.objects.create(account=account, role="reader", path=path, begin=today()) for path in places]


@pytest.mark.parametrize("way", ["all", "count", "first", "exists", "iterator"])
def test_bare_query_is_refused(way: str) -> None:
    with pytest.raises(UnscopedQueryError, match="visible_to"):
        getattr(Grant.objects, way)()
    with pytest.raises(UnscopedQueryError):
        Grant.objects.filter(role="reader")
    with pytest.raises(UnscopedQueryError, match="reason"):
        Grant.objects.whole_network(reason="")


@pytest.mark.parametrize(
    ("prefixes", "seen"),
    [
        ([], []),
        (["43/4301/"], ["43/4301/", "43/4301/430121/"]),
        (["43/"], ["43/", "43/4301/", "43/4301/430121/", "43/4302/"]),
        (["43/4302/", "44/"], ["43/4302/", "44/"]),
        ([""], ["", "43/", "43/4301/", "43/4301/430121/", "43/4302/", "430/", "44/"]),
    ],
)
def test_rows_seen_are_those_below_the_scope(grants: list[Grant], prefixes: list[str], seen: list[str]) -> None:
    scope = Scope.of({prefix: {Verb.ADMINISTER} for prefix in prefixes})
    assert sorted(Grant.objects.visible_to(scope).values_list("path", flat=True)) == seen


def test_rows_seen_depend_on_the_verb(grants: list[Grant]) -> None:
    scope = Scope.of({"43/": {Verb.VIEW}})
    assert not Grant.objects.visible_to(scope).exists()
    assert Grant.objects.visible_to(scope, verb=Verb.VIEW).exists()


def test_journal_line_outside_a_transaction_is_a_fault(transactional_db: None) -> None:
    account = Account.objects.create(username="b")
    with pytest.raises(journal.OutsideTransactionError):
        journal.write(account, by=Actor.system("测试"), action="test", path="")


def test_journal_line_keeps_only_what_changed() -> None:
    account = Account.objects.create(username="c", first_name="旧")
    before = journal.values_of(account)
    account.first_name = "新"
    account.save()
    with transaction.atomic():
        journal.write(account, by=Actor.system("测试"), action="test", path="43/", before=before, reason="更名")
    (line,) = journal.of(account)
    assert (line.before, line.after, line.reason) == ({"first_name": "旧"}, {"first_name": "新"}, "更名")


def told() -> list[str]:
    return list(
        Entry.objects.whole_network(reason="the test reads the whole journal")
        .order_by("id")
        .values_list("action", flat=True)
    )


def test_lines_told_together_are_written_once_in_their_order(django_assert_num_queries: Any) -> None:
    account = Account.objects.create(username="e")
    by = Actor.system("测试")
    with journal.together():
        with django_assert_num_queries(0):
            journal.write(account, by=by, action="first", path="")
        with django_assert_num_queries(2), journal.together():  # what waits is written before, so that the order stays
            journal.write(account, by=by, action="second", path="")
        journal.write(account, by=by, action="third", path="")
        assert told() == ["first", "second"]
    assert told() == ["first", "second", "third"]


def test_what_fails_tells_nothing_and_takes_nothing_else_along() -> None:
    account = Account.objects.create(username="f")
    by = Actor.system("测试")
    with suppress(KeyError), journal.together():
        journal.write(account, by=by, action="lost", path="")
        raise KeyError
    journal.write(account, by=by, action="alone", path="")
    with journal.together():
        journal.write(account, by=by, action="kept", path="")
        with suppress(KeyError), journal.part_of_it():
            journal.write(account, by=by, action="part", path="")
            raise KeyError
    assert told() == ["alone", "kept"]


def test_journal_line_is_never_changed_even_by_sql() -> None:
    account = Account.objects.create(username="d")
    journal.write(account, by=Actor.system("测试"), action="test", path="")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE access_entry SET actor = 'x'")
    assert Entry.objects.whole_network(reason="the test reads the whole journal").get().actor == "测试"
