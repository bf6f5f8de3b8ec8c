"""Database fields every scoped table needs."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _CharField: TypeAlias = models.CharField[str, str]
else:
    _CharField = models.CharField


class PathField(_CharField):
    """A place path. Sorted byte by byte on every database, so that a half-open range is exactly a subtree."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: "BaseDatabaseWrapper") -> dict[str, Any]:
        """Ask PostgreSQL for the C collation; SQLite compares bytes by default."""
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        parameters["collation"] = "C" if connection.vendor == "postgresql" else None
        return parameters


class SecretHashField(_CharField):
    """The sha256 of a secret that is known to its holder alone; the journal leaves it out."""

    keeps_secret = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)
