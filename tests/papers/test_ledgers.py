"""Ledgers: what is written is read back the same by another program; no formula, no name, equal bytes for equal facts."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from schoolapp.papers import facts as row_types
from schoolapp.papers.ledgers import write_csv, write_workbook
from schoolapp.papers.tables import LEDGER_NAMES, Ledger, ledgers_of
from tests.papers.made import MADE_AT, MONDAY, make_facts, make_homework


def make_workbook(stored: bool = False, **changes: Any) -> bytes:
    facts, out = make_facts(**changes), io.BytesIO()
    write_workbook(out, ledgers_of(facts), school=facts.school, made_at=facts.made_at, lang="zh", stored=stored)
    return out.getvalue()


def read_sheet(content: bytes, name: str) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def ledger(name: str, **changes: Any) -> Ledger:
    return next(made for made in ledgers_of(make_facts(**changes)) if made.name == name)


def csv_bytes(made: Ledger) -> bytes:
    out = io.BytesIO()
    write_csv(out, made, "zh")
    return out.getvalue()


def csv_rows(made: Ledger) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_bytes(made).decode("utf-8-sig"), newline="")))


def test_one_sheet_for_each_ledger_gaps_first() -> None:
    book = openpyxl.load_workbook(io.BytesIO(make_workbook()))
    assert book.sheetnames[:2] == ["缺项", "关键数字"] and len(book.sheetnames) == len(LEDGER_NAMES)


def test_head_is_frozen_filtered_and_repeated_in_print() -> None:
    for sheet in openpyxl.load_workbook(io.BytesIO(make_workbook())).worksheets:
        assert sheet.freeze_panes == "A5" and sheet.auto_filter.ref.startswith("A4:") and sheet.print_title_rows == "$4:$4"
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth in (None, 1) and sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet["A1"].value and sheet["A2"].value.startswith("期间 2026-11-16 至 2026-11-20") and sheet["A3"].value is None


def test_dates_times_and_numbers_are_real() -> None:
    sheet = read_sheet(make_workbook(), "作业明细")
    assert [cell.value for cell in sheet[5]] == [
        datetime(2026, 11, 16), "周一", 3, 1, "数学", "书面", "全体", 20, 10, "练习册第 12 页", datetime(2026, 11, 16, 15, 40), None,
        "item:1"]
    assert sheet["A5"].number_format == "yyyy-mm-dd" and sheet["K5"].number_format == "yyyy-mm-dd hh:mm"
    assert [sheet["I6"].value, sheet["L6"].value] == [None, "补录"]
    service = read_sheet(make_workbook(), "课后服务记录")
    assert [service["G5"].value, service["H5"].value, service["F5"].value] == [time(15, 30), time(16, 30), "一、二"]
    assert [service["I6"].value, service["K6"].value, service["L6"].value] == [None, "取消", "暴雨"]


def test_rows_over_the_cap_and_missing_ones_are_set_off() -> None:
    sheet = read_sheet(make_workbook(), "每日班级总量")
    assert [row[12].value for row in sheet.iter_rows(5)] == ["达标", "▲ 超限", "未公示"]
    assert sheet["E6"].font.b and sheet["E6"].font.color.rgb == "FFA61B1B" and not sheet["E5"].font.b
    assert sheet["E7"].value is None and sheet["E7"].fill.patternType == "solid" and sheet["E5"].fill.patternType is None
    assert "应公示 10 班日，已公示 9，缺 1" in sheet["A2"].value


def test_moments_of_another_zone_show_the_schools_time() -> None:
    from zoneinfo import ZoneInfo

    row = make_homework(1)[0]._replace(published_at=datetime(2026, 11, 16, 7, 40, tzinfo=ZoneInfo("UTC")))
    assert read_sheet(make_workbook(homework=(row,)), "作业明细")["K5"].value == datetime(2026, 11, 16, 15, 40)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "{=A1}", "http://example.org", "mailto:a@b.c"])
def test_texts_stay_texts(text: str) -> None:
    cell = read_sheet(make_workbook(homework=make_homework(1, text)), "作业明细")["J5"]
    assert cell.value == text and cell.data_type == "s" and cell.hyperlink is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "－2"])
def test_csv_disarms_what_a_spreadsheet_would_run(text: str) -> None:
    assert csv_rows(ledger("homework", homework=make_homework(1, text)))[1][9] == "'" + text


@pytest.mark.parametrize("text", ["练习 a=b", "1-2 题", "第3题\n第4题", '他说"好"', "a,b", "'quoted"])
def test_csv_leaves_other_texts_alone(text: str) -> None:
    assert csv_rows(ledger("homework", homework=make_homework(1, text)))[1][9] == text


def test_csv_keeps_negative_numbers_numbers() -> None:
    assert csv_rows(ledger("class_days"))[2][6] == "-12"


def test_csv_is_utf8_with_bom_and_dos_lines() -> None:
    content = csv_bytes(ledger("samples"))
    assert content == ("\ufeff日期,星期,年级,班,抽测人数,平均用时,当日书面合计,上限,是否有效,记录编号\r\n"
                       "2026-11-16,周一,3,1,12,66.6,45,60,有效,sample:1\r\n").encode()


def test_control_characters_do_not_break_a_file() -> None:
    text = "a\x00b\x0bc\ud800d\x1f"
    content = make_workbook(homework=make_homework(1, text), school="校\x01")
    assert read_sheet(content, "作业明细")["J5"].value == "abcd"
    assert csv_rows(ledger("homework", homework=make_homework(1, text)))[1][9] == "abcd"


def test_a_text_longer_than_a_cell_is_cut_and_marked() -> None:
    value = read_sheet(make_workbook(homework=make_homework(1, "长" * 40_000)), "作业明细")["J5"].value
    assert len(value) == 32_767 and value.endswith("…")


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=40), st.integers(0, 240),
       st.dates(date(2015, 1, 1), date(2028, 1, 1)))
def test_csv_reads_back_what_was_written(text: str, minutes: int, day: date) -> None:
    row = make_homework(1, text)[0]._replace(minutes=minutes, day=day)
    read = csv_rows(ledger("homework", homework=(row,)))[1]
    assert (read[0], read[7]) == (day.isoformat(), str(minutes))
    assert text in (read[9], read[9].removeprefix("'")) or "\uffff" in text or "\ufffe" in text


def test_workbook_and_csv_hold_the_same_rows() -> None:
    book = openpyxl.load_workbook(io.BytesIO(make_workbook()))
    for made, sheet in zip(ledgers_of(make_facts()), book.worksheets, strict=True):
        rows = csv_rows(made)
        assert [cell.value for cell in sheet[4]] == rows[0] and sheet.max_row == 4 + made.count == 3 + len(rows)


@pytest.mark.parametrize("stored", [False, True])
def test_equal_facts_give_equal_bytes(stored: bool) -> None:
    content = make_workbook(stored)
    assert content == make_workbook(stored)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(2026, 11, 23, 8, 10, 0)}
        assert {member.compress_type for member in archive.infolist()} == {zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED}
        assert archive.read("docProps/core.xml").count(b"2026-11-23T08:10:00Z") == 2
        assert b"<f>" not in b"".join(archive.read(name) for name in archive.namelist() if "sheet" in name)


def test_another_moment_gives_other_bytes() -> None:
    assert make_workbook() != make_workbook(made_at=MADE_AT + timedelta(minutes=1))


def test_empty_ledgers_are_there_too() -> None:
    sheet = read_sheet(make_workbook(samples=()), "作业用时抽测")
    assert sheet["A4"].value == "日期" and sheet.max_row == 4 and "共 0 行" in sheet["A2"].value
    assert len(csv_rows(ledger("samples", samples=()))) == 1


def test_no_column_and_no_fact_names_a_person() -> None:
    headings = {column.label for made in ledgers_of(make_facts()) for column in made.columns}
    assert not {label for label in headings if any(word in label for word in ("教师", "姓名", "工号", "负责人", "班主任", "学生姓名"))}
    types = [kind for kind in vars(row_types).values() if isinstance(kind, type) and hasattr(kind, "_fields")]
    fields = {field for kind in types for field in kind._fields}
    assert len(types) > 10 and not fields & {"teacher", "staff", "staff_id", "author", "head", "responsible", "person", "pupil"}


def test_progress_is_told_and_may_stop_the_work() -> None:
    seen: list[tuple[int, int]] = []
    facts = make_facts(homework=make_homework(5000))
    write_workbook(io.BytesIO(), ledgers_of(facts), school="校", made_at=MADE_AT, lang="zh",
                   progress=lambda done, total: seen.append((done, total)))
    total = sum(made.count for made in ledgers_of(facts))
    assert seen == [(2000, total), (4000, total), (total, total)]

    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        write_workbook(io.BytesIO(), ledgers_of(facts), school="校", made_at=MADE_AT, lang="zh", progress=stop)


def test_school_names_with_ampersands_print_as_they_are() -> None:
    head = read_sheet(make_workbook(school="A&B 学校"), "缺项").oddHeader.left.text
    assert head == "A&&B 学校"


def test_the_other_language_has_its_own_weekdays() -> None:
    rows: Callable[[Ledger], Any] = lambda made: next(made.rows())[0][1]  # noqa: E731
    english = replace(make_facts(), lang="en")
    assert rows(next(made for made in ledgers_of(english) if made.name == "homework")) == "Mon" and MONDAY.weekday() == 0
