"""The quality of the service in the browser, one page a programme."""

from __future__ import annotations

from typing import Any

from flask import request

from schoolapp.rules.permits import Permit
from schoolapp.rules.surveys import SCHOOL_LEAST
from schoolapp.services.afterschool import quality as services
from schoolapp.web import gate
from schoolapp.web.addresses import number
from schoolapp.web.afterschool import door
from schoolapp.web.gate import needs
from schoolapp.web.pages import page


@door.get("/quality")
@needs(Permit.SEE_SERVICE)
def qualities() -> Any:
    asked = request.args.get("term", type=number)
    term, rows = services.programme_list(house=gate.house(), actor=gate.actor(), term_id=asked, now=gate.now())
    return page("afterschool/qualities.html", term=term, rows=rows)


@door.get("/quality/<int:programme_id>")
@needs(Permit.SEE_SERVICE)
def quality(programme_id: int) -> Any:
    found = services.programme_quality(house=gate.house(), actor=gate.actor(), programme_id=programme_id, now=gate.now())
    return page("afterschool/quality.html", found=found, least=SCHOOL_LEAST)
