"""Public gifts of a year: a page, and the same for programs in the shape of 360Giving 1.4.

The shape is that of the 360Giving Data Standard (CC BY 4.0, https://standard.threesixtygiving.org). Everybody gets the same
bytes, whoever asks: nothing here looks at who has signed in.
"""

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.generic.base import View

from tongxin.access import site
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import chinese_date
from tongxin.kernel.quantity import show_money
from tongxin.records.giving.pages.tables import MOST_SHOWN
from tongxin.records.giving.queries import FEWEST, Grant, Published, published, published_years
from tongxin.web.format import Kind
from tongxin.web.memory import memory
from tongxin.web.pages import DetailPage, Fact, Link, Section
from tongxin.web.table import Column, Table

VERSION = "1.4"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PAGE, JSON = "giving.public", "giving.public_json"
_KEPT_SECONDS = 300
_YEARS = range(1949, 2200)
_MISSING = "这一年没有公开的捐赠，请换一年。"
_GROUP = re.compile(r"(.*?)\s*([0-9]+)\s*[人名户]")
WHY = {
    "anonymous": ("匿名捐赠", "捐赠方不愿留名，任何输出都不列"),
    "goods": ("物资和服务", "标准只能写金额，写不下数量、计价依据和计价人"),
    "persons": ("个人捐赠", f"同一单位、受赠方和缘由不足 {FEWEST} 笔，不单列"),
    "unregistered": ("未登记的捐赠企业", "只写了名称、没有登记为组织，标准要求捐赠方有编号"),
    "nothing": ("已全部退回", "净额为零"),
}
"""What is left out, in words, and why."""
NOT_SAID = "收据号、限定用途、拨付和使用情况、行政区划代码的类型（标准只收英国的代码表）"


class OpenDataPage(DetailPage):
    """What is published of one year, how good the data is, and what it leaves out."""

    record: Published

    def get_record(self) -> Published:
        self.years = published_years()
        asked = self.kwargs.get("year", self.years[0] if self.years else site.current().day.year)
        if asked not in _YEARS or ("year" in self.kwargs and asked not in self.years):
            raise NotFoundError(_MISSING)
        return published(asked)

    def heading(self) -> str:
        return f"公益捐赠公开：{self.record.year} 年"

    def links(self) -> Sequence[Link]:
        others = [
            Link(label=f"{year} 年", url=reverse(PAGE, args=[year])) for year in self.years if year != self.record.year
        ]
        if not self.record.grants:
            return others
        data = Link(label="下载数据（JSON）", url=reverse(JSON, args=[self.record.year]), icon="download", primary=True)
        return (data, *others)

    def facts(self) -> Sequence[Fact]:
        found = self.record
        return (
            Fact(label="公开的金额", value=show_money(found.value), hint="捐款净额，退回的已减去"),
            Fact(label="公开的笔数", value=found.gifts, kind=Kind.NUMBER, hint=f"这一年共接收 {_few(found.every)} 笔"),
            Fact(label="格式", value=f"360Giving {VERSION}", link="https://standard.threesixtygiving.org/"),
            Fact(label="许可", value="CC BY 4.0", link=LICENCE),
        )

    def sections(self) -> Sequence[Section]:
        found = self.record
        grants = Table(_GRANTS, found.grants[:MOST_SHOWN], caption="捐赠")
        return (
            Section(name="quality", title="数据质量", table=Table(_QUALITY, quality(found), caption="数据质量")),
            Section(
                name="left_out", title="没有列入的", table=Table(_LEFT_OUT, left_out(found), caption="没有列入的"),
                note=f"各笔都不写的：{NOT_SAID}", empty="没有。",
            ),
            Section(name="grants", title="捐赠", table=grants, note=_shown_of(found), empty="这一年没有可以公开的捐赠。"),
        )  # fmt: skip


