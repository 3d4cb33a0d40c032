"""Views of setup: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("setup", __name__)
