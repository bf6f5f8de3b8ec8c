"""Read a web page that was issued here: its stretches of text, and what stands at the elements that carry its figures."""

from typing import Any

from lxml import etree, html

from tongxin.kernel.errors import InputError


def read(content: bytes) -> dict[str, Any]:
    """Return `code`, `lines` (stretches of text), and `data`: id, series, row and text of each <data> with an id."""
    try:
        tree = html.document_fromstring(content.decode("utf-8", errors="replace").replace("\0", ""))
    except etree.LxmlError as error:
        raise InputError("网页文件读不了，可能已损坏，请重新下载后再试。", field="file") from error
    codes = tree.xpath("//meta[@name='tongxin-code']/@content")
    data = [
        [one.get("id"), one.get("data-series", ""), one.get("data-row", ""), one.text_content()]
        for one in tree.xpath("//data[@id]")
    ]
    for one in tree.xpath("//script|//style"):
        one.drop_tree()
    return {"code": str(codes[0]) if codes else "", "lines": [str(text) for text in tree.itertext()], "data": data}
