"""A query compiled once. Building one takes Django longer than the database takes to answer; at the door it is the same every time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The statement of a query over named columns, with marks in it where values are put when it is asked."""

    sql: str
    parameters: tuple[Any, ...]
    columns: tuple[str, ...]
    compiler: Any
    converters: Any

    @classmethod
    def of(cls, rows: QuerySet[Any, Any], *columns: str) -> Self:
        """Compile what a query reads in these columns. Its marks are values that stand nowhere else in it."""
        query = rows.order_by().values_list(*columns).query
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        expressions = [selected for selected, _, _ in compiler.select]
        return cls(
            sql=sql,
            parameters=tuple(parameters),
            columns=tuple(query.selected or ()),
            compiler=compiler,
            converters=compiler.get_converters(expressions),
        )

    def first(self, values: Mapping[Any, Any]) -> dict[str, Any] | None:
        """Ask with a value for each mark, as the database takes it; return the first row by columns, None where there is none."""
        given = [values.get(one, one) for one in self.parameters]
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(self.sql, given)
            row = cursor.fetchone()
        if row is None:
            return None
        (converted,) = self.compiler.apply_converters([row], self.converters)
        return dict(zip(self.columns, converted, strict=True))
