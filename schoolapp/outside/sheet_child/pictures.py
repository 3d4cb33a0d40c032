"""Pictures painted anew: pixels and nothing else, be it a photo that was uploaded or a picture inside a document."""

from __future__ import annotations

import contextlib
import io
import struct
import warnings
from typing import Any

from schoolapp.outside.sheet_child.limits import FILE_MAX, PIXELS_MAX, SIDE_MAX, Refused

PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_INSIDE = PICTURES | {"image/gif": "GIF", "image/bmp": "BMP", "image/tiff": "TIFF"}


def fresh_picture(data: bytes, media: str) -> tuple[str, bytes]:
    """(media type, bytes) of a picture painted anew: turned the right way up, at most SIDE_MAX pixels a side. Of several frames the first
    is taken."""
    clean = _painted(data, media, turned=True)
    made = _written(clean, PICTURES[media])
    if len(made) > FILE_MAX:
        media = "image/jpeg"
        made = _written(clean.convert("RGB"), "JPEG")
    return media, made


def picture_inside(data: bytes, media: str) -> bytes | None:
    """The same for a picture in a document, in the format that it has and not turned (the document turns it); None for a type that is not
    known here."""
    return _written(_painted(data, media, turned=False), _INSIDE[media]) if media in _INSIDE else None


def _painted(data: bytes, media: str, *, turned: bool) -> Any:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(data), formats=[_INSIDE[media]]) as opened:
            if opened.width * opened.height > PIXELS_MAX:
                raise Refused("too_many_pixels", most=PIXELS_MAX // 1_000_000)
            opened.draft(None, (SIDE_MAX, SIDE_MAX))  # a large photo is read at a half or a quarter at once
            opened.load()
            plain = _plain(opened)
            plain.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
            if turned:
                with contextlib.suppress(ValueError, TypeError, KeyError, SyntaxError, OSError, struct.error):  # what a camera wrote may be broken
                    plain = ImageOps.exif_transpose(plain)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("too_many_pixels", most=PIXELS_MAX // 1_000_000) from None
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)  # the pixels alone: no place, no camera, no comment, no preview
    return clean


def _plain(picture: Any) -> Any:
    """The picture in a mode that every browser shows: RGB or grey, RGBA where something shines through."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in ("LA", "PA", "RGBa", "La") or (picture.mode == "P" and "transparency" in picture.info):
        return picture.convert("RGBA")
    return picture if picture.mode in ("RGB", "RGBA", "L") else picture.convert("L" if picture.mode == "1" else "RGB")


def _written(picture: Any, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "JPEG":
        picture.convert("L" if picture.mode == "L" else "RGB").save(out, kind, quality=85, optimize=True)
    elif kind == "WEBP":
        picture.save(out, kind, quality=85)
    elif kind == "BMP":
        picture.convert("L" if picture.mode == "L" else "RGB").save(out, kind)
    else:
        picture.save(out, kind, **({"compression": "tiff_deflate"} if kind == "TIFF" else {}))
    return out.getvalue()
