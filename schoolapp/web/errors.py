"""What a visitor reads when something cannot be done: plain words, what to do next, never a trace."""

from __future__ import annotations

import logging

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from schoolapp.rules.permits import NotAllowed, NotFound
from schoolapp.services import login as login_services
from schoolapp.services.house import Busy, Conflict
from schoolapp.web import gate
from schoolapp.web.language import _
from schoolapp.web.pages import page

log = logging.getLogger("schoolapp")


def answers(app: Flask) -> None:
    """Registers the pages for every kind of trouble."""
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _trouble(status: int, title: str, text: str) -> Response:
    return page("error.html", status=status, title=title, text=text)


def _not_allowed(error: NotAllowed) -> Response:
    session = g.get("signed")
    login_services.note_refused(
        house=gate.house(),
        staff_id=session.person.staff_id if session else None,
        act=f"{request.endpoint}:{error.code}",
        address=gate.address(),
        now=gate.now(),
    )
    return _trouble(403, _("这一页不在您的权限内"), _("如果工作需要，请联系学校的系统管理员调整角色。"))


def _not_found(_error: NotFound) -> Response:
    return _trouble(404, _("没有找到这一页"), _("地址可能有误，或者内容已经不在了。请从菜单重新进入。"))


def _busy(_error: Busy) -> Response:
    response = _trouble(503, _("系统正忙，请稍后再试"), _("刚才的内容还没有保存。请稍等几秒，点浏览器的“后退”，再提交一次。"))
    response.headers["Retry-After"] = "5"
    return response


def _conflict(error: Conflict) -> Response:
    if error.code == "other_content":
        return _trouble(409, _("这张表已经提交过了"), _("同一张表又带着不同的内容提交了一次，第二次没有保存。请重新打开页面，再登记需要改动的内容。"))
    return _trouble(409, _("内容已经变了"), _("您打开这一页之后，别人改动了同一条记录。请重新打开页面，核对后再提交。"))


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    if error.code == 404:
        return _not_found(NotFound())
    if error.code == 400 and error.description == "form_token":
        return _trouble(400, _("这张表已经失效"), _("页面打开太久，或者不是从本系统提交的，内容没有保存。请重新打开页面再提交。"))
    if error.code == 413:
        return _trouble(413, _("提交的内容太大"), _("文件或文字超过了允许的大小，没有保存。请减小后再提交。"))
    if error.code == 405:
        return _trouble(405, _("不能这样打开这一页"), _("请从菜单重新进入。"))
    return _trouble(error.code, _("这个请求无法处理"), _("请从菜单重新进入。如果反复出现，请联系学校的系统管理员。"))


def _unforeseen(error: Exception) -> Response:
    log.exception("unforeseen error at %s", request.endpoint, exc_info=error)
    return _trouble(500, _("系统出错了"), _("内容没有保存。请稍后再试；如果反复出现，请联系学校的系统管理员。"))
