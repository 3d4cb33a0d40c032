"""The after-school service in the browser: the week against 5+2. The day and logging stand in `log`, walk-throughs in `walks`, the proof over a
term in `term`, what it is filled with in `mix`, one programme's quality in `quality`; they hang their views on this door. Programmes and what goes
with them stand in `web/programmes`."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, request

from schoolapp.rules.permits import Permit
from schoolapp.services import afterschool as services
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none
from schoolapp.web.gate import needs
from schoolapp.web.pages import page

door = Blueprint("afterschool", __name__, url_prefix="/service")


def day_in(text: str) -> date:
    """A date of an address; NotFound where it is none."""
    return gate.loaded(day_or_none(text))


@door.get("")
@needs(Permit.SEE_SERVICE)
def week() -> Any:
    day = day_in(request.args["day"]) if "day" in request.args else gate.now().date()
    board = services.week_board(house=gate.house(), actor=gate.actor(), day=day, now=gate.now())
    return page("afterschool/week.html", board=board)


from schoolapp.web.afterschool import log, mix, quality, term, walks  # noqa: E402,F401  the views need the door first
