"""Findings with what people decided about them: the list of a period, judging, the summary for the leaders' day. Why a figure is what it is
stands in `detail`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from schoolapp.records import audit
from schoolapp.records import findings as records
from schoolapp.rules.figures import Period, figures_of_period, service_is_known
from schoolapp.rules.findings import Finding, FindingKind, FindingState, Level, findings_of_period, may_move, needs_reason
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.services.findings.facts import check_period, default_period, read_facts, seen_grades, seen_period
from schoolapp.services.findings.wholes import Whole, wholes_of
from schoolapp.services.house import Conflict, House, Work
from schoolapp.services.issues.propose import list_findings
from schoolapp.services.school import read_standing, standing_of

REASON_MOST = 500
KEPT_PERIODS = 8


class BadReason(Exception):
    """The reason cannot be taken. `code`: missing, long or personal (an id or phone number in it)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class StatedFinding(NamedTuple):
    """A finding with what was decided about it; `reason` and `at` are empty while nobody has."""

    finding: Finding
    state: FindingState
    reason: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings that the actor may see in a period, the figures that go with them, and of how many each kind is a part. `confirmed`:
    the national calendar covers the period; `service_known`: a programme exists, else service figures are 'no data'."""

    start: date
    end: date
    due_to: date
    confirmed: bool
    service_known: bool
    figures: Mapping[str, int]
    stated: tuple[StatedFinding, ...]
    wholes: Mapping[FindingKind, Whole]

    def counts(self) -> dict[FindingKind, int]:
        """How many of each kind, every kind named, 0 too."""
        found = dict.fromkeys(FindingKind, 0)
        for one in self.stated:
            found[one.finding.kind] += 1
        return found

    def by_level(self, state: FindingState | None = None) -> dict[Level, int]:
        """How many of each level, all of them or those in one state."""
        found = dict.fromkeys(Level, 0)
        for one in self.stated:
            if state is None or one.state is state:
                found[one.finding.level] += 1
        return found

    def of_kind(self, kind: FindingKind) -> tuple[StatedFinding, ...]:
        """Those of one kind, the newest first; what has no date by grade and class."""
        found = [one for one in self.stated if one.finding.kind is kind]
        return tuple(sorted(found, key=lambda one: one.finding.date.isoformat() if one.finding.date else one.finding.month or "", reverse=True))


def findings_of(*, house: House, actor: Actor, start: date, end: date, now: datetime) -> Findings:
    """The findings of a period with their states, limited to what the actor may see. The last few periods are kept by data version."""
    actor.needs(Permit.SEE_FINDINGS)
    check_period(start, end)
    start, end = seen_period(actor, start, end)
    grades, today = seen_grades(actor), now.date()
    version = house.data_version()
    kept: dict[tuple[object, ...], Findings] = house.remembered("findings", version, dict)
    name = (start, end, today, grades)
    found = kept.get(name)
    if found is None:
        found = _read(house, start, end, today, grades)
        for oldest in list(kept)[: max(0, len(kept) + 1 - KEPT_PERIODS)]:  # another thread may do the same
            kept.pop(oldest, None)
        kept[name] = found
    return found


def _read(house: House, start: date, end: date, today: date, grades: frozenset[int] | None) -> Findings:
    with house.reading() as connection:
        facts = read_facts(connection, read_standing(connection), start=start, end=end, today=today, grades=grades)
        states = records.list_states(connection)
    period = Period(facts)
    stated = tuple(stated_of(one, states) for one in findings_of_period(period))
    counts = dict.fromkeys(FindingKind, 0)
    for one in stated:
        counts[one.finding.kind] += 1
    figures = figures_of_period(period)
    return Findings(
        start, end, facts.due_to, facts.calendar.confirmed(start, end), service_is_known(facts), figures, stated, wholes_of(period, figures, counts)
    )


def stated_of(one: Finding, states: Mapping[str, records.StateRow]) -> StatedFinding:
    """A finding with its state among these."""
    row = states.get(one.key)
    return StatedFinding(one, FindingState(row.state), row.reason, row.at) if row else StatedFinding(one, FindingState.TO_VERIFY, "", None)


def get_findings(*, house: House, actor: Actor, keys: Sequence[str], start: date, end: date, now: datetime) -> tuple[StatedFinding, ...]:
    """The findings of a period with these keys; NotFound where one is not there (any more) or not the actor's business."""
    by_key = {one.finding.key: one for one in findings_of(house=house, actor=actor, start=start, end=end, now=now).stated}
    if not keys or not set(keys) <= set(by_key):
        raise NotFound
    return tuple(by_key[key] for key in dict.fromkeys(keys))


