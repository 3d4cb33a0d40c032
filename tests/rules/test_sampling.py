"""Hands up per band: the mean by the stated convention, and estimate against reality weighted by who was asked."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.people import Stage
from schoolapp.rules.policy import NATIONAL_CAPS
from schoolapp.rules.sampling import CLASS_BANDS, SUBJECT_BANDS, Band, Compared, Sample, compare, hands_from, hands_text, middle_of, sample_of_hands, tenths

EVERY = (*CLASS_BANDS.values(), SUBJECT_BANDS)


@pytest.mark.parametrize("bands", EVERY)
def test_bands_follow_each_other_without_gap_and_end_open(bands: tuple[Band, ...]) -> None:
    assert bands[0].low == 0 and bands[-1].high is None
    assert all(b.low == (a.high or 0) + 1 for a, b in zip(bands, bands[1:], strict=False))


@pytest.mark.parametrize("stage", Stage)
def test_the_cap_ends_a_band(stage: Stage) -> None:
    assert NATIONAL_CAPS[stage] in {band.high for band in CLASS_BANDS[stage]}


def test_middles_of_the_primary_bands() -> None:
    assert [middle_of(CLASS_BANDS[Stage.PRIMARY], n) for n in range(7)] == [Fraction(15, 2), 23, 38, 53, 68, 83, 98]
    assert middle_of(CLASS_BANDS[Stage.MIDDLE], 6) == Fraction(121 + 150, 2)


def test_the_mean_is_worked_out_by_hand() -> None:
    # (2 x 7.5 + 6 x 23 + 12 x 38 + 10 x 53 + 5 x 68 + 1 x 83) / 36 = 1562 / 36 = 43.38...
    assert sample_of_hands(CLASS_BANDS[Stage.PRIMARY], [2, 6, 12, 10, 5, 1, 0]) == Sample(36, 434)


@pytest.mark.parametrize("hands", [[0] * 7, [], [1] * 6, [1] * 8, [3, -1, 0, 0, 0, 0, 0]])
def test_what_is_no_sample(hands: list[int]) -> None:
    with pytest.raises(ValueError):
        sample_of_hands(CLASS_BANDS[Stage.PRIMARY], hands)


@given(st.sampled_from(EVERY), st.data())
def test_the_mean_lies_within_the_bands_that_have_hands(bands: tuple[Band, ...], data: st.DataObject) -> None:
    hands = data.draw(st.lists(st.integers(0, 60), min_size=len(bands), max_size=len(bands)).filter(any))
    made = sample_of_hands(bands, hands)
    used = [middle_of(bands, n) for n, count in enumerate(hands) if count]
    assert made.asked == sum(hands)
    assert tenths(min(used)) <= made.mean_tenths <= tenths(max(used))
    assert hands_from(hands_text(bands, hands)) == tuple(zip(bands, hands, strict=True))
    assert sample_of_hands(bands, [n * 2 for n in hands]).mean_tenths == made.mean_tenths


@given(st.sampled_from(EVERY), st.data())
def test_a_hand_that_moves_up_never_lowers_the_mean(bands: tuple[Band, ...], data: st.DataObject) -> None:
    hands = data.draw(st.lists(st.integers(0, 60), min_size=len(bands), max_size=len(bands)))
    place = data.draw(st.integers(0, len(bands) - 2))
    hands[place] += 1
    moved = [*hands]
    moved[place] -= 1
    moved[place + 1] += 1
    assert sample_of_hands(bands, moved).mean_tenths >= sample_of_hands(bands, hands).mean_tenths


def test_kept_bands_are_plain_figures() -> None:
    assert json.loads(hands_text(SUBJECT_BANDS, [1, 2, 3, 4, 5, 6]))[-1] == [31, None, 6]
    assert hands_from(None) == ()


def test_estimate_and_reality_are_weighted_alike() -> None:
    found = compare([(20, Sample(30, 300)), (40, Sample(10, 200))])
    assert found == Compared(250, 275, 2, 40)
    assert found is not None and found.more_tenths == 25
    assert compare([]) is None and compare([(20, Sample(0, 0))]) is None


@given(st.lists(st.tuples(st.integers(0, 240), st.integers(1, 60)), min_size=1, max_size=20))
def test_who_estimates_exactly_is_told_so(days: list[tuple[int, int]]) -> None:
    found = compare((minutes, Sample(asked, minutes * 10)) for minutes, asked in days)
    assert found is not None and found.more_tenths == 0 and found.days == len(days)
