"""Somebody came in through every door, was named wherever people type, and is erased: nothing on the disk names them."""

import json
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from tests.cast import COUNTY, SYSTEM, Cast
from tests.cast import cast as build
from tests.intake.hands import handed_in, imported, member, roster
from tests.intake.programs import program
from tests.lifecycle.evidence.conftest import examined_here
from tests.lifecycle.evidence.making import Streamed, picture
from tests.network.life import handed_in as applied
from tests.returns.stage import a_class
from tongxin.access import exports
from tongxin.access.erasing import forget_on_disk
from tongxin.access.models import Detail, Entry, Job
from tongxin.access.sealing import seal_journal
from tongxin.access.verifying import verify_journal
from tongxin.attendance.models import Registration
from tongxin.kernel.period import today
from tongxin.lifecycle import evidence
from tongxin.lifecycle.evidence import actions as evidence_actions
from tongxin.lifecycle.models import EvidenceFile
from tongxin.network import actions
from tongxin.network.actions.merging import merge_records
from tongxin.network.models import Membership, Person


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


pytestmark = pytest.mark.django_db(transaction=True)
ALL = "the test reads everything there is"
NAMES = ("覃漏金", "覃漏银", "覃漏铜", "覃漏铁")
MOBILES = tuple(f"1350731000{number}" for number in range(4))
STAYS = "覃漏金生"  # somebody else, whose name begins like that of the first
PAGE, API, EXCEL, FORM = range(4)


@pytest.fixture
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("UPLOADS", "EXPORTS", "EVIDENCE", "KEYRING", "SNAPSHOTS"):
        setattr(settings, f"TONGXIN_{name}", tmp_path / name.lower())
    monkeypatch.setattr(evidence_actions, "examine", examined_here)
    return tmp_path


def person(name: str) -> Person:
    return Person.objects.whole_network(reason=ALL).get(name=name)


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield all there is on the disk of this network, and where."""
    if connection.vendor == "sqlite":
        forget_on_disk()
        database = Path(connection.settings_dict["NAME"])
        found = [database, database.with_name(f"{database.name}-wal")]
    else:
        found = []
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
                yield table, "\n".join(text for (text,) in cursor.fetchall()).encode()
    for path in [*found, *(one for one in folder.rglob("*") if one.is_file())]:
        if path.exists():
            yield path.name, path.read_bytes()


def named(folder: Path) -> set[tuple[str, str]]:
    """Return who is named where, in text, JSON and addresses; somebody else's longer name is left out."""
    words = [*NAMES, *MOBILES]
    written = [(one, word) for word in words for one in (word, apart(word))]
    forms = {form.encode(): word for one, word in written for form in (one, json.dumps(one)[1:-1], quote(one))}
    others = [form.encode() for form in (STAYS, json.dumps(STAYS)[1:-1], quote(STAYS))]
    found = set()
    for place, held in everything(folder):
        content = reduce(lambda left, other: left.replace(other, b""), others, held)
        found |= {(word, place) for form, word in forms.items() if form in content}
    return found


def apart(word: str) -> str:
    """Return a name or number as it is typed with a blank in it."""
    return f"{word[:1]} {word[1:]}" if len(word) < 5 else f"{word[:3]} {word[3:7]} {word[7:]}"


def come_in(cast: Cast) -> None:
    typed = {"unit": "", "position": "", "group": "", "place": "宁乡市"}
    sent = cast.client("registrar").post("/people/new/", {"name": NAMES[PAGE], "mobile": MOBILES[PAGE], **typed})
    assert sent.status_code == 302
    body = {"name": NAMES[API], "mobile": MOBILES[API], "place": "430182"}
    program(cast, "registrar").send("post", "persons", body, status=201, key="1")
    line = member(NAMES[EXCEL], MOBILES[EXCEL])
    imported(roster(line), by=cast.actor("secretary"), path=COUNTY)
    handed_in(roster(line), by=cast.actor("secretary"), path=COUNTY, name=f"{NAMES[EXCEL]}名单.xlsx")
    receipt = applied(cast.county, name=NAMES[FORM], mobile=MOBILES[FORM], unit="", position="")
    actions.admit_application(receipt.application, by=SYSTEM, day=today())


