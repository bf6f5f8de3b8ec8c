"""A port: what a lower room asks for and only a room above can answer. `project` connects every port at start-up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class UnconnectedError(RuntimeError):
    """A port was asked before `project` connected it: a programming error."""


class Port(Generic[T]):
    """One question, one answer. `Port[Callable[…]]()` returns the function that was connected."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._answers: list[T] = []

    def connect(self, answer: T) -> None:
        """Say who answers; a later call replaces the answer."""
        self._answers = [answer]

    def __call__(self) -> T:
        """Return the answer or raise `UnconnectedError`."""
        if not self._answers:
            raise UnconnectedError(f"nobody answers the port {self.name}: project/connections.py connects it")
        return self._answers[0]

    @contextmanager
    def answered_by(self, answer: T) -> Iterator[None]:
        """Let somebody else answer for a while."""
        before, self._answers = self._answers, [answer]
        try:
            yield
        finally:
            self._answers = before
