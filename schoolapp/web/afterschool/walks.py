"""Walk-throughs (巡查) in the browser: what runs now, the points of a session, what is to be followed up and what became of it."""

from __future__ import annotations

import secrets
from typing import Any

from flask import request, url_for

from schoolapp.rules.permits import Permit
from schoolapp.rules.walks import WalkMark, WalkPoint
from schoolapp.services.afterschool import walks as services
from schoolapp.services.house import Conflict
from schoolapp.web import gate
from schoolapp.web.afterschool import day_in, door
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

POINT_WORDS = {
    WalkPoint.IN_PLACE: N_("教师在岗"),
    WalkPoint.HEADS: N_("人数与点名册相符"),
    WalkPoint.AS_PLANNED: N_("内容与项目相符"),
    WalkPoint.NO_LESSON: N_("没有讲新课、考试、刷题"),
    WalkPoint.HELP: N_("有作业辅导和答疑"),
    WalkPoint.SAFE: N_("场地和器材安全"),
    WalkPoint.HANDOVER: N_("离开有序，有人交接"),
}
MARK_WORDS = {WalkMark.OK: N_("正常"), WalkMark.FOLLOW: N_("需跟进"), WalkMark.NOT_HERE: N_("不适用")}
FAULT_WORDS = {
    "required": N_("请选择一项"),
    "long": N_("太长，请缩短"),
    "identity": N_("不能写身份证号，请删去"),
    "mobile": N_("不能写手机号，请删去"),
    "future": N_("还没到时间，开始以后再巡查"),
}
NOTE_WANTED, DONE_WANTED = N_("有需跟进的，请写一句是什么"), N_("请写明是怎么处理的")


@door.app_template_filter("walk_point")
def walk_point(point: WalkPoint) -> str:
    return _(POINT_WORDS[point])


@door.app_template_filter("walk_mark")
def walk_mark(mark: WalkMark) -> str:
    return _(MARK_WORDS[mark])


@door.get("/walks")
@needs(Permit.WALK_SERVICE)
def walks() -> Any:
    found = services.list_walks(house=gate.house(), actor=gate.actor(), now=gate.now())
    return page("afterschool/walks.html", found=found)


@door.get("/walks/<int:programme_id>/<day>/<int:start>")
@needs(Permit.WALK_SERVICE)
def walk_new(programme_id: int, day: str, start: int) -> Any:
    offer = services.walk_offer(house=gate.house(), actor=gate.actor(), programme_id=programme_id, day=day_in(day), start=start, now=gate.now())
    return _form_page(offer, {}, "", [])


def _form_page(offer: services.WalkOffer, marks: dict[WalkPoint, WalkMark], note: str, faults: list[services.Fault], *, status: int = 200) -> Any:
    errors = {fault.field: _(NOTE_WANTED) if fault == services.Fault("note", "required") else _(FAULT_WORDS[fault.code]) for fault in faults}
    return page(
        "afterschool/walk_new.html",
        status=status,
        offer=offer,
        marks=marks,
        note=note,
        errors=errors,
        all_marks=list(WalkMark),
        request_key=request.form.get("request_key") or secrets.token_urlsafe(24),
    )


@door.post("/walks/<int:programme_id>/<day>/<int:start>")
@needs(Permit.WALK_SERVICE)
def walk_posted(programme_id: int, day: str, start: int) -> Any:
    on, house, actor, now = day_in(day), gate.house(), gate.actor(), gate.now()
    offer = services.walk_offer(house=house, actor=actor, programme_id=programme_id, day=on, start=start, now=now)
    known, note = {mark.value: mark for mark in WalkMark}, request.form.get("note", "")
    marks = {point: known[said] for point in offer.points if (said := request.form.get(point.value, "")) in known}
    if request.form.get("do") == "rest":  # whoever walks in writes down what is not fine; the button says so
        marks = {point: marks.get(point, WalkMark.OK) for point in offer.points}
    try:
        walk_id = services.record_walk(
            house=house, actor=actor, programme_id=programme_id, day=on, start=start, points=marks, note=note,
            request_key=request.form.get("request_key", ""), now=now,
        )
    except services.BadWalk as bad:
        return _form_page(offer, marks, note, list(bad.faults), status=400)
    except Conflict:
        return back_to("afterschool.walks", text=_("这次巡查已经保存过了"), kind="info")
    if any(mark is WalkMark.FOLLOW for mark in marks.values()):
        return back_to("afterschool.walks", text=_("已保存，有需跟进的"), link_url=_address(walk_id), link_text=_("去看"))
    return back_to("afterschool.walks", text=_("已保存巡查：%(name)s", name=offer.programme.name))


def _address(walk_id: int) -> str:
    return url_for("afterschool.walk", walk_id=walk_id)


@door.get("/walks/<int:walk_id>")
@needs(Permit.WALK_SERVICE)
def walk(walk_id: int) -> Any:
    return _walk_page(walk_id, "", "")


def _walk_page(walk_id: int, text: str, error: str, *, status: int = 200) -> Any:
    found = services.get_walk(house=gate.house(), actor=gate.actor(), walk_id=walk_id)
    return page("afterschool/walk.html", status=status, walk=found, text=text, error=error)


@door.post("/walks/<int:walk_id>")
@needs(Permit.WALK_SERVICE)
def walk_closed(walk_id: int) -> Any:
    text = request.form.get("followed_up", "")
    try:
        services.follow_up(house=gate.house(), actor=gate.actor(), walk_id=walk_id, note=text, now=gate.now())
    except services.BadWalk as bad:
        code = bad.faults[0].code
        return _walk_page(walk_id, text, _(DONE_WANTED) if code == "required" else _(FAULT_WORDS[code]), status=400)
    except Conflict:
        return back_to("afterschool.walk", walk_id=walk_id, text=_("已经有人跟进过了"), kind="info")
    return back_to("afterschool.walks", text=_("已跟进"))
