"""What the search box on top leads to: everything of that name the asker may see, kind by kind."""

from collections.abc import Sequence
from typing import Any

from tongxin.access.views import SignedIn
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.network.queries.finding import Finding, findings, told_apart
from tongxin.web.pages import Link, Page, Section
from tongxin.web.table import Column, Table

_LONGEST = 60


class SearchPage(SignedIn, Page):
    """Organisations, persons and records by name, alias, pinyin, initials; persons by mobile number and employer too."""

    template_name = "network/search.html"
    title = "查找"
    subtitle = "人员还可以用手机号或工作单位查找。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is found, a section a kind."""
        asked = self.request.GET.get("q", "")[:_LONGEST].strip()
        found = findings(self.request.scope, asked) if asked else ()
        sections: Sequence[Section] = [_section(one, asked) for one in found]
        return super().get_context_data(asked=asked, sections=sections, **kwargs)


def _section(one: Finding, asked: str) -> Section:
    life = one.door.life
    assert life is not None  # such a door is not searched  # noqa: S101
    columns = (
        Column(name="name", label=life.label, value=life.called, link=address_of, personal=one.door.is_personal),
        Column(name="apart", label="单位或地区", value=told_apart),
    )
    return Section(
        name=one.door.name,
        title=one.door.label,
        table=Table(columns, one.rows, caption=one.door.label),
        note=f"只列前 {len(one.rows)} 条" if one.has_more else "",
        more=Link(label="在列表中看", url=list_of(life, q=asked)),
        exportable=False,
    )
