"""Sample sheets: added with the uploader's word, seen within one's own business, counted with their denominators, taken back with their history."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from schoolapp.records import people as people_records
from schoolapp.records.files import stored_file
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.services import audit, sheets
from schoolapp.services.homework import Draft
from schoolapp.services.house import Conflict
from schoolapp.services.sheets import BadSheetForm, Place
from tests.cast import MONDAY, NOW, SmallSchool
from tests.conftest import on_sqlite
from tests.outside.sheet_files import PLACE, office, pdf, photo, png_bomb
from tests.services.homework_cases import post

CHINESE = Place(3, "语文")
FRIDAY = MONDAY - timedelta(days=3)


def add(small: SmallSchool, who: str = "t03", data: bytes = b"", **more: Any) -> int:
    values = {"place": CHINESE, "day": MONDAY, "title": "第三单元分层练习", "confirmed": True, "now": NOW, **more}
    if "item_id" in more:
        values |= {"place": None, "day": None}
    return sheets.add_sheet(house=small.house, actor=small.actor(who), data=data or photo(), **values)


def view(small: SmallSchool, sheet_id: int, who: str = "t03") -> sheets.SheetView:
    return sheets.sheet_view(house=small.house, actor=small.actor(who), sheet_id=sheet_id, now=NOW)


def opened(small: SmallSchool, sheet_id: int, who: str = "t03") -> sheets.OpenSheet:
    return sheets.open_sheet(house=small.house, actor=small.actor(who), sheet_id=sheet_id, now=NOW)


def withdraw(small: SmallSchool, sheet_id: int, who: str = "t03", reason: str = "传错了", erase: bool = False) -> None:
    sheets.withdraw_sheet(house=small.house, actor=small.actor(who), sheet_id=sheet_id, reason=reason, erase=erase, now=NOW)


def listed(small: SmallSchool, who: str, **more: Any) -> sheets.SheetList:
    return sheets.sheet_list(house=small.house, actor=small.actor(who), now=NOW, **more)


def kept(small: SmallSchool) -> list[Path]:
    return [path for path in small.house.files_dir.rglob("*") if path.is_file()]


def sound(small: SmallSchool) -> None:
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_a_sheet_of_a_subject_and_day(small: SmallSchool) -> None:
    sheet_id = add(small, note="基础和提高两层")
    found = view(small, sheet_id)
    row = found.row
    assert (row.grade, row.subject, row.day, row.title, row.note, row.confirmed_at) == (3, "语文", MONDAY, "第三单元分层练习", "基础和提高两层", NOW)
    assert found.own and found.may_withdraw and found.picture and found.ending == "jpg" and found.by == "王芳"
    content = opened(small, sheet_id)
    assert content.type == "image/jpeg" and content.picture and PLACE not in content.path.read_bytes()
    sound(small)


def test_a_sheet_of_an_own_item(small: SmallSchool) -> None:
    item = post(small, "t03", [(3, 2)], Draft("抄写词语", 15), day=MONDAY).items[0]
    row = view(small, add(small, item_id=item, data=office())).row
    assert (row.item_id, row.class_id, row.grade, row.subject, row.day) == (item, small.classes[3, 2], 3, "语文", MONDAY)
    with pytest.raises(NotFound):
        add(small, "t01", item_id=item)
    offer = sheets.sheet_offer(house=small.house, actor=small.actor("t03"), item_id=item, now=NOW)
    assert offer.item is not None and offer.one is not None and offer.one.number == 2 and [i.id for i, _ in offer.recent] == [item]


def test_the_name_that_the_file_had_is_not_kept(small: SmallSchool) -> None:
    add(small, data=pdf())
    with small.house.reading() as connection:
        assert [tuple(r) for r in connection.execute(select(stored_file.c.name, stored_file.c.type))] == [("第三单元分层练习.pdf", "application/pdf")]


@pytest.mark.parametrize(("change", "faults"), [
    ({"confirmed": False}, [("confirmed", "required")]),
    ({"title": " "}, [("title", "required")]),
    ({"title": "字" * 81, "note": "家长电话 13812345678"}, [("title", "long"), ("note", "mobile")]),
    ({"place": None, "day": None}, [("place", "required"), ("day", "required")]),
    ({"day": date(2026, 8, 31)}, [("day", "range")]),
    ({"day": date(2027, 2, 1)}, [("day", "range")]),
    ({"data": png_bomb()}, [("file", "too_many_pixels")]),
    ({"data": office(word__vbaProject_dot_bin=b"x"), "confirmed": False}, [("confirmed", "required"), ("file", "macros")]),
])
def test_every_fault_at_once_and_nothing_kept(small: SmallSchool, change: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    with pytest.raises(BadSheetForm) as bad:
        add(small, **change)
    assert [(f.field, f.code) for f in bad.value.faults] == faults
    assert kept(small) == [] and not listed(small, "t03").sheets


def test_only_for_what_one_teaches_or_leads(small: SmallSchool) -> None:
    for who, place in (("t01", CHINESE), ("t03", Place(3, "数学")), ("t04", CHINESE)):
        with pytest.raises(NotFound):
            add(small, who, place=place)
    add(small, "t10", place=Place(5, "语文"))  # leads 语文, wherever it is taught
    with pytest.raises(NotFound):
        add(small, "t10", place=Place(3, "数学"))
    for who in ("t05", "t07", "t09"):
        with pytest.raises(NotAllowed):
            add(small, who)


def test_a_second_tap_adds_once(small: SmallSchool) -> None:
    assert add(small, request_key="k") == add(small, request_key="k")
    with pytest.raises(Conflict):
        add(small, request_key="k", title="另一份")
    assert len(listed(small, "t03").sheets) == 1
    sound(small)


def inspects(small: SmallSchool, grades: str, start: date, end: date) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work, small.house.reading() as connection:
        role = people_records.role_ids_of(connection, small.staff["t09"])[people_records.Role.INSPECTOR]
        work.change(people_records.staff_role, role, grades=grades, period_start=start, period_end=end)
        work.audit("staff_changed", f"staff:{small.staff['t09']}")


@pytest.mark.parametrize(("who", "sees"), [
    ("t03", True), ("t10", True), ("t02", True), ("t05", True), ("t07", True),  # own; subject lead; leader of grade 3; office; principal
    ("t01", True),  # heads 三(1)班
    ("t04", False),  # 语文 in grade 1
])
def test_who_sees_a_sheet(small: SmallSchool, who: str, sees: bool) -> None:
    sheet_id = add(small)
    assert bool(listed(small, who).sheets) == sees
    for read in (view, opened):
        if sees:
            read(small, sheet_id, who)
        else:
            with pytest.raises(NotFound):
                read(small, sheet_id, who)
    if sees:
        assert bool(view(small, sheet_id, who).by) == (who in ("t03", "t05", "t07"))


def test_a_leader_sees_only_the_led_grades(small: SmallSchool) -> None:
    sheet_id = add(small, place=Place(4, "语文"))
    with pytest.raises(NotFound):
        view(small, sheet_id, "t02")
    with pytest.raises(NotAllowed):
        listed(small, "t08")


def test_an_inspector_sees_the_grades_and_days_that_were_opened(small: SmallSchool) -> None:
    sheet_id, before = add(small), add(small, day=FRIDAY, data=pdf())
    inspects(small, "3", MONDAY, MONDAY)
    assert [v.row.id for v in listed(small, "t09").sheets] == [sheet_id] and not view(small, sheet_id, "t09").may_withdraw
    for read in (view, opened):
        with pytest.raises(NotFound):
            read(small, before, "t09")
    inspects(small, "4", MONDAY, MONDAY)
    with pytest.raises(NotFound):
        view(small, sheet_id, "t09")


def test_counts_have_their_denominators(small: SmallSchool) -> None:
    for day in (FRIDAY, MONDAY):
        post(small, "t03", [(3, 1), (3, 2)], Draft("抄写", 10), day=day, reason="补")
    post(small, "t01", [(3, 1)], Draft("口算", 10))
    add(small), add(small, data=pdf())
    add(small, day=FRIDAY - timedelta(days=1), data=office())  # no homework on that day
    office_list = listed(small, "t05", grade=3)
    assert [(c.place.subject, c.sheets, c.days_with, c.days) for c in office_list.counts] == [("语文", 3, 1, 2), ("数学", 0, 0, 1)]
    assert office_list.total is not None and office_list.total[1:] == (3, 1, 3)
    assert [v.row.day for v in office_list.sheets] == [MONDAY, MONDAY, FRIDAY - timedelta(days=1)]
    assert listed(small, "t05", subject="数学").sheets == () and listed(small, "t05", month=date(2026, 10, 9)).sheets == ()
    assert [c.place.subject for c in listed(small, "t01", subject="数学").counts] == ["数学"]
    october = listed(small, "t05", month=date(2026, 10, 9))
    assert (october.previous, october.month, october.following) == (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))


def test_a_withdrawn_sheet_stays_in_the_history_and_opens_no_more(small: SmallSchool) -> None:
    sheet_id = add(small)
    with pytest.raises(BadSheetForm):
        withdraw(small, sheet_id, reason="")
    for who in ("t01", "t02", "t10"):  # they see it, and it is not theirs
        with pytest.raises(NotFound):
            withdraw(small, sheet_id, who)
    withdraw(small, sheet_id)
    row = view(small, sheet_id).row
    assert row.withdrawn_at == NOW and row.reason == "传错了" and not row.erased and len(kept(small)) == 1
    with pytest.raises(NotFound):
        opened(small, sheet_id)
    with pytest.raises(Conflict):
        withdraw(small, sheet_id)
    found = listed(small, "t03")
    assert not found.sheets and found.withdrawn == 1 and found.counts == ()
    sound(small)


def test_what_shows_a_pupil_is_erased_by_the_office_too(small: SmallSchool) -> None:
    sheet_id, twin = add(small), add(small, title="同一张照片")
    withdraw(small, sheet_id, "t05", reason="照片里有姓名", erase=True)
    assert len(kept(small)) == 1 and opened(small, twin).path.is_file()  # the other record still needs it
    withdraw(small, twin, "t07", reason="照片里有姓名", erase=True)
    assert kept(small) == [] and view(small, twin).row.erased
    assert opened(small, add(small)).path.is_file()  # and may come again
    sound(small)


@on_sqlite
def test_a_lost_file_is_not_found(small: SmallSchool) -> None:
    sheet_id = add(small)
    kept(small)[0].unlink()
    with pytest.raises(NotFound):
        opened(small, sheet_id)
