"""核数: score on the development corpus beside its thresholds and a keyword and nearest-number baseline; speed beside targets.

python -m bench.claims [FOLDER]
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.claims.scoring import count, rates
from tests.claims.test_corpus import AT_LEAST
from tongxin.claims.check import check
from tongxin.claims.corpus import check_document
from tongxin.claims.extract import extract
from tongxin.claims.facts import FactsTable
from tongxin.claims.output import as_json
from tongxin.claims.tables import facts_from_rows
from tongxin.kernel.numerals import Numeral, parse_numeral, read_numeral

CORPUS = Path(__file__).parents[1] / "tests" / "claims" / "corpus"
REPEATS = 5
AT_MOST = {"wrong plain figures passed": 0, "right figures accused": 0.01}
Claim = dict[str, Any]
Claims = list[Claim]
Document = dict[str, Any]
MANY = 3_000
KINDS = "甲乙丙丁戊己庚辛壬癸"
LENGTHS = (22_000, 88_000, 385_000)  # the last is 1 MB of Chinese in UTF-8


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


def scores(documents: list[Document]) -> None:
    """Print each rate of the check, what the tests demand of it, and the baseline's."""
    check_rates, baseline_rates = score(documents, ours), score(documents, baseline)
    demanded = {name: f">= {rate}" for name, rate in AT_LEAST["corpus"].items()} | {
        name: f"<= {rate}" for name, rate in AT_MOST.items()
    }
    print(f"{'':32s}{'check':>8s}{'demanded':>10s}{'baseline':>10s}")
    for name, rate in check_rates.items():
        print(f"{name:32s}{rate:8.3f}{demanded.get(name, ''):>10s}{baseline_rates[name]:10.3f}")


def start_seconds() -> tuple[float, float]:
    """Return wall seconds of a bare interpreter and of a whole `tongxin check --facts` on one sentence, best of a few."""
    with TemporaryDirectory() as folder:
        report, facts, result = (Path(folder) / name for name in ("report.txt", "facts.csv", "result.json"))
        report.write_text("会员312人。", encoding="utf-8")
        facts.write_text("指标,单位,止,数值\n会员人数,人,2022-09-20,312\n", encoding="utf-8")
        program = "from tongxin.project.cli import main; main()"
        words = [sys.executable, "-c", program, "check", str(report), "--facts", str(facts), "--json", str(result)]
        return wall_seconds([sys.executable, "-c", ""]), wall_seconds(words)


def wall_seconds(words: list[str]) -> float:
    """Return the shortest time a command took."""
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        subprocess.run(words, check=True)
        taken.append(time.perf_counter() - start)
    return min(taken)


def target(name: str, seconds: float, *, most: float) -> None:
    """Print a time, its target and their ratio."""
    print(f"{name:52s}{seconds:8.3f} s of {most} s ({seconds / most:.2f})")


def growth(text: str, asked: Callable[[str], object]) -> None:
    """Print how the time per character changes with length, up to 1 MB of UTF-8."""
    print(f"{'characters':>12s}{'MB':>8s}{'seconds':>10s}{'per character':>15s}")
    first = 0.0
    for characters in LENGTHS:
        long = (text * (characters // len(text) + 1))[:characters]
        start = time.process_time()
        asked(long)
        seconds = time.process_time() - start
        first = first or seconds / characters
        size = len(long.encode()) / 2**20
        print(f"{characters:12,d}{size:8.2f}{seconds:10.2f}{seconds / characters / first:14.2f}x")


def main() -> None:
    """Print scores and speed."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    scores(documents)
    text = "\n".join(document["text"] for document in documents)
    rows = [
        {**fact, "id": str(n)} for n, fact in enumerate(fact for document in documents for fact in document["facts"])
    ]
    many = [
        {**fact, "id": str(n), "measure": KINDS[n // len(rows) % len(KINDS)] + fact["measure"]}
        for n, fact in enumerate((rows * (MANY // len(rows) + 1))[:MANY])
    ]
    answers = FactsTable(facts_from_rows(rows[:30], home="湖南省"))
    asked = partial(check, date=date(2022, 9, 26), home="湖南省", answers=answers)
    asked(text[:1000])
    reading, checking = per_second(lambda: extract(text), len(text)), per_second(lambda: asked(text), len(text))
    print(f"characters per second: extraction {reading:,.0f}, check {checking:,.0f} (1 : {reading / checking:.1f})")
    crowded = partial(
        check, date=date(2022, 9, 26), home="湖南省", answers=FactsTable(facts_from_rows(many, home="湖南省"))
    )
    crowded(text[:1000])
    slower = per_second(lambda: crowded(text), len(text))
    print(f"characters per second at {MANY:,} facts: {slower:,.0f} (1 : {checking / slower:.1f})")
    bare, whole = start_seconds()
    target("start: tongxin check --facts on one sentence", whole, most=0.5)
    print(f"{'  of it the bare interpreter':52s}{bare:8.3f} s")
    target("1,000 characters, 30 facts", 1000 / per_second(lambda: asked(text[:1000]), 1000), most=0.15)
    growth(text, asked)


if __name__ == "__main__":
    main()
