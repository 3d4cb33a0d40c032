"""The frozen facts that papers are made of: one row type for each ledger, the figures, the gaps, the charts.
Services fill them from one read snapshot; nothing here is computed. No row type has room for a person's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import BinaryIO, NamedTuple

from schoolapp.papers.chart_facts import ChartWords, SurveyChartFacts
from schoolapp.rules.seals import Seal


class BarState(StrEnum):
    """What a class-day is in a chart. NOT_YET: due today, the day has not ended. NOT_DUE: a day to come, or no school day of this class."""

    RECORDED = "recorded"
    NONE = "none"
    MISSING = "missing"
    NOT_YET = "not_yet"
    NOT_DUE = "not_due"


class DayState(StrEnum):
    """What a class-day is in the ledger. NOT_REQUIRED: grades 1-2 that need not declare on this day."""

    OK = "ok"
    NEAR = "near"
    OVER = "over"
    NONE = "none"
    MISSING = "missing"
    NOT_REQUIRED = "not_required"


class LoadBar(NamedTuple):
    """One class on one day: minutes by subject, in any order. The total is their sum."""

    number: int
    state: BarState
    segments: tuple[tuple[str, int], ...] = ()


class LoadDay(NamedTuple):
    """One day of the chart with the cap in force on it (minutes; 0 in grades 1-2). `note`: a few characters, such as 补课."""

    day: date
    cap: int
    bars: tuple[LoadBar, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class LoadChartFacts:
    """Load of every class of a grade by day and subject. `home`: the minutes are home load (grades 1-2), else written load.
    `week`: the week's number within its term, if the days are one week. `planned_after`: bars of later days are plans and count in no
    sum; `words` stand in place of the chart's own sentences."""

    school: str
    grade: int
    days: tuple[LoadDay, ...]
    as_of: datetime
    home: bool = False
    week: int | None = None
    planned_after: date | None = None
    words: ChartWords | None = None


class MeanColumn(NamedTuple):
    """The mean load of a grade's recorded class-days in one day or week: minutes by subject; recorded of expected class-days."""

    label: str
    cap: int
    segments: tuple[tuple[str, float], ...]
    recorded: int
    expected: int


@dataclass(frozen=True, slots=True)
class MeanChartFacts:
    """Mean load of a grade by subject, one column for each day (`weekly` False) or week of `start` to `end`, inclusive."""

    school: str
    grade: int
    start: date
    end: date
    columns: tuple[MeanColumn, ...]
    as_of: datetime
    home: bool = False
    weekly: bool = False


class HomeworkRow(NamedTuple):
    """A published item. `in_school` None: not stated. `kind` and `tier` are the rules' Chinese words. `record`: item:12."""

    day: date
    grade: int
    number: int
    subject: str
    kind: str
    tier: str
    minutes: int
    in_school: int | None
    text: str
    published_at: datetime
    late: bool
    record: str


class ClassDayRow(NamedTuple):
    """The sum of a class on a day against the cap; minutes. `left` is what remains (negative: over), None if nothing is recorded.
    In grades 1-2 `cap` and `left` speak of home minutes."""

    day: date
    grade: int
    number: int
    written: int | None
    cap: int
    left: int | None
    in_school: int | None
    home: int | None
    optional: int | None
    items: int
    late: int
    state: DayState
    record: str


class NoneRow(NamedTuple):
    """A 'none today' that stands: of a subject, or of the whole class (`subject` empty). `by_itself`: arisen because every
    subject said none."""

    day: date
    grade: int
    number: int
    subject: str
    declared_at: datetime
    by_itself: bool
    record: str


class SampleRow(NamedTuple):
    """A sampled time: pupils asked, their mean minutes. `counts`: enough pupils to be evidence. `written`: the planned
    load, if recorded."""

    day: date
    grade: int
    number: int
    asked: int
    mean: float
    counts: bool
    written: int | None
    cap: int
    record: str


class SessionRow(NamedTuple):
    """A session of the after-school service, held or cancelled; times are the actual ones. `grades`: those of the programme."""

    day: date
    programme: str
    name: str
    category: str
    grades: tuple[int, ...]
    start: time
    end: time
    expected: int | None
    present: int | None
    held: bool
    reason: str
    content: str
    record: str


class ProgrammeRow(NamedTuple):
    """One weekday (1 = Monday) of a programme. `provider`: the outside organisation, or empty. `from_day`, `to_day`: the season that these times
    stand in (a summer or winter timetable); None for the usual ones."""

    programme: str
    name: str
    category: str
    weekday: int
    start: time
    end: time
    grades: tuple[int, ...]
    provider: str
    record: str
    from_day: date | None = None
    to_day: date | None = None


