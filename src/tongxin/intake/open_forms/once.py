"""The token a form is handed out with. The form that is sent twice has the same one, and so the same page to follow it at."""

from secrets import token_urlsafe

from django.core import signing

_SALT = "tongxin.open_form"
_DAY = 86_400
_BYTES = 24


def fresh() -> str:
    """Return a new token, signed, for a form about to be shown."""
    return signing.dumps(token_urlsafe(_BYTES), salt=_SALT)


def token_in(sent: str) -> str:
    """Return the token a form was handed out with, or a new one: nobody chooses their own, or uses one of yesterday's."""
    try:
        token: str = signing.loads(sent, salt=_SALT, max_age=_DAY)
    except signing.BadSignature:
        return token_urlsafe(_BYTES)
    return token
