"""The page that everybody lands on: the day's cards of each role, put together from what the features give. Figures are made in
services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, request

from schoolapp.rules.permits import Actor, Permit
from schoolapp.services import afterschool, findings, homework, load, needs, reminders
from schoolapp.services.house import House
from schoolapp.web import gate
from schoolapp.web.addresses import number
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page

door = Blueprint("today", __name__)


class Card(NamedTuple):
    """One part of the page: who gets it, the template that shows it, the use case that gives its facts (asked with house, actor and
    now; nothing in it: the part is left out). In the template the facts are called `facts`."""

    permit: Permit
    template: str
    facts: Callable[..., Any]


class Shown(NamedTuple):
    template: str
    facts: Any


def own_sessions(*, house: House, actor: Actor, now: datetime) -> Any:
    """The sessions on which the reader is on duty today."""
    return afterschool.sessions_due(house=house, actor=actor, day=now.date(), now=now, own_only=True).sessions


def all_sessions(*, house: House, actor: Actor, now: datetime) -> Any:
    """The day's sessions for those who look after the whole service."""
    due = afterschool.sessions_due(house=house, actor=actor, day=now.date(), now=now)
    return due if due.sessions else None


NOTES = "today/notes.html"
# In the order of the page. A feature that has something to say about today adds its line here.
CARDS = (
    Card(Permit.SIGNED_IN, NOTES, reminders.notes_for),
    Card(Permit.LOG_SERVICE, "today/duty.html", own_sessions),
    Card(Permit.REGISTER_HOMEWORK, "today/teacher.html", homework.teacher_day),
    Card(Permit.SEE_BOARD, "load/attention.html", load.attention_of),
    Card(Permit.JUDGE_FINDINGS, "today/findings.html", findings.summary_of),
    Card(Permit.SEE_SERVICE, "today/service.html", all_sessions),
)


def cards_for(house: House, actor: Actor, now: datetime) -> list[Shown]:
    found = []
    for card in CARDS:
        if actor.may(card.permit) and (facts := card.facts(house=house, actor=actor, now=now)):
            found.append(Shown(card.template, facts))
    return found


@door.get("/today")
@gate.needs(Permit.SIGNED_IN)
def show() -> Any:
    house, actor, now = gate.house(), gate.actor(), gate.now()
    head = homework.day_head(house=house, actor=actor, now=now)
    shown = cards_for(house, actor, now)
    waiting = needs.needs_of(house=house, actor=actor, now=now) if needs.has_needs(actor) else None
    return page("today/show.html", head=head, cards_shown=shown, needs_=waiting)


@door.post("/today/remind")
@gate.needs(Permit.REMIND)
def remind() -> Any:
    subject = request.form.get("subject", "")
    told = reminders.remind(
        house=gate.house(), actor=gate.actor(), class_id=request.form.get("class", 0, type=number), subject=subject, now=gate.now()
    )
    text = _("已提醒%(subject)s老师，对方打开今日页就能看到", subject=_(subject)) if told else _("已经提醒过了，或者对方刚刚登记完")
    return back_to("today.show", text=text)


@door.post("/today/notes/<int:note_id>")
@gate.needs(Permit.SIGNED_IN)
def put_away(note_id: int) -> Any:
    reminders.put_away(house=gate.house(), actor=gate.actor(), note_id=note_id, now=gate.now())
    return back_to("today.show")
