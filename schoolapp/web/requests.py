"""Views of requests about a class-day without room: what waits for my answer and what I asked for, yes, no, taking back. Asking, and publishing
what was kept, belong to the register form (`homework`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request

from schoolapp.rules.permits import Permit
from schoolapp.services.homework import BadDraft, Refused
from schoolapp.services.homework import inbox as reading
from schoolapp.services.homework import requests as services
from schoolapp.services.house import Conflict
from schoolapp.web import gate
from schoolapp.web.forms.requests import DECLINE_REASONS, LEADER_REASONS, AnswerForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page

door = Blueprint("requests", __name__)


@door.get("/homework/requests")
@needs(Permit.SEE_CLASS_DAY)
def show() -> Any:
    return _inbox()


def _inbox(*, status: int = 200, code: str = "", stale: reading.Request | None = None) -> Any:
    found = reading.inbox(house=gate.house(), actor=gate.actor(), now=gate.now())
    return page("homework/requests.html", status=status, found=found, reasons={True: DECLINE_REASONS, False: LEADER_REASONS}, code=code, stale=stale)


def _answered(request_id: int, act: Callable[[], Any], told: str) -> Any:
    """The list again with a word; where the request or the item has changed meanwhile, with what stands there now."""
    try:
        act()
    except (Conflict, Refused, BadDraft) as error:
        stale = reading.find_request(house=gate.house(), actor=gate.actor(), request_id=request_id, now=gate.now())
        code = "answer" if isinstance(error, BadDraft) else error.code
        return _inbox(status=400 if code == "answer" else 409, code=code, stale=stale)
    return back_to("requests.show", text=told)


@door.post("/homework/requests/<int:request_id>/agree")
@needs(Permit.REGISTER_HOMEWORK)
def agree(request_id: int) -> Any:
    version = AnswerForm(request.form).seen
    return _answered(
        request_id,
        lambda: services.agree(house=gate.house(), actor=gate.actor(), request_id=request_id, version=version, now=gate.now()),
        _("已同意，您的作业已经更正，公示同时更新"),
    )


@door.post("/homework/requests/<int:request_id>/approve")
@needs(Permit.SIGN_WEEK)
def approve(request_id: int) -> Any:
    return _answered(
        request_id,
        lambda: services.approve(house=gate.house(), actor=gate.actor(), request_id=request_id, now=gate.now()),
        _("已同意，作业已经公示"),
    )


@door.post("/homework/requests/<int:request_id>/decline")
@needs(Permit.SEE_CLASS_DAY)
def decline(request_id: int) -> Any:
    answer = AnswerForm(request.form).answer.data or ""
    return _answered(
        request_id,
        lambda: services.decline(house=gate.house(), actor=gate.actor(), request_id=request_id, answer=answer, now=gate.now()),
        _("已答复：不同意"),
    )


@door.post("/homework/requests/<int:request_id>/withdraw")
@needs(Permit.REGISTER_HOMEWORK)
def withdraw(request_id: int) -> Any:
    return _answered(
        request_id,
        lambda: services.take_back(house=gate.house(), actor=gate.actor(), request_id=request_id, now=gate.now()),
        _("已收起这条请求"),
    )
