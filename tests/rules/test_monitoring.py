"""What keeps a note of a monitoring from being kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from schoolapp.rules.monitoring import Audience, Monitoring, monitoring_faults

TODAY = date(2026, 11, 23)
GOOD = Monitoring("家长问卷", "区教育督导室", Audience.FAMILIES, date(2026, 11, 2), date(2026, 11, 6), 320, 298, "满意的占九成")


@pytest.mark.parametrize("change", [{}, {"completed": None}, {"completed": 320}, {"completed": 0}, {"end": GOOD.start}, {"results": ""},
                                    {"start": TODAY, "end": TODAY}])
def test_what_can_be_noted(change: dict[str, Any]) -> None:
    assert list(monitoring_faults(replace(GOOD, **change), TODAY)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": ""}, ("title", "empty")),
        ({"organiser": ""}, ("organiser", "empty")),
        ({"title": "问" * 81}, ("title", "long")),
        ({"results": "好" * 801}, ("results", "long")),
        ({"end": date(2026, 11, 1)}, ("end", "order")),
        ({"invited": 0, "completed": 0}, ("invited", "range")),
        ({"invited": 100_000}, ("invited", "range")),
        ({"completed": 321}, ("completed", "more")),
        ({"completed": -1}, ("completed", "range")),
        ({"start": date(2026, 11, 24), "end": date(2026, 11, 25)}, ("completed", "future")),
    ],
)
def test_what_cannot(change: dict[str, Any], fault: tuple[str, str]) -> None:
    assert list(monitoring_faults(replace(GOOD, **change), TODAY)) == [fault]
