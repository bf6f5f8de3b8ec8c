"""Which files a record may carry: what they show, in which formats, how large, how many."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tongxin.kernel.errors import InputError
from tongxin.lifecycle.models import EvidenceFile
from tongxin.office.examining.formats import PICTURES, TYPES, VIDEOS

MOST_BYTES: Final = 20 * 2**20
MOST_BYTES_OF_VIDEO: Final = 200 * 2**20
MOST_FILES: Final = 40
_Kind = EvidenceFile.Kind


@dataclass(frozen=True, kw_only=True)
class EvidenceKind:
    """What a file shows. `types` are codes of `TYPES`; `most_bytes` is for one file, `most_files` for one record.

    Files far longer than others are handed in `apart`, one at a time: no other page takes as much.
    """

    code: str
    label: str
    types: tuple[str, ...]
    most_bytes: int = MOST_BYTES
    most_files: int = MOST_FILES
    apart: bool = False

    @property
    def words(self) -> str:
        """The formats it takes, as in 「JPG 图片、PDF」."""
        return "、".join(TYPES[code].label for code in self.types)


KINDS: Final[Mapping[str, EvidenceKind]] = {
    one.code: one
    for one in (
        EvidenceKind(code=_Kind.PHOTO.value, label=_Kind.PHOTO.label, types=PICTURES),
        EvidenceKind(code=_Kind.SCAN.value, label=_Kind.SCAN.label, types=(*PICTURES, "pdf")),
        EvidenceKind(code=_Kind.SHEET.value, label=_Kind.SHEET.label, types=("xlsx", "csv")),
        EvidenceKind(code=_Kind.RECEIPT.value, label=_Kind.RECEIPT.label, types=(*PICTURES, "pdf")),
        EvidenceKind(
            code=_Kind.ARCHIVE.value, label=_Kind.ARCHIVE.label, types=(*PICTURES, "pdf", "docx", "xlsx", "csv")
        ),
        EvidenceKind(
            code=_Kind.VIDEO.value,
            label=_Kind.VIDEO.label,
            types=VIDEOS,
            most_bytes=MOST_BYTES_OF_VIDEO,
            most_files=5,
            apart=True,
        ),
        EvidenceKind(code=_Kind.CAPTIONS.value, label=_Kind.CAPTIONS.label, types=("vtt",), most_bytes=2**20),
    )
}
# How well a file shows that something was so, best first: what others stamped, what was signed, what others published,
# what was seen, what one wrote oneself.
STRONGEST_FIRST: Final = (
    _Kind.RECEIPT, _Kind.SCAN, _Kind.ARCHIVE, _Kind.PHOTO, _Kind.VIDEO, _Kind.SHEET, _Kind.CAPTIONS,
)  # fmt: skip
NONE: Final = "none"
CLASS_CHOICES: Final[Mapping[str, str]] = {NONE: "没有佐证", **dict(_Kind.choices)}


def kind_named(code: str) -> EvidenceKind:
    """Return a declared kind or raise `InputError`."""
    if code not in KINDS:
        known = "、".join(one.label for one in KINDS.values())
        raise InputError(f"没有「{code[:20]}」这种佐证，可选的有：{known}。", field="kind")
    return KINDS[code]
