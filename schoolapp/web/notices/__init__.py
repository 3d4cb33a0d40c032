"""The parents' pages: a class's day and week behind its link, several classes on one page, picture, calendar and feed, and the school's notice
board. No login, no script, and but for the form on how long homework took no cookie. What a day is for parents is decided in `services`; the
sentences stand in the templates."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from schoolapp.web.notices.answers import Pages, mark_of
from schoolapp.web.notices.front import Front

door = Blueprint("notices", __name__)


@door.record
def _prepare(state: BlueprintSetupState) -> None:
    app = state.app
    pages = app.extensions["notice_pages"] = Pages(mark_of(app))
    app.wsgi_app = Front(app.wsgi_app, pages, app.extensions["house"], app.extensions["clock"])  # type: ignore[attr-defined]


from schoolapp.web.notices import ask, board, days, joined, suggestions, surveys, takeaway  # noqa: E402,F401  the views need the door first
