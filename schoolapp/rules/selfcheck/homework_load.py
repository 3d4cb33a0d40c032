"""Items about how much homework there is and that it is published: C8, C10, C13, X3."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from schoolapp.rules.afterschool import month_of
from schoolapp.rules.figures import ClassDayFact
from schoolapp.rules.findings import Finding, FindingKind, in_school_share, rounded
from schoolapp.rules.load import sample_counts
from schoolapp.rules.people import Stage, stage_of
from schoolapp.rules.policy import LOW_GRADES
from schoolapp.rules.selfcheck.check import Check, answer, fact, part, repeated_in
from schoolapp.rules.selfcheck.judging import NO_DATA, NOT_APPLICABLE, Completeness, Ruling, floor_share, longest_run
from schoolapp.rules.selfcheck.results import ItemResult, Part, Place, Verdict
from schoolapp.rules.selfcheck.thresholds import limit, whole

_K, _V = FindingKind, Verdict


def c8(check: Check) -> ItemResult:
    """C8 published_daily: class-days recorded of those owed, on the day itself, without long gaps. Grades 1-2 that are asked by the week are judged
    by the week, beside."""
    days: dict[int, list[bool]] = defaultdict(list)
    on_time = 0
    late_days = {(row.class_id, row.day) for row in check.judged if row.late} | set(check.facts.declared_late)
    for one, day in check.expected:
        there = check.is_recorded(one, day)
        days[one.ref.id].append(there)
        on_time += there and (one.ref.id, day) not in late_days
    weeks: dict[int, list[bool]] = defaultdict(list)
    for one, of_week in check.weeks:
        weeks[one.ref.id].append(check.is_recorded(one, *of_week))
    expected, recorded = len(check.expected), sum(map(sum, days.values()))
    weeks_owed, weeks_there = len(check.weeks), sum(map(sum, weeks.values()))
    late = sum(row.late for row in check.judged)
    gaps = {class_id: longest_run(found) for class_id, found in days.items()}
    worst = max(gaps, key=lambda class_id: gaps[class_id], default=None)
    parts: list[Part] = []
    if expected:
        ruling = _published(days)
        if ruling.verdict is _V.MET and on_time < limit("c8.on_time") * recorded:
            ruling = ruling.capped("late")
        parts.append(part("days", check.of_days(ruling)))
    if weeks_owed:
        parts.append(part("weeks", check.of_days(_published(weeks))))
    if not parts:
        parts.append(part("days", check.of_days(NO_DATA)))
    run = gaps[worst] if worst is not None else 0
    facts = (
        fact("C8", "recorded", None, recorded, expected, missing=expected - recorded, unit="class_days"),
        fact("C8", "on_time", None, on_time, recorded, unit="class_days"),
        fact("C8", "late_items", late, unit="items"),
        fact("C8", "longest_gap", run, unit="days"),
        fact("C8", "weeks_recorded", None, weeks_there, weeks_owed, missing=weeks_owed - weeks_there, unit="class_weeks"),
    )
    values = {"expected": expected, "recorded": recorded, "on_time": on_time, "late": late, "run": run,
              "worst": check.place(worst) if worst is not None and run else None, "weeks": weeks_owed, "weeks_there": weeks_there}
    return answer(check, "C8", parts, facts, compared=("c8",), values=values, findings=check.of(_K.MISSING, _K.LATE), missing=check.missing)


def _published(units: dict[int, list[bool]]) -> Ruling:
    owed, there = sum(map(len, units.values())), sum(map(sum, units.values()))
    few = owed - there <= floor_share(limit("c8.missing_share"), owed)
    nowhere_many = all(len(found) - sum(found) <= floor_share(limit("c8.class_share"), len(found)) for found in units.values())
    short = all(longest_run(found) < whole("c8.run") for found in units.values())
    if few and nowhere_many and short:
        return Ruling(_V.MET)
    return Ruling(_V.PARTLY if Fraction(there, owed) >= limit("c8.part") else _V.NOT_MET)


def c10(check: Check) -> ItemResult:
    """C10 load_in_cap: class-days over the cap (grade 3 and up) or with written work taken home (grades 1-2), never a mean. Samples and late write-ups
    can cap."""
    over, home = check.of(_K.OVER_CAP), check.of(_K.HOME_WRITTEN)
    by_words, waiting, cleared = check.worded("C10")
    low_units = {(one.class_id, one.date): one for one in (*by_words, *home)}
    units = [*low_units.values(), *over]
    judged = len(check.judged)
    samples = [s for s in check.facts.period.samples if s.class_id in check.period.classes and check.start <= s.day <= check.known_to
               and check.period.classes[s.class_id].ref.grade not in LOW_GRADES
               and sample_counts(s.asked, check.period.classes[s.class_id].pupils)]
    sampled_over = check.of(_K.SAMPLE_OVER_CAP)
    all_late = sum(row.items > 0 and row.late == row.items for row in check.judged)
    approved = sum((one.class_id, one.date) in check.facts.approved for one in over)
    ruling = check.ban("c10", len(units), judged, check.homework_complete, repeated_in(units))
    if judged:
        if sampled_over:
            many = len(samples) >= whole("c10.samples") and Fraction(len(sampled_over), len(samples)) > limit("c10.sampled_over")
            ruling = ruling.failed("sampled_over") if many else ruling.capped("sampled_over")
        if all_late > limit("c10.late") * judged:
            ruling = ruling.capped("written_late")
        if check.school_days >= whole("c10.long_period") and _unsampled(check, {check.period.classes[s.class_id].ref.grade for s in samples}):
            ruling = ruling.capped("unsampled")
        if waiting:
            ruling = ruling.capped("to_review")
    highest = max(over, key=lambda one: (one.figure - one.limit, one.figure), default=None)
    facts = (
        fact("C10", "breaches", None, len(units), judged, missing=check.missing, unit="class_days"),
        fact("C10", "over_days", None, len(over), judged, missing=check.missing, unit="class_days", records=(r for one in over for r in one.records)),
        fact("C10", "low_grade_days", None, len(low_units), sum(check.grade(row) in LOW_GRADES for row in check.judged), unit="class_days"),
        fact("C10", "approved", None, approved, len(over), unit="class_days"),
        fact("C10", "samples_over", None, len(sampled_over), len(samples), unit="samples"),
        fact("C10", "all_late", None, all_late, judged, unit="class_days"),
        fact("C10", "cleared", len(cleared), unit="items"),
    )
    values = {
        "judged": judged, "over": len(over), "low": len(low_units), "approved": approved, "samples": len(samples), "sampled_over": len(sampled_over),
        "highest": highest.figure if highest else None, "cap": highest.limit if highest else None,
        "worst": Place(highest.grade or 0, highest.number or 0) if highest else None, "worst_day": highest.date if highest else None,
    }
    findings = (*over, *home, *by_words, *sampled_over)
    return answer(check, "C10", [part("load", check.of_days(ruling, len(units)))], facts, compared=("c10",), values=values, findings=findings,
                  missing=check.missing)


def _unsampled(check: Check, sampled: set[int]) -> bool:
    return any(grade not in LOW_GRADES and grade not in sampled for grade in check.grades)


def c13(check: Check) -> ItemResult:
    """C13 done_in_school: per month and grade from 3 up the share of the written load done in school, against the school's own reference line. A cell
    is judged from five class-days on, where enough of its load has the in-school minutes stated."""
    groups: dict[tuple[str, int], list[ClassDayFact]] = defaultdict(list)
    for row in check.upper(check.judged):
        groups[month_of(row.day), check.grade(row)].append(row)
    cells: list[tuple[Fraction, Fraction, str, int]] = []
    thin = unstated = 0
    sums: dict[Stage, list[Fraction | int]] = {}
    for (month, grade), rows in sorted(groups.items()):
        written = [row for row in rows if row.written > 0]
        if len(rows) < whole("c13.days") or not written:
            thin += 1
            continue
        share = in_school_share(written)
        if share is None:
            unstated += 1
            continue
        line = _line(check, max(row.day for row in written), grade)
        cells.append((share, line, month, grade))
        of_stage = sums.setdefault(stage_of(check.facts.period.system, grade), [0, 0, line])
        of_stage[0] += sum(row.stated_written - row.stated_home for row in written)
        of_stage[1] += sum(row.stated_written for row in written)
        of_stage[2] = line
    reached = sum(share >= line for share, line, _, _ in cells)
    totals = {stage: (Fraction(found[0], found[1]), Fraction(found[2])) for stage, found in sums.items()}
    if not any(grade not in LOW_GRADES for grade in check.grades):
        ruling = NOT_APPLICABLE
    elif not cells or check.homework_complete is Completeness.POOR:
        ruling = NO_DATA if not unstated else Ruling(_V.NO_DATA, ("not_stated",))
    else:
        enough = 2 * reached >= len(cells) or all(share >= line for share, line in totals.values())
        ruling = Ruling(_V.MET if reached == len(cells) else _V.PARTLY if enough else _V.NOT_MET)
        if check.homework_complete is Completeness.THIN:
            ruling = ruling.capped("data_thin")
    lowest = min(cells, key=lambda cell: (cell[0] - cell[1], cell[2], cell[3]), default=None)  # the farthest below its line
    facts = [fact("C13", "cells", None, reached, len(cells), missing=thin + unstated, unit="grade_months")]
    values: dict[str, object] = {"reached": reached, "cells": len(cells), "thin": thin, "unstated": unstated}
    for stage in Stage:
        found = totals.get(stage)
        values[stage.value] = rounded(found[0], 4) if found else None
        values[f"{stage.value}_line"] = rounded(found[1], 4) if found else None
        if found:
            n, d = int(sums[stage][0]), int(sums[stage][1])
            facts.append(fact("C13", stage.value, rounded(found[0], 4), n, d, unit="share"))
    values |= {"lowest": Place(lowest[3]) if lowest else None, "lowest_month": lowest[2] if lowest else None,
               "lowest_share": rounded(lowest[0], 4) if lowest else None}
    return answer(check, "C13", [part("share", ruling)], facts, compared=("c13",), values=values, findings=check.of(_K.IN_SCHOOL_SHARE),
                  missing=check.missing)


def _line(check: Check, day: date, grade: int) -> Fraction:
    """The school's reference line of a grade on a day."""
    return Fraction(check.period.profile(day).in_school_share(stage_of(check.facts.period.system, grade)))


def x3(check: Check) -> ItemResult:
    """X3 no_homework_day: only where the profile has such a weekday."""
    calendar = check.facts.period.calendar
    rows = [row for row in check.judged if check.period.profile(row.day).no_homework_weekday == row.day.isoweekday()
            and calendar.is_school_day(row.day, check.grade(row))]
    found: Sequence[Finding] = check.of(_K.NO_HOMEWORK_DAY)
    has_one = any(check.period.profile(day).no_homework_weekday is not None for day in (check.start, max(check.start, check.known_to)))
    ruling = check.of_days(check.ban("x3", len(found), len(rows), check.homework_complete, repeated_in(found)), len(found)) if has_one else NOT_APPLICABLE
    facts = (fact("X3", "days", None, len(found), len(rows), missing=check.missing, unit="class_days", records=(r for one in found for r in one.records)),)
    return answer(check, "X3", [part("days", ruling)], facts, compared=("x3",), values={"judged": len(rows), "found": len(found)}, findings=found,
                  missing=check.missing)
