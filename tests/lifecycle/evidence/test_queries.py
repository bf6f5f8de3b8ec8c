"""Whose eyes a file is for, and which class of evidence a record has."""

from datetime import date

import pytest

from tests.lifecycle.evidence.making import pdf, picture
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import today
from tongxin.lifecycle import evidence
from tongxin.lifecycle.evidence import queries
from tongxin.network.models import Organisation

CONSENT = {"shows_people": True, "consent_given": True, "consent_paper": "同意书"}
DAY = date(2030, 1, 2)
# what is said of the file -> who opens it, among those who see the record
CASES = {
    "nothing": ({}, {"secretary", "city", "province", "administrator"}),
    "personal data": ({"holds_personal": True}, {"secretary", "province"}),
    "people with consent": (CONSENT, {"secretary", "city", "province", "administrator"}),
    "consent on its last day": ({**CONSENT, "consent_until": DAY}, {"secretary", "city", "province", "administrator"}),
    "consent that is over": ({**CONSENT, "consent_until": date(2030, 1, 1)}, set()),
    "people without consent": ({"shows_people": True}, {"secretary", "city", "province"}),
}


@pytest.mark.parametrize(("about", "opens"), CASES.values(), ids=CASES.keys())
def test_content_opens_to_whom_it_is_for(attach, story, about, opens):
    file = attach(**about)
    everybody = ("secretary", "city", "province", "administrator")
    closed = {
        who: queries.hidden_because(file, path=story.county.path, scope=story.actor(who).scope, day=DAY)
        for who in everybody
    }
    assert {who for who, words in closed.items() if not words} == opens


def test_withdrawn_content_opens_to_who_may_record_and_removed_to_nobody(attach, story):
    file = attach(keep_until=date(2020, 1, 1))
    evidence.withdraw(file, by=story.actor("secretary"), reason="传错了")

    def closed(who: str) -> str:
        found, record = queries.visible_file(file.pk, scope=story.actor(who).scope)
        return evidence.hidden_because(found, path=record.path, scope=story.actor(who).scope)

    assert (closed("secretary"), closed("administrator")) == ("", "已撤回")
    evidence.purge_expired(by=story.actor("province"), day=today())
    assert {closed("secretary"), closed("administrator")} == {"内容已按保存期限删除"}


@pytest.mark.parametrize("who", ["neighbour", "member", "stranger"])
def test_file_is_found_only_through_its_record(attach, story, who):
    file = attach()
    assert queries.visible_file(file.pk, scope=story.actor("city").scope) == (file, story.county)
    with pytest.raises(NotFoundError):
        queries.visible_file(file.pk, scope=story.actor(who).scope)
    with pytest.raises(NotFoundError):
        queries.visible_file(2**70, scope=story.actor("city").scope)


def classes(scope) -> dict[str, str]:
    rows = evidence.with_evidence(Organisation.objects.visible_to(scope))
    return {row.name[:3]: row.evidence_files for row in rows}


def test_strongest_class_of_each_record_comes_with_the_rows(attach, story, django_assert_num_queries):
    scope = story.actor("province").scope
    photo = attach(picture(size=(8, 8)))
    receipt = attach(pdf(), kind="receipt")
    attach("姓名,单位\n".encode(), kind="sheet")
    attach(record=story.city, who="city", keep_until=date(2020, 1, 1))
    with django_assert_num_queries(1):
        assert classes(scope) == {"湖南省": "none", "长沙市": "photo", "宁乡市": "receipt", "株洲市": "none"}
    evidence.withdraw(receipt, by=story.actor("secretary"), reason="退回")
    assert classes(scope)["宁乡市"] == "photo"
    evidence.withdraw(photo, by=story.actor("secretary"), reason="退回")
    assert classes(scope)["宁乡市"] == "sheet"
    evidence.purge_expired(by=story.actor("province"), day=today())
    assert classes(scope)["长沙市"] == "none"


def test_class_is_a_choice_of_the_snapshot_and_its_number_can_be_counted(attach, story):
    attach()
    rows = evidence.with_evidence(Organisation.objects.visible_to(story.actor("province").scope), name="shown")
    assert list(evidence.CLASS_CHOICES) == ["none", "photo", "scan", "sheet", "receipt", "archive", "video", "captions"]
    assert rows.exclude(shown="none").count() == 1
    assert set(rows.values_list("shown", flat=True)) <= evidence.CLASS_CHOICES.keys()
