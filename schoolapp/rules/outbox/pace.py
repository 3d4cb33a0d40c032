"""How fast and when: a bucket of tokens for each bot, growing pauses between tries, quiet hours, the set time of a digest."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.outbox.channels import ChannelKind

DAY = timedelta(days=1)
HOLD = timedelta(minutes=10)  # what changes after the set time is gathered for so long
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))
TRIES = len(BACK_OFF) + 1
JITTER = 0.25


class Pace(NamedTuple):
    """A bucket of `burst` tokens that gets a new one every `every`. Its whole state is the moment at which it is full again, so that
    several processes, and one that was killed and started anew, can share it in a table."""

    burst: int
    every: timedelta

    def wait(self, full_at: datetime | None, now: datetime) -> timedelta:
        """How long until a token is there; 0 where one is."""
        return max(timedelta(0), self._debt(full_at, now) - (self.burst - 1) * self.every)

    def take(self, full_at: datetime | None, now: datetime) -> datetime:
        """The bucket's state after one more token was taken."""
        return now + self._debt(full_at, now) + self.every

    def _debt(self, full_at: datetime | None, now: datetime) -> timedelta:
        """The time that filling it up takes; never more than from empty, whatever the clock did."""
        return timedelta(0) if full_at is None else min(max(full_at - now, timedelta(0)), self.burst * self.every)


# The makers allow 20 a minute (企业微信, 钉钉), 100 a minute and 5 a second (飞书). A full bucket and what flows in stay below that.
PACES = {
    ChannelKind.WECOM: Pace(3, timedelta(seconds=4)),
    ChannelKind.DINGTALK: Pace(3, timedelta(seconds=4)),
    ChannelKind.FEISHU: Pace(2, timedelta(milliseconds=800)),
    ChannelKind.WEBHOOK: Pace(5, timedelta(seconds=1)),
    ChannelKind.MAIL: Pace(3, timedelta(seconds=6)),
}


def next_try(tries: int, now: datetime, draw: float, wait: timedelta | None = None) -> datetime | None:
    """When to try again after `tries` tries that failed; None: give up. `draw` from 0 to 1 moves the pause by a quarter either way, so that
    many messages do not come back in one moment; `wait` is what the other side asked for at least."""
    if tries >= TRIES:
        return None
    pause = BACK_OFF[tries - 1] * (1 - JITTER + 2 * JITTER * draw)
    return now + max(pause, wait or timedelta(0))


def is_quiet(minute: int, start: int, end: int) -> bool:
    """Whether a minute of the day lies in the quiet hours from `start` until before `end`, over midnight too. Two equal ends: never quiet."""
    return start <= minute < end if start <= end else minute >= start or minute < end


def after_quiet(moment: datetime, start: int, end: int) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in."""
    local = moment.astimezone(SCHOOL_TIME)
    minute = local.hour * 60 + local.minute
    if not is_quiet(minute, start, end):
        return moment
    return _at(local.date() if minute < end else local.date() + DAY, end)


def planned_at(day: date, digest_at: int, quiet: tuple[int, int], changed_at: datetime, *, told: bool) -> datetime:
    """When a class's day that changed at `changed_at` is told: at the set time (minute of the day); what comes after it, or after the class
    was `told` already, is gathered for a while first. Never in the quiet hours."""
    set_time = _at(day, digest_at)
    return after_quiet(changed_at + HOLD if told or changed_at >= set_time else set_time, *quiet)


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), SCHOOL_TIME)
