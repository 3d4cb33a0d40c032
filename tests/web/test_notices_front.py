"""The way past Flask: kept answers are given again without routing, only as long as they hold, and never differ from the app's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from schoolapp.config import Config
from schoolapp.services.homework import Draft
from schoolapp.web.app import create_app
from tests.cast import MONDAY, NOW, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.web.notice_door import TUESDAY, Door, address, make_door, plain

pytestmark = on_sqlite


@pytest.fixture
def door(database: Config) -> Iterator[Door]:
    yield from make_door(database)


@pytest.fixture
def inside(door: Door, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the requests that reach Flask."""
    seen: list[str] = []
    dispatch = door.app.full_dispatch_request

    def noted() -> Any:
        from flask import request
        seen.append(request.full_path)
        return dispatch()
    monkeypatch.setattr(door.app, "full_dispatch_request", noted)
    return seen


@pytest.mark.parametrize("path", ["", f"/{MONDAY}", f"/week/{MONDAY}", "?lang=en", "?size=l", "?lang=en&size=l", "?paper=a5", f"/{MONDAY}?lang=zh"])
def test_a_kept_page_does_not_reach_flask_and_is_the_same(door: Door, inside: list[str], path: str) -> None:
    first = door.get(path)
    again, head = door.get(path), door.browser.head(address() + path)
    known = door.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert len(inside) == 1
    assert again.status == first.status and again.data == first.data and again.headers.to_wsgi_list() == first.headers.to_wsgi_list()
    assert head.data == b"" and head.headers.to_wsgi_list() == first.headers.to_wsgi_list()
    assert known.status_code == 304 and known.data == b"" and known.headers["ETag"] == first.headers["ETag"]
    assert "Content-Length" not in known.headers and "Content-Type" not in known.headers
    guards = {"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cache-Control"}
    assert guards <= set(known.headers.keys()) and all(known.headers[name] == first.headers[name] for name in guards)


def test_what_was_not_asked_for_in_its_own_words_goes_inside_and_fills_nothing(door: Door, inside: list[str]) -> None:
    for path in ("?lang=en", "?size=l&lang=en", "?lang=en&x=1", "?lang=xx", "?paper=b0"):
        assert door.get(path).status_code == door.get(path).status_code == 200
    assert len(inside) == 9  # only the first is answered without Flask the second time
    assert {key[1] for key in door.app.extensions["notice_pages"]._kept} == {"lang=en", "lang=en&size=l", ""}


def test_a_write_midnight_and_the_hour_of_publishing_end_it(door: Door, inside: list[str]) -> None:
    door.get()
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    assert "抄写词语" in plain(door.get()) and len(inside) == 2
    late = door.get(place=(7, 1))
    door.now = at(MONDAY, 16)
    assert "今日尚未公示" in plain(door.get(place=(7, 1))) and "老师稍后公示" in plain(late) and len(inside) == 4
    door.now = at(TUESDAY, 0)
    assert "老师稍后公示" in plain(door.get()) and len(inside) == 5


def test_posts_and_unknown_links_go_inside(door: Door, inside: list[str]) -> None:
    door.get()
    assert door.browser.post(address()).status_code == 405
    assert door.browser.get("/n/never").status_code == door.browser.get("/n/never").status_code == 404
    assert door.browser.get("/unknown").status_code == 404
    assert len(inside) == 5


def test_other_names_of_the_host_are_refused_for_kept_pages_too(door: Door) -> None:
    house = door.small.house
    house.config = replace(house.config, hosts=("school.example.edu.cn",))
    browser = create_app(house, now=lambda: NOW).test_client()
    for _ in range(2):
        assert browser.get(address(), base_url="http://school.example.edu.cn:8000").status_code == 200
        assert browser.get(address(), base_url="http://evil.example").status_code == 400


def test_behind_a_proxy_its_word_for_the_host_counts(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    house = door.small.house
    house.config = replace(house.config, hosts=("school.example.edu.cn",), https="proxy")
    app = create_app(house, now=lambda: NOW)
    browser = app.test_client()
    told = {"X-Forwarded-Host": "school.example.edu.cn", "X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.1"}
    first = browser.get(address(), base_url="http://127.0.0.1:8000", headers=told)
    assert first.status_code == 200 and first.headers["Strict-Transport-Security"]

    def refuse() -> Any:
        raise AssertionError("the kept page was enough")
    monkeypatch.setattr(app, "full_dispatch_request", refuse)
    again = browser.get(address(), base_url="http://127.0.0.1:8000", headers=told)
    assert again.headers.to_wsgi_list() == first.headers.to_wsgi_list()


def test_a_page_made_from_older_data_takes_no_ones_place(door: Door) -> None:
    """Another thread may still be making a page while a write comes in."""
    from schoolapp.web.gate import Finished
    from schoolapp.web.notices.answers import Kept, Pages, Stamp

    def kept(body: bytes) -> Kept:
        return Kept('"x"', Finished(body, 200, [], secure=False), None)
    pages = Pages("mark")
    old, new = Stamp(4, MONDAY, True), Stamp(5, MONDAY, False)
    pages.keep(("/n/a", ""), kept(b"new"), new)
    assert pages.keep(("/n/a", ""), kept(b"old"), old).answer.data == b"old"
    assert pages.find(("/n/a", ""), old) is None
    found = pages.find(("/n/a", ""), new)
    assert found is not None and found.answer.data == b"new"
