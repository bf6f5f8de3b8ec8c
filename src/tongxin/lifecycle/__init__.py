"""What every kind of record has: states and acts, facts over its table, pages made from the declaration, evidence files.

A capability declares a `Life` (its states, who may do what in which, and the words for it) and `TableFact`s (what of it
counts, where, when, for whom). Buttons, act pages, addresses, the API's acts, the words of journal and timeline, snapshot
rows, the numbers of returns and whose locked numbers a write may change follow from the two. It knows no door.

Import from its modules: `acts.act`, `life.Act` and `Life`, `writing.create` and `change`, `facts.fact_of`, `pages`.
"""
