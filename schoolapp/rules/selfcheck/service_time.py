"""Items about when the after-school service runs and for whom: C15, C16, C17, X1, X2."""

from __future__ import annotations

from collections import defaultdict

from schoolapp.rules.afterschool import Category, coverage_of
from schoolapp.rules.calendar import iso_week
from schoolapp.rules.figures import heads_on
from schoolapp.rules.findings import FindingKind
from schoolapp.rules.selfcheck.check import NO_SERVICE, Check, answer, fact, part, repeated_in
from schoolapp.rules.selfcheck.judging import NO_DATA, NOT_APPLICABLE, Completeness, Ruling, by_signal, completeness
from schoolapp.rules.selfcheck.results import ItemResult, Part, Place, Verdict
from schoolapp.rules.selfcheck.thresholds import limit, whole
from schoolapp.rules.sign_up import standing_on

_K, _V = FindingKind, Verdict


def c15(check: Check) -> ItemResult:
    """C15 five_plus_two: required days without a session, weeks that meet 5+2, everybody who asked takes part. What was not logged was not held."""
    absent = check.of(_K.NO_SESSION)
    failing = check.of(_K.NO_SESSION, _K.SHORT_DAY, _K.EARLY_END)
    weeks = [week for week in check.period.service_weeks() if week.required]
    met = sum(week.met for week in weeks)
    bad = {(week.week, week.grade) for week in weeks if not week.met}
    why: dict[FindingKind, set[object]] = defaultdict(set)
    for one in failing:
        if one.date is not None and (iso_week(one.date), one.grade) in bad:
            why[one.kind].add((iso_week(one.date), one.grade))
    owed = len(check.required_days)
    classes = check.period.classes_on(heads_on(check.facts.period.start, check.facts.period.end, check.facts.period.today))
    heads = coverage_of(one.coverage for one in classes)
    short = [one for one in classes if one.coverage.short]
    if not check.has_service:
        parts = [part("days", NO_SERVICE), part("weeks", NO_SERVICE), part("coverage", NO_SERVICE)]
    else:
        days = check.ban("c15", len(absent), owed, Completeness.FULL, repeated_in(absent))
        parts = [
            part("days", check.of_days(days, len(absent))),
            part("weeks", check.of_days(check.rate("c15", met, len(weeks)))),
            part("coverage", _coverage(heads.pupils, heads.asked, heads.joined, len(short))),
        ]
    facts = (
        fact("C15", "no_session", None, len(absent), owed, missing=len(absent), unit="grade_days"),
        fact("C15", "weeks_met", None, met, len(weeks), unit="grade_weeks"),
        fact("C15", "coverage", None, heads.joined, heads.asked, unit="pupils"),
        fact("C15", "classes_short", None, len(short), len(classes), unit="classes", records=(f"class:{one.ref.id}" for one in short)),
    )
    values = {"owed": owed, "absent": len(absent), "weeks": len(weeks), "met": met, "none": len(why[_K.NO_SESSION]), "short": len(why[_K.SHORT_DAY]),
              "early": len(why[_K.EARLY_END]), "asked": heads.asked, "joined": heads.joined,
              "classes": tuple(Place(one.ref.grade, one.ref.number) for one in short)}
    return answer(check, "C15", parts, facts, compared=("c15",), values=values, findings=(*failing, *check.of(_K.COVERAGE)), missing=len(absent))


def _coverage(pupils: int, asked: int, joined: int, short: int) -> Ruling:
    """Everybody who asked takes part in every class; counts never entered are no data, nobody asked is nothing to cover."""
    if asked == 0:
        return NOT_APPLICABLE if pupils else NO_DATA
    if short == 0:
        return Ruling(_V.MET)
    return Ruling(_V.PARTLY if joined >= limit("c15.coverage_part") * asked else _V.NOT_MET)


def c16(check: Check) -> ItemResult:
    """C16 end_time: days with service that end before the end of the working day. Days without any belong to C15."""
    served = [one for one in check.required_days if one.service is not None]
    early = check.of(_K.EARLY_END)
    complete = completeness(len(served), len(check.required_days))
    ruling = check.of_days(check.ban("c16", len(early), len(served), complete, repeated_in(early)), len(early)) if check.has_service else NO_SERVICE
    first = min(early, key=lambda one: one.figure, default=None)
    off = check.period.profile(max(check.start, check.due_to)).offwork_minutes
    facts = (fact("C16", "early_days", None, len(early), len(served), missing=len(check.required_days) - len(served), unit="grade_days",
                  records=(r for one in early for r in one.records)),)
    values = {"served": len(served), "early": len(early), "off": off, "earliest": first.figure if first else None,
              "where": Place(first.grade or 0) if first else None, "day": first.date if first else None}
    return answer(check, "C16", [part("days", ruling)], facts, compared=("c16",), values=values, findings=early,
                  missing=len(check.required_days) - len(served))


