"""The public face stands on the same hand-counted network as the board."""

from tests.board.conftest import board, empty_board, provincial

__all__ = ["board", "empty_board", "provincial"]
