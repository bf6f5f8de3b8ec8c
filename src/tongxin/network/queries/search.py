"""Finding records by name, pinyin or initials through the index the database keeps."""

from typing import TypeVar

from django.db import connections
from django.db.models import BooleanField, Model, QuerySet
from django.db.models.expressions import RawSQL

from tongxin.network.models.readings import search_words

M = TypeVar("M", bound=Model)
Phrases = list[tuple[str, ...]]


def found(rows: QuerySet[M], text: str) -> QuerySet[M]:
    """Narrow rows of a searched table to those that hold every phrase of the text; a text without words finds nothing.

    Chinese characters are matched as a phrase anywhere in a name, letters as the beginning of its pinyin or initials.
    """
    phrases = search_words(text)
    if not phrases:
        return rows.none()
    table = rows.model._meta.db_table
    if connections[rows.db].vendor == "postgresql":
        matches = f"\"{table}\".search_vector @@ to_tsquery('simple', %s)"
        return rows.filter(RawSQL(matches, (_tsquery(phrases),), output_field=BooleanField()))  # noqa: S611 - as below
    # The only value is a parameter; letters and digits are all that `search_words` lets through.
    matching = f"SELECT rowid FROM {table}_search WHERE {table}_search MATCH %s"  # noqa: S608 - the table's own name
    return rows.filter(pk__in=RawSQL(matching, (_fts5(phrases),)))  # noqa: S611 - as above


def _fts5(phrases: Phrases) -> str:
    return " AND ".join(f'"{" ".join(phrase)}"{"*" if phrase[0].isascii() else ""}' for phrase in phrases)


def _tsquery(phrases: Phrases) -> str:
    return " & ".join(f"'{phrase[0]}':*" if phrase[0].isascii() else _adjacent(phrase) for phrase in phrases)


def _adjacent(phrase: tuple[str, ...]) -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in phrase) + ")"
