"""Filling the register form from what services give: its choices, what stands beside it, a template's or a safe wording in a line."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from werkzeug.datastructures import MultiDict

from schoolapp import words
from schoolapp.rules.permits import Actor
from schoolapp.services import homework as services
from schoolapp.services import homework_template as templates
from schoolapp.services.homework import beside
from schoolapp.services.house import House
from schoolapp.web.forms.fields import options
from schoolapp.web.forms.homework.plain import line_numbers
from schoolapp.web.forms.homework.register import RegisterForm, refilled, with_draft
from schoolapp.web.language import _, lang

_Fields = MultiDict[str, str]
SHOWN_IN_ORDER = 3  # with more classes those that are over come first: the dock scrolls


def fill(form: RegisterForm, found: services.Choices, *, house: House, actor: Actor, now: datetime) -> dict[str, Any]:
    """Sets the form's choices and what it fills in by itself; gives what its page shows around it: choice, figures, beside."""
    choice = found.of(found.subject)
    form.subject.data = found.subject
    form.subject.choices = options((s.subject, _(s.subject)) for s in found.subjects if s.own)
    form.classes.choices = options((c.id, words.class_name(lang(), c.grade, c.number)) for c in choice.classes) if choice else []
    offered = {c.id for c in choice.classes} if choice else set()
    form.classes.data = [c for c in form.classes.data or [] if c in offered]
    here = {"house": house, "actor": actor, "day": found.day, "subject": found.subject, "class_ids": form.classes.data, "now": now}
    around = beside.beside_form(lines=[line.worded for line in form.lines], **here)
    form.prefill(around.help)
    form.offer_times(now.time() if found.day == now.date() else time.min)
    figures = services.figures(drafts=form.drafts(), **here) if form.classes.data else ()
    if len(figures) > SHOWN_IN_ORDER:
        figures = tuple(sorted(figures, key=lambda f: -f.verdict.over_by))
    return {"choices": found, "choice": choice, "figures": figures, "beside": around}


def from_template(fields: _Fields, template_id: int, *, house: House, actor: Actor, now: datetime) -> _Fields:
    """The posted fields with one of the own templates filled in, what was typed as its page number in the blank."""
    page_number = fields.get("template_page", "")
    subject, draft = templates.use_template(house=house, actor=actor, template_id=template_id, page=page_number, now=now)
    own = templates.templates_of(house=house, actor=actor, subject=subject)
    filled = with_draft(fields, draft, [t.text for t in own])
    filled.pop("template_page", None)
    return filled


def mended(fields: _Fields, line: int, *, house: House, actor: Actor) -> _Fields:
    """The posted fields with the safe wording in place of a line's own (采用建议)."""
    if line >= len(line_numbers(fields)):
        return fields
    form = RegisterForm.posted(fields)
    text = beside.mended_text(house=house, actor=actor, line=form.lines[line].worded, class_ids=form.classes.data or [])
    return refilled(fields, line, text=text, why=None, seen=None)
