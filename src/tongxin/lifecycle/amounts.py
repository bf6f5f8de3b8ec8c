"""Amounts in tables: money as whole fen, so that nothing is ever rounded, and facts know what they sum."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models

from tongxin.figures.facts import Type

if TYPE_CHECKING:
    _BigIntegerField: TypeAlias = models.BigIntegerField[int, int]
else:
    _BigIntegerField = models.BigIntegerField


class FenField(_BigIntegerField):
    """An amount of money in fen."""

    figure_type: Any = Type.FEN
