"""Writes of organisations: founding, correction, parents, closing, and the checklist of stages."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NotRequired, TypedDict, Unpack

from django.db.models import QuerySet

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.kernel.unified_code import unified_code_of
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, require_past, require_reason
from tongxin.network.actions.joining import end_joining
from tongxin.network.models import JoiningLink, Membership, Office, Organisation, ParentLink, Place, StageRule
from tongxin.network.models.organisations import MEMBERLESS, PARTNERS
from tongxin.network.models.readings import normal_name
from tongxin.network.queries.charters import looked_after_at
from tongxin.network.queries.firms import named_at
from tongxin.network.queries.relations import hanging_on

_DEEPEST = 20


class OrganisationDetails(TypedDict):
    """What is known of an organisation. Without `unified_code` it keeps the one it has; firms and villages alone may lack `founded`."""

    name: str
    aliases: Sequence[str]
    kind: str
    place: Place
    parent: Organisation | None
    founded: date | None
    registered: date | None
    unified_code: NotRequired[str]


class StageRuleDetails(TypedDict):
    """One line of the stage checklist: how much of a signal a stage asks for, and whether it asks at all."""

    stage: str
    signal: str
    at_least: int
    required: bool


def found_organisation(*, by: Actor, **details: Unpack[OrganisationDetails]) -> Organisation:
    """Put an organisation on record at its place, under its parent from the day it was founded."""
    place, parent = details["place"], details["parent"]
    with act("network.organisation.found", by=by, path=place.path) as doer:
        _refuse_known(details)
        values = {"place": place, "path": place.path, "level": place.level, "parent": _open_parent(parent)}
        organisation = create(Organisation(), by=doer, values=_values(details) | values)
        if parent is not None:
            _link(organisation, by=doer, parent=parent, day=organisation.beginning)
    return organisation


def correct_organisation(
    organisation: Organisation, *, by: Actor, reason: str, **details: Unpack[OrganisationDetails]
) -> Organisation:
    """Correct what was recorded wrongly. A parent that changed, not one typed wrongly, is `move_parent`.

    The place stays: all that an organisation did is filed under it. One recorded at the wrong place is closed and
    founded anew.
    """
    with act("network.organisation.correct", organisation, by=by, reason=require_reason(reason)) as doer:
        if details["place"].pk != organisation.place_id:
            raise InputError("所在地区不能更正：登记错了请注销本组织，再在正确的地区重新登记。", field="place")
        values = _values(details)
        _refuse_kind(organisation, kind=values["kind"])
        if organisation.closed and values["founded"] and values["founded"] > organisation.closed:
            raise InputError("成立日期不能晚于注销日期，请核对。", field="founded")
        if details["parent"] != organisation.parent:
            _correct_parent(organisation, by=doer, parent=details["parent"])
            values["parent"] = details["parent"]
        return change(organisation, by=doer, values=values)


def move_parent(
    organisation: Organisation, *, by: Actor, parent: Organisation | None, day: date, reason: str
) -> Organisation:
    """Put an organisation under another parent, or none, from this day on. Needs the right to record above it on both sides."""
    if parent is not None:
        by.scope.require(Verb.RECORD, parent.path)
    with act("network.organisation.move", organisation, by=by, reason=require_reason(reason)) as doer:
        _refuse_circle(organisation, parent=_open_parent(parent))
        require_past(day, field="day", since=organisation.founded)
        _end_link(organisation, by=doer, day=day)
        if parent is not None:
            _link(organisation, by=doer, parent=parent, day=day)
        return change(organisation, by=doer, values={"parent": parent})


def close_organisation(organisation: Organisation, *, by: Actor, day: date, reason: str) -> Organisation:
    """Close an organisation from this day on: its memberships and offices end with it, open applications are declined."""
    with act("network.organisation.close", organisation, by=by, reason=require_reason(reason)) as doer:
        require_past(day, field="day", since=organisation.founded)
        below = Organisation.objects.children_of(organisation, field="parent")
        if below.filter(closed=None).exists():
            raise ConflictError("还有下级组织隶属于本组织，请先变更它们的上级组织，再办理注销。")
        _end_people(organisation, by=doer, day=day)
        end_joining(organisation, by=doer)
        _end_link(organisation, by=doer, day=day)
        return change(organisation, by=doer, values={"closed": day})


def set_stage_rule(*, by: Actor, path: str, reason: str, **line: Unpack[StageRuleDetails]) -> StageRule:
    """Set one line (stage, signal) of the stage checklist for a place and all below it."""
    with act("network.stage_rule.set", by=by, path=path, reason=require_reason(reason)) as doer:
        if not 1 <= line["at_least"] <= 1_000:
            raise InputError("「至少」应为 1 至 1000 的整数。", field="at_least")
        key = {"path": path, "stage": StageRule.Stage(line["stage"]), "signal": StageRule.Signal(line["signal"])}
        values = {"at_least": line["at_least"], "required": line["required"]}
        rows = StageRule.objects.public()
        rule = rows.select_for_update().filter(**key).first()
        return (
            create(StageRule(), by=doer, values=key | values) if rule is None else change(rule, by=doer, values=values)
        )


def _values(details: OrganisationDetails) -> dict[str, Any]:
    name = normal_name(details["name"])
    if not name:
        raise InputError("请填写组织名称。", field="name")
    kind, founded = Organisation.Kind(details["kind"]), details["founded"]
    if founded is not None:
        require_past(founded, field="founded")
    elif kind not in PARTNERS or details["parent"] is not None:
        raise InputError("请填写成立日期：只有没有上级组织的企业和村集体可以不填。", field="founded")
    if details["registered"] is not None:
        require_past(details["registered"], field="registered", since=founded)
    code = {"unified_code": unified_code_of(details["unified_code"])} if "unified_code" in details else {}
    return {
        "name": name,
        "aliases": _unique(details["aliases"], without=name),
        "kind": kind,
        "founded": founded,
        "registered": details["registered"],
        **code,
    }


def _refuse_known(details: OrganisationDetails) -> None:
    """Refuse a firm or village that is on record at its place already, however its name was written."""
    if details["kind"] in PARTNERS and (one := named_at(normal_name(details["name"]), details["place"])):
        raise ConflictError(
            f"「{one.name}」（编号{one.pk}）已在{one.place.name}登记，请更正那一条，不要再登记。", field="name"
        )


def _refuse_kind(organisation: Organisation, *, kind: Organisation.Kind) -> None:
    """Refuse a kind without members for one that has, or had, some, or takes applications; a firm is none with any past."""
    if kind in PARTNERS and not organisation.is_partner and (held := hanging_on(organisation)):
        raise ConflictError(f"本组织名下已有{held[0][0]}，类别不能改为{kind.label}，请核对。", field="kind")
    if kind not in MEMBERLESS:
        return
    joined: tuple[QuerySet[Any], ...] = (
        Membership.objects.children_of(organisation),
        JoiningLink.objects.children_of(organisation).filter(closed=None),
    )
    if any(rows.exists() for rows in joined):
        raise ConflictError(f"本组织有会员或正在接受入会申请，类别不能改为{kind.label}，请核对。", field="kind")


def _unique(names: Iterable[str], *, without: str) -> list[str]:
    return list(dict.fromkeys(plain for name in names if (plain := normal_name(name)) and plain != without))


def _open_parent(parent: Organisation | None) -> Organisation | None:
    if parent is not None and parent.closed:
        raise InputError(f"「{parent.name}」已注销，不能作为上级组织。", field="parent")
    return parent


def _refuse_circle(organisation: Organisation, *, parent: Organisation | None) -> None:
    above, depth = parent, 0
    while above is not None:
        depth += 1
        if above.pk == organisation.pk or depth > _DEEPEST:
            raise InputError("上级组织不能是本组织或它的下级，请重新选择。", field="parent")
        above = above.parent


def _links(organisation: Organisation) -> Any:
    rows = ParentLink.objects.children_of(organisation, field="organisation")
    return rows.filter(end=None)


def _link(organisation: Organisation, *, by: Doer, parent: Organisation, day: date) -> None:
    link = ParentLink(organisation=organisation, parent=parent, begin=day, path=organisation.path)
    create(link, by=by, action="network.parent_link.begin")


def _end_link(organisation: Organisation, *, by: Doer, day: date) -> None:
    if link := _links(organisation).first():
        require_past(day, field="day", since=link.begin)
        change(link, by=by, action="network.parent_link.end", values={"end": day})


def _correct_parent(organisation: Organisation, *, by: Doer, parent: Organisation | None) -> None:
    """Let the present link say what it should have said since it began; without a parent it is as if it never began.

    Who is above may decide who joins: only from there can it be changed.
    """
    by.scope.require(Verb.RECORD, looked_after_at(organisation))
    if parent is not None:
        by.scope.require(Verb.RECORD, parent.path)
    if organisation.closed:
        raise ConflictError("这个组织已注销，隶属关系不能再更正。", field="parent")
    _refuse_circle(organisation, parent=_open_parent(parent))
    link = _links(organisation).first()
    if link is None:
        if parent is not None:
            _link(organisation, by=by, parent=parent, day=organisation.beginning)
        return
    values = {"parent": parent} if parent is not None else {"end": link.begin}
    change(link, by=by, action="network.parent_link.correct", values=values)


def _end_people(organisation: Organisation, *, by: Doer, day: date) -> None:
    rows = Membership.objects.children_of(organisation)
    members = list(rows.filter(state__in=("applied", "admitted")).select_for_update())
    befores = [journal.values_of(row) for row in members]
    for row in members:
        if row.begin is None or row.begin > day:
            row.state = Membership.State.DECLINED
        else:
            row.state, row.end, row.ending = Membership.State.ENDED, day, Membership.Ending.CLOSED
    rows.bulk_update(members, ["state", "end", "ending"], batch_size=500)
    journal.write_many(members, by=by, action="network.membership.end", befores=befores, reason=by.reason)
    held = Office.objects.children_of(organisation)
    offices = list(held.filter(end=None).select_for_update())
    befores = [journal.values_of(office) for office in offices]
    for office in offices:
        office.end = max(day, office.begin)
    held.bulk_update(offices, ["end"], batch_size=500)
    journal.write_many(offices, by=by, action="network.office.end", befores=befores, reason=by.reason)
