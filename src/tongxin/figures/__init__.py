"""Figures: declare facts and measures, snapshot them, compute, and give the evidence. Plain Python, no Django."""

from tongxin.figures.desk import Desk, Evidence
from tongxin.figures.errors import DeclarationError, RegistryError
from tongxin.figures.facts import Column, Fact, Type
from tongxin.figures.figure import Cell, Figure, Status, Value, whole_value
from tongxin.figures.measures import Kind, Measure, Roster
from tongxin.figures.narrowing import Of
from tongxin.figures.question import Axis, Question
from tongxin.figures.register import Place, PlaceRegister, PlaceRow
from tongxin.figures.registry import Registry
from tongxin.figures.reporting import Reporting, Standing, reporting_fact, standing_of
from tongxin.figures.snapshot import Snapshot
from tongxin.figures.store import Store

__all__ = [
    "Axis",
    "Cell",
    "Column",
    "DeclarationError",
    "Desk",
    "Evidence",
    "Fact",
    "Figure",
    "Kind",
    "Measure",
    "Of",
    "Place",
    "PlaceRegister",
    "PlaceRow",
    "Question",
    "Registry",
    "RegistryError",
    "Reporting",
    "Roster",
    "Snapshot",
    "Standing",
    "Status",
    "Store",
    "Type",
    "Value",
    "reporting_fact",
    "standing_of",
    "whole_value",
]
