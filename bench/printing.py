"""One paper printed three ways: seconds for HTML, Word and PDF, the first time in a process and warm, and a bulk of one-pagers.

    python bench/printing.py [--figures 50] [--papers 122]

The paper has a heading and five figures to a paragraph, a table and a bar chart of 122 counties, and its annex. Prints
seconds, the ratio to writing the same words as bare HTML text, and how much memory the bulk took beyond the first paper.
"""

import argparse
import html as markup
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ["TONGXIN_DATA"] = tempfile.mkdtemp(prefix="tongxin-bench-")
os.environ.setdefault("TONGXIN_NODE_MODULES", str(Path(__file__).resolve().parent.parent / "node_modules"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
sys.path[:0] = [str(Path(__file__).resolve().parent.parent / folder) for folder in ("", "src")]

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from django.conf import settings  # noqa: E402

from tests.reports import papers  # noqa: E402
from tongxin.reports.paper import Chart, Heading, Paper, Table  # noqa: E402
from tongxin.reports.printing.page import html  # noqa: E402
from tongxin.reports.printing.pdf import pdf  # noqa: E402
from tongxin.reports.printing.word import word  # noqa: E402

COUNTIES = 122
Printer = Callable[[Paper], object]
PRINTERS: dict[str, Printer] = {
    "html": lambda paper: html(paper, digest=papers.DIGEST),
    "docx": lambda paper: word(paper, digest=papers.DIGEST),
    "pdf": lambda paper: pdf(paper, digest=papers.DIGEST),
}


def paper_of(figures: int) -> Paper:
    """Return a paper of so many figures with a table and a chart of all counties."""
    text = papers.filled(figures)
    blocks = (
        Heading(level=1, text="总体情况"),
        *text.blocks,
        Table(caption="各县情况", heading="县市区", series=("t1",)),
        Chart(caption="各县情况", shape="bar", series=("t1",)),
    )
    return replace(text, blocks=blocks, series=(papers.series("t1", cells=COUNTIES),))


def seconds(made: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    made()
    return time.perf_counter() - start


def peak() -> float:
    """Return the most memory this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def both(printed: Printer, paper: Paper) -> tuple[float, float]:
    """Return how long the first print in a process takes, and the best of five others."""
    first = seconds(lambda: printed(paper))
    return first, min(seconds(lambda turn=turn: printed(replace(paper, title=f"第{turn}份"))) for turn in range(5))


def bulk(printed: Printer, pages: list[Paper]) -> float:
    """Return how long many papers take."""
    return seconds(lambda: [printed(one) for one in pages])


def main() -> None:
    """Print, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=int, default=50)
    parser.add_argument("--papers", type=int, default=COUNTIES)
    asked = parser.parse_args()
    paper = paper_of(asked.figures)
    bare = min(seconds(lambda: [markup.escape(str(one)) for one in paper.numbers]) for _ in range(5))
    print(f"{asked.figures} figures, {COUNTIES} counties in a table and a chart; bare text {bare * 1000:.2f} ms")
    for form, printed in PRINTERS.items():
        first, warm = both(printed, paper)
        print(f"{form:>5} first {first:6.3f} s, warm {warm:6.3f} s, {warm / bare:6.0f} times bare text")
    before = peak()
    pages = [replace(paper_of(12), title=f"第{turn}县简报") for turn in range(asked.papers)]
    for form, printed in PRINTERS.items():
        print(f"{form:>5} {asked.papers} papers of 12 figures {bulk(printed, pages):6.2f} s")
    print(f"peak memory {peak():.0f} MB, {peak() - before:.0f} MB beyond the first papers")


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(settings.DATA_DIR)
