"""Views of audit: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("audit", __name__)