class OpenData(View):
    """The same as a file for programs: kept for five minutes, and not sent twice to whoever has it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        year: int = kwargs["year"]
        key = f"giving.public.{year}"
        content = memory.get(key)
        if content is None:
            content = _written(year, home=request.build_absolute_uri("/").rstrip("/"))
            memory.set(key, content, _KEPT_SECONDS)
        tag = quote_etag(sha256(content).hexdigest()[:32])
        response = HttpResponse(content, content_type="application/json; charset=utf-8")
        response["ETag"] = tag
        patch_cache_control(response, public=True, max_age=_KEPT_SECONDS)
        return get_conditional_response(request, etag=tag, response=response) or response


def _written(year: int, *, home: str) -> bytes:
    found = published(year) if year in _YEARS else None
    if found is None or not found.grants:  # the standard knows no file without grants
        raise NotFoundError(_MISSING)
    facts = site.current()
    document = package(found, publisher=facts.name, prefix=f"360G-tongxin{facts.home_code}", home=home)
    return json.dumps(document, ensure_ascii=False).encode()


def package(found: Published, *, publisher: str, prefix: str, home: str) -> dict[str, Any]:
    """Return a year in the shape of 360Giving, with what it leaves out and how good the data is."""
    return {
        "version": VERSION,
        "identifier": f"{prefix}-{found.year}",
        "title": f"{publisher}{found.year}年公益捐赠",
        "description": f"组织以自己名义捐出的款项逐笔列出，个人的合并列出，匿名的不列。各笔都不写的：{NOT_SAID}。",
        "publisher": {"name": publisher, "identifier": prefix, "website": f"{home}/"},
        "license": LICENCE,
        "accessURL": home + reverse(PAGE, args=[found.year]),
        "downloadURL": home + reverse(JSON, args=[found.year]),
        "grants": [_as_grant(one, prefix=prefix) for one in found.grants],
        "quality": [{"check": check, "passed": passed, "of": every} for check, passed, every in quality(found)],
        "leftOut": [{"what": what, "gifts": gifts, "why": why} for what, gifts, why in left_out(found)],
    }


def _as_grant(one: Grant, *, prefix: str) -> dict[str, Any]:
    code, place = one.place
    who = f"{one.gifts} 笔个人捐赠，经{one.giver}" if one.of_persons else one.giver
    grant = {
        "id": f"{prefix}-{one.number}",
        "title": f"{'个人捐赠' if one.of_persons else one.giver}：{one.cause}"[:140],
        "description": f"{who}，捐给{shown_recipient(one)}，缘由：{one.cause}"
        + (f"，限定项目：{one.project}" if one.project else ""),
        "currency": "CNY",
        "amountAwarded": yuan(one.value),
        "awardDate": one.day.isoformat(),
        "fundingOrganization": [
            {
                "id": f"{prefix}-{one.giver_number}",
                "name": one.giver,
                "location": [{"name": place, "countryCode": "CN", "geoCode": code}],
            }
        ],
        "grantProgramme": [{"code": f"cause-{one.cause_number}", "title": one.cause}],
    }
    recipient = {"id": f"{prefix}-recipient-{one.recipient_number}", "name": shown_recipient(one)}
    if _GROUP.fullmatch(one.recipient):
        return grant | {"recipientIndividual": recipient}
    return grant | {"recipientOrganization": [recipient]}


def shown_recipient(one: Grant) -> str:
    """Return the recipient as anybody may read it: of a group of few people without how many they are."""
    group = _GROUP.fullmatch(one.recipient)
    if group is None or int(group[2]) >= FEWEST:
        return one.recipient
    return f"{group[1] or '个人'}（不足 {FEWEST} 人）"


def yuan(fen: int) -> int | float:
    """Return an amount as a number of JSON, which is written with its exact decimals: see the test."""
    return fen // 100 if fen % 100 == 0 else fen / 100


def quality(found: Published) -> list[tuple[str, int, int]]:
    """Return what the data was checked for: the check, how many pass it, and of how many."""
    grants = found.grants
    bodies = [one for one in grants if not _GROUP.fullmatch(one.recipient)]
    return [
        ("标准的必填项齐全", len(grants), len(grants)),
        ("编号不重复", len({one.number for one in grants}), len(grants)),
        ("受赠方开具收据", len(grants), len(grants)),
        ("受赠单位有官方登记编号", 0, len(bodies)),
        ("受赠的个人合并列出，不写姓名", len(grants) - len(bodies), len(grants) - len(bodies)),
        ("这一年接收的捐赠在列", found.gifts, found.every),
    ]


def left_out(found: Published) -> list[tuple[str, str, str]]:
    """Return what is not published: what it is, of how many gifts, and why."""
    return [(WHY[why][0], _few(number), WHY[why][1]) for why, number in found.left_out.items()]


def _few(number: int) -> str:
    return str(number) if number >= FEWEST else f"不足 {FEWEST}"


def _shown_of(found: Published) -> str:
    return f"先列最近的 {MOST_SHOWN} 项，全部在数据里" if len(found.grants) > MOST_SHOWN else ""


_QUALITY = (
    Column(name="check", label="检查", value=lambda row: row[0]),
    Column(name="passed", label="通过", value=lambda row: row[1], kind=Kind.NUMBER),
    Column(name="of", label="共", value=lambda row: row[2], kind=Kind.NUMBER),
)
_LEFT_OUT = (
    Column(name="what", label="没有列入", value=lambda row: row[0]),
    Column(name="gifts", label="笔数", value=lambda row: row[1]),
    Column(name="why", label="原因", value=lambda row: row[2]),
)
_GRANTS = (
    Column(name="day", label="日期", value=lambda one: chinese_date(one.day)),
    Column(
        name="giver",
        label="捐赠方",
        value=lambda one: f"个人 {one.gifts} 笔，经{one.giver}" if one.of_persons else one.giver,
    ),
    Column(name="recipient", label="受赠方", value=shown_recipient),
    Column(name="cause", label="缘由", value="cause"),
    Column(name="value", label="金额", value=lambda one: show_money(one.value)),
)
PAGES = (
    path("giving/", OpenDataPage.as_view(), name=PAGE),
    path("giving/<int:year>/", OpenDataPage.as_view(), name=PAGE),
    path("giving/<int:year>.json", OpenData.as_view(), name=JSON),
)
