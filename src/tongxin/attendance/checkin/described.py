"""What programs are told of `/api/v1/scans`: its part of the OpenAPI document."""

from typing import Any

from tongxin.attendance.checkin.items import LONGEST_NAME, LONGEST_UNIT, MOST_SCANS
from tongxin.attendance.models import Scan

Document = dict[str, Any]
_TEXT: Document = {"type": "string"}
_WHOLE: Document = {"type": "integer"}
_MOMENT: Document = {"type": "string", "format": "date-time"}
_HOW = {one.value: one.label for one in Scan.How if one is not Scan.How.PAPER}
_OUTCOMES = {one.value: one.label for one in Scan.Outcome}
_SECURITY: Document = {"security": [{"device": []}], "tags": ["签到"]}
_SCAN: Document = {
    "type": "object",
    "required": ["id", "at"],
    "properties": {
        "id": {"type": "string", "format": "uuid", "description": "设备生成的 UUIDv7；重发同一个编号得到同一个答复，不再写入"},
        "at": {**_MOMENT, "description": "设备时钟上的时间；时钟不准的按服务器时间记，并作标记"},
        "session": {**_WHOLE, "description": "日程的编号；撤销时不用写"},
        "how": {"type": "string", "enum": list(_HOW), "x-labels": _HOW},
        "ticket": {**_TEXT, "description": "签到码，扫到或输入的原文"},
        "hash": {**_TEXT, "description": "签到码摘要，代替 ticket"},
        "name": {**_TEXT, "maxLength": LONGEST_NAME, "description": "现场登记的姓名"},
        "unit": {**_TEXT, "maxLength": LONGEST_UNIT, "description": "现场登记的单位"},
        "undo": {"type": "string", "format": "uuid", "description": "要撤销的签到的编号"},
        "decided": {"type": "boolean", "description": "主办方放行候补、已取消或报其他节次的"},
    },
}  # fmt: skip
_ANSWER: Document = {
    "type": "object",
    "properties": {
        "id": _TEXT,
        "outcome": {"type": "string", "enum": [*_OUTCOMES, ""], "x-labels": _OUTCOMES, "description": "空的表示没有读懂，见 message"},
        "label": _TEXT,
        "message": _TEXT,
        "when": {"type": ["string", "null"], "format": "date-time"},
        "clock_off": {"type": "boolean"},
    },
}  # fmt: skip
_OCCASION: Document = {
    "type": "object",
    "properties": {
        "occasion": _WHOLE,
        "title": _TEXT,
        "now": _MOMENT,
        "expires": _MOMENT,
        "device": _TEXT,
        "with_names": {"type": "boolean"},
        "sessions": {"type": "array", "items": {"type": "object"}},
        "tickets": {"type": "array", "items": {"type": "object"}, "description": "签到码摘要和状态，没有姓名"},
    },
}


def _json(schema: Document) -> Document:
    return {"content": {"application/json": {"schema": schema}}}


def _answers(schema: Document) -> Document:
    refused = {"description": "没有办成", **_json({"$ref": "#/components/schemas/RecordRefusal"})}
    return {"200": {"description": "办成", **_json(schema)}, "4XX": refused}


def _object(**properties: Document) -> Document:
    return {"type": "object", "properties": properties}


PATHS: Document = {
    "scans": {
        "get": {"summary": "本设备可以签到的活动", "responses": _answers(_OCCASION), **_SECURITY},
        "post": {
            "summary": "上传一批签到，逐条答复",
            "requestBody": {
                "required": True,
                **_json(
                    {
                        **_object(
                            now={**_MOMENT, "description": "发送时设备时钟上的时间"},
                            scans={"type": "array", "minItems": 1, "maxItems": MOST_SCANS, "items": _SCAN},
                        ),
                        "required": ["scans"],
                    }
                ),
            },
            "responses": _answers(
                _object(
                    now=_MOMENT,
                    clock_behind={**_WHOLE, "description": "设备时钟慢多少秒"},
                    answers={"type": "array", "items": _ANSWER, "description": "与 scans 的次序相同"},
                )
            ),
            **_SECURITY,
        },
    },
    "scans/names": {
        "get": {
            "summary": "本场报名名单，只给开通时选了名单的设备",
            "responses": _answers(
                _object(names={"type": "array", "items": _object(name=_TEXT, unit=_TEXT, hash=_TEXT)})
            ),
            **_SECURITY,
        }
    },
}
