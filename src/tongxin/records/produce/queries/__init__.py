"""Reads of produce."""
