from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import SYSTEM, Cast, found
from tests.lives import class_details
from tests.network.firms import NAME, NINGXIANG, ZHUZHOU, code, firm
from tests.network.test_merging import rows, state
from tests.records.giving.samples import received_gift
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.lifecycle.models import EvidenceFile
from tongxin.network import actions
from tongxin.network.actions.firms import firm_of
from tongxin.network.actions.merge_requests import accept_merge, decline_merge, request_merge
from tongxin.network.actions.merging import mark_distinct, merge_records, undo_merge
from tongxin.network.models import Base, FirmDistinct, FirmMerge, FirmMergeRequest, Organisation, ParentLink
from tongxin.network.queries.relations import hanging_on
from tongxin.records.giving.models import Gift
from tongxin.records.training import actions as training

ONE, OTHER = code(1), code(2)
WHY = "营业执照相同"
SHA = "a" * 64


def fresh(one: Organisation) -> Organisation:
    again: Organisation = rows(Organisation).get(pk=one.pk)
    return again


def file_of(one: Organisation, sha: str) -> EvidenceFile:
    return EvidenceFile.objects.create(
        record_type="network.organisation", record_id=one.pk, path=one.path, kind="scan", name="执照.pdf", sha256=sha,
        original_sha256=sha, media_type="application/pdf", bytes=9, added_by="布置",
    )  # fmt: skip


def test_everything_goes_over_and_comes_back(cast: Cast) -> None:
    kept, merged = firm(), firm("例山科技", ZHUZHOU, unified_code=ONE)
    gift = received_gift(cast, giver_kind="firm", behalf=merged)
    base = cast.base("例基地")
    Base.objects.same_as(base).update(host=merged)
    held = training.plan_class(by=SYSTEM, **class_details(cast, co_organisers=[kept, merged]))
    files = [file_of(kept, SHA), file_of(merged, SHA), file_of(merged, "b" * 64)]
    before = state()
    merge = merge_records(kept, by=cast.actor("province"), merged=merged, reason=WHY, choose={"name": "merged"})
    now = fresh(kept)
    assert (now.name, now.aliases, now.unified_code, now.path) == ("例山科技", [NAME], ONE, "43/4301/430182/")
    assert (now.plain_name, "例 山" in now.search_text, "湖 南" in now.search_text) == ("例山科技", True, True)
    assert fresh(merged).merged_into_id == kept.pk
    assert rows(Gift).get(pk=gift.pk).behalf_id == kept.pk
    assert rows(Base).get(pk=base.pk).host_id == kept.pk
    assert [one.pk for one in held.co_organisers.all()] == [kept.pk]
    assert hanging_on(fresh(merged)) == []
    assert dict(hanging_on(now))["捐赠"] == 1
    assert [one.record_id for one in rows(EvidenceFile).order_by("pk")] == [kept.pk, merged.pk, kept.pk]
    assert ["lifecycle.evidencefile", files[2].pk, "record_id"] in merge.moved
    done = {entry.action for entry in rows(Entry).filter(detail__reason=WHY)}
    assert done == {
        "network.organisation.merge", "network.organisation.merged", "network.organisation.merge.move",
        "network.organisation.merge.aside", "network.firm_merge.do",
    }  # fmt: skip
    undo_merge(merge, by=cast.actor("province"), reason="看错了")
    assert state() == before
    assert str(merge) == f"企业 {merged.pk} 并入企业 {kept.pk}"


def test_firm_found_by_any_of_its_names_and_places_is_the_one_kept(cast: Cast) -> None:
    kept, merged = firm(unified_code=ONE), firm("例山商贸", ZHUZHOU)
    merge = merge_records(kept, by=SYSTEM, merged=merged, reason=WHY)
    assert firm("例山商贸", ZHUZHOU) == firm("例山商贸") == firm("例山商贸", "430100", unified_code=ONE) == kept
    undo_merge(merge, by=SYSTEM, reason="看错了")
    assert firm("例山商贸", ZHUZHOU) == merged
    assert firm("例山商贸") not in {kept, merged}


def test_code_of_the_merged_one_goes_over_and_back(cast: Cast) -> None:
    kept, merged = firm(), firm(at=ZHUZHOU, unified_code=ONE)
    merge = merge_records(kept, by=SYSTEM, merged=merged, reason=WHY)
    assert (fresh(kept).unified_code, fresh(merged).unified_code) == (ONE, ONE)
    assert firm("", unified_code=ONE) == kept
    undo_merge(merge, by=SYSTEM, reason="看错了")
    assert (fresh(kept).unified_code, firm("", unified_code=ONE)) == ("", merged)


