"""QR codes: no inline style, with a quiet zone, black on white, the same every time."""

from __future__ import annotations

import io
from xml.etree import ElementTree

from PIL import Image

from schoolapp.papers.qr import qr_png, qr_svg

ADDRESS = "https://school.example.edu.cn/login"


def test_svg_is_one_element_without_style() -> None:
    drawn = qr_svg(ADDRESS)
    assert ElementTree.fromstring(drawn).tag == "svg" and "style" not in drawn and "<?xml" not in drawn
    assert qr_svg(ADDRESS) == drawn != qr_svg(ADDRESS + "/")


def test_svg_is_whole_in_every_size() -> None:
    """Without a box of its own a browser would cut off what a smaller size has no room for."""
    root = ElementTree.fromstring(qr_svg(ADDRESS, module=3, quiet=2))
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}" and root.get("width") == root.get("height") == str(3 * (29 + 4))


def test_png_is_black_and_white_with_a_quiet_zone() -> None:
    image = Image.open(io.BytesIO(qr_png(ADDRESS, module=8, quiet=4))).convert("L")
    assert {value for _count, value in image.getcolors()} == {0, 255} and image.size[0] == image.size[1]
    assert image.crop((0, 0, image.size[0], 32)).getextrema() == (255, 255)
    assert image.getpixel((32, 32)) == 0


def test_addresses_in_any_script_can_be_written() -> None:
    assert qr_svg("https://例子.中国/登录") and qr_png("短")
