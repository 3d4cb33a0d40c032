"""The charts of a period that are means of every class's recorded days: load by subject, and what tiers and optional work add. A mean always
carries the number of its days, and the highest single day stands beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from schoolapp.papers.chart_facts import Group, GroupChartFacts, Mark, Skin, Slot, Stack
from schoolapp.papers.charts import stacked
from schoolapp.papers.tables import Cell as Value
from schoolapp.papers.tables import Column
from schoolapp.papers.tables import Mark as RowMark
from schoolapp.rules.homework import TIERS_OF_ONE, WRITTEN_KINDS, Tier
from schoolapp.rules.load import counts_at_home, home_minutes, planned_figures
from schoolapp.services.load.board import BoardRow
from schoolapp.services.load.cells import Cell, mean_of
from schoolapp.services.load.scene import Bucket, Chart, ChartKind, Scene, buckets_of, make_ledger, make_words
from schoolapp.services.load.sheets import CENTRED, DECIMAL, TEXT, WHOLE
from schoolapp.services.load.spans import SpanKind
from schoolapp.words import N_, class_name


def _figures(cells: Sequence[Cell]) -> list[int]:
    return [cell.figure for cell in cells if cell.figure is not None]


def subjects_chart(scene: Scene) -> Chart:
    """Of each class the mean by week (of a month) or month (of a term), stacked by subject, with recorded of expected days."""
    board, say = scene.board, scene.say
    buckets = buckets_of(scene)
    monthly = board.kind is SpanKind.TERM
    if monthly:
        heading = say("各班每月日均回家书面用时，按学科") if board.home else say("各班每月日均书面用时，按学科")
    else:
        heading = say("各班每周日均回家书面用时，按学科") if board.home else say("各班每周日均书面用时，按学科")
    note = say("柱下为班号、日均、已公示天数/应公示天数；短横线为该班其间最高的一天，▲ 为超过上限。")
    if not board.daily:
        note = say("柱下为班号、日均、已公示天数；短横线为该班其间最高的一天，▲ 为超过上限。")
    words = make_words(scene, scene.grade() + heading, unit=say("分钟"), note=note)
    groups = tuple(Group(bucket.label, tuple(_slot(scene, bucket, row) for row in board.rows), _cap_mark(scene, bucket.cap)) for bucket in buckets)
    label = N_("月份") if monthly else N_("周次")
    columns = (
        Column(label, TEXT, 18), Column(N_("班级"), TEXT, 12), *(Column(subject, DECIMAL, 10) for subject in board.subjects),
        Column(N_("日均"), DECIMAL, 9), Column(N_("合计分钟"), WHOLE, 11), Column(N_("已公示天数"), WHOLE, 12), Column(N_("应公示天数"), WHOLE, 12),
        Column(N_("最高一天"), WHOLE, 11), Column(N_("上限"), WHOLE, 8), Column(N_("超限天数"), WHOLE, 11),
    )
    rows = [_row(scene, bucket, row) for bucket in buckets for row in board.rows]
    ledger = make_ledger(ChartKind.SUBJECTS, say("日均用时"), words, columns, rows)
    drawn = {subject for group in groups for slot in group.slots for stack in slot.stacks for subject, _minutes in stack.parts}
    legend = tuple((subject, _short(scene, subject)) for subject, _one in stacked([(subject, 1) for subject in drawn]))
    return Chart(ChartKind.SUBJECTS, heading, words, ledger, GroupChartFacts(words, say("分钟"), groups, legend, inside=True))


def _short(scene: Scene, subject: str) -> str:
    from schoolapp.papers.charts import subject_label
    return subject_label(scene.lang, subject)


def _cap_mark(scene: Scene, cap: int) -> tuple[Mark, ...]:
    return (Mark(cap, scene.say("上限 %(n)s", n=cap)),)


def _slot(scene: Scene, bucket: Bucket, row: BoardRow) -> Slot:
    cells = bucket.cells(row.cells)
    mean = mean_of(cells, scene.board.today, daily=scene.board.daily)
    label = str(row.one.number)
    below = "" if not mean.recorded and not mean.expected else f"{mean.recorded}/{mean.expected}" if mean.expected is not None else str(mean.recorded)
    planned = planned_figures(_figures(cells))
    if planned is None:
        return Slot(label, below, (), scene.say("未公示") if mean.expected else "")
    parts = tuple(stacked([(subject, minutes / planned.days) for subject, minutes in _by_subject(cells).items()]))
    highest = planned.highest if planned.days > 1 and planned.highest * 10 > planned.mean_tenths else None
    over = planned.mean_tenths > bucket.cap * 10
    return Slot(label, below, (Stack(parts, highest=highest),), figure=f"{planned.mean_tenths / 10:.1f}", alarm=over)


def _by_subject(cells: Sequence[Cell]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for cell in cells:
        for subject, minutes in cell.parts:
            sums[subject] += minutes
    return sums


def _row(scene: Scene, bucket: Bucket, row: BoardRow) -> tuple[tuple[Value, ...], RowMark]:
    cells = bucket.cells(row.cells)
    mean, figures, sums = mean_of(cells, scene.board.today, daily=scene.board.daily), _figures(cells), _by_subject(cells)
    over = sum(cell.over_by > 0 for cell in cells)
    parts = tuple(round(sums[subject] / len(figures), 1) if subject in sums and figures else None for subject in scene.board.subjects)
    values = (bucket.label, class_name(scene.lang, row.one.grade, row.one.number), *parts, mean.minutes, sum(figures) if figures else None, mean.recorded,
              mean.expected, max(figures, default=None), bucket.cap, over)
    return values, RowMark.OVER if (mean.minutes or 0) > bucket.cap else RowMark.MISSING if not figures else RowMark.PLAIN


def tiers_chart(scene: Scene) -> Chart:
    """Of each class the mean of its recorded days: what everyone has, what the tiers add to the load, and the optional work beside it."""
    board, say = scene.board, scene.say
    heading = say("各班日均书面用时：全体、分层、选做")
    words = make_words(scene, scene.grade() + heading, unit=say("分钟"),
                       note=say("左柱为计入总量的用时，分层按学校规则计入；右柱为选做，不计入总量。柱下为班号和已公示天数。"))
    totals = [(row, _sums(scene, row)) for row in board.rows]
    marks = _tier_marks(scene)
    slots = tuple(_tier_slot(row, sums) for row, sums in totals)
    legend = ((Skin.COUNTED.value, say("全体")), (Skin.TIERED.value, say("分层计入")), (Skin.OPTIONAL.value, say("选做（不计入）")))
    drawing = GroupChartFacts(words, say("分钟"), (Group("", slots, marks),) if slots else (), legend, inside=True)
    columns = (
        Column(N_("班级"), TEXT, 12), Column(N_("已公示天数"), WHOLE, 12), Column(N_("全体"), WHOLE, 9),
        *(Column(tier.value, WHOLE, 9) for tier in TIERS_OF_ONE), Column(N_("分层计入"), WHOLE, 11), Column(N_("计入合计"), WHOLE, 11),
        Column(N_("日均"), DECIMAL, 9), Column(N_("选做"), WHOLE, 9), Column(N_("选做日均"), DECIMAL, 11), Column(N_("选做超上限天数"), WHOLE, 16),
        Column(N_("期间"), CENTRED, 26),
    )
    span = "–".join(day.isoformat() for day in board.span)
    rows = [((class_name(scene.lang, row.one.grade, row.one.number), *sums.values(), span), RowMark.PLAIN)
            for row, sums in totals]
    return Chart(ChartKind.TIERS, heading, words, make_ledger(ChartKind.TIERS, say("分层与选做"), words, columns, rows), drawing)


class _Tiers:
    """One class's minutes in the period: counted load, its part for everyone, minutes of each tier as registered, optional ones."""

    def __init__(self) -> None:
        self.days = self.counted = self.everyone = self.optional = self.optional_over = 0
        self.tiers = dict.fromkeys(TIERS_OF_ONE, 0)

    def mean(self, minutes: int) -> float | None:
        return round(minutes / self.days, 1) if self.days else None

    def values(self) -> tuple[Value, ...]:
        return (self.days, self.everyone, *self.tiers.values(), self.counted - self.everyone, self.counted, self.mean(self.counted), self.optional,
                self.mean(self.optional), self.optional_over)


