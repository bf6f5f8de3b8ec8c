"""The page of a published check. It never goes: one that was withdrawn says so, with all that was shown before."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from tongxin.kernel.period import chinese_date
from tongxin.ports.public import PublicCard, PublicPage, public_path
from tongxin.records.factchecks import queries
from tongxin.records.factchecks.models import FactCheck, Source, Verdict, Version
from tongxin.records.factchecks.public.card import NAME, card
from tongxin.records.factchecks.public.feed import entries
from tongxin.records.factchecks.public.structured import claim_review
from tongxin.records.factchecks.rules.log import entries_of
from tongxin.web.format import Kind
from tongxin.web.pages import Fact, Section

State = FactCheck.State
LIST = "factchecks.published"
_HOLDS = {Verdict.TRUE: True, Verdict.FALSE: False}


def read(code: str) -> PublicCard:
    """Return what anybody reads of the check with this code; raises `NotFoundError` where there is none. Four queries."""
    one = queries.published_with(code)
    versions = list(queries.versions_of(one))
    withdrawn = one.state == State.WITHDRAWN
    return PublicCard(
        title=one.title,
        verdict=_verdict(one, versions[-1]),
        holds=False if withdrawn else _HOLDS.get(Verdict(one.verdict)),
        lead="" if withdrawn else one.summary,
        facts=tuple(fact for fact in _facts(one, versions) if fact.value),
        sections=tuple(_sections(one, versions)),
        structured={} if withdrawn else claim_review(one, newest=versions[-1]),
        cacheable=True,
        indexed=not withdrawn,
        picture=NAME,
    )


PAGE = PublicPage(
    prefix=queries.PUBLIC_PREFIX,
    read=read,
    throttled=False,
    files={NAME: card},
    feed=entries,
    feed_title="辟谣",
)


def _verdict(one: FactCheck, newest: Version) -> str:
    if one.state == State.WITHDRAWN:
        return f"这条核查已于{chinese_date(newest.day)}撤回，不要再引用：{newest.reason}"
    return f"结论：{one.get_verdict_display()}" + (f"（{one.get_kind_display()}）" if one.kind else "")


def _facts(one: FactCheck, versions: Sequence[Version]) -> Iterator[Fact]:
    joint = sorted(one.confirmed.all(), key=lambda unit: (unit.path, unit.pk))
    changed = versions[-1] if len(versions) > 1 else None
    yield Fact(label="核查单位", value=one.organiser.name)
    yield Fact(label="联合核查", value="、".join(unit.name for unit in joint))
    yield Fact(label="首次发布", value=one.published, kind=Kind.DATE)
    if changed:
        yield Fact(label="最近修订", value=f"{chinese_date(changed.day)}{changed.get_kind_display()}", link="#versions")
    yield Fact(label="说法出现", value=one.appeared, kind=Kind.DATE) if one.appeared else Fact(label="", value="")
    yield Fact(label="流传途径", value=one.get_seen_in_display())
    yield Fact(label="转发", value="分享图", link=f"{public_path(queries.PUBLIC_PREFIX, one.public_code)}{NAME}.png")
    yield Fact(label="更多", value="全部已发布的核查", link=reverse(LIST))


def _sections(one: FactCheck, versions: Sequence[Version]) -> Iterator[Section]:
    shown: list[Source] = list(queries.sources_of(one).filter(since__isnull=False))
    yield Section(name="claim", title="网传说法", template="factchecks/quoted.html", context={"text": one.claim})
    yield Section(name="text", title="核查经过", template="factchecks/text.html", context={"text": one.text})
    yield Section(
        name="sources",
        title="来源",
        template="factchecks/sources.html",
        context={"sources": shown, "exception": one.exception},
        note=f"{len(shown)} 个",
    )
    yield Section(name="reply", title="答复", template="factchecks/reply.html", context={"one": one})
    yield Section(
        name="versions",
        title="发布和修订记录",
        template="factchecks/versions.html",
        context={"entries": entries_of(versions)},
    )
