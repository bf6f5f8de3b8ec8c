"""Pages of exports: in which form and what for, and the file itself."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from tongxin.access import exports
from tongxin.access.forms import ExportForm, PersonalExportForm
from tongxin.access.models import Job
from tongxin.access.views import SignedIn
from tongxin.web import export
from tongxin.web.export import Sheet
from tongxin.web.pages import Crumb, EntryPage, Page


class _Door:
    label = "表格"
    form = ExportForm
    create = staticmethod(exports.start)
    correct = None


class ExportEntry(SignedIn, EntryPage):
    """Asks in which form a list is wanted, and what for where it is about people; then has it written."""

    button = "开始导出"
    done = "已开始导出，写好后可在这里下载。"
    door = _Door()
    sheet: Sheet

    def get_record(self) -> None:
        """Look at the list first: what cannot be exported needs no form."""
        self.sheet = exports.sheet_of(self._page(), by=self.request.actor)

    def heading(self) -> str:
        return f"导出「{self.sheet.title}」"

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label=self.sheet.title, url=self.cancel_url()),)

    def cancel_url(self) -> str:
        """Lead back to the page, never to another site: `sheet_of` found the address among ours."""
        return f"/{self._page().partition('?')[0].lstrip('/')}"

    def validator(self) -> type[forms.Form]:
        return PersonalExportForm if self.sheet.is_personal else ExportForm

    def save(self, values: dict[str, Any]) -> Job:
        return exports.start(self._page(), by=self.request.actor, **values)

    def done_url(self, record: Any) -> str:
        return reverse("access:job", args=[record.pk])

    def _page(self) -> str:
        return self.request.GET.get("page", "")


class ExportFile(SignedIn, Page):
    """The written file, as often as wanted until it expires."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        file, about = exports.opened(kwargs["pk"], by=self.request.actor)
        answer = export.respond(file, title=about["title"], form=about["form"])
        answer["Cache-Control"] = "private, no-store"
        return answer