def _sums(scene: Scene, row: BoardRow) -> _Tiers:
    sums, at_home = _Tiers(), counts_at_home(row.one.grade)
    for place in scene.known:
        cell = row.cells[place]
        if cell.figure is None:
            continue
        sums.days += 1
        sums.counted += cell.figure
        sums.optional += cell.optional
        sums.optional_over += cell.optional > scene.standing.profile(cell.day).optional_limit
        for item in scene.read.items.get((row.one.id, cell.day), ()):
            if item.kind in WRITTEN_KINDS:
                minutes = home_minutes(item) if at_home else item.minutes
                if item.tier is Tier.EVERYONE:
                    sums.everyone += minutes
                elif item.tier in sums.tiers:
                    sums.tiers[item.tier] += minutes
    return sums


def _tier_slot(row: BoardRow, sums: _Tiers) -> Slot:
    if not sums.days:
        return Slot(str(row.one.number), "0")
    everyone, tiered, optional = (part / sums.days for part in (sums.everyone, sums.counted - sums.everyone, sums.optional))
    counted = Stack(((Skin.COUNTED, everyone), (Skin.TIERED, tiered)), f"{sums.counted / sums.days:.1f}")
    return Slot(str(row.one.number), str(sums.days), (counted, Stack(((Skin.OPTIONAL, optional),), f"{optional:.1f}", side=True)))


def _tier_marks(scene: Scene) -> tuple[Mark, ...]:
    if not scene.known:
        return ()
    last = scene.board.days[scene.known[-1]]
    limit = scene.standing.profile(last.day).optional_limit
    return (*_cap_mark(scene, last.cap), Mark(limit, scene.say("选做上限 %(n)s", n=limit), cap=False))
