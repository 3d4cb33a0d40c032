"""The day of a class as a picture to save and forward: 750 pixels wide, as high as it needs to be, with the code of the class's page. What
the sentences say is decided by the caller."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from schoolapp.papers.canvas import Align, drawable
from schoolapp.papers.notices.lines import broken
from schoolapp.papers.palette import LIGHT, colour_of
from schoolapp.papers.qr import qr_modules
from schoolapp.words import gettext

WIDTH, MARGIN = 750, 44
INNER = WIDTH - 2 * MARGIN
TEAL, TINT, GROUND = "#0B5C65", "#E8F1F1", "#FFFFFF"
ITEM_LINES = 4      # of one text; the whole text stands on the page
ITEMS_HEIGHT = 1900  # pixels for all items together
QR_LEAST = 3        # pixels a module
_SUBJECT_WIDTH = 96


class PictureItem(NamedTuple):
    """One item: its subject as shown and as coloured, its text, kind and tier in words. `counts`: it is part of the sum."""

    subject: str
    colour: str
    text: str
    about: str
    minutes: int
    counts: bool


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What the picture shows, in words of its language. `sum_` is (minutes, cap) of a day with written homework under a cap, else None and
    `first` is the sentence; `shares` = minutes by subject of that sum; `beside` what stands below the sum; `left` beside it (余, 超);
    `got_done`: how far the class got in school, '' while nothing is logged."""

    school: str
    name: str
    day: str
    first: str
    detail: str
    sum_: tuple[int, int] | None
    sum_word: str
    left: str
    over: bool
    shares: tuple[tuple[str, str, int], ...]
    beside: str
    ease: str
    items: tuple[PictureItem, ...]
    service: tuple[str, str]
    phones: tuple[str, ...]
    address: str
    updated: str
    got_done: str = ""
    demo: bool = False


@lru_cache(maxsize=32)
def _font(size: int) -> Any:
    from PIL import ImageFont
    from pylopdf_fonts_zh_cn import sans_path

    return ImageFont.truetype(str(sans_path()), size)


def _measure(size: int) -> Any:
    font = _font(size)
    return lambda text: font.getlength(drawable(text))


