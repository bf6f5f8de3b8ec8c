"""`tongxin giving verify`: every ledger read from its first line, seal by seal."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tongxin.records.giving.queries import books, broken, totals_of


class Command(BaseCommand):
    help = "核验捐赠账本：逐行核对封印，说出第一处对不上的地方"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"], help="verify：核验全部账本")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        every = list(books())
        wrong = [(book, found) for book in every if (found := broken(book)) is not None]
        for book, found in wrong:
            self.stdout.write(f"✗ {book}：{found.why}")
        if wrong:
            self.stdout.write(f"{len(every)} 本账中有 {len(wrong)} 本对不上。")
            sys.exit(1)
        lines = sum(totals_of(book).lines for book in every)
        self.stdout.write(f"✓ {len(every)} 本账、{lines} 行全部相符。")
