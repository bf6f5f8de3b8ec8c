"""Files are what their content says; what is unsound is refused in one sentence that says what to do."""

import io
import stat
import zipfile

import pypdf
import pytest
from PIL import Image

from tests.lifecycle.evidence import making
from tests.lifecycle.evidence.conftest import examined_here
from tests.lifecycle.evidence.making import BLUE, HEIC, RED, archive, one_colour, pdf, picture, word, xlsx
from tongxin.kernel.errors import InputError
from tongxin.office import archives
from tongxin.office.examining import documents, pictures
from tongxin.office.examining.examined import Examined


@pytest.fixture
def looked_at(tmp_path):
    def look(content: bytes) -> Examined:
        for earlier in tmp_path.iterdir():
            earlier.unlink()
        path = tmp_path / "file"
        path.write_bytes(content)
        return examined_here(path)

    return look


@pytest.fixture
def drawn(looked_at, tmp_path):
    def draw(content: bytes, name: str = "drawn") -> tuple[Examined, Image.Image]:
        found = looked_at(content)
        return found, Image.open(io.BytesIO((tmp_path / getattr(found, name)).read_bytes()))

    return draw


def near(pixel, colour) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize(
    ("content", "kept"),
    [(picture(), "jpeg"), (picture("PNG"), "png"), (picture("WEBP"), "jpeg"), (HEIC, "jpeg")],
    ids=["jpeg", "png", "webp", "heic"],
)
def test_picture_is_drawn_anew_without_anything_beside_its_pixels(drawn, tmp_path, content, kept):
    assert b"GPSPHONE" in content
    found, kept_picture = drawn(content)
    assert (found.type, found.width, found.height) == (kept, 64, 32)
    assert kept_picture.format == kept.upper()
    assert near(kept_picture.convert("RGB").getpixel((60, 28)), RED)
    assert near(kept_picture.convert("RGB").getpixel((2, 2)), BLUE)
    for name in (found.drawn, found.thumbnail):
        bytes_kept = (tmp_path / name).read_bytes()
        assert b"GPSPHONE" not in bytes_kept
        assert b"Exif" not in bytes_kept
        assert not Image.open(io.BytesIO(bytes_kept)).getexif()
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_picture_is_turned_upright_before_its_orientation_is_lost(drawn):
    found, turned = drawn(picture(orientation=6))
    assert (found.width, found.height) == (32, 64)
    assert turned.size == (32, 64)
    assert near(turned.getpixel((30, 2)), BLUE)


def test_thumbnail_fits_into_320_pixels(drawn):
    _, small = drawn(picture(size=(1000, 500)), name="thumbnail")
    assert (small.format, small.size) == ("JPEG", (320, 160))


@pytest.mark.parametrize("hung_on", [b"<script>alert(1)</script>", archive(a=b"b"), b"%PDF-1.7"])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_hangs_behind_a_picture_is_lost(looked_at, tmp_path, form, hung_on):
    found = looked_at(picture(form) + hung_on)
    assert hung_on not in (tmp_path / found.drawn).read_bytes()


def test_colour_profile_and_remarks_are_lost(looked_at, tmp_path):
    for form, options in (("JPEG", {"comment": b"REMARK"}), ("PNG", {})):
        found = looked_at(picture(form, icc_profile=b"PROFILE" * 30, **options))
        kept = (tmp_path / found.drawn).read_bytes()
        assert b"PROFILE" not in kept
        assert b"REMARK" not in kept


@pytest.mark.parametrize(
    ("content", "mode", "corner"),
    [
        (one_colour("RGBA", colour=(10, 20, 30, 0)), "RGBA", (255, 255, 255)),
        (one_colour("LA", colour=(10, 0)), "LA", (255, 255, 255)),
        (one_colour("P", colour=0), "P", None),
        (one_colour("1", colour=1), "1", (255, 255, 255)),
        (one_colour("L", colour=128), "L", 128),
        (one_colour("I;16", colour=0x8055), "I;16", 0x80),
    ],
)
def test_png_keeps_its_kind_of_pixels_and_its_thumbnail_stands_on_white(drawn, content, mode, corner):
    assert drawn(content)[1].mode == mode
    small = drawn(content, name="thumbnail")[1]
    if corner is not None:
        assert small.getpixel((4, 4)) == corner


