"""Views of homework that waits for its time: the list on the page of the own registrations, publishing at once, taking back, changing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from schoolapp import words
from schoolapp.rules.permits import Permit
from schoolapp.services.homework import BadDraft, NoRoom, Refused, timed
from schoolapp.services.homework.worded import NeedsWords
from schoolapp.services.house import Conflict
from schoolapp.web import gate
from schoolapp.web.forms.fields import mended, options
from schoolapp.web.forms.timed import TimedForm, places_of
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page

door = Blueprint("timed", __name__)


@door.app_template_global("timed_waiting")
def waiting() -> tuple[timed.Waiting, ...]:
    """What waits of the reader's own."""
    return timed.waiting_of(house=gate.house(), actor=gate.actor(), now=gate.now())


@door.post("/homework/timed/publish")
@needs(Permit.REGISTER_HOMEWORK)
def publish() -> Any:
    try:
        rows = timed.publish_now(house=gate.house(), actor=gate.actor(), places=places_of(request.form.getlist("places")), now=gate.now())
    except (Conflict, Refused) as error:
        return _back(error.code)
    return back_to("homework.mine", text=_("已公示到%(classes)s", classes=_names(rows)))


@door.post("/homework/timed/cancel")
@needs(Permit.REGISTER_HOMEWORK)
def cancel() -> Any:
    try:
        rows = timed.cancel_timed(house=gate.house(), actor=gate.actor(), places=places_of(request.form.getlist("places")), now=gate.now())
    except (Conflict, Refused) as error:
        return _back(error.code)
    return back_to("homework.mine", text=_("已取消定时发布：%(classes)s，预留的时间已经放开", classes=_names(rows)))


def _names(rows: Any) -> str:
    classes = timed.classes_of(house=gate.house(), rows=rows)
    return words.join(lang(), [words.class_name(lang(), c.grade, c.number) for c in classes])


def _sentence(code: str) -> str:
    return {
        "published": _("刚刚已经公示，不再等待。要改，请用更正"), "cancelled": _("这一项已经取消"), "changed": _("这一项刚刚被改过，请核对后再操作"),
        "same": _("内容和时间都没有改动"),
    }[code]


def _back(code: str) -> Any:
    """To the list, where what has happened meanwhile is seen."""
    return back_to("homework.mine", text=_sentence(code), kind="warning")


@door.get("/homework/timed/<int:timed_id>")
@needs(Permit.REGISTER_HOMEWORK)
def one(timed_id: int) -> Any:
    try:
        line, sums = _line(timed_id)
    except Refused as gone:
        return _back(gone.code)
    return _page(line, sums, TimedForm.of(line.draft, line.first.publish_at, [_box(row) for _one, row in line.places]))


@door.post("/homework/timed/<int:timed_id>")
@needs(Permit.REGISTER_HOMEWORK)
def changed(timed_id: int) -> Any:
    form = TimedForm(mended(request.form))
    full, code, said = None, "", None
    try:
        if form.validate() and "mend" not in request.form:
            timed.change_timed(house=gate.house(), actor=gate.actor(), places=places_of(form.places.data), draft=form.draft(),
                               publish_at=form.publish_at(), wording_reason=form.wording_reason.data or "", seen=form.seen_clauses(), now=gate.now())
            return back_to("homework.mine", text=_("已修改，等待定时发布"))
    except BadDraft as bad:
        form.blame(bad.faults)
    except NoRoom as refusal:
        full = refusal
    except NeedsWords as asked:
        said = asked.lines[0]
        form.ask(said)
    except (Conflict, Refused) as error:
        if error.code in ("published", "cancelled"):
            return _back(error.code)
        code = error.code
    try:
        line, sums = _line(timed_id)
    except Refused as gone:
        return _back(gone.code)
    if code == "changed":  # the next submit is made from what stands now
        form.places.data = [_box(row) for _one, row in line.places]
    status = 200 if "mend" in request.form else 409 if code == "changed" else 400
    return _page(line, sums, form, full=full, code=code, words_said=said, status=status)


def _line(timed_id: int) -> Any:
    return timed.waiting_line(house=gate.house(), actor=gate.actor(), timed_id=timed_id, now=gate.now())


def _box(row: Any) -> str:
    return f"{row.id}-{row.version}"


def _page(line: timed.Waiting, sums: Any, form: TimedForm, *, full: NoRoom | None = None, code: str = "", words_said: Any = None,
          status: int = 200) -> Any:
    form.places.choices = options((_box(row), words.class_name(lang(), c.grade, c.number)) for c, row in line.places)
    return page("homework/timed.html", status=status, line=line, sums=sums, form=form, full=full, words_said=words_said,
                said=_sentence(code) if code else "")
