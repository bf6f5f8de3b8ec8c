"""The card that is passed on: a picture with the claim, the verdict in a word, and a code that leads to the page."""

from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from tongxin.access import site
from tongxin.kernel.period import chinese_date
from tongxin.office import press
from tongxin.records.factchecks.models import FactCheck, Verdict
from tongxin.records.factchecks.queries import published_with
from tongxin.web.codes import qr_svg
from tongxin.web.memory import memory

NAME: Final = "card"
_TEMPLATE: Final = Path(__file__).resolve().parent / "card.typ"
_DAY: Final = 86_400
_MOST: Final = 90
_TONES: Final = {Verdict.TRUE: "good", Verdict.FALSE: "bad"}


def card(code: str, *, address: str) -> bytes:
    """Return the card of the check with this code as PNG; what has not changed is not set twice."""
    data = data_of(published_with(code), address=address)
    key = f"factchecks.card.{sha256(dumps(data, ensure_ascii=False).encode()).hexdigest()}"
    picture: bytes | None = memory.get(key)
    if picture is None:
        (picture,) = press.pictures(_TEMPLATE, data=data, fonts=(Path(settings.TONGXIN_FONTS),))
        memory.set(key, picture, _DAY)
    return picture


def _cut(text: str) -> str:
    """Return as much of a text as the card holds above its code."""
    return text if len(text) <= _MOST else f"{text[: _MOST - 2]}……"


def data_of(one: FactCheck, *, address: str) -> dict[str, Any]:
    """Return the words of the card. One that was withdrawn says so and no verdict."""
    withdrawn = one.state == FactCheck.State.WITHDRAWN
    day = chinese_date(one.published) if one.published else ""
    return {
        "title": one.title,
        "verdict": "已撤回" if withdrawn else one.get_verdict_display(),
        "kind": "" if withdrawn else one.get_kind_display(),
        "tone": "grey" if withdrawn else _TONES.get(Verdict(one.verdict), "amber"),
        "summary": "这条核查已撤回，原因见公开页面。" if withdrawn else _cut(one.summary),
        "organiser": one.organiser.name,
        "day": f"{day}发布" if day else "",
        "notice": "演示数据" if site.current().is_demo else "",
        "qr": qr_svg(address).decode(),
    }
