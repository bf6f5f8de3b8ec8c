"""The description of the records API for programs: OpenAPI, made from the forms themselves."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from tongxin.intake.api.answers import HEADER, LONGEST_KEY
from tongxin.intake.api.records import MOST, REASON, SIZE, doors
from tongxin.intake.api.values import is_multiple
from tongxin.intake.door import Door
from tongxin.lifecycle.life import Act
from tongxin.ports.room import rooms

Document = dict[str, Any]
REFUSAL: Document = {
    "type": "object",
    "title": "说明为什么没有办成",
    "required": ["message"],
    "properties": {
        "message": {"type": "string", "description": "一句话"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": ["string", "null"], "description": "字段名"},
                    "label": {"type": "string", "description": "字段的中文名"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
_REFUSED = {
    "400": "内容不能这样填写",
    "401": "令牌不对、已到期或已撤销",
    "403": "没有这项权限",
    "404": "没有找到，或不在权限范围内",
    "409": "已经登记过，或现在的状态不能这样办理",
    "413": "内容太大",
    "422": "办理所填的内容不合要求",
    "429": "请求太频繁，说明里有要等多久",
    "503": "暂时不能提供",
}
NAMED: Document = {
    "type": "object",
    "required": ["id", "url"],
    "properties": {"id": {"type": "integer"}, "url": {"type": ["string", "null"]}},
}
PARAMETERS = (
    ("q", "按名称、拼音或首字母查找"),
    ("place", "六位区划代码：只要这个地区及下级的"),
    ("changed_since", "只要这一刻以来登记或更正过的，例如 2021-12-31 或 2021-12-31T08:00:00+08:00"),
    ("size", f"每页条数，1 到 {MOST}，不写为 {SIZE}"),
    ("after", "上一页答复中 next 的内容"),
)
_DISTINCT: Document = {
    "name": "distinct",
    "in": "query",
    "description": "写 yes 表示确认与可能相同的已有记录不是同一条",
    "schema": {"type": "string", "enum": ["yes"]},
}
_SECURITY: list[Document] = [{"token": []}]


def extend(document: Document, *, root: str) -> Document:
    """Return the OpenAPI document with the records API added; `root` is the address both APIs begin with."""
    components = dict(document.get("components", {}))
    schemas = {**components.get("schemas", {}), "RecordRefusal": REFUSAL, "RecordNamed": NAMED}
    paths = dict(document.get("paths", {}))
    for door in doors():
        schemas |= _schemas(door)
        paths |= _paths(door, root=f"{root}records/")
    paths |= {f"{root}{address}": one for room in rooms() for address, one in room.programs.items()}
    token = {"type": "http", "scheme": "bearer", "description": "在「访问令牌」页面新建"}
    device = {"type": "http", "scheme": "Device", "description": "开通签到设备时得到"}
    schemes = {**components.get("securitySchemes", {}), "token": token, "device": device}
    components |= {"schemas": schemas, "securitySchemes": schemes}
    return {**document, "paths": paths, "components": components}


def form_schema(form: type[forms.Form], *, required: bool = True) -> Document:
    """Return the JSON schema of what a form takes."""
    fields = form.base_fields
    schema: Document = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: field_schema(field) for name, field in fields.items()},
    }
    needed = [name for name, field in fields.items() if field.required]
    return {**schema, "required": needed} if required and needed else schema


def field_schema(field: forms.Field) -> Document:
    """Return the JSON schema of one field: its type, choices, limits, and its label in words."""
    described = "。".join(str(text).rstrip("。") for text in (field.label, field.help_text) if text)
    return {**_type(field), "title": str(field.label), "description": f"{described}。"}


def _values_schema(form: type[forms.Form]) -> Document:
    """Return the JSON schema of the values on record: what a form asks for today may be missing of one of earlier years."""
    schema = form_schema(form, required=False)
    return {**schema, "properties": {name: _or_null(one) for name, one in schema["properties"].items()}}


def _or_null(one: Document) -> Document:
    kinds = one["type"] if isinstance(one["type"], list) else [one["type"]]
    nullable = {**one, "type": list(dict.fromkeys([*kinds, "null"]))}
    return {**nullable, "enum": [*one["enum"], None]} if "enum" in one else nullable


def _type(field: forms.Field) -> Document:
    if is_multiple(field):
        return {"type": "array", "items": _choices(field)}
    if isinstance(field, forms.ChoiceField):
        return _choices(field)
    if isinstance(field, forms.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, forms.IntegerField):
        limits = {"minimum": field.min_value, "maximum": field.max_value}
        return {"type": _nullable("integer", field)} | {name: one for name, one in limits.items() if one is not None}
    if isinstance(field, forms.DateField):
        return {"type": _nullable("string", field), "format": "date"}
    longest = getattr(field, "max_length", None)
    return {"type": _nullable("string", field)} | ({"maxLength": longest} if longest else {})


def _nullable(kind: str, field: forms.Field) -> str | list[str]:
    return kind if field.required else [kind, "null"]


def _choices(field: forms.Field) -> Document:
    listed = cast("Iterable[tuple[Any, Any]]", getattr(field, "choices", ()))
    choices = [(str(value), str(label)) for value, label in listed if value != "" or not field.required]
    words = {value: label for value, label in choices if value}
    return {"type": "string", "enum": [value for value, _ in choices], "x-labels": words}


def _schemas(door: Door) -> Document:
    correcting = form_schema(door.correcting, required=False)
    correcting["properties"] = {**correcting["properties"], "reason": field_schema(REASON)}
    correcting["required"] = ["reason"]
    values = {"values": _values_schema(door.form)}
    record = {"type": "object", "properties": {**NAMED["properties"], **values, **_life_schema(door)}}
    made = {f"{door.name}.new": form_schema(door.form)}
    if door.model is not None:
        made[f"{door.name}.record"] = record
    if door.correct is not None:
        made[f"{door.name}.correction"] = correcting
    for one in _acts(door):
        made[f"{door.name}.act.{one.code}"] = correcting if one.corrects else _act_schema(one)
    if door.life is not None:
        made[f"{door.name}.done"] = {"type": "object", "properties": {**NAMED["properties"], **_life_schema(door)}}
    return made


def _acts(door: Door) -> tuple[Act, ...]:
    return door.life.acts if door.life is not None else ()


def _act_schema(one: Act) -> Document:
    empty: Document = {"type": "object", "additionalProperties": False, "properties": {}}
    return form_schema(one.form) if one.form is not None else empty


def _life_schema(door: Door) -> Document:
    """Return what is told of the state of a record, and of what may be done with it."""
    if door.life is None:
        return {}
    acts = {one.code: one.label for one in door.life.acts}
    states = dict(door.life.choices())
    told: Document = {
        "code": {"type": "string", "enum": list(acts), "x-labels": acts},
        "label": {"type": "string"},
        "fields": {"type": "array", "items": {"type": "string"}},
    }
    return {
        "state": {"type": "string", "title": "状态"} | ({"enum": list(states), "x-labels": states} if states else {}),
        "acts": {"type": "array", "title": "现在可以办理", "items": {"type": "object", "properties": told}},
    }


def _paths(door: Door, *, root: str) -> Document:
    several: Document = {"post": _write(door, "new", summary=f"登记{door.label}", status="201")}
    if door.find is not None:
        several["post"]["parameters"].append(_DISTINCT)
    paths = {f"{root}{door.name}": several}
    if door.model is None:
        return paths
    page = {
        "type": "object",
        "properties": {
            "records": {"type": "array", "items": _of(f"{door.name}.record")},
            "next": {"type": ["string", "null"], "description": "下一页的 after；没有下一页为 null"},
        },
    }
    asked = [
        {"name": name, "in": "query", "description": words, "schema": {"type": "string"}} for name, words in PARAMETERS
    ]
    several["get"] = _operation(f"列出{door.label}", {"200": _answer(page)}) | {"parameters": asked}
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    one: Document = {
        "parameters": [number],
        "get": _operation(f"读取{door.label}", {"200": _answer(_of(f"{door.name}.record"))}),
    }
    if door.correct is not None:
        one["patch"] = _write(door, "correction", summary=f"更正{door.label}", status="200")
    paths[f"{root}{door.name}/{{id}}"] = one
    for act in _acts(door):
        doing = _write(
            door, f"act.{act.code}", summary=f"{door.label}：{act.label}", status="200", done=f"{door.name}.done"
        )
        paths[f"{root}{door.name}/{{id}}/{act.code}"] = {"parameters": [number], "post": doing}
    return paths


def _write(door: Door, kind: str, *, summary: str, status: str, done: str = "RecordNamed") -> Document:
    key = {
        "name": HEADER,
        "in": "header",
        "description": "自选的键：同一个键、同样的内容在 24 小时内只办一次，再发得到第一次的答复",
        "schema": {"type": "string", "maxLength": LONGEST_KEY},
    }
    body = {"required": True, "content": {"application/json": {"schema": _of(f"{door.name}.{kind}")}}}
    answers = {status: _answer(_of(done))}
    return _operation(summary, answers) | {"parameters": [key], "requestBody": body}


def _operation(summary: str, answers: Document) -> Document:
    document = {"application/json": {"schema": _of("RecordRefusal")}}
    refusals = {status: {"description": words, "content": document} for status, words in _REFUSED.items()}
    return {"summary": summary, "tags": ["记录"], "security": _SECURITY, "responses": {**answers, **refusals}}


def _answer(schema: Document) -> Document:
    return {"description": "办成", "content": {"application/json": {"schema": schema}}}


def _of(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}
