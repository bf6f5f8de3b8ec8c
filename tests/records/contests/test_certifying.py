"""Certificates of prizes: for everybody behind what won, once, and revoked with the prize."""

import pytest
from django.db.models import F

from tests.attendance.cast import actor
from tongxin.attendance.certificates import queries as certified
from tongxin.attendance.models import Certificate
from tongxin.kernel.errors import ConflictError, ForbiddenError
from tongxin.kernel.scope import Verb
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import Entrant
from tongxin.records.contests.pages.sections import contest_sections

RECORDER = actor("登记员", "43/4301/430182/", Verb.VIEW, Verb.RECORD)


def held(award):
    return [(one.holder, one.kind, one.state) for one in certified.of_record(award)]


@pytest.fixture
def won(stage):
    contest = stage.published()
    actions.award_prizes(contest, by=stage.by, levels="一等奖 1")
    return contest


def test_everybody_behind_what_won_gets_a_certificate_once(stage, won):
    award = queries.awards_of(won).get()
    actions.name_entrants(award.entry, by=stage.by, entrants="李例水 某厂", reason="漏登")
    names = [one.shown_name for one in queries.award_recipients(award)]
    assert actions.certify_awards(won, by=stage.by) == f"新签发 {len(names)} 张获奖证书。"
    assert held(award) == [(name, "award", "issued") for name in names]
    first = certified.of_record(award)[0]
    assert award.wording in first.claims
    assert actions.certify_awards(won, by=stage.by) == "获奖的人都已有证书，没有新签发。"
    assert Certificate.objects.counted().count() == len(names)


def test_without_a_prize_there_is_nothing_to_certify(stage):
    with pytest.raises(ConflictError, match="还没有可以发证的奖项"):
        actions.certify_awards(stage.published(), by=stage.by)


def test_certifying_needs_the_right_to_read_persons(won):
    with pytest.raises(ForbiddenError):
        actions.certify_awards(won, by=RECORDER)
    assert not Certificate.objects.counted().exists()


def test_prize_taken_back_takes_its_certificates_along(stage, won):
    actions.certify_awards(won, by=stage.by)
    award = queries.awards_of(won).get()
    with pytest.raises(ForbiddenError):
        actions.revoke_award(award, by=RECORDER, reason="抄袭")
    assert {state for *_, state in held(award)} == {"issued"}
    actions.revoke_award(award, by=stage.by, reason="抄袭")
    assert {state for *_, state in held(award)} == {"revoked"}
    assert certified.of_record(award)[0].revoke_reason == "抄袭"


def test_page_lists_certificates_to_those_who_read_persons(stage, won):
    actions.certify_awards(won, by=stage.by)

    def shown(by):
        sections = {one.name: one for one in contest_sections(won, scope=by.scope, account=None)}
        return len(sections["certificates"].table.rows) if "certificates" in sections else None

    award = queries.awards_of(won).get()
    assert shown(stage.by) == len(held(award))
    assert shown(RECORDER) is None


def test_those_who_hold_certificates_are_not_written_anew(stage, won):
    award = queries.awards_of(won).get()
    actions.certify_awards(won, by=stage.by)
    with pytest.raises(ConflictError, match="获奖证书已经签发"):
        actions.name_entrants(award.entry, by=stage.by, entrants="李例水 某厂", reason="换人")
    actions.revoke_award(award, by=stage.by, reason="换人")
    actions.name_entrants(award.entry, by=stage.by, entrants="李例水 某厂", reason="换人")


def test_certificate_names_any_row_of_an_entrant(stage, won):
    award = queries.awards_of(won).get()
    Entrant.objects.children_of(award.entry).update(id=F("id") + 3_000_000_000)
    actions.certify_awards(won, by=stage.by)
    assert {one.part for one in certified.of_record(award)} == {one.pk for one in queries.award_recipients(award)}
