"""What a file handed in is worth: the one rule, and its words for pages and programs.

Only the issued file, byte for byte, is called right. Readers see text, and text is not all that is seen on a page: a web page
or a PDF that is another file is therefore none of ours whatever it says. People do save Word files again; there the most that is
said is that text and figures are the issued ones and nothing else was found that draws.
"""

from enum import StrEnum


class Verdict(StrEnum):
    """What a file is worth, in a word for programs."""

    ISSUED = "issued"
    """The issued file, byte for byte, and every figure comes out as it was issued."""
    UNPROVEN = "unproven"
    """The issued file, and some figure does not come out so."""
    RESAVED = "resaved"
    """A Word file saved again: figures, text and pictures are the issued ones; how it looks was not compared."""
    DRAWN = "drawn"
    """A Word file in which something draws that was not issued."""
    ALTERED = "altered"
    """A Word file with other text or figures than the issued ones."""
    OTHER = "other"
    """A file that is not the issued one; nobody compares what it says, or nobody may hear of it."""

    @property
    def tone(self) -> str:
        """How a page shows it: only the issued file is good."""
        return {Verdict.ISSUED: "good", Verdict.RESAVED: "warning"}.get(self, "bad")

    @property
    def icon(self) -> str:
        """The sign beside it."""
        return {"good": "check", "warning": "warning", "bad": "cross"}[self.tone]

    @property
    def words(self) -> str:
        """What is said of the file."""
        return _WORDS[self]

    @property
    def advice(self) -> str:
        """What that means and what to do; empty for the issued file."""
        return _ADVICE[self]


_WORDS = {
    Verdict.ISSUED: "是签发的原文件，数字和正文都与签发时一致",
    Verdict.UNPROVEN: "是签发的原文件，但有数字重算的结果与签发时不同",
    Verdict.RESAVED: "数字和文字与签发时相同，但文件另存过，不是原文件",
    Verdict.DRAWN: "这个文件与签发的报告不一致",
    Verdict.ALTERED: "这个文件与签发的报告不一致",
    Verdict.OTHER: "这个文件不是签发的原文件",
}
_ASK = "请向编制单位索取签发的原文件。"
_ADVICE = {
    Verdict.ISSUED: "",
    Verdict.UNPROVEN: "请向编制单位询问原因。",
    Verdict.RESAVED: f"没有发现多出的图片、符号和编号；字体、颜色和版面没有比较，看到的未必就是签发的样子。要作依据，{_ASK}",
    Verdict.DRAWN: f"文件里有签发时没有的符号、图形或对象，看到的数字可能不是签发的数字。{_ASK}",
    Verdict.ALTERED: f"文字或数字和签发时不同。{_ASK}",
    Verdict.OTHER: f"文件经过另存或改动，不能核对全文；PDF 和网页文件只认原文件。{_ASK}",
}
