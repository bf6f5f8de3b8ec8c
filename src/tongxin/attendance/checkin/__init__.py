"""Checking in at the hall door: on the event's side and never required of anybody. Paper counts the same."""
