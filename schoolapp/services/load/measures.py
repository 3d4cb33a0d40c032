"""The charts of a period that hold one figure against another: in-school share against the school's line, estimates against samples, what is
missing or came late of what was due. Numerator, denominator and window stand in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from schoolapp.papers.chart_facts import GridCell, GridChartFacts, GridRow, Group, GroupChartFacts, Mark, Skin, Slot, Stack
from schoolapp.papers.tables import Cell as Value
from schoolapp.papers.tables import Column
from schoolapp.papers.tables import Mark as RowMark
from schoolapp.rules.calendar import monday_of
from schoolapp.rules.figures import ClassDayFact
from schoolapp.rules.findings import in_school_share, rounded
from schoolapp.rules.load import counts_at_home
from schoolapp.services.load.board import BoardRow
from schoolapp.services.load.cells import Cell, CellState
from schoolapp.services.load.scene import Chart, ChartKind, Scene, make_ledger, make_words, moment_words
from schoolapp.services.load.sheets import DECIMAL, SHARE, TEXT, WHOLE
from schoolapp.words import N_, class_name, format_date, format_share


class _Month(NamedTuple):
    """A month's stated and whole written load, minutes, with the share (None: not enough is stated) and the reference line."""

    first: date
    written: int
    stated: int
    in_school: int
    share: Fraction | None
    line: Fraction | None


def _months(scene: Scene) -> list[_Month]:
    """The months that the board touches up to today, from their class-days with written load."""
    rows: dict[date, list[ClassDayFact]] = defaultdict(list)
    shown = {column.day for column in scene.board.days if column.day <= scene.board.today}
    for day in sorted(shown):
        rows[day.replace(day=1)] = rows.get(day.replace(day=1), [])
    for (_class_id, day), row in scene.read.rows.items():
        if day in shown and row.written > 0:
            rows[day.replace(day=1)].append(ClassDayFact(*(getattr(row, name) for name in ClassDayFact._fields)))
    found = []
    for first, facts in sorted(rows.items()):
        stated, home = sum(fact.stated_written for fact in facts), sum(fact.stated_home for fact in facts)
        last = max((fact.day for fact in facts), default=first)
        grade = scene.board.grade
        line = None if counts_at_home(grade) else Fraction(scene.standing.profile(last).in_school_share(scene.standing.stage(grade)))
        found.append(_Month(first, sum(fact.written for fact in facts), stated, stated - home, in_school_share(facts), line))
    return found


def share_chart(scene: Scene) -> Chart:
    """The grade's in-school share by calendar month beside the school's own reference line. Clause C13."""
    say, lang, months = scene.say, scene.lang, _months(scene)
    heading = say("书面作业校内完成占比，按月")
    lines = list(dict.fromkeys(month.line for month in months if month.line is not None))
    reference = say("参考线 %(n)s（学校自定，非国家指标）", n=" / ".join(format_share(lang, float(line)) for line in lines)) if lines else ""
    words = make_words(
        scene, scene.grade() + heading, unit="%", cap=reference,
        note=say("柱下为校内完成分钟/已填校内完成的书面分钟；已填的不足书面总分钟的八成时只标“填报不足”，不给占比。"))
    groups = []
    for month in months:
        label, below = format_date(lang, month.first, "month"), say("%(n)s/%(m)s 分钟", n=month.in_school, m=month.stated) if month.stated else ""
        marks = () if month.line is None else (Mark(float(month.line * 100), say("参考线 %(n)s", n=format_share(lang, float(month.line))), cap=False),)
        if month.share is None:
            slot = Slot("", below, (), say("填报不足") if month.written else "")
        else:
            share = float(month.share)
            slot = Slot("", below, (Stack(((Skin.COUNTED, share * 100),), format_share(lang, float(rounded(month.share, 4)))),))
        groups.append(Group(label, (slot,), marks))
    columns = (
        Column(N_("月份"), TEXT, 14), Column(N_("校内完成分钟"), WHOLE, 14), Column(N_("已填校内完成的书面分钟"), WHOLE, 22),
        Column(N_("书面总分钟"), WHOLE, 12), Column(N_("已填比例"), SHARE, 11), Column(N_("校内完成占比"), SHARE, 14), Column(N_("参考线"), SHARE, 10),
        Column(N_("说明"), TEXT, 16),
    )
    rows = [(_share_row(scene, month), RowMark.MISSING if month.share is None else RowMark.PLAIN) for month in months]
    drawing = GroupChartFacts(words, "%", tuple(groups), ((Skin.COUNTED.value, say("校内完成占比")),), inside=True, top=100.0)
    return Chart(ChartKind.SHARE, heading, words, make_ledger(ChartKind.SHARE, say("校内完成占比"), words, columns, rows), drawing)


