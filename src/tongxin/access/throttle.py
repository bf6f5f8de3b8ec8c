"""How often something may be done in a span of time, counted in the cache."""

from django.core.cache import cache

from tongxin.kernel.errors import TooManyError


def count(name: str, *, most: int, seconds: int) -> None:
    """Count one more; raises `TooManyError` beyond `most` within a span that began up to `seconds` ago."""
    key = f"tongxin.throttle.{name}"
    cache.add(key, 0, seconds)
    try:
        done = cache.incr(key)
    except ValueError:  # the span ended between the two lines
        return
    if done > most:
        raise TooManyError(f"请求太频繁，请等 {seconds} 秒后再试。")
