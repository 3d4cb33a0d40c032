"""A season's times (夏令时, 冬令时作息) on its days, wherever the day's service is told of."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from schoolapp.records import afterschool as records
from schoolapp.records import audit as audit_records
from schoolapp.records import school as school_records
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.services import afterschool as services
from schoolapp.services import audit, notices
from schoolapp.services.afterschool import Slot, papers, seasons
from schoolapp.services.afterschool.seasons import BadSeason, SeasonDraft, TouchesPast
from schoolapp.services.homework.beside import help_left
from schoolapp.services.packs.rows import programme_rows
from schoolapp.services.packs.snapshot import read_snapshot
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.test_afterschool import log

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


def save(small: SmallSchool, season_id: int | None = None, *, who: str = "t06", **changes: object) -> int:
    draft = SeasonDraft("冬令时", *WINTER)._replace(**changes)  # type: ignore[arg-type]
    return seasons.save_season(house=small.house, actor=small.actor(who), season_id=season_id, draft=draft, past_known=True, now=NOW)


def shift(small: SmallSchool, season_id: int, minutes: int, **more: bool) -> int:
    values = {"past_known": True, **more}
    return seasons.shift_season(house=small.house, actor=small.actor("t06"), season_id=season_id, minutes=minutes, now=NOW, **values)


def put(small: SmallSchool, season_id: int, *slots: Slot, code: str = "club3", **more: bool) -> None:
    values = {"past_known": True, **more}
    seasons.set_season_times(
        house=small.house, actor=small.actor("t06"), season_id=season_id, programme_id=small.programmes[code], slots=slots, now=NOW, **values)


def test_a_season_moves_every_time_at_once_and_again_changes_nothing(small: SmallSchool) -> None:
    season = save(small)
    assert times(small, MONDAY) == [("三年级作业辅导", 960, 1020), ("科学社团", 1020, 1080)]
    assert shift(small, season, -25) == 2 and shift(small, season, -25) == 0
    assert times(small, MONDAY) == [("三年级作业辅导", 935, 995), ("科学社团", 995, 1055)]
    assert times(small, AFTER) == [("三年级作业辅导", 960, 1020), ("科学社团", 1020, 1080)]
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_times_set_one_by_one_stay_when_the_others_move(small: SmallSchool) -> None:
    season = save(small)
    shift(small, season, -25)
    put(small, season, Slot(1, 1000, 1050))
    assert shift(small, season, -20) == 1
    assert times(small, MONDAY) == [("三年级作业辅导", 940, 1000), ("科学社团", 1000, 1050)]
    page = seasons.season_page(house=small.house, actor=small.actor("t07"), season_id=season, now=NOW)
    assert [(line.row.code, line.shift) for line in page.lines] == [("hw3", -20), ("club3", None)] and page.began
    assert shift(small, season, -20, all_of_them=True) == 1
    put(small, season)
    assert times(small, MONDAY)[1] == ("科学社团", 1020, 1080)


@on_sqlite
def test_a_season_taken_away_leaves_the_usual_times(small: SmallSchool) -> None:
    season = save(small)
    shift(small, season, -25)
    for _ in range(2):
        seasons.remove_season(house=small.house, actor=small.actor("t06"), season_id=season, past_known=True, now=NOW)
    assert times(small, MONDAY)[0] == ("三年级作业辅导", 960, 1020)
    assert seasons.list_seasons(house=small.house, actor=small.actor("t07"), now=NOW).seasons == ()
    with pytest.raises(NotFound):
        shift(small, season, 5)


def test_a_programme_pauses_in_a_season_until_it_is_said_otherwise(small: SmallSchool) -> None:
    season = save(small)
    put(small, season, paused=True)
    assert times(small, MONDAY) == [("三年级作业辅导", 960, 1020)] and len(times(small, AFTER)) == 2
    assert shift(small, season, -20, all_of_them=True) == 1  # what pauses goes on pausing
    assert times(small, MONDAY) == [("三年级作业辅导", 940, 1000)]
    page = seasons.season_page(house=small.house, actor=small.actor("t07"), season_id=season, now=NOW)
    assert [(line.row.code, line.paused, line.is_usual, line.said) for line in page.lines][1] == ("club3", True, False, ()) and page.unset == 0
    assert [n for _row, n in seasons.list_seasons(house=small.house, actor=small.actor("t07"), now=NOW).seasons] == [2]
    put(small, season, Slot(1, 1000, 1050))
    assert times(small, MONDAY) == [("三年级作业辅导", 940, 1000), ("科学社团", 1000, 1050)]
    put(small, season, paused=True)
    put(small, season, paused=True)  # again changes nothing
    with small.house.reading() as connection:
        told = [(e.old, e.new) for e in audit_records.newest_entries(connection, 9) if e.act == "season_times_set"]
    assert ['"paused":true' in new for _old, new in told] == [True, False, True] and '"paused":true' in told[1][0]
    put(small, season)
    assert times(small, MONDAY)[1] == ("科学社团", 1020, 1080)
    put(small, season, paused=True)
    seasons.remove_season(house=small.house, actor=small.actor("t06"), season_id=season, past_known=True, now=NOW)
    assert times(small, MONDAY)[1] == ("科学社团", 1020, 1080) and audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_what_pauses_clashes_with_nothing_and_the_notice_says_so(small: SmallSchool) -> None:
    season = save(small)
    put(small, season, paused=True)
    put(small, season, Slot(1, 1020, 1080), code="hw3")  # in the room and at the time of the club
    club = services.get_programme(house=small.house, actor=small.actor("t06"), programme_id=small.programmes["club3"])
    draft = services.ProgrammeDraft(club.code, club.name, club.category, club.grades, tuple(Slot(*s) for s in club.slots), small.staff["t04"], "A102", "", True)
    found = services.plan.check_programme(house=small.house, actor=small.actor("t06"), programme_id=club.id, draft=draft, now=NOW)
    assert found == ()
    lines = {line.row.code: line.seasons for line in papers.service_notice(house=small.house, actor=small.actor("t06"), now=NOW).lines}
    assert lines == {"hw3": (("冬令时", ((1, 1020, 1080),)),), "club3": (("冬令时", ()),)}
    assert shift(small, season, -20, all_of_them=True) == 1
    notice = papers.service_notice(house=small.house, actor=small.actor("t06"), now=NOW)
    assert [s.minutes for s in notice.seasons] == [-20] and {line.row.code: line.seasons for line in notice.lines} == {"hw3": (), "club3": (("冬令时", ()),)}


@on_sqlite
def test_what_changes_the_plan_of_past_days_is_asked_about_with_how_many_they_are(small: SmallSchool) -> None:
    season = save(small)  # two weeks, of which five school days lie behind; without times it changes nothing
    log(small, day=BEFORE + timedelta(days=4), start=960)
    log(small, "club3", BEFORE + timedelta(days=5), start=1020, end=1080)
    asked = {
        "shift": (lambda: shift(small, season, -20, past_known=False), (5, 2)),
        "times": (lambda: put(small, season, Slot(1, 1030, 1090), past_known=False), (5, 1)),
        "pause": (lambda: put(small, season, paused=True, past_known=False), (5, 1)),
    }
    for ask, told in asked.values():
        with pytest.raises(TouchesPast) as found:
            ask()
        assert (found.value.days, found.value.sessions) == told
    assert times(small, MONDAY) == [("三年级作业辅导", 960, 1020), ("科学社团", 1020, 1080)]  # nothing was written
    shift(small, season, -20)
    assert shift(small, season, -20, past_known=False) == 0  # nothing changes: nothing is asked
    common = {"house": small.house, "actor": small.actor("t06"), "season_id": season, "now": NOW}
    for days, n in (((WINTER[0] - timedelta(days=4), WINTER[1]), 2), ((WINTER[0] + timedelta(days=2), WINTER[1]), 2), ((AFTER, TERM[1]), 5)):
        with pytest.raises(TouchesPast) as found:  # the days that come in or go out
            seasons.save_season(draft=SeasonDraft("冬令时", *days), **common)  # type: ignore[arg-type]
        assert found.value.days == n
    seasons.save_season(draft=SeasonDraft("冬季", WINTER[0], MONDAY), **common)  # type: ignore[arg-type]  # days to come, and a name
    with pytest.raises(TouchesPast):
        seasons.remove_season(**common)  # type: ignore[arg-type]
    assert times(small, MONDAY)[0] == ("三年级作业辅导", 940, 1000)


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": ""}, ("name", "required")),
        ({"name": "冬" * 41}, ("name", "long")),
        ({"start": None}, ("start", "required")),
        ({"end": WINTER[0] - timedelta(days=1)}, ("end", "order")),
        ({"start": TERM[0] - timedelta(days=1)}, ("start", "term")),
        ({"end": TERM[1] + timedelta(days=1)}, ("end", "term")),
        ({"name": "另一个", "start": WINTER[1], "end": TERM[1]}, ("start", "overlap")),
    ],
)
def test_what_is_no_season_is_named(small: SmallSchool, changes: dict[str, object], fault: tuple[str, str]) -> None:
    if fault[1] == "overlap":
        save(small)
    with pytest.raises(BadSeason) as found:
        save(small, **changes)
    assert found.value.faults == (fault,)


@on_sqlite
def test_a_shift_out_of_the_day_or_by_hours_is_refused_and_only_the_coordinator_plans(small: SmallSchool) -> None:
    season = save(small)
    for minutes in (-181, 181):
        with pytest.raises(BadSeason):
            shift(small, season, minutes)
    with pytest.raises(NotAllowed):
        save(small, who="t07")
    assert save(small, season, name="冬季作息") == season
