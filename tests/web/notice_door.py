"""The parents' door for the tests of the notice: a small school behind a browser, and what holds for every page. No test stands here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from schoolapp import words
from schoolapp.config import Config
from schoolapp.services import school
from schoolapp.web.app import create_app
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at, make_school

FRIDAY = MONDAY - timedelta(days=3)
SUNDAY = MONDAY - timedelta(days=1)
TUESDAY = MONDAY + timedelta(days=1)
VOID = {"meta", "link", "path", "br"}  # elements without an end


@dataclass
class Door:
    """The small school behind a browser; `now` is the moment that the server believes in."""

    small: SmallSchool
    app: Flask
    browser: FlaskClient
    moment: list[datetime]

    @property
    def now(self) -> datetime:
        return self.moment[0]

    @now.setter
    def now(self, value: datetime) -> None:
        self.moment[0] = value

    def get(self, path: str = "", place: tuple[int, int] = (3, 1), **more: Any) -> TestResponse:
        return self.browser.get(address(place) + path, **more)

    def text(self, path: str = "", place: tuple[int, int] = (3, 1)) -> str:
        answer = self.get(path, place)
        assert answer.status_code == 200
        return plain(answer)


def make_door(database: Config) -> Iterator[Door]:
    """The small school, served; its data are closed afterwards."""
    house = school.open_house(database)
    small = make_school(house, now=at(TERM[0], 8))
    moment = [NOW]
    app = create_app(house, now=lambda: moment[0])
    yield Door(small, app, app.test_client(), moment)
    house.close()


def address(place: tuple[int, int] = (3, 1)) -> str:
    return "/n/" + f"link-{place[0]}-{place[1]}-".ljust(43, "x")


def plain(answer: TestResponse) -> str:
    """What stands in the page's main part and foot, without tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", answer.get_data(as_text=True).split("</head>")[1])))


class Tree(HTMLParser):
    """Every element is closed where it must be; no attribute stands twice, none carries style or script."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert len({name for name, _ in attrs}) == len(attrs) and not [name for name, _ in attrs if name == "style" or name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in VOID or self.open.pop() == tag


def check_page(answer: TestResponse) -> None:
    """What holds for every page of the notice."""
    text = answer.get_data(as_text=True)
    tree = Tree()
    tree.feed(text)
    assert not tree.open and not tree.seen & {"script", "form", "input", "button", "style", "iframe", "img"}
    assert len(answer.data) <= 15 * 1024
    assert text.startswith("<!doctype html>") and '<meta name="robots" content="noindex, nofollow">' in text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow" and answer.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"] and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, no-cache" and "Vary" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert text.count("布置") == text.count("由老师在课堂上布置")
    assert not [word for word in ("达标", "超限", "打卡", "签字确认", "分享", "☐", "□") if word in text]


def say(lang: str, sentence: str, **values: Any) -> str:
    return words.gettext(lang, sentence, **values)


def minutes(lang: str, n: int) -> str:
    return say(lang, "%(n)s 分钟", n=n)


BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
