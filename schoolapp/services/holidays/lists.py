"""Adding a subject's items to the holiday lists of its classes, under the holiday line. Corrections stand in `amend`, pages in `reading` and
`overview`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from schoolapp.records import holidays as records
from schoolapp.records import homework as homework_records
from schoolapp.records import people as people_records
from schoolapp.records.holidays import HolidayItemRow, HolidayListRow
from schoolapp.rules.holidays import HolidaySpan, HolidaySum, HolidayTask, HolidayVerdict, judge_holiday, most_minutes, span_from, sum_of
from schoolapp.rules.homework import TEXT_MAX, Kind, Tier
from schoolapp.rules.names import clean
from schoolapp.rules.people import ClassRef, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.policy import Profile
from schoolapp.rules.privacy import find_personal
from schoolapp.services.homework.days import year_on
from schoolapp.services.homework.worded import check_words
from schoolapp.services.house import House, Replayed, Work
from schoolapp.services.school import Standing, standing_of

LINES_MAX = 10
REASON_MAX = 500


class HolidayDraft(NamedTuple):
    """One line of the form: what is to be done, and whole minutes for all of the holiday together."""

    text: str
    minutes: int
    kind: Kind = Kind.WRITTEN

    @property
    def task(self) -> HolidayTask:
        return HolidayTask(self.kind, self.minutes)

    @property
    def tier(self) -> Tier:
        """For the rules of wording: everybody's, none of it in school."""
        return Tier.EVERYONE

    @property
    def in_school(self) -> int | None:
        return None


class Fault(NamedTuple):
    """What is wrong with a field: `line` counts from 0, None = the whole form. Codes: empty, long, identity, mobile, range (`most`
    minutes), none, many, required."""

    line: int | None
    field: str
    code: str
    most: int = 0


class BadList(Exception):
    """The form cannot be taken as it is; every fault at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(f"{f.field}: {f.code}" for f in faults))
        self.faults = tuple(faults)


class HolidayRefused(Exception):
    """The act does not go. Codes: no_holiday (classes), begun (start), over, before_year, withdrawn, same."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class ClassSum:
    """A class's list with what is being added: its sums and the verdict on them. `refused`: there is no room."""

    one: ClassRef
    verdict: HolidayVerdict
    sums: HolidaySum
    refused: bool


class HolidayFull(Exception):
    """Nothing was listed: at least one class is beyond the line. `classes` has the figures of all, the new ones of this instant."""

    def __init__(self, classes: Sequence[ClassSum], minutes: int) -> None:
        super().__init__("holiday_full")
        self.classes, self.minutes = tuple(classes), minutes

    @property
    def refused(self) -> tuple[ClassSum, ...]:
        return tuple(c for c in self.classes if c.refused)


@dataclass(frozen=True, slots=True)
class HolidayOffer:
    """What the form offers: the holiday, own subjects with the classes that have this holiday, what is chosen already."""

    span: HolidaySpan
    subjects: tuple[tuple[str, tuple[ClassRef, ...]], ...]
    subject: str
    classes: tuple[int, ...]
    most: int

    def of(self, subject: str) -> tuple[ClassRef, ...]:
        return next((classes for name, classes in self.subjects if name == subject), ())


@dataclass(frozen=True, slots=True)
class Listed:
    """What was added: item ids, the classes and their lists' ids in the same order."""

    items: tuple[int, ...]
    classes: tuple[ClassRef, ...]
    lists: tuple[int, ...]


def holiday_offer(*, house: House, actor: Actor, start: date, subject: str = "", class_ids: Sequence[int] = (), now: datetime) -> HolidayOffer:
    """The form for the holiday that begins on `start`. NotFound where none of the actor's classes has it."""
    actor.needs(Permit.LIST_HOLIDAY)
    standing, today = standing_of(house=house), now.date()
    if actor.staff_id is None:
        raise NotFound
    with house.reading() as connection:
        rows = people_records.teaching_of(connection, actor.staff_id, year_on(standing, start), today)
    found: dict[str, list[ClassRef]] = {}
    span = None
    for row in rows:
        one = standing.get_class(row.class_id)
        its = span_from(standing.calendar, one.grade, start)
        if its is not None and one not in found.setdefault(row.subject, []):
            found[row.subject].append(one)
            span = span or its
    subjects = tuple((name, tuple(found[name])) for name in sorted(found, key=subject_order) if found[name])
    if span is None:
        raise NotFound
    wanted = set(class_ids)
    chosen = next((name for name, _ in subjects if name == subject), "")
    chosen = chosen or next((name for name, classes in subjects if wanted & {c.id for c in classes}), subjects[0][0])
    offered = dict(subjects)[chosen]
    picked = [c.id for c in offered if c.id in wanted] if wanted else [c.id for c in offered if c.grade == offered[0].grade]
    return HolidayOffer(span, subjects, chosen, tuple(picked), most_minutes(span.days_off))


