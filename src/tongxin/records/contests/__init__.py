"""Contests 赛事: a call, entries under blind numbers, judges, score sheets in versions, a sealed result, awards.

A contest counts once its result is published, on its last day at the place of its organiser. A result is computed exactly from
what was sealed and nothing else, and comes out the same from the sealed file alone. No public vote is ever a result.
"""
