"""The table of contents of the web door: makes the Flask app for one opened school. Touches no database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from schoolapp import clock, paths
from schoolapp.services.house import House
from schoolapp.web import addresses, errors, gate, pages
from schoolapp.web.turns import Turns

FEATURES = (
    "login",
    "setup",
    "today",
    "homework",
    "requests",
    "wording",
    "ahead",
    "quota",
    "timed",
    "long_task",
    "homework_template",
    "likeness",
    "load",
    "sampling",
    "reality",
    "sign_off",
    "needs",
    "sheets",
    "holidays",
    "notices",
    "noticeboard",
    "feedback",
    "suggestions",
    "surveys",
    "monitoring",
    "outbox",
    "afterschool",
    "hours",
    "programmes",
    "sign_up",
    "providers",
    "service_papers",
    "findings",
    "issues",
    "selfcheck",
    "packs",
    "arrival",
    "jobs",
    "people",
    "school",
    "workbook",
    "audit",
    "admin",
)


def create_app(house: House, *, now: Callable[[], datetime] = clock.now) -> Flask:
    """The app that serves `house`; `now` gives the present moment (tests pass their own)."""
    app = Flask("schoolapp.web", template_folder=str(paths.templates()))
    app.config.update(MAX_CONTENT_LENGTH=17 * 1024 * 1024, MAX_FORM_MEMORY_SIZE=600_000, MAX_FORM_PARTS=2_000, SEND_FILE_MAX_AGE_DEFAULT=31_536_000)
    app.url_map.converters["int"] = addresses.NumberInPath
    app.extensions["house"], app.extensions["clock"] = house, now
    gate.asks(app)
    pages.prepares(app)
    errors.answers(app)
    for name in FEATURES:
        app.register_blueprint(import_module(f"schoolapp.web.{name}").door)
    if house.has_one_writer:
        app.wsgi_app = Turns(app.wsgi_app, "/homework/new")  # type: ignore[method-assign]
    if house.config.https == "proxy":  # outermost: all behind it sees the visitor's own address and host
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app
