"""Facts that the tests of papers are made of: a small school's week with one of everything."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schoolapp.papers.facts import (
    BarState,
    CalendarDayRow,
    ClassDayRow,
    ClassRow,
    DayState,
    Evidence,
    Figure,
    FindingRow,
    Gap,
    HomeworkRow,
    LoadBar,
    LoadChartFacts,
    LoadDay,
    MeanChartFacts,
    MeanColumn,
    NoneRow,
    PackChart,
    PackFacts,
    ProgrammeRow,
    SampleRow,
    SessionRow,
    Source,
)
from schoolapp.papers.packs import PackResult, build_pack
from schoolapp.rules.calendar import SCHOOL_TIME

MONDAY = date(2026, 11, 16)
MADE_AT = datetime(2026, 11, 23, 8, 10, tzinfo=SCHOOL_TIME)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"o" * 32)


def make_bar(number: int = 1, *segments: tuple[str, int], state: BarState = BarState.RECORDED) -> LoadBar:
    return LoadBar(number, state, segments)


def make_load_chart(classes: int = 6, days: int = 5, cap: int = 60, **changes: Any) -> LoadChartFacts:
    """A week in which every state occurs, some class-days are over, and the subjects are many."""
    states = list(BarState)
    subjects = ("语文", "数学", "英语", "物理", "化学", "道德与法治", "地理", "历史", "生物学", "音乐", "围棋")
    made = []
    for place in range(days):
        bars = []
        for number in range(1, classes + 1):
            state = states[(place * classes + number) % 7] if (place * classes + number) % 7 < len(states) else BarState.RECORDED
            minutes = (10 + 5 * ((place + number) % 4))
            taken = subjects[number % 3: number % 3 + 4 + number % 7]
            bars.append(LoadBar(number, state, tuple((subject, minutes) for subject in taken) if state is BarState.RECORDED else ()))
        made.append(LoadDay(MONDAY + timedelta(place), cap, tuple(bars)))
    return replace(LoadChartFacts("江北实验学校", 3, tuple(made), MADE_AT, week=12), **changes)


def make_mean_chart(columns: int = 12, **changes: Any) -> MeanChartFacts:
    made = tuple(MeanColumn(f"11/{n + 1}", 60, (("语文", 12.5 + n), ("数学", 20.25)) if n != 1 else (), 0 if n == 1 else 28, 30)
                 for n in range(columns))
    return replace(MeanChartFacts("江北实验学校", 3, MONDAY, MONDAY + timedelta(columns), made, MADE_AT), **changes)


def make_homework(count: int = 3, text: str = "练习册第 12 页") -> tuple[HomeworkRow, ...]:
    published = datetime(2026, 11, 16, 15, 40, tzinfo=SCHOOL_TIME)
    return tuple(HomeworkRow(MONDAY, 3, 1 + n % 2, "数学", "书面", "全体", 20, None if n else 10, text, published, n == 1, f"item:{n + 1}")
                 for n in range(count))


def _attached(content: bytes) -> Callable[[], BinaryIO]:
    return lambda: io.BytesIO(content)


def make_facts(**changes: Any) -> PackFacts:
    facts = PackFacts(
        school="江北实验学校", system="六三制", district="示范区", start=MONDAY, end=MONDAY + timedelta(4), due_to=MONDAY + timedelta(4),
        made_at=MADE_AT, made_by="校长室", version="0.1.0", audit_number=120, audit_hash="ab" * 32, calendar_confirmed=True,
        class_days_expected=10, class_days_recorded=9,
        figures=(
            Figure("homework_items", "公示作业项数", "项", 3, sources=(Source("homework", 3),)),
            Figure("coverage", "需求覆盖率", "", 0.975, 39, 40, sources=(Source("classes", 1, records=("class:1",)),), share=True),
            Figure("written_minutes_total", "书面作业分钟数", "分钟", 60.0, missing=1,
                   sources=(Source("class_days", 9, where="状态≠未公示"),)),
        ),
        gaps=(Gap("未公示班日", "三年级", 1, "不等于没有作业", "由任课教师补录并写明原因"),),
        homework=make_homework(),
        class_days=(
            ClassDayRow(MONDAY, 3, 1, 45, 60, 15, 20, 25, 0, 3, 1, DayState.OK, "day:1"),
            ClassDayRow(MONDAY, 3, 2, 72, 60, -12, 20, 52, 0, 4, 0, DayState.OVER, "day:2"),
            ClassDayRow(MONDAY + timedelta(1), 3, 2, None, 60, None, None, None, None, 0, 0, DayState.MISSING, ""),
        ),
        nones=(NoneRow(MONDAY, 3, 1, "英语", MADE_AT, False, "none:1"), NoneRow(MONDAY, 3, 2, "", MADE_AT, True, "none:2")),
        samples=(SampleRow(MONDAY, 3, 1, 12, 66.6, True, 45, 60, "sample:1"),),
        sessions=(
            SessionRow(MONDAY, "P10", "作业辅导与答疑", "作业辅导", (1, 2), time(15, 30), time(16, 30), 40, 39, True, "", "完成作业",
                       "session:1"),
            SessionRow(MONDAY, "P11", "足球", "体育", (3,), time(16, 30), time(17, 30), None, None, False, "暴雨", "", "session:2"),
        ),
        programmes=(ProgrammeRow("P10", "作业辅导与答疑", "作业辅导", 1, time(15, 30), time(16, 30), (1, 2), "", "programme:1"),),
        findings=(FindingRow("homework.over_cap", "书面作业超过上限", "red", "红", MONDAY, "", 3, 2, 72, 60, "C10", "待核实", "",
                             ("item:1", "item:2")),),
        classes=(ClassRow(3, 1, 45, 40, 39, 0.975, "class:1"),),
        calendar=(CalendarDayRow(MONDAY, 12, (1, 2, 3), True, "", "", True),),
        charts=(PackChart("load-g3-w12", make_load_chart(2, 3)), PackChart("mean-g3", make_mean_chart(2))),
        evidence=(Evidence("会议记录 9月.jpg", "jpg", "issue:1", _attached(b"picture" * 1000)),),
    )
    return replace(facts, **changes)


def make_pack(facts: PackFacts | None = None, key: Ed25519PrivateKey = KEY) -> tuple[bytes, PackResult]:
    out = io.BytesIO()
    result = build_pack(facts or make_facts(), key, out)
    return out.getvalue(), result
