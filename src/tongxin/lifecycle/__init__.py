"""What every kind of record has: states and acts, facts over its table, pages made from the declaration, evidence files.

A capability declares a `Life` (its states, who may do what in which, and the words for it) and `TableFact`s (what of it
counts, where, when, for whom). Buttons, act pages, addresses, the API's acts, the words of journal and timeline, snapshot
rows, the numbers of returns and whose locked numbers a write may change follow from the two. It knows no door.
"""

from tongxin.lifecycle.acts import act
from tongxin.lifecycle.facts import Activity, TableFact, fact_of, via
from tongxin.lifecycle.life import Act, Life
from tongxin.lifecycle.lives import life_named, life_of, lives
from tongxin.lifecycle.writing import Doer, change, create, lock, require_past, require_reason

__all__ = [
    "Act",
    "Activity",
    "Doer",
    "Life",
    "TableFact",
    "act",
    "change",
    "create",
    "fact_of",
    "life_named",
    "life_of",
    "lives",
    "lock",
    "require_past",
    "require_reason",
    "via",
]
