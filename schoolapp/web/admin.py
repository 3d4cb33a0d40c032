"""Views of admin: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("admin", __name__)
