"""Writes of the place register: development zones. Divisions come with the product and are never typed in."""

from datetime import date

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.kernel.characters import visible
from tongxin.kernel.divisions import divisions
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import EARLIEST
from tongxin.kernel.places import Level, check_code, child_path
from tongxin.lifecycle.acts import act
from tongxin.network.models import Place, PlaceVersion


def add_zone(*, by: Actor, code: str, name: str, parent: Place, begin: date = EARLIEST) -> Place:
    """Add a development zone below a prefecture or county-level unit. It never counts as a county-level unit.

    Published lists number zones with 71 to 79 as the last two digits (430171 below 430100); a division's own code is
    refused.
    """
    with act("network.zone.add", by=by, path=parent.path) as doer:
        _refuse_wrong(code, name=name, parent=parent)
        if Place.objects.filter(code=code).exists():
            raise ConflictError(f"代码 {code} 已登记过开发区，请核对。", field="code")
        zone = Place.objects.create(
            code=code,
            name=visible(name).strip(),
            short_name=visible(name).strip()[:30],
            level=Level.ZONE,
            parent=parent,
            path=child_path(parent.path, code=code, level=Level.ZONE),
            province_id=parent.province_id,
            prefecture_id=parent.prefecture_id,
            county_id=parent.county_id,
            begin=begin,
        )
        PlaceVersion.objects.create(place=zone, code=code, name=zone.name, level=Level.ZONE, parent=parent, begin=begin)
        journal.write(zone, by=doer, action=doer.action)
    return zone


def _refuse_wrong(code: str, *, name: str, parent: Place) -> None:
    """Raise `InputError` for a code, name or parent no development zone can have."""
    check_code(code, field="code")
    if parent.level not in (Level.PREFECTURE, Level.COUNTY):
        raise InputError("开发区应登记在市州或县市区之下，请重新选择上级。", field="parent")
    if code in divisions() or not code.startswith(parent.code[:4]) or not "71" <= code[4:] <= "79":
        raise InputError(
            f"开发区代码前四位应与{parent.name}相同（{parent.code[:4]}），末两位在 71 至 79 之间。", field="code"
        )
    if not visible(name).strip():
        raise InputError("请填写开发区名称。", field="name")
