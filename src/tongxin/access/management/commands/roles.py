"""`tongxin roles`: who may do what, as a table."""

from typing import Any

from tongxin.access.command import TongxinCommand
from tongxin.access.roles import ROLES


class Command(TongxinCommand):
    help = "列出角色和权限"

    def work(self, *_args: Any, **_options: Any) -> None:
        for role in ROLES:
            verbs = "、".join(sorted(verb.label for verb in role.verbs))
            self.stdout.write(f"{role.code:14}{role.label}\n    {role.description}\n    权限：{verbs}")
