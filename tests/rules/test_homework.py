"""Late entries, shares of the 作业辅导, and the class's 'none today' that arises by itself."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.homework import class_none_arises, is_late, shares_of_help
from tests.rules.making import MONDAY

MIDNIGHT = datetime.combine(MONDAY + timedelta(days=1), time(0), SCHOOL_TIME)


def test_late_is_a_later_date_of_school_time() -> None:
    assert not is_late(MONDAY, MIDNIGHT - timedelta(seconds=1))
    assert is_late(MONDAY, MIDNIGHT)
    assert not is_late(MONDAY, MIDNIGHT - timedelta(days=3))
    # 16:30 of the same date in UTC is half past midnight at school.
    assert is_late(MONDAY, datetime.combine(MONDAY, time(16, 30), UTC))


def test_a_school_may_name_an_earlier_time() -> None:
    limit = time(21)
    at_nine = datetime.combine(MONDAY, limit, SCHOOL_TIME)
    assert not is_late(MONDAY, at_nine + timedelta(seconds=59), limit)
    assert is_late(MONDAY, at_nine + timedelta(minutes=1), limit)
    assert not is_late(MONDAY, at_nine - timedelta(hours=20, minutes=-1), limit)


def test_a_moment_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        is_late(MONDAY, datetime.combine(MONDAY, time(12)))


@given(taught=st.frozensets(st.sampled_from("语数英"), min_size=1), said=st.frozensets(st.sampled_from("语数英体")))
def test_class_none_arises_when_every_taught_subject_said_none(taught: frozenset[str], said: frozenset[str]) -> None:
    assert class_none_arises(taught, said) == (not taught - said)


def test_without_teaching_nothing_arises() -> None:
    assert not class_none_arises((), ("语文",))


@given(st.integers(0, 120), st.lists(st.integers(0, 240), max_size=10))
def test_shares_never_pass_a_line_nor_the_time_and_are_never_0(left: int, lines: list[int]) -> None:
    shares = shares_of_help(left, lines)
    assert len(shares) == len(lines) and sum(s or 0 for s in shares) == min(left, sum(lines))
    assert all(s is None or 0 < s <= minutes for s, minutes in zip(shares, lines, strict=True))
