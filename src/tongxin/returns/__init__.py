"""Returns: who must report for a period, who has, who approved it, what was locked and what was restated since.

A return is computed from the records and confirmed by the unit; nothing is typed twice, and nothing at all is not nil.
"""
