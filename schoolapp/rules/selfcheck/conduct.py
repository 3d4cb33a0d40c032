"""Items about teaching, conduct and money that data answer in part: C22, C48, C49, C51, C53, C54, C57, C58, C59."""

from __future__ import annotations

from collections import Counter

from schoolapp.rules.people import Stage, stage_of
from schoolapp.rules.policy import LOW_GRADES
from schoolapp.rules.selfcheck.check import Check, answer, fact, part
from schoolapp.rules.selfcheck.facts import Exam
from schoolapp.rules.selfcheck.judging import NO_DATA, NOT_APPLICABLE, Ruling
from schoolapp.rules.selfcheck.results import ItemResult, Part, Place, Verdict
from schoolapp.rules.selfcheck.thresholds import limit, whole

_V = Verdict
# Item -> the category of suggestions that is a sign of it.
SIGNALS = {"C22": "paid", "C51": "exams", "C57": "paid", "C59": "adverts"}


def signals(check: Check, code: str) -> ItemResult:
    """What families reported: no report is no proof, so data alone give 不适用; an open one caps; one found true and not dealt with is 不符合."""
    reports = (check.facts.reports or {}).get(SIGNALS[code])
    parts: list[Part] = []
    if reports is not None:
        ruling = NOT_APPLICABLE
        upheld, handled = reports.upheld, reports.handled or 0
        if upheld:
            ruling = Ruling(_V.NOT_MET) if upheld > handled else Ruling(_V.MET) if code == "C22" else Ruling(_V.PARTLY, ("upheld",))
        if reports.open:
            ruling = ruling.capped("open_reports") if ruling.verdict is not _V.NOT_APPLICABLE else Ruling(_V.PARTLY, ("open_reports",))
        parts.append(part("reports", ruling))
    facts = (
        fact(code, "received", reports.received if reports else None, unit="reports"),
        fact(code, "open", reports.open if reports else None, unit="reports"),
        fact(code, "upheld", None, reports.handled if reports else None, reports.upheld if reports else None, unit="reports"),
    )
    values = {"kept": reports is not None, **(reports._asdict() if reports else {})}
    return answer(check, code, parts, facts, values=values, asks_people=True)


def c22(check: Check) -> ItemResult:
    return signals(check, "C22")


def c51(check: Check) -> ItemResult:
    return signals(check, "C51")


def c57(check: Check) -> ItemResult:
    return signals(check, "C57")


def c59(check: Check) -> ItemResult:
    return signals(check, "C59")


def c48(check: Check) -> ItemResult:
    """C48 all_subjects: subjects to teach, with alternatives, that have a teacher. 无数据 until the list is confirmed, and where teachers are entered for
    homework subjects alone."""
    required, day = check.facts.required, max(check.start, check.known_to)
    classes = check.period.classes_on(day)
    owed = taught = 0
    lacking: list[tuple[Place, str]] = []
    for one in classes:
        for alternatives in (required or {}).get(one.ref.grade, ()):
            owed += 1
            if any((one.ref.id, subject) in check.facts.teaching for subject in alternatives):
                taught += 1
            else:
                lacking.append((Place(one.ref.grade, one.ref.number), alternatives[0]))
    entered = Counter(class_id for class_id, _ in check.facts.teaching)
    few = sum(entered[one.ref.id] < whole("c48.entered") for one in classes)
    if required is None:
        ruling = Ruling(_V.NO_DATA, ("not_confirmed",))
    elif not classes or 2 * few > len(classes):
        ruling = Ruling(_V.NO_DATA, ("homework_only",))
    else:
        ruling = check.rate("c48", taught, owed)
    facts = (fact("C48", "subjects", None, taught if required is not None else None, owed if required is not None else None, missing=owed - taught,
                  unit="class_subjects"),)
    values = {"kept": required is not None, "owed": owed, "taught": taught, "lacking": tuple(place for place, _ in lacking),
              "lacking_subjects": tuple(subject for _, subject in lacking)}
    return answer(check, "C48", [part("subjects", ruling)], facts, compared=("c48",), values=values, missing=owed - taught, asks_people=True)


def broken_by(exams: tuple[Exam, ...], primary: frozenset[int]) -> list[Exam]:
    """Tests against the rules: on paper in grades 1-2; a second final of a term in one subject; midterms in primary, or two in one subject; set for
    several schools (all primary, and middle school but for the graduating grade); more than two mocks in one subject or mocks elsewhere; scores or ranks
    given out."""
    seen: Counter[tuple[int, str, str]] = Counter()
    found = []
    for one in sorted(exams, key=lambda e: (e.day, e.grade, e.subject)):
        place = (one.grade, one.subject, one.kind)
        seen[place] += 1
        most = {"final": 1, "midterm": 0 if one.grade in primary else 1, "mock": 2 if one.graduating else 0}.get(one.kind)
        if ((one.grade in LOW_GRADES and one.paper) or one.scores or (one.wide and not one.graduating)
                or (most is not None and seen[place] > most)):
            found.append(one)
    return found


