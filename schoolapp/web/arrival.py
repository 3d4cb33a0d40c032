"""到校检查一屏看: two sides of one screen, the own one and the one that is shown to a visitor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint

from schoolapp.rules.permits import Permit
from schoolapp.services import arrival as services
from schoolapp.services.notices import NoticeState
from schoolapp.web import gate
from schoolapp.web.gate import needs
from schoolapp.web.pages import page

door = Blueprint("arrival", __name__)

FRESH_DAYS = timedelta(days=30)  # what a pack made at the door covers


@door.get("/arrival")
@needs(Permit.MAKE_PACK)
def own() -> Any:
    house, actor, now = gate.house(), gate.actor(), gate.now()
    shown = services.arrival_of(house=house, actor=actor, now=now)
    return page("arrival/own.html", shown=shown, own=services.own_of(house=house, actor=actor, shown=shown))


@door.get("/arrival/show")
@needs(Permit.MAKE_PACK)
def show() -> Any:
    now = gate.now()
    shown = services.arrival_of(house=gate.house(), actor=gate.actor(), now=now)
    published, without = shown.classes(NoticeState.WRITTEN, NoticeState.OTHER), shown.classes(NoticeState.NONE)
    return page("arrival/show.html", shown=shown, published=len(published), without=len(without), fresh=(now.date() - FRESH_DAYS, now.date()),
                fingerprint=gate.house().fingerprint())
