"""'What needs you' (需要你处理): each feature that has something for a person gives it in one function of SOURCES. Made when the page is read:
no job, no mail. The sentences stand in web."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from schoolapp.records import homework as homework_records
from schoolapp.rules.calendar import ONE_DAY, days_between, monday_of
from schoolapp.rules.early_warning import WarningKind
from schoolapp.rules.feedback import Voice
from schoolapp.rules.findings import Level
from schoolapp.rules.load import SAMPLE_PUPILS, cap_of, counts_at_home, sample_counts, verdict_of_figure
from schoolapp.rules.needs import Need, in_order
from schoolapp.rules.people import ClassRef, Role, subject_order
from schoolapp.rules.permits import Actor, Permit
from schoolapp.services import early_warning, findings, providers, suggestions, surveys
from schoolapp.services.afterschool import walks
from schoolapp.services.early_warning import EarlyWarning, Watch, watch_of
from schoolapp.services.feedback import is_on
from schoolapp.services.homework.days import year_on
from schoolapp.services.homework.inbox import Inbox, inbox, pending_in
from schoolapp.services.homework.recorded import recorded_on
from schoolapp.services.house import House
from schoolapp.services.issues import ledger
from schoolapp.services.load.cells import CellState, make_cells
from schoolapp.services.school import Standing, standing_of

MISSING_DAYS = 10
FAR_ENOUGH = timedelta(days=45)  # ten school days lie within it, whatever holiday there was
SAMPLE_SCHOOL_DAYS = 5  # a class that had fewer in two weeks comes from a holiday
SIX_DAYS = timedelta(days=6)


class Source(NamedTuple):
    """What gives lines: the kinds that it can give (web has a sentence for each), and the function, asked with house, actor and now."""

    kinds: tuple[str, ...]
    read: Callable[..., Iterable[Need]]


def needs_of(*, house: House, actor: Actor, now: datetime) -> tuple[Need, ...]:
    """Everything that waits for this person, the most pressing first. Nothing for inspectors and the administrator."""
    actor.needs(Permit.SIGNED_IN)
    if not has_needs(actor):
        return ()
    return in_order(need for source in SOURCES for need in source.read(house=house, actor=actor, now=now))


def has_needs(actor: Actor) -> bool:
    """Whether anything can wait for this person: teachers, homeroom teachers, leaders, office, principal and who plans the service."""
    return actor.staff_id is not None and bool(
        actor.roles & {Role.TEACHER, Role.HOMEROOM, Role.GRADE_LEADER, Role.OFFICE, Role.PRINCIPAL, Role.COORDINATOR})


def warning_needs(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """Early warnings, each with the page where it can be mended."""
    for one in early_warning.warnings_of(house=house, actor=actor, now=now):
        yield Need(one.kind.value, *_WARNED[one.kind](one, now.date()))


_Warned = tuple[Level, str, dict[str, Any], dict[str, Any]]


def _near_run(one: EarlyWarning, today: date) -> _Warned:
    values = {"one": one.classes[0], "days": len(one.days), "minutes": one.minutes, "cap": one.cap}
    if one.mine:
        return Level.YELLOW, "homework.day", {"class_id": one.classes[0].id, "day": today.isoformat()}, values
    return Level.YELLOW, "load.week", {"grade": one.classes[0].grade, "day": one.days[-1].isoformat()}, values


def _late_burst(one: EarlyWarning, _today: date) -> _Warned:
    assert one.burst is not None
    values = {"count": one.count, "all": one.burst.entries, "day": one.burst.start.date(), "start": one.burst.start, "end": one.burst.end, "own": one.mine}
    return Level.INFO, "homework.mine" if one.mine else "findings.show", {}, values


def _silent(one: EarlyWarning, today: date) -> _Warned:
    values = {"classes": one.classes, "subjects": one.subjects, "own": one.mine}
    if one.mine:
        return Level.INFO, "homework.new", {"class": [c.id for c in one.classes], "subject": one.subjects[0]}, values
    return Level.INFO, "homework.day", {"class_id": one.classes[0].id, "day": today.isoformat()}, values


def _same_minutes(one: EarlyWarning, _today: date) -> _Warned:
    return Level.INFO, "reality.mine", {}, {"subject": one.subjects[0], "classes": tuple(zip(one.classes, one.minutes, strict=True)), "days": one.count}


def _holiday_ahead(one: EarlyWarning, _today: date) -> _Warned:
    assert one.holiday is not None
    return Level.INFO, "holidays.show", {}, {"holiday": one.holiday, "days": one.holiday.days, "classes": one.classes}


_WARNED: dict[WarningKind, Callable[[EarlyWarning, date], _Warned]] = {
    WarningKind.NEAR_RUN: _near_run, WarningKind.LATE_BURST: _late_burst, WarningKind.SILENT: _silent, WarningKind.SAME_MINUTES: _same_minutes,
    WarningKind.HOLIDAY_AHEAD: _holiday_ahead,
}


def missing_days(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """Class-days of the last ten school days that nobody recorded: by class to the homeroom teacher, by grade to the leader, one count by
    grade to the office."""
    standing, today = standing_of(house=house), now.date()
    every = standing.classes_of(year_on(standing, today))
    office = Role.OFFICE in actor.roles
    led = actor.led_grades if Role.GRADE_LEADER in actor.roles else frozenset()
    classes = [one for one in every if office or one.id in actor.homerooms or one.grade in led]
    if not classes:
        return
    kept: dict[tuple[object, ...], dict[ClassRef, list[date]]] = house.remembered("missing_days", house.data_version(), dict)
    name = (today, tuple(one.id for one in classes))
    found = kept.get(name)
    if found is None:
        found = kept[name] = _missing(house, standing, classes, today)
    for one in classes:
        if one.id in actor.homerooms and found.get(one):
            days = sorted(found[one])
            yield Need("missing_class", Level.YELLOW, "homework.day", {"class_id": one.id, "day": days[-1].isoformat()}, {"one": one, "days": tuple(days)})
    by_grade: dict[int, list[tuple[ClassRef, date]]] = defaultdict(list)
    for one in classes:
        if office or (one.grade in led and one.id not in actor.homerooms):
            by_grade[one.grade] += [(one, day) for day in sorted(found.get(one, ()))]
    counts = [(grade, len(places), max(day for _, day in places)) for grade, places in sorted(by_grade.items()) if places]
    if office and counts:
        grade, _n, newest = max(counts, key=lambda c: c[1])
        yield Need("missing_school", Level.YELLOW, "load.week", {"grade": grade, "day": newest.isoformat()}, {"grades": tuple(c[:2] for c in counts)})
    elif not office:
        for grade, n, newest in counts:
            named = tuple(dict.fromkeys(one for one, _ in by_grade[grade]))
            yield Need("missing_grade", Level.YELLOW, "load.week", {"grade": grade, "day": newest.isoformat()}, {"grade": grade, "count": n, "classes": named})


def _missing(house: House, standing: Standing, classes: list[ClassRef], today: date) -> dict[ClassRef, list[date]]:
    """The missing days of these classes among the last ten school days of the present term that are owed."""
    term = standing.calendar.term_of(today)
    if term is None:
        return {}
    since = max(term.start, today - FAR_ENOUGH)
    owed = {g: standing.calendar.school_days(since, today - ONE_DAY, (g,))[-MISSING_DAYS:] for g in {one.grade for one in classes}}
    first = min((days[0] for days in owed.values() if days), default=None)
    if first is None:
        return {}
    start, end = monday_of(first), monday_of(today) + SIX_DAYS
    with house.reading() as connection:
        rows = {(row.class_id, row.day): row for row in homework_records.list_days(connection, [one.id for one in classes], start, end)}
    found: dict[ClassRef, list[date]] = defaultdict(list)
    for cell in make_cells(standing, classes, list(days_between(start, end)), rows, {}, today).values():
        if cell.state is CellState.MISSING and cell.day in owed[cell.one.grade]:
            found[cell.one].append(cell.day)
    return dict(found)


def open_subjects(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """From the school's hour of publishing on: the own subjects with neither item nor none today, and for a homeroom teacher those of the
    class. A quiet word, never a finding; gone when something is registered. Grades that need not declare every day are not asked."""
    watch = watch_of(house=house, actor=actor, now=now)
    if now.time() < watch.standing.profile(watch.today).publish_by:
        return
    for subject in watch.subjects_taught():
        classes = tuple(one for one in watch.classes_taught(subject) if _is_asked(watch, one) and not watch.spoke(one, subject, watch.today))
        if classes:
            yield Need("open_subject", Level.YELLOW, "homework.new", {"class": [one.id for one in classes], "subject": subject},
                       {"subject": subject, "classes": classes})
    for one in watch.heads:
        others = {subject for class_id, subject in watch.around - set(watch.taught) if class_id == one.id}
        subjects = sorted((s for s in others if _is_asked(watch, one) and not watch.spoke(one, s, watch.today)), key=subject_order)
        if subjects:
            yield Need("open_class", Level.INFO, "today.show", {"_anchor": f"class-{one.id}"}, {"one": one, "subjects": tuple(subjects)})


def _is_asked(watch: Watch, one: ClassRef) -> bool:
    return watch.standing.calendar.is_school_day(watch.today, one.grade) and watch.standing.profile(watch.today).declares_daily(one.grade)


def caps_today(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """Classes near their cap or over it today: to who heads or leads them, and to a teacher who may still add to it."""
    watch = watch_of(house=house, actor=actor, now=now)
    mine = {class_id for class_id, subject in watch.taught if not watch.spoke(watch.standing.classes[class_id], subject, watch.today)}
    mine |= {one.id for one in watch.heads}
    led: dict[int, list[tuple[ClassRef, int, int]]] = defaultdict(list)
    for one in watch.standing.classes.values():
        figure = watch.figure(one, watch.today)
        if figure is None or (one.id not in mine and one not in watch.led):
            continue
        profile = watch.standing.profile(watch.today)
        verdict, cap = verdict_of_figure(figure, 0, one.grade, profile), cap_of(profile, one.grade)
        if not verdict.fits and (one in watch.heads or one in watch.led):
            values = {"one": one, "figure": figure, "cap": cap}
            yield Need("over_today", Level.RED, "homework.day", {"class_id": one.id, "day": watch.today.isoformat()}, values)
        elif verdict.near and one in watch.led and one not in watch.heads:
            led[one.grade].append((one, figure, cap))
        elif verdict.near:
            values = {"places": ((one, figure, cap),)}
            yield Need("near_today", Level.INFO, "homework.day", {"class_id": one.id, "day": watch.today.isoformat()}, values)
    for grade, places in led.items():
        yield Need("near_today", Level.INFO, "load.week", {"grade": grade, "day": watch.today.isoformat()}, {"places": tuple(places)})


def samples_wanted(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """A homeroom class without a sample in the last two weeks, or whose only ones were too few. Grades 1-2 take nothing home to sample."""
    if not actor.may(Permit.SAMPLE_TIME):
        return
    watch = watch_of(house=house, actor=actor, now=now)
    since = watch.today - early_warning.SAMPLED_WITHIN
    for one in watch.heads:
        if counts_at_home(one.grade) or sum(day > since for day in watch.school_days(one)) < SAMPLE_SCHOOL_DAYS:
            continue
        found = [row for row in watch.samples if row.class_id == one.id]
        if not found:
            yield Need("sample_none", Level.INFO, "sampling.form", {"class_id": one.id}, {"one": one})
        elif not any(sample_counts(row.asked, watch.pupils.get(one.id, 0)) for row in found):
            newest = found[-1]
            values = {"one": one, "day": newest.day, "asked": newest.asked, "enough": SAMPLE_PUPILS}
            yield Need("sample_few", Level.INFO, "sampling.form", {"class_id": one.id, "day": newest.day.isoformat()}, values)


def findings_waiting(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """How many findings wait to be verified, the red ones named first: one line for office and principal."""
    if not actor.may(Permit.JUDGE_FINDINGS):
        return
    summary = findings.summary_of(house=house, actor=actor, now=now)
    if summary.red or summary.yellow or summary.info:
        level = Level.RED if summary.red else Level.YELLOW if summary.yellow else Level.INFO
        yield Need("findings", level, "findings.show", {}, {"red": summary.red, "yellow": summary.yellow, "info": summary.info})


def requests_open(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """Requests that wait for this person's yes or no: a colleague's to shorten something, to a leader one to record it as it is."""
    for one in _inbox(house, actor, now).to_answer:
        values = {"one": one.one, "day": one.row.day, "subject": one.row.subject, "minutes": one.row.minutes, "approve": not one.adjusts}
        yield Need("request_open", Level.RED, "requests.show", {}, values)


def requests_answered(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """What became of the own requests: to publish what was kept, to read a no; and what still waits for an answer."""
    for one in _inbox(house, actor, now).mine:
        if one.step or one.state == "open":
            values = {"one": one.one, "day": one.row.day, "subject": one.row.asked_subject, "minutes": one.row.minutes, "state": one.state,
                      "fits": one.fits, "approve": not one.adjusts}
            yield Need("request_answered", Level.RED if one.step == "publish" else Level.YELLOW if one.step else Level.INFO, "requests.show", {}, values)


def _inbox(house: House, actor: Actor, now: datetime) -> Inbox:
    return inbox(house=house, actor=actor, now=now) if actor.may(Permit.SEE_CLASS_DAY) else Inbox((), ())


def requests_between(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """To a grade's leader: colleagues who were asked to shorten something and have not answered, one line for each class and day."""
    if Role.GRADE_LEADER not in actor.roles:
        return
    today = now.date()
    for one in pending_in(house=house, actor=actor, grades=actor.led_grades, start=today, end=today + FAR_ENOUGH, now=now):
        if one.asked_subject and not one.mine:
            values = {"one": one.one, "day": one.day, "subject": one.subject, "asked": one.asked_subject, "minutes": one.minutes}
            yield Need("request_between", Level.YELLOW, "load.week", {"grade": one.one.grade, "day": one.day.isoformat(), "_anchor": "requests"}, values)


