"""Views of homework: the register form and its refusal, corrections, nones, the own registrations, the day of a class."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.datastructures import MultiDict

from schoolapp import words
from schoolapp.rules.permits import NotFound, Permit
from schoolapp.services import homework as services
from schoolapp.services import reality as reality_services
from schoolapp.services.homework import beside
from schoolapp.services.house import Conflict
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none, number, number_or
from schoolapp.web.colours import slot
from schoolapp.web.forms.homework import (
    AmendForm,
    Plain,
    RegisterForm,
    fill,
    from_template,
    line_fields,
    line_numbers,
    mended,
    pressed,
    read_plainly,
    refusal,
    words_plainly,
)
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page

door = Blueprint("homework", __name__)
door.add_app_template_global(slot, "slot")

_Fields = MultiDict[str, str]


@door.get("/homework")
@needs(Permit.REGISTER_HOMEWORK)
def mine() -> Any:
    days = services.my_homework(house=gate.house(), actor=gate.actor(), now=gate.now())
    return page("homework/mine.html", days=days)


@door.get("/homework/new")
@needs(Permit.REGISTER_HOMEWORK)
def new() -> Any:
    house, actor, now = gate.house(), gate.actor(), gate.now()
    items, drafts = services.drafts_of_items(house=house, actor=actor, item_ids=request.args.getlist("copy", type=number))
    class_ids = request.args.getlist("class", type=number) or list(dict.fromkeys(i.class_id for i in items))
    subject = request.args.get("subject", "") or (items[0].subject if items else "")
    day, parallel = read_day(request.args.get("day", "")), bool(request.args.get("beside"))
    found = services.choices(house=house, actor=actor, day=day, subject=subject, class_ids=class_ids, beside=parallel, now=now)
    form = RegisterForm.fresh(
        subject=found.subject, classes=found.classes, day=found.day, drafts=drafts, request_key=secrets.token_urlsafe(24),
        kind=found.kind, tier=found.tier,
    )
    return _form_page(form, found)


def read_day(text: str) -> date | None:
    """A day as addresses and date fields write it; None for anything else."""
    return day_or_none(text[:10])


@door.post("/homework/new")
@needs(Permit.REGISTER_HOMEWORK)
def new_posted() -> Any:
    do, _sep, told = request.form.get("do", "publish").partition("-")
    if do in ("publish", "fit", "again"):
        return _publish(request.form, only_fitting="fit" in (do, told), again=do == "again")
    fields: _Fields = MultiDict(request.form.items(multi=True))
    before = len(line_numbers(fields))
    if do == "template":
        fields = from_template(fields, number_or(told, 0), house=gate.house(), actor=gate.actor(), now=gate.now())
    elif do == "mend":
        fields = mended(fields, number_or(told, before), house=gate.house(), actor=gate.actor())
    else:
        fields = pressed(fields, do, told)
    form = RegisterForm.posted(fields)
    return _form_page(form, _choices(form), added=do == "add" and len(form.lines) > before)


def _choices(form: RegisterForm) -> services.Choices:
    return services.choices(
        house=gate.house(),
        actor=gate.actor(),
        day=form.day.data,
        subject=form.subject.data or "",
        class_ids=form.classes.data or [-1],
        now=gate.now(),
    )


def _publish(fields: _Fields, *, only_fitting: bool, again: bool) -> Any:
    plain = read_plainly(fields)
    if plain is None:
        form = _checked(fields)
        if form.faults or form.day.data is None:
            return _form_page(form, _choices(form), status=400)
        named = (form.subject.data or "", form.classes.data or [], form.day.data)
        plain = Plain(*named, form.drafts(), form.reason.data or "", form.request_key.data or "", form.at, *words_plainly(fields))
    day, subject, now = plain.day, plain.subject, gate.now()
    try:
        done = services.post_homework(
            house=gate.house(),
            actor=gate.actor(),
            day=day,
            subject=subject,
            class_ids=plain.classes,
            drafts=plain.drafts,
            reason=plain.reason,
            wording_reasons=plain.reasons,
            wording_seen=plain.seen,
            publish_at=datetime.combine(day, plain.time, now.tzinfo) if plain.time and day >= now.date() else None,
            only_fitting=only_fitting,
            again=again,
            request_key=plain.request_key,
            now=now,
        )
    except services.BadDraft as bad:
        form = _checked(fields)
        form.blame(bad.faults)
        return _form_page(form, _choices(form), status=400)
    except services.NeedsWords as needed:
        form = RegisterForm.posted(fields)
        return _form_page(form, _choices(form), status=400, needed=needed)
    except services.Twins as twins:
        form = RegisterForm.posted(fields)
        return _form_page(form, _choices(form), status=400, twins=twins, only_fitting=only_fitting)
    except services.Refused as refused:
        form = _checked(fields)
        return _form_page(form, _choices(form), status=400, refusal=refused)
    except services.NoRoom as full:
        return refusal.refused_page(full, fields, plain)
    told = _("已公示到%(classes)s", classes=names_of(done.classes))
    if done.at is not None:
        return _will_be_published(fields, done, day)
    if done.left_out:
        left = {"class": [c.id for c in done.left_out], "copy": list(done.items), "subject": subject, "day": day.isoformat()}
        return back_to(
            "homework.new", text=_("%(done)s。%(left)s还没有发布", done=told, left=names_of(done.left_out)), kind="warning", **left
        )
    link = {"link_url": url_for("homework.day", class_id=done.classes[0].id, day=day.isoformat()), "link_text": _("看公示")}
    if day == gate.now().date():
        return back_to("today.show", text=told, **link)
    return back_to("homework.mine", text=told, **link)


def form_again(
    fields: _Fields, classes: Any = None, *, status: int = 200, said: str = "", needed: services.NeedsWords | None = None
) -> Any:
    """What was typed, in the form once more: for `classes` alone where some are left, with a key of its own."""
    fields = MultiDict(fields.items(multi=True))
    if classes is not None:
        fields.setlist("classes", [str(c.id) for c in classes])
        fields["request_key"] = secrets.token_urlsafe(24)
    form = RegisterForm.posted(fields)
    return _form_page(form, _choices(form), status=status, said=said, needed=needed)


def _will_be_published(fields: _Fields, done: services.Posted, day: date) -> Any:
    """After setting a time: what waits and where; classes without room stay in the form."""
    when = words.format_time(done.at) if day == gate.now().date() else f"{words.format_date(lang(), day)} {words.format_time(done.at)}"
    told = _("将于 %(time)s 发布到%(classes)s", time=when, classes=names_of(done.classes))
    if not done.left_out:
        return back_to("homework.mine", text=told)
    return form_again(fields, done.left_out, said=_("%(done)s。%(left)s还没有发布", done=told, left=names_of(done.left_out)))


def _checked(fields: _Fields) -> RegisterForm:
    """The posted form with what is wrong in its shape."""
    form = RegisterForm.posted(fields)
    form.check()
    return form


def names_of(classes: Any) -> str:
    return words.join(lang(), [words.class_name(lang(), c.grade, c.number) for c in classes])


def _form_page(
    form: RegisterForm,
    found: services.Choices,
    *,
    status: int = 200,
    refusal: services.Refused | None = None,
    needed: services.NeedsWords | None = None,
    added: bool = False,
    said: str = "",
    twins: services.Twins | None = None,
    only_fitting: bool = False,
) -> Any:
    """The form with what it offers and each chosen class's sum; `said` = a word about what was just done."""
    around = fill(form, found, house=gate.house(), actor=gate.actor(), now=gate.now())
    return page(
        "homework/new.html",
        status=status,
        form=form,
        refusal=refusal,
        needed=needed,
        errors=form.faults,
        added=added,
        said=said,
        twins=twins,
        again="again-fit" if only_fitting else "again",
        **around,
    )


