"""Views of findings: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("findings", __name__)
