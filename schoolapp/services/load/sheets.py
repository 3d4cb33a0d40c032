"""Load as rows: every class and day of a board with minutes by subject, sum, cap and state; and any table in words for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schoolapp.papers.tables import Cell as Value
from schoolapp.papers.tables import Column, ColumnKind, Ledger
from schoolapp.papers.tables import Mark as RowMark
from schoolapp.services.load.board import PLANNED
from schoolapp.services.load.cells import Cell, CellState
from schoolapp.services.load.scene import Scene
from schoolapp.words import N_, class_name, format_date, format_share, gettext

TEXT, CENTRED, WHOLE, DECIMAL, SHARE = ColumnKind.TEXT, ColumnKind.CENTRED, ColumnKind.INT, ColumnKind.DECIMAL, ColumnKind.SHARE
STATE_WORDS = {
    CellState.OK: N_("达标"), CellState.NEAR: N_("接近上限"), CellState.OVER: N_("▲ 超限"), CellState.NONE: N_("无作业"),
    CellState.MISSING: N_("未公示"), CellState.NOT_YET: N_("尚未公示"), CellState.TODO: N_("未到"), CellState.NOT_ASKED: N_("不要求"),
    CellState.OFF: N_("不上课"),
}
RECORDED_AS_IT_IS = N_("▲ 超限·已登记")


def day_columns(scene: Scene) -> tuple[Column, ...]:
    total = N_("回家书面合计") if scene.board.home else N_("书面合计")
    return (
        Column(N_("日期"), ColumnKind.DATE, 12), Column(N_("星期"), CENTRED, 7), Column(N_("班级"), TEXT, 12),
        *(Column(subject, WHOLE, 11) for subject in scene.board.subjects),
        Column(total, WHOLE, 13), Column(N_("上限"), WHOLE, 8), Column(N_("余（负为超）"), WHOLE, 13), Column(N_("选做"), WHOLE, 8),
        Column(N_("状态"), CENTRED, 14), Column(N_("补录"), CENTRED, 8),
    )


def day_rows(scene: Scene) -> list[tuple[tuple[Value, ...], RowMark]]:
    """A row for each class and day, by day and in school order."""
    return [(_row(scene, cell), _mark(cell)) for cell in sorted(scene.board.cells, key=lambda cell: cell.day)]


def state_words(cell: Cell, lang: str) -> str:
    words = gettext(lang, RECORDED_AS_IT_IS if cell.as_it_is else STATE_WORDS[cell.state])
    return f"{words} · {gettext(lang, PLANNED)}" if cell.ahead and cell.recorded else words


def _row(scene: Scene, cell: Cell) -> tuple[Value, ...]:
    parts, lang = dict(cell.parts), scene.lang
    left = None if cell.figure is None else cell.cap - cell.figure
    return (cell.day, format_date(lang, cell.day, "weekday"), class_name(lang, cell.one.grade, cell.one.number),
            *(parts.get(subject) for subject in scene.board.subjects), cell.figure, cell.cap, left, cell.optional if cell.recorded else None,
            state_words(cell, lang), gettext(lang, N_("补录")) if cell.late else "")


def _mark(cell: Cell) -> RowMark:
    return {CellState.OVER: RowMark.OVER, CellState.MISSING: RowMark.MISSING}.get(cell.state, RowMark.PLAIN)


# Columns that are set off in a page: whatever is more than 0 in them, and the sum of a row that is over.
_ALARMS = frozenset({N_("超限天数"), N_("选做超上限天数"), N_("抽测超上限次数"), N_("未公示班日")})
_OVER = frozenset({N_("书面合计"), N_("回家书面合计"), N_("状态"), N_("日均")})


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table in words: heads are (words, whether figures stand below); rows are (cells, whether nothing is recorded), cells (words, whether
    it is over or missing)."""

    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[tuple[tuple[str, bool], ...], bool], ...]


def shown_table(ledger: Ledger, lang: str) -> ShownTable:
    """The ledger's rows as a page shows them: what is empty is a dash."""
    figures = (WHOLE, DECIMAL, SHARE)
    heads = tuple((gettext(lang, column.label), column.kind in figures) for column in ledger.columns)
    kinds = [column.kind for column in ledger.columns]
    alarms = [column.label in _ALARMS for column in ledger.columns]
    rows = []
    for cells, mark in ledger.rows():
        over = [mark is RowMark.OVER and column.label in _OVER for column in ledger.columns]
        shown = tuple((("▲ " if red and kind in figures else "") + _shown(value, kind, lang), red)
                      for value, kind, alarm, is_over in zip(cells, kinds, alarms, over, strict=True) for red in (is_over or (alarm and bool(value)),))
        rows.append((shown, mark is RowMark.MISSING))
    return ShownTable(heads, tuple(rows))


def _shown(value: Value, kind: ColumnKind, lang: str) -> str:
    if value is None:
        return "—"
    if isinstance(value, date):
        return format_date(lang, value, "day")
    if isinstance(value, int | float):
        return format_share(lang, value) if kind is SHARE else f"{value:.1f}" if kind is DECIMAL else str(value)
    return str(value)
