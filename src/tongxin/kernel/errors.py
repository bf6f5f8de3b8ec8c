"""Errors a user can cause, each with one Chinese sentence that says what is wrong, where, and how to mend it."""

from http import HTTPStatus


class TongxinError(Exception):
    """Base of every error shown to a user. `message` is one plain Chinese sentence; never raised itself."""

    http_status = HTTPStatus.BAD_REQUEST
    exit_status = 2

    def __init__(self, message: str, *, field: str | None = None) -> None:
        """`field` names the parameter or form field the sentence is about, where there is one."""
        super().__init__(message)
        self.message = message
        self.field = field


class InputError(TongxinError):
    """What was typed, uploaded or asked for cannot be understood or is not allowed (HTTP 400, exit 2)."""


class NotFoundError(TongxinError):
    """The thing does not exist, or lies outside the asker's scope: the two are never told apart (HTTP 404)."""

    http_status = HTTPStatus.NOT_FOUND


class UnknownAskerError(TongxinError):
    """Who asks is not known, or no longer: an access token that is wrong, expired or revoked, or none (HTTP 401)."""

    http_status = HTTPStatus.UNAUTHORIZED


class ForbiddenError(TongxinError):
    """The asker may see the thing but not do this to it (HTTP 403)."""

    http_status = HTTPStatus.FORBIDDEN


class ConflictError(TongxinError):
    """The thing changed meanwhile, or its state does not allow this (HTTP 409)."""

    http_status = HTTPStatus.CONFLICT


class TooManyError(TongxinError):
    """The same asker asked too often within a span of time (HTTP 429)."""

    http_status = HTTPStatus.TOO_MANY_REQUESTS


class UnavailableError(TongxinError):
    """Something the answer needs is not there yet, for example no snapshot was taken (HTTP 503)."""

    http_status = HTTPStatus.SERVICE_UNAVAILABLE
