"""Heads by class and how far classes got: sums, what to expect, the last word of a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.session_heads import (
    Finished,
    FinishedFact,
    SessionHeads,
    count_finished,
    expected_now,
    finished_by_class_day,
    stays_on,
    sums_of,
)

MONDAY = date(2026, 11, 23)
heads = st.integers(0, 60)
rows = st.lists(st.builds(SessionHeads, st.integers(1, 40), heads, heads, st.sampled_from([None, *Finished])), min_size=1, max_size=12)
facts = st.lists(
    st.builds(FinishedFact, st.integers(1, 4), st.integers(0, 3).map(lambda n: MONDAY + timedelta(days=n)), st.integers(900, 1100), st.integers(1, 99),
              st.sampled_from(Finished)), max_size=30)


@given(rows)
def test_a_session_is_the_sum_of_its_classes(found: list[SessionHeads]) -> None:
    assert sums_of(found) == (sum(row.expected or 0 for row in found), sum(row.present or 0 for row in found))


@given(rows, st.integers(0, 11))
def test_one_unknown_class_makes_the_sum_unknown(found: list[SessionHeads], place: int) -> None:
    found[place % len(found)] = found[place % len(found)]._replace(present=None)
    assert sums_of(found) == (sum(row.expected or 0 for row in found), None)
    assert sums_of([]) == (None, None)


@pytest.mark.parametrize(
    ("last", "then", "now", "expected"),
    [(35, 38, 38, 35), (35, 38, 39, 39), (None, None, 38, 38), (35, None, None, 35), (35, None, 38, 38), (None, None, None, None), (0, 38, 38, 0)],
)
def test_as_many_as_last_time_until_the_sign_up_changes(last: int | None, then: int | None, now: int | None, expected: int | None) -> None:
    assert expected_now(last, then, now) == expected


@pytest.mark.parametrize(
    ("before", "then", "now", "expected"),
    [(True, None, None, True), (False, None, None, False),  # nobody counted: as last time
     (True, 5, 5, True), (True, 5, 0, False), (True, None, 4, True),  # nobody asks for it any more; counted since
     (False, 5, 5, False), (False, 0, 3, True), (False, None, 3, True)],  # in another room; asked for since then
)
def test_extended_care_has_the_classes_that_asked_for_it(before: bool, then: int | None, now: int | None, expected: bool) -> None:
    assert stays_on(before, then, now) is expected


@given(facts)
def test_the_session_that_ended_last_has_the_last_word_in_whatever_order(found: list[FinishedFact]) -> None:
    told = finished_by_class_day(found)
    assert set(told) == {(f.class_id, f.day) for f in found}
    for (class_id, day), band in told.items():
        last = max((f for f in found if (f.class_id, f.day) == (class_id, day)), key=lambda f: (f.end, f.session_id))
        assert band in {f.finished for f in found if (f.class_id, f.day, f.end, f.session_id) == (class_id, day, last.end, last.session_id)}


@given(st.lists(st.sampled_from(Finished)))
def test_every_word_is_counted_and_nothing_is_made_up(bands: list[Finished]) -> None:
    counts = count_finished(bands)
    assert list(counts) == list(Finished) and sum(counts.values()) == len(bands)
    assert all(counts[band] == bands.count(band) for band in Finished)
