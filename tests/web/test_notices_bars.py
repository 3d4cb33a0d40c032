"""The bars of the sheets for paper: pieces side by side up to the cap, a week's columns under one scale, in the colours of the charts."""

from __future__ import annotations

import re
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from schoolapp.papers.palette import SUBJECT_COLOURS
from schoolapp.services.notices import NoticeState, WeekDay
from schoolapp.web.colours import slot
from schoolapp.web.notices.bars import HEIGHT, LENGTH, Bar, day_bar, week_bars
from tests.cast import MONDAY
from tests.habits.tree import ROOT

SUBJECTS = st.sampled_from(sorted(SUBJECT_COLOURS))


@given(shares=st.lists(st.tuples(SUBJECTS, st.integers(1, 240)), max_size=12), cap=st.sampled_from([60, 90]))
def test_a_days_pieces_lie_side_by_side(shares: list[tuple[str, int]], cap: int) -> None:
    with_words: Bar = day_bar(shares, cap)
    end = 0.0
    for part, (_subject, minutes) in zip(with_words.parts, shares, strict=True):
        assert abs(part.at - end) < 0.3 and part.length > 0
        assert not part.label or str(minutes) in part.label or part.label in SUBJECT_COLOURS
        end = part.at + part.length
    assert end <= LENGTH + 1 and with_words.cap <= LENGTH
    total = sum(minutes for _subject, minutes in shares)
    assert (end > with_words.cap + 0.3) == (total > cap) or abs(end - with_words.cap) <= 0.6


@given(written=st.lists(st.integers(0, 400), min_size=1, max_size=7))
def test_a_weeks_columns_share_one_scale(written: list[int]) -> None:
    made = [
        WeekDay(MONDAY + timedelta(days=n), NoticeState.WRITTEN if minutes else NoticeState.NONE, minutes, 0, 90, max(0, minutes - 90),
                (("语文", minutes),) if minutes else (), (), None)
        for n, minutes in enumerate(written)
    ]
    bars = week_bars(made)
    caps = {bar.cap for bar in bars.values()}
    assert len(caps) == 1 and max([*caps, *(p.at + p.length for bar in bars.values() for p in bar.parts)]) <= HEIGHT + 0.01
    for one in made:
        length = sum(part.length for part in bars[one.day.isoformat()].parts)
        assert abs(length * 90 - one.written * max(caps)) < 10


def test_paper_wears_the_colours_of_the_charts() -> None:
    style = (ROOT / "schoolapp" / "web" / "static" / "notice-paper.css").read_text(encoding="utf-8")
    worn = dict(re.findall(r"\.(s\d+) \{ color: (#[0-9A-F]{6}); \}", style))
    assert worn == {slot(subject): light for subject, (light, _dark) in SUBJECT_COLOURS.items()}