def test_transparent_colour_of_a_palette_stays_transparent(drawn):
    out = io.BytesIO()
    Image.new("P", (8, 8), 0).save(out, "PNG", transparency=0)
    _, kept = drawn(out.getvalue())
    assert kept.convert("RGBA").getpixel((0, 0))[3] == 0


def test_photo_for_print_becomes_three_colours(drawn):
    assert drawn(one_colour("CMYK", "JPEG", colour=(0, 0, 0, 0)))[1].mode == "RGB"


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (pdf(), "pdf"),
        (pdf(making.with_owner_password), "pdf"),
        (xlsx(), "xlsx"),
        (word(), "docx"),
        ("姓名,单位\n王例山,某厂\n".encode(), "csv"),
        ("姓名,单位\n王例山,某厂\n".encode("gb18030"), "csv"),
    ],
)
def test_paper_is_kept_as_it_is(looked_at, content, kept):
    assert looked_at(content) == Examined(type=kept)


def test_text_is_read_in_portions_whatever_falls_between_them(looked_at, monkeypatch):
    monkeypatch.setattr(documents, "_CHUNK", 5)
    assert looked_at("姓名,单位\n王例山,某厂\n".encode()).type == "csv"
    with pytest.raises(InputError, match="程序代码"):
        looked_at("姓名,单位\n12345<script>\n".encode())


