"""Reads what a self-check is made of, in one snapshot: the facts of the period and everything beside them. Counts and days, nobody's name."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Connection

from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import findings as finding_records
from schoolapp.records import hours as hours_records
from schoolapp.records import people as people_records
from schoolapp.records import providers as provider_records
from schoolapp.records import quota as quota_records
from schoolapp.records import selfcheck as records
from schoolapp.records import service_plans as plan_records
from schoolapp.records import sign_off as sign_off_records
from schoolapp.records import sign_up as sign_up_records
from schoolapp.records import suggestions as suggestion_records
from schoolapp.records import surveys as survey_records
from schoolapp.records import walks as walk_records
from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.rules.afterschool_figures import teachers_taking_part
from schoolapp.rules.figures import PeriodFacts, due_to
from schoolapp.rules.findings import FindingState
from schoolapp.rules.people import Role
from schoolapp.rules.providers import Lack, warnings_of
from schoolapp.rules.selfcheck.facts import (
    Answers,
    CheckFacts,
    Decisions,
    Hotline,
    OutsideSession,
    Paper,
    PlanFact,
    Post,
    Reports,
    Signal,
    StaffMonth,
)
from schoolapp.rules.suggestions import CaseState, Category
from schoolapp.rules.surveys import SurveyKind, enough, figures_of
from schoolapp.services.afterschool.hours import confirmed_months
from schoolapp.services.afterschool.term import TEACHERS
from schoolapp.services.findings import read_facts
from schoolapp.services.homework.requests import APPROVE
from schoolapp.services.providers import provider_facts
from schoolapp.services.school import Standing
from schoolapp.services.surveys.results import parts_from

_NOT_IN_ORDER = frozenset({Lack.UNLISTED, Lack.LICENCE_MISSING, Lack.LICENCE_EXPIRED, Lack.CONTRACT_MISSING, Lack.CONTRACT_EXPIRED,
                           Lack.CERTIFICATE_MISSING, Lack.CERTIFICATE_EXPIRED})


def read_check_facts(connection: Connection, standing: Standing, *, start: date, end: date, today: date,
                     grades: frozenset[int] | None = None) -> CheckFacts:
    """Everything of a period, as this transaction sees it. `grades` None: the whole school."""
    period = read_facts(connection, standing, start=start, end=end, today=today, grades=grades)
    known, due = period.known_to, due_to(end, today)
    ids = {one.ref.id for one in period.classes}
    rows = {row.id for row in period.days}
    programmes = {p.id: p for p in afterschool_records.list_programmes(connection)}
    of_period = {s.id for s in period.sessions}
    sessions = [s for s in afterschool_records.list_sessions(connection, start, known) if s.id in of_period]
    asked = [row for row in records.requests_between(connection, start, known) if row[0] in ids]
    boxed = suggestion_records.newest_box(connection) is not None
    walked = records.has_any(connection, walk_records.walk_through)
    signs = records.has_any(connection, sign_off_records.week_sign_off)
    terms = {term.id for term in standing.terms if term.start <= end and term.end >= start}
    return CheckFacts(
        period,
        states={key: FindingState(row.state) for key, row in finding_records.list_states(connection).items()},
        written=tuple(item for item in records.written_items(connection, start, known) if item.class_day_id in rows),
        withdrawn=tuple(one for one in records.withdrawn_items(connection, start, known) if one.item.class_day_id in rows),
        declared_late=frozenset(place for place in records.declared_late(connection, start, known) if place[0] in ids),
        posts=_posts(connection, standing, period, has_service=any(p.term_id in terms for p in programmes.values()), grades=grades),
        signed_weeks=tuple(records.signed_weeks(connection, start, end)) if signs else None,
        walked=frozenset(w.day for w in walk_records.list_walks(connection, start, known)
                         if grades is None or programmes[w.programme_id].grades & grades) if walked else None,
        plans=_plans(connection, terms, grades),
        decisions=Decisions(sum(kind != APPROVE and state == "agreed" for *_, kind, state in asked),
                            sum(kind == APPROVE and state == "agreed" for *_, kind, state in asked),
                            sum(state == "declined" for *_, state in asked)),
        approved=frozenset((class_id, day) for class_id, day, kind, state in asked if kind == APPROVE and state == "agreed"),
        signals=_signals(connection, standing, start, known),
        reports=_reports(connection, start, known) if boxed else None,
        extended={class_id: tuple((row.valid_from, row.counts.extended) for row in counts)
                  for class_id, counts in sign_up_records.counts_of_classes(connection, ids).items()},
        service_plans=tuple(Paper(row.own_date, row.withdrawn_at.date() if row.withdrawn_at else None)
                            for term_id in sorted(terms) for row in plan_records.list_plans(connection, term_id)),
        programmes=sum(p.term_id in terms and p.active and (grades is None or bool(p.grades & grades)) for p in programmes.values()),
        outside=_outside(connection, sessions, programmes),
        providers_kept=records.has_any(connection, provider_records.service_provider),
        decided=frozenset(s.id for s in sessions if s.decision or s.decision_file_id is not None),
        led=_led(sessions),
        leaders=_leaders(connection, sessions) if grades is None else None,
        months=_months(connection, standing, start, end, today) if grades is None else None,
        hotline=Hotline(_hotline(connection, standing)),
        answers=Answers(*records.due_cases(connection, start, due)) if boxed else None,
        teaching=frozenset((row.class_id, row.subject) for row in people_records.list_teaching(connection, standing.year_on(max(start, known)))
                           if row.class_id in ids),
    )


def _posts(connection: Connection, standing: Standing, period: PeriodFacts, *, has_service: bool, grades: Collection[int] | None) -> tuple[Post, ...]:
    """The duty slots on the last known day: principal, coordinator where there is a service, a leader of every grade, a head of every class."""
    day = max(period.start, period.known_to)
    year = standing.year_on(day)
    active = {row.id for row in people_records.list_staff(connection) if row.active}
    led: set[int] = set()
    held: set[Role] = set()
    for staff_id, role in people_records.list_roles(connection):
        if staff_id in active and (role.valid_to is None or role.valid_to.date() >= day):
            held.add(role.role)
            if role.role is Role.GRADE_LEADER:
                led |= role.grades
    heads = people_records.homerooms(connection, year)
    classes = [one for one in standing.classes_of(year) if grades is None or one.grade in grades]
    found = [Post("principal", 0, 0, Role.PRINCIPAL in held)]
    if has_service:
        found.append(Post("coordinator", 0, 0, Role.COORDINATOR in held))
    found += [Post("leader", grade, 0, grade in led) for grade in sorted({one.grade for one in classes})]
    found += [Post("homeroom", one.grade, one.number, heads.get(one.id) in active) for one in classes]
    return tuple(found)


def _plans(connection: Connection, terms: Collection[int], grades: Collection[int] | None) -> tuple[PlanFact, ...] | None:
    """The term plans of the period with the day on which each was first set; None where the school never kept one."""
    if not records.has_any(connection, quota_records.homework_plan):
        return None
    rows = [(term_id, row) for term_id in sorted(terms) for row in quota_records.list_plan(connection, term_id)]
    first = records.first_written(connection, [f"plan:{row.id}" for _, row in rows])
    return tuple(PlanFact(term_id, row.grade, row.subject, row.minutes, first.get(f"plan:{row.id}", row.set_at).date())
                 for term_id, row in rows if grades is None or row.grade in grades)


def _signals(connection: Connection, standing: Standing, start: date, end: date) -> dict[str, Signal]:
    """Figure -> what the closed questionnaires of the period say, summed. One with too few answers says nothing."""
    rows = survey_records.closed_in(connection, start, end)
    kept = survey_records.parts_of(connection, [row.id for row in rows]) if rows else {}
    found: dict[str, Signal] = {}
    for row in rows:
        kind = SurveyKind(row.kind)
        parts = parts_from(standing, row, kept.get(row.id, []))
        if kind not in (SurveyKind.PARENTS, SurveyKind.PUPILS) or not enough(parts):
            continue
        answered, all_classes = sum(part.answered > 0 for part in parts), len(parts)
        for figure in figures_of(kind, parts):
            if figure.is_shown:
                old = found.get(figure.rule.key, Signal(0, 0, 0, 0))
                found[figure.rule.key] = Signal(old.yes + figure.numerator, old.of + figure.denominator, max(old.classes, answered),
                                                max(old.all_classes, all_classes))
    return found


def _reports(connection: Connection, start: date, end: date) -> Mapping[str, Reports]:
    """Category -> suggestions received in the period and how many are not closed. Whether one was found true is not recorded."""
    found = {category.value: Reports(0, 0) for category in Category}
    for category, state in records.received_cases(connection, start, end):
        old = found[category]
        found[category] = old._replace(received=old.received + 1, open=old.open + (state in (CaseState.RECEIVED, CaseState.LOOKING)))
    return found


def _outside(connection: Connection, sessions: Collection[ServiceSessionRow], programmes: Mapping[int, ProgrammeRow]) -> tuple[OutsideSession, ...]:
    """Held sessions with an outside provider; one that is not on file has no papers."""
    providers, found = provider_facts(connection), []
    for session in sessions:
        programme = programmes[session.programme_id]
        if not session.held or not (programme.provider or programme.provider_id is not None):
            continue
        on_file = providers.get(programme.provider_id or 0)
        in_order = on_file is not None and not any(w.lack in _NOT_IN_ORDER for w in warnings_of(on_file, session.day))
        found.append(OutsideSession(session.id, programme.provider or str(programme.provider_id), in_order))
    return tuple(found)


def _led(sessions: Collection[ServiceSessionRow]) -> frozenset[int]:
    """Held sessions with a named person who was in no other held one at the time."""
    of_person: dict[tuple[int, date], list[ServiceSessionRow]] = defaultdict(list)
    for session in sessions:
        if session.held and session.staff_id is not None:
            of_person[session.staff_id, session.day].append(session)
    found = set()
    for rows in of_person.values():
        for one in rows:
            if not any(other.id != one.id and other.start < one.end and one.start < other.end for other in rows):
                found.add(one.id)
    return frozenset(found)


def _leaders(connection: Connection, sessions: Collection[ServiceSessionRow]) -> tuple[int, int]:
    """Teachers who led a held session, of all teachers at work."""
    active = {row.id for row in people_records.list_staff(connection) if row.active}
    teachers = {staff_id for staff_id, role in people_records.list_roles(connection) if role.role in TEACHERS and staff_id in active}
    share = teachers_taking_part([s.staff_id for s in sessions if s.held and s.staff_id is not None], teachers)
    return share.part, share.whole


def _months(connection: Connection, standing: Standing, start: date, end: date, today: date) -> tuple[StaffMonth, ...] | None:
    """Hours of the months that ended in the period; None where nobody ever confirmed or signed any."""
    if not (records.has_any(connection, hours_records.hours_answer) or records.has_any(connection, hours_records.hours_signature)):
        return None
    return tuple(
        StaffMonth(found.month.first.isoformat()[:7], len(found.people), found.confirmed if found.signature is not None else 0)
        for found in confirmed_months(connection, standing, start, end, today)
    )


def _hotline(connection: Connection, standing: Standing) -> date | None:
    """Since when the school shows a phone or mailbox on its notices; None where it shows none now."""
    shown = {"report_phone": standing.school.report_phone, "report_email": standing.school.report_email}
    if not any(shown.values()):
        return None
    for at, old, _new in records.entries_of(connection, "school_changed"):
        shown |= {name: value for name, value in json.loads(old).items() if name in shown}
        if not any(shown.values()):
            return at.date()
    began = records.first_entry_at(connection)
    return began.date() if began else None
