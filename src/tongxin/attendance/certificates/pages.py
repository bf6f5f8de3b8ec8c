"""Pages of certificates: the list and one of them for staff, issuing for a roster, printing, one's own."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.base import View

from tongxin.access import exports, jobs
from tongxin.access.guard import Guarded
from tongxin.access.models import Job
from tongxin.access.views import SignedIn
from tongxin.attendance.certificates import queries
from tongxin.attendance.certificates.forms import PurposeForm
from tongxin.attendance.certificates.life import CERTIFICATE, NUMBERING
from tongxin.attendance.certificates.numbering import PREFIX
from tongxin.attendance.certificates.work import CODE, held, opened, pdf_of
from tongxin.attendance.models import Certificate, CertificateNumbering
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.life import Life
from tongxin.lifecycle.lives import life_of
from tongxin.lifecycle.pages import RecordList, RecordPage, column_of, only, pages_of
from tongxin.network.queries.own import person_of
from tongxin.ports.public import public_path
from tongxin.web.filters import text, year
from tongxin.web.format import Kind
from tongxin.web.pages import Crumb, Empty, EntryPage, Fact, Link, Page, Section
from tongxin.web.request import Asked
from tongxin.web.table import Column, Table

State = Certificate.State
_UNFOUNDED = "须撤销：名册已更正，持有人不是结业"


def state_of(one: Any) -> str:
    """Return where a certificate stands, in words."""
    return _UNFOUNDED if one.unfounded else str(one.get_state_display())


_ON_CARD = {"名称", "主办单位"}  # said by the card's own fields
_STATE = Column(name="state", label="状态", value=state_of)
_OF_ROSTER = (
    Column(name="serial", label="证书编号", value="serial", link=address_of),
    Column(name="holder", label="持有人", value="holder"),
    Column(name="issued", label="签发日期", value="issued", kind=Kind.DATE),
    _STATE,
)


def certificate_sections(record: Any, *, scope: Scope) -> Sequence[Section]:
    """Return 结业证书 on the page of a record with a roster, where the scope reads persons; one query."""
    life: Life | None = life_of(type(record))
    if not record.is_completed or life is None or life.state(record) not in life.counted:
        return ()
    if not scope.may(Verb.MEMBERS, record.path):
        return ()
    table = Table(_OF_ROSTER, list(queries.of_roster(record.occasion)), caption="结业证书", model=Certificate)
    more = None
    if scope.may(Verb.RECORD, record.path):
        url = reverse("attendance.certificate.issue", args=[record.occasion_id])
        more = Link(label="签发和打印", url=url, icon="download")
    return (Section(name="certificates", title="结业证书", table=table, more=more, empty="还没有签发。"),)


def certificates_for(model: type[Guarded], numbers: Iterable[int], *, title: str) -> Section:
    """Return the certificates for some records of a table as a section, for those who may read persons."""
    rows = queries.with_standing(queries.of_numbered(model._meta.label_lower, numbers)).order_by("id")
    table = Table(_OF_ROSTER, list(rows), caption=title, model=Certificate)
    return Section(name="certificates", title=title, table=table, empty="还没有签发。")


class CertificateList(RecordList):
    """The certificates whose holders the asker may read, newest first."""

    life = CERTIFICATE
    order = ("-id",)
    narrowed_by = (text("event", label="事由"), year("issued"), "state", "kind")
    shown = (
        "serial",
        "holder",
        "event",
        Column(name="organisation", label="签发单位", value="organisation.name"),
        column_of(Certificate, "kind", hidden=True),
        "issued",
        _STATE,
    )
    nothing = Empty(title="还没有证书", hint="在已举办的培训班页面点「签发和打印」。")

    def get_queryset(self) -> QuerySet[Any]:
        return queries.certificates(self.request.scope)

    def links(self) -> Sequence[Link]:
        """Offer the numbering."""
        return (Link(label="证书字号", url=list_of(NUMBERING)),)


class CertificatePage(RecordPage):
    """One certificate."""

    life = CERTIFICATE

    def get_queryset(self) -> QuerySet[Any]:
        return queries.certificates(self.request.scope).select_related("organisation", "person", "replaces")

    def card(self) -> Sequence[Fact | str]:
        one: Any = self.record
        words = {} if one.state == State.ERASED else dict(queries.claims_of(one).facts)
        return (
            Fact(label="状态", value=state_of(one), hint=one.revoke_reason),
            "holder",
            "event",
            "organisation",
            "issued",
            "revoked",
            "replaces",
            *(Fact(label=label, value=value) for label, value in words.items() if label not in _ON_CARD),
            Fact(label="核验页", value="打开", link=public_path(PREFIX, one.code)),
        )

    def links(self) -> Sequence[Link]:
        """Offer the paper, and what its state allows."""
        url = reverse("attendance.certificate.print", args=[self.record.pk])
        paper = [Link(label="打印", url=url, icon="download")] if self.record.state == State.ISSUED else []
        return [*paper, *super().links()]


class NumberingList(RecordList):
    """How the organisations of the scope number their certificates."""

    life = NUMBERING
    order = ("path", "id")
    shown = (column_of(CertificateNumbering, "organisation"), "kind", "mark")
    nothing = Empty(title="都用通用字号", hint="省级单位如 湘新联培，其他单位用地名，如 宁乡新联培。")


class NumberingPage(RecordPage):
    """One numbering."""

    life = NUMBERING
    related = ("organisation",)

    def card(self) -> Sequence[Fact | str]:
        return ("organisation", "kind", "mark")


class _AsksPurpose(SignedIn, EntryPage):
    """Asks what files with names in them are for."""

    verb = Verb.MEMBERS

    def validator(self) -> type[Form]:
        return PurposeForm

    def initial(self) -> dict[str, Any]:
        return {"purpose": "发给持有人本人"}


class IssuePage(_AsksPurpose):
    """Issues and prints the certificates of a roster, as a job."""

    button = "签发和打印"
    done = "已开始签发，完成后可在这里下载。"

    def get_record(self) -> None:
        """Look at the record first: what cannot be certified needs no form."""
        self.occasion, self.owner = held(self.kwargs["occasion"], scope=self.request.scope)
        self.request.scope.require(Verb.RECORD, self.occasion.path)
        self.waiting = len(queries.without_certificate(self.occasion))

    def heading(self) -> str:
        return f"签发结业证书：{self.owner}"

    @property
    def subtitle(self) -> str:  # type: ignore[override]  # what is about to happen
        """How many will be new."""
        return f"将新签发 {self.waiting} 份；已签发的不重复编号，一起打印。"

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label=str(self.owner), url=self.cancel_url()),)

    def cancel_url(self) -> str:
        return address_of(self.owner)

    def save(self, values: dict[str, Any]) -> Job:
        asked = {"occasion": self.occasion.pk, "purpose": exports.require_purpose(values["purpose"])}
        address = self.request.build_absolute_uri("/")
        label = f"结业证书：{self.owner}"[:200]
        arguments = {**asked, "address": address}
        return jobs.start(CODE, by=self.request.actor, path=self.occasion.path, label=label, arguments=arguments)

    def done_url(self, record: Any) -> str:
        return reverse("access:job", args=[record.pk])


class PrintPage(_AsksPurpose):
    """Prints one certificate once more."""

    button = "打印"

    def get_record(self) -> None:
        """Read it through the scope."""
        rows = queries.certificates(self.request.scope)
        self.subject = only(rows, self.kwargs["pk"], missing=CERTIFICATE.not_found)

    def heading(self) -> str:
        return f"打印证书：{self.subject.serial}"

    def cancel_url(self) -> str:
        return address_of(self.subject)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Send the paper; the journal keeps what for."""
        form = self._form(data=request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, **kwargs), status=HTTPStatus.BAD_REQUEST)
        one, by = self.subject, self.request.actor
        content = pdf_of(one)
        exports.record_export("证书", by=by, path=one.path, rows=1, purpose=form.cleaned_data["purpose"])
        return sent(content, name=one.serial, form="pdf")


