"""Views of today: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("today", __name__)
