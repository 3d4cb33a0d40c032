"""Makes a page: a template with what every page shows (school, person, menu, language switch, flashes)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from markupsafe import Markup, escape
from werkzeug.routing import RequestRedirect

from schoolapp import words
from schoolapp.rules.people import Role
from schoolapp.services import school as school_services
from schoolapp.services.login import Person
from schoolapp.web import gate
from schoolapp.web.colours import slot
from schoolapp.web.language import _, lang
from schoolapp.web.menu import ROLE_WORDS, account_links_of, doors_of


class Me(NamedTuple):
    name: str
    title: str


class Flash(NamedTuple):
    kind: str
    text: str
    link_url: str = ""
    link_text: str = ""


def title_of(person: Person) -> str:
    """What stands beside the name: the leading role, or the subjects taught."""
    actor = person.actor
    for role in (Role.PRINCIPAL, Role.OFFICE, Role.GRADE_LEADER, Role.COORDINATOR, Role.INSPECTOR, Role.ADMINISTRATOR):
        if role in actor.roles:
            if role is Role.GRADE_LEADER and actor.led_grades:
                return words.join(lang(), [words.grade_name(lang(), g) for g in sorted(actor.led_grades)]) + (" " if lang() == "en" else "") + _("组长")
            return _(ROLE_WORDS[role])
    return words.join(lang(), [_(s) for s in person.subjects[:2]]) or _(ROLE_WORDS[person.roles[0]])


def page(template: str, /, *, status: int = 200, **values: Any) -> Response:
    """The filled template as an answer."""
    return make_response(render_template(template, **values), status)


def back_to(endpoint: str, /, *, text: str = "", kind: str = "ok", link_url: str = "", link_text: str = "", **values: Any) -> Any:
    """After a POST: 303 to a page, which shows `text` once."""
    response = redirect(url_for(endpoint, **values), 303)
    if text:
        flash_next(response, text, kind, link_url, link_text)
    return response


def flash_next(response: Any, text: str, kind: str = "ok", link_url: str = "", link_text: str = "") -> None:
    """A word for the next page, carried sealed in a short-lived cookie (no session state for it)."""
    gate.set_cookie(response, "flash", _cookie_safe(gate.seal(json.dumps([kind, text, link_url, link_text], ensure_ascii=True))), 60)


def _cookie_safe(text: str) -> str:
    return text.encode().hex()


def _flashes() -> list[Flash]:
    raw = request.cookies.get(gate.cookie_name("flash"), "")
    if not raw:
        return []
    g.drop_flash = True
    try:
        plain = gate.unseal(bytes.fromhex(raw).decode())
        return [Flash(*json.loads(plain))] if plain else []
    except (ValueError, TypeError):
        return []


def _language_switch() -> list[tuple[str, str, bool]]:
    """The same page in each language. An answered form whose address only takes posts leads to the page that it was sent from."""
    path, args = request.path, [(k, v) for k, v in request.args.items(multi=True) if k != "lang"]
    if request.method not in ("GET", "HEAD") and not _opens(path):
        came = urlsplit(request.referrer or "")
        path, args = (came.path, parse_qsl(came.query)) if came.netloc == request.host and _opens(came.path) else ("/", [])
        args = [(k, v) for k, v in args if k != "lang"]
    return [(name, path + "?" + urlencode([*args, ("lang", code)]), code == lang()) for code, name in words.LANGUAGES.items()]


def _opens(path: str) -> bool:
    """Whether a page can be opened at this path."""
    try:
        return current_app.url_map.bind("").test(path, "GET")
    except RequestRedirect:
        return True


def prepares(app: Flask) -> None:
    """Gives every template its words, dates, assets and the page's frame."""
    env = app.jinja_env
    env.add_extension("jinja2.ext.do")
    env.globals["_"] = env.globals["gettext"] = lambda message, **values: _shown(words.gettext(lang(), message), values)
    env.globals["pgettext"] = lambda context, message, **values: _shown(words.pgettext(lang(), context, message), values)
    env.globals["ngettext"] = lambda one, many, n, **values: _shown(words.ngettext_plain(lang(), one, many, n), {"n": n, **values})
    env.trim_blocks = env.lstrip_blocks = True
    env.filters["day"] = lambda d, form="day_weekday": words.format_date(lang(), d, form)
    env.filters["moment"] = lambda m, form="day": words.format_moment(lang(), m, form)
    env.filters["clock"] = words.format_minutes_of_day
    env.filters["hhmm"] = words.format_time
    env.filters["number"] = lambda n, digits=1: words.format_number(lang(), n, digits)
    env.filters["share"] = lambda n, digits=1: words.format_share(lang(), n, digits)
    env.filters["class_name"] = lambda c: words.class_name(lang(), c.grade, c.number)
    env.filters["grade_name"] = lambda n: words.grade_name(lang(), n)
    env.filters["listed"] = lambda parts: words.join(lang(), list(parts))
    env.globals["asset"] = _asset
    env.globals["form_token"] = gate.form_token
    env.globals["slot"] = slot
    app.context_processor(_frame)
    app.after_request(_drop_flash)


def _shown(text: str, values: dict[str, Any]) -> str:
    """A sentence in a page. Sentences hold no markup, and a subject or name that was asked for as one may hold anything: both are
    escaped; a value may be markup of our own macros."""
    return Markup(escape(text)) % values if values else text


def _drop_flash(response: Response) -> Response:
    if g.get("drop_flash") and response.mimetype == "text/html" and response.status_code < 300:
        gate.drop_cookie(response, "flash")
    return response


_ASSETS: dict[str, str] = {}


def _asset(name: str) -> str:
    """The address of a static file with its content's digest, so that browsers may keep it."""
    if name not in _ASSETS:
        path = Path(str(current_app.static_folder)) / name
        _ASSETS[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""
    return url_for("static", filename=name, v=_ASSETS[name])


def _frame() -> dict[str, Any]:
    session = g.get("signed")
    person = session.person if session else None
    inside = person is not None and not session.must_change
    doors = doors_of(person.actor) if inside else []
    account_links = account_links_of(person.actor) if inside else []
    return {
        "school": school_services.shown_school(house=gate.house()), "lang": lang(), "lang_switch": _language_switch(), "flashes": _flashes(),
        "me": Me(person.name, title_of(person)) if person else None, "menu": doors,
        "actor": person.actor if person else None, "https_notice": gate.house().config.https == "off" and not request.host.startswith(("127.", "localhost")),
        "csrf_token": gate.form_token(), "home_url": url_for("login.start"), "logout_url": url_for("login.leave"), "account_links": account_links,
        "now": gate.now(), "today": gate.now().date(),
    }
