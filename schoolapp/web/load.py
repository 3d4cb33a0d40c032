"""Views of load: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("load", __name__)
