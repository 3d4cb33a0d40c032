"""The proof of a term as a workbook: every grade's school day with minutes, last end, heads and why nothing was held."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time

from schoolapp.papers.ledgers import write_workbook
from schoolapp.papers.tables import Cell, Column, ColumnKind, Ledger, Mark
from schoolapp.rules.permits import Actor
from schoolapp.services.afterschool.term import FAULTY, ServiceTerm, term_calendar
from schoolapp.services.afterschool.week import CellState, GradeCell
from schoolapp.services.house import House
from schoolapp.services.school import shown_school
from schoolapp.words import N_, format_date, gettext, grade_name

STATE_WORDS = {
    CellState.MET: N_("达标"), CellState.SHORT: N_("时长不足"), CellState.EARLY: N_("结束过早"), CellState.BOTH: N_("时长不足、结束过早"),
    CellState.NONE: N_("未开展"), CellState.ANNOUNCED: N_("事先通知不开展"), CellState.TODAY: N_("今日未结束"), CellState.TODO: N_("未到"),
    CellState.OFF: N_("不上课"),
}
_COLUMNS = (
    Column(N_("日期"), ColumnKind.DATE, 12), Column(N_("星期"), ColumnKind.CENTRED, 7), Column(N_("教学周"), ColumnKind.INT, 8),
    Column(N_("年级"), ColumnKind.CENTRED, 10), Column(N_("状态"), ColumnKind.TEXT, 20), Column(N_("分钟（含短间隔）"), ColumnKind.INT, 16),
    Column(N_("分钟（不含间隔）"), ColumnKind.INT, 16), Column(N_("最后结束"), ColumnKind.TIME, 10), Column(N_("末场实到"), ColumnKind.INT, 10),
    Column(N_("同时在场最多"), ColumnKind.INT, 13), Column(N_("原因或说明"), ColumnKind.TEXT, 40),
)


def term_workbook(*, house: House, actor: Actor, term_id: int | None, lang: str, now: datetime) -> bytes:
    """The calendar that the actor sees, as rows up to the last due day."""
    found = term_calendar(house=house, actor=actor, term_id=term_id, now=now)
    out = io.BytesIO()
    write_workbook(out, [_ledger(found, lang)], school=shown_school(house=house).name, made_at=now, lang=lang)
    return out.getvalue()


def _ledger(found: ServiceTerm, lang: str) -> Ledger:
    reasons = {(gap.day, cell.grade): gap.reasons for gap in found.gaps for cell in gap.cells}
    cells = [(week.number, cell) for place, week in enumerate(found.weeks) for row in found.rows for cell in row.weeks[place]
             if cell.day <= found.due_to and cell.state is not CellState.OFF]
    cells.sort(key=lambda pair: (pair[1].day, pair[1].grade))

    def rows() -> Iterator[tuple[tuple[Cell, ...], Mark]]:
        for number, cell in cells:
            yield _row(number, cell, reasons.get((cell.day, cell.grade), ()), lang), Mark.OVER if cell.state in FAULTY else Mark.PLAIN

    figures = found.figures
    note = gettext(lang, N_("%(first)s 至 %(last)s　达标年级日 %(n)s / %(all)s"), first=found.start.isoformat(),
                   last=max(found.start, found.due_to).isoformat(), n=figures.days_met, all=figures.days)
    title = gettext(lang, N_("课后服务学期日历"))
    return Ledger("service_term", title, f"{title}　{found.term.name}", note, _COLUMNS, len(cells), rows)


def _row(number: int | None, cell: GradeCell, reasons: tuple[str, ...], lang: str) -> tuple[Cell, ...]:
    heads = cell.heads
    end = None if cell.last_end is None else time(cell.last_end // 60 % 24, cell.last_end % 60)
    why = "；".join(reasons) if reasons else cell.note if cell.state is not CellState.MET else ""
    if cell.state in FAULTY and not why:
        why = gettext(lang, N_("未说明"))
    day: date = cell.day
    return (day, format_date(lang, day, "weekday"), number, grade_name(lang, cell.grade), gettext(lang, STATE_WORDS[cell.state]), cell.with_gaps,
            cell.without_gaps, end, heads.last if heads else None, heads.most if heads else None, why)
