"""Items about what the after-school service is filled with: C18, C19, C20, C21, C23."""

from __future__ import annotations

from collections import defaultdict

from schoolapp.rules.afterschool import Category, coverage_of, month_of, session_minutes
from schoolapp.rules.calendar import iso_week
from schoolapp.rules.figures import heads_on
from schoolapp.rules.findings import FindingKind, FindingState
from schoolapp.rules.policy import LOW_GRADES
from schoolapp.rules.selfcheck.check import NO_SERVICE, Check, answer, fact, part
from schoolapp.rules.selfcheck.judging import NO_DATA, NOT_APPLICABLE, Ruling, by_signal, completeness, most_of
from schoolapp.rules.selfcheck.results import ItemResult, Place, Verdict
from schoolapp.rules.selfcheck.thresholds import limit, whole

_K, _V = FindingKind, Verdict
ACTIVITIES = frozenset({Category.SCIENCE, Category.SPORTS, Category.ARTS, Category.LABOUR, Category.READING, Category.INTEREST, Category.CLUB})
SAID_LEAST = 2  # characters of what a session was filled with


def c18(check: Check) -> ItemResult:
    """C18 plan_on_file: a written plan of the service valid from the first required day on. Taking part is a fact without a target."""
    first = min((one.day for one in check.required_days), default=None)
    days = [one.day for one in check.required_days]
    plans = check.facts.service_plans
    if first is None:
        ruling = NO_DATA
    elif any(plan.holds_on(first) for plan in plans):
        ruling = Ruling(_V.MET)
    else:
        ruling = Ruling(_V.PARTLY if any(plan.holds_on(day) for plan in plans for day in days) else _V.NOT_MET)
    valid = min((plan.valid_from for plan in plans if any(plan.holds_on(day) for day in days)), default=None)
    heads = coverage_of(one.coverage for one in check.period.classes_on(
        heads_on(check.facts.period.start, check.facts.period.end, check.facts.period.today)))
    kinds = len({s.category for s in check.held})
    signal = check.signal("like")
    facts = (
        fact("C18", "plans", len(plans), unit="papers"),
        fact("C18", "programmes", check.facts.programmes, unit="programmes"),
        fact("C18", "kinds", kinds, unit="kinds"),
        fact("C18", "participation", None, heads.joined, heads.pupils, unit="pupils"),
        fact("C18", "survey", None, signal.yes if signal else None, signal.of if signal else None, unit="answers"),
    )
    values = {"valid": valid, "programmes": check.facts.programmes, "kinds": kinds, "joined": heads.joined, "pupils": heads.pupils,
              "yes": signal.yes if signal else None, "of": signal.of if signal else None}
    return answer(check, "C18", [part("plan", ruling)], facts, values=values, asks_people=True)


def c19(check: Check) -> ItemResult:
    """C19 homework_help: of the days with service of grades from 3 up, those with homework help. Grades 1-2 are shown in the minutes, not judged."""
    helped = {(grade, s.day) for s in check.held if s.category is Category.HOMEWORK_HELP for grade in s.grades}
    days = [one for one in check.required_days if one.service is not None and one.grade not in LOW_GRADES]
    there = sum((one.grade, one.day) in helped for one in days)
    minutes = sum(session_minutes(s) for s in check.held)
    help_minutes = sum(session_minutes(s) for s in check.held if s.category is Category.HOMEWORK_HELP)
    in_scope = any(grade not in LOW_GRADES for grade in check.grades)
    ruling = NOT_APPLICABLE if not in_scope else check.of_days(check.rate("c19", there, len(days))) if check.has_service else NO_SERVICE
    facts = (
        fact("C19", "days", None, there, len(days), unit="grade_days"),
        fact("C19", "minutes", None, help_minutes, minutes, unit="minutes"),
    )
    return answer(check, "C19", [part("days", ruling)], facts, compared=("c19",),
                  values={"days": len(days), "there": there, "help": help_minutes, "minutes": minutes})


