"""The board's chart as SVG or PNG, drawn once per data version and kept, and its table as a workbook. The figures come from `board`."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from schoolapp.papers.charts import load_chart
from schoolapp.papers.ledgers import write_workbook
from schoolapp.papers.tables import Cell as Value
from schoolapp.papers.tables import Column, ColumnKind, Ledger, Mark
from schoolapp.records import load as records
from schoolapp.rules.calendar import ONE_DAY, days_between
from schoolapp.rules.permits import Actor, Permit
from schoolapp.services.house import Busy, House
from schoolapp.services.load.board import WEEK, Board, chart_facts, check_place, read_board
from schoolapp.services.load.cells import Cell, CellState
from schoolapp.services.school import Standing, standing_of
from schoolapp.words import N_, class_name, format_date, gettext, grade_name

KEPT_BYTES = 8_000_000
FORMATS = ("svg", "png")

# matplotlib draws one chart at a time anyway; who waits for the same chart finds it kept.
_DRAWING = threading.Lock()

STATE_WORDS = {
    CellState.OK: N_("达标"), CellState.NEAR: N_("接近上限"), CellState.OVER: N_("▲ 超限"), CellState.NONE: N_("无作业"),
    CellState.MISSING: N_("未公示"), CellState.NOT_YET: N_("尚未公示"), CellState.TODO: N_("未到"), CellState.NOT_ASKED: N_("不要求"),
    CellState.OFF: N_("不上课"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart is drawn: language, svg or png, for dark pages, with title, period, legend and source (a file of its own)."""

    lang: str = "zh"
    fmt: str = "svg"
    dark: bool = False
    titled: bool = False


def week_chart(*, house: House, actor: Actor, grade: int, day: date, look: Look, now: datetime) -> bytes:
    """The chart of a grade's week, from the table of charts where it was drawn from the present data already. NotFound as for the board.

    A titled chart says the moment it was drawn: nothing in the school has changed since.
    """
    actor.needs(Permit.SEE_BOARD)
    standing = standing_of(house=house)
    monday = check_place(standing, actor, grade, day, now.date())
    name, version = _name(actor, grade, monday, look, now), house.data_version()
    kept = _kept(house, name, version)
    if kept is not None:
        return kept
    with _DRAWING:
        kept = _kept(house, name, version)
        if kept is not None:
            return kept
        board = _read(house, standing, actor, grade, monday, now)
        drawn = load_chart(chart_facts(board, look.lang), look.lang, "png" if look.fmt == "png" else "svg", look.dark, look.titled)
        _keep(house, name, version, drawn, now)
    return drawn


def _name(actor: Actor, grade: int, monday: date, look: Look, now: datetime) -> str:
    """What the drawing shows, by name. What is owed changes with the day until the week is over; an inspector sees part of it."""
    until = min(now.date(), monday + WEEK + ONE_DAY)
    seen = "" if actor.period is None else "".join("x" if actor.sees_day(one) else "-" for one in days_between(monday, monday + WEEK))
    words = (grade, monday, until, seen, look.lang, look.fmt, "dark" if look.dark else "light", "titled" if look.titled else "bare")
    return "load:" + ":".join(str(word) for word in words)


def _kept(house: House, name: str, version: int) -> bytes | None:
    with house.reading() as connection:
        return records.find_chart(connection, name, version)


def _keep(house: House, name: str, version: int, drawn: bytes, now: datetime) -> None:
    try:
        with house.plain_writing() as connection:
            records.put_chart(connection, name, version, drawn, now)
            records.shrink_charts(connection, KEPT_BYTES)
    except Busy:
        pass  # it is drawn again another time


def _read(house: House, standing: Standing, actor: Actor, grade: int, monday: date, now: datetime) -> Board:
    with house.reading() as connection:
        return read_board(connection, standing, grade=grade, monday=monday, now=now, actor=actor)


def week_workbook(*, house: House, actor: Actor, grade: int, day: date, lang: str, now: datetime) -> bytes:
    """The table beside the chart as .xlsx: a row for each class and day, minutes by subject, sum, cap, state. NotFound as for the board."""
    actor.needs(Permit.SEE_BOARD)
    standing = standing_of(house=house)
    board = _read(house, standing, actor, grade, check_place(standing, actor, grade, day, now.date()), now)
    out = io.BytesIO()
    write_workbook(out, [_ledger(board, lang)], school=board.school, made_at=now, lang=lang)
    return out.getvalue()


def _ledger(board: Board, lang: str) -> Ledger:
    text, whole, centred = ColumnKind.TEXT, ColumnKind.INT, ColumnKind.CENTRED
    total = N_("回家书面合计") if board.home else N_("书面合计")
    columns = (
        Column(N_("日期"), ColumnKind.DATE, 12), Column(N_("星期"), centred, 7), Column(N_("班级"), text, 12),
        *(Column(subject, whole, 11) for subject in board.subjects),
        Column(total, whole, 13), Column(N_("上限"), whole, 8), Column(N_("余（负为超）"), whole, 13), Column(N_("选做"), whole, 8),
        Column(N_("状态"), centred, 12), Column(N_("补录"), centred, 8),
    )
    cells = sorted(board.cells, key=lambda cell: cell.day)

    def rows() -> Iterator[tuple[tuple[Value, ...], Mark]]:
        for cell in cells:
            yield _row(board, cell, lang), _mark(cell)

    grade, first, last = grade_name(lang, board.grade), *board.span
    span = gettext(lang, N_("期间 %(start)s 至 %(end)s"), start=first.isoformat(), end=last.isoformat())
    week = gettext(lang, "第%(n)s周", n=board.week) if board.week else ""
    counted = gettext(lang, "已公示 %(n)s/%(m)s 班日", n=board.mean.recorded, m=board.mean.expected) if board.daily else ""
    note = "　".join(part for part in (week, span, gettext(lang, N_("单位：%(unit)s"), unit=gettext(lang, N_("分钟"))), counted) if part)
    title = gettext(lang, "%(grade)s作业总量一览", grade=grade)
    return Ledger("load", gettext(lang, N_("每日班级总量")), title, note, columns, len(cells), rows)


def _row(board: Board, cell: Cell, lang: str) -> tuple[Value, ...]:
    parts = dict(cell.parts)
    left = None if cell.figure is None else cell.cap - cell.figure
    return (cell.day, format_date(lang, cell.day, "weekday"), class_name(lang, cell.one.grade, cell.one.number),
            *(parts.get(subject) for subject in board.subjects), cell.figure, cell.cap, left, cell.optional if cell.recorded else None,
            gettext(lang, STATE_WORDS[cell.state]), gettext(lang, N_("补录")) if cell.late else "")


def _mark(cell: Cell) -> Mark:
    return {CellState.OVER: Mark.OVER, CellState.MISSING: Mark.MISSING}.get(cell.state, Mark.PLAIN)