@door.post("/homework/<any(move,ask,record):way>")
@needs(Permit.REGISTER_HOMEWORK)
def no_room(way: str) -> Any:
    """What is offered where a class has no room."""
    return refusal.tried(way, form_again)


@door.post("/homework/requests/<int:request_id>/publish")
@needs(Permit.REGISTER_HOMEWORK)
def publish_kept(request_id: int) -> Any:
    return refusal.publish_kept(request_id, form_again)


@door.post("/homework/requests/<int:request_id>/form")
@needs(Permit.REGISTER_HOMEWORK)
def kept_form(request_id: int) -> Any:
    return form_again(refusal.kept_of(request_id))


@door.get("/homework/<int:item_id>")
@needs(Permit.SEE_CLASS_DAY)
def item(item_id: int) -> Any:
    view = _view(item_id)
    return _item_page(view, _form_of(view))


def _view(item_id: int) -> services.ItemView:
    return services.item_view(house=gate.house(), actor=gate.actor(), item_id=item_id, now=gate.now())


def _item_page(
    view: services.ItemView,
    form: AmendForm,
    *,
    status: int = 200,
    code: str = "",
    full: services.NoRoom | None = None,
    needed: services.NeedsWords | None = None,
    withdraw_error: str = "",
    withdraw_reason: str = "",
) -> Any:
    others = services.copy_targets(house=gate.house(), actor=gate.actor(), class_id=view.one.id, now=gate.now()).get(view.item.subject, ())
    return page(
        "homework/item.html",
        status=status,
        view=view,
        copy_to=others if view.own else (),
        copy_day=max(view.item.day, gate.now().date()),
        form=form,
        errors=form.faults,
        code=code,
        full=full,
        needed=needed,
        words=beside.words_of(house=gate.house(), line=form.worded, classes=[view.one]) if needed else None,
        withdraw_error=withdraw_error,
        withdraw_reason=withdraw_reason,
    )


