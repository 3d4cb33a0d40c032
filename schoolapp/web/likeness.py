"""The small answer beside a line that is being registered: how long such a line usually took in these classes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from schoolapp.rules.permits import Permit
from schoolapp.services import likeness as services
from schoolapp.web import gate
from schoolapp.web.addresses import number
from schoolapp.web.gate import needs
from schoolapp.web.pages import page

door = Blueprint("likeness", __name__)


@door.get("/homework/usual")
@needs(Permit.REGISTER_HOMEWORK)
def usual() -> Any:
    """A fragment, empty where nothing alike was registered twice. `line` = the line of the form that its button belongs to."""
    found = services.usual_minutes(
        house=gate.house(), actor=gate.actor(), class_ids=request.args.getlist("class", type=number), subject=request.args.get("subject", ""),
        text=request.args.get("text", ""), now=gate.now(),
    )
    return page("homework/usual.html", usual=found, line=min(request.args.get("line", 0, type=number), 99))
