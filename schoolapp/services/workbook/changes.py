"""What an import would do, as data: the rows to add and to change by the keys that a workbook uses, counts for each sheet, lines for the
preview. Who finds the changes stands in `compare`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from schoolapp.rules.people import Role
from schoolapp.rules.policy import Profile
from schoolapp.rules.workbook import (
    SHEET_NAMES,
    ClassRow,
    HomeworkRow,
    NoneRow,
    ProgrammeRow,
    Remark,
    SampleRow,
    SessionRow,
    StaffRow,
    TeachingRow,
)

LISTED_CHANGED, LISTED_ADDED = 200, 50


class ValueChange(NamedTuple):
    """One value that becomes another, as text; `column` is the heading."""

    column: str
    old: str
    new: str


class RowChange(NamedTuple):
    """A row of the preview: `state` added or changed, `what` the words that name it, `values` what changes in it."""

    sheet: str
    row: int | None
    state: str
    what: tuple[str, ...]
    values: tuple[ValueChange, ...] = ()


class SheetCounts(NamedTuple):
    """Rows of a sheet: new, changed, already so, refused."""

    sheet: str
    added: int
    changed: int
    same: int
    wrong: int = 0


class CalendarPlace(NamedTuple):
    """A calendar row in its final place: `id` None = new; `values` None = only its place changes."""

    id: int | None
    position: int
    values: Mapping[str, Any] | None


class RoleChange(NamedTuple):
    """A role of a person: `id` None = given now. `values` are the columns of the role."""

    id: int | None
    number: str
    role: Role
    values: Mapping[str, Any]


class CountChange(NamedTuple):
    """Heads of a class of the workbook's school year from 学期开始 on."""

    id: int | None
    grade: int
    number: int
    heads: tuple[int, int, int]


class ProgrammeChange(NamedTuple):
    """A programme that is held and becomes the workbook's: changed columns, and weekday slots that go and come."""

    id: int
    row: ProgrammeRow
    values: Mapping[str, Any]


@dataclass(slots=True)
class Changes:
    """Everything that one workbook changes. `profiles`: (id or None for a new one, profile). `homerooms`: (class id, staff number)."""

    school: Mapping[str, Any] | None = None
    term_name: str | None = None
    term_id: int | None = None
    term: Mapping[str, Any] | None = None
    valid_from: date | None = None
    profiles: list[tuple[int | None, Profile]] = field(default_factory=list)
    calendar: list[CalendarPlace] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    new_staff: list[StaffRow] = field(default_factory=list)
    renamed: list[tuple[int, str]] = field(default_factory=list)
    roles: list[RoleChange] = field(default_factory=list)
    new_classes: list[ClassRow] = field(default_factory=list)
    homerooms: list[tuple[int, str]] = field(default_factory=list)
    counts: list[CountChange] = field(default_factory=list)
    teaching: list[TeachingRow] = field(default_factory=list)
    new_programmes: list[ProgrammeRow] = field(default_factory=list)
    programmes: list[ProgrammeChange] = field(default_factory=list)
    homework: list[HomeworkRow] = field(default_factory=list)
    nones: list[NoneRow] = field(default_factory=list)
    samples: list[SampleRow] = field(default_factory=list)
    sessions: list[SessionRow] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    lines: dict[str, list[RowChange]] = field(default_factory=dict)
    _tallies: dict[str, list[int]] = field(default_factory=dict)

    def note(
        self, sheet: str, row: int | None, what: tuple[str, ...], *, new: bool, values: tuple[ValueChange, ...] = (), rows: int = 1
    ) -> None:
        """Counts `rows` rows as added (`new`), changed (with `values`) or the same, and keeps the first lines for the preview."""
        tally = self._tallies.setdefault(sheet, [0, 0, 0])
        place = 0 if new else 1 if values else 2
        tally[place] += rows
        if place < 2 and tally[place] - rows < (LISTED_ADDED, LISTED_CHANGED)[place]:
            self.lines.setdefault(sheet, []).append(RowChange(sheet, row, ("added", "changed")[place], what, values if place else ()))

    def same(self, sheet: str, rows: int) -> None:
        """Counts rows that the school holds already."""
        if rows:
            self._tallies.setdefault(sheet, [0, 0, 0])[2] += rows

    def adds(self, sheet: str) -> bool:
        """Whether a further added row of the sheet would still be listed."""
        return self._tallies.get(sheet, (0,))[0] < LISTED_ADDED

    def added(self, sheet: str, rows: int) -> None:
        """Counts added rows without listing them."""
        if rows:
            self._tallies.setdefault(sheet, [0, 0, 0])[0] += rows

    def tallies(self, wrong: Mapping[str, int]) -> tuple[SheetCounts, ...]:
        """Counts of the sheets that hold anything, in the contract's order, with the number of refusals of each."""
        found = []
        for name in SHEET_NAMES:
            if name in self._tallies or wrong.get(name):
                added, changed, same = self._tallies.get(name, (0, 0, 0))
                found.append(SheetCounts(name, added, changed, same, wrong.get(name, 0)))
        return tuple(found)

    @property
    def empty(self) -> bool:
        """Nothing is to be written."""
        return not any(
            (
                self.school,
                self.term,
                self.profiles,
                self.calendar,
                self.subjects,
                self.new_staff,
                self.renamed,
                self.roles,
                self.new_classes,
                self.homerooms,
                self.counts,
                self.teaching,
                self.new_programmes,
                self.programmes,
                self.homework,
                self.nones,
                self.samples,
                self.sessions,
            )
        )