@door.post("/homework/<int:item_id>")
@needs(Permit.REGISTER_HOMEWORK)
def correct(item_id: int) -> Any:
    form = AmendForm(request.form)
    if request.form.get("do", "").startswith("mend"):
        view = _view(item_id)
        form.text.data = beside.mended_text(house=gate.house(), actor=gate.actor(), line=form.worded, class_ids=[view.one.id])
        return _item_page(view, form)
    draft = form.draft() if form.check() else None
    if draft is None:
        return _item_page(_view(item_id), form, status=400)
    try:
        fresh = services.correct_homework(
            house=gate.house(),
            actor=gate.actor(),
            item_id=item_id,
            version=_version(form.version.data),
            draft=draft,
            reason=form.reason.data or "",
            wording_reason=form.why.data or "",
            wording_seen=(form.seen.data or "").split(),
            now=gate.now(),
        )
    except services.BadDraft as bad:
        form.blame([f._replace(line=0) for f in bad.faults])
        return _item_page(_view(item_id), form, status=400)
    except services.NeedsWords as needed:
        return _item_page(_view(item_id), form, status=400, needed=needed)
    except services.NoRoom as full:
        return _item_page(_view(item_id), form, status=400, full=full)
    except (Conflict, services.Refused) as error:
        return _stale_page(item_id, form, error.code)
    return back_to("homework.day", text=_("已更正，公示已经同时更新"), class_id=fresh.class_id, day=fresh.day.isoformat())


def _stale_page(item_id: int, form: AmendForm, code: str) -> Any:
    """Somebody was quicker: what stands now is shown, what was typed is kept, the next submit is made from the new version."""
    view = _view(item_id)
    form.version.data = str(view.item.version)
    return _item_page(view, form, status=409 if code == "changed" else 400, code=code)


def _version(text: str | None) -> int:
    return number_or(text, 0)


@door.post("/homework/<int:item_id>/withdraw")
@needs(Permit.REGISTER_HOMEWORK)
def withdraw(item_id: int) -> Any:
    reason = request.form.get("reason", "")
    try:
        gone = services.withdraw_homework(
            house=gate.house(),
            actor=gate.actor(),
            item_id=item_id,
            version=_version(request.form.get("version")),
            reason=reason,
            now=gate.now(),
        )
    except services.BadDraft as bad:
        view = _view(item_id)
        form = _form_of(view)
        form.blame([f._replace(line=0) for f in bad.faults])
        said, form.reason.errors = form.reason.errors[0], []
        return _item_page(view, form, status=400, withdraw_error=said, withdraw_reason=reason)
    except (Conflict, services.Refused) as error:
        view = _view(item_id)
        return _item_page(view, _form_of(view), status=409 if error.code == "changed" else 400, code=error.code, withdraw_reason=reason)
    return back_to("homework.day", text=_("已撤回，公示里不再显示"), class_id=gone.class_id, day=gone.day.isoformat())


def _form_of(view: services.ItemView) -> AmendForm:
    i = view.item
    shown = line_fields(services.Draft(i.text, i.minutes, i.kind, i.tier, i.in_school))
    return AmendForm(data={**shown, "help": "" if i.in_school is None else str(i.in_school), "version": i.version})


@door.get("/homework/day/<int:class_id>/<day>")
@needs(Permit.SEE_CLASS_DAY)
def day(class_id: int, day: str) -> Any:
    on = read_day(day)
    if on is None:
        raise NotFound
    here = {"house": gate.house(), "actor": gate.actor(), "class_id": class_id, "now": gate.now()}
    shown = services.class_day(day=on, **here)
    return page("homework/day.html", d=shown, copies=services.copy_targets(**here), took=reality_services.day_reality(day=on, **here))


@door.post("/homework/none")
@needs(Permit.REGISTER_HOMEWORK)
def none() -> Any:
    class_id, subject = request.form.get("class", 0, type=number), request.form.get("subject", "")
    try:
        services.declare_none(house=gate.house(), actor=gate.actor(), class_id=class_id, subject=subject, now=gate.now())
    except services.Refused as refused:
        return back_to("today.show", text=_none_refused(refused), kind="warning")
    return back_to("today.show", text=_("已声明：%(subject)s今日无作业", subject=_(subject)))


@door.post("/homework/none/class")
@needs(Permit.DECLARE_CLASS_NONE)
def class_none() -> Any:
    try:
        services.declare_class_none(house=gate.house(), actor=gate.actor(), class_id=request.form.get("class", 0, type=number), now=gate.now())
    except services.Refused as refused:
        return back_to("today.show", text=_none_refused(refused), kind="warning")
    return back_to("today.show", text=_("已声明：全班今日无作业"))


@door.post("/homework/none/<int:none_id>/undo")
@needs(Permit.REGISTER_HOMEWORK)
def undo_none(none_id: int) -> Any:
    services.undo_none(house=gate.house(), actor=gate.actor(), none_id=none_id, now=gate.now())
    return back_to("today.show", text=_("已撤销无作业声明"))


def _none_refused(refused: services.Refused) -> str:
    if refused.code == "has_items":
        return _("今天已经登记了作业，不能再声明无作业。要改，请先撤回作业")
    return _("今天不是上课日，不用声明")
