"""Views of jobs: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("jobs", __name__)
