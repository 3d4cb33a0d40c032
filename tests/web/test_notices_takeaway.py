"""Picture, calendar and feed over HTTP, the sheets for paper, and that all of them say what the page says."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from PIL import Image

from schoolapp.config import Config
from schoolapp.rules.homework import Kind, Tier
from schoolapp.services import homework, notices, people
from schoolapp.services.homework import Draft
from schoolapp.services.notices import wording
from schoolapp.services.school import standing_of
from schoolapp.web.app import create_app
from tests.cast import MONDAY, NOW, at
from tests.conftest import on_sqlite
from tests.papers.feed_readers import read_atom, read_calendar
from tests.papers.qr_reader import painted, read_qr
from tests.services.homework_cases import post
from tests.web.desk import Desk
from tests.web.notice_door import BOTH, FRIDAY, SUNDAY, TUESDAY, Door, address, make_door, plain

pytestmark = on_sqlite
URL = "https://school.example.edu.cn"


@pytest.fixture
def door(database: Config) -> Iterator[Door]:
    doors = make_door(database)
    door = next(doors)
    door.small.house.config = replace(door.small.house.config, public_url=URL)
    door.app = create_app(door.small.house, now=lambda: door.now)
    door.browser = door.app.test_client()
    yield door
    next(doors, None)


def full_day(door: Door) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写第12课词语", 25, in_school=5), Draft("熟读第12课", 10, Kind.ORAL))
    post(door.small, "t01", [(3, 1)], Draft("第1题", 20, in_school=20), Draft("数独", 5, tier=Tier.OPTIONAL))
    post(door.small, "t02", [(3, 1)], Draft("基础", 5, tier=Tier.BASIC), Draft("提高", 8, tier=Tier.RAISED))


@pytest.mark.parametrize("path", ["/picture.png", f"/{MONDAY}/picture.png", f"/{FRIDAY}/picture.png", "/picture.png?lang=en"])
def test_the_picture_leads_back_to_the_page(door: Door, path: str) -> None:
    full_day(door)
    answer = door.get(path)
    assert answer.status_code == 200 and answer.content_type == "image/png" and len(answer.data) < 300_000
    assert answer.headers["Cache-Control"] == "public, no-cache" and "Set-Cookie" not in answer.headers and "Vary" not in answer.headers
    found = read_qr(Image.open(io.BytesIO(answer.data)))
    assert found == URL + address()
    assert door.browser.get(found.removeprefix(URL)).status_code == 200
    known = door.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert known.status_code == 304 and known.data == b""
    head = door.browser.head(address() + path)
    assert head.data == b"" and head.headers["Content-Length"] == str(len(answer.data))


def test_the_picture_changes_with_the_day(door: Door) -> None:
    first = door.get("/picture.png")
    door.now = at(MONDAY, 16)
    later = door.get("/picture.png", headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200 and later.data != first.data
    full_day(door)
    assert door.get("/picture.png", headers={"If-None-Match": later.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", ["/picture.png", "/2026-13-01/picture.png", "/calendar.ics", "/feed.atom"])
def test_a_renewed_link_has_nothing_to_take_away(door: Door, path: str) -> None:
    people.renew_link(house=door.small.house, actor=door.small.actor("t05"), class_id=door.small.classes[3, 1], generation=1, now=NOW)
    answer = door.get(path)
    assert answer.status_code == 404 and answer.data == door.browser.get("/n/never").data and "023-6785 0120" in plain(answer)


@pytest.mark.parametrize(("path", "kind"), [("/calendar.ics", "text/calendar; charset=utf-8"), ("/feed.atom", "application/atom+xml; charset=utf-8")])
def test_feeds_say_when_they_changed(door: Door, path: str, kind: str) -> None:
    full_day(door)
    young = door.get(path)
    assert young.content_type == kind and "Last-Modified" not in young.headers  # another write may follow within the second
    door.now = NOW + timedelta(minutes=5)
    answer = door.get(path)
    assert answer.headers["Last-Modified"] == format_datetime(NOW.astimezone(UTC), usegmt=True)
    assert answer.headers["Cache-Control"] == "public, no-cache" and "Set-Cookie" not in answer.headers and "Vary" not in answer.headers
    assert door.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    since = door.get(path, headers={"If-Modified-Since": answer.headers["Last-Modified"]})
    assert since.status_code == 304 and since.data == b""
    for said in ("Mon, 23 Nov 2026 06:59:59 GMT", "yesterday", "Mon, 23 Nov 2026 06:59:59 -0000"):
        assert door.get(path, headers={"If-Modified-Since": said}).status_code == 200
    other = door.get(path, headers={"If-Modified-Since": answer.headers["Last-Modified"], "If-None-Match": '"other"'})
    assert other.status_code == 200  # the tag decides where there is one
    door.now = at(TUESDAY, 8)
    assert door.get(path, headers={"If-Modified-Since": answer.headers["Last-Modified"]}).status_code == 200


def test_feeds_are_whole_and_lead_back(door: Door) -> None:
    full_day(door)
    [event] = read_calendar(door.get("/calendar.ics").data)
    [entry] = read_atom(door.get("/feed.atom").data).entries
    assert event.url == entry.links["alternate"] == f"{URL}{address()}/{MONDAY}" and event.description == entry.text
    assert "抄写第12课词语" in plain(door.browser.get(event.url.removeprefix(URL)))
    assert read_atom(door.get("/feed.atom").data).links["self"] == f"{URL}{address()}/feed.atom"


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _declare(door: Door) -> None:
    homework.declare_class_none(house=door.small.house, actor=door.small.actor("t01"), class_id=door.small.classes[3, 1], now=NOW)


@BOTH
@pytest.mark.parametrize(("place", "day", "hour", "fill"), [
    ((3, 1), MONDAY, 15, full_day), ((3, 1), MONDAY, 15, _declare), ((3, 1), MONDAY, 15, None), ((3, 1), MONDAY, 17, None), ((3, 1), FRIDAY, 15, None),
    ((3, 1), SUNDAY, 15, None), ((3, 1), TUESDAY, 15, None), ((1, 1), MONDAY, 15, None), ((3, 1), MONDAY.replace(year=2024), 15, None),
    ((3, 2), MONDAY, 15, lambda door: post(door.small, "t03", [(3, 2)], Draft("读", 9, Kind.READING))),
    ((3, 2), MONDAY, 15, lambda door: post(door.small, "t03", [(3, 2)], Draft("写", 9, Kind.ELECTRONIC, in_school=9))),
    ((1, 1), MONDAY, 15, lambda door: post(door.small, "t04", [(1, 1)], Draft("写", 9, in_school=9))),
])
def test_page_and_plain_text_say_the_same(door: Door, lang: str, place: tuple[int, int], day: Any, hour: int, fill: Any) -> None:
    if fill:
        fill(door)
    door.now = at(MONDAY, hour)
    one = standing_of(house=door.small.house).get_class(door.small.classes[place])
    n = notices.day_notice(house=door.small.house, one=one, day=day, now=door.now)
    shown = _squeezed(plain(door.get(f"/{day}?lang={lang}", place)))
    said = [wording.sentence(n, lang), wording.detail(n, lang), *wording.ease(n, lang), *wording.against_cap(n, lang), *wording.service_lines(n.service, lang),
            *wording.phones(n, lang), *(wording.about(i, n.day, lang) for i in n.items)]
    assert [line for line in said if _squeezed(line) not in shown] == []


def test_the_poster_is_opened_from_the_page_of_links(door: Door) -> None:
    desk = Desk(door.small, "t01")
    page = desk.get("/people/links")
    path = f"/people/links/{door.small.classes[3, 1]}/poster.pdf"
    assert path in page and address() + "/picture.png" in page and f'data-copy="{URL}{address()}"' in page
    answer = desk.client.get(path)
    assert answer.status_code == 200 and answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF-1.7")
    assert answer.headers["Cache-Control"] == "no-store"
    led = read_qr(painted(answer.data))
    assert led == URL + address() and "三(1)班" in plain(door.browser.get(led.removeprefix(URL)))
    assert desk.client.get(f"/people/links/{door.small.classes[1, 1]}/poster.pdf").status_code == 404
    assert door.browser.get(path).status_code == 302
    door.small.house.config = replace(door.small.house.config, public_url="")
    assert "poster.pdf" not in Desk(door.small, "t01").get("/people/links")
