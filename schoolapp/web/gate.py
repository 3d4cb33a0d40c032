"""The gate before every view: which permit a route asks for, who is signed in, the form token, language, and the headers of every answer."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import cache, wraps
from itertools import chain
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for

from schoolapp import words
from schoolapp.rules.permits import Actor, NotAllowed, NotFound, Permit
from schoolapp.services import login as login_services
from schoolapp.services import school as school_services
from schoolapp.services.house import House

View = TypeVar("View", bound=Callable[..., Any])
T = TypeVar("T")
KEPT_MOST = 64_000
SENT_BY_SCRIPT, GO_TO = "X-Sent-By-Script", "X-Go-To"  # static/drafts.js
FORM_MOST = 1_000_000
PUBLIC_FORM_MOST = 4_000  # bytes that a form of the parents' pages may send
CSP = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
       "form-action 'self'; frame-ancestors 'none'; base-uri 'none'")


def needs(permit: Permit, *, csrf: bool = True, most: int = PUBLIC_FORM_MOST) -> Callable[[View], View]:
    """Declares what a route asks for. Without this mark no route is reachable (closed by default). `most`: bytes that a form of the parents'
    pages may send to it."""
    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            return view(*args, **values)
        guarded.permit, guarded.csrf, guarded.most = permit, csrf, most  # type: ignore[attr-defined]
        return cast(View, guarded)
    return mark


def permit_of(app: Flask, endpoint: str) -> Permit | None:
    """The permit that an endpoint declares; static files are public."""
    if endpoint == "static":
        return Permit.PUBLIC
    return getattr(app.view_functions.get(endpoint), "permit", None)


def house() -> House:
    """The school that this app serves."""
    return cast(House, current_app.extensions["house"])


def now() -> datetime:
    """The moment of this request: read from the clock once."""
    if "now" not in g:
        g.now = current_app.extensions["clock"]()
    return cast(datetime, g.now)


def signed() -> login_services.Signed:
    """The session of this request; the gate has checked that there is one."""
    return cast(login_services.Signed, g.signed)


def actor() -> Actor:
    return signed().person.actor


def address() -> str:
    return (request.remote_addr or "")[:45]


def cookie_name(base: str) -> str:
    """`__Host-` names where the app is reached by HTTPS."""
    return f"__Host-{base}" if house().config.secure else base


def set_cookie(response: Response, base: str, value: str, seconds: int) -> None:
    response.set_cookie(cookie_name(base), value, max_age=seconds, secure=house().config.secure, httponly=True, samesite="Lax", path="/")


def drop_cookie(response: Response, base: str) -> None:
    response.delete_cookie(cookie_name(base), secure=house().config.secure, httponly=True, samesite="Lax", path="/")


def takes_host(hosts: tuple[str, ...], host: str) -> bool:
    """Whether the app answers under this name; no names in the settings: under any."""
    return not hosts or host.rsplit(":", 1)[0] in hosts or host in hosts


def asks(app: Flask) -> None:
    """Puts the gate before every view of `app`, and the headers behind it."""
    app.before_request(_enter)
    app.after_request(_leave)


def _enter() -> Any:
    asked, app, school, here = _itself(request), _itself(current_app), house(), _itself(g)
    if not takes_host(school.config.hosts, asked.host):
        abort(400)
    endpoint = asked.endpoint
    if endpoint is None or asked.routing_exception is not None:
        here.lang, here.signed = _language(), None
        return None
    permit = permit_of(app, endpoint)
    if permit is None:
        abort(403)
    if endpoint == "static" or endpoint.startswith("notices."):
        # no cookie is read; parents' pages set their language where they are made
        return None if asked.method in ("GET", "HEAD", "OPTIONS") else _check_public_post()
    if "\x00" in asked.path:
        abort(404)
    if asked.mimetype != "multipart/form-data":
        asked.max_content_length = FORM_MOST  # only uploads may be larger
    here.signed = None
    signed = here.signed = login_services.find_signed(house=school, token=asked.cookies.get(cookie_name("sid"), ""), now=now())
    here.lang = _language()
    if permit is not Permit.PUBLIC:
        if signed is None:
            return _to_login()
        if signed.must_change and endpoint not in ("login.first", "login.first_posted", "login.leave"):
            return redirect(url_for("login.first"))
        if not signed.person.actor.may(permit):
            raise NotAllowed(permit.value)
    if "\x00" in "".join(asked.args.values()):
        abort(400)
    if asked.method not in ("GET", "HEAD", "OPTIONS"):
        _check_form_token()
        if "\x00" in "".join(chain.from_iterable(asked.form.items(multi=True))):
            abort(400)  # no keyboard types it, and not every database can hold it
    return None


def _itself(proxy: T) -> T:
    """What one of Flask's names stands for now: the name looks it up anew at every word."""
    return cast(T, proxy._get_current_object())  # type: ignore[attr-defined]


def _asked_language() -> str | None:
    asked = request.args.get("lang", "")
    return asked if asked in words.LANGUAGES else None


def _language() -> str:
    """The language asked for now, else the one chosen before in this browser, else the school's own."""
    asked = _asked_language()
    if asked:
        g.keep_language = asked
        return asked
    kept = request.cookies.get("lang", "")
    own = kept if kept in words.LANGUAGES else school_services.shown_school(house=house()).language
    return own if own in words.LANGUAGES else words.DEFAULT


