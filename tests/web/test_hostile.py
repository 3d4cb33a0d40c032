"""A hostile visitor at every door: strange addresses, strange queries, strange values in every field of every form, as every role. Nothing
breaks (no 500), nothing comes back as markup, and what was written is still whole."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from schoolapp.config import Config
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import afterschool, audit, homework, jobs, school
from schoolapp.services.afterschool import SessionDraft
from schoolapp.services.homework import Draft
from schoolapp.web import errors
from schoolapp.web.app import create_app
from tests.cast import MONDAY, NOW, SmallSchool, make_school
from tests.conftest import on_postgres, on_sqlite
from tests.services.homework_cases import post
from tests.web.desk import Desk
from tests.web.hostile import ONE_BY_ONE, RAW, TEXTS, VALUES, FoundForm, addresses_of, read_page

QUERIES = ("day", "grade", "class", "copy", "subject", "next", "year", "q", "show", "only", "record", "before", "on", "view", "edit", "lang", "size", "token",
           "from", "to", "start", "end", "kind", "state", "level", "number", "page", "month")
ENDS_THE_SESSION = ("/logout", "/me/password", "/login/first")
FRIDAY = MONDAY - timedelta(days=3)


class Visitor:
    """A browser of one person (or of nobody), whose session is opened again when an act ended it. `broken` gathers what went wrong."""

    def __init__(self, small: SmallSchool, number: str, broken: list[str]) -> None:
        self.small, self.number, self.broken = small, number, broken
        self.client: FlaskClient
        self.enter()

    def enter(self) -> None:
        if self.number:
            desk = Desk(self.small, self.number)
            self.client, self.token = desk.client, desk.token
        else:
            self.client, self.token = create_app(self.small.house, now=lambda: NOW).test_client(), ""
            said = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/login").get_data(as_text=True))
            self.token = said[1] if said else ""

    @property
    def app(self) -> Flask:
        return self.client.application

    def open(self, path: str, **how: object) -> str:
        """The page's text; notes a 5xx answer, markup that came back, and a header that was broken open."""
        before = len(self.broken)
        answer = self.client.open(path, **how)  # type: ignore[arg-type]
        text = answer.get_data(as_text=True) if answer.mimetype.startswith("text/") else ""
        if answer.status_code >= 500 and len(self.broken) == before:
            self.broken.append(str(answer.status_code))
        if any(raw in text for raw in RAW):
            self.broken.append("markup")
        if any("Set-Cookie: a" in value or "evil.example" in value.split("?")[0] for _, value in answer.headers):
            self.broken.append("header")
        if len(self.broken) > before:
            self.broken[-1] = f"{self.number or 'visitor'} {path[:90]} {str(how)[:400]}: {self.broken[-1]}"
        if self.number and answer.headers.get("Location", "").startswith("/login"):
            self.enter()
        answer.close()
        return text

    def post(self, form: FoundForm, path: str, **over: str) -> str:
        data = form.data(**over)
        data.poplist("csrf")
        data.add("csrf", self.token)
        action = form.action or path
        if form.upload:
            return self.open(action, method="POST", data={**data.to_dict(), "file": (BytesIO(b"PK"), "a.xlsx")}, content_type="multipart/form-data")
        return self.open(action, method="POST", data=data)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What broke, with the end of its trace."""
    found: list[str] = []
    plain = errors._unforeseen

    def tell(error: Exception) -> object:
        found.append("".join(traceback.format_exception(error)[-4:]))
        return plain(error)

    monkeypatch.setattr(errors, "_unforeseen", tell)
    monkeypatch.setattr(errors.log, "exception", lambda *words, **more: None)
    return found


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    small = make_school(house)
    post(small, "t01", [(3, 1)], Draft("口算一页", 20))
    post(small, "t03", [(3, 1), (3, 2)], Draft("抄写生字", 70), day=FRIDAY, reason="漏登", now=NOW)
    homework.declare_none(house=house, actor=small.actor("t01"), class_id=small.classes[3, 2], subject="数学", now=NOW)
    draft = SessionDraft(True, 960, 1020, 76, 74, "完成作业、答疑", "", small.staff["t01"])
    afterschool.log_session(house=house, actor=small.actor("t06"), programme_id=small.programmes["hw3"], day=FRIDAY, draft=draft, now=NOW)
    jobs.ask(house=house, actor=small.actor("t07"), kind="pack", params={"from": "2026-11-01", "to": "2026-11-20"}, now=NOW)
    yield small
    _, troubles = audit.verify_chain(house=house, actor=OPERATOR)
    house.close()
    assert not troubles


def told(broken: list[str]) -> str:
    return f"{len(broken)} troubles\n" + "\n".join(broken[:12])


def pages_of(visitor: Visitor) -> dict[str, str]:
    """Every page that stands for this person, with its text."""
    small = visitor.small
    known: dict[str, object] = {
        "class_id": small.classes[3, 1], "day": MONDAY.isoformat(), "token": "link-3-1-".ljust(43, "x"), "programme_id": small.programmes["hw3"],
        "start": 960, "grade": 3, "filename": "style.css", "staff_id": small.staff["t03"], "term_id": small.term_id,
    }
    found = {}
    for rule in visitor.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            address = next(addresses_of(visitor.app, rule, known))
            text = visitor.open(address)
            if "<html" in text:
                found[address] = text
    return found


def send_to_every_form(visitor: Visitor, at_once: tuple[str, ...], one_by_one: tuple[str, ...]) -> int:
    """Posts every form that this person sees: all fields strange at once, then each alone. Gives how many posts were made."""
    pages, done, sent = pages_of(visitor), set(), 0
    for path, page in pages.items():
        for form in read_page(page).found:
            names = [name for name in form.names if name != "csrf"]
            if form.method != "post" or form.action in ENDS_THE_SESSION or (form.action, tuple(names)) in done:
                continue
            done.add((form.action, tuple(names)))
            for over in [*(dict.fromkeys(names, value) for value in at_once), *({name: value} for name in names for value in one_by_one)]:
                visitor.post(form, path, **over)
                sent += 1
    for path in pages:
        visitor.open(path)
    return sent


@on_sqlite
@pytest.mark.parametrize("number", ("", "t01", "t06", "t08", "t09"))
def test_strange_addresses(small: SmallSchool, number: str, broken: list[str]) -> None:
    visitor = Visitor(small, number, broken)
    for rule in visitor.app.url_map.iter_rules():
        for address in addresses_of(visitor.app, rule, {"day": MONDAY.isoformat(), "class_id": small.classes[3, 1], "grade": 3}):
            for method in ("GET", "POST"):
                if method in (rule.methods or ()) and rule.rule not in ENDS_THE_SESSION:
                    visitor.open(address, method=method, data={"csrf": visitor.token} if method == "POST" else None)
    assert not broken, told(broken)


@on_sqlite
@pytest.mark.parametrize("number", ("", "t01", "t07"))
def test_strange_queries(small: SmallSchool, number: str, broken: list[str]) -> None:
    visitor = Visitor(small, number, broken)
    for rule in visitor.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            address = next(addresses_of(visitor.app, rule, {"day": MONDAY.isoformat(), "class_id": small.classes[3, 1], "grade": 3}))
            for value in (TEXTS[0], TEXTS[1], TEXTS[7], "99999999999999999999999999", "2147483647", "²", "9999-12-31"):
                visitor.open(address, query_string=dict.fromkeys(QUERIES, value))
    assert not broken, told(broken)


@on_sqlite
@pytest.mark.parametrize("number", ("", "t01", "t06", "t08"))
def test_strange_values_in_every_field(small: SmallSchool, number: str, broken: list[str]) -> None:
    sent = send_to_every_form(Visitor(small, number, broken), VALUES[::3], ONE_BY_ONE)
    assert sent > 10 or not number
    assert not broken, told(broken)


@on_postgres
@pytest.mark.parametrize("number", ("t01", "t06", "t08"))
def test_what_is_too_long_for_a_column_is_refused_by_its_form(small: SmallSchool, number: str, broken: list[str]) -> None:
    """PostgreSQL refuses what SQLite silently keeps: text longer than its column, NUL, numbers past 32 bits."""
    send_to_every_form(Visitor(small, number, broken), ("a\x00b",), ("字" * 5_000, "字" * 41, "a" * 101, "2147483648"))
    assert not broken, told(broken)
