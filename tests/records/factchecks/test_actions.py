"""From the claim to the published page and what is said after it: two persons, sources with copies, the right of reply."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import COUNTY, NEIGHBOUR, SYSTEM
from tests.records.factchecks.samples import (
    NOT_YET,
    PUBLISHED,
    RECEIVED,
    YESTERDAY,
    amendment,
    archived,
    claim_details,
    finding,
    open_desk,
    reply_request,
    source_details,
    with_sources,
)
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.lifecycle.evidence import withdraw as withdraw_file
from tongxin.lifecycle.naming import numbered_name
from tongxin.records.factchecks import actions, queries
from tongxin.records.factchecks.actions import intake
from tongxin.records.factchecks.models import Asker, Desk, FactCheck, Shingle, Source, Version

WAIVED = finding(reply_waived="没有涉及单位")


def told(one):
    rows = Entry.objects.whole_network(reason="test").filter(record_type="factchecks.factcheck", record_id=one.pk)
    return list(rows.order_by("id").values_list("action", flat=True))


def versions(one):
    return [(row.number, row.kind, str(row.day), row.reason) for row in queries.versions_of(one)]


def askers(one):
    return [(row.person_id, row.name, row.unit, row.mobile) for row in Asker.objects.children_of(one)]


def test_claim_goes_from_intake_to_publication(cast):
    one = actions.receive(by=SYSTEM, **claim_details(cast))
    assert (one.state, one.path, one.place, one.through) == ("received", COUNTY, cast.county.place, "staff")
    actions.accept(one, by=SYSTEM)
    assert one.state == "researching"
    actions.ask_reply(one, by=SYSTEM, **reply_request())
    with_sources(one)
    actions.record_reply(one, by=SYSTEM, reply_received=date(2021, 5, 9), reply="没有停水。")
    actions.submit(one, by=cast.actor("city"), **finding())
    assert (one.state, one.submitted_by, one.verdict) == ("review", cast.accounts["city"].pk, "false")
    actions.publish(one, by=cast.actor("province"), day=PUBLISHED)
    assert (one.state, one.published, one.answered) == ("published", PUBLISHED, PUBLISHED)
    assert one.reviewed_by == cast.accounts["province"].pk
    assert len(one.public_code) >= 30
    assert versions(one) == [(1, "first", "2021-06-01", "")]
    said = queries.versions_of(one).get().said
    assert (said["verdict"], said["reply"], said["reply_until"]) == ("false", "没有停水。", "2021-05-20")
    assert [row.since for row in queries.sources_of(one)] == [1, 1]
    codes = ("receive", "accept", "ask_reply", "reply", "submit", "publish")
    assert [code for code in told(one) if not code.endswith("source")] == [f"factchecks.check.{code}" for code in codes]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"received": NOT_YET}, "received"), ({"appeared": RECEIVED + timedelta(days=1)}, "appeared")],
)
def test_claim_of_a_day_that_cannot_be_is_refused(cast, received, changes, field):
    with pytest.raises(InputError) as refused:
        received(**changes)
    assert refused.value.field == field
    assert not FactCheck.objects.visible_to(SYSTEM.scope).exists()


def test_claim_that_appeared_when_it_came_is_taken(received):
    assert received(appeared=RECEIVED).appeared == RECEIVED


def test_claim_recorded_twice_by_staff_is_refused(received):
    received()
    with pytest.raises(ConflictError, match="已经登记过"):
        received()


def test_asker_is_matched_with_the_register_or_kept_as_written(cast, received):
    person = cast.person("王例山", mobile="13800138000")
    assert askers(received(asker="王例山 13800138000")) == [(person.pk, "", "", "")]
    assert askers(received(title="二", asker="李例水 13900139000")) == [(None, "李例水", "", "13900139000")]
    assert askers(received(title="三")) == []
    for text in ("王例山\n李例水", "——"):
        with pytest.raises(InputError) as refused:
            received(title="四", asker=text)
        assert refused.value.field == "asker"


def test_roster_nobody_can_read_is_refused_at_its_field(received):
    with pytest.raises(InputError) as refused:
        received(asker="王例山\n" * 20_000)
    assert refused.value.field == "asker"


def test_claim_set_aside_says_why_and_may_be_checked_after_all(received):
    one = received()
    actions.set_aside(one, by=SYSTEM, ground="opinion", reason="是评论")
    assert (one.state, one.ground, one.answered) == ("set_aside", "opinion", today())
    actions.reopen(one, by=SYSTEM, reason="补充了事实")
    assert (one.state, one.ground, one.answered) == ("researching", "", None)


def test_linking_changes_no_state_and_leads_to_the_first(received, published):
    first, second, third = published(title="第一条"), received(title="第二条"), received(title="第三条")
    actions.link(second, by=SYSTEM, same_as="第一条")
    actions.link(third, by=SYSTEM, same_as=numbered_name(second))
    assert (second.same_as, third.same_as) == (first, first)
    assert (first.state, second.state, third.state) == ("published", "received", "received")
    with pytest.raises(ConflictError, match="已有别的线索关联到这一条"):
        actions.link(first, by=SYSTEM, same_as=numbered_name(received(title="第四条")))
    with pytest.raises(InputError, match="不能与它自己关联"):
        actions.link(third, by=SYSTEM, same_as=numbered_name(third))
    with pytest.raises(InputError, match="不能与它自己关联"):
        actions.link(first, by=SYSTEM, same_as=numbered_name(second))
    actions.unlink(third, by=SYSTEM, reason="不是一回事")
    assert third.same_as is None
    with pytest.raises(ConflictError, match="没有关联"):
        actions.unlink(third, by=SYSTEM, reason="再来")


def test_check_out_of_reach_cannot_be_linked_to(cast, received):
    far = received(title="株洲的说法", organiser=cast.neighbour)
    one = received()
    with pytest.raises(InputError, match="没有找到"):
        actions.link(one, by=cast.actor("secretary"), same_as=numbered_name(far))


def test_source_needs_a_copy_of_its_own_that_is_kept(researched):
    one, other = researched(), researched(title="别的")
    used = queries.standing_sources(one)[0].file
    gone = archived(one)
    withdraw_file(gone, by=SYSTEM, reason="传错")
    for file in ("", "999999", str(gone.pk), str(queries.standing_sources(other)[0].file_id)):
        with pytest.raises(InputError, match="请先在本页「佐证」上传") as refused:
            actions.add_source(one, by=SYSTEM, **source_details(one, file=file))
        assert refused.value.field == "file"
    with pytest.raises(ConflictError, match="已用于另一个来源"):
        actions.add_source(one, by=SYSTEM, **source_details(one, file=str(used.pk)))
    with pytest.raises(InputError, match="还没有到"):
        actions.add_source(one, by=SYSTEM, **source_details(one, seen=NOT_YET))
    assert Source.objects.children_of(one).count() == 2


def test_voided_source_counts_no_longer_and_frees_its_copy(researched):
    one = researched()
    wrong = queries.standing_sources(one)[0]
    actions.void_source(one, by=SYSTEM, source=str(wrong.pk), reason="登错")
    with pytest.raises(ConflictError, match="没有这个未公开的来源"):
        actions.void_source(one, by=SYSTEM, source=str(wrong.pk), reason="再来")
    with pytest.raises(ConflictError, match="只有一个可用的来源"):
        actions.submit(one, by=SYSTEM, **WAIVED)
    actions.add_source(one, by=SYSTEM, **source_details(one, file=str(wrong.file_id)))
    assert actions.submit(one, by=SYSTEM, **WAIVED).state == "review"


def test_finding_without_second_source_is_not_submitted(cast, received):
    one = actions.accept(received(), by=SYSTEM)
    actions.add_source(one, by=SYSTEM, **source_details(one))
    with pytest.raises(ConflictError, match="只有一个可用的来源"):
        actions.submit(one, by=SYSTEM, **WAIVED)
    actions.add_source(one, by=SYSTEM, **source_details(one, owner="宁乡市自来水公司（官网）", origin="另一处"))
    with pytest.raises(ConflictError, match="同一个单位"):
        actions.submit(one, by=SYSTEM, **WAIVED)
    assert one.state == "researching"


def test_one_original_record_with_its_exception_is_submitted_and_the_exception_kept(received):
    one = actions.accept(received(), by=SYSTEM)
    actions.add_source(one, by=SYSTEM, **source_details(one, is_primary=True))
    actions.submit(one, by=SYSTEM, **finding(reply_waived="无", exception="停水公告原件"))
    actions.publish(one, by=SYSTEM, day=PUBLISHED)
    assert queries.versions_of(one).get().said["exception"] == "停水公告原件"


def test_copy_withdrawn_before_publication_stops_it(reviewed):
    one = reviewed()
    withdraw_file(queries.standing_sources(one)[1].file, by=SYSTEM, reason="有人像")
    with pytest.raises(ConflictError, match="只有一个可用的来源"):
        actions.publish(one, by=SYSTEM, day=PUBLISHED)
    assert versions(one) == []


def test_reply_is_asked_or_the_reason_said(researched):
    one = researched()
    with pytest.raises(ConflictError, match="还没有征求答复"):
        actions.submit(one, by=SYSTEM, **finding(reply_waived=" "))
    with pytest.raises(ConflictError, match="还没有登记向谁征求答复"):
        actions.record_reply(one, by=SYSTEM, reply_received=date(2021, 5, 9), reply="不是")
    with pytest.raises(InputError, match="应晚于征求日期"):
        actions.ask_reply(one, by=SYSTEM, **reply_request(reply_until=date(2021, 5, 4)))
    with pytest.raises(InputError, match="不能早于"):
        actions.ask_reply(one, by=SYSTEM, **reply_request(reply_asked=RECEIVED - timedelta(days=1)))
    actions.ask_reply(one, by=SYSTEM, **reply_request())
    actions.submit(one, by=SYSTEM, **finding(reply_waived="不用了"))
    assert one.reply_waived == ""
    with pytest.raises(InputError, match="不能早于"):
        actions.record_reply(one, by=SYSTEM, reply_received=date(2021, 5, 3), reply="早了")


def test_publication_waits_for_the_reply_or_the_deadline(cast, researched):
    one = researched(asked=True)
    actions.submit(one, by=SYSTEM, **finding())
    with pytest.raises(ConflictError, match="答复期限到2021年5月20日"):
        actions.publish(one, by=SYSTEM, day=date(2021, 5, 20))
    with transaction.atomic():
        assert actions.publish(one, by=SYSTEM, day=date(2021, 5, 21)).state == "published"
        transaction.set_rollback(True)
    one = FactCheck.objects.visible_to(SYSTEM.scope).get(pk=one.pk)
    actions.record_reply(one, by=SYSTEM, reply_received=date(2021, 5, 9), reply="没有停水。")
    assert actions.publish(one, by=SYSTEM, day=date(2021, 5, 10)).published == date(2021, 5, 10)


@pytest.mark.parametrize(("day", "said"), [(NOT_YET, "还没有到"), (RECEIVED - timedelta(days=1), "不能早于")])
def test_publication_of_a_day_that_cannot_be_is_refused(reviewed, day, said):
    with pytest.raises(InputError, match=said):
        actions.publish(reviewed(), by=SYSTEM, day=day)


def test_one_person_never_publishes_what_he_or_she_researched(cast, researched):
    one, city, province = researched(), cast.actor("city"), cast.actor("province")
    actions.submit(one, by=city, **WAIVED)
    for act, values in ((actions.publish, {"day": PUBLISHED}), (actions.send_back, {"reason": "再查"})):
        with pytest.raises(ConflictError, match="另一个人"):
            act(one, by=city, **values)
    with pytest.raises(ForbiddenError):
        actions.publish(one, by=cast.actor("secretary"), day=PUBLISHED)
    actions.send_back(one, by=province, reason="再查一处")
    assert one.state == "researching"
    actions.submit(one, by=province, **WAIVED)
    with pytest.raises(ConflictError, match="另一个人"):
        actions.publish(one, by=province, day=PUBLISHED)
    assert actions.publish(one, by=city, day=PUBLISHED).state == "published"


def test_the_table_itself_takes_no_check_of_one_person_without_verdict_or_kind(published):
    one = published()
    rows = FactCheck.objects.whole_network(reason="test").filter(pk=one.pk)
    for values in (
        {"submitted_by": 7, "reviewed_by": 7}, {"verdict": "", "kind": ""}, {"kind": ""}, {"verdict": "true"},
        {"published": None}, {"public_code": ""}, {"reply_until": PUBLISHED},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)


def test_change_is_shown_only_when_another_person_agrees(cast, published):
    one, city = published(), cast.actor("city")
    values = amendment(one, amendment="correction", reason="水厂改了公告", verdict="partly", kind="exaggerated")
    actions.amend(one, by=city, **values)
    assert (one.state, one.verdict, one.pending["kind"]) == ("amending", "false", "correction")
    assert set(one.pending["values"]) == {"verdict", "kind", "summary"}
    assert len(versions(one)) == 1
    with pytest.raises(ConflictError, match="另一个人"):
        actions.confirm(one, by=city)
    actions.confirm(one, by=cast.actor("province"))
    assert (one.state, one.verdict, one.kind, one.pending) == ("published", "partly", "exaggerated", {})
    assert versions(one)[1:] == [(2, "correction", str(today()), "水厂改了公告")]
    old, new = (row.said for row in queries.versions_of(one))
    assert (old["summary"], new["summary"]) == ("水厂没有停水计划。", "水厂没有停水计划，供水正常。")
    assert one.published == PUBLISHED


def test_change_that_is_dropped_leaves_all_as_it_was(published):
    one = published()
    actions.amend(one, by=SYSTEM, **amendment(one))
    actions.drop(one, by=SYSTEM, reason="不用改")
    assert (one.state, one.pending, one.summary, len(versions(one))) == ("published", {}, "水厂没有停水计划。", 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"verdict": "partly"}, "改变结论或错误类型的是「更正」"),
        ({"kind": "cut", "amendment": "typo"}, "改变结论或错误类型的是「更正」"),
        ({"summary": "水厂没有停水计划。", "amendment": "typo"}, "没有改动任何内容"),
        ({"summary": "水厂没有停水计划。", "amendment": "correction"}, "没有改动任何内容"),
        ({"reply": "补来的答复"}, "要一起填写"),
        ({"reply_received": YESTERDAY}, "要一起填写"),
        ({"reply": "补来的答复", "reply_received": NOT_YET}, "还没有到"),
        ({"reason": "  "}, "请写明原因"),
    ],
)
def test_change_that_says_the_wrong_thing_of_itself_is_refused(published, changes, said):
    one = published()
    with pytest.raises(InputError, match=said):
        actions.amend(one, by=SYSTEM, **amendment(one, **changes))
    assert one.state == "published"


def test_late_reply_is_printed_with_its_day(published):
    one = published()
    actions.amend(one, by=SYSTEM, **amendment(one, reply="我们没有停水。", reply_received=YESTERDAY))
    actions.confirm(one, by=SYSTEM)
    assert (one.reply, one.reply_received) == ("我们没有停水。", YESTERDAY)
    assert queries.versions_of(one).last().said["reply_received"] == str(YESTERDAY)


def test_update_brings_new_words_or_a_new_source(published):
    one = published()
    same = {"summary": one.summary}
    actions.amend(one, by=SYSTEM, **amendment(one, **same))
    with pytest.raises(ConflictError, match="没有新的内容也没有新的来源"):
        actions.confirm(one, by=SYSTEM)
    actions.add_source(one, by=SYSTEM, **source_details(one, owner="第三家"))
    actions.confirm(one, by=SYSTEM)
    assert [row.since for row in queries.sources_of(one)] == [1, 1, 2]
    with pytest.raises(ConflictError):
        actions.void_source(one, by=SYSTEM, source=str(queries.standing_sources(one)[0].pk), reason="登错")


def test_source_that_was_shown_is_never_voided(published):
    one = published()
    actions.amend(one, by=SYSTEM, **amendment(one))
    with pytest.raises(ConflictError, match="已公开的来源不能作废"):
        actions.void_source(one, by=SYSTEM, source=str(queries.standing_sources(one)[0].pk), reason="登错")


def test_correction_needs_its_sources_but_a_slip_of_the_pen_does_not(published):
    one = published()
    withdraw_file(queries.standing_sources(one)[1].file, by=SYSTEM, reason="有人像")
    actions.amend(one, by=SYSTEM, **amendment(one, amendment="correction"))
    with pytest.raises(ConflictError, match="只有一个可用的来源"):
        actions.confirm(one, by=SYSTEM)
    actions.drop(one, by=SYSTEM, reason="先找来源")
    actions.amend(one, by=SYSTEM, **amendment(one, amendment="typo"))
    assert actions.confirm(one, by=SYSTEM).state == "published"


def test_withdrawal_says_why_and_keeps_what_was_shown(published):
    one = published()
    with pytest.raises(InputError, match="请写明原因"):
        actions.withdraw(one, by=SYSTEM, reason=" ")
    actions.amend(one, by=SYSTEM, **amendment(one))
    actions.withdraw(one, by=SYSTEM, reason="来源收回了公告")
    assert (one.state, one.pending) == ("withdrawn", {})
    assert versions(one)[1:] == [(2, "withdrawal", str(today()), "来源收回了公告")]
    first, last = queries.versions_of(one)
    assert first.said == last.said
    with pytest.raises(ConflictError):
        actions.amend(one, by=SYSTEM, **amendment(one))


def test_what_was_shown_is_never_written_over(published):
    row = queries.versions_of(published()).get()
    row.reason = "改"
    with pytest.raises(ConflictError, match="已公开的版本不能改动"):
        row.save()
    assert Version.is_append_only


def test_corrected_claim_moves_with_all_that_hangs_on_it_and_is_found_by_its_new_words(cast, researched):
    one = researched(asker="李例水 某厂")
    details = claim_details(cast, organiser=cast.neighbour, title="株洲明天停电？", claim="株洲全市明天停电一整天。")
    actions.correct(one, by=SYSTEM, reason="登错单位", **details)
    assert one.path == NEIGHBOUR
    assert {row.path for row in (*Asker.objects.children_of(one), *queries.sources_of(one))} == {NEIGHBOUR}
    assert [a.record for a in queries.alike("株洲全市明天停电一整天", scope=SYSTEM.scope)] == [one]
    assert queries.alike("听说宁乡城区明天起停水三天", scope=SYSTEM.scope) == []
    with pytest.raises(ForbiddenError):
        actions.correct(one, by=cast.actor("neighbour"), reason="要回来", **claim_details(cast))


def test_claim_handed_in_by_anybody_waits_and_is_one_however_often_sent(cast):
    desk = open_desk(cast)
    said = {
        "claim": "听说明天停水。\n速转",
        "seen_in": "chat",
        "appeared": None,
        "name": "",
        "mobile": "",
        "consent": 1,
    }
    nobody = cast.actor("stranger")
    for _ in range(2):
        assert actions.hand_in(desk, by=nobody, token="abc", **said) == "abc"
    (one,) = FactCheck.objects.visible_to(SYSTEM.scope)
    assert (one.state, one.through, one.title, one.organiser) == ("received", "web", "听说明天停水。 速转", cast.county)
    assert one.received == today()
    asker = queries.asker_with("abc")
    assert asker is not None
    assert (asker.factcheck, asker.consent_version) == (one, 1)
    actions.hand_in(desk, by=nobody, token="def", **said)  # another person saw the same
    assert FactCheck.objects.visible_to(SYSTEM.scope).count() == 2
    entry = Entry.objects.whole_network(reason="test").filter(action="factchecks.check.receive").last()
    assert entry.actor == "网上提交人"
    actions.close_desk(desk, by=SYSTEM, reason="人手不够")
    with pytest.raises(ConflictError, match="已停止受理"):
        actions.hand_in(desk, by=nobody, token="ghi", **said)
    assert actions.reopen_desk(desk, by=SYSTEM).state == Desk.State.OPEN
    with pytest.raises(ConflictError):
        open_desk(cast)


def test_asker_is_forgotten_after_the_answer_and_a_year_after_asking(cast, published, received):
    answered, open_one = published(asker="李例水 某厂", title="一"), received(asker="赵例土 13900139000", title="二")
    last = PUBLISHED + intake.KEPT_AFTER_ANSWER
    assert actions.purge(by=SYSTEM, day=last) == 0
    assert actions.purge(by=SYSTEM, day=last + timedelta(days=1)) == 1
    assert askers(answered) == [(None, "", "", "")]
    over = RECEIVED + intake.KEPT_AT_MOST
    assert actions.purge(by=SYSTEM, day=over) == 0
    assert actions.purge(by=SYSTEM, day=over + timedelta(days=1)) == 1
    assert askers(open_one) == [(None, "", "", "")]
    assert actions.purge(by=SYSTEM, day=over + timedelta(days=1)) == 0


def test_erased_person_asked_nothing(cast, received):
    person = cast.person("王例山", mobile="13800138000")
    one = received(asker="王例山 13800138000")
    actions.forget_asker(person.pk, by=SYSTEM, reason="本人要求")
    assert askers(one) == [(None, "", "", "")]
    row = Asker.objects.children_of(received(title="二", asker="李例水 某厂")).get()
    actions.forget_own(row, by=cast.actor("stranger"))
    assert askers(row.factcheck) == [(None, "", "", "")]


def test_passages_of_a_claim_are_written_once(received):
    one = received()
    grams = [row.gram for row in Shingle.objects.children_of(one)]
    assert len(grams) == len(set(grams)) > 3
