"""The page of a teacher's two weeks: what each class still has room for, and the way to register for a day to come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, request

from schoolapp import words
from schoolapp.rules.permits import Permit
from schoolapp.services.homework import ahead as services
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none
from schoolapp.web.gate import needs
from schoolapp.web.language import lang
from schoolapp.web.pages import page

door = Blueprint("ahead", __name__)


@door.get("/homework/week")
@needs(Permit.REGISTER_HOMEWORK)
def week() -> Any:
    """Two weeks from the Monday of `start`; without one, or with one that is no day, from this week's."""
    asked = day_or_none(request.args.get("start", "")[:10])
    found = services.days_ahead(house=gate.house(), actor=gate.actor(), start=asked, now=gate.now())
    weekdays = {n: words.format_date(lang(), found.start + timedelta(days=n - 1), "weekday") for n in range(1, 8)}
    return page("homework/week.html", ahead=found, weekdays=weekdays)
