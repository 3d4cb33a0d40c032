"""Views of people: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("people", __name__)