def _share_row(scene: Scene, month: _Month) -> tuple[Value, ...]:
    filled = month.stated / month.written if month.written else None
    said = "" if month.share is not None else scene.say("填报不足") if month.written else scene.say("无书面作业")
    return (format_date(scene.lang, month.first, "month"), month.in_school, month.stated, month.written, filled,
            None if month.share is None else float(rounded(month.share, 4)), None if month.line is None else float(month.line), said)


class _Measured(NamedTuple):
    """One class's samples: those that are evidence with pupils and mean, the planned mean of the same days (None: nothing is recorded on
    them), and those with too few pupils."""

    counted: int
    asked: int
    mean: float | None
    planned: float | None
    planned_days: int
    few: int
    few_asked: int
    few_mean: float | None
    over: int


def _measured(scene: Scene, row: BoardRow) -> _Measured:
    sampled = [cell for cell in row.cells if cell.sample is not None]
    counted, few = [c for c in sampled if c.sample and c.sample.counts], [c for c in sampled if c.sample and not c.sample.counts]
    planned = [scene.read.rows[row.one.id, cell.day].written for cell in counted if cell.recorded]
    over = sum(cell.sample.mean_tenths > cell.cap * 10 for cell in counted if cell.sample and not counts_at_home(cell.one.grade))
    return _Measured(len(counted), _asked(counted), _sampled_mean(counted), round(sum(planned) / len(planned), 1) if planned else None, len(planned),
                     len(few), _asked(few), _sampled_mean(few), over)


def _asked(cells: Sequence[Cell]) -> int:
    return sum(cell.sample.asked for cell in cells if cell.sample)


def _sampled_mean(cells: Sequence[Cell]) -> float | None:
    """The mean of all pupils asked, minutes."""
    asked = _asked(cells)
    return round(sum(c.sample.asked * c.sample.mean_tenths for c in cells if c.sample) / asked / 10, 1) if asked else None


def sampled_chart(scene: Scene) -> Chart:
    """Of each class the estimate of the sampled days beside what pupils said they needed, and of how many."""
    board, say = scene.board, scene.say
    heading = say("各班预计用时与抽测用时")
    measured = [(row, _measured(scene, row)) for row in board.rows]
    pupils, samples = sum(m.asked for _row, m in measured), sum(m.counted for _row, m in measured)
    words = make_words(
        scene, scene.grade() + heading, unit=say("分钟"),
        note=say("预计为被抽测那几天已公示用时的均值，抽测为同几天学生举手用时按人数的均值；柱下为班号和抽测人数，虚线框为人数偏少，仅供参考。"),
        source=say("来源：作业用时抽测 %(n)s 次 %(m)s 人　截至 %(moment)s", n=samples, m=pupils, moment=moment_words(board.as_of)))
    marks = () if board.home or not board.days else (Mark(board.days[-1].cap, say("上限 %(n)s", n=board.days[-1].cap)),)
    slots = tuple(_sample_slot(row, m) for row, m in measured)
    legend = ((Skin.PLANNED.value, say("预计")), (Skin.SAMPLED.value, say("抽测")), (Skin.FEW.value, say("人数偏少")))
    columns = (
        Column(N_("班级"), TEXT, 12), Column(N_("有效抽测次数"), WHOLE, 14), Column(N_("抽测人数"), WHOLE, 11), Column(N_("抽测均值"), DECIMAL, 11),
        Column(N_("同日预计均值"), DECIMAL, 14), Column(N_("预计天数"), WHOLE, 11), Column(N_("抽测减预计"), DECIMAL, 12),
        Column(N_("抽测超上限次数"), WHOLE, 16), Column(N_("人数偏少次数"), WHOLE, 14),
    )
    rows = [(_sample_row(scene, row, m), RowMark.PLAIN) for row, m in measured]
    drawing = GroupChartFacts(words, say("分钟"), (Group("", slots, marks),) if slots else (), legend, inside=True)
    return Chart(ChartKind.SAMPLED, heading, words, make_ledger(ChartKind.SAMPLED, say("预计与抽测"), words, columns, rows), drawing)


