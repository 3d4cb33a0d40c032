"""Walk-throughs (巡查) of the service: the agreed points, and what is open after one. They are about the session: no stars, nobody is judged."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from schoolapp.rules.afterschool import Category


class WalkPoint(StrEnum):
    """What is looked at, in the order of walking in and out. Clauses C19 to C21; hand-over and safety are the school's own duty."""

    IN_PLACE = "in_place"          # somebody is on duty in the room
    HEADS = "heads"                # heads agree with the roll
    AS_PLANNED = "as_planned"      # what is done is what the programme is for
    NO_LESSON = "no_lesson"        # no new lesson, no test, no drilling
    HELP = "help"                  # homework is helped with, questions are answered
    SAFE = "safe"                  # room, equipment and ways are safe
    HANDOVER = "handover"          # leaving is orderly, pupils are handed over


class WalkMark(StrEnum):
    """正常, 需跟进, 不适用."""

    OK = "ok"
    FOLLOW = "follow"
    NOT_HERE = "na"


def points_for(category: Category) -> tuple[WalkPoint, ...]:
    """The points that a session of this category is asked about: help with homework is one of 作业辅导 and of 延时托管."""
    helps = category in (Category.HOMEWORK_HELP, Category.EXTENDED_CARE)
    return tuple(point for point in WalkPoint if point is not WalkPoint.HELP or helps)


def to_follow(points: Mapping[WalkPoint, WalkMark]) -> tuple[WalkPoint, ...]:
    """The points to follow up, in their order."""
    return tuple(point for point in WalkPoint if points.get(point) is WalkMark.FOLLOW)
