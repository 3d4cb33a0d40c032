"""The form of a term's plan: minutes and a word for each cell that the reader may change. Shape checks only; the cap is judged in services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField

from schoolapp.services.quota import PlanCell, PlanEntry, TermPlan
from schoolapp.web.forms.fields import Form, TextField, WholeField
from schoolapp.web.language import _, _l


class MinutesField(WholeField):
    """Minutes a day, None where there is no quota."""

    def read(self, text: str) -> Any:
        found = super().read(text)
        return found if found is not None and 0 <= found <= 9999 else None

    def wrong(self) -> str:
        return _("请填写整数分钟")


def field_name(what: str, grade: int, subject: str) -> str:
    """The name of a cell's field; `what` is minutes, note or was."""
    return f"{what}-{grade}-{subject}"


def _was(cell: PlanCell) -> str:
    return f"{'' if cell.minutes is None else cell.minutes}|{cell.note}"


def plan_form(plan: TermPlan, posted: Any = None) -> PlanForm:
    """The form of this plan's own cells: as they stand, or as they were posted."""
    parts: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for of_grade in plan.grades:
        for cell in of_grade.cells:
            if cell.own:
                minutes, note, was = (field_name(what, of_grade.grade, cell.subject) for what in ("minutes", "note", "was"))
                parts |= {minutes: MinutesField(_l(cell.subject)), note: TextField(_l(cell.subject)), was: HiddenField()}
                values |= {minutes: cell.minutes, note: cell.note, was: _was(cell)}
    made: PlanForm = type("OwnPlanForm", (PlanForm,), parts)(posted, data=values)
    made.plan = plan
    return made


class PlanForm(Form):
    """`plan` is what the form was made for; names of fields carry grade and subject, so that a lesson added meanwhile moves nothing."""

    plan: TermPlan

    def of(self, what: str, grade: int, subject: str) -> Any:
        """The field of a cell, None where it is not the reader's."""
        name = field_name(what, grade, subject)
        return self[name] if name in self else None

    def entries(self) -> list[PlanEntry]:
        """Every own cell as it was filled in; call it on a form without errors only."""
        found = []
        for of_grade in self.plan.grades:
            for cell in of_grade.cells:
                minutes, note, was = (self.of(what, of_grade.grade, cell.subject) for what in ("minutes", "note", "was"))
                if minutes is not None:
                    old, _bar, word = (was.data or "").partition("|")
                    kept = int(old) if old.isascii() and old.isdigit() and len(old) <= 4 else None
                    found.append(PlanEntry(of_grade.grade, cell.subject, minutes.data, note.data or "", (kept, word)))
        return found

    def fill(self, values: Mapping[tuple[int, str], int]) -> int:
        """Puts minutes into cells that are empty; gives how many."""
        filled = 0
        for (grade, subject), minutes in values.items():
            field = self.of("minutes", grade, subject)
            if field is not None and field.data is None and not field.errors:
                field.data, field.raw_data = minutes, None
                filled += 1
        return filled

    def minutes(self, grade: int) -> list[tuple[str, int]]:
        """What the grade's subjects plan as the form stands: own cells as typed, the others as they are."""
        of_grade = next(p for p in self.plan.grades if p.grade == grade)
        found = []
        for cell in of_grade.cells:
            field = self.of("minutes", grade, cell.subject)
            minutes = cell.minutes if field is None else field.data
            if isinstance(minutes, int):
                found.append((cell.subject, minutes))
        return found

    def renew(self, plan: TermPlan) -> None:
        """Takes over what cells hold now, keeping what was typed: the next submit is made from it."""
        for of_grade in plan.grades:
            for cell in of_grade.cells:
                was = self.of("was", of_grade.grade, cell.subject)
                if was is not None:
                    was.data = _was(cell)