def test_what_is_not_one_firm_is_not_merged(cast: Cast) -> None:
    one, other = firm(unified_code=ONE), firm("例水", unified_code=OTHER)
    tries: tuple[tuple[Any, Any, str], ...] = (
        (one, other, "代码不同，不是同一家"),
        (one, cast.county, "只有企业和村集体可以合并"),
        (cast.county, cast.city, "只有企业和村集体可以合并"),
    )
    before = state()
    for kept, merged, sentence in tries:
        for act in (
            merge_records,
            lambda kept, **more: request_merge(kept, **(more | {"by": cast.actor("secretary")})),
        ):
            if act is merge_records or {kept.path, merged.path} != {one.path}:
                with pytest.raises(ConflictError, match=sentence):
                    act(kept, by=SYSTEM, merged=merged, reason=WHY)
    with pytest.raises(InputError, match="请选择两家不同的企业"):
        merge_records(one, by=SYSTEM, merged=fresh(one), reason=WHY)
    with pytest.raises(InputError, match="不能这样选择「place」"):
        merge_records(one, by=SYSTEM, merged=other, reason=WHY, choose={"place": "kept"})
    assert state() == before


def test_one_under_the_other_is_not_merged(cast: Cast) -> None:
    holding = found("例山集团", NINGXIANG, kind="firm")
    below = found("例山置业", NINGXIANG, kind="firm", parent=holding)
    with pytest.raises(ConflictError, match="登记过隶属关系"):
        merge_records(holding, by=SYSTEM, merged=below, reason=WHY)
    other = firm("例山大集团")
    before = state()
    merge = merge_records(other, by=SYSTEM, merged=holding, reason=WHY)
    assert fresh(below).parent_id == other.pk
    assert rows(ParentLink).get(organisation=below).parent_id == other.pk
    undo_merge(merge, by=SYSTEM, reason="看错了")
    assert state() == before


def test_ledger_of_one_that_keeps_its_own_is_not_moved(cast: Cast) -> None:
    kept, merged = firm(), firm("例水")
    received_gift(cast, organiser=merged, behalf=merged, giver_kind="firm")
    before = state()
    with pytest.raises(ConflictError, match="写下后不能改动"):
        merge_records(kept, by=SYSTEM, merged=merged, reason=WHY)
    assert state() == before


def test_contradiction_within_a_record_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def collide(*_: object) -> None:
        raise IntegrityError

    kept, merged = firm(), firm("例水")
    before = state()
    monkeypatch.setattr("tongxin.network.actions.moving.Move.follow", collide)
    with pytest.raises(ConflictError, match="同时写了这两边"):
        merge_records(kept, by=SYSTEM, merged=merged, reason=WHY)
    assert state() == before


def test_undoing_is_refused_where_the_name_was_given_again(cast: Cast) -> None:
    kept, merged = firm(), firm("例水", ZHUZHOU)
    merge = merge_records(kept, by=SYSTEM, merged=merged, reason=WHY)
    with pytest.raises(ConflictError, match=f"（编号{kept.pk}）已在宁乡市登记"):
        found("例水", ZHUZHOU, kind="firm")
    found("例水", ZHUZHOU, kind="service_team")
    with pytest.raises(ConflictError, match="冲突"):
        undo_merge(merge, by=SYSTEM, reason="看错了")
    later = merge_records(firm("例火"), by=SYSTEM, merged=kept, reason=WHY)
    with pytest.raises(ConflictError, match=f"保留的企业后来又并入企业 {later.kept_id}"):  # type: ignore[attr-defined]
        undo_merge(merge, by=SYSTEM, reason="看错了")


