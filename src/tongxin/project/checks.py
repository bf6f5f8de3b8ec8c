"""What `tongxin deploy-check` looks at beyond Django's own checks."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from tongxin.access.key_checks import wrong_keys


def check_keys(*, app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Name every secret that is not the one the database was written with."""
    del app_configs
    try:
        wrong = wrong_keys()
    except DatabaseError:  # not migrated yet, or away: nothing can be wrong with what is not there
        return []
    hint = "从备份恢复密钥文件；若是有意更换，运行 tongxin secrets accept。"
    return [Error(f"密钥不对：{one.words}。", hint=hint, id=f"tongxin.keys.{one.name}") for one in wrong]
