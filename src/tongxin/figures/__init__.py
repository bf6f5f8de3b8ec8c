"""Figures: declare facts and measures, snapshot them, compute, and give the evidence. Plain Python, no Django."""

from tongxin.figures.errors import DeclarationError, RegistryError
from tongxin.figures.facts import PLACES, Column, Fact, Type
from tongxin.figures.measures import Kind, Measure
from tongxin.figures.registry import Registry

__all__ = ["PLACES", "Column", "DeclarationError", "Fact", "Kind", "Measure", "Registry", "RegistryError", "Type"]
