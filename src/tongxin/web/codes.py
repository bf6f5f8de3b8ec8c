"""An address as a QR code: SVG where it can be, so that it prints sharp at any size; PNG where only pictures are taken."""

from io import BytesIO

import segno
from django.http import HttpResponse

_BORDER = 4  # modules of quiet zone, as the standard asks


def qr_svg(address: str) -> bytes:
    """Return the QR code of an address as SVG, black on white."""
    file = BytesIO()
    segno.make(address, micro=False).save(file, kind="svg", xmldecl=False, omitsize=True, border=_BORDER, light="#fff")
    return file.getvalue()


def qr_png(address: str) -> bytes:
    """Return the QR code of an address as a PNG picture, black on white, ten pixels a module."""
    file = BytesIO()
    segno.make(address, micro=False).save(file, kind="png", scale=10, border=_BORDER, light="#fff")
    return file.getvalue()


def qr_response(address: str, *, filename: str = "") -> HttpResponse:
    """Return the code as an image, or as a download where a file name is given."""
    response = HttpResponse(qr_svg(address), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    if filename:
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
