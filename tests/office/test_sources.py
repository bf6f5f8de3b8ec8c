"""What somebody names or sends is taken up to its limit, or refused in one sentence."""

import io
from pathlib import Path

import pytest

from tongxin.kernel.errors import InputError
from tongxin.office import sources
from tongxin.office.plain_text import decoded, has_half_characters
from tongxin.office.sources import read_bytes, read_stream


def test_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"1")
    assert read_bytes(tmp_path / "a.txt") == b"1"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("none.txt", "打不开文件「none.txt」"), ("folder", "「folder」是文件夹"), ("a\0b", "打不开文件")],
)
def test_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match=sentence):
        read_bytes(tmp_path / name)


def test_no_more_is_read_than_a_file_may_have(tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            self.asked += size
            return b"0" * size

    endless = Endless()
    with pytest.raises(InputError, match="文件「零」超过 2 MB"):
        read_stream(endless, name="零", most=2 * 2**20)
    assert endless.asked == 2 * 2**20 + 1
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(sources.MOST_BYTES + 1)
    with pytest.raises(InputError, match="超过 50 MB"):
        read_bytes(tmp_path / "huge")


def test_text_is_decoded_in_whatever_way_it_was_saved() -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        assert decoded("会员".encode(encoding), binary="b", unknown="u") == "会员"
    for content, sentence in ((b"a\0", "b"), (b"\xff\xff\xff\x81", "u")):
        with pytest.raises(InputError) as told:
            decoded(content, binary="b", unknown="u")
        assert told.value.message == sentence
    assert [has_half_characters(text) for text in ("会员", "会\ud800")] == [False, True]
