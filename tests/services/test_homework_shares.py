"""Which lines are filled in with minutes done in school."""

from __future__ import annotations

from schoolapp.rules.homework import Kind, Tier
from schoolapp.services.homework import Draft
from schoolapp.services.homework.beside import HelpTime, in_school_shares


def test_shares_go_to_written_lines_that_state_nothing() -> None:
    help_ = HelpTime(960, 1020, 30)
    lines = [Draft("a", 20), Draft("b", 5, Kind.ORAL), Draft("c", 10, tier=Tier.OPTIONAL), None, Draft("d", 15), Draft("e", 15)]
    assert in_school_shares(help_, lines, [None] * 6) == [20, None, None, None, 10, None]
    assert in_school_shares(help_, lines, [None, None, None, None, 12, None]) == [18, None, None, None, None, None]
    assert in_school_shares(None, lines, [None] * 6) == [None] * 6
