"""Views of people: staff and slips, substitutes and inspectors, classes and their links. Each module hangs its views on this one door."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("people", __name__)

from schoolapp.web.people import classes, links, office, slips, staff  # noqa: E402,F401  the views need the door first
