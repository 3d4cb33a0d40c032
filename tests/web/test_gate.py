"""The gate: every route by every role, form tokens, headers, cookies, kept forms, languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, IntegerConverter

from schoolapp.config import Config
from schoolapp.records import school as school_records
from schoolapp.rules.people import Role
from schoolapp.rules.permits import HELD, OPERATOR, Permit
from schoolapp.services import login
from schoolapp.services.house import House
from schoolapp.web import gate
from schoolapp.web.app import create_app
from tests.cast import NOW, PASSWORD, SmallSchool
from tests.conftest import on_sqlite

pytestmark = on_sqlite

# One person per column of the table of doors, by the roles they hold (a homeroom teacher is a teacher too).
COLUMNS = {
    "teacher": "t10",
    "homeroom": "t01",
    "leader": "t02",
    "office": "t05",
    "coordinator": "t06",
    "principal": "t07",
    "administrator": "t08",
    "inspector": "t09",
}
TABLE = Path(__file__).with_name("doors.txt")


@pytest.fixture
def app(small: SmallSchool) -> Flask:
    return create_app(small.house, now=lambda: NOW)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def enter(client: FlaskClient, house: House, staff_id: int) -> str:
    """Signs the client in as this person; gives the form token of the session."""
    code = login.fresh_code()
    with house.plain_writing() as connection:
        login.set_code(connection, staff_id, code, NOW)
    with house.reading() as connection:
        number = login.people_records.get_staff(connection, staff_id).number
    opened = login.log_in(house=house, number=number, password=code, address="", device="", browser="", now=NOW)
    signed = login.find_signed(house=house, token=opened.token, now=NOW)
    assert signed is not None
    opened = login.set_password(house=house, signed=signed, present=None, fresh=PASSWORD, address="", now=NOW)
    client.set_cookie("sid", opened.token)
    return opened.csrf


def addresses(app: Flask, small: SmallSchool) -> list[tuple[str, str, str]]:
    """(endpoint, method, address) of every route, its variables filled with what the small school has."""
    fill = {
        "class_id": small.classes[3, 1],
        "day": "2026-11-23",
        "date": "2026-11-23",
        "token": "link-3-1-".ljust(43, "x"),
        "programme_id": small.programmes["hw3"],
        "start": 960,
        "grade": 3,
        "filename": "style.css",
        "kind": "homework.over_cap",
    }
    found = []
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {}
        for name, converter in rule._converters.items():
            words = re.findall(r"\w+", getattr(converter, "regex", "")[3:]) if isinstance(converter, AnyConverter) else []
            values[name] = words[0] if words else fill.get(name, 1 if isinstance(converter, IntegerConverter) else "x")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((rule.endpoint, method, adapter.build(rule.endpoint, values, method=method)))
    return sorted(found)


def table_of(app: Flask, small: SmallSchool) -> str:
    lines = [f"{'method':<7}{'endpoint':<34}{'permit':<20}" + " ".join(f"{name:<13}" for name in ("visitor", *COLUMNS)).rstrip()]
    for endpoint, method, _ in addresses(app, small):
        permit = gate.permit_of(app, endpoint)
        assert permit is not None, endpoint
        cells = ["open" if permit is Permit.PUBLIC else "-"] + [
            "open" if small.actor(number).may(permit) or permit is Permit.PUBLIC else "-" for number in COLUMNS.values()
        ]
        lines.append(f"{method:<7}{endpoint:<34}{permit.value:<20}" + " ".join(f"{cell:<13}" for cell in cells).rstrip())
    return "\n".join(dict.fromkeys(lines)) + "\n"


def test_the_table_of_doors_is_the_agreed_one(app: Flask, small: SmallSchool) -> None:
    """A new door, or one opened to somebody else, has to be written into the table."""
    assert table_of(app, small) == TABLE.read_text("utf-8")


@pytest.mark.parametrize("column", COLUMNS)
def test_every_door_is_closed_to_those_without_the_permit_and_breaks_for_nobody(app: Flask, small: SmallSchool, column: str) -> None:
    client = app.test_client()
    token = enter(client, small.house, small.staff[COLUMNS[column]])
    actor = small.actor(COLUMNS[column])
    for endpoint, method, address in addresses(app, small):
        permit = gate.permit_of(app, endpoint)
        if endpoint in ("login.leave", "login.password", "login.first_posted"):
            continue  # would end this session
        response = client.open(address, method=method, data={"csrf": token} if method == "POST" else None)
        assert response.status_code < 500, (endpoint, response.status_code)
        if permit is not None and not actor.may(permit):
            assert response.status_code == 403, (endpoint, column)
        else:
            assert response.status_code != 403 or method == "POST", (endpoint, column)
        response.close()


def test_a_visitor_is_sent_to_the_login_page(app: Flask, small: SmallSchool) -> None:
    client = app.test_client()
    for endpoint, method, address in addresses(app, small):
        permit = gate.permit_of(app, endpoint)
        if permit is Permit.PUBLIC:
            continue
        response = client.open(address, method=method)
        # a posted form waits behind the login, but never one with a password in it
        carried = method != "GET" and not endpoint.startswith("login.")
        assert response.status_code == (401 if carried else 302 if method == "GET" else 303), endpoint
        if not carried:
            assert response.headers["Location"].startswith("/login")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_route_without_a_mark_is_closed(app: Flask, method: str, small: SmallSchool) -> None:
    app.add_url_rule("/unmarked", "unmarked", lambda: "secret", methods=["GET", "POST"])
    assert app.test_client().open("/unmarked", method=method).status_code == 403


def test_every_role_holds_only_permits_of_the_enum_and_the_administrator_registers_nothing(database_kind: str) -> None:
    assert set(HELD) == set(Role)
    assert Permit.REGISTER_HOMEWORK not in HELD[Role.ADMINISTRATOR]
    writing = {
        Permit.REGISTER_HOMEWORK,
        Permit.DECLARE_CLASS_NONE,
        Permit.REMIND,
        Permit.LOG_SERVICE,
        Permit.PLAN_SERVICE,
        Permit.JUDGE_FINDINGS,
        Permit.MAKE_PACK,
        Permit.GRANT_SUBSTITUTE,
        Permit.RENEW_LINKS,
        Permit.SET_POLICY,
        Permit.SET_UP,
        Permit.INVITE_INSPECTOR,
    }
    assert not HELD[Role.INSPECTOR] & writing


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])
def test_a_post_from_elsewhere_changes_nothing(client: FlaskClient, small: SmallSchool, headers: dict[str, str]) -> None:
    token = enter(client, small.house, small.staff["t01"])
    response = client.post("/logout", data={"csrf": token if headers else "wrong"}, headers=headers)
    assert response.status_code == 400
    assert client.get("/me").status_code == 200


def test_a_visitors_form_needs_its_token_too(client: FlaskClient) -> None:
    assert client.post("/login", data={"number": "t01", "password": "x"}).status_code == 400
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/login").get_data(as_text=True))
    assert token is not None
    response = client.post("/login", data={"number": "t01", "password": "x", "csrf": token[1]})
    assert response.status_code == 400 and 't01"' in response.get_data(as_text=True)


def test_every_page_carries_the_headers(client: FlaskClient) -> None:
    headers = client.get("/login").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"] and "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY" and headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin" and "Strict-Transport-Security" not in headers


def test_over_https_cookies_are_bound_to_the_host(small: SmallSchool) -> None:
    secure = House(Config(small.house.config.data_dir, small.house.config.database_url, https="on"))
    client = create_app(secure, now=lambda: NOW).test_client()
    response = client.get("/login", base_url="https://localhost")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-visitor=") and "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    secure.close()


def test_an_unknown_host_name_is_refused_where_hosts_are_set(small: SmallSchool) -> None:
    strict = House(Config(small.house.config.data_dir, small.house.config.database_url, hosts=("school.example",)))
    client = create_app(strict, now=lambda: NOW).test_client()
    assert client.get("/login", base_url="http://evil.example").status_code == 400
    assert client.get("/login", base_url="http://school.example").status_code == 200
    strict.close()


@pytest.mark.parametrize(
    ("target", "kept"), [("/me", True), ("//evil.example", False), ("https://evil.example", False), ("/\\evil.example", False), ("/a\r\nSet-Cookie: x", False)]
)
def test_only_a_path_of_the_app_is_gone_on_to(target: str, kept: bool, small: SmallSchool) -> None:
    assert (gate.safe_next(target) == target) is kept


def test_a_form_posted_after_the_login_ended_is_kept_and_offered_again(client: FlaskClient, small: SmallSchool) -> None:
    enter(client, small.house, small.staff["t01"])
    client.delete_cookie("sid")
    shown = client.post("/homework/new", data={"csrf": "old", "items-0-text": "口算一页", "password": "secret"})
    text = shown.get_data(as_text=True)
    kept = re.search(r'name="kept" value="([^"]+)"', text)
    token = re.search(r'name="csrf" value="([^"]+)"', text)
    assert shown.status_code == 401 and kept is not None and token is not None
    import html

    response = client.post("/login", data={"number": "t01", "password": PASSWORD, "csrf": token[1], "kept": html.unescape(kept[1])})
    again = response.get_data(as_text=True)
    assert response.status_code == 200 and ">口算一页</p>" in again and 'action="/homework/new"' in again and "secret" not in again


def test_no_password_is_carried_over_a_login_and_who_is_out_need_not_log_out(client: FlaskClient, small: SmallSchool) -> None:
    enter(client, small.house, small.staff["t01"])
    client.delete_cookie("sid")
    changed = client.post("/me/password", data={"present": PASSWORD, "fresh": "river-stone-lamp", "again": "river-stone-lamp"})
    assert (changed.status_code, changed.headers["Location"]) == (303, "/login?next=/me")
    left = client.post("/logout", data={})
    assert (left.status_code, left.headers["Location"]) == (303, "/login")


def test_a_kept_form_that_was_tampered_with_is_dropped(client: FlaskClient, small: SmallSchool) -> None:
    enter(client, small.house, small.staff["t01"])
    client.delete_cookie("sid")
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/login").get_data(as_text=True))
    assert token is not None
    forged = "0" * 64 + '{"path": "/me/password", "fields": [["fresh", "evil-evil-evil"]]}'
    response = client.post("/login", data={"number": "t01", "password": PASSWORD, "csrf": token[1], "kept": forged})
    assert response.status_code == 303 and response.headers["Location"] == "/today"


def test_the_language_switch_keeps_the_page_and_the_choice(client: FlaskClient) -> None:
    english = client.get("/login?next=%2Fme&lang=en").get_data(as_text=True)
    assert '<html lang="en"' in english and "next=%2Fme" in english and "lang=zh" in english
    assert '<html lang="en"' in client.get("/login").get_data(as_text=True)


def test_without_a_choice_pages_speak_the_schools_language(client: FlaskClient, small: SmallSchool) -> None:
    assert '<html lang="zh' in client.get("/login").get_data(as_text=True)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.change(school_records.school, 1, language="en")
        work.audit("school_changed", "school:1")
    assert '<html lang="en"' in client.get("/login").get_data(as_text=True)
    assert '<html lang="zh' in client.get("/login?lang=zh").get_data(as_text=True)
    assert '<html lang="zh' in client.get("/login").get_data(as_text=True)  # the choice is kept in the browser


def test_the_language_switch_of_an_answered_form_leads_to_a_page_that_opens(client: FlaskClient, small: SmallSchool) -> None:
    values = {"csrf": enter(client, small.house, small.staff["t01"]), "present": "wrong", "fresh": "river-stone-lamp", "again": "river-stone-lamp"}
    answer = client.post("/me/password", data=values, headers={"Referer": "http://localhost/me?lang=zh"})
    assert answer.status_code == 400 and 'href="/me?lang=en"' in answer.get_data(as_text=True)
    strange = client.post("/me/password", data=values, headers={"Referer": "http://elsewhere.example/me"})
    assert 'href="/?lang=en"' in strange.get_data(as_text=True)


def test_nothing_but_the_first_password_can_be_done_with_a_one_time_code(client: FlaskClient, small: SmallSchool) -> None:
    code = login.fresh_code()
    with small.house.plain_writing() as connection:
        login.set_code(connection, small.staff["t01"], code, NOW)
    opened = login.log_in(house=small.house, number="t01", password=code, address="", device="", browser="", now=NOW)
    client.set_cookie("sid", opened.token)
    for path in ("/today", "/homework/new", "/me"):
        assert client.get(path).headers["Location"] == "/login/first"
    response = client.post("/login/first", data={"csrf": opened.csrf, "fresh": "river-stone-lamp", "again": "river-stone"})
    assert response.status_code == 400
    response = client.post("/login/first", data={"csrf": opened.csrf, "fresh": "river-stone-lamp", "again": "river-stone-lamp"})
    assert response.status_code == 303 and response.headers["Location"] == "/today"


def test_a_body_that_is_too_large_is_refused_plainly(client: FlaskClient, small: SmallSchool) -> None:
    token = enter(client, small.house, small.staff["t01"])
    response = client.post("/homework/new", data={"csrf": token, "items-0-text": "字" * 700_000})
    assert response.status_code == 413


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/homework/day/x/y", "/service/1/2026-13-45/960", "/n/unknown", "/load/3/notadate", "/findings/nothing", "/%00", "/static/../setup.cfg"],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, small: SmallSchool, path: str) -> None:
    enter(client, small.house, small.staff["t07"])
    assert client.get(path).status_code in (404, 403)
