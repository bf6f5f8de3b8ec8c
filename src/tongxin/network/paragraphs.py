"""What the network says of itself in reports: how many associations, members and bases there are."""

from tongxin.ports.paragraphs import Paragraph, Subject

_UNITS, _MEMBERS, _BASES = "network.associations", "network.members", "network.bases"
_COUNTIES, _PREFECTURES = "network.county_coverage", "network.prefecture_coverage"


def _organisations(one: Subject) -> str:
    said = f"{{{{estimate}}}}{one.day}各级新的社会阶层人士联谊组织达到{one.stock(_UNITS)}，会员{one.stock(_MEMBERS)}。"
    if not one.is_province():
        return said
    covered = f"{{{{estimate}}}}市级联谊组织覆盖率{one.stock(_PREFECTURES)}，县级覆盖率{one.stock(_COUNTIES)}。"
    return f"{said}\n{covered}"


def _together(one: Subject) -> str:
    return f"有联谊组织{one.stock(_UNITS)}，会员{one.stock(_MEMBERS)}，实践创新基地{one.stock(_BASES)}。"


PARAGRAPHS = (
    Paragraph(
        heading="组织建设",
        order=20,
        summary=_organisations,
        stocks=(_UNITS, _MEMBERS, _BASES),
    ),
    Paragraph(heading="组织和阵地", order=20, bulletin=lambda one: f"{{{{estimate}}}}{one.day}{_together(one)}"),
    Paragraph(heading="组织", order=5, page=lambda one: f"{{{{estimate}}}}{_together(one)}"),
    Paragraph(
        heading="阵地建设", order=30, summary=lambda one: f"{{{{estimate}}}}创建各类实践创新基地{one.stock(_BASES)}。"
    ),
)
