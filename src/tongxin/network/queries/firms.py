"""Firms and village collectives: which one a text means, by its unified code or by its name at a place."""

import re
from typing import Final

from django.db.models import QuerySet

from tongxin.kernel.characters import plain
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Scope
from tongxin.kernel.unified_code import unified_code_of
from tongxin.lifecycle.naming import NUMBERED
from tongxin.network.models import Organisation, Place
from tongxin.network.models.organisations import PARTNERS
from tongxin.network.models.readings import normal_name, plain_name
from tongxin.network.queries.likeness import plain_unit
from tongxin.network.queries.search import found

_CODE_LIKE: Final = re.compile(r"(?<![0-9A-Z])(?=(?:[A-Z]*\d){9})[0-9A-Z]{15,20}(?![0-9A-Z])", re.ASCII | re.IGNORECASE)
_AROUND: Final = " ()[]，,、；;:：统一社会信用代码"
_LONGEST_NAME: Final = 120
_LONGEST_CHAIN: Final = 50


def firms_known(scope: Scope) -> QuerySet[Organisation]:
    """Return the firms and village collectives of this scope."""
    return Organisation.objects.visible_to(scope).filter(kind__in=PARTNERS)


def partners() -> QuerySet[Organisation]:
    """Return every firm and village collective, as anybody may know of them; those merged into others are left out."""
    return Organisation.objects.public().filter(kind__in=PARTNERS, merged_into=None)


def parted(text: str) -> tuple[str, str]:
    """Return name and unified code of a text that holds one or both; raise `InputError` for a code that is none."""
    said = plain(text)
    code = _CODE_LIKE.search(said)
    if code is None:
        return normal_name(said), ""
    return normal_name((said[: code.start()] + " " + said[code.end() :]).strip(_AROUND)), unified_code_of(code[0])


def firm_said(text: str) -> Organisation | str:
    """Return the firm a text means beyond doubt, by number or code, else the text, which says a name; raise `InputError`."""
    numbered = NUMBERED.fullmatch(text)
    if numbered:
        rows = Organisation.objects.public().filter(pk=int(numbered[2]), kind__in=PARTNERS)
        if one := rows.select_related("merged_into").first():
            return kept(one)
        raise InputError(f"没有编号为 {numbered[2]} 的企业或村集体，请核对。")
    name, code = parted(text)
    if one := with_code(code, name=name):
        return one
    require_name(name, code)
    return f"{name} {code}".strip()


def kept(one: Organisation) -> Organisation:
    """Return the record that one lives on in: itself, unless it was merged."""
    for _ in range(_LONGEST_CHAIN):
        if one.merged_into is None:
            return one
        one = one.merged_into
    raise InputError(f"「{one.name}」合并过太多次，请写统一社会信用代码。")


def with_code(code: str, *, name: str = "") -> Organisation | None:
    """Return the firm or village with this unified code, wherever it is.

    Raises `InputError` where another kind of organisation has it, or where the name said beside it is quite another one: the
    code was copied from another line.
    """
    rows = Organisation.objects.public().filter(unified_code=code, merged_into=None)
    one = rows.select_related("place").first() if code else None
    if one is None:
        return None
    if not one.is_partner:
        raise InputError(f"统一社会信用代码 {code} 登记的是{one.get_kind_display()}「{one.name}」，请核对。")
    if not name or any(_agree(name, own) for own in (one.name, *one.aliases)):
        return one
    raise InputError(
        f"统一社会信用代码 {one.unified_code} 登记的是「{one.name}」（{one.place.name}），与写的「{name}」不一致："
        "请核对代码；如是更名，请先在它的页面登记新的名称。"
    )


def require_name(name: str, code: str) -> None:
    """Raise `InputError` where one not on record was said without a name, or with one too long to be kept."""
    if not name:
        raise InputError("还没有登记过这家企业，请同时写名称。" if code else "请写企业的名称或统一社会信用代码。")
    if len(name) > _LONGEST_NAME:
        raise InputError(f"企业名称最多 {_LONGEST_NAME} 个字，请写营业执照上的名称。")


def named_at(name: str, place: Place) -> Organisation | None:
    """Return the firm or village of this name, or formerly of it, at a place, however written; raise for several.

    Another kind of organisation of that name is told in a sentence: it is no firm.
    """
    wanted = plain_name(name)
    at = Organisation.objects.public().filter(place=place).select_related("place", "merged_into").order_by("id")
    same = list(at.filter(plain_name=wanted))
    same = same or [one for one in found(at, name) if wanted in map(plain_name, one.aliases)]
    means = list({one.pk: one for one in map(kept, same)}.values())
    if len(means) > 1:
        listed = "、".join(f"{one.name}（编号{one.pk}）" for one in means)
        raise InputError(f"{place.name}叫「{name}」的不止一家，请写统一社会信用代码或编号：{listed}。")
    if means and not means[0].is_partner:
        raise InputError(f"「{means[0].name}」登记的是{means[0].get_kind_display()}，不是企业或村集体，请核对名称。")
    return means[0] if means else None


def _agree(one: str, other: str) -> bool:
    """Tell whether two names may be one firm's: the same but for its legal form, or one within the other."""
    short, long = sorted((plain_unit(one), plain_unit(other)), key=len)
    return bool(short) and short in long
