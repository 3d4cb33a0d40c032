"""The only call to the system clock. Doors read it once and pass `now` down; nothing else asks the time."""

from __future__ import annotations

from datetime import datetime

from schoolapp.rules.calendar import SCHOOL_TIME


def now() -> datetime:
    """The present moment as an aware datetime in the school's time zone (Asia/Shanghai), whole seconds."""
    return datetime.now(SCHOOL_TIME).replace(microsecond=0)
