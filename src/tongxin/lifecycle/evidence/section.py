"""The part of a record's page that shows its files and takes new ones."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.urls import reverse

from tongxin.access.guard import Guarded
from tongxin.kernel.numerals import grouped
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.evidence import queries
from tongxin.lifecycle.models import EvidenceFile
from tongxin.web.pages import Section


@dataclass(frozen=True, kw_only=True)
class ShownFile:
    """A file as this asker sees it: without name and address where its content stays closed to them."""

    file: EvidenceFile
    closed: str
    may_write: bool

    @property
    def is_over(self) -> bool:
        """Whether it was taken back or its content is gone: no evidence any more, and listed last."""
        return self.file.is_withdrawn or self.file.is_removed

    @property
    def name(self) -> str:
        """The file's name, which may tell as much as its content."""
        return "" if self.closed else self.file.name

    @property
    def size(self) -> str:
        """The size as written: 「1.2 MB」."""
        unit, word = (2**20, "MB") if self.file.bytes >= 2**20 else (2**10, "KB")
        return f"{grouped(Fraction(self.file.bytes, unit), decimals=1)} {word}"

    @property
    def url(self) -> str:
        """The address of the content, if it opens."""
        return "" if self.closed else reverse("lifecycle:evidence", args=[self.file.pk])

    @property
    def thumbnail(self) -> str:
        """The address of the small picture, if there is one and it opens."""
        return reverse("lifecycle:evidence_thumbnail", args=[self.file.pk]) if self.url and self.file.is_picture else ""

    @property
    def people(self) -> str:
        """What is said of the people shown."""
        if not self.file.shows_people:
            return ""
        return "有人像，本人已同意" if self.file.consent_given else "有人像，还没有登记本人同意：只有能登记的人看得到"


def evidence_section(record: Guarded, *, scope: Scope, day: date | None = None) -> Section:
    """Return the section 佐证 of a record that was read through this scope: one query, whatever the number of files."""
    now = day or today()
    may_write = scope.may(Verb.RECORD, record.path)
    shown = [
        ShownFile(
            file=file,
            closed=queries.hidden_because(file, path=record.path, scope=scope, day=now),
            may_write=may_write and not file.is_withdrawn and not file.is_removed,
        )
        for file in queries.files_of(record)
    ]
    shown.sort(key=lambda one: one.is_over)
    kept = sum(not one.is_over for one in shown)
    add = reverse("lifecycle:evidence_add", args=[record._meta.label_lower, record.pk]) if may_write else ""
    return Section(
        name="evidence",
        title="佐证",
        template="lifecycle/evidence/section.html",
        context={"files": shown, "add": add},
        note=f"{kept} 个文件" if kept else "",
        exportable=False,
    )
