from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tongxin.kernel.data_files import data_lines, word_lists

Read = Callable[[str], Mapping[str, tuple[str, ...]]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a package of this test's own."""
    found = tmp_path / f"bringing_{tmp_path.name}" / "data"
    found.mkdir(parents=True)
    (found.parent / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return found


@pytest.fixture
def read(folder: Path) -> Read:
    def written_and_read(text: str) -> Mapping[str, tuple[str, ...]]:
        (folder / "words.txt").write_text(text, encoding="utf-8")
        return word_lists(folder.parent.name, "words.txt")

    return written_and_read


def test_lines_are_those_that_say_something(folder: Path) -> None:
    (folder / "signs.txt").write_text("# 头\n\n簽签\n#尾\n䰾鲃 # 里面\n", encoding="utf-8")
    assert data_lines(folder.parent.name, "signs.txt") == ["簽签", "䰾鲃 # 里面"]


def test_word_lists_keep_the_order_of_keys_and_words(read: Read) -> None:
    lists = read(
        "# About words.\nso much: 共计 共 ( 、  # how much\n\n约: 签 节  # 签约, 节约\n    条  # 条约: a treaty\nend: 共  # last\n"
    )
    assert list(lists.items()) == [("so much", ("共计", "共", "(", "、")), ("约", ("签", "节", "条")), ("end", ("共",))]


def test_word_lists_cannot_be_changed_and_are_read_once(folder: Path, read: Read) -> None:
    lists = read("held: 举办  # of an event\n")
    with pytest.raises(TypeError):
        lists["held"] = ()  # type: ignore[index]  # what must be refused
    (folder / "words.txt").unlink()
    assert word_lists(folder.parent.name, "words.txt") is lists


@pytest.mark.parametrize(
    "line",
    [
        "held: 举办",
        "held: 举办 # of an event",
        "held: 举办  #",
        "held: 举办  # ",
        "held:  # nothing",
        "held:   # nothing",
        "held 举办  # no key",
        "held：举办  # a Chinese colon",
        "held:举办  # no blank",
        ": 举办  # an empty key",
        "    # a reason alone",
        "举办  # words alone",
    ],
)
def test_a_malformed_line_is_refused(read: Read, line: str) -> None:
    with pytest.raises(ValueError, match=r"words\.txt: not a line “key: words  # reason”: ") as refused:
        read(f"first: 举行  # of an event\n{line}\n")
    assert str(refused.value).endswith(f": {line}")


def test_words_without_a_key_above_them_are_refused(read: Read) -> None:
    with pytest.raises(ValueError, match="not a line"):
        read("    举办  # of an event\nheld: 举行  # of an event\n")


def test_a_key_that_stands_twice_is_refused(read: Read) -> None:
    with pytest.raises(ValueError, match=r"words\.txt: the key “held” stands twice: held: 举行"):
        read("held: 举办  # of an event\nother: 举行  # of an event\nheld: 举行  # once more\n")


@pytest.mark.parametrize(
    "text", ["held: 举办 举行 举办  # of an event\n", "held: 举办  # of an event\n  举行 举办  # more\n"]
)
def test_a_word_that_stands_twice_in_a_list_is_refused(read: Read, text: str) -> None:
    with pytest.raises(ValueError, match=r"words\.txt: the word “举办” stands twice: "):
        read(text)
