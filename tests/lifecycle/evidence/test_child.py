"""Files are examined in a process of their own: one that crashes its reader, or costs too much, harms nobody."""

import json

import pytest

from tests.lifecycle.evidence.conftest import examined_here
from tests.lifecycle.evidence.making import HEIC, pdf, picture, xlsx
from tongxin.kernel.errors import InputError
from tongxin.lifecycle.evidence import actions
from tongxin.lifecycle.examining import child

# One byte of the list of what else the file holds is no letter: the decoder ends the process that called it.
CRASHING = HEIC.replace(b"Exif", b"\xfcxif", 1)
PREPARED = "import tongxin.lifecycle.examining.child as child; child.answered = lambda path: {}; child.main()"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "file"


@pytest.mark.parametrize("content", [picture(), HEIC, pdf(), xlsx(), "姓名,单位\n".encode()])
def test_file_is_found_the_same_apart_and_here(file, tmp_path, content):
    file.write_bytes(content)
    apart = child.examine(file)
    drawn = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for name in drawn.keys() - {"file"}:
        (tmp_path / name).unlink()
    assert examined_here(file) == apart
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == drawn


def test_picture_that_crashes_its_decoder_is_refused(file):
    file.write_bytes(CRASHING)
    with pytest.raises(InputError, match="读不出来") as refused:
        child.examine(file)
    assert refused.value.field == "file"


def test_sentence_of_a_refusal_comes_through(file):
    file.write_bytes(b"<svg>,")
    with pytest.raises(InputError, match="程序代码") as refused:
        child.examine(file)
    assert refused.value.field == "file"
    assert json.loads(child.answered(file)) == {"error": [refused.value.message, "file"]}
    file.write_bytes(pdf())
    assert json.loads(child.answered(file))["found"]["type"] == "pdf"


@pytest.mark.parametrize(
    "costly",
    [
        "str(len(bytearray(3 * 2**30)))",
        "[str(i) for i in iter(int, 1)]",
        "str(open(path.with_name('large'), 'wb').write(bytes(65 * 2**20)))",
    ],
    ids=["memory", "time", "file"],
)
def test_file_that_costs_too_much_is_refused(file, monkeypatch, costly):
    monkeypatch.setattr(
        child, "_PROGRAM", PREPARED.format(costly).replace("child.answered", "child.SECONDS = 1; child.answered", 1)
    )
    file.write_bytes(pdf())
    with pytest.raises(InputError, match="太复杂"):
        child.examine(file)


def test_reader_knows_no_secret_of_the_server(file, monkeypatch):
    monkeypatch.setenv("TONGXIN_SECRET_KEY", "geheim")
    monkeypatch.setattr(
        child, "_PROGRAM", "import json, os; print(json.dumps({'error': [' '.join(os.environ), None]}))"
    )
    file.write_bytes(pdf())
    with pytest.raises(InputError) as told:
        child.examine(file)
    assert {"PYTHONPATH", "PYTHONUTF8"} <= set(told.value.message.split()) <= {"PYTHONPATH", "PYTHONUTF8", "LC_CTYPE"}


def test_upload_is_examined_apart(attach, folder, monkeypatch):
    monkeypatch.setattr(actions, "examine", child.examine)
    assert attach(HEIC).media_type == "image/jpeg"
    before = sorted(folder.rglob("*"))
    with pytest.raises(InputError, match="读不出来"):
        attach(CRASHING)
    assert sorted(folder.rglob("*")) == before
