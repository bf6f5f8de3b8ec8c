"""Writes of produce."""
