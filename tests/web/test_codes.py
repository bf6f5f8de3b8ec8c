from xml.etree import ElementTree as ET

from tongxin.web.codes import qr_png, qr_response, qr_svg


def test_code_is_one_svg_that_differs_by_address() -> None:
    drawn = qr_svg("https://example.test/join/abc/")
    assert ET.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"
    assert drawn != qr_svg("https://example.test/join/abd/")


def test_code_is_shown_or_downloaded() -> None:
    assert "Content-Disposition" not in qr_response("x")
    assert qr_response("x", filename="join-1.svg")["Content-Disposition"] == 'attachment; filename="join-1.svg"'


def test_code_for_word_is_a_picture() -> None:
    assert qr_png("https://example.test/v/abc/").startswith(b"\x89PNG\r\n")
