"""A season's times (夏令时, 冬令时作息) on its days, wherever the day's service is told of."""

from __future__ import annotations

from datetime import date, time, timedelta

from schoolapp.records import afterschool as records
from schoolapp.records import school as school_records
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import afterschool as services
from schoolapp.services import notices
from schoolapp.services.homework.beside import help_left
from schoolapp.services.packs.rows import programme_rows
from schoolapp.services.packs.snapshot import read_snapshot
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite

WINTER = (MONDAY - timedelta(days=7), MONDAY + timedelta(days=4))  # two weeks
BEFORE, AFTER = MONDAY - timedelta(days=10), MONDAY + timedelta(days=7)


def add_winter(small: SmallSchool, code: str = "hw3", shift: int = -30) -> int:
    """Half an hour earlier on Monday to Friday, for one programme."""
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        season = work.add(records.service_season, term_id=small.term_id, name="冬令时", start=WINTER[0], end=WINTER[1])
        for weekday in range(1, 6):
            work.add(records.season_slot, season_id=season, programme_id=small.programmes[code], weekday=weekday, start=960 + shift, end=1020 + shift)
        work.audit("season_saved", f"season:{season}")
    return season


def times(small: SmallSchool, day: date) -> list[tuple[str, int, int]]:
    due = services.sessions_due(house=small.house, actor=small.actor("t06"), day=day, now=at(day, 8))
    return [(s.name, s.start, s.end) for s in due.sessions]


def test_the_day_plans_by_the_season_and_others_keep_their_times(small: SmallSchool) -> None:
    add_winter(small)
    usual = [("三年级作业辅导", 960, 1020), ("科学社团", 1020, 1080)]
    for day in (WINTER[0], MONDAY, WINTER[1]):
        assert times(small, day) == [("三年级作业辅导", 930, 990), ("科学社团", 1020, 1080)]
    assert times(small, BEFORE) == times(small, AFTER) == usual


@on_sqlite
def test_a_make_up_day_in_the_season_uses_the_seasons_friday(small: SmallSchool) -> None:
    season = add_winter(small)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        slots = records.season_slot_ids(work.connection, season, small.programmes["hw3"])
        work.change(records.season_slot, slots[small.programmes["hw3"], 5, 930][0], start=900, end=960)
        saturday = MONDAY - timedelta(days=2)
        work.add(school_records.calendar_row, term_id=small.term_id, position=1, start=saturday, end=saturday, school=True, note="调休", service=None,
                 timetable_weekday=5, grades="", entered_at=NOW)
        work.audit("season_saved", f"season:{season}")
    assert times(small, saturday)[0] == ("三年级作业辅导", 900, 960)


@on_sqlite
def test_families_read_the_seasons_times(small: SmallSchool) -> None:
    add_winter(small)
    one = standing_of(house=small.house).get_class(small.classes[3, 1])
    told = {day: notices.day_notice(house=small.house, one=one, day=day, now=at(day, 9)).service for day in (MONDAY, AFTER)}
    assert [(s.start, s.end) for s in told[MONDAY].slots] == [(930, 990), (1020, 1080)]  # type: ignore[union-attr]
    assert [(s.start, s.end) for s in told[AFTER].slots] == [(960, 1020), (1020, 1080)]  # type: ignore[union-attr]


@on_sqlite
def test_time_in_school_is_offered_by_the_seasons_times(small: SmallSchool) -> None:
    add_winter(small, shift=-30)
    standing = standing_of(house=small.house)
    one = standing.get_class(small.classes[3, 1])
    spans = {day: help_left(house=small.house, standing=standing, classes=[one], day=day)[one.id] for day in (MONDAY, AFTER)}
    assert [(s.start, s.end) for s in spans.values()] == [(930, 990), (960, 1020)]


@on_sqlite
def test_a_pack_names_the_seasons_times_and_their_days(small: SmallSchool) -> None:
    add_winter(small)
    with small.house.reading() as connection:
        touched = programme_rows(read_snapshot(connection, start=MONDAY, end=AFTER, today=AFTER, made_at=NOW))
        earlier = programme_rows(read_snapshot(connection, start=date(2026, 9, 1), end=BEFORE, today=AFTER, made_at=NOW))
    assert [(r.programme, r.start, r.from_day, r.to_day) for r in touched if r.weekday == 1] == [
        ("hw3", time(16), None, None), ("hw3", time(15, 30), *WINTER), ("club3", time(17), None, None)]
    assert {r.from_day for r in earlier} == {None}
