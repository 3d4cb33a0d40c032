"""Views of long tasks (长周期作业): the own ones, setting one, a task with its days, correcting and withdrawing the days to come."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, request, url_for

from schoolapp import words
from schoolapp.rules.calendar import monday_of
from schoolapp.rules.permits import Permit
from schoolapp.services.homework import BadDraft, Refused, long_task_amend
from schoolapp.services.homework import long_task as services
from schoolapp.services.homework.long_task import LongChoices, NoRoomOnDays, TaskView
from schoolapp.services.homework.worded import NeedsWords
from schoolapp.services.house import Conflict
from schoolapp.web import gate
from schoolapp.web.addresses import number, number_or
from schoolapp.web.forms.fields import mended, options
from schoolapp.web.forms.long_task import EACH, CorrectForm, LongForm, WithdrawForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page

door = Blueprint("long_task", __name__)


@door.app_template_global("long_task_of")
def task_of(item_id: int) -> int | None:
    """The number of the task that an item is a day of."""
    return services.task_of_item(house=gate.house(), item_id=item_id)


@door.get("/homework/long")
@needs(Permit.REGISTER_HOMEWORK)
def tasks() -> Any:
    found = services.my_tasks(house=gate.house(), actor=gate.actor(), now=gate.now())
    return page("homework/long_tasks.html", tasks=found)


@door.get("/homework/long/new")
@needs(Permit.REGISTER_HOMEWORK)
def new() -> Any:
    found = _choices(request.args.get("subject", ""), request.args.getlist("class", type=number))
    return _form_page(LongForm.fresh(found.choices.subject, found.choices.classes), found)


def _choices(subject: str, class_ids: Any) -> LongChoices:
    return services.long_choices(house=gate.house(), actor=gate.actor(), subject=subject, class_ids=class_ids, now=gate.now())


@door.post("/homework/long/new")
@needs(Permit.REGISTER_HOMEWORK)
def posted() -> Any:
    do, _dash, told = request.form.get("do", "publish").partition("-")
    fields = mended(request.form)
    if do == "fewer":
        fields["minutes"] = told
    elif do == "without":
        gone = set(told.split("_"))
        fields.setlist("days", [day for day in fields.getlist("days") if day not in gone])
    form = LongForm(fields)
    found = _choices(form.subject.data or "", form.classes.data or [-1])
    if do != "publish" or "mend" in fields:
        return _form_page(form, found)
    draft = form.draft() if form.validate() else None
    if draft is None:
        return _form_page(form, found, status=400)
    try:
        done = services.post_long_task(house=gate.house(), actor=gate.actor(), subject=form.subject.data or "", class_ids=form.classes.data or [],
                                       days=form.chosen(), draft=draft, wording_reason=form.wording_reason.data or "", seen=form.seen_clauses(),
                                       request_key=form.request_key.data or "", now=gate.now())
    except BadDraft as bad:
        form.blame(bad.faults)
        return _form_page(form, found, status=400)
    except Refused:
        form.days.errors = [*form.days.errors, _("只能选列出的上课日，请重新核对")]
        return _form_page(form, found, status=400)
    except NoRoomOnDays as full:
        return _form_page(form, found, full=full, status=400)
    except NeedsWords as asked:
        form.ask(asked.lines[0])
        return _form_page(form, found, said=asked.lines[0], status=400)
    classes = words.join(lang(), [words.class_name(lang(), c.grade, c.number) for c in done.classes])
    text = _("已公示到%(classes)s，共 %(n)s 天", classes=classes, n=len(done.days))
    return back_to("long_task.one", text=text, task_id=done.task_id)


def _form_page(form: LongForm, found: LongChoices, *, full: NoRoomOnDays | None = None, said: Any = None, status: int = 200) -> Any:
    """The form with the days that may be chosen and, where minutes and days are there, what each day would be."""
    offered = found.choices.of(found.choices.subject)
    form.subject.data = found.choices.subject
    form.subject.choices = options((s.subject, _(s.subject)) for s in found.choices.subjects)
    form.classes.choices = options((c.id, words.class_name(lang(), c.grade, c.number)) for c in offered.classes) if offered else []
    known = {c.id for c in offered.classes} if offered else set()
    form.classes.data = [c for c in form.classes.data or [] if c in known]
    days = {choice.day for choice in found.days}
    chosen = [day for day in form.chosen() if day in days]
    form.days.data = [day.isoformat() for day in chosen]
    draft, plan = form.draft(), ()
    if draft is not None and chosen and form.classes.data and full is None:
        plan = services.long_figures(house=gate.house(), actor=gate.actor(), subject=found.choices.subject, class_ids=form.classes.data,
                                     days=chosen, draft=draft, now=gate.now())
    weeks = [(monday, list(those)) for monday, those in groupby(found.days, key=lambda choice: monday_of(choice.day))]
    return page("homework/long_new.html", status=status, form=form, choices=found.choices, weeks=weeks, chosen=chosen, plan=plan, full=full,
                each=form.basis.data == EACH, words_said=said)


@door.get("/homework/long/<int:task_id>")
@needs(Permit.SEE_CLASS_DAY)
def one(task_id: int) -> Any:
    return _task_page(_view(task_id))


def _view(task_id: int) -> TaskView:
    return services.task_view(house=gate.house(), actor=gate.actor(), task_id=task_id, now=gate.now())


@door.post("/homework/long/<int:task_id>")
@needs(Permit.REGISTER_HOMEWORK)
def correct(task_id: int) -> Any:
    form = CorrectForm(mended(request.form))
    draft = form.draft() if form.validate() and "mend" not in request.form else None
    full, code, said = None, "", None
    if draft is not None:
        try:
            long_task_amend.correct_long_task(house=gate.house(), actor=gate.actor(), task_id=task_id, stamp=number_or(form.stamp.data, 0),
                                              days=form.chosen(), draft=draft, reason=form.reason.data or "",
                                              wording_reason=form.wording_reason.data or "", seen=form.seen_clauses(), now=gate.now())
            return back_to("long_task.one", text=_("已更正，公示已经同时更新"), task_id=task_id)
        except BadDraft as bad:
            form.blame(bad.faults)
        except NoRoomOnDays as refusal:
            full = refusal
        except NeedsWords as asked:
            said = asked.lines[0]
            form.ask(said)
        except (Conflict, Refused) as error:
            code = error.code
    return _task_page(_view(task_id), correcting=form, full=full, code=code, words_said=said)


@door.post("/homework/long/<int:task_id>/withdraw")
@needs(Permit.REGISTER_HOMEWORK)
def withdraw(task_id: int) -> Any:
    form, code = WithdrawForm(request.form), ""
    if form.validate():
        try:
            long_task_amend.withdraw_long_task(house=gate.house(), actor=gate.actor(), task_id=task_id, stamp=number_or(form.stamp.data, 0),
                                               days=form.chosen(), reason=form.reason.data or "", now=gate.now())
            return back_to("long_task.one", text=_("已撤回，公示里不再显示"), task_id=task_id)
        except BadDraft as bad:
            form.blame(bad.faults)
        except (Conflict, Refused) as error:
            code = error.code
    return _task_page(_view(task_id), withdrawing=form, code=code)


def _task_page(view: TaskView, *, correcting: CorrectForm | None = None, withdrawing: WithdrawForm | None = None, full: NoRoomOnDays | None = None,
               code: str = "", words_said: Any = None) -> Any:
    """A task; after a refusal with what was typed, to be sent from what stands now."""
    days = [day.day for day in view.open_days]
    ahead = [day for day in days if day > gate.now().date()]
    refused = correcting or withdrawing
    first, second = correcting or CorrectForm.of(view.draft(), days, view.stamp), withdrawing or WithdrawForm.of(ahead or days, view.stamp)
    first.stamp.data = second.stamp.data = view.stamp
    said = {"changed": _("这项长周期作业刚刚被改过，还没有保存，请核对后再提交"), "same": _("内容和用时都没有改动"),
            "withdrawn": _("选的日期里有已经过去或已经撤回的，请重新选")}.get(code, "")
    return page("homework/long_task.html", status=200 if refused is None else 409 if code == "changed" else 400, view=view, correcting=first,
                withdrawing=second, full=full, said=said, words_said=words_said, open_correct=correcting is not None, open_withdraw=withdrawing is not None,
                back=url_for("long_task.tasks") if gate.actor().may(Permit.REGISTER_HOMEWORK) else url_for("today.show"))
