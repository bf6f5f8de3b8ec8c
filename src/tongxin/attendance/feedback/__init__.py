"""Feedback 意见反馈: an anonymous form of one class or event, its counts, its free text for the organiser's side.

A programme is asked about, never a person: the questions are fixed, none is about a lecturer, no average is made.
Counts are told in fives, so that no count and no difference between two of them is one person's answer.
"""