def c49(check: Check) -> ItemResult:
    """C49 exams: whole-grade tests on the register against the rules of December 2025. An empty register is 无数据 until it is declared complete."""
    exams = check.facts.exams
    system = check.facts.period.system
    primary = frozenset(grade for grade in range(1, 10) if stage_of(system, grade) is Stage.PRIMARY)
    broken = broken_by(exams or (), primary)
    grave = any((one.grade in LOW_GRADES and one.paper) or one.scores for one in broken)
    if exams is None:
        ruling = NO_DATA
    else:
        ruling = Ruling(_V.MET if not broken else _V.NOT_MET if grave or len(broken) > 1 else _V.PARTLY)
    facts = (fact("C49", "exams", None, len(broken) if exams is not None else None, len(exams) if exams is not None else None, unit="exams"),)
    values = {"kept": exams is not None, "exams": len(exams or ()), "broken": len(broken), "grades": tuple(Place(one.grade) for one in broken)}
    return answer(check, "C49", [part("exams", ruling)], facts, values=values, asks_people=True)


def c53(check: Check) -> ItemResult:
    """C53 money_to_staff: hours of ended months that were confirmed, where they are kept here; two totals of money, typed with their paper."""
    months, money = check.facts.months, check.facts.money
    parts: list[Part] = []
    people, signed = sum(one.people for one in months or ()), sum(one.signed for one in months or ())
    if months is not None:
        parts.append(part("hours", check.rate("c53", signed, people, in_scope=False)))
    if money is None:
        parts.append(part("money", NO_DATA))
    else:
        parts.append(part("money", Ruling(_V.MET if money[1] > limit("c53.to_staff") * money[0] else _V.NOT_MET)))
    minutes = sum(s.end - s.start for s in check.held)
    facts = (
        fact("C53", "minutes", minutes, unit="minutes"),
        fact("C53", "signed", None, signed if months is not None else None, people if months is not None else None, missing=people - signed,
             unit="person_months"),
        fact("C53", "money", None, money[1] if money else None, money[0] if money else None, unit="yuan"),
    )
    values = {"minutes": minutes, "kept": months is not None, "people": people, "signed": signed, "spent": money[0] if money else None,
              "to_staff": money[1] if money else None}
    return answer(check, "C53", parts, facts, compared=("c53",), values=values, missing=people - signed, asks_people=True)


def c54(check: Check) -> ItemResult:
    """C54 counts_for_staff: held sessions that hours can be counted from: a named person, who was in no other at the time."""
    usable = sum(s.id in check.facts.led for s in check.held)
    ruling = check.rate("c54", usable, len(check.held)) if check.has_service else NO_DATA
    leaders = check.facts.leaders
    facts = (
        fact("C54", "sessions", None, usable, len(check.held), missing=len(check.held) - usable, unit="sessions"),
        fact("C54", "teachers", None, leaders[0] if leaders else None, leaders[1] if leaders else None, unit="teachers"),
    )
    values = {"held": len(check.held), "usable": usable, "taking_part": leaders[0] if leaders else None, "teachers": leaders[1] if leaders else None}
    return answer(check, "C54", [part("sessions", ruling)], facts, compared=("c54",), values=values, missing=len(check.held) - usable, asks_people=True)


def c58(check: Check) -> ItemResult:
    """C58 hotline: a phone or mailbox on the notices on all school days of the period; answers that were due, given in time."""
    since = check.facts.hotline.since
    first = check.period.due_days[0] if check.period.due_days else check.start
    shown = Ruling(_V.NOT_MET) if since is None else Ruling(_V.MET if since <= first else _V.PARTLY)
    if since is not None and since > check.known_to:
        shown = Ruling(_V.NOT_MET)
    answers = check.facts.answers
    parts = [part("shown", shown)]
    if answers is not None:
        parts.append(part("answers", check.rate("c58", answers.in_time, answers.due, in_scope=False)))
    facts = (
        fact("C58", "since", since.isoformat() if since else None, unit="date"),
        fact("C58", "answers", None, answers.in_time if answers else None, answers.due if answers else None, unit="reports"),
    )
    values = {"since": since, "due": answers.due if answers else None, "in_time": answers.in_time if answers else None}
    return answer(check, "C58", parts, facts, compared=("c58",), values=values, asks_people=True)
