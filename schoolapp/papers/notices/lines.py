"""Breaking a text into lines of a given width, as Chinese print does: no closing mark begins a line, no opening one ends it, a foreign word
stays whole. How wide a text is, the caller says."""

from __future__ import annotations

import re
from collections.abc import Callable

_CLOSING = "，。、；：！？）》”’」』】〉…%％·,.;:!?)]"
_OPENING = "（《“‘「『【〈(["
_PIECES = re.compile(r"[A-Za-z0-9@#&'’./:+\-]+|\s+|.", re.DOTALL)


def broken(text: str, width: float, measure: Callable[[str], float], most: int = 0) -> list[str]:
    """The lines of `text`; its own line ends are kept. `most` lines at the most (0: any number): the last one then ends in …"""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += _lines(paragraph.strip(), width, measure)
    if most and len(lines) > most:
        last = lines[most - 1]
        while last and measure(last + "…") > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip("，。、；：,.;: ") + "…"]
    return lines


def _lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(text):
        while measure(line + piece.rstrip()) > width:
            if line.strip():
                lines.append(line.rstrip())
                line, piece = "", piece.lstrip()
                continue
            fitting = next((n for n in range(len(piece) - 1, 0, -1) if measure(piece[:n]) <= width), 1)
            if fitting >= len(piece):
                break
            lines.append(piece[:fitting])
            piece = piece[fitting:]
        line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    """What is not torn apart: words, and characters with the marks that belong to them."""
    found: list[str] = []
    for piece in _PIECES.findall(text):
        if found and (piece[0] in _CLOSING or found[-1][-1] in _OPENING) and not found[-1].isspace():
            found[-1] += piece
        else:
            found.append(piece)
    return found
