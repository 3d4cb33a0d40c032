"""The class-day: which days may be written, its sums and verdicts, and the row that carries them. Who registers stands in `register`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import Connection

from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.records import timed
from schoolapp.records.homework import DayRow
from schoolapp.rules.homework import WRITTEN_KINDS, Counted, Tier
from schoolapp.rules.load import counts_at_home, judge, judged_figure, load_of, room_for, verdict_of
from schoolapp.rules.people import ClassRef, school_year_of
from schoolapp.rules.permits import Actor, NotFound
from schoolapp.rules.policy import Profile
from schoolapp.services.homework.drafts import ClassFigures, Draft, Offers, Refused
from schoolapp.services.house import Work
from schoolapp.services.school import Standing

Published = Sequence[tuple[Counted, bool]]


def year_on(standing: Standing, day: date) -> int:
    """The school year whose classes are at work on `day`: its own, or the newest before it that has classes."""
    own = school_year_of(day)
    return max((c.year for c in standing.classes.values() if c.year <= own), default=own)


def last_day_ahead(standing: Standing, today: date) -> date:
    """Up to which day homework may be registered: the end of the present term, in the holidays that of the next one."""
    ends = [
        term.end
        for term in standing.terms
        if term.end >= today and (term.start <= today or year_on(standing, term.start) == year_on(standing, today))
    ]
    return min(ends, default=today)


def check_day(standing: Standing, classes: Sequence[ClassRef], day: date, today: date) -> None:
    """Refuses a day that these classes cannot have homework for. Homework for days off belongs to the school day before."""
    if day > today and day > last_day_ahead(standing, today):
        raise Refused("after_term", last=last_day_ahead(standing, today))
    if any(c.year != year_on(standing, day) for c in classes):
        raise Refused("before_year", day=day)
    off = [c for c in classes if not standing.calendar.is_school_day(day, c.grade)]
    if off:
        raise Refused("not_school_day", day=day, classes=off, proposal=proposed_day(standing, day, [c.grade for c in off]))


def proposed_day(standing: Standing, day: date, grades: Iterable[int]) -> date | None:
    """The last school day before a day off that all these grades have: homework for the days off belongs to it."""
    found = [standing.calendar.last_school_day(day, (grade,)) for grade in set(grades)]
    known = [one for one in found if one is not None]
    return min(known) if known and len(known) == len(found) else None


def owners_of(connection: Connection, actor: Actor, classes: Sequence[ClassRef], subject: str, today: date, day: date) -> dict[int, int]:
    """Class id -> whose homework it is: the actor's own where taught or substituted, the colleague's where the actor heads the class.
    NotFound where the actor may not register this subject."""
    staff_id = actor.staff_id
    if staff_id is None:
        raise NotFound
    own = records.classes_to_register(connection, staff_id, [c.id for c in classes], subject, {today, day})
    owners = {c.id: staff_id for c in classes if c.id in own}
    others = [c.id for c in classes if c.id not in owners]
    if not others:
        return owners
    if not set(others) <= actor.homerooms:
        raise NotFound
    taught = people_records.teaching_in(connection, others) + records.substitutes_in(connection, others, day)
    for row in taught:
        if row.subject == subject:
            owners.setdefault(row.class_id, row.staff_id)
    if not set(others) <= set(owners):
        raise NotFound
    return owners


def figures_with(
    one: ClassRef,
    published: Published,
    drafts: Sequence[Draft],
    subject: str,
    profile: Profile,
    *,
    judged: bool,
    replaced: Sequence[Counted] = (),
    recorded: Collection[int] = (),
) -> ClassFigures:
    """A class's sum with the drafts added. `judged`: today and days to come, where the cap refuses; past days only show it. `recorded` =
    items recorded as they are over the cap: behind a longer tier of theirs nothing may hide that has no room by itself."""
    existing = [item for item, _ in published]
    added = [draft.counted(subject) for draft in drafts]
    before, total = load_of(existing, profile.tier_mode), load_of((*existing, *added), profile.tier_mode)
    stood = load_of((*existing, *replaced), profile.tier_mode) if replaced else before
    verdict = verdict_of(total, one.grade, profile, before=judged_figure(stood, one.grade))
    low_home = sum(d.written_at_home for d in drafts) if counts_at_home(one.grade) else 0
    was_home = sum(i.minutes - (i.in_school or 0) for i in replaced if i.kind in WRITTEN_KINDS) if counts_at_home(one.grade) else 0
    hidden = bool(recorded) and judge([i for i in existing if i.id not in recorded], added, one.grade, profile, replaced=replaced).blocks
    refused = judged and (verdict.blocks or hidden or low_home > was_home)
    return ClassFigures(one, verdict, total, profile, before, refused, low_home)


def offers_for(refused: Sequence[tuple[ClassRef, Published]], drafts: Sequence[Draft], subject: str, profile: Profile) -> Offers:
    """What would fit in every refused class: one line shorter, one line optional, or (grades 1-2) everything during lessons."""
    if any(counts_at_home(one.grade) for one, _ in refused):
        return Offers(in_school=all(counts_at_home(one.grade) for one, _ in refused))
    shorten: tuple[int, int] | None = None
    optional: tuple[int, int] | None = None
    for line, draft in enumerate(drafts):
        if draft.kind not in WRITTEN_KINDS or draft.tier is Tier.OPTIONAL:
            continue
        rest = [d.counted(subject) for n, d in enumerate(drafts) if n != line]
        longest = min(
            room_for([*(i for i, _ in published), *rest], draft.counted(subject), one.grade, profile) for one, published in refused
        )
        if 0 < longest < draft.minutes and (shorten is None or longest >= shorten[1]):
            shorten = (line, longest)
        freed = draft._replace(tier=Tier.OPTIONAL).counted(subject)
        tried = [judge([i for i, _ in published], [*rest, freed], one.grade, profile) for one, published in refused]
        if all(not v.blocks and not v.optional_over for v in tried):
            optional = (line, max(v.optional for v in tried))
    return Offers(shorten, optional)


def class_figures(one: ClassRef, published: Published, profile: Profile) -> ClassFigures:
    """A class's sum as it stands, nothing added."""
    load = load_of((item for item, _ in published), profile.tier_mode)
    return ClassFigures(one, verdict_of(load, one.grade, profile), load, profile)


def with_reserved(connection: Connection, class_ids: Sequence[int], day: date) -> dict[int, Published]:
    """Class id -> what is published for a day and what waits for its time: what a new item is judged with."""
    found: dict[int, Published] = dict(records.published_in(connection, class_ids, day))
    for row in timed.waiting_in(connection, class_ids, day, day):
        found[row.class_id] = [*found[row.class_id], (row.counted, False)]
    return found


def settle(
    work: Work, row: DayRow, published: Published, declared: bool, grade: int, profile: Profile, *, recorded: int | None = None
) -> int:
    """Writes the class-day row anew from what is published; gives the judged minutes (home in grades 1-2). `recorded` = how many of the
    items were recorded as they are over the cap, where that changes."""
    load = load_of((item for item, _ in published), profile.tier_mode)
    work.change(
        records.class_day,
        row.id,
        written=load.written,
        home=load.home,
        optional=load.optional,
        stated_written=load.stated_written,
        stated_home=load.stated_home,
        items=load.items,
        late=sum(late for _, late in published),
        declared=declared,
        version=row.version + 1,
        recorded=row.recorded if recorded is None else recorded,
    )
    return judged_figure(load, grade)
