"""The formats a file may have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class FileType:
    """A format, known by its content alone."""

    code: str
    label: str
    media_type: str
    suffix: str


TYPES: Final[Mapping[str, FileType]] = {
    one.code: one
    for one in (
        FileType(code="jpeg", label="JPG 图片", media_type="image/jpeg", suffix=".jpg"),
        FileType(code="png", label="PNG 图片", media_type="image/png", suffix=".png"),
        FileType(code="webp", label="WebP 图片", media_type="image/webp", suffix=".webp"),
        FileType(code="heic", label="HEIC 图片", media_type="image/heic", suffix=".heic"),
        FileType(code="pdf", label="PDF", media_type="application/pdf", suffix=".pdf"),
        FileType(
            code="xlsx",
            label="Excel 表格",
            media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            suffix=".xlsx",
        ),
        FileType(
            code="docx",
            label="Word 文档",
            media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            suffix=".docx",
        ),
        FileType(code="csv", label="CSV 表格", media_type="text/csv", suffix=".csv"),
        FileType(code="mp4", label="MP4 视频", media_type="video/mp4", suffix=".mp4"),
        FileType(code="webm", label="WebM 视频", media_type="video/webm", suffix=".webm"),
        FileType(code="vtt", label="WebVTT 字幕", media_type="text/vtt", suffix=".vtt"),
    )
}
PICTURES: Final = ("jpeg", "png", "webp", "heic")
VIDEOS: Final = ("mp4", "webm")
