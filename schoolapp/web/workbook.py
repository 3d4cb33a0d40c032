"""Views of workbook: still to be filled."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("workbook", __name__)
