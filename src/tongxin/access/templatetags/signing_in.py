"""What the sign-in page says of its rules: `{% load signing_in %}`."""

from django import template

from tongxin.access.signing_in import FROM_ONE_PLACE
from tongxin.access.throttle import span_of

register = template.Library()


@register.simple_tag
def lock_rule() -> str:
    """Say when a name is locked and for how long."""
    rule = FROM_ONE_PLACE
    return f"同一个登录名连续输错 {rule.most} 次密码，会锁定 {span_of(rule.seconds)}；着急时请管理员解除。"
