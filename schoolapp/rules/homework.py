"""What a homework item is: kinds, tiers, limits of its values. Sums stand in `load`, wording in `wording`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from schoolapp.rules.calendar import SCHOOL_TIME

MINUTES_MAX = 240
TEXT_MAX = 2000


class Kind(StrEnum):
    """类型. 书面 and 电子 are written in all that follows (definitions: homework load)."""

    WRITTEN = "书面"
    ELECTRONIC = "电子"
    ORAL = "口头"
    READING = "阅读"
    PRACTICAL = "实践"
    SPORTS = "体育"
    LABOUR = "劳动"
    OTHER = "其他"


WRITTEN_KINDS = frozenset({Kind.WRITTEN, Kind.ELECTRONIC})


class Tier(StrEnum):
    """分层: 全体 everyone, three tiers of which a pupil does one, 选做 optional (never counts)."""

    EVERYONE = "全体"
    BASIC = "基础"
    RAISED = "提高"
    EXTENDED = "拓展"
    OPTIONAL = "选做"


TIERS_OF_ONE = (Tier.BASIC, Tier.RAISED, Tier.EXTENDED)


class Counted(NamedTuple):
    """What the sums need of one published item. `in_school` None = not stated (counts as home)."""

    id: int
    subject: str
    kind: Kind
    tier: Tier
    minutes: int
    in_school: int | None


def is_late(day: date, first_published: datetime, late_after: time | None = None) -> bool:
    """补录: first published on a later calendar date (school time) than the day it is given for, or, where the school's profile
    names a time (`late_after`), after that time of the day. Raises ValueError for a moment without a time zone."""
    if first_published.tzinfo is None:
        raise ValueError("a moment has a time zone")
    local = first_published.astimezone(SCHOOL_TIME)
    if local.date() != day:
        return local.date() > day
    return late_after is not None and local.time().replace(second=0, microsecond=0) > late_after


def class_none_arises(taught: Collection[str], said_none: Collection[str]) -> bool:
    """全班今日无作业 arises by itself when every subject taught in the class (任课) said none today."""
    return bool(taught) and set(taught) <= set(said_none)


def shares_of_help(left: int, lines: Iterable[int]) -> list[int | None]:
    """Of each line's written minutes those that the 作业辅导 still has time for, `left` minutes in all, the first lines first. None where
    nothing is left or nothing is to be written: what nobody stated is not 0."""
    shares: list[int | None] = []
    for minutes in lines:
        share = min(minutes, left)
        left -= max(share, 0)
        shares.append(share if share > 0 else None)
    return shares
