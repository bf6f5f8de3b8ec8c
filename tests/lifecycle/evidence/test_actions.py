"""Files are added, described and taken back: who may, what is kept, what the journal says."""

import os
import stat
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from tests.cast import COUNTY, SYSTEM
from tests.lifecycle.evidence.making import Streamed, pdf, picture, xlsx
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, NotFoundError, UnavailableError
from tongxin.lifecycle import evidence, writing
from tongxin.lifecycle.evidence import actions, kinds, queries, storage
from tongxin.lifecycle.models import EvidenceFile
from tongxin.lifecycle.writing import change
from tongxin.network.models import Membership, Organisation


def all_files() -> list[EvidenceFile]:
    return list(EvidenceFile.objects.whole_network(reason="what is stored, for the test").order_by("id"))


def told(action: str) -> list[Entry]:
    return list(Entry.objects.whole_network(reason="what was told, for the test").filter(action__endswith=action))


def stored(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_attached_file_is_kept_under_the_hash_of_its_content(attach, story, folder):
    content = picture()
    file = attach(content, purpose=" 开班合影 ")
    kept = storage.content_of(file.sha256)
    assert sha256(kept.read_bytes()).hexdigest() == file.sha256
    assert kept == folder / file.sha256[:2] / file.sha256
    assert stored(folder) == [f"{file.sha256[:2]}/{file.sha256}", f"{file.sha256[:2]}/{file.sha256}.thumb"]
    assert (file.original_sha256, file.bytes) == (sha256(content).hexdigest(), kept.stat().st_size)
    assert (file.name, file.media_type, file.width, file.height) == ("照片.jpg", "image/jpeg", 64, 32)
    assert (file.purpose, file.kind, file.added_by, file.path) == ("开班合影", "photo", "secretary", COUNTY)
    assert (file.record_type, file.record_id) == ("network.organisation", story.county.pk)
    assert not file.was_there


def test_stored_files_are_for_this_program_alone(attach, folder):
    attach()
    attach(pdf(), kind="scan")
    paths = [folder, *folder.rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()} == {0o600}


def test_folder_of_files_is_made_with_all_above_it(attach, settings, tmp_path):
    settings.TONGXIN_EVIDENCE = tmp_path / "data" / "new" / "evidence"
    assert storage.content_of(attach().sha256).exists()


def test_journal_tells_of_a_file_without_its_name(attach):
    file = attach(name="张三的照片.jpg", shows_people=True, consent_given=True, consent_paper="张三的同意书")
    (entry,) = told("evidence.attach")
    assert entry.action == "lifecycle.evidence.attach"
    assert (entry.record_type, entry.record_id, entry.path) == ("lifecycle.evidencefile", file.pk, COUNTY)
    assert entry.record_label == f"现场照片（第 {file.pk} 号佐证）"
    assert entry.after["sha256"] == file.sha256
    assert "张三" not in str([entry.before, entry.after, entry.record_label, entry.reason])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("C:\\照片\\合影.HEIC", "合影.jpg"),
        ("/tmp/../合影.png", "合影.jpg"),
        ("a\u202egpj.exe", "agpj.jpg"),
        ("a\u2028b\u2029c\ue000d.jpg", "abcd.jpg"),
        ('<b>"x"\r\n</b>.jpg', "b.jpg"),
        ("\x00\u200b .jpg", "文件.jpg"),
        ("", "文件.jpg"),
        (None, "文件.jpg"),
        ("长" * 300 + ".jpg", "长" * 100 + ".jpg"),
    ],
)
def test_name_loses_folder_ending_and_what_misleads(attach, typed, kept):
    assert attach(name=typed).name == kept


def test_name_and_kind_of_sender_count_for_nothing(attach):
    assert attach(xlsx(), name="名册.jpg", kind="sheet").name == "名册.xlsx"
    with pytest.raises(InputError, match=r"「现场照片」只收.*这个文件是Excel 表格"):
        attach(xlsx(), name="名册2.jpg")


def test_upload_is_never_read_at_once(story, folder):
    upload = Streamed(picture(), portion=1)
    file = evidence.attach(story.county, by=story.actor("secretary"), upload=upload, kind="photo")
    assert file.width == 64


def test_upload_that_is_too_long_is_left_off_at_once(story, folder, monkeypatch):
    monkeypatch.setitem(
        kinds.KINDS, "photo", kinds.EvidenceKind(code="photo", label="照片", types=(), most_bytes=2**20)
    )
    taken = []

    class Endless(Streamed):
        def chunks(self):
            while True:
                taken.append(1)
                yield b"\xff\xd8\xff" * 2**16

    with pytest.raises(InputError, match="超过 1 MB"):
        evidence.attach(story.county, by=story.actor("secretary"), upload=Endless(b""), kind="photo")
    assert len(taken) == 6
    assert stored(folder) == []


