"""Moving what hangs on a record, for tables that say nothing of their own about it."""

from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tongxin.kernel.errors import ConflictError
from tongxin.network.actions import moving
from tongxin.network.actions.merging import mark_distinct, merge_records, undo_merge
from tongxin.network.models import Distinct, Membership, Office, Person
from tongxin.network.queries.relations import Relation, relations_to, rows_of, stored, uniques, values_from
from tongxin.records.training.models import TrainingClass

ALL = "the test reads every row"


def test_every_foreign_key_to_a_person_is_found() -> None:
    found = {(relation.model._meta.label, relation.field) for relation in relations_to(Person)}
    assert found >= {
        ("network.Membership", "person"),
        ("network.Office", "person"),
        ("attendance.Participation", "person"),
    }
    assert not {label for label, _ in found} & {"network.Distinct", "network.PersonMerge", "network.MergeRequest"}
    assert {relation.model for relation in relations_to(Membership)} >= {Office}


def test_table_of_pairs_without_a_guard_is_read_too(db: None) -> None:
    assert list(rows_of(TrainingClass.co_organisers.through)) == []


def test_rules_of_uniqueness_are_found_wherever_they_are_declared() -> None:
    through = TrainingClass.co_organisers.through
    assert [list(rule.fields) for rule in uniques(through, "organisation")] == [["trainingclass", "organisation"]]
    assert [rule.name for rule in uniques(Membership, "person")] == ["network_one_open_membership"]
    assert [rule.name for rule in uniques(Membership, "id")] == ["id"]


def test_encrypted_columns_are_kept_as_they_lie(cast: Cast) -> None:
    person = cast.person("张伟", mobile="13800138000")
    kept = stored(person, ["mobile", "name", "merged_into_id"])
    assert "13800138000" not in kept["mobile"]
    assert values_from(Person, kept, readable=True) == {"mobile": "13800138000", "name": "张伟", "merged_into_id": None}


@pytest.fixture
def with_remarks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let remarks about pairs move like the rows of a table that has no wishes of its own."""

    def relations(target: Any) -> tuple[Relation, ...]:
        extra = (Relation(model=Distinct, field="second"),) if target is Person else ()
        return (*relations_to(target), *extra)

    monkeypatch.setattr(moving, "relations_to", relations)


@pytest.mark.usefixtures("with_remarks")
def test_row_that_may_exist_once_goes_aside_and_comes_back(cast: Cast) -> None:
    other, kept, merged = cast.person("李四"), cast.person("张伟"), cast.person("张伟", "430100")
    own, aside = (mark_distinct(other, by=SYSTEM, other=one) for one in (kept, merged))
    merge = merge_records(kept, by=SYSTEM, merged=merged, reason="同一人", choose={"place": "merged"})
    remarks = Distinct.objects.whole_network(reason=ALL)
    assert list(remarks.values_list("pk", "second")) == [(own.pk, kept.pk)]
    undo_merge(merge, by=SYSTEM, reason="看错了")
    assert list(remarks.order_by("pk").values_list("pk", "second")) == [(own.pk, kept.pk), (aside.pk, merged.pk)]


@pytest.mark.usefixtures("with_remarks")
def test_row_set_aside_does_not_push_out_its_successor(cast: Cast) -> None:
    other, kept, merged = cast.person("李四"), cast.person("张伟"), cast.person("张伟")
    mark_distinct(other, by=SYSTEM, other=kept)
    mark_distinct(other, by=SYSTEM, other=merged)
    merge = merge_records(kept, by=SYSTEM, merged=merged, reason="同一人")
    Distinct.objects.bulk_create([Distinct(first=other, second=merged, path="43/", by="别人", day=merge.day)])
    with pytest.raises(ConflictError, match="冲突"):
        undo_merge(merge, by=SYSTEM, reason="看错了")