def figures(*, house: House, actor: Actor, start: date, subject: str, class_ids: Sequence[int], drafts: Sequence[HolidayDraft],
            now: datetime) -> tuple[ClassSum, ...]:
    """Each class's list with everyone else's items and these drafts, in school order."""
    actor.needs(Permit.LIST_HOLIDAY)
    standing = standing_of(house=house)
    classes = [c for c in standing.classes.values() if c.id in set(class_ids)]
    spans = {c.id: span for c in classes if (span := span_from(standing.calendar, c.grade, start)) is not None}
    classes = [c for c in classes if c.id in spans]
    sound = [d for d in drafts if 0 < d.minutes <= most_minutes(spans[classes[0].id].days_off)] if classes else []
    with house.reading() as connection:
        check_owner(connection, actor, classes, subject, now.date())
        rows = records.lists_at(connection, [(c.id, *spans[c.id][:2]) for c in classes])
        items = records.items_of(connection, [row.id for row in rows.values()])
    return tuple(sum_with(c, spans[c.id], items[rows[c.id].id] if c.id in rows else (), sound, standing.profile(start)) for c in classes)


def check_owner(connection: Connection, actor: Actor, classes: Iterable[ClassRef], subject: str, today: date) -> None:
    """NotFound where the actor neither teaches nor substitutes the subject in one of the classes today."""
    wanted = [c.id for c in classes]
    if actor.staff_id is None:
        raise NotFound
    if homework_records.classes_to_register(connection, actor.staff_id, wanted, subject, {today}) != set(wanted):
        raise NotFound


def sum_with(one: ClassRef, span: HolidaySpan, present: Iterable[HolidayItemRow], drafts: Sequence[HolidayDraft], profile: Profile, *,
             replaced: HolidayTask | None = None) -> ClassSum:
    """A class's list with the drafts added; `replaced` = what a correction takes the place of (left out of `present`)."""
    tasks = [item.task for item in present]
    total = sum_of([*tasks, *(draft.task for draft in drafts)])
    before = sum_of([*tasks, replaced] if replaced else tasks).written
    verdict = judge_holiday(total.written, span.days_off, one.grade, profile, before=before)
    return ClassSum(one, verdict, total, verdict.blocks)