def form_token() -> str:
    """The token that every form carries: the session's, or the visitor's own before login."""
    if g.get("signed") is not None:
        return signed().csrf
    if "visitor" not in g:
        g.visitor = request.cookies.get(cookie_name("visitor"), "") or secrets.token_urlsafe(24)
        g.keep_visitor = True
    return _signature(g.visitor)


def _signature(text: str) -> str:
    return hmac.digest(house().secret("forms"), text.encode(), "sha256").hex()


def _check_public_post() -> None:
    """A post without an account: families have no session that a foreign page could misuse, so their forms carry no token. It has to come
    from a page of ours, be small, and be text that every database can hold."""
    g.lang, g.signed = _language(), None
    request.max_content_length = getattr(current_app.view_functions.get(request.endpoint or ""), "most", PUBLIC_FORM_MOST)
    _check_origin()
    if any("\x00" in text for pair in (*request.form.items(multi=True), *request.args.items(multi=True)) for text in pair):
        abort(400)


def _check_origin() -> None:
    """What the browser tells of the page that a post comes from: it must be ours."""
    origin = request.headers.get("Origin", "")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400, "form_token")
    if origin and origin != "null" and urlsplit(origin).netloc != request.host:
        abort(400, "form_token")


def _check_form_token() -> None:
    _check_origin()
    given = request.form.get("csrf", "") or request.headers.get("X-Form-Token", "")
    if not given or not hmac.compare_digest(given.encode(), form_token().encode()):
        abort(400, "form_token")


def _to_login() -> Any:
    """To the login page, and back afterwards. A posted form is kept, signed, and offered again after the login."""
    if request.method in ("GET", "HEAD"):
        if request.headers.get("HX-Request"):
            return Response("", 401, {"HX-Redirect": url_for("login.enter")})
        target = request.full_path.rstrip("?")
        return redirect(url_for("login.enter", next=target) if target != "/" else url_for("login.enter"))
    if request.blueprint == "login":  # passwords are never carried along, and whoever is out need not log out
        return redirect(url_for("login.enter") if request.endpoint == "login.leave" else url_for("login.enter", next=url_for("login.me")), 303)
    from schoolapp.web.login import login_page
    kept = ""
    keyed = request.blueprint == "outbox"  # keys of staff groups are typed there, and no page ever shows one
    if not keyed and not request.files and request.content_length is not None and request.content_length <= KEPT_MOST:
        fields = [[name, value] for name, value in request.form.items(multi=True) if name not in ("csrf", "password", "printed")]
        kept = seal(json.dumps({"path": request.path, "fields": fields}, ensure_ascii=False))
    return login_page(kept=kept, ended=True), 401


def seal(text: str) -> str:
    """`text` with a signature of this installation in front of it."""
    return _signature(text) + text


def unseal(text: str) -> str | None:
    """The text again, None where the signature is not ours."""
    signature, plain = text[:64], text[64:]
    return plain if hmac.compare_digest(signature.encode(), _signature(plain).encode()) else None


def safe_next(target: str) -> str | None:
    """A path of this app to go on to, or None: never another host."""
    if not target.startswith("/") or target.startswith(("//", "/\\")) or any(c in target for c in "\r\n\t\\"):
        return None
    return target


class Finished(Response):
    """An answer made once and given out many times: it carries every header already, and nothing may change it."""

    def __init__(self, body: bytes, status: int, headers: list[tuple[str, str]], *, secure: bool) -> None:
        own = dict(headers)
        super().__init__(body, status, [*headers, *((name, value) for name, value in _guarding(secure).items() if name not in own)])
        if status == 304:  # says nothing of a body that it does not have
            del self.headers["Content-Length"], self.headers["Content-Type"]
        self._body, self._lines = body, self.headers.to_wsgi_list()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        start_response(self.status, self._lines.copy())
        return () if environ["REQUEST_METHOD"] == "HEAD" else (self._body,)


@cache
def _guarding(secure: bool) -> dict[str, str]:
    """The headers that every answer carries."""
    found = {"Content-Security-Policy": CSP, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
             "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
             "Permissions-Policy": "camera=(), microphone=(), geolocation=()"}
    return {**found, "Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if secure else found


def _leave(response: Response) -> Response:
    if isinstance(response, Finished):
        return response
    headers = response.headers
    if response.status_code == 303 and SENT_BY_SCRIPT in request.headers:  # the next page, followed unseen, would use up its flash
        headers[GO_TO], response.status_code = headers.pop("Location"), 200
    said = {name.lower() for name, _value in headers}
    for name, value in _guarding(house().config.secure).items():
        if name.lower() not in said:
            headers.add(name, value)
        elif name != "Content-Security-Policy":
            headers[name] = value
    if request.blueprint == "notices":
        headers["Referrer-Policy"] = "no-referrer"
    if request.endpoint == "static":
        return response
    if request.blueprint != "notices":
        headers.setdefault("Cache-Control", "no-store")
        if "keep_language" in g:
            response.set_cookie("lang", g.keep_language, max_age=31_536_000, samesite="Lax", secure=house().config.secure, httponly=True)
        if "keep_visitor" in g:
            set_cookie(response, "visitor", g.visitor, 86_400)
    return response


def loaded(value: Any) -> Any:
    """`value`, or NotFound where there is none."""
    if value is None:
        raise NotFound
    return value
