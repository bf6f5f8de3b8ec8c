"""Loads the associations, their committees and the hosts of bases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.kernel.divisions import code_changes
from tongxin.kernel.places import Level, parent_path
from tongxin.network.demo import names
from tongxin.network.demo.plan import Association, Network, Spot
from tongxin.network.models import Organisation, ParentLink, Place

REASON = "演示数据"
_COMMITTEES = ("律师", "会计师", "新媒体", "文化创意", "社会组织", "自由职业", "青年", "公益")
_FORERUNNERS = 2  # county associations that were closed before today's were founded
_HOSTS_EVERY = 36  # one host firm for so many members
_CLOSED = date(2016, 6, 30)
_CENTRES = 3  # prefectures that run a service centre


@dataclass(frozen=True, kw_only=True)
class Organisations:
    """What was loaded: each place's association by place path, and the hosts in order."""

    by_path: dict[str, Organisation]
    hosts: tuple[Organisation, ...]

    def of(self, association: Association) -> Organisation:
        """Return the row of a planned association."""
        return self.by_path[association.spot.path]


def spots(places: Iterable[Place]) -> list[Spot]:
    """Return the divisions the plan is laid over."""
    return [
        Spot(id=place.pk, code=place.code, name=place.name, path=place.path, level=Level(place.level))
        for place in places
    ]


def load_organisations(network: Network, *, places: dict[int, Place], by: Actor) -> Organisations:
    """Write every organisation, upper ones first, each under its parent."""
    by_path: dict[str, Organisation] = {}
    for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY):
        chosen = [one for one in network.associations if one.spot.level is level]
        rows = [_association(one, place=places[one.spot.id], above=by_path) for one in chosen]
        by_path |= {row.path: row for row in _write(rows, by=by)}
    top = network.associations[0]
    _write(_forerunners(network, places=places), by=by)
    _write(_committees(network, places=places, above=by_path), by=by)
    _write(_teams(places[top.spot.id], above=by_path[top.spot.path]), by=by)
    _write(_without_members(network, places=places), by=by)
    return Organisations(by_path=by_path, hosts=tuple(_write(_hosts(network, places=places), by=by)))


def _write(rows: Sequence[Organisation], *, by: Actor) -> list[Organisation]:
    written = Organisation.objects.insert_rows(rows)
    journal.write_many(written, by=by, action="network.organisation.found", reason=REASON)
    links = [
        ParentLink(organisation=row, parent=row.parent, path=row.path, begin=row.beginning)
        for row in written
        if row.parent is not None
    ]
    ParentLink.objects.insert_rows(links)
    journal.write_many(links, by=by, action="network.parent_link.begin", reason=REASON)
    return written


def _association(one: Association, *, place: Place, above: dict[str, Organisation]) -> Organisation:
    former = [change.old_name for change in code_changes() if change.new_code == place.code]
    upper = above.get(parent_path(place.path)) or above.get(place.path[:3])
    return Organisation(
        name=one.name,
        aliases=[f"{place.short_name}新联会", *(f"{name}新的社会阶层人士联谊会" for name in former)],
        kind=Organisation.Kind.ASSOCIATION,
        level=place.level,
        place=place,
        path=place.path,
        parent=upper,
        founded=one.founded,
        registered=one.founded + timedelta(days=30),
    )


def _forerunners(network: Network, *, places: dict[int, Place]) -> list[Organisation]:
    """Return associations that no longer exist: they must not count today, and do count in their time."""
    young = [one for one in network.associations if one.spot.level is Level.COUNTY and one.founded > _CLOSED]
    return [
        _plain(
            f"{one.spot.name}新的社会阶层人士联合会",
            kind=Organisation.Kind.ASSOCIATION,
            place=places[one.spot.id],
            founded=date(2014, 6, 18),
            closed=_CLOSED,
        )
        for one in young[:_FORERUNNERS]
    ]


def _committees(network: Network, *, places: dict[int, Place], above: dict[str, Organisation]) -> list[Organisation]:
    rows = []
    for one in network.associations:
        count = {Level.PROVINCE: len(_COMMITTEES), Level.PREFECTURE: 1}.get(one.spot.level, 0)
        for field in _COMMITTEES[:count]:
            row = _plain(
                f"{one.name}{field}工作委员会",
                kind=Organisation.Kind.COMMITTEE,
                place=places[one.spot.id],
                founded=one.founded + timedelta(days=200),
            )
            row.parent = above[one.spot.path]
            rows.append(row)
    return rows


def _teams(place: Place, *, above: Organisation) -> list[Organisation]:
    rows = [
        _plain("专家服务团", kind=Organisation.Kind.SERVICE_TEAM, place=place, founded=date(2022, 5, 9)),
        _plain("辟谣联盟", kind=Organisation.Kind.ALLIANCE, place=place, founded=date(2020, 2, 3)),
    ]
    for row in rows:
        row.parent = above
    return rows


def _without_members(network: Network, *, places: dict[int, Place]) -> list[Organisation]:
    """Return the department in charge at the province, and the service centres of the first prefectures."""
    first = [one for one in network.associations if one.spot.level is Level.PREFECTURE][:_CENTRES]
    return [
        _plain(
            f"{one.spot.name}新的社会阶层人士{word}（示例）",
            kind=kind,
            place=places[one.spot.id],
            founded=date(2016, 3, 1),
        )
        for one, word, kind in (
            (network.associations[0], "工作主管部门", Organisation.Kind.DEPARTMENT),
            *((one, "服务中心", Organisation.Kind.CENTRE) for one in first),
        )
    ]


def _hosts(network: Network, *, places: dict[int, Place]) -> list[Organisation]:
    """Return firms and village collectives that do not exist, all over the network."""
    local = [one for one in network.associations if one.spot.level is not Level.PROVINCE]
    rows = []
    for index in range(max(len(local), network.total // _HOSTS_EVERY)):
        village = index % 9 == 4
        rows.append(
            _plain(
                f"示例第{index + 1}村集体" if village else f"{names.unit_name(index)}（{index + 1}）",
                kind=Organisation.Kind.VILLAGE if village else Organisation.Kind.FIRM,
                place=places[local[index % len(local)].spot.id],
                founded=date(2010, 1, 1) + timedelta(days=index % 2_000),
            )
        )
    return rows


def _plain(name: str, *, kind: str, place: Place, founded: date, closed: date | None = None) -> Organisation:
    return Organisation(
        name=name, kind=kind, level=place.level, place=place, path=place.path, founded=founded, closed=closed
    )
