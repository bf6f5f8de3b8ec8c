"""One plain Chinese sentence per finding: what is stated, what is recorded for which place and time, words that would fit."""

from fractions import Fraction
from functools import lru_cache
from typing import Final

from tongxin.claims.answers import Answer, Candidate
from tongxin.claims.claim import Claim, Form
from tongxin.claims.finding import Finding
from tongxin.claims.naming import Trouble, Untold
from tongxin.claims.phrasing import STYLES, phrase, spelled
from tongxin.claims.readings import Apart
from tongxin.claims.verdict import Verdict
from tongxin.kernel.numerals import grouped, plain
from tongxin.kernel.period import Period, chinese_date

LABELS: Final = {
    Verdict.FIT: "相符",
    Verdict.LOOSE: "偏松",
    Verdict.CONTRADICTED: "不符",
    Verdict.AMBIGUOUS: "多解",
    Verdict.UNSUPPORTED: "无据",
    Verdict.STALE: "过期",
    Verdict.INCOMPLETE: "不全",
    Verdict.WITHHELD: "不公开",
}
BY_HAND: Final = "（人工指定）"
_PLACES: Final = 4


def shown(value: Fraction, unit: str) -> str:
    """Write a recorded value in the stated unit: 104,680斤, 85.25%."""
    if unit in {"%", "‰"}:
        return f"{plain(value, decimals=2)}{unit}"
    text = grouped(value, decimals=0 if value.denominator == 1 else _PLACES)
    return (text.rstrip("0").rstrip(".") if "." in text else text) + unit


def spoken_period(period: Period) -> str:
    """Write a period; a single day is a date."""
    return chinese_date(period.start) if period.days == 1 else period.label


def _rounded(claim: Claim, value: Fraction) -> str:
    decimals = max(len(plain(claim.written.last).partition(".")[2]), 0)
    return f"{plain(Fraction(grouped(value, decimals=decimals).replace(',', '')))}{claim.unit}"


@lru_cache(maxsize=4096)
def suggestion(claim: Claim, value: Fraction) -> str:
    """Return a wording of the same kind that would fit the recorded value; asked for by every face of the check."""
    if value < 0:
        return shown(value, claim.unit)
    if claim.form in {Form.PERCENT, Form.GROWTH, Form.POINTS, Form.TIMES} or claim.form is Form.FULL:
        return _rounded(claim, value)
    if claim.form is Form.SCALED:
        return f"{spelled((value / claim.written.last + Fraction(1, 2)).__floor__() * claim.written.last)}{claim.unit}"
    return phrase(value, claim.form if claim.form in STYLES else Form.EXACT, unit=claim.unit)


def _recorded(finding: Finding, candidate: Candidate, answer: Answer, *, value: Fraction, period: Period) -> str:
    fraction = ""
    if answer.numerator is not None and answer.denominator is not None:
        fraction = f"（{plain(answer.numerator)}/{plain(answer.denominator)}）"
    where = candidate.place or finding.place
    by = f"按“{candidate.of.name}”计算，" if candidate.of else ""
    return f"{candidate.name}（{by}{where}，{spoken_period(period)}）为{shown(value, finding.claim.unit)}{fraction}"


