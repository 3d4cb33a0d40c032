"""The poster of a class with the code of its notice, one page A4 to print and hang up: readable from two metres, its text searchable."""

from __future__ import annotations

from typing import NamedTuple

from schoolapp.papers.canvas import width_of
from schoolapp.papers.notices.lines import broken
from schoolapp.papers.palette import LIGHT
from schoolapp.papers.pdf import MM, Page
from schoolapp.words import gettext

TEAL = "#0B5C65"
LEFT, RIGHT = 22 * MM, 188 * MM
QR_SIDE = 96 * MM
_BASE = 262 * MM


class PosterFacts(NamedTuple):
    """What stands on the poster, in words of its language. `cap` and `service` are (heading, figure or hours, what follows it); `phone` ''
    where the school has none. `mark` tells this link from its forerunners."""

    school: str
    name: str
    address: str
    cap: tuple[str, str, str]
    service: tuple[str, str, str]
    phone: str
    mark: str
    demo: bool = False


def class_poster(facts: PosterFacts, lang: str) -> bytes:
    """The page as PDF."""
    page = Page(f"{facts.name} {gettext(lang, '每日作业公示')}", lang="zh-Hans" if lang == "zh" else lang)
    middle = page.width / 2
    if facts.demo:
        page.text(middle, 14 * MM, gettext(lang, "演示学校，人名和数据均为虚构"), 10, LIGHT.ink3, align="center")
    _fitting(page, middle, 27 * MM, facts.school, 20, LIGHT.ink2)
    _fitting(page, middle, 50 * MM, facts.name, 68, LIGHT.ink, strong=True)
    _fitting(page, middle, 68 * MM, gettext(lang, "每日作业公示"), 34, TEAL, strong=True)
    frame = QR_SIDE + 18 * MM
    page.box(middle - frame / 2, 77 * MM, frame, frame, edge=TEAL, line=1.6)
    page.qr(middle - QR_SIDE / 2, 86 * MM, QR_SIDE, facts.address)
    _fitting(page, middle, 204 * MM, gettext(lang, "微信扫一扫，不用登录，不用关注"), 22, LIGHT.ink)
    _fitting(page, middle, 213 * MM, gettext(lang, "看当天和本周的作业、合计用时、课后服务时间"), 14, LIGHT.ink2)
    y = 220 * MM
    for line in broken(gettext(lang, "作业由老师在课堂上布置，这里只作公示，学生完成作业不需要用手机；家长不需要检查、批改或签字。"),
                       RIGHT - LEFT - 30 * MM, lambda text: width_of(text, 11)):
        y += 5.6 * MM
        page.text(middle, y, line, 11, LIGHT.ink2, align="center")
    _base(page, facts, lang)
    return page.save()


def _fitting(page: Page, x: float, y: float, words: str, size: float, colour: str, *, strong: bool = False) -> None:
    """A centred line, smaller where it is too long for the page."""
    page.text(x, y, words, min(size, size * (RIGHT - LEFT) / max(width_of(words, size), 1)), colour, align="center", strong=strong)


def _base(page: Page, facts: PosterFacts, lang: str) -> None:
    page.rule(LEFT, 246 * MM, RIGHT - LEFT, 1.2)
    columns = [facts.cap, facts.service]
    if facts.phone:
        columns.append((gettext(lang, "学校监督电话"), facts.phone, ""))
    columns = [one for one in columns if one[1]]
    room = (RIGHT - LEFT) / max(len(columns), 1)
    for place, (heading, figure, after) in enumerate(columns):
        x, wide = LEFT + place * room, room - 5 * MM
        page.text(x, 253 * MM, heading, min(11.5, 11.5 * wide / max(width_of(heading, 11.5), 1)), LIGHT.ink2)
        asked = width_of(figure, 23) + (width_of(" " + after, 12) if after else 0)
        share = min(1.0, wide / max(asked, 1))
        end = x + page.text(x, _BASE, figure, 23 * share, strong=True)
        if after:
            page.text(end + width_of(" ", 12 * share), _BASE, after, 12 * share)
    foot = gettext(lang, "链接只给本班家庭。打不开时请看新海报，或问班主任。")
    wide = page.text(RIGHT, 273 * MM, facts.mark, 9.5, LIGHT.ink3, align="right")
    for place, line in enumerate(broken(foot, RIGHT - LEFT - wide - 8 * MM, lambda text: width_of(text, 9.5))):
        page.text(LEFT, (273 + 4.6 * place) * MM, line, 9.5, LIGHT.ink3)
