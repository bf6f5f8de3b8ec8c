"""核数: read the figures of a Chinese text and hold each against records. A plain library: text in, findings out.

    table = read_facts(Path("事实.xlsx").read_bytes(), name="事实.xlsx", home="湖南省")
    check(text, date=date(2022, 9, 26), home="湖南省", answers=table).findings

Everything below the pages works without Django, database or network. The pages are `room`, `urls`, `views`, `forms`, and
what stands under them: kept checks (`models`, `actions`, `queries`), long ones (`work`), limits, and how a check is shown.
"""

from tongxin.claims.answers import Answer, Answers, Candidate
from tongxin.claims.check import Check, check
from tongxin.claims.claim import Claim, Form
from tongxin.claims.facts import Fact, FactsTable
from tongxin.claims.finding import Finding
from tongxin.claims.tables import read_facts
from tongxin.claims.verdict import Verdict

__all__ = [
    "Answer",
    "Answers",
    "Candidate",
    "Check",
    "Claim",
    "Fact",
    "FactsTable",
    "Finding",
    "Form",
    "Verdict",
    "check",
    "read_facts",
]
