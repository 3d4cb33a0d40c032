"""What the form of a class without room leads to: the refusal with its ways out, another day, a colleague asked, the record as it is, what was
kept with a request. The addresses stand in `web.homework`; shortening and 选做 are the register form's own buttons (`register`)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from schoolapp import words
from schoolapp.services import homework as homework_services
from schoolapp.services.homework import BadDraft, NeedsWords, NoRoom, Refused
from schoolapp.services.homework import inbox as reading
from schoolapp.services.homework import requests as services
from schoolapp.services.homework import ways as offers
from schoolapp.services.house import Conflict
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none, number_or
from schoolapp.web.forms.homework.plain import Plain, line_numbers, read_plainly, words_plainly
from schoolapp.web.forms.homework.record import RecordForm, kept_fields
from schoolapp.web.forms.homework.register import RegisterForm
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page

_Fields = MultiDict[str, str]
FormAgain = Callable[..., Any]  # shows the register form once more: fields, classes, then status, said, needed by name
_NOT_KEPT = ("csrf", "do", "to", "ask", "choice", "own")


def refused_page(full: NoRoom, fields: _Fields, plain: Plain, *, changed: str = "") -> Any:
    """Nothing was published: the figures of this instant and what is offered. `changed`: why what was chosen before does not go any more."""
    ways = offers.ways_out(house=gate.house(), actor=gate.actor(), full=full, day=plain.day, subject=plain.subject, drafts=plain.drafts, now=gate.now())
    return page(
        "homework/refused.html", status=400, full=full, ways=ways, subject=plain.subject, kept=_kept(fields), lines=len(line_numbers(fields)),
        is_today=plain.day == gate.now().date(), day=plain.day, changed=changed,
    )


def _kept(fields: _Fields) -> list[tuple[str, str]]:
    """What was typed, to be sent along."""
    return [(name, value) for name, value in fields.items(multi=True) if name not in _NOT_KEPT]


def _posted() -> tuple[_Fields, Plain | None]:
    """The register form that a refusal sent along; None where it cannot be read any more."""
    fields: _Fields = MultiDict(request.form.items(multi=True))
    plain = read_plainly(fields)
    if plain is None:
        form = RegisterForm.posted(fields)
        if form.check() and form.day.data is not None:
            named = (form.subject.data or "", form.classes.data or [], form.day.data)
            plain = Plain(*named, form.drafts(), form.reason.data or "", form.request_key.data or "", form.at, *words_plainly(fields))
    return fields, plain


def _names(classes: Any) -> str:
    return words.join(lang(), [words.class_name(lang(), c.grade, c.number) for c in classes])


def _judged(plain: Plain) -> NoRoom | None:
    return offers.judge_now(
        house=gate.house(), actor=gate.actor(), day=plain.day, subject=plain.subject, class_ids=plain.classes, drafts=plain.drafts, now=gate.now()
    )


def _fits(fields: _Fields, again: FormAgain) -> Any:
    return again(fields, said=_("刚刚有了余量，现在放得下，可以直接发布"))


def _moved_on(fields: _Fields, plain: Plain, again: FormAgain) -> Any:
    """Somebody was quicker: the refusal anew with the figures of now, or the form where there is room by now."""
    full = _judged(plain)
    return _fits(fields, again) if full is None else refused_page(full, fields, plain, changed=_("情况刚刚变了，下面是现在的数字，请重新选择"))


def tried(way: str, again: FormAgain) -> Any:
    """Does what a button of the refusal asks for (`way`: move, ask, record); what stops it is answered with the form or the refusal as they
    are now."""
    fields, plain = _posted()
    if plain is None:
        return again(fields, status=400)
    try:
        return _WAYS[way](fields, plain, again)
    except NeedsWords as needed:
        return again(fields, status=400, needed=needed)
    except (BadDraft, Refused):
        return _moved_on(fields, plain, again)
    except Conflict as error:
        if error.code == "other_content":
            raise
        return _moved_on(fields, plain, again)


def _move(fields: _Fields, plain: Plain, again: FormAgain) -> Any:
    """Publishes for the day that was offered, where there is no room on the first one."""
    to, full = day_or_none(request.form.get("to", "")), _judged(plain)
    if full is None:
        return _fits(fields, again)
    if to is None or to <= plain.day:
        return refused_page(full, fields, plain)
    try:
        done = homework_services.post_homework(
            house=gate.house(), actor=gate.actor(), day=to, subject=plain.subject, class_ids=[f.one.id for f in full.refused], drafts=plain.drafts,
            wording_reasons=plain.reasons, wording_seen=plain.seen, request_key=plain.request_key, now=gate.now(),
        )
    except NoRoom:
        return _moved_on(fields, plain, again)
    told = _("已登记到 %(day)s：%(classes)s", day=words.format_date(lang(), to), classes=_names(done.classes))
    if full.fitting:
        return again(fields, [f.one for f in full.fitting], said=_left(told, [f.one for f in full.fitting]))
    return back_to("homework.mine", text=told)


def _left(told: str, left: Any) -> str:
    return _("%(done)s。%(left)s还没有发布", done=told, left=_names(left))


def _ask(fields: _Fields, plain: Plain, again: FormAgain) -> Any:
    """Asks the colleagues as they were offered: pairs of item and minutes."""
    pairs = [part.split("-") for part in request.form.get("ask", "").split(",")]
    items = {number_or(pair[0], 0): number_or(pair[1], 0) for pair in pairs if len(pair) == 2}
    now = gate.now()
    publish_at = datetime.combine(plain.day, plain.time, now.tzinfo) if plain.time else None
    asked = services.ask_colleagues(
        house=gate.house(), actor=gate.actor(), day=plain.day, subject=plain.subject, class_ids=plain.classes, drafts=plain.drafts,
        wording_reasons=plain.reasons, wording_seen=plain.seen, publish_at=publish_at, items=items, request_key=_key(plain, "ask"), now=now,
    )
    return _asked(fields, again, asked, _("已发出调减请求，对方同意后再发布"))


def _key(plain: Plain, act: str) -> str:
    """Asking leaves the form's own key free: it may still publish, shortened or moved."""
    return f"{plain.request_key}-{act}" if plain.request_key else ""