def be_named(cast: Cast, person: Person) -> None:
    """Type the name wherever one can."""
    name, mobile = person.name, person.mobile
    why = f"{name}（{mobile}）来电，{apart(name)}（{apart(mobile)}）"
    held = a_class(cast.county, title=f"第{person.pk}期", roster=f"{name} {mobile}\n{STAYS}")
    upload = Streamed(picture(), name=f"{name}身份证.jpg", portion=4096)
    about = evidence.About(purpose=f"{name}领奖", shows_people=True, consent_given=True, consent_paper=f"{name}同意书")
    file = evidence.attach(held, by=SYSTEM, upload=upload, kind="photo", about=about)
    evidence.withdraw(file, by=SYSTEM, reason=f"{why}要求撤下")
    Registration.objects.create(
        occasion=held.occasion, path=held.path, person=person, name=name, mobile=mobile, received=timezone.now(),
        source=Registration.Source.STAFF, ticket="t", ticket_hash=name[-1], token_hash=name[-1],
        cancel_reason=f"{why}不来",
    )  # fmt: skip
    joined = Membership.objects.children_of(person).first() or cast.join(person, cast.county)
    actions.end_membership(joined, by=SYSTEM, day=today(), ending=Membership.Ending.LEFT, reason=why)
    details = {"unit": "甲所", "position": "", "group": "", "place": person.place}
    actions.correct_person(person, by=SYSTEM, reason=why, name=name, mobile=mobile, **details)
    page = f"/people/?q={quote(name)}"
    exports.start(page, by=cast.actor("registrar"), form="csv", purpose=f"给{name}核对", note="用后删除")


def test_nothing_on_the_disk_names_who_is_erased(cast: Cast, folder: Path) -> None:
    come_in(cast)
    merge_records(person(NAMES[PAGE]), by=SYSTEM, merged=person(NAMES[API]), reason=f"{NAMES[API]}确认是一人")
    people = [person(NAMES[number]) for number in (PAGE, EXCEL, FORM)]
    cast.person(STAYS)
    for one in people:
        be_named(cast, one)
    shared = a_class(cast.city, title="共同班")
    actions.correct_person(person(STAYS), by=SYSTEM, reason=f"{STAYS}不是{people[0].pk}号", name=STAYS, unit="乙所", position="",
                           group="", mobile="", place=cast.county.place)  # fmt: skip
    seal_journal()
    assert {word for word, _ in named(folder)} == {*NAMES, *MOBILES} - {MOBILES[API]}  # only sealed
    actions.erase_person(people[0], by=SYSTEM, reason=f"{NAMES[PAGE]}书面要求")
    assert {word for word, _ in named(folder)} == {NAMES[EXCEL], NAMES[FORM], MOBILES[EXCEL], MOBILES[FORM]}
    for one in people[1:]:
        actions.erase_person(one, by=SYSTEM, reason=f"{one.name}书面要求")
    assert named(folder) == set()
    assert verify_journal().waiting > 0
    told = Entry.objects.whole_network(reason=ALL).filter(record_type="network.person", action="network.person.erase")
    assert {line.reason for line in told} == {f"人员 {one.pk}书面要求" for one in people}
    _others_are_left(people, shared)


def _others_are_left(people: list[Person], shared: Any) -> None:
    """What was typed of others stands as it was; what named the erased names their numbers."""
    assert person(STAYS)
    reasons = Detail.objects.whole_network(reason=ALL).values_list("reason", flat=True)
    assert f"{STAYS}不是{people[0].pk}号" in reasons
    files = EvidenceFile.objects.whole_network(reason=ALL).order_by("pk")
    assert [one.name for one in files] == [f"人员 {one.pk}身份证.jpg" for one in people]
    assert [one.purpose for one in files] == [f"人员 {one.pk}领奖" for one in people]
    jobs = Job.objects.whole_network(reason=ALL).filter(kind="list.export")
    assert [one.arguments["purpose"] for one in jobs.order_by("pk")] == [f"给人员 {one.pk}核对" for one in people]
    assert not list(exports.folder().iterdir())
    assert shared.title == "共同班"
