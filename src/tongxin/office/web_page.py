"""Read a web page that was issued here: its stretches of text, and what stands at the elements that carry its figures."""

from typing import Any, Final

from lxml import etree, html

from tongxin.kernel.errors import InputError

_NOT_SHOWN: Final = frozenset({"script", "style"})


def read(content: bytes) -> dict[str, Any]:
    """Return `code`, `lines` (stretches of text), and `data`: id, series, row and text of each <data> with an id."""
    try:
        tree = html.document_fromstring(content.decode("utf-8", errors="replace").replace("\0", ""))
    except etree.LxmlError as error:
        raise InputError("网页文件读不了，可能已损坏，请重新下载后再试。", field="file") from error
    codes = tree.xpath("//meta[@name='tongxin-code']/@content")
    lines, data = _walked(tree)
    return {"code": str(codes[0]) if codes else "", "lines": lines, "data": data}


def _walked(tree: Any) -> tuple[list[str], list[list[str]]]:
    """Return the stretches of text, and the figures with all text within; scripts and styles are neither."""
    lines: list[str] = []
    figures: list[tuple[Any, int, int]] = []
    around: list[int] = []
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        is_figure = element.tag == "data" and "id" in element.attrib
        if event == "start":
            if is_figure:
                around.append(len(figures))
                figures.append((element, len(lines), len(lines)))
            text = "" if element.tag in _NOT_SHOWN else element.text
        else:
            if is_figure:
                number = around.pop()
                figures[number] = (element, figures[number][1], len(lines))
            text = element.tail
        if text:
            lines.append(text)
    said = [
        [one.get("id"), one.get("data-series", ""), one.get("data-row", ""), "".join(lines[start:end])]
        for one, start, end in figures
    ]
    return lines, said
