"""Views of notices: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("notices", __name__)
