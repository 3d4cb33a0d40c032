"""课时统计: the export is an independent sum over a workbook's rows, names stand in no pack, permits are its own, later changes show as later."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from zipfile import ZipFile

import openpyxl
import pytest

from schoolapp.records import afterschool as records
from schoolapp.records import school as school_records
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.rules.policy import to_json
from schoolapp.services import audit
from schoolapp.services.afterschool import hours as services
from schoolapp.services.afterschool.hours import BadAnswer, Word
from schoolapp.services.afterschool.hours_sheet import hours_workbook
from schoolapp.services.house import Conflict
from schoolapp.services.school import standing_of
from tests.cast import NOW, SmallSchool, at
from tests.conftest import on_sqlite

OCTOBER = date(2026, 10, 1)


def held(small: SmallSchool, day: date, *, code: str = "hw3", start: int = 960, end: int = 1020, who: str | None = "t01", held: bool = True,
         helpers: tuple[str, ...] = ()) -> int:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        session_id = work.add(records.service_session, programme_id=small.programmes[code], day=day, start=start, end=end, held=held, expected=40, present=40,
                              staff_id=small.staff[who] if who else None, content="答疑", reason="" if held else "停电", logged_at=at(day, 19),
                              logged_by=None, version=1)
        for helper in helpers:
            work.add(records.session_assistant, session_id=session_id, staff_id=small.staff[helper])
        work.audit("session_logged", f"session:{session_id}")
    return session_id


def a_month(small: SmallSchool) -> list[tuple[date, str, str, int, bool]]:
    """(day, programme, who, minutes, held) of sessions as a workbook has them; the same rows are logged."""
    rows = []
    for n in range(20):
        day, code, who = OCTOBER + timedelta(days=8 + n), "club3" if n % 3 else "hw3", ("t01", "t04", "t03")[n % 3]
        length, took_place = 40 + n, n % 5 != 4
        held(small, day, code=code, start=960, end=960 + length, who=who, held=took_place)
        rows.append((day, code, who, length, took_place))
    return rows


def test_the_export_is_the_sum_over_the_rows(small: SmallSchool) -> None:
    want: dict[str, int] = defaultdict(int)
    for _day, _code, who, length, took_place in a_month(small):
        if took_place:
            want[who] += length
    made, month = hours_workbook(house=small.house, actor=small.actor("t06"), first_day=OCTOBER, lang="zh", now=NOW)
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    got = {row[1]: row[6] + row[10] for row in sheet.iter_rows(min_row=5, values_only=True) if row[0] and row[1]}
    assert got == dict(want) and month.first == OCTOBER
    assert any(row[2] == "合计" and row[12] == round(sum(want.values()) / 60, 2) for row in sheet.iter_rows(min_row=5, values_only=True))


def test_lead_and_help_are_apart_and_who_stood_in_has_the_hours(small: SmallSchool) -> None:
    held(small, OCTOBER, who="t03", helpers=("t02",))
    held(small, OCTOBER, code="club3", start=1020, end=1080, who=None)
    found = services.all_hours(house=small.house, actor=small.actor("t06"), first_day=OCTOBER, now=NOW)
    assert [(one.number, one.hours.led_minutes, one.hours.helped_minutes, one.hours.stood_in) for one in found.people] == [("t02", 0, 60, 0), ("t03", 60, 0, 1)]
    assert (found.nobody.led_minutes, found.minutes) == (60, 120)


def test_an_answer_and_a_signature_are_audited_and_later_changes_show(small: SmallSchool) -> None:
    session_id = held(small, OCTOBER)
    person, coordinator = small.actor("t01"), small.actor("t06")
    with pytest.raises(BadAnswer, match="required"):
        services.answer_hours(house=small.house, actor=person, first_day=OCTOBER, word=Word.OBJECTED, note=" ", minutes=60, now=NOW)
    services.answer_hours(house=small.house, actor=person, first_day=OCTOBER, word=Word.CONFIRMED, note="", minutes=60, now=NOW)
    with pytest.raises(Conflict, match="stale"):
        services.sign_hours(house=small.house, actor=coordinator, first_day=OCTOBER, minutes=61, people=1, now=NOW)
    services.sign_hours(house=small.house, actor=coordinator, first_day=OCTOBER, minutes=60, people=1, now=NOW)
    signed = services.all_hours(house=small.house, actor=coordinator, first_day=OCTOBER, now=NOW).signature
    assert signed is not None and not signed.changed and signed.row.minutes == 60
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.change(records.service_session, session_id, end=1030, version=2)
        work.audit("session_corrected", f"session:{session_id}")
    found = services.all_hours(house=small.house, actor=coordinator, first_day=OCTOBER, now=NOW)
    assert found.signature is not None and (found.signature.later, found.signature.minutes_now) == (1, 70) and found.people[0].stale
    assert services.own_hours(house=small.house, actor=person, first_day=OCTOBER, now=NOW).lines[0].later
    services.sign_hours(house=small.house, actor=coordinator, first_day=OCTOBER, minutes=70, people=1, now=NOW)
    again = services.all_hours(house=small.house, actor=coordinator, first_day=OCTOBER, now=NOW).signature
    assert again is not None and not again.changed and again.row.version == 2
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_a_running_month_takes_no_word_and_no_signature(small: SmallSchool) -> None:
    held(small, date(2026, 11, 10))
    november = date(2026, 11, 1)
    with pytest.raises(Conflict, match="running"):
        services.answer_hours(house=small.house, actor=small.actor("t01"), first_day=november, word=Word.CONFIRMED, note="", minutes=60, now=NOW)
    with pytest.raises(Conflict, match="running"):
        services.sign_hours(house=small.house, actor=small.actor("t06"), first_day=november, minutes=60, people=1, now=NOW)


@on_sqlite
def test_each_has_the_own_permit(small: SmallSchool) -> None:
    for who in ("t01", "t02", "t05", "t08", "t09"):
        with pytest.raises(NotAllowed):
            services.all_hours(house=small.house, actor=small.actor(who), first_day=None, now=NOW)
    with pytest.raises(NotAllowed):
        services.sign_hours(house=small.house, actor=small.actor("t07"), first_day=OCTOBER, minutes=0, people=0, now=NOW)
    with pytest.raises(NotAllowed):
        services.own_hours(house=small.house, actor=small.actor("t09"), first_day=None, now=NOW)
    held(small, OCTOBER)
    with pytest.raises(NotFound):  # nothing of the own in that month
        services.answer_hours(house=small.house, actor=small.actor("t04"), first_day=OCTOBER, word=Word.CONFIRMED, note="", minutes=0, now=NOW)


@on_sqlite
def test_the_month_begins_on_the_day_that_the_policy_says(small: SmallSchool) -> None:
    profile = replace(standing_of(house=small.house).profiles[0], pay_month_start=26)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.change(school_records.policy_profile, 1, content=to_json(profile))
        work.audit("policy_changed", "profile:1")
    held(small, date(2026, 10, 25))
    held(small, date(2026, 10, 26), end=1010)
    found = services.all_hours(house=small.house, actor=small.actor("t06"), first_day=date(2026, 9, 26), now=NOW)
    assert (found.month.last, found.minutes) == (date(2026, 10, 25), 60)


@on_sqlite
def test_no_pack_holds_hours_or_names_of_the_staff(small: SmallSchool) -> None:
    from schoolapp.services import packs

    held(small, OCTOBER, who="t01")
    made = packs.make_pack(house=small.house, actor=OPERATOR, start=OCTOBER, end=OCTOBER, made_at=NOW, now=NOW)
    path = small.house.files_dir
    contents = b""
    for file in path.rglob("*"):
        if file.is_file() and file.read_bytes()[:2] == b"PK":
            with ZipFile(file) as bundle:
                for name in bundle.namelist():
                    assert "hours" not in name
                    part = bundle.read(name)
                    if name.endswith(".xlsx"):
                        with ZipFile(io.BytesIO(part)) as inner:
                            part = b"".join(inner.read(one) for one in inner.namelist())
                    contents += part
    assert made and contents and "科学社团".encode() in contents and "林晓梅".encode() not in contents and "课时统计".encode() not in contents
