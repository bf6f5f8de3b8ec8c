"""The figures API: the documents of the command line over HTTP, for anyone; strangers get the public version."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from ninja import Field, NinjaAPI, Query, Schema

from tongxin.access import site
from tongxin.board.document import EVIDENCE_MOST, Inquiry, catalogue_json
from tongxin.figures import Axis
from tongxin.intake.api import records, schema
from tongxin.intake.door import Door
from tongxin.kernel.errors import TongxinError
from tongxin.ports.desk import current_desk, registry
from tongxin.web.pages import Page
from tongxin.web.request import Asked
from tongxin.web.table import Column, Table

ROOT = "/api/v1/"
DEFINITION = "openapi.json"


class Asks(Schema):
    """What a figure is asked with. All are texts, so that every mistake gets its own sentence."""

    place: str | None = Field(None, description="六位区划代码，默认本网络所在地区", examples=["430000"])
    first: str | None = Field(None, alias="from", description="时期数：起始日期", examples=["2021-01-01"])
    last: str | None = Field(None, alias="to", description="时期数：截止日期，含当日", examples=["2021-12-31"])
    as_of: str | None = Field(None, description="时点数：日期", examples=["2022-09-26"])
    by: str | None = Field(None, description=f"展开方式：{'、'.join(Axis)}")
    evidence: str | None = Field(None, description=f"同时返回的依据记录条数，最多 {EVIDENCE_MOST}")
    after: str | None = Field(None, description="从这个记录编号之后返回依据")
    of: str | None = Field(
        None, description="只数一个组织、基地或品牌系列自己的记录：类别和编号", examples=["organisation:12"]
    )

    def texts(self) -> dict[str, str]:
        """Return what was given, by parameter name."""
        given = self.model_dump(by_alias=True, exclude_none=True)
        return {name: str(text) for name, text in given.items()}


class MeasureName(Schema):
    """What names a measure."""

    code: str
    version: int
    name: str
    names: list[str]
    unit: str
    kind: str


class MeasureEntry(MeasureName):
    """An entry of the catalogue."""

    definition: str
    grain: str
    words: list[str]
    public: bool


class PlaceName(Schema):
    """What names a place."""

    code: str
    name: str


class CellDocument(Schema):
    """A cell: a place by code and name, a period by its first and last day, or a day.

    What hangs at the place asked of and at none below it is a cell of its own, last: its code is that of the place.
    """

    code: str | None = None
    name: str | None = None
    first: str | None = Field(None, alias="from")
    last: str | None = Field(None, alias="to")
    as_of: str | None = None
    status: str
    reason: str | None
    value: str | None = Field(description="精确的十进制数；无法计算或不公开时为 null")
    numerator: int | None
    denominator: int | None


class EvidenceDocument(Schema):
    """A record behind a figure and the page that shows it."""

    record: str
    page: str


class ReturnsDocument(Schema):
    """Returns owed for the figure's time, in units × periods; `pending` ones are not due yet."""

    expected: int
    reported: int
    nil: int
    approved: int
    pending: int
    missing: list[PlaceName]


class KeptOfDocument(Schema):
    """Records with evidence on file of one class."""

    code: str
    label: str
    records: int


class GroundDocument(Schema):
    """How much of a sum is known on one ground, and of how many records."""

    code: str
    label: str
    amount: int
    records: int


class BoundsDocument(Schema):
    """Between what a sum of counted and estimated numbers lies, both included."""

    low: int
    high: int
    grounds: list[GroundDocument]


class EvidenceKeptDocument(Schema):
    """How many of the records behind a figure have evidence on file."""

    records: int
    kept: int
    classes: list[KeptOfDocument]


class SubjectDocument(Schema):
    """What a figure is narrowed to."""

    subject: str
    id: int
    name: str


class CompletenessDocument(Schema):
    """How complete the records behind a figure are."""

    reporting_rate: str | None
    resolved: int | None
    participations: int | None
    returns: ReturnsDocument | None
    evidence: EvidenceKeptDocument | None
    bounds: BoundsDocument | None


