"""A drawing surface measured in points on which charts are composed: text that is checked against the font, boxes, lines,
hatching; saved as SVG or PNG, byte for byte the same for the same drawing. matplotlib is loaded with the first drawing."""

from __future__ import annotations

import io
import logging
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Literal

from schoolapp.papers.palette import DARK, LIGHT, Ground

Format = Literal["svg", "png"]
Align = Literal["left", "center", "right"]
SUBSTITUTE = "〓"
PNG_DPI = 144
# Small pictures of phones, and what only changes the look of the character before it: paper does without them, the words stay.
_PICTOGRAPHS = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe00-\ufe0f\u200d\u20e3\U000e0020-\U000e007f\U000e0100-\U000e01ef]")
_MARKS = str.maketrans("✅☑✔❌❎✖⭐🌟", "√√√×××★★")  # those that say something
_SPACES = {0x2009: " ", 0x202F: " ", 0x200B: "", 0x0A: " ", 0x09: " ", 0x0D: "", **_MARKS}

# matplotlib's settings and caches belong to the process: one drawing at a time.
_LOCK = threading.Lock()
_log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def _kit() -> Any:
    """matplotlib's object interface (never pyplot), set up once for this process."""
    import matplotlib
    from matplotlib import patheffects
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.collections import LineCollection
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font
    from matplotlib.patches import Polygon, Rectangle
    from pylopdf_fonts_zh_cn import sans_path

    matplotlib.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "schoolapp", "text.parse_math": False, "path.simplify": False})
    path = str(sans_path())

    class Kit:
        canvas, figure, lines, polygon, rectangle = FigureCanvasAgg, Figure, LineCollection, Polygon, Rectangle
        stroke = patheffects.withStroke
        face = FT2Font(path)

        @staticmethod
        def font(size: float) -> Any:
            return FontProperties(fname=path, size=size)

    Kit.face.set_size(100, 72)
    return Kit


@lru_cache(maxsize=4096)
def _advance(character: str) -> float:
    """The width of a character in ems."""
    from matplotlib.ft2font import LoadFlags

    glyph = _kit().face.load_char(ord(character), flags=LoadFlags.NO_HINTING | LoadFlags.NO_SCALE)
    return float(glyph.horiAdvance) / float(_kit().face.units_per_EM)


@lru_cache(maxsize=4096)
def _has_glyph(character: str) -> bool:
    return bool(_kit().face.get_char_index(ord(character)))


def drawable(text: str) -> str:
    """The text as the font can draw it: an emoji is left out, any other character that it lacks becomes 〓 and an error in the log, never an
    empty box."""
    text = text.translate(_SPACES)
    missing = sorted({character for character in text if not _has_glyph(character)})
    if missing and any(map(_PICTOGRAPHS.match, missing)):
        text = "".join(character for character in text if _has_glyph(character) or not _PICTOGRAPHS.match(character))
        missing = [character for character in missing if not _PICTOGRAPHS.match(character)]
    if missing:
        _log.error("characters that the font cannot draw: %s", " ".join(f"U+{ord(character):04X}" for character in missing))
        text = "".join(character if _has_glyph(character) else SUBSTITUTE for character in text)
    return text


def width_of(text: str, size: float) -> float:
    """The width of a text in points."""
    return sum(_advance(character) for character in drawable(text)) * size


class Canvas:
    """A page of `width` x `height` points with its origin at the lower left."""

    def __init__(self, width: float, height: float, *, dark: bool, opaque: bool) -> None:
        kit = _kit()
        self.width, self.height, self.dark, self.opaque = width, height, dark, opaque
        self.ground: Ground = DARK if dark else LIGHT
        self.figure = kit.figure(figsize=(width / 72, height / 72), dpi=72)
        kit.canvas(self.figure)
        self.figure.patch.set_facecolor(self.ground.surface)
        self.figure.patch.set_alpha(1 if opaque else 0)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(0, height)
        self.axes.set_axis_off()
        self.layer = 1.0

    def _next(self) -> float:
        """What is drawn later lies above."""
        self.layer += 0.001
        return self.layer

    def text(self, x: float, y: float, words: str, size: float, colour: str = "", *, align: Align = "left", strong: bool = False,
             turned: bool = False) -> None:
        """Writes one line whose base line stands at `y`; `strong` is a hair's outline (the font has one weight); `turned`: upwards."""
        kit = _kit()
        colour = colour or self.ground.ink
        effects = [kit.stroke(linewidth=size * 0.035, foreground=colour)] if strong else None
        self.axes.text(x, y, drawable(words), fontproperties=kit.font(size), color=colour, ha=align, va="bottom" if turned else "baseline",
                       rotation=90 if turned else 0, path_effects=effects, parse_math=False, zorder=self._next())

    def downward(self, x: float, y: float, words: str, size: float, colour: str) -> None:
        """Writes the characters one below the other, the last one standing on `y`, centred on `x`."""
        pitch = size * 1.08
        for place, character in enumerate(reversed(words)):
            self.text(x, y + place * pitch + size * 0.12, character, size, colour, align="center")

    def box(self, x: float, y: float, width: float, height: float, *, fill: str = "none", edge: str = "none", line: float = 0.0,
            dashed: bool = False) -> None:
        # An artist: a patch would be asked for its bounds, which nobody needs where the limits are fixed.
        self.axes.add_artist(_kit().rectangle((x, y), width, height, facecolor=fill, edgecolor=edge, linewidth=line, joinstyle="miter",
                                             linestyle=(0, (3, 2)) if dashed else "solid", zorder=self._next(), clip_on=False))

    def triangle(self, x: float, y: float, size: float, colour: str) -> None:
        """An upright triangle centred on `x`, standing on `y`."""
        self.axes.add_artist(_kit().polygon([(x - size / 2, y), (x + size / 2, y), (x, y + size * 0.9)], closed=True, facecolor=colour,
                                           edgecolor="none", zorder=self._next()))

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        self._lines([points], colour, width)

    def hatch(self, x: float, y: float, width: float, height: float, colour: str, *, pitch: float = 3.6, line: float = 0.7) -> None:
        """Rising diagonals inside the box, cut at its edges."""
        segments = []
        start = -(height // pitch + 1) * pitch
        while start < width:
            low, high = max(start, 0.0), min(start + height, width)
            if high > low:
                segments.append(((x + low, y + low - start), (x + high, y + high - start)))
            start += pitch
        if segments:
            self._lines(segments, colour, line)

    def _lines(self, segments: Sequence[Sequence[tuple[float, float]]], colour: str, width: float) -> None:
        lines = _kit().lines(segments, colors=colour, linewidths=width, capstyle="butt", zorder=self._next())
        self.axes.add_collection(lines, autolim=False)

    def save(self, form: Format) -> bytes:
        """The drawing as SVG (letters as outlines, no date) or PNG at twice the screen's density."""
        out = io.BytesIO()
        if form == "svg":
            self.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": "schoolapp"}, facecolor=self.figure.get_facecolor())
        else:
            self.figure.savefig(out, format="png", dpi=PNG_DPI, metadata={"Software": None}, facecolor=self.figure.get_facecolor())
        return out.getvalue()


@contextmanager
def drawing(width: float, height: float, *, dark: bool = False, opaque: bool = True) -> Iterator[Canvas]:
    """A canvas that nobody else draws beside; what it held is let go at the end."""
    with _LOCK:
        canvas = Canvas(width, height, dark=dark, opaque=opaque)
        try:
            yield canvas
        finally:
            canvas.figure.clear()
