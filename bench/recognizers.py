"""核数 beside a general recognizer of Chinese numbers and percentages (recognizers-text-suite), on the same texts, in one run.

python -m bench.recognizers [FOLDER] [--python PATH]

PATH is the interpreter of an environment that has `recognizers-text-suite` and `emoji<2`; the library is no dependency
of ours. Without it the script says so and ends. Both sides are timed in CPU seconds, the best of a few rounds in turn.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bench.claims import CORPUS, per_second
from tongxin.claims.check import check
from tongxin.claims.extract import extract
from tongxin.claims.facts import FactsTable
from tongxin.claims.tables import facts_from_rows

ROUNDS = 3
# Runs in the other environment: texts in as JSON, [characters per second, numbers found] out.
OTHER = """
import json, sys, time
from recognizers_number import recognize_number, recognize_percentage
from recognizers_text import Culture
texts, found = json.load(sys.stdin), 0
recognize_number(texts[0], Culture.Chinese), recognize_percentage(texts[0], Culture.Chinese)
start = time.process_time()
for text in texts:
    found += len(recognize_number(text, Culture.Chinese)) + len(recognize_percentage(text, Culture.Chinese))
print(json.dumps([sum(map(len, texts)) / (time.process_time() - start), found]))
"""


def others(python: str, texts: Sequence[str]) -> tuple[float, int] | None:
    """Return the other's characters per second and finds; None where it is not installed."""
    try:
        finished = subprocess.run(
            [python, "-W", "ignore", "-c", OTHER], input=json.dumps(texts), capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    if finished.returncode:
        return None
    speed, found = json.loads(finished.stdout)
    return speed, found


def main() -> None:
    """Print characters per second and how many times faster ours are."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--python", default=sys.executable, help="interpreter that has recognizers-text-suite")
    options = parser.parse_args()
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(options.folder.glob("*.json"))]
    texts = [document["text"] for document in documents]
    characters = sum(map(len, texts))
    asked = [
        (document, FactsTable(facts_from_rows(document["facts"], home=document["home"]))) for document in documents
    ]

    def extracted() -> int:
        return sum(len(extract(text)) for text in texts)

    def checked() -> None:
        for document, answers in asked:
            day = date.fromisoformat(document["date"])
            check(document["text"], date=day, home=document["home"], answers=answers)

    extraction = whole = other = 0.0
    numbers = 0
    for _ in range(ROUNDS):
        answer = others(options.python, texts)
        if answer is None:
            print("recognizers-text-suite is not installed here; give its interpreter with --python PATH.")
            return
        other, numbers = max(other, answer[0]), answer[1]
        extraction = max(extraction, per_second(extracted, characters))
        whole = max(whole, per_second(checked, characters))
    print(f"{len(texts)} texts, {characters:,} characters; {extracted():,} claims, {numbers:,} numbers and percentages")
    print(f"{'characters per second':28s}{'':>10s}{'ratio':>8s}{'target':>8s}")
    print(f"{'recognizers-text-suite':28s}{other:10,.0f}")
    print(f"{'extraction':28s}{extraction:10,.0f}{extraction / other:8.1f}{3:8.1f}")
    print(f"{'whole check':28s}{whole:10,.0f}{whole / other:8.1f}{1:8.1f}")


if __name__ == "__main__":
    main()
