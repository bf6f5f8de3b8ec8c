"""Files are examined in a process of their own: one that crashes its decoder harms nobody."""

from dataclasses import asdict
from io import BytesIO

import pytest

from tests.lifecycle.evidence.making import HEIC, pdf, picture, xlsx
from tongxin.kernel.errors import InputError
from tongxin.lifecycle.evidence import actions
from tongxin.lifecycle.evidence.examining import examine
from tongxin.office.examining import sniffing

# One byte of the list of what else the file holds is no letter: the decoder ends the process that called it.
CRASHING = HEIC.replace(b"Exif", b"\xfcxif", 1)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "file"


@pytest.mark.parametrize("content", [picture(), HEIC, pdf(), xlsx(), "姓名,单位\n".encode()])
def test_file_is_found_the_same_apart_and_here(file, tmp_path, content):
    file.write_bytes(content)
    apart = examine(file)
    drawn = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for name in drawn.keys() - {"file"}:
        (tmp_path / name).unlink()
    assert sniffing.read(BytesIO(content), folder=str(tmp_path)) == asdict(apart)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == drawn


@pytest.mark.parametrize(
    ("content", "sentence"), [(CRASHING, "读不出来"), (b"<svg>,", "程序代码")], ids=["crash", "refusal"]
)
def test_file_is_refused_in_one_sentence(file, content, sentence):
    file.write_bytes(content)
    with pytest.raises(InputError, match=sentence) as refused:
        examine(file)
    assert refused.value.field == "file"


def test_upload_is_examined_apart(attach, folder, monkeypatch):
    monkeypatch.setattr(actions, "examine", examine)
    assert attach(HEIC).media_type == "image/jpeg"
    before = sorted(folder.rglob("*"))
    with pytest.raises(InputError, match="读不出来"):
        attach(CRASHING)
    assert sorted(folder.rglob("*")) == before