def c20(check: Check) -> ItemResult:
    """C20 rich_choice: kinds of activities that each grade had, and weeks with any."""
    kinds: dict[int, set[Category]] = defaultdict(set)
    active: set[tuple[int, tuple[int, int]]] = set()
    for session in check.held:
        if session.category in ACTIVITIES:
            for grade in session.grades:
                kinds[grade].add(session.category)
                active.add((grade, iso_week(session.day)))
    weeks = [(week.grade, week.week) for week in check.period.service_weeks() if week.required]
    grades = sorted({grade for grade, _ in weeks})
    there = sum(place in active for place in weeks)
    wanted = whole("c20.kinds") if check.school_days >= whole("c20.short_period") else whole("c20.kinds_short")
    counts = {grade: len(kinds[grade]) for grade in grades}
    if not check.has_service:
        ruling = NO_SERVICE
    elif not counts:
        ruling = check.of_days(NO_DATA)
    elif min(counts.values()) == 0:
        ruling = check.of_days(Ruling(_V.NOT_MET))
    else:
        rich = min(counts.values()) >= wanted and there >= limit("c20.weeks") * len(weeks)
        ruling = check.of_days(Ruling(_V.MET if rich else _V.PARTLY))
    fewest = min(counts, key=lambda grade: counts[grade], default=None)
    facts = (
        fact("C20", "fewest_kinds", min(counts.values(), default=None), unit="kinds"),
        fact("C20", "weeks", None, there, len(weeks), unit="grade_weeks"),
    )
    values = {"least": min(counts.values(), default=None), "most": max(counts.values(), default=None),
              "fewest": Place(fewest) if fewest is not None else None, "there": there, "weeks": len(weeks), "wanted": wanted}
    return answer(check, "C20", [part("kinds", ruling)], facts, compared=("c20",), values=values)


def c21(check: Check) -> ItemResult:
    """C21 no_new_lesson: what the sessions' contents say, and what pupils answered. It is a screening of texts."""
    found = [one for one in check.of(_K.NEW_LESSON) if check.facts.states.get(one.key) is not FindingState.FALSE_ALARM]
    cleared = len(check.of(_K.NEW_LESSON)) - len(found)
    programme = {f"session:{s.id}": s.programme_id for s in check.held}
    said = sum(len(s.content.strip()) >= SAID_LEAST for s in check.held)
    units = [(programme.get(one.records[0]), month_of(one.date)) for one in found if one.date is not None]
    if not check.has_service and not check.held:
        ruling = NO_SERVICE
    else:
        upheld = (check.facts.reports or {}).get("new_lesson")
        more = (upheld.upheld or 0) if upheld else 0
        ruling = check.ban("c21", len(found) + more, len(check.held), completeness(said, len(check.held)), most_of(units))
        ruling = by_signal(ruling, check.signal("newlesson"), caps=limit("c21.survey_cap"), fails=limit("c21.survey_fail"))
    signal = check.signal("newlesson")
    facts = (
        fact("C21", "sessions", None, len(found), len(check.held), missing=len(check.held) - said, unit="sessions",
             records=(r for one in found for r in one.records)),
        fact("C21", "with_content", None, said, len(check.held), unit="sessions"),
        fact("C21", "cleared", cleared, unit="sessions"),
        fact("C21", "survey", None, signal.yes if signal else None, signal.of if signal else None, unit="answers"),
    )
    values = {"held": len(check.held), "said": said, "found": len(found), "yes": signal.yes if signal else None, "of": signal.of if signal else None}
    return answer(check, "C21", [part("text", ruling)], facts, compared=("c21",), values=values, findings=found,
                  missing=len(check.held) - said, by_text=True)


def c23(check: Check) -> ItemResult:
    """C23 outside_resources (encouraged): sessions with an outside provider, and whether its papers were in order that day."""
    outside = check.facts.outside
    lacking = [one for one in outside if not one.in_order]
    providers = len({one.provider for one in outside})
    if not check.has_service:
        ruling = NO_SERVICE
    elif not outside:
        ruling = Ruling(_V.PARTLY, ("no_outside",)) if check.held else NO_DATA
    elif not check.facts.providers_kept:
        ruling = Ruling(_V.PARTLY, ("no_register",))
    elif not lacking:
        ruling = Ruling(_V.MET)
    else:
        ruling = Ruling(_V.NOT_MET if len(lacking) > limit("c23.lacking") * len(outside) else _V.PARTLY)
    facts = (
        fact("C23", "sessions", None, len(outside), len(check.held), unit="sessions"),
        fact("C23", "providers", providers, unit="providers"),
        fact("C23", "lacking", None, len(lacking), len(outside), unit="sessions", records=(f"session:{one.session_id}" for one in lacking)),
    )
    return answer(check, "C23", [part("providers", ruling)], facts, compared=("c23",),
                  values={"sessions": len(outside), "providers": providers, "lacking": len(lacking)}, asks_people=True)