def recorded_over_cap(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """To a grade's leader: what was recorded as it is over the cap on the last school day before today."""
    if Role.GRADE_LEADER not in actor.roles:
        return
    standing, today = standing_of(house=house), now.date()
    for grade in sorted(actor.led_grades):
        last = standing.calendar.last_school_day(today, (grade,))
        for found in recorded_on(house=house, grades=[grade], day=last) if last else ():
            values = {"one": found.one, "day": found.day, "figure": found.figure, "cap": found.cap, "subjects": found.subjects, "reasons": found.reasons}
            yield Need("over_recorded", Level.YELLOW, "homework.day", {"class_id": found.one.id, "day": found.day.isoformat()}, values)


def suggestions_waiting(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """To the principal: how many families wait for an answer, those past their date first, and what keeps the box from being opened. It goes
    on after the box was switched off: what came in still waits."""
    if not actor.may(Permit.READ_SUGGESTIONS) or actor.operator:
        return
    waiting = suggestions.waiting_of(house=house, actor=actor, now=now)
    if waiting.overdue:
        yield Need("suggestion_overdue", Level.RED, "suggestions.listing", {}, {"count": waiting.overdue, "due": waiting.due})
    if waiting.cases > waiting.overdue:
        yield Need("suggestion_waiting", Level.YELLOW, "suggestions.listing", {}, {"count": waiting.cases - waiting.overdue, "due": waiting.next_due})
    if waiting.cases or is_on(house, Voice.SUGGESTIONS):
        made, opens = suggestions.opens_for(house=house, actor=actor)
        if not opens:
            yield Need("suggestion_box", Level.YELLOW, "suggestions.box", {}, {"made": made})


def providers_lacking(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """To who plans the service: outside providers that are not on the county's list or whose papers end, and names without a file."""
    for provider_id, name, warned in providers.warned_providers(house=house, actor=actor, now=now):
        if provider_id is None:
            yield Need("provider_unfiled", Level.YELLOW, "providers.listing", {}, {"name": name})
        else:
            yield Need("provider_lacks", warned[0].level, "providers.one", {"provider_id": provider_id}, {"name": name, "warned": warned})


def walks_open(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """Walk-throughs of the service that wait to be followed up: one line for whoever walks."""
    if actor.may(Permit.WALK_SERVICE) and (count := walks.count_open(house=house, actor=actor)):
        yield Need("walk_open", Level.YELLOW, "afterschool.walks", {}, {"count": count})


def surveys_waiting(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """To a homeroom teacher: a questionnaire on paper that runs and whose sheets of the class were not counted. To a teacher: one that the person
    has not answered."""
    if actor.operator or not is_on(house, Voice.SURVEYS):
        return
    if actor.homerooms and surveys.asks_on_paper(house=house, now=now):
        for line in surveys.open_tallies(house=house, actor=actor, now=now):
            if line.one.id in actor.homerooms and not line.typed:
                yield Need("survey_tally", Level.INFO, "surveys.tally", {"survey_id": line.row.id, "class_id": line.one.id},
                           {"one": line.one, "title": line.row.title, "until": line.row.closes_on})
    for asked, answered in surveys.open_for_teacher(house=house, actor=actor, now=now):
        if not answered:
            yield Need("survey_answer", Level.INFO, "surveys.answer", {"survey_id": asked.id}, {"title": asked.title, "until": asked.closes_on})


def issues_waiting(*, house: House, actor: Actor, now: datetime) -> Iterator[Need]:
    """Problems: to the owner the own ones with their nearest date, to who re-checks those that are ripe, to who manages the list those that
    nobody was named for, and how many are overdue in all."""
    if not actor.may(Permit.SEE_ISSUES) or actor.operator:
        return
    waiting = ledger.waiting_of(house=house, actor=actor, now=now)
    if waiting.own_overdue:
        yield Need("issue_own_overdue", Level.RED, "issues.listing", {"state": "overdue"}, {"count": waiting.own_overdue})
    if waiting.overdue_all > waiting.own_overdue:
        yield Need("issue_overdue", Level.RED, "issues.listing", {"state": "overdue"}, {"count": waiting.overdue_all - waiting.own_overdue})
    if waiting.own > waiting.own_overdue:
        yield Need("issue_own", Level.YELLOW, "issues.listing", {"state": "open"}, {"count": waiting.own - waiting.own_overdue, "due": waiting.own_due})
    if waiting.recheck:
        yield Need("issue_recheck", Level.YELLOW, "issues.listing", {"state": "recheck"}, {"count": waiting.recheck})
    if waiting.unassigned:
        yield Need("issue_unassigned", Level.YELLOW, "issues.listing", {"state": "found"}, {"count": waiting.unassigned})


# A feature that has something for people adds its line; within one level lines stand in this order.
SOURCES: tuple[Source, ...] = (
    Source(("suggestion_overdue", "suggestion_waiting", "suggestion_box"), suggestions_waiting),
    Source(("issue_own_overdue", "issue_overdue", "issue_own", "issue_recheck", "issue_unassigned"), issues_waiting),
    Source(("request_open",), requests_open),
    Source(("request_answered",), requests_answered),
    Source(("request_between",), requests_between),
    Source(("over_recorded",), recorded_over_cap),
    Source(("open_subject", "open_class"), open_subjects),
    Source(("over_today", "near_today"), caps_today),
    Source(("missing_class", "missing_grade", "missing_school"), missing_days),
    Source(tuple(kind.value for kind in WarningKind), warning_needs),
    Source(("findings",), findings_waiting),
    Source(("walk_open",), walks_open),
    Source(("sample_none", "sample_few"), samples_wanted),
    Source(("survey_tally", "survey_answer"), surveys_waiting),
    Source(("provider_lacks", "provider_unfiled"), providers_lacking),
)
