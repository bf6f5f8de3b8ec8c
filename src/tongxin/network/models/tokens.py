"""Addresses nobody can guess. The database keeps a hash only: who reads the database still cannot open the page."""

from hashlib import sha256
from secrets import token_urlsafe

_BYTES = 24


def new_token() -> str:
    """Return a fresh token of 192 random bits, safe in an address."""
    return token_urlsafe(_BYTES)


def hashed(token: str) -> str:
    """Return what the database keeps of a token. Random bits need no salt and no slow hash."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
