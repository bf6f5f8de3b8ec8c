"""核数: score on the development corpus, speed, and a keyword and nearest-number baseline beside it.

python -m bench.claims [FOLDER]
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from tests.claims.scoring import count, rates
from tongxin.claims.check import check
from tongxin.claims.corpus import check_document
from tongxin.claims.extract import extract
from tongxin.claims.facts import FactsTable
from tongxin.claims.output import as_json
from tongxin.claims.tables import facts_from_rows
from tongxin.kernel.numerals import Numeral, parse_numeral, read_numeral

CORPUS = Path(__file__).parents[1] / "tests" / "claims" / "corpus"
REPEATS = 5
Claim = dict[str, Any]
Claims = list[Claim]
Document = dict[str, Any]
LONG = 200_000


def ours(document: Document) -> Claims:
    """Return the claims of the check."""
    return as_json(check_document(document, name=document["id"]))["claims"]


def baseline(document: Document) -> Claims:
    """Every number followed by the unit of a fact is a claim; the nearest recorded value with that unit answers it."""
    text, claims, index = document["text"], [], 0
    units = sorted({fact["unit"] for fact in document["facts"]}, key=len, reverse=True)
    while index < len(text):
        numeral = read_numeral(text, index) if text[index].isdigit() else None
        unit = next((unit for unit in units if numeral and text.startswith(unit, numeral.end)), None)
        if numeral and unit:
            claims.append(_nearest(document, index, numeral, unit))
        index = numeral.end if numeral else index + 1
    return claims


def _nearest(document: Document, start: int, numeral: Numeral, unit: str) -> Claim:
    end = numeral.end + len(unit)
    facts = [fact for fact in document["facts"] if fact["unit"] == unit]
    distance, fact = min(
        ((abs(parse_numeral(fact["value"].lstrip("-")).value - numeral.value), fact) for fact in facts),
        key=lambda pair: pair[0],
    )
    return {
        "start": start,
        "end": end,
        "number": str(float(numeral.value)),
        "unit": unit,
        "form": "percent" if unit == "%" else "exact",
        "fact": fact["id"],
        "verdict": "fit" if not distance else "contradicted",
    }


def score(documents: list[Document], reader: Callable[[Document], Claims]) -> dict[str, float]:
    """Return the rates of a reader over documents."""
    total: Counter[str] = Counter()
    for document in documents:
        total.update(count(document, reader(document)))
    return rates(total)


def per_second(work: Callable[[], object], characters: int) -> float:
    """Return characters per second of CPU, the best of a few runs."""
    best = float("inf")
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return characters / best


def main() -> None:
    """Print score and speed."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    check_rates, baseline_rates = score(documents, ours), score(documents, baseline)
    print(f"{'':28s}{'check':>8s}{'baseline':>10s}")
    for name, rate in check_rates.items():
        print(f"{name:28s}{rate:8.3f}{baseline_rates[name]:10.3f}")
    text = "\n".join(document["text"] for document in documents)
    answers = FactsTable(facts_from_rows(documents[0]["facts"], home="湖南省"))
    asked = partial(check, date=date(2022, 9, 26), home="湖南省", answers=answers)
    print(f"extraction, characters per second: {per_second(lambda: extract(text), len(text)):,.0f}")
    speed = per_second(lambda: asked(text), len(text))
    print(f"check against {len(answers.candidates())} facts, characters per second: {speed:,.0f}")
    long = (text * (LONG // len(text) + 1))[:LONG]
    slower = speed / per_second(lambda: asked(long), len(long))
    print(f"the same on {LONG:,} characters is {slower:.2f} times slower per character")


if __name__ == "__main__":
    main()
