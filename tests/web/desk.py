"""A browser at somebody's desk: signed in, sends forms with their token, reads forms back as a browser would send them. No test stands
here."""

from __future__ import annotations

import html
from html.parser import HTMLParser

from flask.testing import FlaskClient

from schoolapp.services import login
from schoolapp.web.app import create_app
from tests.cast import NOW, SmallSchool


class Desk:
    """A browser of somebody signed in: `post` carries the session's form token."""

    def __init__(self, small: SmallSchool, number: str) -> None:
        self.small = small
        self.client: FlaskClient = create_app(small.house, now=lambda: NOW).test_client()
        with small.house.plain_writing() as connection:  # as after a login, without the slow hash
            opened = login._open(connection, small.staff[number], False, "", "", "", NOW)
        self.client.set_cookie("sid", opened.token)
        self.token = opened.csrf

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return html.unescape(answer.get_data(as_text=True))

    def post(self, path: str, status: int = 303, **values: object) -> str:
        answer = self.client.post(path, data={"csrf": self.token, **values})
        assert answer.status_code == status, (path, answer.status_code, answer.get_data(as_text=True)[-2000:])
        return html.unescape(answer.get_data(as_text=True))

    def key(self, path: str) -> str:
        """The request key of the page's form."""
        return form_of(self.get(path))["request_key"]

    def value(self, path: str, name: str) -> str:
        """What a field of the page holds."""
        return form_of(self.get(path))[name]


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        chosen = values.get("type") not in ("radio", "checkbox") or "checked" in values
        if tag == "input" and values.get("name") and values["name"] != "csrf" and chosen:
            self.found[str(values["name"])] = values.get("value") or ""


def form_of(page: str) -> dict[str, str]:
    """The values that a browser would send back from a page's inputs (of several with one name the last)."""
    reader = _Fields()
    reader.feed(page)
    return reader.found
