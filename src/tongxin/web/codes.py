"""An address as a QR code: SVG, so that it prints sharp at any size and needs no image library."""

from io import BytesIO

from django.http import HttpResponse


def qr_svg(address: str) -> bytes:
    """Return the QR code of an address as one SVG path, black on white with the quiet zone the standard asks for."""
    import qrcode  # noqa: PLC0415 - slow, and few pages draw a code
    from qrcode.image.svg import SvgPathFillImage  # noqa: PLC0415 - as above

    file = BytesIO()
    qrcode.make(address, image_factory=SvgPathFillImage, box_size=10, border=4).save(file)
    return file.getvalue()


def qr_response(address: str, *, filename: str = "") -> HttpResponse:
    """Return the code as an image, or as a download where a file name is given."""
    response = HttpResponse(qr_svg(address), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    if filename:
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
