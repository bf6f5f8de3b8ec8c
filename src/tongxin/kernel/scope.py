"""What an asker may do where: place-path prefixes times verbs, one value for lists, records and figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from tongxin.kernel.errors import ForbiddenError


class Verb(StrEnum):
    """The eight things a role can allow. Stored as these stable strings, so never rename one."""

    VIEW = "view"
    RECORD = "record"
    CONFIRM = "confirm"
    IMPORT = "import"
    SNAPSHOT = "snapshot"
    PUBLISH = "publish"
    MEMBERS = "members"
    ADMINISTER = "administer"

    @property
    def label(self) -> str:
        """The verb on a page, as in 「查看」."""
        return _LABELS[self]


_LABELS = {
    Verb.VIEW: "查看",
    Verb.RECORD: "登记",
    Verb.CONFIRM: "确认上报",
    Verb.IMPORT: "批量导入",
    Verb.SNAPSHOT: "生成快照",
    Verb.PUBLISH: "签发公开",
    Verb.MEMBERS: "人员信息",
    Verb.ADMINISTER: "账号管理",
}


@dataclass(frozen=True)
class Scope:
    """An immutable set of grants `(place-path prefix, verb)`.

    The empty prefix is the whole network. Prefixes end with `/`, so that `43/4301/` covers `43/4301/430121/`
    and can never cover a path that merely begins with the same digits.
    """

    grants: frozenset[tuple[str, Verb]] = frozenset()

    def __post_init__(self) -> None:
        for prefix, _ in self.grants:
            if prefix and not prefix.endswith("/"):
                msg = f"a scope prefix ends with '/': {prefix!r}"
                raise ValueError(msg)

    @classmethod
    def of(cls, grants: Mapping[str, Iterable[Verb]]) -> Self:
        """Build a scope from `{prefix: verbs}`."""
        return cls(frozenset((prefix, verb) for prefix, verbs in grants.items() for verb in verbs))

    @classmethod
    def everything(cls) -> Self:
        """Give the scope of the whole network with every verb: for set-up commands and the provincial administrator."""
        return cls.of({"": Verb})

    def prefixes(self, verb: Verb) -> tuple[str, ...]:
        """Return the shortest sorted list of prefixes that together cover all the verb is granted on."""
        kept: list[str] = []
        for prefix in sorted(prefix for prefix, granted in self.grants if granted is verb):
            if not any(prefix.startswith(shorter) for shorter in kept):
                kept.append(prefix)
        return tuple(kept)

    def may(self, verb: Verb, path: str) -> bool:
        """Tell whether the verb is granted at this place path (the place itself or a place above it)."""
        return any(granted is verb and path.startswith(prefix) for prefix, granted in self.grants)

    def may_anywhere(self, verb: Verb) -> bool:
        """Tell whether the verb is granted on any place at all: decides whether a menu entry is shown."""
        return any(granted is verb for _, granted in self.grants)

    def narrowed(self, verbs: Iterable[Verb], prefix: str = "") -> Self:
        """Return what is left of the scope when only these verbs count, and only at and below this place path."""
        kept = frozenset(verbs)
        return type(self)(
            frozenset(
                (max(granted_at, prefix, key=len), verb)
                for granted_at, verb in self.grants
                if verb in kept and (granted_at.startswith(prefix) or prefix.startswith(granted_at))
            )
        )

    def require(self, verb: Verb, path: str) -> None:
        """Raise `ForbiddenError` unless the verb is granted at this place path."""
        if not self.may(verb, path):
            raise ForbiddenError(f"您在这个地区没有「{verb.label}」权限，请联系上级管理员授权。")