def _asked(fields: _Fields, again: FormAgain, asked: services.Asked, told: str) -> Any:
    if asked.left_out:
        return again(fields, asked.left_out, said=_left(told, asked.left_out))
    return back_to("requests.show", text=told)


def _record(fields: _Fields, plain: Plain, again: FormAgain) -> Any:
    """The page that asks why, and its answer."""
    full = _judged(plain)
    form = RecordForm(request.form).offer()
    sent = request.form.get("do") == "record"
    reason = form.reason() if sent else ""
    if full is None and not reason:
        return _fits(fields, again)
    ways = None if full is None else offers.ways_out(
        house=gate.house(), actor=gate.actor(), full=full, day=plain.day, subject=plain.subject, drafts=plain.drafts, now=gate.now()
    )
    if full is not None and ways is not None:
        if not ways.record:
            return refused_page(full, fields, plain)
        if not reason or form.faults:
            return _record_page(full, ways, fields, plain, form, 400 if sent else 200)
    try:
        return _recorded(fields, plain, again, reason, approval=ways is not None and ways.approval)
    except BadDraft as bad:
        if full is None or ways is None or any(f.field != "record_reason" for f in bad.faults):
            raise
        form.blame(bad.faults[0])
        return _record_page(full, ways, fields, plain, form, 400)
    except NoRoom as still:
        return refused_page(still, fields, plain)


def _record_page(full: NoRoom, ways: offers.Ways, fields: _Fields, plain: Plain, form: RecordForm, status: int) -> Any:
    return page(
        "homework/record.html", status=status, full=full, ways=ways, subject=plain.subject, kept=_kept(fields), form=form, day=plain.day,
        is_today=plain.day == gate.now().date(),
    )


def _recorded(fields: _Fields, plain: Plain, again: FormAgain, reason: str, *, approval: bool) -> Any:
    house, actor, now = gate.house(), gate.actor(), gate.now()
    if approval:
        asked = services.ask_approval(
            house=house, actor=actor, day=plain.day, subject=plain.subject, class_ids=plain.classes, drafts=plain.drafts, reason=reason,
            wording_reasons=plain.reasons, wording_seen=plain.seen, request_key=_key(plain, "approve"), now=now,
        )
        return _asked(fields, again, asked, _("已请年级组长同意，同意后公示"))
    done = homework_services.post_homework(
        house=house, actor=actor, day=plain.day, subject=plain.subject, class_ids=plain.classes, drafts=plain.drafts, record_reason=reason,
        wording_reasons=plain.reasons, wording_seen=plain.seen, request_key=plain.request_key, now=now,
    )
    told = _("已公示到%(classes)s", classes=_names(done.classes))
    if done.recorded:
        told = _("%(done)s。%(over)s标明“超限·已登记”", done=told, over=_names(done.recorded))
    link = {"link_url": url_for("homework.day", class_id=done.classes[0].id, day=plain.day.isoformat()), "link_text": _("看公示")}
    return back_to("today.show" if plain.day == now.date() else "homework.mine", text=told, **link)


_WAYS: dict[str, Callable[[_Fields, Plain, FormAgain], Any]] = {"move": _move, "ask": _ask, "record": _record}


def kept_of(request_id: int) -> _Fields:
    """The register form as it was kept with an own request, with a key of its own; NotFound for what is not the reader's."""
    found = gate.loaded(reading.find_request(house=gate.house(), actor=gate.actor(), request_id=request_id, now=gate.now()))
    if found.row.asker_id != gate.actor().staff_id:
        gate.loaded(None)
    return kept_fields(found.row.subject, found.one.id, found.row.day, found.drafts, secrets.token_urlsafe(24))


def publish_kept(request_id: int, again: FormAgain) -> Any:
    """One tap for the asker: what was kept, judged anew. Where it still has no room, the refusal with all its ways."""
    try:
        done = services.publish_kept(house=gate.house(), actor=gate.actor(), request_id=request_id, now=gate.now())
    except NeedsWords as needed:
        return again(kept_of(request_id), status=400, needed=needed)
    except NoRoom as full:
        fields = kept_of(request_id)
        return refused_page(full, fields, gate.loaded(read_plainly(fields)), changed=_("空出来的时间刚刚被别的学科用掉了"))
    except (Conflict, Refused):
        return back_to("requests.show", text=_("这条请求已经处理过，或者已经过了当天"), kind="warning")
    if done.at is not None:
        return back_to("homework.mine", text=_("将于 %(time)s 发布到%(classes)s", time=words.format_time(done.at), classes=_names(done.classes)))
    return back_to("today.show", text=_("已公示到%(classes)s", classes=_names(done.classes)))
