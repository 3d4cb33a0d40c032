"""Views of the school's settings: facts, terms and calendar, policy profiles, the school year. Each module hangs its views on this one
door."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("school", __name__)

from schoolapp.web.school import calendar, policy, settings, years  # noqa: E402,F401  the views need the door first
