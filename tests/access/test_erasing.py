"""Erasing somebody from what people typed: every form of the name, nobody else's name, no line of the journal."""

import json
from urllib.parse import quote

import pytest

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.erasing import Erased, erase_details, erase_typed, longer_names
from tongxin.access.models import Account, Detail, Entry, Grant, Job, KeptAnswer
from tongxin.kernel.period import today

ALL = "the test reads every row"
BY = Actor.system("测试")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("王明来电，王明的手机 13507310001", "人员 7来电，人员 7的手机 人员 7"),
        ("王明亮和王明", "王明亮和人员 7"),
        ("李王明是另一个人", "李王明是另一个人"),
        (json.dumps({"page": "王明"}), '{"page": "人员 7"}'),
        (json.dumps("王明亮"), json.dumps("王明亮")),
        (f"/people/?q={quote('王明')}", "/people/?q=人员 7"),
        ("王小明", "王小明"),
        ("", ""),
    ],
)
def test_every_form_of_the_words_goes_and_longer_names_stay(text: str, left: str) -> None:
    erased = Erased(words=("王明", "13507310001"), called="人员 7", others=("王明亮", "李王明"))
    assert erased.without(text) == left


def test_single_character_names_nobody() -> None:
    erased = Erased(words=("明",), called="人员 7")
    assert (erased.wanted, erased.without("明天")) == ([], "明天")


@pytest.mark.django_db
def test_nothing_is_looked_for_where_nobody_had_a_name() -> None:
    Account.objects.create(username="明天")
    erase_typed(Erased(words=("", "明"), called="人员 7"))
    assert longer_names(Account._meta.get_field("username"), ["明"]) == []


@pytest.mark.django_db
def test_names_of_others_that_hold_the_name_are_found() -> None:
    for name in ("王明", "王明亮", "李王明", "王小明"):
        Account.objects.create(username=name)
    assert longer_names(Account._meta.get_field("username"), ["王明"]) == ["李王明", "王明亮"]


@pytest.mark.django_db
def test_what_was_typed_of_one_goes_and_what_lines_of_others_share_stays() -> None:
    account = Account.objects.create(username="甲")
    one, other = (Grant.objects.create(account=account, role="reader", begin=today()) for _ in range(2))
    journal.write(one, by=BY, action="own", reason="身体不好")
    journal.write_many([one, other], by=BY, action="shared", reason="换届")
    journal.write(other, by=BY, action="other", reason="迁居")
    erase_details({Grant: [one.pk]})
    lines = Entry.objects.whole_network(reason=ALL).order_by("pk")
    assert [line.reason for line in lines] == [Entry.ERASED, "换届", "换届", "迁居"]


@pytest.mark.django_db
def test_jobs_lose_the_name_and_answers_kept_for_programs_go() -> None:
    account = Account.objects.create(username="甲")
    job = Job.objects.create(
        kind="x", label="王明的名单", arguments={"page": f"/people/?q={quote('王明')}", "n": 1}, log="王明"
    )
    for key, name in (("1", "王明"), ("2", "王明亮")):
        KeptAnswer.objects.create(account=account, key_hash=key, body={"name": name}, expires="2030-01-01T00:00:00Z")
    journal.write(account, by=BY, action="x", path="", reason="王明要求")
    journal.write(account, by=BY, action="x", path="", reason="王明亮要求")
    erase_typed(Erased(words=("王明",), called="人员 7", others=("王明亮",)))
    job.refresh_from_db(from_queryset=Job.objects.same_as(job))
    assert (job.label, job.log, job.arguments) == ("人员 7的名单", "人员 7", {"page": "/people/?q=人员 7", "n": 1})
    assert [one.body for one in KeptAnswer.objects.whole_network(reason=ALL)] == [{"name": "王明亮"}]
    assert [one.reason for one in Detail.objects.whole_network(reason=ALL)] == ["王明亮要求"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "written",
    [
        "王 明",
        "王\u3000明",
        "王\u200b明",
        "王·明",
        "Wang Ming",
        "wangming",
        "135 0731 0000",
        "135-0731-0000",
        "１３５０７３１００００",
    ],
)
def test_every_spelling_goes_from_columns_json_names_of_files_and_beside_the_journal(written: str) -> None:
    erased = Erased(words=("王明", "13507310000"), called="人员 7", others=("王明亮",), readings=(("wang", "ming"),))
    friend = "王明亮，王、明，913507310000，wangmingliang"
    account = Account.objects.create(username="甲")
    file = f"/people/?q={quote(written)}"
    jobs = [
        Job.objects.create(kind="x", label=f"{one}名单.xlsx", arguments={"file": f"{one}.jpg", "page": page}, log=one)
        for one, page in ((written, file), (friend, "/people/"))
    ]
    for key, one in (("1", written), ("2", friend)):
        body = {"draft": [{"text": f"{one}的\\材料"}]}
        KeptAnswer.objects.create(account=account, key_hash=key, body=body, expires="2030-01-01T00:00:00Z")
        journal.write(account, by=BY, action="x", path="", reason=f"{one}来电")
    erase_typed(erased)
    for job in jobs:
        job.refresh_from_db(from_queryset=Job.objects.same_as(job))
    assert [(job.label, job.log) for job in jobs] == [("人员 7名单.xlsx", "人员 7"), (f"{friend}名单.xlsx", friend)]
    assert [job.arguments for job in jobs] == [
        {"file": "人员 7.jpg", "page": "/people/?q=人员 7"}, {"file": f"{friend}.jpg", "page": "/people/"},
    ]  # fmt: skip
    assert [one.body["draft"][0]["text"] for one in KeptAnswer.objects.whole_network(reason=ALL)] == [
        f"{friend}的\\材料"
    ]
    assert [one.reason for one in Detail.objects.whole_network(reason=ALL)] == [f"{friend}来电"]


@pytest.mark.django_db
def test_other_spellings_of_the_name_are_no_longer_names() -> None:
    for name in ("王 明", "王·明", "王 明亮", "王明辉"):
        Account.objects.create(username=name)
    assert longer_names(Account._meta.get_field("username"), ["王明"]) == ["王 明亮", "王明辉"]
