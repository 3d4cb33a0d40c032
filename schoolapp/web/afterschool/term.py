"""The service of a term in the browser: every grade's days, the gaps first, the figures; and the same as a workbook."""

from __future__ import annotations

import io
from typing import Any

from flask import request, send_file

from schoolapp.rules.permits import Permit
from schoolapp.services.afterschool import term as services
from schoolapp.services.afterschool.term_sheet import STATE_WORDS, term_workbook
from schoolapp.services.afterschool.week import CellState
from schoolapp.web import gate
from schoolapp.web.addresses import number
from schoolapp.web.afterschool import door
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import page

SIGNS = {CellState.SHORT: "△", CellState.EARLY: "◔", CellState.BOTH: "△◔", CellState.NONE: "×", CellState.ANNOUNCED: "–", CellState.TODAY: "○"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@door.app_template_filter("service_state")
def service_state(state: CellState) -> str:
    return _(STATE_WORDS[state])


@door.app_template_filter("service_sign")
def service_sign(state: CellState) -> str:
    """What stands in a small cell: told without its colour."""
    return SIGNS.get(state, "")


@door.get("/term")
@needs(Permit.SEE_SERVICE)
def term() -> Any:
    found = services.term_calendar(house=gate.house(), actor=gate.actor(), term_id=request.args.get("term", type=number), now=gate.now())
    return page("afterschool/term.html", found=found, States=CellState)


@door.get("/term.xlsx")
@needs(Permit.SEE_SERVICE)
def term_file() -> Any:
    made = term_workbook(house=gate.house(), actor=gate.actor(), term_id=request.args.get("term", type=number), lang=lang(), now=gate.now())
    response = send_file(io.BytesIO(made), mimetype=XLSX, as_attachment=True, download_name=_("课后服务学期日历") + ".xlsx", etag=False)
    response.headers["Cache-Control"] = "no-store"
    return response
