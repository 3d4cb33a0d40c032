"""Views of packs: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("packs", __name__)
