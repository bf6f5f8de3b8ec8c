"""Themed activities 主题活动: planned, held with a head-count, a roster or a photo, filed away, cancelled.

An activity belongs to the place of its organiser, is one record however many hold it together, and may be held at a base
and belong to a series. How many came is one number an activity: those of its roster, else the head-count, never both.
"""
