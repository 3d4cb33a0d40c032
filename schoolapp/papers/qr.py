"""QR codes for pages and papers. Which address they carry, and what stands beside them, is for the caller."""

from __future__ import annotations

import io


def qr_svg(text: str, *, module: int = 4, quiet: int = 4) -> str:
    """The code as an inline SVG element for a page: attributes only, no style, so that a strict content policy shows it. A stylesheet that gives
    it another size makes all of it smaller or larger. `quiet`: white modules around it, part of the picture; `module`: pixels a module."""
    import segno

    code = segno.make(text, error="m", micro=False)
    side = code.symbol_size(module, quiet)[0]
    drawn = str(code.svg_inline(scale=module, border=quiet, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None))
    return drawn.replace("<svg ", f'<svg width="{side}" height="{side}" shape-rendering="crispEdges" ', 1)


def qr_png(text: str, *, module: int = 8, quiet: int = 4) -> bytes:
    """The code as a black and white PNG with `module` pixels a module."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=module, border=quiet, dark="#000", light="#fff")
    return out.getvalue()


def qr_modules(text: str) -> list[list[bool]]:
    """The code as rows of dark (True) and light modules, without a quiet zone: for a caller that draws it itself."""
    import segno

    return [[bool(module) for module in row] for row in segno.make(text, error="m", micro=False).matrix]