def test_same_content_again_is_told_and_kept_once(attach, story, folder):
    first = attach(picture(), name="一.jpg")
    again = attach(picture(), name="二.jpg")
    assert (again.pk, again.was_there, again.name) == (first.pk, True, "一.jpg")
    assert len(all_files()) == len(told("evidence.attach")) == 1


def test_same_content_on_two_records_is_stored_once(attach, story, folder):
    one, other = attach(), attach(record=story.city, who="city")
    assert one.pk != other.pk
    assert one.sha256 == other.sha256
    assert len(stored(folder)) == 2  # the content and its small picture


def test_withdrawn_content_may_come_again(attach, story):
    first = attach()
    evidence.withdraw(first, by=story.actor("secretary"), reason="传错了")
    again = attach()
    assert not again.was_there
    assert again.pk != first.pk


def test_content_that_was_deleted_may_come_again(attach, story, monkeypatch):
    monkeypatch.setitem(
        kinds.KINDS, "photo", kinds.EvidenceKind(code="photo", label="现场照片", types=("jpeg",), most_files=1)
    )
    first = attach(keep_until=date(2020, 1, 1))
    evidence.purge_expired(by=story.actor("province"), day=date(2021, 1, 1))
    again = attach()
    assert (again.was_there, again.pk == first.pk) == (False, False)
    assert storage.content_of(again.sha256).exists()


def test_two_who_add_the_same_at_once_keep_it_once(attach, story, monkeypatch):
    attach()
    monkeypatch.setattr(actions.queries, "same_content", lambda record, digest: None)
    with pytest.raises(ConflictError, match="已有这个文件"):
        attach()
    monkeypatch.setattr(EvidenceFile, "validate_constraints", lambda self: None)
    monkeypatch.setattr("tongxin.lifecycle.writing.refuse_alike", lambda record, changed=None: None)
    with pytest.raises(ConflictError, match="已有人登记了同样的内容"):
        attach()
    assert len(all_files()) == 1


def test_record_carries_so_many_files_of_a_kind(attach, story, monkeypatch):
    monkeypatch.setitem(
        kinds.KINDS, "photo", kinds.EvidenceKind(code="photo", label="现场照片", types=("jpeg",), most_files=2)
    )
    first = attach(picture(size=(8, 8)))
    attach(picture(size=(9, 9)))
    with pytest.raises(ConflictError, match="最多 2 个「现场照片」"):
        attach(picture(size=(10, 10)))
    attach(pdf(), kind="scan")
    evidence.withdraw(first, by=story.actor("secretary"), reason="重复")
    attach(picture(size=(10, 10)))


@pytest.mark.parametrize("who", ["neighbour", "member", "stranger", "administrator"])
def test_only_who_may_record_there_adds_describes_and_withdraws(attach, story, folder, who):
    file = attach()
    with pytest.raises(ForbiddenError):
        attach(picture(size=(9, 9)), who=who)
    with pytest.raises(ForbiddenError):
        evidence.withdraw(file, by=story.actor(who), reason="不该")
    with pytest.raises(ForbiddenError):
        evidence.describe(file, by=story.actor(who), reason="不该", about=evidence.About())
    assert len(stored(folder)) == 2
    assert [file.withdrawn_at for file in all_files()] == [None]


def test_record_that_carries_no_files_takes_none(attach, story):
    membership = story.join(story.person("王例山"), story.county)
    assert isinstance(membership, Membership)
    with pytest.raises(NotFoundError):
        attach(record=membership)


def test_unknown_kind_is_refused(attach):
    with pytest.raises(InputError, match="没有「film」这种佐证") as refused:
        attach(kind="film")
    assert refused.value.field == "kind"


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"consent_given": True, "consent_paper": "同意书"}, "shows_people"),
        ({"consent_given": True, "shows_people": True}, "consent_paper"),
        ({"shows_people": True, "consent_until": date(2030, 1, 1)}, "consent_until"),
    ],
)
def test_consent_that_contradicts_itself_is_refused(attach, about, field):
    with pytest.raises(InputError) as refused:
        attach(**about)
    assert refused.value.field == field
    assert all_files() == []


