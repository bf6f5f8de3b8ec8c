"""Through what form registrations come in by workbook and program."""

from collections.abc import Mapping
from typing import Any

from tongxin.attendance.registration.life import REGISTRATION
from tongxin.attendance.registration.queries import path_of
from tongxin.intake.door import Door


def _place_path(values: Mapping[str, Any]) -> str:
    return path_of(values["occasion"]) or ""


REGISTRATIONS = Door.of(
    REGISTRATION,
    name="registrations",
    select=("occasion", "person"),
    search=("name",),
    place_path=_place_path,
    headings={
        "occasion": ("活动", "场次编号"),
        "name": ("名字", "报名人", "报名人姓名"),
        "mobile": ("手机", "手机号码", "联系电话", "电话"),
        "unit": ("单位", "所在单位", "单位名称"),
    },
)