REFUSED = {
    "empty": (b"", "是空的"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><a b='1,2'/></svg>", "程序代码"),
    "html": (b"<!DOCTYPE html><p>a,b</p>", "程序代码"),
    "php": (b"a,b\n<?php phpinfo();", "程序代码"),
    "shell": (b"#!/bin/sh\necho a,b\n", "认不出"),
    "prose": ("没有列的文字".encode(), "认不出"),
    "binary": (b"\x01\x02,\x03" * 50, "认不出"),
    "nul": (b"a,b\n\x00\x00", "认不出"),
    "no encoding": (b"a,b\n\xff\xff\xff", "认不出"),
    "utf-16": ("姓名,单位".encode("utf-16"), "认不出"),
    "gif": (b"GIF89a,", "GIF"),
    "bmp": (b"BM,,,,", "BMP"),
    "tiff": (b"II*\x00,", "TIFF"),
    "program": (b"MZ\x90\x00,", "程序"),
    "elf": (b"\x7fELF,,", "程序"),
    "rar": (b"Rar!\x1a\x07", "压缩包"),
    "gzip": (b"\x1f\x8b\x08\x00", "压缩包"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧格式"),
    "video": (b"\x00\x00\x00\x18ftypmp42", "视频"),
    "jpeg cut off": (picture()[:-200], "不完整"),
    "jpeg head only": (picture()[:4], "不完整"),
    "png cut off": (picture("PNG")[:-30], "不完整"),
    "webp cut off": (picture("WEBP")[:-30], "不完整"),
    "heic cut off": (HEIC[:500], "不完整"),
    "heic head only": (HEIC[:28], "不完整"),
    "jpeg that is text": (b"\xff\xd8\xff" + b"<script>" * 20, "不完整"),
    "webp that is another": (b"RIFF\x10\x00\x00\x00WEBP" + b"a" * 20, "不完整"),
    "zip": (archive(**{"a.txt": b"b"}), "压缩包"),
    "zip of nothing": (b"PK\x03\x04" + b"\x00" * 40, "已损坏"),
    "xlsx cut off": (xlsx()[:-100], "已损坏"),
    "xlsx with a page behind": (xlsx() + b"<script>alert(1)</script>", "附有别的内容"),
    "xlsx with macros": (making.added(xlsx(), **{"xl/vbaProject.bin": b"x"}), "宏"),
    "docx with a program": (making.added(word(), **{"word/embeddings/oleObject1.bin": b"x"}), "嵌入"),
    "docx with controls": (making.added(word(), **{"word/activeX/activeX1.xml": b"x"}), "控件"),
    "docx that climbs out": (making.added(word(), **{"../evil": b"x"}), "嵌入"),
    "docx with an absolute name": (making.added(word(), **{"/etc/evil": b"x"}), "嵌入"),
    "xlsx and docx at once": (making.added(word(), **{"xl/workbook.xml": b"x"}), "压缩包"),
    "xlsx without its list": (archive(**{"xl/workbook.xml": b"x"}), "压缩包"),
    "docx with entities": (archive(**{"word/document.xml": b"<!DOCTYPE a>", "[Content_Types].xml": b"x"}), "XML"),
    "pdf head only": (b"%PDF-1.7\n", "不完整"),
    "pdf cut off": (pdf()[:-60], "不完整"),
    "pdf that is a page": (b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF", "已损坏"),
    "pdf with a page behind": (pdf() + b"<script>alert(1)</script>", "附有别的内容"),
    "pdf with an archive behind": (pdf() + archive(a=b"b"), "附有别的内容"),
    "pdf with a script": (pdf(making.with_script), "脚本"),
    "pdf with a program": (pdf(making.with_program), "脚本或程序"),
    "pdf with an active form": (pdf(making.with_form), "脚本"),
    "pdf with a file": (pdf(making.with_file), "附带了别的文件"),
    "pdf with a password": (pdf(making.with_password), "密码"),
    "pdf without pages": (pdf(pages=0), "没有一页"),
    "pdf that says 100,000 pages": (making.pdf_that_says(100_000), "2,000 页"),
}


@pytest.mark.parametrize(("content", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_unsound_file_is_refused_in_one_sentence(looked_at, content, sentence):
    with pytest.raises(InputError, match=sentence) as refused:
        looked_at(content)
    assert refused.value.message.endswith("。")
    assert refused.value.field == "file"


def test_pdf_that_hides_its_pages_is_counted_page_by_page(looked_at, monkeypatch):
    monkeypatch.setattr(documents, "MOST_PAGES", 5)
    assert looked_at(pdf(pages=5)).type == "pdf"
    for content in (pdf(pages=6), making.pdf_of_one_page_many_times(6)):
        with pytest.raises(InputError, match="5 页"):
            looked_at(content)


def test_pdf_of_too_many_parts_is_refused(looked_at, monkeypatch):
    monkeypatch.setattr(documents, "MOST_OBJECTS", 3)
    with pytest.raises(InputError, match="过于复杂"):
        looked_at(pdf(pages=4))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_picture_of_too_many_pixels_is_refused_before_it_is_decoded(looked_at, monkeypatch, form):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 64 * 32 - 1)
    monkeypatch.setattr(Image.Image, "copy", None)
    with pytest.raises(InputError, match="万像素"):
        looked_at(picture(form))


def test_heic_of_too_many_pixels_is_refused(looked_at, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 64 * 32 - 1)
    with pytest.raises(InputError, match="万像素"):
        looked_at(HEIC)


@pytest.mark.parametrize("side", [12_000, 60_000])
def test_png_bomb_is_refused_by_its_first_bytes(looked_at, side):
    bomb = bytearray(one_colour())
    bomb[16:24] = side.to_bytes(4, "big") * 2
    bomb[29:33] = __import__("zlib").crc32(bytes(bomb[12:29])).to_bytes(4, "big")
    with pytest.raises(InputError, match="5,000 万像素"):
        looked_at(bytes(bomb))


def test_archive_that_unpacks_to_too_much_is_refused(looked_at, monkeypatch):
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1_000)
    with pytest.raises(InputError, match="解压后过大"):
        looked_at(making.added(xlsx(), **{"xl/media/big.png": b"0" * 2_000}))


def test_name_twice_in_an_archive_is_refused(looked_at):
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = making.added(xlsx(), **{"xl/workbook.xml": b"<a/>"})
    with pytest.raises(InputError, match="有重名的部分"):
        looked_at(content)


def test_every_sound_file_of_the_tests_is_sound_to_others_too():
    assert zipfile.ZipFile(io.BytesIO(xlsx())).testzip() is None
    assert len(pypdf.PdfReader(io.BytesIO(pdf(pages=3))).pages) == 3
