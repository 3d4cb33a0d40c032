"""The register of outside monitoring: office and principal note, correct and withdraw; every step is audited; a named query gives a period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from schoolapp.records import monitoring as records
from schoolapp.rules.monitoring import Audience, Monitoring
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.services import audit, monitoring
from schoolapp.services.house import Conflict, Replayed
from schoolapp.services.monitoring import MonitoringRefused
from tests.cast import NOW, SmallSchool
from tests.conftest import on_sqlite

NOTED = Monitoring("“双减”家长问卷", "区教育督导室", Audience.FAMILIES, date(2026, 11, 2), date(2026, 11, 6), 320, 298, "满意的占九成。")


def note(small: SmallSchool, noted: Monitoring = NOTED, who: str = "t05", key: str = "") -> int:
    return monitoring.note_monitoring(house=small.house, actor=small.actor(who), noted=noted, request_key=key, now=NOW)


def listed(small: SmallSchool, who: str = "t07") -> list[records.MonitoringRow]:
    return monitoring.list_monitorings(house=small.house, actor=small.actor(who))


def test_noted_corrected_withdrawn(small: SmallSchool) -> None:
    first = note(small)
    second = note(small, replace(NOTED, title="教师问卷", audience=Audience.TEACHERS, start=date(2026, 11, 9), end=date(2026, 11, 9), completed=None), "t07")
    assert [(row.id, row.audience, row.invited, row.completed) for row in listed(small)] == [(second, "teachers", 320, None), (first, "families", 320, 298)]

    def correct(noted: Monitoring, version: int = 1) -> bool:
        return monitoring.correct_monitoring(house=small.house, actor=small.actor("t07"), monitoring_id=first, noted=noted, version=version, now=NOW)

    assert not correct(NOTED) and correct(replace(NOTED, completed=301))
    with pytest.raises(Conflict):
        correct(replace(NOTED, completed=302))
    with pytest.raises(Conflict):
        monitoring.withdraw_monitoring(house=small.house, actor=small.actor("t05"), monitoring_id=first, version=1, now=NOW)
    monitoring.withdraw_monitoring(house=small.house, actor=small.actor("t05"), monitoring_id=first, version=2, now=NOW)
    assert [row.id for row in listed(small)] == [second]
    with pytest.raises(NotFound):
        monitoring.get_monitoring(house=small.house, actor=small.actor("t05"), monitoring_id=first)
    with pytest.raises(NotFound):
        correct(NOTED, 3)
    entries = audit.list_entries(house=small.house, actor=OPERATOR, limit=4)
    assert [e.act for e in entries] == ["monitoring_withdrawn", "monitoring_corrected", "monitoring_noted", "monitoring_noted"]
    assert '"completed":298' in entries[1].old and '"completed":301' in entries[1].new
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_a_period_holds_what_ran_on_one_of_its_days(small: SmallSchool) -> None:
    note(small)
    for start, end, found in ((date(2026, 11, 6), date(2026, 11, 30), 1), (date(2026, 11, 7), date(2026, 11, 30), 0), (date(2026, 10, 1), date(2026, 11, 2), 1),
                              (date(2026, 10, 1), date(2026, 11, 1), 0), (date(2026, 11, 3), date(2026, 11, 4), 1)):
        with small.house.reading() as connection:
            assert len(records.monitorings_in(connection, start, end)) == found


@on_sqlite
def test_the_same_form_twice_is_one_note(small: SmallSchool) -> None:
    note(small, key="k" * 32)
    with pytest.raises(Replayed):
        note(small, key="k" * 32)
    with pytest.raises(Conflict):
        note(small, replace(NOTED, invited=321), key="k" * 32)
    assert len(listed(small)) == 1


@on_sqlite
@pytest.mark.parametrize("number", ["t01", "t02", "t06", "t08", "t09"])
def test_nobody_else_has_the_register(small: SmallSchool, number: str) -> None:
    with pytest.raises(NotAllowed):
        note(small, who=number)
    with pytest.raises(NotAllowed):
        listed(small, number)
    assert listed(small) == []


@on_sqlite
def test_what_cannot_be_noted_says_where(small: SmallSchool) -> None:
    with pytest.raises(MonitoringRefused) as refused:
        note(small, replace(NOTED, end=date(2026, 11, 1), completed=400, results="家长电话 13812345678"))
    assert refused.value.faults == [("end", "order"), ("completed", "more"), ("results", "personal")] and listed(small) == []
