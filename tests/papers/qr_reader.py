"""Reads the QR code in a picture with a decoder that is not ours (ZXing). No test stands here."""

from __future__ import annotations

import zxingcpp
from PIL import Image


def read_qr(image: Image.Image) -> str:
    """The text of the one QR code in the picture; AssertionError where there is none, or more than one."""
    found = zxingcpp.read_barcodes(image.convert("RGB"))
    assert found, "no code"
    (only,) = found
    assert only.format == zxingcpp.BarcodeFormat.QRCode and only.valid, only.error
    return str(only.text)
