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


def test_journal_line_is_never_changed_even_by_sql() -> None:
    account = Account.objects.create(username="d")
    journal.write(account, by=Actor.system("测试"), action="test", path="")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE access_entry SET actor = 'x'")
    assert Entry.objects.whole_network(reason="the test reads the whole journal").get().actor == "测试"
