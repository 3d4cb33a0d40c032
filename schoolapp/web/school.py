"""Views of school: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("school", __name__)
