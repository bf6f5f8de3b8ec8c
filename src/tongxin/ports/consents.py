"""What a room asks people to agree to: one text per purpose, versioned.

A text once shown to anyone is never edited; a new wording is a new version at the end, and those who agreed to an older
one keep that version on record.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ConsentText:
    """One wording of what is agreed to. `purpose` is stored with every consent; `version` begins at 1 for every purpose.

    What is asked `once`, on the form it belongs to, is kept with what was handed in, and no member is asked for it elsewhere.
    """

    purpose: str
    label: str
    version: int
    text: str
    once: bool = False