def add_items(*, house: House, actor: Actor, start: date, class_ids: Sequence[int], subject: str, drafts: Sequence[HolidayDraft],
              wording_reasons: Mapping[int, str] | None = None, wording_seen: Mapping[int, Collection[str]] | None = None, request_key: str = "",
              now: datetime) -> Listed:
    """Adds one item per draft and class to the lists of the holiday that begins on `start`, all or nothing, until the day before it.
    HolidayFull where a class would be beyond its line (grades 1-2: any written work), judged under the lists' locks, so that two teachers
    never both fit. `wording_reasons`, `wording_seen`: by line, as `homework.worded.check_words` asks for them (NeedsWords). BadList,
    HolidayRefused and NotFound as their docstrings say."""
    actor.needs(Permit.LIST_HOLIDAY)
    standing, today, drafts = standing_of(house=house), now.date(), cleaned(drafts)
    classes = [standing.get_class(class_id) for class_id in sorted(set(class_ids))]
    spans = {c.id: span for c in classes if (span := span_from(standing.calendar, c.grade, start)) is not None}
    check_span(standing, classes, spans, start, today)
    faults = draft_faults(drafts, min((span.days_off for span in spans.values()), default=1))
    if not classes:
        faults.append(Fault(None, "classes", "none"))
    if faults:
        raise BadList(faults)
    profile = standing.profile(start)
    words = check_words(house=house, drafts=drafts, classes=classes, reasons=wording_reasons or {}, seen=wording_seen)
    content = {"start": start, "subject": subject, "classes": [c.id for c in classes], "drafts": [list(d) for d in drafts],
               "words": sorted((wording_reasons or {}).items())}
    try:
        with house.writing(actor=actor, now=now) as work:
            check_owner(work.connection, actor, classes, subject, today)
            rows = records.lock_lists(work.connection, [(c.id, *spans[c.id][:2]) for c in classes])
            work.replay(request_key, content)
            present = records.items_of(work.connection, [row.id for row in rows.values()])
            judged = [sum_with(c, spans[c.id], present[rows[c.id].id], drafts, profile) for c in classes]
            if any(one.refused for one in judged):
                raise HolidayFull(judged, sum(d.minutes for d in drafts))
            added: list[int] = []
            told: list[dict[str, Any]] = []
            for one, after in zip(classes, judged, strict=True):
                for line, draft in enumerate(drafts):
                    values = {"subject": subject, **draft_values(draft)}
                    if line in words:
                        values["wording_reason"] = words[line]
                    added.append(work.add(records.holiday_item, list_id=rows[one.id].id, staff_id=actor.staff_id, added_at=now, version=1, **values))
                    told.append({"item": added[-1], "class": one.id, **values})
                settle(work, rows[one.id], spans[one.id], after.sums)
            done = Listed(tuple(added), tuple(classes), tuple(rows[c.id].id for c in classes))
            work.audit("holiday_listed", f"holiday_item:{added[0]}", None, {"start": start, "items": told})
            work.remember(request_key, content, json.dumps([done.items, [c.id for c in classes], done.lists]))
            return done
    except Replayed as again:
        items, there, lists = json.loads(again.result)
        return Listed(tuple(items), tuple(standing.get_class(c) for c in there), tuple(lists))


def check_span(standing: Standing, classes: Sequence[ClassRef], spans: dict[int, HolidaySpan], start: date, today: date) -> None:
    """Refuses a holiday that these classes do not have, or that has begun: a list is given before it."""
    if any(c.year != year_on(standing, start) for c in classes):
        raise HolidayRefused("before_year")
    if len(spans) < len(classes):
        raise HolidayRefused("no_holiday", classes=[c for c in classes if c.id not in spans])
    if start <= today:
        raise HolidayRefused("begun", start=start)


def settle(work: Work, row: HolidayListRow, span: HolidaySpan, sums: HolidaySum) -> None:
    """Writes the list's row anew: its sums, and its days as the calendar has them now."""
    work.change(records.holiday_list, row.id, start=span.start, end=span.end, days_off=span.days_off, **sums._asdict(), version=row.version + 1)


def draft_values(draft: HolidayDraft) -> dict[str, Any]:
    return {"text": draft.text, "kind": draft.kind.value, "minutes": draft.minutes}


def cleaned(drafts: Sequence[HolidayDraft]) -> tuple[HolidayDraft, ...]:
    return tuple(d._replace(text=clean(d.text)) for d in drafts)


def text_code(text: str, most: int) -> str:
    """The code of what is wrong with a free text, '' when it may stand."""
    if not text:
        return "empty"
    if len(text) > most:
        return "long"
    personal = find_personal(text)
    return personal.value if personal else ""


def draft_faults(drafts: Sequence[HolidayDraft], days_off: int) -> list[Fault]:
    """Everything wrong with the lines by themselves."""
    most = most_minutes(days_off)
    faults = [Fault(None, "items", "none" if not drafts else "many")] if not 1 <= len(drafts) <= LINES_MAX else []
    for line, draft in enumerate(drafts):
        if code := text_code(draft.text, TEXT_MAX):
            faults.append(Fault(line, "text", code))
        if not 1 <= draft.minutes <= most:
            faults.append(Fault(line, "minutes", "range", most))
    return faults


def reason_faults(reason: str) -> list[Fault]:
    """What is wrong with a reason that has to be given."""
    code = text_code(reason, REASON_MAX)
    return [Fault(None, "reason", "required" if code == "empty" else code)] if code else []
