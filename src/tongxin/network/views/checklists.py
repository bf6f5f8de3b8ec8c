"""Checklists every place may adjust for itself and below: their lines, and the page that sets one."""

from collections.abc import Sequence
from typing import Any

from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import list_of
from tongxin.lifecycle.pages import RecordEntry, RecordList, only
from tongxin.web.table import Column


def where_column() -> Column:
    """Return the column that says where a line holds."""
    return Column(
        name="path",
        label="适用",
        value=lambda line: name_of_path(line.path) if line.path else "全网络",
        order=("path",),
    )


class LineList(RecordList):
    """Every line, for whoever may look at the network; each leads to the page that adjusts it."""

    subtitle = "本级标准优先于上级标准。"

    def get_queryset(self) -> Any:
        return self.life.model.objects.public()


class LineEntry(RecordEntry):
    """Sets one line of a checklist for the asker's own place and below, beginning with the line of this address."""

    line: Any = None

    def get_record(self) -> None:
        """Read the line; what is saved is the line of the asker's own place."""
        if "pk" in self.kwargs:
            rows = self.life.model.objects.public()
            self.line = only(rows, self.kwargs["pk"], missing=self.life.not_found)

    def heading(self) -> str:
        return f"{self.one.label}：{self.line}" if self.line else self.one.label

    def initial(self) -> dict[str, Any]:
        if self.line is None:
            return super().initial()
        return {name: getattr(self.line, name) for name in self.validator().base_fields if name != "reason"}

    def save(self, values: dict[str, Any]) -> Any:
        own: Sequence[str] = self.request.scope.prefixes(Verb.ADMINISTER)
        return super().save({"path": own[0], **values})

    def done_url(self, record: Any) -> str:
        del record
        return list_of(self.life)
