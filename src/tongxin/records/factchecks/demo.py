"""Fact-checks of the demonstration network: the alliance's of early 2020 among other months, and those of a city's alliance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from tongxin.access import journal
from tongxin.access.bulk import insert_values
from tongxin.attendance.demo import noon
from tongxin.kernel.places import Level
from tongxin.lifecycle.evidence import About, attach
from tongxin.lifecycle.models import EvidenceFile
from tongxin.network.actions import found_organisation
from tongxin.network.demo import REASON, REPORTING_DAY, World
from tongxin.network.models import Organisation
from tongxin.records.factchecks.actions import open_desk
from tongxin.records.factchecks.models import COUNTED, FAULTY, FactCheck, Fault, Shingle, Source, Verdict, Version
from tongxin.records.factchecks.queries import said_by
from tongxin.records.factchecks.rules.passages import numbers_of

State: Final = FactCheck.State
ALLIANCE: Final = "辟谣联盟"
EARLY_2020: Final = 26
"""How many the alliance of the province published from its founding on 3 February 2020 until the end of March."""
_LATER: Final = 22
_OF_CITY: Final = 9
_CORRECTED: Final = (4, 17)
_WITHDRAWN: Final = 40
_OPEN: Final = (State.RECEIVED, State.RESEARCHING, State.REVIEW, State.SET_ASIDE)
_EARLY: Final = (
    "某社区明天起停水三天",
    "喝高度白酒可以防病毒",
    "某超市已经断货",
    "某高速全部封闭",
    "吃大蒜能治肺炎",
    "某县医院拒收病人",
    "快递包裹会带病毒回家",
)
_OTHER: Final = (
    "某地自来水有异味",
    "某景区免费一年",
    "某校下周停课",
    "某品牌大米掺假",
    "某桥出现裂缝",
    "某地将发生地震",
)
_FILES: Final = ("公告原文.csv", "报道存档.csv")


@dataclass(frozen=True, kw_only=True)
class _Told:
    """One check as it is told."""

    unit: Organisation
    number: int
    subject: str
    day: date
    state: str = State.PUBLISHED


class _Archived:
    """A small table in place of an archived page."""

    def __init__(self, name: str) -> None:
        self.name: str | None = name

    def chunks(self) -> Iterable[bytes]:
        """Yield it."""
        yield f"栏目,内容\n{self.name},演示用的存档，不是任何真实的网页\n".encode()


def load(world: World) -> None:
    """Write checks with their sources, copies and versions, and a desk that takes claims."""
    alliance = Organisation.objects.public().get(name=ALLIANCE, path=world.home.path)
    city = next(one for one in world.network.associations if one.spot.level is Level.PREFECTURE)
    place = world.organisations.of(city).place
    other = found_organisation(
        by=world.by, name=f"{place.name}辟谣联盟（演示）", aliases=[], kind=Organisation.Kind.ALLIANCE, place=place,
        parent=None, founded=date(2020, 2, 20), registered=None,
    )  # fmt: skip
    rows = FactCheck.objects.insert_rows(_check(one) for one in _told(alliance, other))
    journal.write_many(rows, by=world.by, action="factchecks.check.receive", reason=REASON)
    shingles = ((one.pk, gram) for one in rows for gram in numbers_of(one.claim))
    insert_values(Shingle, ({"path": "", "factcheck_id": number, "gram": gram} for number, gram in shingles))
    published = [one for one in rows if one.published]
    _write_sources([*published, *(one for one in rows if one.state == State.REVIEW)], world=world)
    _write_versions(published, world=world)
    open_desk(by=world.by, organiser=alliance, about="看到拿不准的消息，贴在这里（演示）。")


def _told(alliance: Organisation, other: Organisation) -> Iterator[_Told]:
    for number in range(EARLY_2020):
        day = date(2020, 2, 3) + timedelta(days=number * 2 + number % 3)
        yield _Told(unit=alliance, number=number, subject=_EARLY[number % len(_EARLY)], day=day)
    for number in range(EARLY_2020, EARLY_2020 + _LATER):
        day = date(2020, 4, 8) + timedelta(days=39 * (number - EARLY_2020))
        state = State.WITHDRAWN if number == _WITHDRAWN else State.PUBLISHED
        yield _Told(unit=alliance, number=number, subject=_OTHER[number % len(_OTHER)], day=day, state=state)
    for number in range(_OF_CITY):
        day = date(2020, 2, 24) + timedelta(days=12 * number)
        yield _Told(unit=other, number=number, subject=(_EARLY + _OTHER)[number], day=day)
    for number, state in enumerate(_OPEN):
        day = REPORTING_DAY - timedelta(days=1 + number)
        yield _Told(unit=alliance, number=90 + number, subject=_OTHER[number], day=day, state=state)


def _check(one: _Told) -> FactCheck:
    title = f"{one.subject}？（{one.day:%Y年%-m月}第{one.number + 1}条）"
    found = one.state in (*COUNTED, State.WITHDRAWN, State.REVIEW)
    shown = found and one.state != State.REVIEW
    verdict = list(Verdict)[(3, 3, 1, 3, 2, 3, 0)[one.number % 7]]
    row = FactCheck(
        title=title, claim=f"听说{one.subject}，请大家互相转告。（演示数据，第{one.number + 1}条）", organiser=one.unit,
        place_id=one.unit.place_id, path=one.unit.path, received=one.day - timedelta(days=1 + one.number % 4),
        appeared=one.day - timedelta(days=5), seen_in=list(FactCheck.Seen)[one.number % 3], state=one.state,
        ground=FactCheck.Ground.OPINION if one.state == State.SET_ASIDE else "",
        recorded_at=noon(one.day), reply_waived="没有可以征求的单位（演示）" if found else "",
        answered=one.day if shown or one.state == State.SET_ASIDE else None, published=one.day if shown else None,
    )  # fmt: skip
    if found:
        row.verdict, row.text = verdict, "（演示数据）比对了两个单位公布的内容，都与说法不同或相同之处如结论所写。"
        row.summary = f"查证两个单位的公开内容，这一说法{verdict.label}。（演示）"
        row.kind = list(Fault)[one.number % len(Fault)] if verdict in FAULTY else ""
    if shown:
        row.public_code = sha256(f"{one.unit.name}{one.number}".encode()).hexdigest()[:24]
    return row


def _write_sources(rows: Sequence[FactCheck], *, world: World) -> None:
    """Give every check two sources with copies; only those of the first are looked at as files from outside are."""
    about = About(purpose="来源存档，演示用")
    kept = [attach(rows[0], by=world.by, upload=_Archived(name), kind="archive", about=about) for name in _FILES]
    copied = EvidenceFile.objects.insert_rows(_copy(file, row) for row in rows[1:] for file in kept)
    journal.write_many(copied, by=world.by, action="lifecycle.evidence.attach", reason=REASON)
    bodies = (("主管部门公告（演示）", "主管部门（演示）"), ("本地媒体核实（演示）", "现场采访（演示）"))
    sources = Source.objects.insert_rows(
        Source(
            factcheck=row, path=row.path, title=f"{owner}：{row.title}"[:160], owner=owner, origin=origin, seen=row.received,
            is_primary=place == 0, file=file, since=1 if row.published else None,
        )
        for row, files in zip(rows, _pairs([*kept, *copied]), strict=True)
        for place, ((owner, origin), file) in enumerate(zip(bodies, files, strict=True))
    )  # fmt: skip
    journal.write_many(sources, by=world.by, action="factchecks.check.source", reason=REASON)


def _copy(file: EvidenceFile, row: FactCheck) -> EvidenceFile:
    fields = ("record_type", "kind", "name", "sha256", "original_sha256", "media_type", "bytes", "purpose", "added_by")
    values = {name: getattr(file, name) for name in fields}
    return EvidenceFile(record_id=row.pk, path=row.path, added_at=noon(row.received), **values)


def _pairs(files: Sequence[EvidenceFile]) -> Iterator[Sequence[EvidenceFile]]:
    yield from (files[start : start + 2] for start in range(0, len(files), 2))


def _write_versions(rows: Sequence[FactCheck], *, world: World) -> None:
    versions = Version.objects.insert_rows(one for place, row in enumerate(rows) for one in _versions(row, place))
    journal.write_many(versions, by=world.by, action="factchecks.check.publish", reason=REASON)


def _versions(row: FactCheck, place: int) -> Iterator[Version]:
    said, day = said_by(row), row.published or REPORTING_DAY
    corrected = place in _CORRECTED
    first = said | {"summary": "初步查证，这一说法基本不实。（演示）"} if corrected else said
    yield Version(factcheck=row, path=row.path, number=1, kind=Version.Kind.FIRST, day=day, said=first)
    kind = Version.Kind.CORRECTION if corrected else Version.Kind.WITHDRAWAL if row.state == State.WITHDRAWN else None
    if kind is not None:
        reason = "收到新的公告，更正结论的表述（演示）" if corrected else "来源单位更改了公告，原结论不再成立（演示）"
        later = day + timedelta(days=9)
        yield Version(factcheck=row, path=row.path, number=2, kind=kind, day=later, reason=reason, said=said)
