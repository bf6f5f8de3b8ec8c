"""What is kept once in the network, persons and firms: the tables of their merges, what can be chosen, and the words for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tongxin.access.guard import Guarded
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb
from tongxin.network.models import (
    Distinct,
    FirmDistinct,
    FirmMerge,
    FirmMergeRequest,
    MergeRequest,
    Organisation,
    ParentLink,
    Person,
    PersonMerge,
)
from tongxin.network.models.readings import search_text

SIDES: Final = ("kept", "merged")


@dataclass(frozen=True, kw_only=True)
class Once:
    """One kind of record of which there is one each.

    `choices` are the fields whose value is chosen when two become one, with every column that goes along. `also` gives
    further columns of the kept record, `shown` are fields compared without a choice, `refusal` why two may not become one.
    `subject` is the word facts number them by,
    `code` what the journal's words begin with, `merging` those about merges.
    """

    model: type[Guarded]
    merge: type[Any]
    request: type[Any]
    distinct: type[Any]
    verb: Verb
    subject: str
    code: str
    merging: str
    label: str
    two: str
    choices: Mapping[str, tuple[str, ...]]
    shown: tuple[str, ...] = ()
    also: Callable[[Any, Any, Mapping[str, Any]], dict[str, Any]] = lambda *_: {}
    refusal: Callable[[Any, Any], str] = lambda *_: ""

    def refuse_unknown(self, choose: Mapping[str, str]) -> None:
        """Raise `InputError` for a field that cannot be chosen or a side that is neither "kept" nor "merged"."""
        for field, side in choose.items():
            if field not in self.choices or side not in SIDES:
                raise InputError(f"不能这样选择「{field[:20]}」，请逐项选择保留哪一边。", field="choose")

    def side_of(self, field: str, *, kept: Any, merged: Any) -> str:
        """Return whose value stays where nobody chose: the kept record's, or the other's where that is empty."""
        column = self.choices[field][0]
        return "kept" if getattr(kept, column) or not getattr(merged, column) else "merged"

    def chosen(self, kept: Any, merged: Any, *, choose: Mapping[str, str]) -> dict[str, Any]:
        """Return the columns the kept record takes when the other one is merged into it."""
        sides = {field: choose.get(field, self.side_of(field, kept=kept, merged=merged)) for field in self.choices}
        taken = {
            column: getattr(merged, column)
            for field, side in sides.items()
            for column in self.choices[field]
            if side == "merged"
        }
        return taken | self.also(kept, merged, taken)


def once_of(record: Guarded) -> Once:
    """Return the kind a record belongs to: one that is merged, a merge, or a wish to merge."""
    return next(one for one in (PERSONS, FIRMS) if type(record) in {one.model, one.merge, one.request})


def _firm_values(kept: Organisation, merged: Organisation, taken: Mapping[str, Any]) -> dict[str, Any]:
    """Return code and names of both, so that whatever it was called leads to it."""
    name = taken.get("name", kept.name)
    names = dict.fromkeys([*kept.aliases, kept.name, merged.name, *merged.aliases])
    aliases = [one for one in names if one != name]
    return {
        "aliases": aliases,
        "unified_code": kept.unified_code or merged.unified_code,
        "search_text": search_text([name, *aliases, kept.place.short_name]),
    }


def _firm_refusal(kept: Organisation, merged: Organisation) -> str:
    if not (kept.is_partner and merged.is_partner):
        return "只有企业和村集体可以合并，其他组织请办理注销或更正。"
    if kept.unified_code and merged.unified_code:
        return "两家的统一社会信用代码不同，不是同一家；代码登记错了的，请先更正。"
    links = ParentLink.objects.children_of_numbered(Organisation, [kept.pk, merged.pk], field="organisation")
    between = links.filter(parent__in=[kept.pk, merged.pk]).exists()
    return "两家之间登记过隶属关系，不能合并，请先核对。" if between else ""


def _person_values(kept: Person, merged: Person, taken: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the kept record is found by, name and employer chosen one by one."""
    del merged
    name, unit = (taken.get(column, getattr(kept, column)) for column in ("name", "unit"))
    return {"search_text": search_text([name], personal=True, with_words=unit)}


PERSONS: Final = Once(
    model=Person,
    merge=PersonMerge,
    request=MergeRequest,
    distinct=Distinct,
    verb=Verb.MEMBERS,
    subject="person",
    code="network.person",
    merging="network.merge",
    label="人员",
    two="两条不同的人员记录",
    choices={
        "name": ("name", "sound"),
        "mobile": ("mobile", "mobile_index"),
        "unit": ("unit",),
        "position": ("position",),
        "group": ("group",),
        "place": ("place_id", "path"),
    },
    also=_person_values,
)
FIRMS: Final = Once(
    model=Organisation,
    merge=FirmMerge,
    request=FirmMergeRequest,
    distinct=FirmDistinct,
    verb=Verb.RECORD,
    subject="organisation",
    code="network.organisation",
    merging="network.firm_merge",
    label="企业",
    two="两家不同的企业",
    choices={
        "name": ("name", "plain_name", "sound"),
        "kind": ("kind",),
        "founded": ("founded",),
        "registered": ("registered",),
        "closed": ("closed",),
    },
    shown=("unified_code", "place", "aliases"),
    also=_firm_values,
    refusal=_firm_refusal,
)