def judge_findings(
    *,
    house: House,
    actor: Actor,
    keys: Sequence[str],
    start: date,
    end: date,
    state: FindingState,
    reason: str,
    before: FindingState,
    now: datetime,
) -> int:
    """Decides about findings of a period, all or none: true, false alarm, explained, to the problem list, or back to be verified. Gives how
    many changed. `before` = the state that the form showed: Conflict where somebody decided otherwise meanwhile; what is in `state` already
    stays as it is, so that a doubled tap does no harm. BadReason where the reason is missing, too long or names somebody's number."""
    actor.needs(Permit.JUDGE_FINDINGS)
    reason = reason.strip()
    found = get_findings(house=house, actor=actor, keys=keys, start=start, end=end, now=now)
    if needs_reason(state) and not reason:
        raise BadReason("missing")
    if len(reason) > REASON_MOST:
        raise BadReason("long")
    if find_personal(reason):
        raise BadReason("personal")
    standing = standing_of(house=house)
    with house.writing(actor=actor, now=now) as work:
        audit.head(work.connection, lock=True)  # a first judgement has no row yet that could be locked
        moved = [one.finding for one in found if _judge(work, one.finding, state, reason, before)]
        if state is FindingState.LISTED:
            list_findings(work, moved, standing=standing)
    return len(moved)


def _judge(work: Work, one: Finding, state: FindingState, reason: str, before: FindingState) -> bool:
    row = records.find_state(work.connection, one.key)
    present = FindingState(row.state) if row else FindingState.TO_VERIFY
    if row is not None and present is state and row.reason == reason:
        return False
    if present is not before or not may_move(present, state):
        raise Conflict("changed")
    values = {"state": state.value, "reason": reason, "staff_id": work.actor.staff_id, "at": work.now}
    if row:
        work.change(records.finding_state, row.id, **values)
        row_id = row.id
    else:
        row_id = work.add(records.finding_state, finding=one.key, **values)
    work.audit("finding_judged", f"finding:{row_id}", {"state": present.value}, {"finding": one.key, "state": state.value, "reason": reason})
    return True


class ClassDayFindings(NamedTuple):
    """Findings of one class-day together: for kinds of which a class-day can have several (补录). `key` names the group."""

    key: str
    date: date | None
    grade: int | None
    number: int | None
    class_id: int | None
    stated: tuple[StatedFinding, ...]


def grouped_by_class_day(stated: Sequence[StatedFinding]) -> list[ClassDayFindings]:
    """Findings of one class-day together, newest day first, then in school order."""
    groups: dict[tuple[date | None, int | None, int | None, int | None], list[StatedFinding]] = defaultdict(list)
    for one in stated:
        f = one.finding
        groups[f.date, f.grade, f.number, f.class_id].append(one)
    order = sorted(groups, key=lambda place: (-(place[0] or date.min).toordinal(), place[1] or 0, place[2] or 0))
    return [ClassDayFindings(f"{place[0]}|{place[3]}", *place, tuple(groups[place])) for place in order]


@dataclass(frozen=True, slots=True)
class Summary:
    """The findings of the current term in a few figures: how many wait to be verified by level, class-days recorded of those expected,
    weeks that meet 5+2 (None: no programme, so no data)."""

    start: date
    end: date
    red: int
    yellow: int
    info: int
    recorded: int
    expected: int
    weeks: tuple[int, int] | None


def summary_of(*, house: House, actor: Actor, now: datetime) -> Summary:
    """What the card of the principal's and the office's day shows. NotFound before the school is set up."""
    start, end = default_period(standing_of(house=house), actor, now.date())
    found = findings_of(house=house, actor=actor, start=start, end=end, now=now)
    waiting, figures = found.by_level(FindingState.TO_VERIFY), found.figures
    return Summary(
        found.start,
        found.end,
        waiting[Level.RED],
        waiting[Level.YELLOW],
        waiting[Level.INFO],
        figures["class_days_recorded"],
        figures["class_days_expected"],
        (figures["weeks_5plus2_met"], figures["weeks_5plus2_total"]) if found.service_known else None,
    )
