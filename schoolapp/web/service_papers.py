"""What is printed of the after-school service, as pages for A4: the week of a grade or room, a week's duty sheet, blank rolls, the public notice."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, request

from schoolapp.rules.permits import Permit
from schoolapp.services.afterschool import papers as services
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none, number
from schoolapp.web.gate import needs
from schoolapp.web.pages import page

door = Blueprint("service_papers", __name__, url_prefix="/service/print")


def _day() -> date | None:
    return day_or_none(request.args.get("day", "")[:10])


def _common() -> dict[str, Any]:
    return {"house": gate.house(), "actor": gate.actor(), "day": _day(), "now": gate.now()}


@door.get("")
@needs(Permit.SEE_SERVICE)
def choose() -> Any:
    return page("service_papers/choose.html", found=services.paper_choices(**_common()))


@door.get("/week")
@needs(Permit.SEE_SERVICE)
def week() -> Any:
    grade = request.args.get("grade", type=number)
    return page("service_papers/week.html", paper=services.week_paper(grade=grade, room=request.args.get("room", "")[:60], **_common()))


@door.get("/duty")
@needs(Permit.SEE_SERVICE)
def duty() -> Any:
    return page("service_papers/duty.html", sheet=services.duty_sheet(**_common()))


def _roll(programme_id: int) -> services.Roll:
    month, lines = request.args.get("span") == "month", request.args.get("lines", type=number)
    return services.blank_roll(programme_id=programme_id, month=month, lines=lines, **_common())


@door.get("/roll/<int:programme_id>")
@needs(Permit.LOG_SERVICE)
def roll(programme_id: int) -> Any:
    return page("service_papers/roll.html", roll=_roll(programme_id))


@door.get("/hand-over/<int:programme_id>")
@needs(Permit.LOG_SERVICE)
def hand_over(programme_id: int) -> Any:
    return page("service_papers/hand_over.html", roll=_roll(programme_id))


@door.get("/notice")
@needs(Permit.SEE_SERVICE)
def notice() -> Any:
    found = services.service_notice(house=gate.house(), actor=gate.actor(), term_id=request.args.get("term", type=number), now=gate.now())
    return page("service_papers/notice.html", found=found)