class SurveyRow(NamedTuple):
    """How often one option of one question was chosen in a group of a closed questionnaire. `kind`, `group`, `question` and `option` are words in
    the pack's language; `total`: answers to the question; None for what is not shown because too few answered."""

    title: str
    kind: str
    opened: date
    closed: date
    group: str
    invited: int
    answered: int
    code: str
    question: str
    option: str
    count: int | None
    total: int | None
    record: str


class FindingRow(NamedTuple):
    """A finding with its state. `label`, `state`, `level_label` are words in the pack's language; `level` is red, yellow or info.
    `figure` and `limit` as in the definitions; `records` as in `check --json`."""

    kind: str
    label: str
    level: str
    level_label: str
    day: date | None
    month: str
    grade: int | None
    number: int | None
    figure: int | float | None
    limit: int | float | None
    clause: str
    state: str
    reason: str
    records: tuple[str, ...]


class ClassRow(NamedTuple):
    """Head counts of a class as of the period's last due day. `coverage`: taking part / asked, None if nobody asked."""

    grade: int
    number: int
    pupils: int
    asked: int
    joined: int
    coverage: float | None
    record: str


class CalendarDayRow(NamedTuple):
    """A day of the period. `grades`: those that have school; `announced`: why the service was announced as off, or empty."""

    day: date
    week: int | None
    grades: tuple[int, ...]
    service: bool
    announced: str
    note: str
    confirmed: bool


class Gap(NamedTuple):
    """Something that is missing from the record: what, when and where (words), how many, why it matters, how it can be closed.
    The same list is the manifest's `missing` and stands first in workbook and index."""

    what: str
    where: str
    amount: int
    why: str
    close: str


class Source(NamedTuple):
    """The rows that a figure comes from: a ledger by name, how many of its rows, which of them (`records` None: said by `where`,
    or all)."""

    ledger: str
    rows: int
    where: str = ""
    records: tuple[str, ...] | None = None


class Figure(NamedTuple):
    """A figure with all that is needed to check it. `value` None: no data. Window None: the period of the pack. `missing`: missing days.
    `share`: the value is a part of 1 and people read it in per cent."""

    key: str
    label: str
    unit: str
    value: int | float | None
    numerator: int | float | None = None
    denominator: int | float | None = None
    missing: int = 0
    sources: tuple[Source, ...] = ()
    window: tuple[date, date] | None = None
    share: bool = False


class Evidence(NamedTuple):
    """An attached file. `original`: its name as it was handed in; `suffix`: without the dot, from the checked
    type; `open`: gives its bytes."""

    original: str
    suffix: str
    record: str
    open: Callable[[], BinaryIO]


class PackChart(NamedTuple):
    """A chart of the pack; `name` is a short ASCII file stem, unique in the pack."""

    name: str
    facts: LoadChartFacts | MeanChartFacts | SurveyChartFacts


class IssueLine(NamedTuple):
    """A row of the problem list with its rectification: words are in the paper's language, people are told by their posts. `late`: days past
    its date until it was reported done, `recheck_late` until it was re-checked."""

    number: str
    source: str
    found_on: date
    grade: int | None
    class_number: int | None
    text: str
    clause: str
    level: str
    level_label: str
    findings: int
    cause: str
    measure: str
    post: str
    due_on: date | None
    first_due: date | None
    done: str
    done_on: date | None
    papers: int
    clean: str
    checker: str
    checked_on: date | None
    opinion: str
    state: str
    reason: str
    closed_on: date | None
    late: int
    recheck_late: int
    recurs: str
    record: str


@dataclass(frozen=True, slots=True)
class PackFacts:
    """Everything in an evidence pack. `made_at` is aware; `made_by` names an office, not a person; `lang` is the language of the pack;
    the audit head is the one before the first pack of this period and moment was recorded."""

    school: str
    system: str
    district: str
    start: date
    end: date
    due_to: date
    made_at: datetime
    made_by: str
    version: str
    audit_number: int
    audit_hash: str
    calendar_confirmed: bool
    class_days_expected: int
    class_days_recorded: int
    lang: str = "zh"
    figures: tuple[Figure, ...] = ()
    gaps: tuple[Gap, ...] = ()
    homework: tuple[HomeworkRow, ...] = ()
    class_days: tuple[ClassDayRow, ...] = ()
    nones: tuple[NoneRow, ...] = ()
    samples: tuple[SampleRow, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    programmes: tuple[ProgrammeRow, ...] = ()
    findings: tuple[FindingRow, ...] = ()
    classes: tuple[ClassRow, ...] = ()
    surveys: tuple[SurveyRow, ...] = ()
    issues: tuple[IssueLine, ...] = ()
    calendar: tuple[CalendarDayRow, ...] = ()
    charts: tuple[PackChart, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    seals: tuple[Seal, ...] = ()
