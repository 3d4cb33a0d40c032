"""The school's notice board, where the principal has opened it; a closed one reads like an unknown link."""

from __future__ import annotations

from flask import Response, url_for

from schoolapp.rules.permits import Permit
from schoolapp.services import noticeboard as services
from schoolapp.web.gate import needs
from schoolapp.web.notices import door
from schoolapp.web.notices.answers import Visit


@door.get("/board")
@needs(Permit.PUBLIC)
def board() -> Response:
    visit = Visit()
    path = url_for("notices.board")

    def make() -> bytes | None:
        found = services.public_board(house=visit.house, now=visit.now)
        return visit.page("board", path, n=found) if found else None

    return visit.answer(path, make)
