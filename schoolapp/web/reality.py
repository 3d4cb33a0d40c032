"""Pages of estimate against reality: the own subjects for a teacher alone, the classes of a grade for who leads it. Compared in services."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from schoolapp.rules.permits import Permit
from schoolapp.services import reality as services
from schoolapp.web import gate
from schoolapp.web.gate import needs
from schoolapp.web.pages import page

door = Blueprint("reality", __name__)


@door.get("/homework/reality")
@needs(Permit.REGISTER_HOMEWORK)
def mine() -> Any:
    """Only the reader's own subjects; nobody else is shown this page's figures."""
    found = services.my_reality(house=gate.house(), actor=gate.actor(), now=gate.now())
    return page("reality/mine.html", reality=found)


@door.get("/load/<int:grade>/reality")
@needs(Permit.SEE_BOARD)
def grade(grade: int) -> Any:
    found = services.grade_reality(house=gate.house(), actor=gate.actor(), grade=grade, now=gate.now())
    return page("reality/grade.html", reality=found)
