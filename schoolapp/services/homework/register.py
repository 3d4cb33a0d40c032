"""Registering homework: what a teacher may choose, and the sums while the form is filled in. The post itself stands in `post`,
corrections in `amend`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.records import timed
from schoolapp.records.homework import ItemRow
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.people import ClassRef, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.homework.days import figures_with, last_day_ahead, owners_of, proposed_day, with_reserved, year_on
from schoolapp.services.homework.drafts import ClassFigures, Draft, draft_faults
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of

LOOK_BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SubjectChoice:
    """A subject that somebody may register, and for which classes. `own` False: a colleague's subject in the own homeroom class."""

    subject: str
    own: bool
    classes: tuple[ClassRef, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers. `subject` and `classes` are preselected, `kind` and `tier` those of the newest registration; `proposal` is the
    school day that a day off belongs to (None: `day` is a school day for all of `classes`); `last` = the last day that may be chosen."""

    subjects: tuple[SubjectChoice, ...]
    subject: str
    classes: tuple[int, ...]
    day: date
    today: date
    last: date
    proposal: date | None
    note: str
    kind: Kind
    tier: Tier

    @property
    def late(self) -> bool:
        """Entered after the day: 补录, with a reason."""
        return self.day < self.today

    def of(self, subject: str) -> SubjectChoice | None:
        return next((choice for choice in self.subjects if choice.subject == subject), None)


def choices(
    *, house: House, actor: Actor, day: date | None, subject: str, class_ids: Sequence[int], beside: bool = False, now: datetime
) -> Choices:
    """What the register form offers this person: own and substituted subjects first, then colleagues' in the own homeroom class. `beside`:
    with the first of these classes its parallel ones are preselected, as at the last registration."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    if actor.staff_id is None:
        raise NotFound
    standing, today = standing_of(house=house), now.date()
    on = day or today
    with house.reading() as connection:
        year = year_on(standing, on)
        own = people_records.teaching_of(connection, actor.staff_id, year, on)
        if on != today:  # a substitute registers from the first to the last day of the grant, for days within it
            now_held = set(people_records.teaching_of(connection, actor.staff_id, year, today))
            own = [row for row in own if row in now_held]
        heads = [c for c in actor.homerooms if c in standing.classes and standing.classes[c].year == year]
        around = people_records.teaching_in(connection, heads) + records.substitutes_in(connection, heads, on) if heads else []
        recent = records.items_of_staff(connection, actor.staff_id, today - LOOK_BACK, today + LOOK_BACK)
        waiting = timed.waiting_of_staff(connection, actor.staff_id)
    mine: dict[str, set[int]] = {}
    for row in own:
        mine.setdefault(row.subject, set()).add(row.class_id)
    colleagues: dict[str, set[int]] = {}
    for row in around:
        if row.class_id not in mine.get(row.subject, ()):
            colleagues.setdefault(row.subject, set()).add(row.class_id)
    subjects = [_choice(standing, s, mine[s] | (colleagues.get(s, set())), True) for s in sorted(mine, key=subject_order)]
    subjects += [_choice(standing, s, colleagues[s], False) for s in sorted(set(colleagues) - set(mine), key=subject_order)]
    own_items = [i for i in recent if i.class_id in mine.get(i.subject, ())]
    done = {(i.class_id, i.subject) for i in recent if i.day == on and i.withdrawn_at is None}
    done |= {(row.class_id, row.subject) for row in waiting if row.day == on}
    chosen, picked = _preselected(subjects, mine, subject, class_ids, own_items, done, beside)
    newest = next(iter(_newest_post(own_items, {chosen})), None)
    grades = [standing.classes[c].grade for c in picked] or [c.grade for s in subjects for c in s.classes]
    off = [g for g in grades if not standing.calendar.is_school_day(on, g)]
    return Choices(
        tuple(subjects),
        chosen,
        tuple(picked),
        on,
        today,
        last_day_ahead(standing, today),
        proposed_day(standing, on, off) if off else None,
        standing.calendar.day_note(on, off[0]) if off else "",
        newest.kind if newest else Kind.WRITTEN,
        newest.tier if newest else Tier.EVERYONE,
    )


def _choice(standing: Standing, subject: str, class_ids: set[int], own: bool) -> SubjectChoice:
    return SubjectChoice(subject, own, tuple(c for c in standing.classes.values() if c.id in class_ids))


def _preselected(
    subjects: list[SubjectChoice],
    mine: dict[str, set[int]],
    subject: str,
    class_ids: Sequence[int],
    recent: list[ItemRow],
    done: set[tuple[int, str]],
    beside: bool,
) -> tuple[str, list[int]]:
    """Subject and classes as asked for; else the subject of the newest registration with the classes that it went to."""
    by_name = {choice.subject: choice for choice in subjects}
    newest = next(iter(_newest_post(recent, set(mine))), None)
    chosen = subject if subject in by_name else ""
    if not chosen and class_ids:
        fitting = [s for s in by_name.values() if {c.id for c in s.classes} & set(class_ids)]
        chosen = next((s.subject for s in fitting if newest and s.subject == newest.subject), fitting[0].subject if fitting else "")
    if not chosen:
        chosen = newest.subject if newest else next(iter(by_name), "")
    if not chosen:
        return "", []
    offered = by_name[chosen].classes
    asked = [c for c in offered if c.id in class_ids]
    taught = [c for c in offered if c.id in mine.get(chosen, ())]
    if class_ids and not (beside and asked and asked[0] in taught):
        return chosen, [c.id for c in asked]
    of_subject = [i for i in recent if i.subject == chosen]
    return chosen, _with_parallels(asked[0] if asked else None, taught or list(offered), of_subject, {c for c, s in done if s == chosen})


def _with_parallels(start: ClassRef | None, taught: list[ClassRef], recent: list[ItemRow], done: set[int]) -> list[int]:
    """The classes that are registered for together: those of the newest registration (in the grade of `start`, where one is named), else
    all of a grade; first of all those that have nothing of the subject on the day yet (`done` = those that have)."""
    known = {c.id: c.grade for c in taught}
    here = [i for i in recent if i.class_id in known and (start is None or known[i.class_id] == start.grade)]
    post = _newest_post(here)
    grade = start.grade if start else known[post[0].class_id] if post else taught[0].grade if taught else 0
    parallel = [c.id for c in taught if c.grade == grade]
    lines = {(i.day, i.text) for i in post}  # one line that went to its classes one after the other was one line for all of them
    together = [c.id for c in taught if c.id in {i.class_id for i in here if (i.day, i.text) in lines}]
    if not together or (start is not None and start.id not in together):
        together = [start.id] if start is not None and len(together) == 1 else parallel
    done = done - {start.id} if start else done
    return [c for c in together if c not in done] or [c for c in parallel if c not in done] or together


def _newest_post(items: Sequence[ItemRow], subjects: Collection[str] = ()) -> list[ItemRow]:
    """The items of the newest submit among these, of one of the subjects where any are named; of withdrawn ones nothing."""
    standing = [i for i in items if i.withdrawn_at is None and (not subjects or i.subject in subjects)]
    newest = max(standing, key=lambda i: i.id, default=None)
    if newest is None:
        return []
    post = [i for i in standing if (i.published_at, i.subject, i.day) == (newest.published_at, newest.subject, newest.day)]
    return sorted(post, key=lambda i: i.id)


def figures(
    *, house: House, actor: Actor, day: date, subject: str, class_ids: Sequence[int], drafts: Sequence[Draft], now: datetime
) -> tuple[ClassFigures, ...]:
    """Each class's sum with everyone else's and these drafts, in school order; drafts out of their limits are left out of it."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing = standing_of(house=house)
    classes = [c for c in standing.classes.values() if c.id in set(class_ids)]
    sound = [d for d in drafts if not any(f.field in ("minutes", "in_school") for f in draft_faults([d]))]
    with house.reading() as connection:
        owners_of(connection, actor, classes, subject, now.date(), day)
        published = with_reserved(connection, [c.id for c in classes], day)
    return tuple(figures_with(c, published[c.id], sound, subject, standing.profile(day), judged=day >= now.date()) for c in classes)


def drafts_of_items(*, house: House, actor: Actor, item_ids: Sequence[int]) -> tuple[tuple[ItemRow, ...], tuple[Draft, ...]]:
    """Own registrations as a fresh form (照昨天登记): the items found, and each different line of them once."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    if not item_ids:
        return (), ()
    with house.reading() as connection:
        found = [records.find_item(connection, item_id) for item_id in item_ids[:40]]
    items = tuple(i for i in found if i is not None and actor.staff_id in (i.staff_id, i.entered_by))
    lines = dict.fromkeys(Draft(i.text, i.minutes, i.kind, i.tier, i.in_school) for i in items)
    return items, tuple(lines)


def copy_targets(*, house: House, actor: Actor, class_id: int, now: datetime) -> dict[str, tuple[ClassRef, ...]]:
    """Subject -> the parallel classes beside this one that the actor registers it for: where an item of this class may be copied to."""
    if actor.staff_id is None or not actor.may(Permit.REGISTER_HOMEWORK):
        return {}
    standing, today = standing_of(house=house), now.date()
    one = standing.get_class(class_id)
    with house.reading() as connection:
        lessons = people_records.teaching_of(connection, actor.staff_id, year_on(standing, today), today)
    found: dict[str, set[int]] = {}
    for lesson in lessons:
        found.setdefault(lesson.subject, set()).add(lesson.class_id)
    beside = {s: tuple(c for c in standing.classes.values() if c.id in ids - {class_id} and c.grade == one.grade) for s, ids in found.items()}
    return {subject: others for subject, others in beside.items() if others and class_id in found[subject]}
