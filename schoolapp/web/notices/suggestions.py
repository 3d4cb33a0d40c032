"""The family's pages of suggestions: the form, what is taken away, the look-up by number and code. Like all parents' pages without cookie and script;
unlike them they are never kept. Closed, they read like an unknown link."""

from __future__ import annotations

import re
import secrets
from datetime import date, timedelta
from typing import Any

from flask import Response, request, url_for
from werkzeug.datastructures import MultiDict

from schoolapp import words
from schoolapp.rules.people import ClassRef
from schoolapp.rules.permits import NotFound, Permit
from schoolapp.rules.suggestions import CODE_LENGTH, CONTACT_MOST, TEXT_MOST, CaseState, grouped
from schoolapp.services import noticeboard
from schoolapp.services import suggestions as services
from schoolapp.services.suggestions import CATEGORY_WORDS, FAULT_WORDS, FormFacts, LookRefused, SayRefused, Suggestion
from schoolapp.web import gate
from schoolapp.web.addresses import number_or
from schoolapp.web.forms.fields import blame
from schoolapp.web.forms.notices import LookForm, SayForm, say_form
from schoolapp.web.gate import Finished, needs
from schoolapp.web.language import _
from schoolapp.web.notices import door
from schoolapp.web.notices.answers import HTML, Visit
from schoolapp.web.notices.days import date_of

BODY_MOST = 24_000  # bytes: a thousand characters, nine bytes each as browsers send them, and some more that is refused in words
KEY_LASTS = timedelta(hours=24)
_KEY = re.compile(r"say ([\w-]{20,60}) (\d{1,12})")
HEADERS = [("Content-Type", HTML), ("Cache-Control", "no-store"), ("X-Robots-Tag", "noindex, nofollow"), ("Referrer-Policy", "no-referrer")]


@door.get("/n/<token>/say")
@door.get("/n/<token>/say/<day>")
@needs(Permit.PUBLIC)
def say(token: str, day: str = "") -> Response:
    visit = Visit()
    link, on = visit.links.by_token.get(token), date_of(day, visit.today)
    if link is None or on is None:
        return visit.unknown()
    return _form(visit, link.one, on if day else None, url_for("notices.say", token=token, day=day or None), url_for("notices.today", token=token))


@door.post("/n/<token>/say", endpoint="say_posted")
@door.post("/n/<token>/say/<day>", endpoint="say_posted")
@needs(Permit.PUBLIC, most=BODY_MOST)
def say_posted(token: str, day: str = "") -> Response:
    return say(token, day)


@door.get("/board/say")
@needs(Permit.PUBLIC)
def board_say() -> Response:
    visit = Visit()
    if not noticeboard.is_shown(house=visit.house):
        return visit.unknown()
    return _form(visit, None, None, url_for("notices.board_say"), url_for("notices.board"))


@door.post("/board/say", endpoint="board_say_posted")
@needs(Permit.PUBLIC, most=BODY_MOST)
def board_say_posted() -> Response:
    return board_say()


@door.get("/say")
@needs(Permit.PUBLIC)
def look_up() -> Response:
    visit = Visit()
    return _look_page(visit, LookForm(None)) if services.is_open(visit.house) else visit.unknown()


@door.post("/say", endpoint="look_up_posted")
@needs(Permit.PUBLIC, most=BODY_MOST)
def look_up_posted() -> Response:
    """The case of a number and code (?do: solved, again say how its family sees it)."""
    visit = Visit()
    form = LookForm(_posted())
    if not services.is_open(visit.house):
        return visit.unknown()
    if not form.validate():
        return _look_page(visit, form, 400)
    do = request.form.get("do", "")
    asked = {"house": visit.house, "number": form.number.data or "", "code": form.code.data or "", "address": gate.address(), "now": visit.now}
    status = 200
    try:
        if do == "solved":
            services.settle(**asked)
        elif do == "again":
            services.object_to(**asked, text=form.text.data or "")
    except SayRefused as refused:
        for field, code in refused.faults:
            blame(form, field, _("这件意见已经不能再退回了，请看下面的状态") if code == "late" else _fault(code))
        status = 400
    except LookRefused:
        pass  # said below, once
    try:
        found = services.look_up(**asked)
    except LookRefused as refused:
        blame(form, "code", _("编号或查询码不对，请照截屏或纸上写的再填一次") if refused.code == "wrong"
              else _("今天填错的次数太多，请明天再查，或者打学校的电话"))
        return _look_page(visit, form, 400)
    return _page(visit, "suggestion", url_for("notices.look_up"), status, case=found, form=form, STATE=CaseState, category_words=CATEGORY_WORDS,
                 done=do if status == 200 else "", text_most=TEXT_MOST)