@method_decorator(never_cache, name="dispatch")
class PackedFile(SignedIn, Page):
    """What a job has printed and packed."""

    verb = Verb.MEMBERS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        file, label = opened(kwargs["pk"], by=self.request.actor)
        return FileResponse(file, as_attachment=True, filename=f"{label}.zip", content_type="application/zip")


@method_decorator(never_cache, name="dispatch")
class OwnFile(SignedIn, View):
    """One's own certificate: the paper, or the credential alone."""

    request: Asked

    def get(self, request: Asked, pk: int, form: str) -> HttpResponse:
        person = person_of(request.actor.account_id)
        rows = queries.certificates_of(person.pk) if person is not None else Certificate.objects.with_secret(code="")
        one = only(rows, pk, missing="没有找到您的这份证书，请从「我的资料」打开。")
        if form not in _TYPES:
            raise NotFoundError("证书只能下载为 pdf 或 jwt。")
        content = pdf_of(one) if form == "pdf" else one.credential.encode()
        return sent(content, name=one.serial, form=form)


_TYPES = {"pdf": "application/pdf", "jwt": "application/vc+jwt"}


def sent(content: bytes, *, name: str, form: str) -> HttpResponse:
    """Return a certificate as a download under its number."""
    response = HttpResponse(content, content_type=_TYPES[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.{form}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


PAGES = (
    *pages_of(CERTIFICATE, list=CertificateList, detail=CertificatePage),
    *pages_of(NUMBERING, list=NumberingList, detail=NumberingPage),
    path("certificates/issue/<int:occasion>/", IssuePage.as_view(), name="attendance.certificate.issue"),
    path("certificates/files/<int:pk>/", PackedFile.as_view(), name="attendance.certificate.file"),
    path("certificates/own/<int:pk>/<str:form>/", OwnFile.as_view(), name="attendance.certificate.own"),
    path("certificates/<int:pk>/print/", PrintPage.as_view(), name="attendance.certificate.print"),
)
