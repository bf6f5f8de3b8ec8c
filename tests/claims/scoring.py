"""Score predictions against a corpus document by document; shared by the tests and the bench."""

from collections import Counter
from decimal import Decimal

PASSED = {"fit", "loose"}
PLAIN = {"exact", "percent", "scaled"}


def count(gold, predicted):
    """Count hits and misses of one document's claims as `check` writes them."""
    n = Counter(gold=len(gold["claims"]), predicted=len(predicted))
    found = {(claim["start"], claim["end"]): claim for claim in predicted}
    for claim in gold["claims"]:
        want = gold["verdicts"][claim["id"]]
        n["wrong"] += want == "contradicted"
        n["abstain"] += want in {"unsupported", "ambiguous"}
        hit = found.get((claim["start"], claim["end"]))
        if hit:
            n.update(_compared(claim, hit, want))
    return n


def _compared(claim, hit, want):
    verdict = hit["verdict"]
    read = Decimal(hit["number"]) == Decimal(claim["number"]) and (hit["unit"], hit["form"]) == (
        claim["unit"],
        claim["form"],
    )
    return Counter(
        hit=1,
        read=read,
        verdict=verdict == want,
        matchable=want != "ambiguous",
        matched=want != "ambiguous" and hit.get("fact") == claim["fact"],
        caught=want == verdict == "contradicted",
        accused=verdict == "contradicted",
        right_accused=verdict == "contradicted" != want,
        passed_plain=want == "contradicted" and verdict in PASSED and claim["form"] in PLAIN,
        abstained=want in {"unsupported", "ambiguous"} and verdict == want,
    )


def rates(n):
    """Turn counts into the rates the thresholds are written in."""
    precision, recall = n["hit"] / n["predicted"], n["hit"] / n["gold"]
    caught_precision, caught_recall = n["caught"] / max(n["accused"], 1), n["caught"] / max(n["wrong"], 1)
    return {
        "extraction F1": _f1(precision, recall),
        "fully read": n["read"] / n["gold"],
        "match": n["matched"] / max(n["matchable"], 1),
        "verdict": n["verdict"] / n["gold"],
        "error F1": _f1(caught_precision, caught_recall),
        "abstention": n["abstained"] / max(n["abstain"], 1),
        "wrong plain figures passed": n["passed_plain"],
        "right figures accused": n["right_accused"] / n["gold"],
    }


def _f1(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
