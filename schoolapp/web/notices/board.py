"""The school's notice board, where the principal has opened it; a closed one reads like an unknown link."""

from __future__ import annotations

from flask import Response, url_for

from schoolapp.rules.permits import Permit
from schoolapp.services import noticeboard as services
from schoolapp.services.notices import notice_qr
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
        if not found:
            return None
        if not visit.look.paper:
            return visit.page("board", path, n=found)
        return visit.page("sheet_board", path, n=found, qr=notice_qr(visit.public_url + path) if visit.public_url else "")

    return visit.answer(path, make)