def _form(visit: Visit, one: ClassRef | None, day: date | None, path: str, back: str) -> Response:
    """The form, or what came of it."""
    if not services.is_open(visit.house):
        return visit.unknown()
    try:
        facts = services.form_facts(house=visit.house, class_id=one.id if one else None, now=visit.now)
    except NotFound:
        return visit.unknown()
    classes = [(str(c.id), words.class_name(visit.lang, c.grade, c.number)) for c in facts.classes]
    if request.method != "POST":
        form = say_form(None, classes=classes, about="class" if one else "", day=day, key=_fresh_key(visit))
        return _form_page(visit, form, facts, path, back)
    posted = _posted()
    form = say_form(posted, classes=classes)
    key = _key_of(visit, form.key.data or "")
    if not key:
        form.key.data = _fresh_key(visit)
        blame(form, "", _("这一页打开得太久了。您写的还在，请再点一次“交给校长”"))
        return _form_page(visit, form, facts, path, back, 400)
    if form.validate():
        try:
            receipt = services.say(house=visit.house, said=_said(form, one, key), address=gate.address(), now=visit.now)
        except SayRefused as refused:
            for field, code in refused.faults:
                blame(form, "class_id" if field == "class" else field, _contact_fault(code) if field == "contact" else _fault(code))
        else:
            return _page(visit, "suggested", path, 200, receipt=receipt, code=grouped(receipt.code), back=back)
    return _form_page(visit, form, facts, path, back, 400)


def _said(form: SayForm, one: ClassRef | None, key: str) -> Suggestion:
    """What was written. Where it is about no class, a day that stands in the form counts only from the board."""
    if one is not None:
        class_id = one.id if form.about.data == "class" else None
        day = form.day.data if class_id is not None else None
    else:
        class_id = number_or(form.class_id.data, -1) if form.class_id.data else None
        day = form.day.data
    return Suggestion(key, form.category.data or "", form.text.data or "", class_id, day, form.contact.data or "")


def _form_page(visit: Visit, form: SayForm, facts: FormFacts, path: str, back: str, status: int = 200) -> Response:
    return _page(visit, "suggest", path, status, form=form, facts=facts, back=back, text_most=TEXT_MOST, contact_most=CONTACT_MOST,
                 look_url=_with_look(visit, url_for("notices.look_up")))


def _look_page(visit: Visit, form: LookForm, status: int = 200) -> Response:
    return _page(visit, "suggestion_look", url_for("notices.look_up"), status, form=form, code_length=CODE_LENGTH)


def _page(visit: Visit, template: str, base: str, status: int, **values: Any) -> Response:
    body = visit.page(template, base, look_path=_with_look(visit, url_for("notices.look_up")), **values)
    return Finished(body, status, HEADERS, secure=visit.secure)


def _with_look(visit: Visit, path: str) -> str:
    """The address with the language and size of this visit."""
    query = "&".join(f"{name}={value}" for name, value in visit.look._replace(paper="").pairs)
    return f"{path}?{query}" if query else path


def _posted() -> MultiDict[str, str]:
    """The posted fields of a plain form; one with files is none of ours."""
    return request.form if request.mimetype == "application/x-www-form-urlencoded" else MultiDict()


def _fresh_key(visit: Visit) -> str:
    """A form's key, made here: which form it is and when it was opened."""
    return gate.seal(f"say {secrets.token_urlsafe(24)} {int(visit.now.timestamp())}")


def _key_of(visit: Visit, sealed: str) -> str:
    """The key, '' where it was not made here or is too old."""
    found = _KEY.fullmatch(gate.unseal(sealed) or "")
    return found[1] if found and 0 <= visit.now.timestamp() - int(found[2]) <= KEY_LASTS.total_seconds() else ""


def _fault(code: str) -> str:
    if code == "address":
        return _("今天从这里已经写了好几件，请明天再写，或者打电话")
    if code == "school":
        return _("今天收到的意见很多，请明天再写，或者打电话")
    return _(FAULT_WORDS[code])


def _contact_fault(code: str) -> str:
    return _("联系方式最多 %(n)s 个字", n=CONTACT_MOST) if code == "long" else _fault(code)