def _sample_slot(row: BoardRow, m: _Measured) -> Slot:
    label = str(row.one.number)
    if m.mean is not None:
        planned = Stack(((Skin.PLANNED, m.planned or 0.0),), "" if m.planned is None else f"{m.planned:.1f}", side=True)
        return Slot(label, f"n={m.asked}", (planned, Stack(((Skin.SAMPLED, m.mean),), f"{m.mean:.1f}")))
    if m.few_mean is not None:
        return Slot(label, f"n={m.few_asked}", (Stack(((Skin.FEW, m.few_mean),), f"{m.few_mean:.1f}", side=True),))
    return Slot(label, "n=0")


def _sample_row(scene: Scene, row: BoardRow, m: _Measured) -> tuple[Value, ...]:
    more = None if m.mean is None or m.planned is None else round(m.mean - m.planned, 1)
    return class_name(scene.lang, row.one.grade, row.one.number), m.counted, m.asked, m.mean, m.planned, m.planned_days, more, m.over, m.few


def gaps_chart(scene: Scene) -> Chart:
    """Of each class by week: class-days missing of those that were due (clause C8), and entries that came late."""
    board, say, lang = scene.board, scene.say, scene.lang
    heading = say("各班未公示与补录，按周")
    weeks: list[tuple[date, list[int]]] = []
    for place, column in enumerate(board.days):
        monday = monday_of(column.day)
        if column.day > board.today:
            break
        if not weeks or weeks[-1][0] != monday:
            weeks.append((monday, []))
        weeks[-1][1].append(place)
    heads = [(_number(scene, board.days[places[0]].day), format_date(lang, board.days[places[0]].day, "short")) for _monday, places in weeks]
    counted = [(row, [_counted(scene, [row.cells[place] for place in places]) for _monday, places in weeks]) for row in board.rows]
    missing, due, late = (_sum(cells, key) for cells in [[one for _row, found in counted for one in found]] for key in ("marked", "due", "late"))
    note = say("斜线为未公示班日（未公示/应公示，应公示算到昨天），虚线框为补录项数；· 为没有未公示和补录。")
    words = make_words(scene, scene.grade() + heading, unit=say("班日、项"), note=note, cap="",
                       source=say("%(sums)s　来源：教师公示记录　截至 %(moment)s", sums=_totals(scene, missing, due, late), moment=moment_words(board.as_of)))
    rows = [(_gap_row(scene, row, heads[place], one), RowMark.MISSING if one.marked else RowMark.PLAIN)
            for place in range(len(heads)) for row, found in counted for one in (found[place],)]
    columns = (Column(N_("周次"), TEXT, 12), Column(N_("首日"), TEXT, 10), Column(N_("班级"), TEXT, 12), Column(N_("应公示班日"), WHOLE, 13),
               Column(N_("未公示班日"), WHOLE, 13), Column(N_("补录项数"), WHOLE, 11))
    lines = tuple(GridRow(class_name(lang, row.one.grade, row.one.number), tuple(found),
                          _totals(scene, *(_sum(found, key) for key in ("marked", "due", "late")))) for row, found in counted)
    drawing = GridChartFacts(words, tuple(heads), lines, say("未公示"), say("补录"))
    return Chart(ChartKind.GAPS, heading, words, make_ledger(ChartKind.GAPS, say("未公示与补录"), words, columns, rows), drawing)


def _sum(cells: Sequence[GridCell], key: str) -> int:
    return sum(getattr(cell, key) or 0 for cell in cells)


def _number(scene: Scene, day: date) -> str:
    number = scene.standing.calendar.week_number(day)
    return scene.say("第%(n)s周", n=number) if number else ""


def _counted(scene: Scene, cells: Sequence[Cell]) -> GridCell:
    """What is missing up to yesterday of what was due, and the late items up to today."""
    board = scene.board
    schooldays = {column.day for column in board.days if column.school}
    due = sum(cell.day < board.today and cell.day in schooldays for cell in cells) if board.daily else None
    return GridCell(sum(cell.state is CellState.MISSING for cell in cells), due, sum(cell.late_items for cell in cells if cell.day <= board.today))


def _totals(scene: Scene, missing: int, due: int, late: int) -> str:
    if not scene.board.daily:
        return scene.say("未公示 %(n)s，补录 %(k)s 项", n=missing, k=late)
    return scene.say("未公示 %(n)s/%(m)s，补录 %(k)s 项", n=missing, m=due, k=late)


def _gap_row(scene: Scene, row: BoardRow, head: tuple[str, str], one: GridCell) -> tuple[Value, ...]:
    return head[0], head[1], class_name(scene.lang, row.one.grade, row.one.number), one.due, one.marked, one.late
