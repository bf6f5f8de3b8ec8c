"""Gifts from pledge to use, what takes them back, and one gift told by several levels."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.attendance.cast import actor
from tests.cast import SYSTEM
from tests.cast import cast as built
from tests.network.firms import code
from tests.records.giving.samples import cause, gift_details, project_details, received_gift, use_details
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.records.giving import actions
from tongxin.records.giving.models import AppendOnlyError, Cause, Giver, Line, Match, Recipient
from tongxin.records.giving.queries import book_of, broken, candidates, lines_of, matches_of, totals_of, uses_of
from tongxin.records.giving.rules import balance

GOODS = {"form": "goods", "quantity": 200, "unit": "箱", "basis": "invoice", "valuer": "市红十字会财务"}
LARGE = 10_000_000


def booked(gift):
    return [(line.kind, line.form, str(line.day), line.value, line.pieces) for line in lines_of(gift)]


def giver(gift):
    return Giver.objects.children_of(gift).get()


def test_gift_counts_from_the_recipients_receipt_on(pledged):
    gift = pledged()
    assert (gift.state, booked(gift)) == ("pledged", [])
    actions.receive(gift, by=SYSTEM, received=date(2021, 3, 10), receipt=" 收1 ")
    assert (gift.state, gift.receipt) == ("received", "收1")
    assert booked(gift) == [("received", "cash", "2021-03-10", 380_000, 1)]


def test_gift_entered_with_its_receipt_is_received_at_once(received):
    assert received().state == "received"


@pytest.mark.parametrize(
    ("received_on", "receipt", "field"), [(date(2021, 3, 10), "", "receipt"), (None, "收1", "received")]
)
def test_day_and_receipt_come_together(pledged, received_on, receipt, field):
    with pytest.raises(InputError) as refused:
        pledged(received=received_on, receipt=receipt)
    assert refused.value.field == field


@pytest.mark.parametrize(("day", "why"), [(date(2021, 2, 28), "不能早于"), (today() + timedelta(days=1), "还没有到")])
def test_gift_is_received_after_it_was_pledged_and_not_tomorrow(pledged, day, why):
    with pytest.raises(InputError, match=why):
        actions.receive(pledged(), by=SYSTEM, received=day, receipt="收1")


def test_gift_pledged_tomorrow_is_refused(pledged):
    with pytest.raises(InputError, match="还没有到"):
        pledged(pledged=today() + timedelta(days=1))


def test_receipt_number_of_a_recipient_stands_on_one_gift(received):
    received(receipt="收7")
    with pytest.raises(ConflictError, match="收据号已经登记在另一笔"):
        received(receipt="收7")
    assert received(receipt="收7", recipient="县慈善会").state == "received"


def test_receipt_of_a_reversed_gift_is_free_again(received):
    actions.reverse(received(receipt="收7"), by=SYSTEM, kind="duplicate", reason="登了两次")
    assert received(receipt="收7").state == "received"


def test_large_gift_counts_after_another_person_has_checked_it(cast, pledged):
    gift, secretary = pledged(value=LARGE), cast.actor("secretary")
    actions.receive(gift, by=secretary, received=date(2021, 3, 10), receipt="收1")
    assert (gift.state, booked(gift)) == ("checking", [])
    with pytest.raises(ConflictError, match="另一个人"):
        actions.check(gift, by=secretary)
    actions.check(gift, by=cast.actor("city"))
    assert (gift.state, len(booked(gift))) == ("received", 1)


def test_large_gift_whose_receipt_does_not_fit_is_a_pledge_again(cast, pledged):
    gift = pledged(value=LARGE)
    actions.receive(gift, by=cast.actor("secretary"), received=date(2021, 3, 10), receipt="收1")
    actions.refuse(gift, by=cast.actor("city"), reason="收据金额不符")
    assert (gift.state, gift.received, gift.receipt) == ("pledged", None, "")


def test_organisation_sets_from_which_amount_another_person_checks(received, pledged):
    actions.set_four_eyes(book_of(received()), by=SYSTEM, four_eyes_from=380_000)
    gift = pledged()
    actions.receive(gift, by=SYSTEM, received=date(2021, 3, 10), receipt="收9")
    assert gift.state == "checking"


@pytest.mark.parametrize("missing", ["quantity", "unit", "basis", "valuer"])
def test_goods_say_how_many_and_who_valued_them(pledged, missing):
    with pytest.raises(InputError) as refused:
        pledged(**GOODS | {missing: None if missing == "quantity" else ""})
    assert refused.value.field == missing


def test_money_carries_no_quantity(pledged):
    gift = pledged(**GOODS | {"form": "cash"})
    assert (gift.quantity, gift.unit, gift.basis, gift.valuer) == (None, "", "", "")


def test_giver_is_the_member_found_or_the_name_as_written_under_a_salt(cast, pledged):
    person = cast.person("王例山", mobile="13800138001")
    known = giver(pledged(giver="王例山 13800138001", giver_kind="person", behalf=None))
    assert (known.person, known.name, known.salt) == (person, "", "")
    written = giver(pledged(giver="李例水", giver_kind="person", behalf=None))
    assert (written.person, written.name, len(written.salt)) == (None, "李例水", 32)


def test_firm_that_gives_is_an_organisation_on_record_once(pledged):
    first = pledged(giver="例山公司", giver_kind="firm", behalf=None)
    again = pledged(giver=f" 例山公司 {code(7)}", giver_kind="firm", behalf=None)
    assert first.behalf == again.behalf
    assert (again.behalf.name, again.behalf.kind, again.behalf.unified_code) == ("例山公司", "firm", code(7))
    assert again.behalf.place == first.place
    assert not Giver.objects.children_of(first, again).exists()
    with pytest.raises(InputError) as refused:
        pledged(giver="91430182000000000X", giver_kind="firm", behalf=None)
    assert refused.value.field == "giver"


def test_anonymous_gift_is_in_nobodys_name(cast, pledged):
    with pytest.raises(InputError) as refused:
        pledged(giver_kind="anonymous", behalf=cast.county)
    assert refused.value.field == "behalf"


def test_gift_names_a_giver_or_says_that_it_is_anonymous(pledged):
    with pytest.raises(InputError) as refused:
        pledged(giver_kind="person", behalf=None)
    assert refused.value.field == "giver"
    assert pledged(giver_kind="anonymous", behalf=None).state == "pledged"


def test_recipient_is_not_the_giver_and_stands_once(cast, pledged):
    with pytest.raises(InputError, match="不能是同一家"):
        pledged(recipient=cast.county.name)
    pledged(), pledged(recipient=" 市红十字会 ")
    assert [one.name for one in Recipient.objects.public()] == ["市红十字会"]


def test_reversal_bears_the_day_of_what_it_reverses(received):
    gift = received()
    actions.reverse(gift, by=SYSTEM, kind="wrong_body", reason="应由市里登记")
    assert booked(gift)[1] == ("wrong_body", "cash", "2021-03-10", -380_000, -1)
    assert (gift.state, balance(lines_of(gift)).received) == ("reversed", 0)
    with pytest.raises(ConflictError, match="已冲正"):
        actions.reverse(gift, by=SYSTEM, kind="wrong_body", reason="再来")


def test_reversal_of_a_reversal_is_refused(received):
    gift = received()
    actions.reverse(gift, by=SYSTEM, kind="duplicate", reason="登了两次")
    with pytest.raises(ConflictError, match="已冲正"):
        actions.reverse(gift, by=SYSTEM, kind="entry_error", reason="冲错了")
    with pytest.raises(ConflictError):
        actions.give_back(gift, by=SYSTEM, kind="refund", day=date(2021, 5, 1), value=1, reason="退")
    assert len(booked(gift)) == 2


@pytest.mark.parametrize("act", ["use", "give_back"])
def test_nothing_is_used_or_given_back_tomorrow_or_before_it_was_received(received, act):
    gift = received()
    said = use_details_of(gift) if act == "use" else {"kind": "refund", "value": 1, "reason": "退"}
    for day, why in ((today() + timedelta(days=1), "还没有到"), (date(2021, 3, 9), "不能早于")):
        with pytest.raises(InputError, match=why) as refused:
            getattr(actions, act)(gift, by=SYSTEM, **said | {"day": day})
        assert refused.value.field == "day"
    assert len(booked(gift)) == 1


def test_firm_does_not_give_to_itself(pledged):
    with pytest.raises(InputError, match="不能是同一家") as refused:
        pledged(giver="例山公司", giver_kind="firm", behalf=None, recipient="例山公司")
    assert refused.value.field == "recipient"


def test_wrong_balance_of_a_line_is_found(received):
    book = book_of(received())
    Line.objects.whole_network(reason="the test forges a balance").update(received=1)
    found = broken(book)
    assert (found.number, found.why) == (1, "第 1 行的累计与各行之和不符")


def test_reversal_names_one_of_three_reasons(received):
    with pytest.raises(InputError, match="请选择冲正的原因"):
        actions.reverse(received(), by=SYSTEM, kind="refund", reason="退")


def test_refund_bears_its_own_day_and_never_exceeds_what_is_left(received):
    gift = received()
    actions.use(gift, by=SYSTEM, **use_details_of(gift, value=300_000))
    with pytest.raises(InputError, match=r"最多还能退 800\.00元"):
        actions.give_back(gift, by=SYSTEM, kind="refund", day=date(2021, 5, 1), value=80_001, reason="多付")
    actions.give_back(gift, by=SYSTEM, kind="refund", day=date(2021, 5, 1), value=80_000, reason="多付")
    assert booked(gift)[-1] == ("refund", "cash", "2021-05-01", -80_000, 0)
    with pytest.raises(ConflictError, match="先冲销它的使用"):
        actions.reverse(gift, by=SYSTEM, kind="duplicate", reason="重复")


def test_gift_partly_given_back_is_not_reversed_as_a_whole(received):
    gift = received()
    actions.give_back(gift, by=SYSTEM, kind="refund", day=date(2021, 5, 1), value=100, reason="多付")
    with pytest.raises(ConflictError, match="已有退回"):
        actions.reverse(gift, by=SYSTEM, kind="duplicate", reason="重复")


def use_details_of(gift, **changes):
    return {
        "day": date(2021, 4, 1), "value": 100_000, "cause": gift.cause, "project": None, "purpose": "购置口罩", "helped": "",
    } | changes  # fmt: skip


def test_use_is_held_to_what_is_left_and_applies_the_gift_when_all_is_used(received):
    gift = received()
    with pytest.raises(InputError, match=r"只剩 3,800\.00元"):
        actions.use(gift, by=SYSTEM, **use_details_of(gift, value=380_001))
    actions.use(gift, by=SYSTEM, **use_details_of(gift, value=80_000))
    assert gift.state == "received"
    actions.use(gift, by=SYSTEM, **use_details_of(gift, value=300_000))
    assert gift.state == "applied"
    assert balance(lines_of(gift)).left == 0


def test_voided_use_gives_the_gift_back_its_state(received):
    gift = received()
    actions.allocate(gift, by=SYSTEM, allocated=date(2021, 3, 20), allocated_to="市人民医院")
    actions.use(gift, by=SYSTEM, **use_details_of(gift, value=380_000))
    (use,) = uses_of(gift)
    actions.void_use(use, by=SYSTEM, reason="报告有误")
    gift.refresh_from_db(from_queryset=type(gift).objects.same_as(gift))
    assert (gift.state, use.state, balance(lines_of(gift)).used) == ("allocated", "voided", 0)


def test_corrected_use_is_taken_back_and_entered_anew_in_the_ledger(cast, received):
    gift = received()
    use = actions.report_use(by=SYSTEM, gift=gift.title, **use_details(cast))
    actions.correct_use(use, by=SYSTEM, reason="写错", **use_details(cast, purpose="购置防护服"))
    assert len(booked(gift)) == 2
    actions.correct_use(use, by=SYSTEM, reason="写错", **use_details(cast, value=380_000))
    assert [line[0] for line in booked(gift)] == ["received", "used", "use_voided", "used"]
    assert balance(lines_of(gift)).left == 0
    with pytest.raises(InputError, match=r"最多可用 3,800\.00元"):
        actions.correct_use(use, by=SYSTEM, reason="写错", **use_details(cast, value=380_001))


def test_restricted_gift_is_used_for_its_cause_alone(cast, received):
    gift, other = received(restricted=True), cause(cast, "抗洪救灾")
    with pytest.raises(ConflictError, match="限定用于「疫情防控」，不能用于「抗洪救灾」"):
        actions.use(gift, by=SYSTEM, **use_details_of(gift, cause=other))
    free = received()
    assert actions.use(free, by=SYSTEM, **use_details_of(free, cause=other)).state == "received"


def test_gift_to_a_project_is_used_for_it_alone(cast, received):
    project = actions.start_project(by=SYSTEM, **project_details(cast))
    gift = received(project=project)
    assert gift.restricted
    with pytest.raises(ConflictError, match="限定用于项目"):
        actions.use(gift, by=SYSTEM, **use_details_of(gift))
    actions.use(gift, by=SYSTEM, **use_details_of(gift, project=project))
    assert balance(lines_of(gift)).used == 100_000


def test_corrected_amount_is_reversed_and_entered_anew_in_one_act(cast, received):
    gift = received()
    same = gift_details(cast, title=gift.title, received=gift.received, receipt=gift.receipt)
    actions.correct(gift, by=SYSTEM, reason="题目写错", **same | {"title": "改过的题目"})
    assert len(booked(gift)) == 1
    actions.correct(gift, by=SYSTEM, reason="金额写错", **same | {"value": 390_000, "received": date(2021, 3, 12)})
    assert booked(gift) == [
        ("received", "cash", "2021-03-10", 380_000, 1),
        ("entry_error", "cash", "2021-03-10", -380_000, -1),
        ("received", "cash", "2021-03-12", 390_000, 1),
    ]
    actions.correct(
        gift, by=SYSTEM, reason="是物资", **same | {"value": 390_000, "received": date(2021, 3, 12)} | GOODS
    )
    assert booked(gift)[-2:] == [
        ("entry_error", "cash", "2021-03-12", -390_000, -1),
        ("received", "goods", "2021-03-12", 390_000, 1),
    ]


def test_correction_of_a_received_gift_keeps_receipt_organisation_and_uses(cast, received):
    gift = received()
    actions.use(gift, by=SYSTEM, **use_details_of(gift, value=300_000))
    same = gift_details(cast, received=gift.received, receipt=gift.receipt)
    for changes, field in (
        ({"receipt": ""}, "receipt"),
        ({"organiser": cast.city}, "organiser"),
        ({"value": 299_999}, "value"),
        ({"received": date(2021, 2, 1)}, "received"),
    ):
        with pytest.raises(InputError) as refused:
            actions.correct(gift, by=SYSTEM, reason="写错", **same | changes)
        assert refused.value.field == field


def test_pledge_is_corrected_without_a_receipt(cast, pledged):
    gift = pledged()
    with pytest.raises(InputError, match="请用「登记接收」"):
        actions.correct(gift, by=SYSTEM, reason="写错", **gift_details(cast, received=date(2021, 3, 10), receipt="收1"))
    actions.correct(gift, by=SYSTEM, reason="写错", **gift_details(cast, value=5))
    assert (gift.value, booked(gift)) == (5, [])


def test_pledge_that_did_not_come_says_why(pledged):
    gift = actions.drop(pledged(), by=SYSTEM, reason="企业停业")
    assert (gift.state, gift.drop_reason) == ("dropped", "企业停业")


def told_twice(cast, received, **changes):
    return received(), received(organiser=cast.city, behalf=cast.city, **changes)


def values_at(path):
    rows = Line.objects.counted().filter(path__startswith=path, kind__in=("received", "matched", "unmatched"))
    found = rows.aggregate(value=Sum("value"), pieces=Sum("pieces"))
    return found["value"], found["pieces"]


def test_gift_told_by_county_and_city_counts_once_in_the_city_and_in_each_own_place(cast, received):
    one, other = told_twice(cast, received)
    assert values_at("43/4301/") == (760_000, 2)
    match = actions.decide(by=SYSTEM, one=other.title, other=one.title, decision="same", reason="收据相同")
    assert (match.kept, match.other, match.path) == (one, other, "43/4301/")
    assert values_at("43/4301/430182/") == (380_000, 1)
    assert values_at("43/4301/") == values_at("43/") == (380_000, 1)
    actions.undo(match, by=SYSTEM, reason="不是一笔")
    assert values_at("43/4301/") == (760_000, 2)
    assert matches_of(one).count() == 0


def test_gift_told_by_three_levels_counts_once(cast, received):
    one, other = told_twice(cast, received)
    third = received(organiser=cast.province, behalf=cast.province)
    for taken in (other, third):
        actions.decide(by=SYSTEM, one=one.title, other=taken.title, decision="same", reason="同一笔")
    assert [values_at(path) for path in ("43/4301/430182/", "43/4301/", "43/")] == [(380_000, 1)] * 3


def test_gift_told_by_two_neighbours_counts_in_each_and_once_above(cast, received):
    one, other = received(), received(organiser=cast.neighbour, behalf=cast.neighbour)
    actions.decide(by=SYSTEM, one=one.title, other=other.title, decision="same", reason="共同捐赠")
    assert [values_at(path) for path in ("43/4301/", "43/4302/", "43/")] == [(380_000, 1)] * 3


def test_gifts_that_differ_or_are_of_one_organisation_are_not_one(cast, received):
    one, other = told_twice(cast, received, value=390_000)
    with pytest.raises(ConflictError, match="金额、形式或缘由不同"):
        actions.decide(by=SYSTEM, one=one.title, other=other.title, decision="same", reason="像")
    again = received()
    with pytest.raises(ConflictError, match="重复登记"):
        actions.decide(by=SYSTEM, one=one.title, other=again.title, decision="same", reason="像")
    with pytest.raises(InputError, match="两笔不同的捐赠"):
        actions.decide(by=SYSTEM, one=one.title, other=one.title, decision="same", reason="像")


def test_gift_that_does_not_count_is_not_matched(cast, received, pledged):
    one, other = received(), pledged(organiser=cast.city, behalf=cast.city)
    with pytest.raises(ConflictError, match="还没有计入"):
        actions.decide(by=SYSTEM, one=one.title, other=other.title, decision="same", reason="像")


def test_matched_gift_is_neither_reversed_nor_given_back_nor_matched_again(cast, received):
    one, other = told_twice(cast, received)
    actions.decide(by=SYSTEM, one=one.title, other=other.title, decision="same", reason="收据相同")
    with pytest.raises(ConflictError, match="先撤销认定"):
        actions.reverse(one, by=SYSTEM, kind="duplicate", reason="重复")
    with pytest.raises(ConflictError, match="先撤销认定"):
        actions.give_back(other, by=SYSTEM, kind="refund", day=date(2021, 5, 1), value=1, reason="退")
    with pytest.raises(ConflictError, match="已经认定"):
        actions.decide(by=SYSTEM, one=one.title, other=other.title, decision="same", reason="再来")


def test_decision_needs_the_right_over_the_common_place(cast, received):
    one, other = told_twice(cast, received)
    said = {"one": one.title, "other": other.title, "decision": "same", "reason": "像"}
    with pytest.raises(InputError, match="没有找到"):  # the county does not see what the city told
        actions.decide(by=cast.actor("secretary"), **said)
    with pytest.raises(ForbiddenError):
        actions.decide(by=actor("查阅", "43/", Verb.VIEW), **said)


def test_candidates_have_reasons_and_are_not_asked_again_once_decided(cast, received):
    one, other = told_twice(cast, received)
    scope = SYSTEM.scope
    (found,) = candidates(scope, gift=one).pairs
    assert found.reasons == ("金额、形式和缘由相同", "同一天接收", "受赠方相同", "上下级单位")
    received(organiser=cast.neighbour, behalf=cast.neighbour, recipient="别处", value=380_000)
    assert candidates(scope).every == 1
    match = actions.decide(by=SYSTEM, one=one.title, other=other.title, decision="different", reason="两次捐赠")
    assert (match.state, len(booked(other))) == (Match.State.DIFFERENT, 1)
    assert candidates(scope).pairs == []
    actions.undo(match, by=SYSTEM, reason="再看")
    assert candidates(scope).every == 1
    assert candidates(cast.actor("neighbour").scope).pairs == []


def test_gifts_a_season_apart_are_no_candidates(cast, received):
    received()
    received(organiser=cast.city, behalf=cast.city, received=date(2021, 6, 10))
    assert candidates(SYSTEM.scope).pairs == []


def test_line_is_neither_changed_nor_removed(received):
    line = lines_of(received()).get()
    for act in (line.save, line.delete):
        with pytest.raises(AppendOnlyError):
            act()


def test_changed_line_is_found_by_its_seal(received):
    first, second = received(), received()
    book = book_of(first)
    assert (broken(book), totals_of(book).lines, totals_of(book).gifts) == (None, 2, 2)
    rows = Line.objects.whole_network(reason="the test forges a line")
    rows.filter(gift=second).update(value=1)
    assert broken(book).number == 2


def test_erased_name_leaves_the_chain_whole(pledged):
    gift = pledged(giver="李例水", giver_kind="person", behalf=None)
    actions.receive(gift, by=SYSTEM, received=date(2021, 3, 10), receipt="收1")
    assert len(lines_of(gift).get().giver) == 64
    Giver.objects.children_of(gift).update(name="", salt="")
    assert broken(book_of(gift)) is None


def test_cause_is_named_once_and_corrected(cast):
    one = cause(cast)
    with pytest.raises(ConflictError):
        actions.name_cause(by=SYSTEM, name="疫情防控", begins=date(2020, 1, 1), organiser=cast.county)
    actions.correct_cause(one, by=SYSTEM, reason="写错", name="抗击疫情", begins=date(2020, 1, 24), organiser=cast.city)
    assert [(str(one), one.path) for one in Cause.objects.public()] == [("抗击疫情", cast.city.path)]


def test_project_ends_after_it_began_and_says_what_came_of_it(cast):
    one = actions.start_project(by=SYSTEM, **project_details(cast))
    with pytest.raises(InputError, match="不能早于"):
        actions.finish_project(one, by=SYSTEM, ends=date(2020, 12, 31), results="增收")
    actions.finish_project(one, by=SYSTEM, ends=date(2021, 9, 1), results="集体增收 20 万元")
    assert (one.state, one.results) == ("finished", "集体增收 20 万元")
    actions.correct_project(one, by=SYSTEM, reason="写错", **project_details(cast, title="新名"))
    assert one.title == "新名"


STEPS = st.lists(
    st.tuples(st.sampled_from(["use", "void", "refund", "correct", "reverse"]), st.integers(1, 40)), max_size=8
)


class AnySequence(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(STEPS)
    def test_any_sequence_balances_at_every_prefix(self, steps):
        stage = built()
        gift = received_gift(stage, value=4_000)
        for step, amount in steps:
            with suppress(ConflictError, InputError):
                self._do(stage, gift, step, amount * 100)
            gift.refresh_from_db(from_queryset=type(gift).objects.same_as(gift))
            found = balance(lines_of(gift))
            assert 0 <= found.used <= found.received
        received = gross = 0
        lines = list(lines_of(gift))
        reversed_ones = {line.reverses_id for line in lines} - {None}
        assert not reversed_ones & {line.pk for line in lines if line.reverses_id}  # no reversal is reversed
        for line in lines:
            if line.kind not in ("used", "use_voided"):
                received += line.value
                gross += line.value if line.kind not in ("refund", "returned") else 0
            assert 0 <= received <= gross
            assert line.received == received
        assert broken(book_of(gift)) is None

    @staticmethod
    def _do(stage, gift, step, amount):
        if step == "use":
            actions.use(gift, by=SYSTEM, **use_details_of(gift, value=amount))
        elif step == "void":
            for use in uses_of(gift).filter(state="reported")[:1]:
                actions.void_use(use, by=SYSTEM, reason="错")
        elif step == "refund":
            actions.give_back(gift, by=SYSTEM, kind="refund", day=date(2021, 5, 1), value=amount, reason="退")
        elif step == "correct":
            same = gift_details(stage, received=gift.received, receipt=gift.receipt)
            actions.correct(gift, by=SYSTEM, reason="写错", **same | {"value": amount})
        else:
            actions.reverse(gift, by=SYSTEM, kind="duplicate", reason="重复")
