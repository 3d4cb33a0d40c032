"""Sign-up counts that hold from a day on: what a past day's coverage was, and what cannot be."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.afterschool import Coverage, coverage_of
from schoolapp.rules.sign_up import SignUp, faults_of, standing_on, still_fitting, sum_of

OCTOBER = date(2026, 10, 1)


@st.composite
def sound(draw: st.DrawFn) -> SignUp:
    pupils = draw(st.integers(0, 60))
    asked = draw(st.integers(0, pupils))
    joined = draw(st.integers(0, asked))
    some = [draw(st.none() | st.integers(0, joined)), draw(st.none() | st.integers(0, joined)), draw(st.none() | st.integers(0, pupils - joined))]
    return SignUp(pupils, asked, joined, *some)


CHANGES = st.dictionaries(st.integers(0, 40), sound(), min_size=1, max_size=6)


@given(classes=st.lists(CHANGES, min_size=1, max_size=4), asked=st.integers(-5, 60))
def test_a_past_days_coverage_is_that_of_the_counts_of_that_day(classes: list[dict[int, SignUp]], asked: int) -> None:
    """Changes in the middle of the month, entered in any order, against a walk from day to day."""
    day = OCTOBER + timedelta(days=asked)
    held = []
    for changes in classes:
        rows = [(OCTOBER + timedelta(days=n), counts) for n, counts in sorted(changes.items())]
        now = changes[min(changes)]
        for n in range(asked + 1):
            now = changes.get(n, now)
        standing = standing_on(rows, day)
        assert standing == now
        held.append(standing)
    total = coverage_of(Coverage(c.pupils, c.asked, c.joined) for c in held)
    want = (sum(c.joined for c in held), sum(c.asked for c in held))
    assert total.share == (Fraction(*want) if want[1] else None) and (total.share is None or total.share <= 1)
    assert sum_of(held)[:3] == total


@given(counts=sound())
def test_sound_counts_have_no_fault_and_add_up(counts: SignUp) -> None:
    assert faults_of(counts) == [] and still_fitting(counts) == counts
    assert counts.waiting >= 0 and (counts.unsigned is None or counts.joined + (counts.declined or 0) + counts.unsigned == counts.pupils)


@pytest.mark.parametrize(
    ("counts", "fault"),
    [
        (SignUp(40, 41, 40), ("asked", "above_pupils")),
        (SignUp(40, 30, 31), ("joined", "above_asked")),
        (SignUp(40, 38, 36, all_five=37), ("all_five", "above_joined")),
        (SignUp(40, 38, 36, extended=37), ("extended", "above_joined")),
        (SignUp(40, 38, 36, declined=5), ("declined", "above_rest")),
        (SignUp(40, 38, -1), ("joined", "range")),
        (SignUp(201, 38, 36), ("pupils", "range")),
    ],
)
def test_what_cannot_be_is_named(counts: SignUp, fault: tuple[str, str]) -> None:
    assert faults_of(counts) == [fault]


def test_what_no_longer_fits_counts_from_elsewhere_is_not_said_any_more() -> None:
    assert still_fitting(SignUp(40, 30, 28, 30, 3, 12)) == SignUp(40, 30, 28, None, 3, 12)
    assert still_fitting(SignUp(40, 30, 28, 28, 3, 13)) == SignUp(40, 30, 28, 28, 3, None)


def test_a_sum_says_only_what_every_class_says() -> None:
    assert sum_of([SignUp(40, 38, 36, 30, 2, 4), SignUp(41, 40, 40, None, 1, 1)]) == SignUp(81, 78, 76, None, 3, 5)