def test_withdrawn_file_stays_with_the_reason(attach, story, folder):
    file = attach()
    evidence.withdraw(file, by=story.actor("city"), reason=" 照片不是这一期的 ")
    (kept,) = all_files()
    assert (kept.withdrawn_by, kept.withdraw_reason) == ("city", "照片不是这一期的")
    assert kept.withdrawn_at is not None
    assert storage.content_of(kept.sha256).is_file()
    (entry,) = told("evidence.withdraw")
    assert entry.reason == "照片不是这一期的"
    with pytest.raises(ConflictError, match="已经撤回"):
        evidence.withdraw(file, by=story.actor("city"), reason="再来")
    with pytest.raises(ConflictError, match="已经撤回"):
        evidence.describe(file, by=story.actor("city"), reason="再来", about=evidence.About())
    assert len(told("evidence.withdraw")) == 1


@pytest.mark.parametrize("reason", ["", "  "])
def test_withdrawing_and_describing_need_a_reason(attach, story, reason):
    file = attach()
    for act in (evidence.withdraw, lambda *a, **k: evidence.describe(*a, **k, about=evidence.About())):
        with pytest.raises(InputError, match="写明原因"):
            act(file, by=story.actor("secretary"), reason=reason)


def test_describing_says_anew_whom_a_file_shows(attach, story):
    file = attach(shows_people=True)
    about = evidence.About(
        shows_people=True, consent_given=True, consent_paper="同意书", consent_until=date(2030, 1, 1)
    )
    evidence.describe(file, by=story.actor("secretary"), reason="补登同意书", about=about)
    (kept,) = all_files()
    assert (kept.consent_given, kept.consent_paper, kept.consent_until) == (True, "同意书", date(2030, 1, 1))
    (entry,) = told("evidence.describe")
    assert (entry.before["consent_given"], entry.after["consent_given"]) == (False, True)


def test_file_of_a_record_that_is_gone_is_not_found(attach, story, monkeypatch):
    file = attach()
    file.record_id = 10**12
    with pytest.raises(NotFoundError):
        evidence.withdraw(file, by=story.actor("secretary"), reason="没有")


def test_files_follow_their_record_to_another_place(attach, story):
    attach()
    for _ in range(2):
        values = {"path": "43/4302/"}
        with transaction.atomic():
            change(story.county, by=SYSTEM, values=values, action="network.organisation.correct", reason="更正主办单位")
    assert [file.path for file in all_files()] == ["43/4302/"]
    assert [entry.reason for entry in told("evidence.follow")] == ["更正主办单位"]


def test_write_that_fails_leaves_no_file_and_no_line(attach, story, folder, monkeypatch):
    def broken(*args, **options):
        raise DatabaseError

    monkeypatch.setattr(writing.journal, "write_change", broken)
    with pytest.raises(DatabaseError):
        attach()
    assert all_files() == []
    assert stored(folder) == []


def test_full_disk_is_said_and_leaves_no_half_file(attach, story, folder, monkeypatch):
    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "move_into_place", full)
    with pytest.raises(UnavailableError, match="存不下"):
        attach()
    assert all_files() == []
    assert stored(folder) == []
    assert told("evidence.attach") == []


def test_upload_that_breaks_off_leaves_nothing(story, folder):
    class Broken(Streamed):
        def chunks(self):
            yield picture()[:20]
            raise ConnectionResetError

    with pytest.raises(UnavailableError):
        evidence.attach(story.county, by=story.actor("secretary"), upload=Broken(b""), kind="photo")
    assert stored(folder) == []
    assert all_files() == []


def age(path, days: int) -> None:
    then = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))


def test_content_goes_when_its_time_is_over_and_the_row_stays(attach, story, folder):
    day = date(2030, 6, 1)
    past = attach(picture(size=(8, 8)), keep_until=date(2030, 5, 31))
    last_day = attach(picture(size=(9, 9)), keep_until=day)
    consent = {"shows_people": True, "consent_given": True, "consent_paper": "同意书"}
    over = attach(picture(size=(10, 10)), **consent, consent_until=date(2030, 5, 1))
    lately = attach(picture(size=(11, 11)), **consent, consent_until=date(2030, 5, 2))
    for path in folder.rglob("*"):
        age(path, 2)
    assert evidence.purge_expired(by=story.actor("province"), day=day) == 2
    kept = {file.pk: file for file in all_files()}
    assert {pk for pk, file in kept.items() if file.is_removed} == {past.pk, over.pk}
    assert [storage.content_of(one.sha256).exists() for one in (past, last_day, over, lately)] == [
        False,
        True,
        False,
        True,
    ]
    assert not storage.content_of(past.sha256, thumbnail=True).exists()
    assert [entry.reason for entry in told("evidence.purge")] == ["保存期限已到", "本人同意已到期"]
    secretary = story.actor("secretary")
    with pytest.raises(ConflictError, match="已到期删除"):
        evidence.withdraw(past, by=secretary, reason="传错")
    with pytest.raises(ConflictError, match="已到期删除"):
        evidence.describe(over, by=secretary, about=evidence.About(), reason="更正")
    assert evidence.purge_expired(by=story.actor("province"), day=day) == 0


