"""Views of homework: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("homework", __name__)