def _truncated(claim: Claim, value: Fraction) -> str:
    last = claim.written.last
    cut = claim.form is Form.PERCENT and (value // last) * last == claim.written.value
    return "，像是舍去了尾数而没有四舍五入" if cut else ""


def reason(finding: Finding) -> str:
    """Explain a finding in one sentence; a candidate chosen by a person is marked as such."""
    sentence = _untold(finding, finding.untold) if finding.untold else _reason(finding)
    return f"{sentence}{BY_HAND if finding.override else ''}{_kept(finding)}"


def _kept(finding: Finding) -> str:
    """Name the phrase somebody kept, where the record was found by it."""
    if finding.phrase is None:
        return ""
    said, source = finding.phrase
    return f"（“{said}”按{source or '保留的说法'}指{finding.candidate.name if finding.candidate else ''}）"


def _reason(finding: Finding) -> str:
    stated = f"「{finding.claim.text}」"
    if finding.unread:
        return f"{stated}的时间“{finding.unread}”没有读懂，没有核对；请写明起止日期。"
    if finding.derived:
        names = "、".join(dict.fromkeys(candidate.title for candidate in finding.derived.of))
        fits = {Verdict.FIT: "与记录推算相符", Verdict.LOOSE: "与记录推算大致相合"}.get(
            finding.verdict, "与记录推算不符"
        )
        return f"{stated}{fits}：由{names}，{finding.derived.arithmetic}。"
    if finding.candidate is None:
        return f"{stated}没有可对照的记录{_nearest(finding)}。"
    if finding.value is None or finding.answer is None or finding.period is None:
        return f"{stated}对应{finding.candidate.title}，但没有可用的数值{_status(finding)}。"
    if finding.verdict is Verdict.UNSUPPORTED:
        return f"{stated}对应{finding.candidate.title}，但没有可用的数值{_status(finding)}。"
    recorded = _recorded(finding, finding.candidate, finding.answer, value=finding.value, period=finding.period)
    return f"{stated}{_judged(finding, recorded, value=finding.value)}。"


_APART: Final = {
    Apart.PLACE: "地区不同",
    Apart.TIME: "时间不同",
    Apart.UNIT: "单位或数的种类不同",
    Apart.WORDS: "文字里看不出说的是它",
    Apart.VALUE: "用词不全相同，数值又相差很大，看来不是一回事",
}


def _nearest(finding: Finding) -> str:
    """Name the nearest record and why it was not taken."""
    if finding.nearest is None:
        return ""
    candidate = finding.nearest.candidate
    about = "，".join(
        part for part in (candidate.place, spoken_period(candidate.period) if candidate.period else "") if part
    )
    where = f"（{about}）" if about else ""
    value = finding.nearest.value
    recorded = "" if value is None else f"为{shown(value, finding.claim.unit)}"
    return f"；最接近的是{candidate.title}{where}{recorded}，{_APART[finding.nearest.apart]}，没有采用"


def _judged(finding: Finding, recorded: str, *, value: Fraction) -> str:
    """Say how the words stand to the record, and what could be written."""
    match finding.verdict:
        case Verdict.FIT:
            return f"与记录相符：{recorded}{'；上报已齐，不必写“据不完全统计”' if finding.needless else ''}"
        case Verdict.AMBIGUOUS:
            others = "、".join(filter(None, (_whole(finding), *(one.candidate.title for one in finding.equal))))
            return f"可以指几项互不一致的记录：{recorded}；还有{others}。请写明口径"
    put = value if finding.put is None else finding.put
    if finding.is_reversed:
        return f"与记录不符：{recorded}，方向与文字相反{_elsewhere(finding)}{_definition(finding)}"
    return _reworded(finding, recorded, suggestion(finding.claim, put), value=value)


def _reworded(finding: Finding, recorded: str, better: str, *, value: Fraction) -> str:
    match finding.verdict:
        case Verdict.INCOMPLETE:
            return f"还不能写定：{recorded}，但上报还不完整，只能写作“据不完全统计，{better}”"
        case Verdict.LOOSE:
            return f"说得通但不贴切：{recorded}，宜写作“{better}”{_definition(finding)}"
        case Verdict.STALE if finding.fitted is not None:
            then = spoken_period(finding.fitted)
            return f"是旧数，合{then}的记录：{recorded}，可写作“{better}”{_definition(finding)}"
    return f"与记录不符：{recorded}{_truncated(finding.claim, value)}，可写作“{better}”{_elsewhere(finding)}{_definition(finding)}"


_UNTOLD: Final = {
    Trouble.TWINS: "「{text}」说的是“{name}”，登记簿里有几条记录同名，分不清是哪一条，没有核对；请写全称。",
    Trouble.SEVERAL: "「{text}」同时说到“{name}”和“{other}”，不能只按其中一个计算，没有核对；请分开写。",
    Trouble.UNCLEAR: "「{text}」提到“{name}”，看不出是不是只说它的数，没有核对；不是的话，请在“换一项记录”里指定。",
    Trouble.MEASURE: "「{text}」说的是“{name}”，而{measure}不能按一个{label}计算，没有可对照的记录。",
}


def _untold(finding: Finding, why: Untold) -> str:
    """Say why a name beside the figure keeps it from being held against anything, and what to do."""
    return _UNTOLD[why.trouble].format(
        text=finding.claim.text, name=why.name, other=why.other, measure=why.measure, label=why.label
    )


def _whole(finding: Finding) -> str:
    """Name what else may be meant and fits: another record, or the figure of the whole place, which a name may stand for."""
    candidate = finding.would_fit
    if candidate is None:
        return ""
    if finding.candidate is not None and candidate.name != finding.candidate.name:
        return f"{candidate.title}，与文字相符"
    return f"{candidate.name}（{finding.place}，不按名称计算，与文字相符）"


def _definition(finding: Finding) -> str:
    definition = finding.candidate.definition if finding.candidate else ""
    return f"；口径：{definition.rstrip('。')}" if definition else ""


def _status(finding: Finding) -> str:
    status = finding.answer.status if finding.answer else ""
    if status == "withheld" and finding.candidate and finding.candidate.of:
        return "（只算一个对象的这个数不公开）"
    return {
        "withheld": "（不公开）",
        "undefined": "（分母为零）",
        "incomplete": "（上报不完整）",
        "empty": "（登记簿里这个地区到这时一条记录也没有，没有记录不等于是零）",
        "unavailable": "（这份快照还不能这样计算）",
    }.get(status, "")


def _elsewhere(finding: Finding) -> str:
    """Say so when only a lower-ranked reading would match; it never changes the verdict."""
    if finding.would_fit is None:
        return ""
    candidate = finding.would_fit
    when = f"，{spoken_period(candidate.period)}" if candidate.period else ""
    return f"；若指{candidate.name}（{candidate.place or finding.place}{when}）则相符"
