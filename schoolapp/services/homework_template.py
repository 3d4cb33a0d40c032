"""Use cases of 常用作业: a teacher's own lines, ready to be registered with one tap. They are nobody else's and not audited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from schoolapp.records import homework as homework_records
from schoolapp.records import homework_template as records
from schoolapp.records import people as people_records
from schoolapp.records.homework_template import TemplateRow
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.homework_template import EACH_SUBJECT_MOST, blanks, fill, with_blank
from schoolapp.rules.names import clean
from schoolapp.rules.people import subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.homework.days import year_on
from schoolapp.services.homework.drafts import BadDraft, Draft, Fault, cleaned, draft_faults
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of

PAGE_MOST = 40


@dataclass(frozen=True, slots=True)
class Template:
    """One of a person's own lines. `blanks` = how many places are left open in its text."""

    id: int
    subject: str
    draft: Draft
    blanks: int
    used_at: datetime | None

    @property
    def text(self) -> str:
        return self.draft.text


@dataclass(frozen=True, slots=True)
class Templates:
    """The page of a person's templates: `by_subject` in the fixed order; `subjects` = what may be chosen (taught now, or in use)."""

    subjects: tuple[str, ...]
    by_subject: tuple[tuple[str, tuple[Template, ...]], ...]


class TooMany(Exception):
    """The subject has all the templates it may have (`most`)."""

    def __init__(self, subject: str, most: int = EACH_SUBJECT_MOST) -> None:
        super().__init__(subject)
        self.subject, self.most = subject, most


def templates_of(*, house: House, actor: Actor, subject: str) -> tuple[Template, ...]:
    """The actor's templates of a subject: the last used first, then those never used in the order in which they were made."""
    staff_id = _who(actor)
    with house.reading() as connection:
        return tuple(_template(row) for row in records.list_templates(connection, staff_id, subject))


def my_templates(*, house: House, actor: Actor, now: datetime) -> Templates:
    """All templates of the actor by subject, and the subjects that may get one."""
    staff_id, standing = _who(actor), standing_of(house=house)
    with house.reading() as connection:
        rows = [_template(row) for row in records.list_templates(connection, staff_id)]
        subjects = _subjects(connection, standing, staff_id, now.date()) | {row.subject for row in rows}
    ordered = tuple(sorted(subjects, key=subject_order))
    return Templates(ordered, tuple((s, found) for s in ordered if (found := tuple(r for r in rows if r.subject == s))))


def find_template(*, house: House, actor: Actor, template_id: int) -> Template:
    """One of the actor's own; NotFound else."""
    staff_id = _who(actor)
    with house.reading() as connection:
        row = records.find_template(connection, staff_id, template_id)
    if row is None:
        raise NotFound
    return _template(row)


def template_of_item(*, house: House, actor: Actor, item_id: int) -> tuple[str, Draft]:
    """(subject, line) of an own registration as a template that is not saved yet: its page or lesson number is a blank."""
    staff_id = _who(actor)
    with house.reading() as connection:
        item = homework_records.find_item(connection, item_id)
    if item is None or staff_id not in (item.staff_id, item.entered_by):
        raise NotFound
    return item.subject, Draft(with_blank(item.text), item.minutes, item.kind, item.tier, item.in_school)


def add_template(*, house: House, actor: Actor, subject: str, draft: Draft, now: datetime) -> int:
    """Keeps a line and gives its id; the same line again gives the id of the first. BadDraft with the faults of its fields, TooMany at the
    30th of a subject; NotFound for a subject that the actor does not teach."""
    staff_id, standing = _who(actor), standing_of(house=house)
    subject, draft = clean(subject), _sound(draft)
    with house.plain_writing() as connection:
        if subject not in _subjects(connection, standing, staff_id, now.date()):
            raise NotFound
        same = next((r for r in records.list_templates(connection, staff_id, subject) if _template(r).draft == draft), None)
        if same is not None:
            return same.id
        many, position = records.count_templates(connection, staff_id, subject)
        if many >= EACH_SUBJECT_MOST:
            raise TooMany(subject)
        return records.add_template(connection, staff_id=staff_id, subject=subject, used_at=None, position=position + 1, **_values(draft))


def change_template(*, house: House, actor: Actor, template_id: int, draft: Draft) -> None:
    """Other words or minutes for an own template. BadDraft, NotFound."""
    staff_id, draft = _who(actor), _sound(draft)
    with house.plain_writing() as connection:
        if not records.change_template(connection, staff_id, template_id, **_values(draft)):
            raise NotFound


def remove_template(*, house: House, actor: Actor, template_id: int) -> None:
    """Takes an own template away; one that is gone already is no fault."""
    staff_id = _who(actor)
    with house.plain_writing() as connection:
        records.remove_template(connection, staff_id, template_id)


def use_template(*, house: House, actor: Actor, template_id: int, page: str = "", now: datetime) -> tuple[str, Draft]:
    """(subject, line) to register, with `page` in the first blank; the template moves to the front of its subject. NotFound for one that is
    not the actor's."""
    staff_id = _who(actor)
    with house.plain_writing() as connection:
        row = records.find_template(connection, staff_id, template_id)
        if row is None:
            raise NotFound
        records.change_template(connection, staff_id, template_id, used_at=now)
    draft = _template(row).draft
    return row.subject, draft._replace(text=fill(draft.text, clean(page)[:PAGE_MOST]))


def _who(actor: Actor) -> int:
    actor.needs(Permit.REGISTER_HOMEWORK)
    if actor.staff_id is None:
        raise NotFound
    return actor.staff_id


def _subjects(connection: Connection, standing: Standing, staff_id: int, today: date) -> set[str]:
    """What somebody teaches or substitutes now."""
    return {row.subject for row in people_records.teaching_of(connection, staff_id, year_on(standing, today), today)}


def _template(row: TemplateRow) -> Template:
    draft = Draft(row.text, row.minutes, Kind(row.kind), Tier(row.tier), row.in_school)
    return Template(row.id, row.subject, draft, blanks(row.text), row.used_at)


def _sound(draft: Draft) -> Draft:
    (tidy,) = cleaned([draft])
    faults: list[Fault] = draft_faults([tidy])
    if faults:
        raise BadDraft(faults)
    return tidy


def _values(draft: Draft) -> dict[str, object]:
    return {"text": draft.text, "minutes": draft.minutes, "kind": draft.kind.value, "tier": draft.tier.value, "in_school": draft.in_school}
