"""How people in a school write things: grades, classes, days, times, subjects, roles. What is read is returned as the rules' own values;
what cannot be read is None, never a guess. Which sheet holds what stands in `workbook`."""

from __future__ import annotations

from schoolapp.rules.names.classes import ClassReading, read_class, read_grade, read_grades
from schoolapp.rules.names.moments import read_date, read_moment, read_time
from schoolapp.rules.names.text import Cell, as_text, bare, clean, fold, is_empty, read_tenths, read_whole
from schoolapp.rules.names.vocabulary import (
    read_category,
    read_held,
    read_kind,
    read_minutes,
    read_person,
    read_roles,
    read_staff_number,
    read_subject,
    read_subjects,
    read_system,
    read_tier,
    read_weekday,
    read_weekdays,
    read_yes_no,
)

__all__ = [
    "Cell", "ClassReading", "as_text", "bare", "clean", "fold", "is_empty",
    "read_category", "read_class", "read_date", "read_grade", "read_grades", "read_held", "read_kind", "read_minutes", "read_moment",
    "read_person", "read_roles", "read_staff_number", "read_subject", "read_subjects", "read_system", "read_tenths", "read_tier",
    "read_time", "read_weekday", "read_weekdays", "read_whole", "read_yes_no",
]
