"""Numbers and days as addresses and small form fields carry them: what lies outside the school's world is none. Typed dates and numbers of
forms stand in `forms.fields`."""

from __future__ import annotations

from datetime import date

from werkzeug.routing import IntegerConverter

NUMBER_MOST = 2**31 - 1  # what a key of the database can hold
FIRST_YEAR, LAST_YEAR = 2000, 2100  # a week or a term before and after is still a date


class NumberInPath(IntegerConverter):
    """The `int` of routes: plain figures, not longer than a key of the database can be; anything else is an unknown address."""

    regex = r"[0-9]{1,10}"

    def __init__(self, *args: object, **values: object) -> None:
        super().__init__(*args, **{"max": NUMBER_MOST, **values})  # type: ignore[arg-type]


def number(text: str | int) -> int:
    """A whole number from 0 that a key can hold. ValueError for anything else, so that `request.args.get(..., type=number)` falls back."""
    text = str(text)  # forms hand over what is a number already
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= NUMBER_MOST):
        raise ValueError("no number of a record")
    return int(text)


def number_or(text: str | None, otherwise: int) -> int:
    """The number, or what stands for none."""
    try:
        return number(text or "")
    except ValueError:
        return otherwise


def year(text: str) -> int:
    """A year of these times; ValueError as with `number`."""
    found = number(text)
    if not FIRST_YEAR <= found <= LAST_YEAR:
        raise ValueError("no year of a school")
    return found


def day_or_none(text: str) -> date | None:
    """A day of these years, None for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if in_our_time(found) else None


def in_our_time(day: date) -> bool:
    """Whether a day is one that a school's records can speak of."""
    return FIRST_YEAR <= day.year <= LAST_YEAR
