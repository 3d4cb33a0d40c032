"""A visitor of the pages of homework without a browser: signed in, its form token at hand. No test stands here."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any

from werkzeug.test import TestResponse

from schoolapp.services import login
from schoolapp.web.app import create_app
from tests.cast import NOW, SmallSchool


class Visitor:
    """One person's session; `now` may be moved."""

    def __init__(self, small: SmallSchool, who: str, now: datetime = NOW) -> None:
        self.now = now
        self.client = create_app(small.house, now=lambda: self.now).test_client()
        with small.house.plain_writing() as connection:
            opened = login._open(connection, small.staff[who], False, "", "", "", now)
        self.client.set_cookie("sid", opened.token)
        self.csrf = opened.csrf

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.get_data(as_text=True)

    def post(self, path: str, **fields: Any) -> TestResponse:
        return self.client.post(path, data={"csrf": self.csrf, **fields})

    def after(self, answer: TestResponse) -> str:
        """The page that a 303 leads to."""
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self.get(answer.headers["Location"])


def text_of(html: str) -> str:
    """What a reader sees of a page, in one line without spaces."""
    plain = re.sub(r"<(script|style|svg)\b.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", plain)))


def fields_of(html: str, form: str) -> dict[str, list[str]]:
    """Names and values of a form's fields as a browser would send them untouched (radios and boxes only when checked)."""
    found: dict[str, list[str]] = {}
    inside = re.search(rf'<form[^>]*\bid="{form}".*?</form>', html, re.DOTALL)
    assert inside, form
    for tag in re.findall(r"<input[^>]*>", inside[0]):
        name, value = re.search(r'\bname="([^"]*)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        kind = re.search(r'\btype="([^"]*)"', tag)
        if name and (not kind or kind[1] not in ("radio", "checkbox") or " checked" in tag):
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, value in re.findall(r'<textarea[^>]*\bname="([^"]*)"[^>]*>\s*(.*?)</textarea>', inside[0], re.DOTALL):
        found.setdefault(name, []).append(unescape(value).strip())
    for name, options in re.findall(r'<select[^>]*\bname="([^"]*)"[^>]*>(.*?)</select>', inside[0], re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found.setdefault(name, []).append(unescape(chosen[1]) if chosen else "")
    return found