class _Sheet:
    """A picture that grows downwards: `y` is where the next thing stands."""

    def __init__(self, height: int) -> None:
        from PIL import Image, ImageDraw

        self.image = Image.new("RGB", (WIDTH, height), GROUND)
        self.pen = ImageDraw.Draw(self.image)
        self.y = 40

    def text(self, x: float, y: float, words: str, size: int, colour: str = LIGHT.ink, *, align: Align = "left", strong: bool = False) -> float:
        """One line on the base line `y`; gives its width."""
        anchor = {"left": "ls", "center": "ms", "right": "rs"}[align]
        words, font = drawable(words), _font(size)
        self.pen.text((x, y), words, fill=colour, font=font, anchor=anchor, stroke_width=size * 0.02 if strong else 0, stroke_fill=colour)
        return float(font.getlength(words))

    def lines(self, x: float, words: str, size: int, width: float, colour: str = LIGHT.ink, *, pitch: float = 1.4, strong: bool = False, most: int = 0) -> None:
        """A paragraph from `y` on."""
        for line in broken(words, width, _measure(size), most):
            self.text(x, self.y + size * 0.95, line, size, colour, strong=strong)
            self.y += round(size * pitch)

    def rule(self, thick: int, colour: str) -> None:
        self.pen.rectangle((MARGIN, self.y, WIDTH - MARGIN - 1, self.y + thick - 1), fill=colour)
        self.y += thick

    def qr(self, right: int, top: int, address: str, side: int) -> int:
        """The code with whole pixels a module and its white edge; gives its side."""
        modules = qr_modules(address)
        one = max(QR_LEAST, side // len(modules))
        left = right - one * len(modules)
        for row, line in enumerate(modules):
            for column, dark in enumerate(line):
                if dark:
                    self.pen.rectangle((left + column * one, top + row * one, left + column * one + one - 1, top + row * one + one - 1), fill="#000000")
        return one * len(modules)


def day_picture(facts: PictureFacts, lang: str) -> bytes:
    """The picture as PNG of 256 colours, about a hundred kilobytes."""
    from PIL.Image import Dither, Quantize

    sheet = _Sheet(ITEMS_HEIGHT + 2200)
    _head(sheet, facts, lang)
    if facts.sum_:
        _sum(sheet, facts, lang)
    else:
        sheet.y += 22
        sheet.lines(MARGIN, facts.first, 42, INNER, strong=True)
        if facts.detail:
            sheet.lines(MARGIN, facts.detail, 28, INNER, LIGHT.ink2)
    if facts.got_done:
        sheet.y += 12
        sheet.lines(MARGIN, facts.got_done, 28, INNER, TEAL, strong=True)
    if facts.ease:
        sheet.y += 10
        sheet.lines(MARGIN, facts.ease, 26, INNER)
    sheet.y += 16
    _items(sheet, facts, lang)
    _foot(sheet, facts, lang)
    out = io.BytesIO()
    whole = sheet.image.crop((0, 0, WIDTH, sheet.y + 40))
    whole.quantize(256, method=Quantize.MEDIANCUT, dither=Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _head(sheet: _Sheet, facts: PictureFacts, lang: str) -> None:
    if facts.demo:
        sheet.lines(MARGIN, gettext(lang, "演示学校，人名和数据均为虚构"), 22, INNER, LIGHT.ink3)
        sheet.y += 4
    sheet.lines(MARGIN, facts.school + ("　" if lang == "zh" else " · ") + gettext(lang, "作业公示"), 28, INNER, LIGHT.ink2)
    sheet.y += 66
    size = 64
    while size > 36 and _measure(size)(facts.name) + _measure(32)(facts.day) > INNER - 24:
        size -= 4
    sheet.text(MARGIN, sheet.y, facts.name, size, strong=True)
    sheet.text(WIDTH - MARGIN, sheet.y, facts.day, 32, align="right")
    sheet.y += 24
    sheet.rule(4, TEAL)


def _sum(sheet: _Sheet, facts: PictureFacts, lang: str) -> None:
    assert facts.sum_
    minutes, cap = facts.sum_
    line = sheet.y + 100
    x = MARGIN + sheet.text(MARGIN, line, facts.sum_word, 28) + 14
    x += sheet.text(x, line, str(minutes), 92, strong=True) + 14
    sheet.text(x, line, "/ " + gettext(lang, "%(n)s 分钟", n=cap), 34)
    sheet.text(WIDTH - MARGIN, line, facts.left, 34, LIGHT.over if facts.over else TEAL, align="right", strong=True)
    sheet.y = line + 22
    _bar(sheet, facts.shares, cap)
    sheet.y += 14
    sheet.text(WIDTH - MARGIN, sheet.y + 24, gettext(lang, "上限 %(n)s", n=cap), 24, LIGHT.over, align="right")
    sheet.lines(MARGIN, facts.beside, 26, INNER - 160, LIGHT.ink2)


def _bar(sheet: _Sheet, shares: tuple[tuple[str, str, int], ...], cap: int) -> None:
    """The minutes by subject side by side; the cap's mark stands at the end, or within where the sum lies beyond."""
    total = max(cap, sum(minutes for _name, _colour, minutes in shares), 1)
    top, bottom, scale = sheet.y, sheet.y + 46, INNER / total
    sheet.pen.rectangle((MARGIN, top, WIDTH - MARGIN - 1, bottom), fill="#EEF2F2")
    x = float(MARGIN)
    for name, subject, minutes in shares:
        end = x + minutes * scale
        sheet.pen.rectangle((round(x), top, round(end) - 3, bottom), fill=colour_of(subject))
        label = f"{name} {minutes}"
        for words in (label, name, str(minutes)):
            if _measure(24)(words) + 14 < end - x:
                sheet.text((x + end) / 2 - 1, top + 32, words, 24, GROUND, align="center", strong=True)
                break
        x = end
    place = round(MARGIN + cap * scale)
    sheet.pen.rectangle((place - 4, top - 8, place, bottom + 8), fill=LIGHT.over)
    sheet.y = bottom


def _items(sheet: _Sheet, facts: PictureFacts, lang: str) -> None:
    if facts.items:
        sheet.rule(2, LIGHT.ink)
    began = sheet.y
    for place, item in enumerate(facts.items):
        if sheet.y - began > ITEMS_HEIGHT:
            sheet.y += 12
            sheet.lines(MARGIN, gettext(lang, "另有 %(n)s 项，见网页", n=len(facts.items) - place), 28, INNER)
            break
        _item(sheet, item, lang)


def _item(sheet: _Sheet, item: PictureItem, lang: str) -> None:
    top = sheet.y
    line = top + 48
    tick = (MARGIN, top + 22, MARGIN + 9, top + 51)
    if item.counts:
        sheet.pen.rectangle(tick, fill=colour_of(item.colour))
    else:
        sheet.pen.rectangle(tick, outline=LIGHT.ink2, width=2)
    left, wide = MARGIN + 22 + _SUBJECT_WIDTH, _measure(30)(item.subject)
    minutes = gettext(lang, "%(n)s 分钟", n=item.minutes)
    sheet.text(MARGIN + 22, line, item.subject, 30, strong=True)
    sheet.text(WIDTH - MARGIN, line, minutes, 30, align="right", strong=True)
    sheet.y = top + 18
    if wide > _SUBJECT_WIDTH - 14:  # a long name has a line of its own
        left, sheet.y = MARGIN + 22, sheet.y + 44
        room = INNER - 22
    else:
        room = WIDTH - MARGIN - left - _measure(30)(minutes) - 20
    sheet.lines(left, item.text, 30, room, pitch=1.36, most=ITEM_LINES)
    sheet.lines(left, item.about, 24, WIDTH - MARGIN - left, LIGHT.ink2, pitch=1.36)
    sheet.y += 14
    sheet.rule(1, "#C9D3D3")


def _foot(sheet: _Sheet, facts: PictureFacts, lang: str) -> None:
    sheet.y += 22
    top = sheet.y
    side = sheet.qr(WIDTH - MARGIN, top, facts.address, 190) if facts.address else 0
    room = INNER - (side + 28 if side else 0)
    if facts.service[0]:
        sheet.lines(MARGIN, facts.service[0], 28, room, strong=True)
        if facts.service[1]:
            sheet.lines(MARGIN, facts.service[1], 24, room, LIGHT.ink2, most=3)
        sheet.y += 6
    if facts.phones:
        sheet.lines(MARGIN, gettext(lang, "意见建议 · 监督电话").replace(" · ", "·" if lang == "zh" else " · "), 26, room)
        for phone in facts.phones:
            sheet.lines(MARGIN, phone, 24, room, LIGHT.ink2)
        sheet.y += 6
    if side:
        sheet.lines(MARGIN, gettext(lang, "长按或扫码看网页，更正以网页为准"), 24, room)
        sheet.y = max(sheet.y + 8, top + side + 16)
    sheet.lines(MARGIN, gettext(lang, "作业由老师在课堂上布置，这里只作公示，学生完成作业不需要用手机；家长不需要检查、批改或签字。"), 22, INNER, LIGHT.ink2)
    if facts.updated:
        sheet.lines(MARGIN, facts.updated, 22, INNER, LIGHT.ink3)