def c17(check: Check) -> ItemResult:
    """C17 extended_care: class-days with requests on which the grade had extended care after the usual end. Where requests were never counted, people
    answer alone (R15)."""
    said = {class_id: rows for class_id, rows in check.facts.extended.items() if any(count is not None for _, count in rows)}
    last: dict[tuple[int, object], int] = {}
    for session in check.held:
        if session.category is Category.EXTENDED_CARE:
            for grade in session.grades:
                last[grade, session.day] = max(last.get((grade, session.day), 0), session.end)
    owed = given = 0
    most = 0
    for one in check.required_days:
        usual = one.service.last_end if one.service else check.period.profile(one.day).offwork_minutes
        for a_class in check.period.classes_on(one.day):
            wanted = standing_on(said.get(a_class.ref.id, ()), one.day) if a_class.ref.grade == one.grade else None
            if wanted:
                owed += 1
                most = max(most, wanted)
                given += last.get((one.grade, one.day), 0) > usual
    parts: list[Part] = []
    if said:
        parts.append(part("care", check.of_days(check.rate("c17", given, owed, in_scope=False)) if owed else NOT_APPLICABLE))
    facts = (fact("C17", "class_days", None, given, owed, missing=owed - given, unit="class_days"), fact("C17", "most_asked", most, unit="pupils"))
    return answer(check, "C17", parts, facts, compared=("c17",), values={"owed": owed, "given": given, "most": most, "kept": bool(said)},
                  missing=owed - given, asks_people=True)


def x1(check: Check) -> ItemResult:
    """X1 school_days_only: held sessions on days without school, with and without a decision on file."""
    found = check.of(_K.OUTSIDE_SCHOOL_DAYS)
    ids = [int(one.records[0].partition(":")[2]) for one in found]
    without = sum(session_id not in check.facts.decided for session_id in ids)
    if not check.has_service and not found:
        ruling = NO_SERVICE
    elif not check.held:
        ruling = NO_DATA
    elif not found:
        ruling = Ruling(_V.MET)
    else:
        ruling = Ruling(_V.PARTLY if without == 0 or len(found) <= whole("x1.few") else _V.NOT_MET)
    facts = (
        fact("X1", "sessions", None, len(found), len(check.held), unit="sessions", records=(r for one in found for r in one.records)),
        fact("X1", "without_decision", None, without, len(found), unit="sessions"),
    )
    return answer(check, "X1", [part("sessions", ruling)], facts, compared=("x1",), findings=found,
                  values={"held": len(check.held), "found": len(found), "without": without})


def x2(check: Check) -> ItemResult:
    """X2 voluntary: classes in which more take part than asked; whole grades at 100 % are a hint, no verdict."""
    classes = check.period.classes_on(heads_on(check.facts.period.start, check.facts.period.end, check.facts.period.today))
    more = [one for one in classes if one.joined > one.asked]
    by_grade: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in classes:
        by_grade[one.ref.grade].append((one.joined, one.pupils))
    all_in = [grade for grade, rows in sorted(by_grade.items()) if (pupils := sum(p for _, p in rows)) and sum(j for j, _ in rows) >= pupils]
    if not check.has_service:
        ruling = NO_SERVICE
    elif not any(one.pupils or one.asked or one.joined for one in classes):
        ruling = NO_DATA
    else:
        ruling = Ruling(_V.MET if not more else _V.PARTLY if len(more) <= whole("x2.few") else _V.NOT_MET)
        ruling = by_signal(ruling, check.signal("forced"), caps=limit("x2.survey_cap"))
    signal = check.signal("forced")
    facts = (
        fact("X2", "classes", None, len(more), len(classes), unit="classes", records=(f"class:{one.ref.id}" for one in more)),
        fact("X2", "survey", None, signal.yes if signal else None, signal.of if signal else None, unit="answers"),
    )
    return answer(check, "X2", [part("classes", ruling)], facts, compared=("x2",),
                  values={"classes": len(classes), "more": len(more), "all_in": tuple(Place(grade) for grade in all_in)})
