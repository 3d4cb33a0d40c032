"""Answers of families: bands for every cap, how long a day is open, counts that add up in any order, few answers that stay hidden."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules import feedback
from schoolapp.rules.feedback import Counts, answer_bands, answers_until, beyond, is_shown, most_answers, together, total_of, with_one
from schoolapp.rules.sampling import Band, hands_from, hands_text

CAPS = st.integers(0, 240)
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@st.composite
def counts(draw: st.DrawFn, most: int = 60) -> Counts:
    bands = answer_bands(draw(CAPS))
    return tuple((band, draw(st.integers(0, most))) for band in bands)


@given(CAPS)
def test_bands_have_no_gap_and_the_limit_ends_one(limit: int) -> None:
    bands = answer_bands(limit)
    assert bands[0] == Band(0, 0) and bands[-1].high is None and 4 <= len(bands) <= 7
    for before, after in zip(bands, bands[1:], strict=False):
        assert before.high is not None and after.low == before.high + 1 and (after.high is None or after.high >= after.low)
    assert limit in [band.high for band in bands]


def test_the_bands_of_the_usual_caps() -> None:
    assert answer_bands(60) == ((0, 0), (1, 15), (16, 30), (31, 45), (46, 60), (61, 90), (91, None))
    assert answer_bands(90) == ((0, 0), (1, 30), (31, 60), (61, 90), (91, 120), (121, None))
    assert answer_bands(0) == ((0, 0), (1, 15), (16, 30), (31, None))
    assert answer_bands(50) == ((0, 0), (1, 15), (16, 30), (31, 50), (51, 80), (81, None))  # no end close to the cap


@given(DAYS, st.one_of(st.none(), st.integers(1, 60)))
def test_a_day_is_open_until_the_next_school_day_at_most_three_days(day: date, days: int | None) -> None:
    until = answers_until(day, None if days is None else day + timedelta(days=days))
    assert timedelta(days=1) <= until - day <= timedelta(days=3)
    if days is not None and days <= 3:
        assert until == day + timedelta(days=days)


def test_a_friday_is_open_until_monday() -> None:
    friday = date(2026, 11, 20)
    assert answers_until(friday, date(2026, 11, 23)) == date(2026, 11, 23)
    assert answers_until(date(2026, 9, 30), date(2026, 10, 8)) == date(2026, 10, 3)  # before the week of the national day


@given(counts(), st.data())
def test_an_answer_is_one_more_in_its_band_alone(before: Counts, data: st.DataObject) -> None:
    low = data.draw(st.sampled_from([band.low for band, _ in before]))
    after = with_one(before, low)
    assert total_of(after) == total_of(before) + 1
    assert {band for (band, n), (_, m) in zip(before, after, strict=True) if n != m} == {band for band, _ in before if band.low == low}


@given(counts())
def test_no_other_band_is_made(before: Counts) -> None:
    for low in {-1, 7, 9999} - {band.low for band, _n in before}:
        with pytest.raises(ValueError, match="no such band"):
            with_one(before, low)


@given(st.lists(counts(), max_size=5), st.randoms())
def test_counts_add_up_in_any_order(parts: list[Counts], chance: object) -> None:
    mixed = list(parts)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert together(*mixed) == together(*parts)
    assert total_of(together(*parts)) == sum(map(total_of, parts))


@given(counts(), CAPS)
def test_beyond_counts_whole_bands_only(found: Counts, limit: int) -> None:
    within = sum(n for band, n in found if band.low <= limit)
    assert beyond(found, limit) + within == total_of(found)
    assert beyond(found, -1) == total_of(found) and beyond(found, 10_000) == 0


@given(counts(most=3))
def test_fewer_than_five_are_not_shown(found: Counts) -> None:
    assert is_shown(found) is (total_of(found) >= 5)


def test_a_class_takes_two_answers_a_head() -> None:
    assert most_answers(40) == 80 and most_answers(0) == 2 * feedback.HEADS_UNKNOWN


@given(counts())
def test_what_is_kept_is_read_back(found: Counts) -> None:
    assert hands_from(hands_text([band for band, _ in found], [n for _, n in found])) == found
