"""The files that show what a record rests on: photos, scans, tables, receipts, archived pages.

A kind of record says in its life that it carries files; its page shows `evidence_section`, and its fact counts with
`evidence_column`. A file is read through its record's scope and never silently deleted: it is withdrawn, with a reason.
"""

from tongxin.lifecycle.evidence.actions import About, attach, describe, purge_expired, withdraw
from tongxin.lifecycle.evidence.carriers import carries_files
from tongxin.lifecycle.evidence.kinds import CLASS_CHOICES, KINDS, EvidenceKind
from tongxin.lifecycle.evidence.queries import (
    evidence_class_of,
    evidence_column,
    files_of,
    hidden_because,
    with_evidence,
)
from tongxin.lifecycle.evidence.section import evidence_section

__all__ = [
    "CLASS_CHOICES",
    "KINDS",
    "About",
    "EvidenceKind",
    "attach",
    "carries_files",
    "describe",
    "evidence_class_of",
    "evidence_column",
    "evidence_section",
    "files_of",
    "hidden_because",
    "purge_expired",
    "with_evidence",
    "withdraw",
]
