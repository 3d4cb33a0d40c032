"""Writes the changes of a workbook in one audited write, the many rows in bulk. What changes was found before."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Table

from schoolapp.records import afterschool, audit, people, providers, school, sign_up, workbook
from schoolapp.records.homework import class_day, homework_item, homework_none, time_sample
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.policy import to_json
from schoolapp.rules.sign_up import still_fitting
from schoolapp.rules.workbook import ClassKey, DayKey, HomeworkRow, ProgrammeRow, SessionRow
from schoolapp.services.house import Work
from schoolapp.services.workbook.changes import Changes, SheetCounts
from schoolapp.services.workbook.days import DayChange, DayChanges

_NOON = time(12, 0)


class Outdated(Exception):
    """The school changed between the judging and the write: judge again."""


class Writer:
    """One import under way. Ids of what is made are kept by the keys that the workbook uses."""

    def __init__(self, work: Work, changes: Changes, days: DayChanges, present: workbook.Present, year: int | None) -> None:
        self.work, self.changes, self.days, self.present, self.year = work, changes, days, present, year
        self.staff = {number: row.id for number, row in present.staff.items()}
        self.classes: dict[ClassKey, int] = {place: row.id for place, row in present.classes.items()}
        self.term_id = changes.term_id
        self.run_id = 0

    def write(self, *, version: int, name: str, sha256: str, counts: Sequence[SheetCounts], language: str) -> int:
        """Everything, and the one audit entry; gives the import's id. Outdated where the school is not at `version` any more."""
        held = [day for day in self.days.days if day.key[:3] in self.classes]
        ids = self._class_days(held)
        if audit.head(self.work.connection, lock=True)[0] != version:
            raise Outdated
        kept = json.dumps({c.sheet: [c.added, c.changed, c.same] for c in counts}, ensure_ascii=False)
        self.run_id = self.work.add(
            workbook.import_run, file_sha256=sha256, name=name, counts=kept, staff_id=self.work.actor.staff_id, at=self.work.now
        )
        self._school(language)
        self._people()
        self._classes()
        programmes = self._programmes()
        ids |= self._class_days([day for day in self.days.days if day.key not in ids])  # of classes made now: nobody else can hold them
        self._days(ids)
        self._sessions(programmes)
        self.work.audit(
            "import",
            f"import:{self.run_id}",
            None,
            {"file_sha256": sha256, "counts": {c.sheet: [c.added, c.changed, c.same] for c in counts}},
        )
        return self.run_id

    def _add(self, table: Table, rows: Sequence[dict[str, Any]]) -> Sequence[Mapping[str, Any]]:
        found = workbook.add_rows(self.work.connection, table, rows)
        self.work.touch_many(table, found)
        return found

    def _school(self, language: str) -> None:
        changes, work = self.changes, self.work
        if self.present.school_id is not None and changes.school:
            work.change(school.school, self.present.school_id, **changes.school)
        elif self.present.school_id is None and changes.school:
            work.add(school.school, **{"district_phone": "", **changes.school}, language=language, is_demo=False, made_at=work.now)
        if changes.term and self.term_id is not None:
            work.change(school.term, self.term_id, **changes.term)
        elif changes.term:
            self.term_id = work.add(school.term, name=changes.term_name, **changes.term)
        for row_id, profile in changes.profiles:
            if row_id is None:
                work.add(school.policy_profile, valid_from=profile.valid_from, content=to_json(profile))
            else:
                work.change(school.policy_profile, row_id, valid_from=profile.valid_from, content=to_json(profile))
        for place in changes.calendar:
            written = {**place.values, "by_hand": False, "entered_at": work.now} if place.values is not None else {}
            if place.id is None:
                work.add(school.calendar_row, term_id=self.term_id, position=place.position, **written)
            else:
                work.change(school.calendar_row, place.id, position=place.position, **written)
        self._add(people.subject, [{"name": name} for name in changes.subjects])

    def _people(self) -> None:
        changes = self.changes
        self.staff |= {
            row["number"]: row["id"]
            for row in self._add(people.staff, [{"number": row.number, "name": row.name, "active": True} for row in changes.new_staff])
        }
        for staff_id, name in changes.renamed:
            self.work.change(people.staff, staff_id, name=name)
        self._add(
            people.staff_role,
            [
                {
                    "staff_id": self.staff[role.number],
                    "role": role.role.value,
                    "grades": "",
                    "subjects": "",
                    "valid_to": None,
                    **role.values,
                }
                for role in changes.roles
                if role.id is None
            ],
        )
        for role in changes.roles:
            if role.id is not None:
                self.work.change(people.staff_role, role.id, **role.values)

    def _classes(self) -> None:
        changes = self.changes
        made = self._add(
            people.school_class,
            [
                {
                    "year": self.year,
                    "grade": row.grade,
                    "number": row.number,
                    "homeroom_id": self.staff[row.homeroom],
                    "link_token": secrets.token_urlsafe(32),
                    "link_generation": 1,
                }
                for row in changes.new_classes
            ],
        )
        self.classes |= {(row["year"], row["grade"], row["number"]): row["id"] for row in made}
        for class_id, number in changes.homerooms:
            self.work.change(people.school_class, class_id, homeroom_id=self.staff[number])
        heads = [
            (count.id, {"pupils": count.heads[0], "asked": count.heads[1], "joined": count.heads[2]}, count) for count in changes.counts
        ]
        self._add(
            people.class_count,
            [
                {"class_id": self._class_id(count.grade, count.number), "valid_from": changes.valid_from, **values}
                for row_id, values, count in heads
                if row_id is None
            ],
        )
        held = sign_up.counts_by_id(self.work.connection, [row_id for row_id, _, _ in heads if row_id is not None])
        for row_id, values, _ in heads:
            if row_id is not None:
                self.work.change(people.class_count, row_id, **still_fitting(held[row_id]._replace(**values))._asdict())
        self._add(
            people.teaching,
            [
                {"class_id": self._class_id(row.grade, row.number), "staff_id": self.staff[row.staff], "subject": row.subject}
                for row in changes.teaching
            ],
        )

    def _class_id(self, grade: int, number: int) -> int:
        assert self.year is not None
        return self.classes[self.year, grade, number]

    def _programmes(self) -> dict[tuple[int, str], int]:
        """(term id, number) -> id of every programme, the new ones among them."""
        found, on_file = {key: row.id for key, row in self.present.programmes.items()}, providers.provider_ids(self.work.connection)
        made = self._add(
            afterschool.programme,
            [
                {
                    "term_id": self.term_id,
                    "code": row.number,
                    "name": row.name,
                    "category": row.category.value,
                    "grades": school.grades_text(row.grades),
                    "staff_id": self.staff[row.staff],
                    "provider": row.provider or "",
                    "provider_id": on_file.get(row.provider or ""),
                    "room": "",
                    "active": True,
                }
                for row in self.changes.new_programmes
            ],
        )
        found |= {(row["term_id"], row["code"]): row["id"] for row in made}
        slots: list[dict[str, Any]] = []
        for row in self.changes.new_programmes:
            slots += _slots(found[self.term_id or 0, row.number], row)
        for change in self.changes.programmes:
            values = dict(change.values)
            if "staff" in values:
                values["staff_id"] = self.staff[values.pop("staff")]
            if "provider" in values:
                values["provider_id"] = on_file.get(values["provider"])
            if values:
                self.work.change(afterschool.programme, change.id, **values)
            slots += self._changed_slots(change.id, change.row)
        self._add(afterschool.programme_slot, slots)
        return found

    def _changed_slots(self, programme_id: int, row: ProgrammeRow) -> list[dict[str, Any]]:
        """Takes away the times that the programme has no more; gives those that come."""
        wanted = {(slot["weekday"], slot["start"], slot["end"]): slot for slot in _slots(programme_id, row)}
        for slot_id, held in workbook.slots_of(self.work.connection, programme_id):
            if held in wanted:
                del wanted[held]
            else:
                self.work.remove(afterschool.programme_slot, slot_id)
        return list(wanted.values())

    def _class_days(self, days: Sequence[DayChange]) -> dict[DayKey, int]:
        """Makes and locks class-days, in the order that every writer keeps; gives their ids."""
        if not days:
            return {}
        workbook.make_class_days(
            self.work.connection, [{"class_id": self._place(day), "day": day.key[3], **day.values} for day in days if day.id is None]
        )
        found = workbook.lock_days_between(self.work.connection, *self._span(days))
        return {day.key: found[self._place(day), day.key[3]] for day in days}

    def _place(self, day: DayChange) -> int:
        return self.classes[day.key[:3]]

    def _span(self, days: Sequence[DayChange]) -> tuple[set[int], date, date]:
        dates = [day.key[3] for day in days]
        return {self._place(day) for day in days}, min(dates), max(dates)

    def _days(self, ids: Mapping[DayKey, int]) -> None:
        """Sums of the class-days, items, declarations and samples."""
        work, changes = self.work, self.changes
        workbook.update_class_days(work.connection, [{"id": day.id, **day.values} for day in self.days.days if day.id is not None])
        if ids:
            touched = set(ids.values())
            work.touch_many(
                class_day,
                (row for row in workbook.class_days_between(work.connection, *self._span(self.days.days)) if row["id"] in touched),
            )
        self._add(
            homework_item,
            [
                self._item(row, late, occurrence, ids)
                for row, late, occurrence in zip(changes.homework, self.days.late, self.days.occurrences, strict=True)
            ],
        )
        nones: list[tuple[int, int, int, date, str, int | None, bool]] = [
            (row.year, row.grade, row.number, row.day, row.subject or "", self.staff[row.staff], False) for row in changes.nones
        ]
        nones += [(*key, "", None, True) for key in self.days.arisen]
        self._add(
            homework_none,
            [
                {
                    "class_day_id": ids[year, grade, number, day],
                    "subject": subject,
                    "staff_id": staff_id,
                    "by_itself": by_itself,
                    "declared_at": _noon(day),
                    "superseded_at": None,
                    "import_id": self.run_id,
                }
                for year, grade, number, day, subject, staff_id, by_itself in nones
            ],
        )
        self._add(
            time_sample,
            [
                {
                    "class_id": self.classes[row.year, row.grade, row.number],
                    "day": row.day,
                    "asked": row.asked,
                    "mean_tenths": row.mean_tenths,
                    "entered_at": work.now,
                    "import_id": self.run_id,
                }
                for row in changes.samples
            ],
        )

    def _item(self, row: HomeworkRow, late: bool, occurrence: int, ids: Mapping[DayKey, int]) -> dict[str, Any]:
        return {
            "class_day_id": ids[row.year, row.grade, row.number, row.day],
            "subject": row.subject,
            "staff_id": self.staff[row.staff],
            "entered_by": None,
            "text": row.text,
            "kind": row.kind.value,
            "tier": row.tier.value,
            "minutes": row.minutes,
            "in_school": row.in_school,
            "published_at": row.published,
            "late": late,
            "reason": "",
            "withdrawn_at": None,
            "version": 1,
            "import_id": self.run_id,
            "fingerprint": row.fingerprint,
            "occurrence": occurrence,
        }

    def _sessions(self, programmes: Mapping[tuple[int, str], int]) -> None:
        terms = [(term.start, term.end, term.id) for term in self.present.terms.values() if term.id != self.term_id]
        if self.changes.term_name is not None and self.term_id is not None:
            terms.append((*self._term_days(), self.term_id))
        newest_first = sorted(terms, reverse=True)

        def programme(row: SessionRow) -> int:
            """The one of the term that holds the day, else of the workbook's term, else of the newest term that has it."""
            order = [t[2] for t in newest_first if t[0] <= row.day <= t[1]] + [self.term_id or 0] + [t[2] for t in newest_first]
            return next(programmes[term_id, row.programme] for term_id in order if (term_id, row.programme) in programmes)

        self._add(
            afterschool.service_session,
            [
                {
                    "programme_id": programme(row),
                    "day": row.day,
                    "start": row.start,
                    "end": row.end,
                    "held": row.held,
                    "expected": row.expected,
                    "present": row.present,
                    "staff_id": self.staff[row.staff],
                    "content": row.content,
                    "reason": row.reason or "",
                    "logged_at": _at_minute(row.day, row.end),
                    "logged_by": None,
                    "version": 1,
                    "import_id": self.run_id,
                }
                for row in self.changes.sessions
            ],
        )

    def _term_days(self) -> tuple[date, date]:
        changes = self.changes
        if changes.term is not None:
            return changes.term["start"], changes.term["end"]
        term = self.present.terms[changes.term_name or ""]
        return term.start, term.end


def _slots(programme_id: int, row: ProgrammeRow) -> list[dict[str, Any]]:
    return [{"programme_id": programme_id, "weekday": slot.weekday, "start": slot.start, "end": slot.end} for slot in row.slots]


def _noon(day: date) -> datetime:
    """Workbooks give declarations no moment: the noon of their day stands for it."""
    return datetime.combine(day, _NOON, SCHOOL_TIME)


def _at_minute(day: date, minute: int) -> datetime:
    """Likewise for a session, which is taken as logged when it ended."""
    return datetime.combine(day, time(minute // 60 % 24, minute % 60), SCHOOL_TIME)
