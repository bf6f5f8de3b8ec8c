"""Rules that values keep whatever record they belong to."""

from datetime import date

from tongxin.kernel.errors import InputError
from tongxin.kernel.period import chinese_date, today


def stated(reason: str) -> str:
    """Return the reason without blanks around it; raise `InputError` where none was given."""
    if not reason.strip():
        raise InputError("请写明原因，会记入操作日志。", field="reason")
    return reason.strip()


def past(day: date, *, field: str, since: date | None = None) -> date:
    """Return a day that is not after today and not before `since`; raise `InputError` naming the field otherwise."""
    if day > today():
        raise InputError(f"{chinese_date(day)}还没有到，请填写今天或以前的日期。", field=field)
    if since is not None and day < since:
        raise InputError(f"日期不能早于 {chinese_date(since)}，请核对。", field=field)
    return day
