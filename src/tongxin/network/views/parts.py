"""What the pages of the network share: the words of the journal, the timeline, a page that does one thing more."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.urls import reverse

from tongxin.access import journal
from tongxin.access.models import Entry
from tongxin.access.views import SignedIn
from tongxin.kernel.errors import NotFoundError
from tongxin.web.format import Kind, written
from tongxin.web.pages import EntryPage, Moment

M = TypeVar("M", bound=Model)
LARGEST = 2**63 - 1
SHOWN = 100
MISSING_ORGANISATION = "没有找到这个组织，或不在您的权限范围内。"
MISSING_PERSON = "没有找到这个人，或不在您的权限范围内。"
DONE_WORDS = {
    "network.zone.add": "登记开发区",
    "network.organisation.found": "登记组织",
    "network.organisation.correct": "更正",
    "network.organisation.move": "变更上级组织",
    "network.organisation.close": "注销",
    "network.base.apply": "申报",
    "network.base.correct": "更正",
    "network.base.applied": "退回或重新申报",
    "network.base.reviewing": "进入评审",
    "network.base.named": "命名",
    "network.base.rechecking": "开始复核",
    "network.base.rectifying": "要求整改",
    "network.base.revoked": "撤销",
    "network.base.withdrawn": "退出",
    "network.series.open": "登记系列",
    "network.series.correct": "更正",
    "network.series.close": "结束系列",
    "network.person.register": "登记人员",
    "network.person.correct": "更正",
    "network.person.merge": "并入另一条记录",
    "network.person.merged": "合并到另一条记录",
    "network.person.merge.undo": "撤销合并",
    "network.person.distinct": "确认不是同一人",
    "network.merge.do": "合并",
    "network.merge.undo": "撤销合并",
    "network.merge.forget": "删除合并前的内容",
    "network.merge.ask": "提出合并请求",
    "network.merge.accepted": "同意合并",
    "network.merge.declined": "不同意合并",
    "network.person.erase": "删除资料",
    "network.members.export": "导出会员名册",
}


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(f"network:{name}", args=[0]).rpartition("0")
    return before, after


def address(name: str, pk: int) -> str:
    """Return the address of a page of the record with this number; a list asks for one a row."""
    before, after = _around(name)
    return f"{before}{pk}{after}"


def only(rows: QuerySet[M], pk: int, *, missing: str) -> M:
    """Return the row with this number from the asker's own rows, else raise `NotFoundError`."""
    found = rows.filter(pk=min(pk, LARGEST)).first()
    if found is None:
        raise NotFoundError(missing)
    return found


def timeline(record: Model) -> list[Moment]:
    """Return what was written about a record that the asker has read through the scope, newest first."""
    return [
        Moment(
            at=entry.at,
            who=entry.actor,
            what=DONE_WORDS.get(entry.action, entry.action),
            why=entry.reason,
            changes=list(_changes(record, entry)),
        )
        for entry in journal.of(record)[:SHOWN]
    ]


def _changes(record: Model, entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Yield label, before and after of each changed field that can be said in words."""
    for field in record._meta.concrete_fields:
        if field.attname in entry.before and not field.is_relation:
            label = str(field.verbose_name)
            yield label, _word(field, entry.before[field.attname]), _word(field, entry.after.get(field.attname))


def _word(field: Any, value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return written(dict(field.flatchoices).get(value, value), kind=Kind.TEXT)


class ActPage(SignedIn, EntryPage):
    """Does one thing more with a record: the door's action takes the record and the form's values.

    Subclasses give `door`, `find()` and `done_url()`. The record is read through the asker's scope, so that one outside
    is not found by any method.
    """

    subject: Any = None

    def find(self) -> Any:
        """Return the record of this address or raise `NotFoundError`."""
        raise NotImplementedError

    def get_record(self) -> None:
        """Read the subject; nothing is corrected here, so the form asks for no reason of its own."""
        self.subject = self.find()

    def heading(self) -> str:
        """Name what is done to what."""
        return f"{self.door.label}：{self.subject}"

    def save(self, values: dict[str, Any]) -> Any:
        """Hand subject and values to the action."""
        return self.door.create(self.subject, by=self.request.actor, **values)


def listed(values: Sequence[str]) -> str:
    """Write several names as one."""
    return "、".join(values)
