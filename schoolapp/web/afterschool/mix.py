"""What the service is filled with, in the browser: the chart by grade or month, its table, and the files to take away."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from flask import Response, request, send_file

from schoolapp.rules.permits import NotFound, Permit
from schoolapp.services.afterschool import mix as services
from schoolapp.services.afterschool.mix import MixBy
from schoolapp.services.load import FORMATS, Look
from schoolapp.web import gate
from schoolapp.web.addresses import number
from schoolapp.web.afterschool import door
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import page

_MIME = {"svg": "image/svg+xml", "png": "image/png", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _asked() -> dict[str, Any]:
    by = MixBy.MONTH if request.args.get("by") == "month" else MixBy.GRADE
    return {"house": gate.house(), "actor": gate.actor(), "term_id": request.args.get("term", type=number), "by": by, "now": gate.now()}


@door.get("/mix")
@needs(Permit.SEE_SERVICE)
def mix() -> Any:
    return page("afterschool/mix.html", found=services.content_mix(lang=lang(), **_asked()))


@door.get("/mix/picture-<any(light,dark):look>.svg")
@needs(Permit.SEE_SERVICE)
def mix_picture(look: str) -> Any:
    drawn = services.mix_chart(look=Look(lang(), dark=look == "dark"), **_asked())
    response = Response(drawn, mimetype=_MIME["svg"])
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(hashlib.sha256(drawn).hexdigest()[:32])
    return response.make_conditional(request)


@door.get("/mix/chart.<fmt>")
@needs(Permit.SEE_SERVICE)
def mix_file(fmt: str) -> Any:
    if fmt == "xlsx":
        made = services.mix_workbook(lang=lang(), **_asked())
    elif fmt in FORMATS:
        made = services.mix_chart(look=Look(lang(), fmt, titled=True), **_asked())
    else:
        raise NotFound
    response = send_file(io.BytesIO(made), mimetype=_MIME[fmt], as_attachment=True, download_name=f"{_('课后服务内容构成')}.{fmt}", etag=False)
    response.headers["Cache-Control"] = "no-store"
    return response
