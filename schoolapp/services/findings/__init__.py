"""Use cases of findings: the list of a period, why each is there, judging, the summary of the day, `check`. What a finding is stands
in rules; the list as a file in `sheet`, which is loaded when it is asked for."""

from __future__ import annotations

from schoolapp.services.findings.detail import ClassDayDetail, Detail, ItemLine, SessionLine, ShareLine, detail_of
from schoolapp.services.findings.facts import BadPeriod, check, check_period, default_period, offered_periods, read_facts, seen_grades, seen_period
from schoolapp.services.findings.history import HistoryStep
from schoolapp.services.findings.labels import FIGURE_WORDS, KIND_WORDS, LEVEL_TITLES, LEVEL_WORDS, STATE_WORDS
from schoolapp.services.findings.states import (
    BadReason,
    ClassDayFindings,
    Findings,
    StatedFinding,
    Summary,
    findings_of,
    get_findings,
    grouped_by_class_day,
    judge_findings,
    stated_of,
    summary_of,
)
from schoolapp.services.findings.wholes import Whole

__all__ = [
    "FIGURE_WORDS",
    "KIND_WORDS",
    "LEVEL_TITLES",
    "LEVEL_WORDS",
    "STATE_WORDS",
    "BadPeriod",
    "BadReason",
    "ClassDayDetail",
    "ClassDayFindings",
    "Detail",
    "Findings",
    "HistoryStep",
    "ItemLine",
    "SessionLine",
    "ShareLine",
    "StatedFinding",
    "Summary",
    "Whole",
    "check",
    "check_period",
    "default_period",
    "detail_of",
    "findings_of",
    "get_findings",
    "grouped_by_class_day",
    "judge_findings",
    "offered_periods",
    "read_facts",
    "seen_grades",
    "seen_period",
    "stated_of",
    "summary_of",
]