class FigureDocument(Schema):
    """A figure with what it takes to check it."""

    measure: MeasureName
    place: PlaceName
    first: str | None = Field(alias="from")
    last: str | None = Field(alias="to")
    as_of: str | None
    status: str
    reason: str | None
    value: str | None = Field(description="精确的十进制数，比率六位小数四舍五入；无法计算或不公开时为 null")
    numerator: int | None
    denominator: int | None
    uncovered: list[PlaceName]
    completeness: CompletenessDocument | None
    snapshot: str
    evidence_count: int | None
    evidence_hash: str | None
    of: SubjectDocument | None
    evidence: list[EvidenceDocument] = Field(description="依据记录，要求时才列出")
    by: str | None = None
    cells: list[CellDocument] | None = None
    uncounted: str | None = Field(None, description="快照之后另有多少条记录未计入的说明；没有时没有这一项")
    notice: str | None = Field(None, description="最新快照损坏、数字暂取自较早快照时的说明；平时没有这一项")


class Refusal(Schema):
    """Why there is no answer: one sentence, and the parameter it is about."""

    message: str
    field: str | None


api = NinjaAPI(
    title="同心 数据接口",
    version="1",
    description="每个数字都由记录算出，可核对到依据。未登录时返回公开口径。",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
)
_REFUSALS = dict.fromkeys((400, 401, 403, 404, 429, 503), Refusal)


@api.exception_handler(TongxinError)
def refused(_request: HttpRequest, error: TongxinError) -> HttpResponse:
    """Answer with the error's sentence."""
    return JsonResponse({"message": error.message, "field": error.field}, status=int(error.http_status))


@api.get(
    "measures",
    response={200: list[MeasureEntry], **_REFUSALS},
    summary="指标目录",
    description="返回可查询的全部指标。",
    url_name="measures",
    by_alias=True,
)
def measures(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the catalogue."""
    return catalogue_json(registry().measures, scope=cast("Asked", request).scope)


@api.get(
    "figures/{code}",
    response={200: FigureDocument, **_REFUSALS},
    summary="一个数字",
    description="返回一个指标在某地、某时的数字，附分子分母、未覆盖地区、快照和依据的条数与指纹。",
    url_name="figure",
    by_alias=True,
    exclude_unset=True,
)
def figure(request: HttpRequest, code: str, asked: Query[Asks]) -> dict[str, Any]:
    """Return a figure with its cells and evidence where asked for."""
    facts = site.current()
    inquiry = Inquiry(code=code, query=asked.texts(), home=facts.home_path, today=facts.day)
    return inquiry.answer(current_desk(), scope=cast("Asked", request).scope).json()


def definition(_request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document of figures and records."""
    document = schema.extend(api.get_openapi_schema(path_prefix=ROOT), root=ROOT)
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


class ApiPage(Page):
    """How to use the API, in words: for people who come to its address with a browser."""

    template_name = "board/api.html"
    title = "数据接口"
    subtitle = "用程序读取数字、读写记录：与页面同一口径、同一套检查、同一份权限。"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send programs, which ask for JSON, to the OpenAPI document."""
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return redirect("board:api_definition")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the parameters and doors as the OpenAPI document describes them."""
        parameters = [
            {"name": field.alias or name, "description": field.description} for name, field in Asks.model_fields.items()
        ]
        doors = [(door, _fields(door)) for door in records.doors()]
        return super().get_context_data(
            parameters=parameters,
            asked=schema.PARAMETERS,
            doors=doors,
            root=ROOT,
            definition=DEFINITION,
            **kwargs,
        )


_FIELDS = (
    Column(name="name", label="字段", value="name"),
    Column(name="required", label="必填", value="required"),
    Column(name="description", label="说明", value="description"),
)


def _fields(door: Door) -> Table:
    described = schema.form_schema(door.form)
    rows = [
        {"name": name, "required": "是" if name in described.get("required", ()) else "", "description": _words(field)}
        for name, field in described["properties"].items()
    ]
    return Table(_FIELDS, rows, caption=f"{door.label}的字段")


def _words(field: dict[str, Any]) -> str:
    choices = field.get("items", field).get("x-labels", {})
    listed = "，".join(f"{value} {label}" for value, label in choices.items())
    return f"{field['description']}可选：{listed}。" if listed else field["description"]
