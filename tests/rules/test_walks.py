"""The points of a walk-through: which are asked of what, and what is open."""

from __future__ import annotations

import pytest

from schoolapp.rules.afterschool import Category
from schoolapp.rules.walks import WalkMark, WalkPoint, points_for, to_follow


@pytest.mark.parametrize("category", Category)
def test_help_with_homework_is_asked_where_it_is_given(category: Category) -> None:
    points = points_for(category)
    assert (WalkPoint.HELP in points) == (category in (Category.HOMEWORK_HELP, Category.EXTENDED_CARE))
    assert set(points) | {WalkPoint.HELP} == set(WalkPoint)


def test_what_is_to_be_followed_up_comes_in_the_order_of_the_points() -> None:
    marks = {WalkPoint.HANDOVER: WalkMark.FOLLOW, WalkPoint.IN_PLACE: WalkMark.FOLLOW, WalkPoint.SAFE: WalkMark.NOT_HERE, WalkPoint.HEADS: WalkMark.OK}
    assert to_follow(marks) == (WalkPoint.IN_PLACE, WalkPoint.HANDOVER)
    assert to_follow({}) == ()
