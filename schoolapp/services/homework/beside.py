"""What stands beside the register form: the plan's quotas, the day's 作业辅导, the own templates, the usual minutes, the wording of each line.
All of it is offered, nothing of it is judged; sums stand in `register`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from schoolapp.records import afterschool as afterschool_records
from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.rules.afterschool import Category, union_minutes
from schoolapp.rules.homework import WRITTEN_KINDS, Kind, Tier, shares_of_help
from schoolapp.rules.likeness import Usual
from schoolapp.rules.load import load_of
from schoolapp.rules.people import ClassRef
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.timetable import times_on
from schoolapp.rules.wording import Hit, KindPrompt
from schoolapp.services.homework.days import with_reserved
from schoolapp.services.homework.drafts import Draft
from schoolapp.services.homework_template import Template, templates_of
from schoolapp.services.house import House
from schoolapp.services.likeness import usual_minutes
from schoolapp.services.quota import Quota, quotas_for
from schoolapp.services.school import Standing, standing_of
from schoolapp.services.wording import Worded, read_line, school_wording

_ANY_GRADE, _CLAUSES_MOST = 3, 12


@dataclass(frozen=True, slots=True)
class HelpTime:
    """The 作业辅导 of a day from `start` to `end` (minutes after midnight); `left` = minutes of it that no registered homework has yet."""

    start: int
    end: int
    left: int


@dataclass(frozen=True, slots=True)
class Words:
    """What the rules of wording say of a line; `mended` = its text with all of it said safely. `blocks`: as it is it needs a reason."""

    hits: tuple[Hit, ...]
    prompt: KindPrompt | None
    blocks: bool
    mended: str


NOTHING_SAID = Words((), None, False, "")


@dataclass(frozen=True, slots=True)
class Beside:
    """`quotas` by class id; until `quota_until` other subjects' are kept free; `help` = that of the chosen class with the least time left,
    None where one of them has none; `usual` line by line."""

    quotas: Mapping[int, Quota]
    quota_until: time
    help: HelpTime | None
    templates: tuple[Template, ...]
    usual: tuple[Usual | None, ...]
    words: tuple[Words, ...]


def beside_form(
    *, house: House, actor: Actor, day: date, subject: str, class_ids: Sequence[int], lines: Sequence[Worded], now: datetime
) -> Beside:
    """What the form shows beside these classes and lines. The caller has checked that the classes are the actor's to register."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing = standing_of(house=house)
    classes = [c for c in standing.classes.values() if c.id in set(class_ids)]
    plan = quotas_for(house=house, classes=classes, day=day, subject=subject, now=now)
    spans = help_left(house=house, standing=standing, classes=classes, day=day) if day >= now.date() else {}
    tightest = min((spans[c.id] for c in classes), key=lambda h: h.left) if classes and all(c.id in spans for c in classes) else None
    own = templates_of(house=house, actor=actor, subject=subject) if subject else ()
    usual = tuple(_usual(house, actor, [c.id for c in classes], subject, line.text, now) for line in lines)
    words = tuple(words_of(house=house, line=line, classes=classes) if day >= now.date() else NOTHING_SAID for line in lines)
    return Beside(plan, standing.profile(day).quota_until, tightest, own, usual, words)


def words_of(*, house: House, line: Worded, classes: Sequence[ClassRef]) -> Words:
    """What the rules say of a line for these classes."""
    if not line.text.strip():
        return NOTHING_SAID
    own, grades = school_wording(house=house), [c.grade for c in classes] or [_ANY_GRADE]
    said = read_line(line, grades=grades, own=own)
    mended, left = line.text, said
    for _ in range(_CLAUSES_MOST):
        if not left.hits:
            break
        mended = left.hits[0].mended
        left = read_line(_Text(mended, line.minutes, line.kind, line.tier, line.in_school), grades=grades, own=own)
    return Words(tuple(shown.hit for shown in said.hits), said.prompt, said.blocks, mended)


def mended_text(*, house: House, actor: Actor, line: Worded, class_ids: Sequence[int]) -> str:
    """The line's text with everything that the rules name said safely (采用建议)."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    classes = [c for c in standing_of(house=house).classes.values() if c.id in set(class_ids)]
    return words_of(house=house, line=line, classes=classes).mended or line.text


class _Text(NamedTuple):
    text: str
    minutes: int | None
    kind: Kind
    tier: Tier
    in_school: int | None


def _usual(house: House, actor: Actor, class_ids: Sequence[int], subject: str, text: str, now: datetime) -> Usual | None:
    if not class_ids or not text.strip():
        return None
    try:
        return usual_minutes(house=house, actor=actor, class_ids=class_ids, subject=subject, text=text, now=now)
    except NotFound:  # registered by a grant that does not hold today
        return None


def help_left(*, house: House, standing: Standing, classes: Sequence[ClassRef], day: date) -> dict[int, HelpTime]:
    """Class id -> the 作业辅导 of its grade on that day: as planned, as held once it is logged, not where it was cancelled. Classes without
    one are not in it."""
    if not any(standing.calendar.is_school_day(day, c.grade) for c in classes):
        return {}
    helping = _helping(house, [t.id for t in standing.calendar.terms_on(day)])
    with house.reading() as connection:
        logged = {(s.programme_id, s.place): s for s in afterschool_records.list_sessions(connection, day, day)} if helping else {}
        published = with_reserved(connection, [c.id for c in classes], day) if helping else {}
    mode, found = standing.profile(day).tier_mode, {}
    for one in classes:
        spans = _spans(standing, helping, logged, one.grade, day)
        if spans:
            used = load_of((item for item, _ in published[one.id]), mode).in_school
            left = max(union_minutes(spans, 0) - used, 0)
            found[one.id] = HelpTime(min(start for start, _ in spans), max(end for _, end in spans), left)
    return found


def _helping(house: House, term_ids: Sequence[int]) -> list[ProgrammeRow]:
    """The 作业辅导 of these terms; kept while nothing but a day's homework and sessions is written, since every look at the form asks for it."""
    def read() -> list[ProgrammeRow]:
        with house.reading() as connection:
            return [p for p in afterschool_records.list_programmes(connection, term_ids) if p.active and p.category == Category.HOMEWORK_HELP]
    return house.remembered(f"programmes:{','.join(map(str, term_ids))}", house.data_version(), read)


def _spans(
    standing: Standing, helping: Iterable[ProgrammeRow], logged: Mapping[tuple[int, int], ServiceSessionRow], grade: int, day: date
) -> list[tuple[int, int]]:
    calendar = standing.calendar
    if not calendar.is_school_day(day, grade) or not calendar.service_runs(day, grade):
        return []
    weekday, spans = calendar.timetable_weekday(day, grade), []
    for programme in helping:
        if grade not in programme.grades:
            continue
        for on, start, end in times_on(programme.slots, programme.seasons, day):
            one = logged.get((programme.id, start))
            if on == weekday and (one is None or one.held):
                spans.append((one.start, one.end) if one else (start, end))
    return spans


def in_school_shares(found: HelpTime | None, drafts: Sequence[Draft | None], stated: Sequence[int | None]) -> list[int | None]:
    """What each line may be filled with as done in school. `stated` = what lines say by themselves (None: nothing): it is taken from the
    time that is left first, and such a line gets nothing. Optional work and other kinds get nothing either."""
    if found is None:
        return [None] * len(drafts)
    asked = [d.minutes if d and s is None and d.kind in WRITTEN_KINDS and d.tier is not Tier.OPTIONAL else 0 for d, s in zip(drafts, stated, strict=True)]
    return shares_of_help(max(found.left - sum(s or 0 for s in stated), 0), asked)
