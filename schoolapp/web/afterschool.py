"""Views of afterschool: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("afterschool", __name__)
