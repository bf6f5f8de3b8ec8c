"""A figure said of one organisation, base or series is held against the records of that one alone, or against nothing."""

from dataclasses import replace
from typing import Final

from tongxin.claims.answers import Candidate, Narrowing
from tongxin.claims.naming import Said, Trouble, Untold
from tongxin.claims.readings import Match, Reading
from tongxin.claims.said import Record

_WORD: Final = 2  # characters in which the words beside a name and a name of the measure must end alike


def narrow(match: Match, *, by: Narrowing) -> Match:
    """Return the match with its readings narrowed to the name said with the claim, or with what forbids it.

    A reading that cannot be narrowed is no longer equal to one that can; it stays as another the reader may choose.
    """
    if match.context.said is None or not match.readings:
        return match
    first = match.readings[0].candidate
    said = _told_apart(match.context.said, first, by=by)
    if said.is_event and not (by.narrowed(first, said.records[0]) and _is_of_its_time(match, said.records[0])):
        return match
    if said.only_time and by.narrowed(first, said.records[0]) is None:
        return match
    if all(by.narrowed(first, record) is first for record in said.records):
        return match
    trouble = said.trouble or _trouble(match, said, by=by)
    if trouble:
        why = Untold(trouble, said.name, said.other, first.name, said.records[0].label)
        return replace(match, untold=why, equal=())
    readings = tuple(_narrowed(reading, said.records[0], by=by) for reading in match.readings)
    equal = tuple(_narrowed(reading, said.records[0], by=by) for reading in match.equal)
    return replace(match, readings=readings, equal=tuple(one for one in equal if one.candidate.of))


def _told_apart(said: Said, candidate: Candidate, *, by: Narrowing) -> Said:
    """Of records that share a name the one is meant by which the measure can be narrowed: gifts for X, not help at X."""
    if said.trouble is not Trouble.TWINS:
        return said
    able = [record for record in said.records if by.narrowed(candidate, record)]
    return replace(said, records=(able[0],), trouble=None) if len(able) == 1 else said


def _is_of_its_time(match: Match, event: Record) -> bool:
    """Tell whether the time named beside a claim, if any, is that of the event."""
    mention = match.context.mention
    if mention is None or not match.context.near_mention or event.days is None:
        return True
    return mention.period.start < event.days.end and event.days.start < mention.period.end


def _trouble(match: Match, said: Said, *, by: Narrowing) -> Trouble | None:
    first = match.readings[0].candidate
    if said.persons and not any(said.persons in name for name in first.names):
        return Trouble.UNCLEAR
    if said.beside is not None and not said.beside.endswith(tuple(name[-_WORD:] for name in first.names)):
        return Trouble.UNCLEAR
    return None if by.narrowed(first, said.records[0]) else Trouble.MEASURE


def _narrowed(reading: Reading, record: Record, *, by: Narrowing) -> Reading:
    candidate = by.narrowed(reading.candidate, record)
    return replace(reading, candidate=candidate) if candidate else reading
