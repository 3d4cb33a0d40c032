"""Items about how homework is planned and worded: C7, C9, C12, C14. A screening of texts never says more than that nothing was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from schoolapp.rules.afterschool import month_of
from schoolapp.rules.figures import WordedItem
from schoolapp.rules.findings import Finding, FindingKind
from schoolapp.rules.homework import Tier
from schoolapp.rules.policy import LOW_GRADES
from schoolapp.rules.selfcheck.check import Check, answer, fact, part
from schoolapp.rules.selfcheck.judging import NOT_APPLICABLE, Ruling, by_signal, most_of
from schoolapp.rules.selfcheck.results import ItemResult, Part, Place, Verdict
from schoolapp.rules.selfcheck.thresholds import limit
from schoolapp.rules.wording import HitLevel, homework_hits

_K, _V = FindingKind, Verdict


def c7(check: Check) -> ItemResult:
    """C7 planned_load: grades' subjects with written homework that have a term plan by their first such item; how often the plan was exceeded and what
    was decided between subjects. A school that keeps no plan here is asked for its papers alone (R15)."""
    rows = {row.id: row for row in check.judged}
    calendar = check.facts.period.calendar
    first: dict[tuple[int, int, str], date] = {}
    minutes: dict[tuple[int, str], int] = defaultdict(int)
    for item in check.facts.written:
        row = rows.get(item.class_day_id)
        if row is None:
            continue
        term = calendar.term_of(row.day)
        if term is None:
            continue
        place = (term.id, check.grade(row), item.subject)
        first[place] = min(first.get(place, item.published_on), item.published_on)
        if item.tier is not Tier.OPTIONAL:
            minutes[row.id, item.subject] += item.minutes
    plans = {(plan.term_id, plan.grade, plan.subject): plan for plan in check.facts.plans or ()}
    planned = [place for place, day in first.items() if place in plans and plans[place].first_set <= day]
    above = 0
    for (row_id, subject), spent in minutes.items():
        row = rows[row_id]
        term = calendar.term_of(row.day)
        plan = plans.get((term.id, check.grade(row), subject)) if term else None
        above += plan is not None and spent > plan.minutes
    decisions = check.facts.decisions
    parts: list[Part] = []
    if check.facts.plans is not None:
        parts.append(part("plans", check.rate("c7", len(planned), len(first))))
    lacking = sorted({(grade, subject) for term, grade, subject in first if (term, grade, subject) not in planned})
    facts = (
        fact("C7", "planned", None, len(planned), len(first), missing=len(first) - len(planned), unit="grade_subjects"),
        fact("C7", "above_plan", above, unit="subject_days"),
        fact("C7", "decisions", sum(decisions), unit="decisions"),
    )
    values = {"pairs": len(first), "planned": len(planned), "above": above, "decisions": sum(decisions), **decisions._asdict(), "kept": bool(parts),
              "lacking": tuple(Place(grade) for grade, _ in lacking), "lacking_subjects": tuple(subject for _, subject in lacking)}
    return answer(check, "C7", parts, facts, compared=("c7",), values=values, findings=check.of(_K.OVER_CAP), missing=len(first) - len(planned),
                  asks_people=True)


def _months(check: Check, found: Iterable[Finding]) -> list[object]:
    return [(one.class_id, month_of(one.date)) for one in found if one.date is not None]


def c9(check: Check) -> ItemResult:
    """C9 nothing_for_parents: items whose words push work to parents, also those withdrawn only after their day; what families answered."""
    counted, waiting, cleared = check.worded("C9")
    caught = stayed = 0
    units = _months(check, counted)
    rows = {row.id: row for row in check.period.days}
    for gone in check.facts.withdrawn:
        row = rows.get(gone.item.class_day_id)
        if row is None or not _blocks(check, gone.item, check.grade(row), "C9"):
            continue
        if gone.withdrawn_on <= row.day:
            caught += 1
        else:
            stayed += 1
            units.append((row.class_id, month_of(row.day)))
    upheld = _upheld(check, "parents")
    items = sum(row.items for row in check.judged)
    breaches = len(counted) + stayed + (upheld or 0)
    ruling = check.ban("c9", breaches, items + stayed, check.homework_complete, most_of(units))
    if waiting:
        ruling = ruling.capped("to_review")
    signal = check.signal("parent_check")
    ruling = by_signal(ruling, signal, caps=limit("c9.survey_cap"), fails=limit("c9.survey_fail"))
    facts = (
        fact("C9", "items", None, breaches, items + stayed, missing=check.missing, unit="items", records=(r for one in counted for r in one.records)),
        fact("C9", "withdrawn_in_time", caught, unit="items"),
        fact("C9", "to_review", len(waiting), unit="items"),
        fact("C9", "cleared", len(cleared), unit="items"),
        fact("C9", "survey", None, signal.yes if signal else None, signal.of if signal else None, unit="answers"),
    )
    values = {"items": items + stayed, "breaches": breaches, "caught": caught, "waiting": len(waiting), "upheld": upheld, "cleared": len(cleared),
              "yes": signal.yes if signal else None, "of": signal.of if signal else None}
    return answer(check, "C9", [part("text", ruling)], facts, compared=("c9",), values=values, findings=(*counted, *waiting), missing=check.missing,
                  by_text=True)


def _blocks(check: Check, item: WordedItem, grade: int, clause: str) -> bool:
    hits = homework_hits(item.text, grade=grade, kind=item.kind, tier=item.tier, minutes=item.minutes, in_school=item.in_school,
                         own=check.facts.period.wording)
    return any(hit.clause == clause and hit.level is HitLevel.BLOCK for hit in hits)


def _upheld(check: Check, category: str) -> int | None:
    reports = (check.facts.reports or {}).get(category)
    return reports.upheld if reports else None


def _screened(check: Check, code: str, items: int) -> tuple[Ruling, list[Finding], list[Finding], list[Finding]]:
    """The part of an item that texts answer."""
    counted, waiting, cleared = check.worded(code)
    ruling = check.ban(code.lower(), len(counted), items, check.homework_complete, most_of(_months(check, counted)))
    return (ruling.capped("to_review") if waiting else ruling), counted, waiting, cleared


def c12(check: Check) -> ItemResult:
    """C12 tiers_not_drill: mechanical or punitive wording; tiers or optional work in every grade from 3 up (encouraged, so its lack is never 不符合)."""
    rows = {row.id: row for row in check.judged}
    written = [(rows[item.class_day_id], item) for item in check.facts.written if item.class_day_id in rows]
    ruling, counted, waiting, cleared = _screened(check, "C12", len(written))
    ruling = by_signal(ruling, check.signal("copy"), caps=limit("c12.survey_cap"), fails=limit("c12.survey_fail"))
    lines: dict[tuple[int, str], bool] = defaultdict(bool)
    by_grade: dict[int, bool] = defaultdict(bool)
    for row, item in written:
        tiered = item.tier is not Tier.EVERYONE
        lines[row.id, item.subject] |= tiered
        if (grade := check.grade(row)) not in LOW_GRADES:
            by_grade[grade] |= tiered
    without = [grade for grade, found in sorted(by_grade.items()) if not found]
    tiers = NOT_APPLICABLE if not lines else Ruling(_V.PARTLY, ("no_tiers",)) if without else Ruling(_V.MET)
    facts = (
        fact("C12", "items", None, len(counted), len(written), missing=check.missing, unit="items", records=(r for one in counted for r in one.records)),
        fact("C12", "to_review", len(waiting), unit="items"),
        fact("C12", "cleared", len(cleared), unit="items"),
        fact("C12", "tiered", None, sum(lines.values()), len(lines), unit="subject_days"),
    )
    values = {"items": len(written), "breaches": len(counted), "waiting": len(waiting), "tiered": sum(lines.values()), "lines": len(lines),
              "without": tuple(Place(grade) for grade in without)}
    return answer(check, "C12", [part("text", ruling), part("tiers", tiers)], facts, compared=("c12",), values=values, findings=(*counted, *waiting),
                  missing=check.missing, by_text=True)


def c14(check: Check) -> ItemResult:
    """C14 teachers_mark: wording that lets pupils mark; exercise books looked at, where the school keeps that record; what pupils answered."""
    items = sum(row.items for row in check.judged)
    ruling, counted, waiting, cleared = _screened(check, "C14", items)
    signal = check.signal("marker")
    ruling = by_signal(ruling, signal, caps=limit("c14.survey_cap"), fails=limit("c14.survey_fail"))
    parts = [part("text", ruling)]
    checks = check.facts.marking
    books, marked = (sum(one.books for one in checks), sum(one.marked for one in checks)) if checks is not None else (None, None)
    if books is not None and marked is not None:
        parts.append(part("books", check.rate("c14", marked, books)))
    facts = (
        fact("C14", "items", None, len(counted), items, missing=check.missing, unit="items", records=(r for one in counted for r in one.records)),
        fact("C14", "to_review", len(waiting), unit="items"),
        fact("C14", "cleared", len(cleared), unit="items"),
        fact("C14", "books", None, marked, books, unit="books"),
        fact("C14", "survey", None, signal.yes if signal else None, signal.of if signal else None, unit="answers"),
    )
    values = {"items": items, "breaches": len(counted), "waiting": len(waiting), "books": books, "marked": marked,
              "yes": signal.yes if signal else None, "of": signal.of if signal else None}
    return answer(check, "C14", parts, facts, compared=("c14",), values=values, findings=(*counted, *waiting), missing=check.missing, by_text=True,
                  asks_people=True)
