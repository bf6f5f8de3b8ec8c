"""Roles as data: what each lets its holder do at and below the place it is given for."""

from dataclasses import dataclass

from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb


@dataclass(frozen=True, kw_only=True)
class Role:
    """A named set of verbs. `code` is stored with every grant and never renamed."""

    code: str
    label: str
    description: str
    verbs: frozenset[Verb]


ROLES: tuple[Role, ...] = (
    Role(
        code="reader",
        label="查阅",
        description="查看本地区及下级的组织、记录和数字，不含个人信息。",
        verbs=frozenset({Verb.VIEW}),
    ),
    Role(
        code="clerk",
        label="录入员",
        description="登记本组织的记录和人员，填好的表格交有「导入」权限的人审核后写入。",
        verbs=frozenset({Verb.VIEW, Verb.RECORD, Verb.MEMBERS}),
    ),
    Role(
        code="secretary",
        label="秘书",
        description="登记本组织的人员、基地和活动，导入表格，确认本期上报。",
        verbs=frozenset({Verb.VIEW, Verb.RECORD, Verb.CONFIRM, Verb.IMPORT, Verb.MEMBERS}),
    ),
    Role(
        code="officer",
        label="业务干部",
        description="查看本地区及下级的记录和数字，登记和更正记录，审核上报，生成快照，签发报告。",
        verbs=frozenset({Verb.VIEW, Verb.RECORD, Verb.CONFIRM, Verb.IMPORT, Verb.SNAPSHOT, Verb.PUBLISH}),
    ),
    Role(
        code="registrar",
        label="人员管理员",
        description="查看和更正本地区及下级的人员信息，办理入会和转会。",
        verbs=frozenset({Verb.VIEW, Verb.RECORD, Verb.IMPORT, Verb.MEMBERS}),
    ),
    Role(
        code="administrator",
        label="系统管理员",
        description="管理本地区及下级的账号与角色，查看操作日志。",
        verbs=frozenset({Verb.VIEW, Verb.SNAPSHOT, Verb.ADMINISTER}),
    ),
)
_BY_CODE = {role.code: role for role in ROLES}


def role(code: str) -> Role:
    """Return the role with this stored code or raise `InputError`."""
    try:
        return _BY_CODE[code]
    except KeyError:
        known = "、".join(_BY_CODE)
        raise InputError(f"没有「{code[:30]}」这个角色，可用的角色有：{known}。", field="role") from None