def test_withdrawn_content_goes_after_half_a_year(attach, story):
    file = attach(keep_until=date(2029, 1, 1))
    evidence.withdraw(file, by=story.actor("secretary"), reason="传错了")
    today = timezone.localdate()
    assert evidence.purge_expired(by=story.actor("province"), day=today + timedelta(days=180)) == 0
    assert evidence.purge_expired(by=story.actor("province"), day=today + timedelta(days=181)) == 1


def test_file_that_is_over_for_two_reasons_goes_once(attach, story):
    file = attach(keep_until=date(2020, 1, 1))
    evidence.withdraw(file, by=story.actor("secretary"), reason="传错了")
    assert evidence.purge_expired(by=story.actor("province"), day=date(2050, 1, 1)) == 1


def test_file_that_may_stay_by_now_keeps_its_content(attach, story, monkeypatch):
    consent = {"shows_people": True, "consent_given": True, "consent_paper": "同意书"}
    file = attach(**consent, consent_until=date(2030, 1, 1))
    listed = queries.expired

    def renewed_meanwhile(day, **more):
        found = listed(day, **more)
        if "rows" not in more:
            about = evidence.About(**consent, consent_until=date(2040, 1, 1))
            evidence.describe(file, by=story.actor("secretary"), reason="续签", about=about)
        return found

    monkeypatch.setattr(queries, "expired", renewed_meanwhile)
    assert evidence.purge_expired(by=story.actor("province"), day=date(2031, 1, 1)) == 0
    (kept,) = all_files()
    assert (kept.removed_at, kept.consent_until) == (None, date(2040, 1, 1))


def test_files_are_locked_before_they_move_along(attach, story, monkeypatch):
    locked = []
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: locked.append(rows.model) or rows)
    attach()
    locked.clear()
    values = {"place": story.city.place, "path": story.city.path}
    change(story.county, by=story.actor("province"), action="network.organisation.correct", values=values)
    assert locked == [EvidenceFile]


def test_content_two_records_rest_on_stays_until_both_are_over(attach, story, folder):
    one = attach(keep_until=date(2020, 1, 1))
    attach(record=story.city, who="city")
    for path in folder.rglob("*"):
        age(path, 2)
    evidence.purge_expired(by=story.actor("province"), day=date(2021, 1, 1))
    assert storage.content_of(one.sha256).exists()


def test_sweep_leaves_what_may_still_be_needed_and_takes_what_was_left_over(attach, folder):
    kept = attach()
    orphan, young = "aa" + "0" * 62, "aa" + "1" * 62
    for name, days in ((orphan, 2), (young, 0)):
        path = storage.content_of(name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        age(path, days)
    for name, days in (("crashed", 2), ("at_work", 0)):
        (folder / "incoming" / name).mkdir()
        (folder / "incoming" / name / "file").write_bytes(b"x")
        age(folder / "incoming" / name, days)
    age(storage.content_of(kept.sha256), 2)
    assert storage.sweep(lambda digests: digests & {kept.sha256}) == 1
    assert [storage.content_of(one).exists() for one in (orphan, young, kept.sha256)] == [False, True, True]
    assert [path.name for path in (folder / "incoming").iterdir()] == ["at_work"]


def test_sweep_leaves_the_small_picture_of_a_content_placed_just_now(attach, folder):
    file = attach()
    age(storage.content_of(file.sha256), 2)
    assert storage.sweep(lambda _: set()) == 1
    assert storage.content_of(file.sha256, thumbnail=True).exists()


def test_content_placed_anew_while_it_is_swept_comes_back(attach, folder, monkeypatch):
    file = attach()
    path = storage.content_of(file.sha256)
    age(path, 2)

    def placed_anew(digests):
        age(path, 0)
        return set()

    assert storage.sweep(placed_anew) == 0
    assert path.is_file()
    age(path, 2)

    def swept_by_another(digests):
        path.unlink()
        return set()

    assert storage.sweep(swept_by_another) == 0


def test_declared_kinds_are_those_of_the_table():
    assert set(kinds.KINDS) == set(EvidenceFile.Kind.values) == set(kinds.STRONGEST_FIRST)
    assert evidence.carries_files(Organisation)
    assert not evidence.carries_files(EvidenceFile)