def test_merging_needs_the_right_on_both_sides_or_the_other_sides_word(cast: Cast) -> None:
    here, there = firm(), firm(at=ZHUZHOU)
    secretary, neighbour = cast.actor("secretary"), cast.actor("neighbour")
    with pytest.raises(ForbiddenError):
        merge_records(here, by=secretary, merged=there, reason=WHY)
    with pytest.raises(ForbiddenError):  # somebody to whom neither side belongs
        request_merge(here, by=cast.actor("member"), merged=there, reason=WHY)
    assert not rows(FirmMergeRequest).exists()
    with pytest.raises(InputError, match="可以直接合并"):
        request_merge(here, by=cast.actor("province"), merged=there, reason=WHY)
    asked = request_merge(here, by=secretary, merged=there, reason=WHY)
    assert (asked.path, asked.asked_path, str(asked)) == (there.path, here.path, f"合并请求 {asked.pk}")
    with pytest.raises(ForbiddenError):
        accept_merge(asked, by=secretary)
    decline_merge(asked, by=neighbour, reason="是分公司")
    again = request_merge(here, by=secretary, merged=there, reason=WHY)
    accept_merge(again, by=neighbour)
    assert fresh(there).merged_into_id == here.pk
    assert sorted(rows(FirmMergeRequest).values_list("state", flat=True)) == ["accepted", "declined"]
    assert rows(FirmMerge).get().reason == f"{WHY}（secretary提出，neighbour同意）"
    with pytest.raises(ForbiddenError):
        undo_merge(rows(FirmMerge).get(), by=secretary, reason="看错了")


def test_two_firms_are_remembered_until_they_are_merged_after_all(cast: Cast) -> None:
    one, other = firm(), firm(at=ZHUZHOU)
    with pytest.raises(ForbiddenError):
        mark_distinct(one, by=cast.actor("member"), other=other)
    remark = mark_distinct(other, by=cast.actor("neighbour"), other=one, reason="各有执照")
    assert (str(remark), remark.reason) == (f"不是同一家：编号 {one.pk} 与 {other.pk}", "各有执照")
    with pytest.raises(ConflictError, match="已确认不是同一家"):
        mark_distinct(one, by=SYSTEM, other=other)
    before = state()
    merge = merge_records(one, by=SYSTEM, merged=other, reason=WHY)
    assert not rows(FirmDistinct).exists()
    undo_merge(merge, by=SYSTEM, reason="看错了")
    assert state() == before


CODES = (NINGXIANG, ZHUZHOU, NINGXIANG, "430100")
pairs = st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans())
gifts = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=4)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_by=gifts, merges=st.lists(pairs, max_size=6), undone=st.lists(st.booleans(), max_size=6))
def test_any_merges_undone_in_turn_leave_everything_as_it_was(
    cast: Cast, given_by: list[tuple[int, int]], merges: list[tuple[int, int, bool]], undone: list[bool]
) -> None:
    with transaction.atomic():
        firms = [
            firm(f"例山{'甲乙丙丁'[number]}厂", at, unified_code=ONE if number == 3 else "")
            for number, at in enumerate(CODES)
        ]
        for giver, joint in given_by:
            received_gift(cast, giver_kind="firm", behalf=firms[giver], co_organisers=[firms[joint]])
        before, done = state(), []
        for number, (one, other, take) in enumerate(merges):
            kept, merged = fresh(firms[one]), fresh(firms[other])
            if one != other and kept.merged_into_id is None and merged.merged_into_id is None:
                choose = {"name": "merged", "kind": "merged"} if take else {}
                done.append(merge_records(kept, by=SYSTEM, merged=merged, reason=WHY, choose=choose))
                if number < len(undone) and undone[number]:
                    undo_merge(done.pop(), by=SYSTEM, reason="看错了")
        assert rows(Gift).count() == len(given_by)
        living = {one.pk for one in rows(Organisation).filter(merged_into=None)}
        assert set(rows(Gift).values_list("behalf", flat=True)) <= living
        for merge in reversed(done):
            undo_merge(merge, by=SYSTEM, reason="看错了")
        assert state() == before
        transaction.set_rollback(True)


def test_correcting_a_firm_keeps_its_place_and_needs_no_founding_day(cast: Cast) -> None:
    one = firm_of(name=NAME, place=cast.county.place, by=SYSTEM)
    values: Any = {"name": NAME, "aliases": ["例山"], "kind": "firm", "place": one.place, "parent": None}
    actions.correct_organisation(one, by=SYSTEM, reason="补登", founded=None, registered=date(2020, 1, 1), **values)
    assert (one.founded, one.registered, firm("例山")) == (None, date(2020, 1, 1), one)
    actions.close_organisation(one, by=SYSTEM, day=date(2021, 1, 1), reason="注销")
    actions.correct_organisation(one, by=SYSTEM, reason="补登", founded=None, registered=None, **values)
    assert one.closed == date(2021, 1, 1)
