"""Reads the QR code in a picture, or on a page of PDF, with a decoder that is not ours (ZXing). No test stands here."""

from __future__ import annotations

import re
import zlib

import zxingcpp
from PIL import Image, ImageDraw

PIXELS = 2  # a point


def read_qr(image: Image.Image) -> str:
    """The text of the one QR code in the picture; AssertionError where there is none, or more than one."""
    found = zxingcpp.read_barcodes(image.convert("RGB"))
    assert found, "no code"
    (only,) = found
    assert only.format == zxingcpp.BarcodeFormat.QRCode and only.valid, only.error
    return str(only.text)


def painted(document: bytes) -> Image.Image:
    """The black boxes of a one-page document of ours, as its page content says them; no letters."""
    width, height = (float(found) for found in re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", document).groups())  # type: ignore[union-attr]
    stream = re.search(rb"/FlateDecode >>\nstream\n(.*?)\nendstream", document, re.DOTALL)
    assert stream
    page = Image.new("L", (round(width * PIXELS), round(height * PIXELS)), 255)
    pen = ImageDraw.Draw(page)
    for black in re.findall(r"^0 0 0 rg\n(.*?)^f$", zlib.decompress(stream[1]).decode("ascii"), re.DOTALL | re.MULTILINE):
        for box in re.findall(r"^([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re$", black, re.MULTILINE):
            x, y, wide, high = (float(figure) * PIXELS for figure in box)
            pen.rectangle((x, page.height - y - high, x + wide - 1, page.height - y - 1), fill=0)
    return page
