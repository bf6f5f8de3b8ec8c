"""The PostgreSQL account the product serves with: it may write records, but of the journal only add lines and read them.

The owner of the tables sets up and migrates; triggers hold it back as well, but an owner may drop its own triggers.
"""

from collections.abc import Iterator
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from tongxin.access.models import Detail, Entry, Seal
from tongxin.kernel.errors import InputError

_ADDED_ONLY: Final[tuple[type[Model], ...]] = (Entry, Seal)
_REMOVED: Final[tuple[type[Model], ...]] = (Detail,)  # when a person is erased


def statements(role: str) -> Iterator[str]:
    """Yield the SQL that gives a role what serving needs; for the owner of the tables, after every migration."""
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    for model in _ADDED_ONLY:
        yield f"REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER ON {model._meta.db_table} FROM {role}"
    for losing in _REMOVED:
        yield f"REVOKE UPDATE, TRUNCATE, TRIGGER ON {losing._meta.db_table} FROM {role}"


def limit(role: str) -> None:
    """Give a role that exists what serving needs and no more; raises `InputError` where there is none, or no PostgreSQL."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        raise InputError("只有 PostgreSQL 有不同权限的账号；SQLite 由文件权限和触发器保护。", field="role")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolname = current_user FROM pg_roles WHERE rolname = %s", [role])
        found = cursor.fetchone()
        if found is None:
            raise InputError(f"数据库里没有账号 {role[:60]}，请先用 CREATE ROLE 建立。", field="role")
        if any(found):
            raise InputError(f"账号 {role[:60]} 是超级用户或表的主人，限制不住，请另建一个账号。", field="role")
        for statement in statements(connection.ops.quote_name(role)):
            cursor.execute(statement)
