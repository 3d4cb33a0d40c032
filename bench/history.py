"""Makes two data folders from a large school's one: only the present term, and the same with ten years of history before it, copied as rows in
bulk straight into the SQLite file. Nobody could read such a school's audit trail: only pages of the day are asked of it."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date
from pathlib import Path

from sqlalchemy import Date, Table

from schoolapp.records import afterschool, homework, people, school
from schoolapp.records.base import Moment

YEARS = 10
DAYS = 364  # whole weeks, so that a Monday stays one
APART = 1_000_000  # between the ids of two years
# In the order in which they refer to each other.
COPIED = (
    school.term, school.calendar_row, people.school_class, people.class_count, people.teaching, homework.class_day, homework.homework_item,
    homework.homework_none, homework.time_sample, afterschool.programme, afterschool.programme_slot, afterschool.service_session,
)


def make_folders(source: Path, folder: Path, term_start: date) -> tuple[Path, Path]:
    """(data folder with the term alone, data folder with the history): `source` is an installation whose only term is a school year."""
    term, history = folder / "term", folder / "history"
    for made in (term, history):
        shutil.copytree(source, made / "instance")
    _cut(_file(term), term_start)
    _copy(_file(history), term_start)
    return term, history


def _file(folder: Path) -> Path:
    return next((folder / "instance").glob("*.sqlite*"))


def _cut(file: Path, start: date) -> None:
    """Drops what lies before the term, and lets the term begin there."""
    connection = sqlite3.connect(file)
    for table in ("homework_item", "homework_none"):
        connection.execute(f"DELETE FROM {table} WHERE class_day_id IN (SELECT id FROM class_day WHERE day < ?)", (start.isoformat(),))
    for table in ("class_day", "time_sample", "service_session"):
        connection.execute(f"DELETE FROM {table} WHERE day < ?", (start.isoformat(),))
    connection.execute("UPDATE term SET start = ?", (start.isoformat(),))
    _finish(connection)


def _copy(file: Path, start: date) -> None:
    """Keeps the present term's dates as they are in the other folder, and lays every earlier year before it."""
    connection = sqlite3.connect(file)
    for back in range(1, YEARS + 1):
        for table in COPIED:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            connection.execute(f'INSERT INTO "{table.name}" ({columns}) SELECT {", ".join(_value(table, c.name, back) for c in table.columns)} '
                               f'FROM "{table.name}" WHERE id < {APART}')
    connection.execute("UPDATE term SET start = ? WHERE id < ?", (start.isoformat(), APART))
    _finish(connection)


def _value(table: Table, name: str, back: int) -> str:
    """The SQL of a column's value so many years earlier."""
    column, text = table.c[name], f'"{name}"'
    if name == "id" or any(key.column.table in COPIED for key in column.foreign_keys):
        return f"{text} + {back * APART}"
    if isinstance(column.type, Date):
        return f"date({text}, '-{back * DAYS} days')"
    if isinstance(column.type, Moment):
        return f"strftime('%Y-%m-%d %H:%M:%f000', {text}, '-{back * DAYS} days')"
    if name == "year":
        return f"{text} - {back}"
    return f"{text} || '-{back}'" if name in ("name", "code", "link_token") and table in (school.term, people.school_class, afterschool.programme) else text


def _finish(connection: sqlite3.Connection) -> None:
    connection.commit()
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
