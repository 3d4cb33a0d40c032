"""What only the self-check asks of the records: written items by subject, withdrawn ones, nones declared afterwards, signed weeks, when something was
first written, what became of requests. What it means stands in rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, func, select

from schoolapp.records.audit import audit_entry, record_digest
from schoolapp.records.homework import class_day, homework_item, homework_none
from schoolapp.records.requests import adjust_request
from schoolapp.records.sign_off import week_sign_off
from schoolapp.records.suggestions import suggestion
from schoolapp.rules.figures import WordedItem
from schoolapp.rules.homework import WRITTEN_KINDS, Kind, Tier
from schoolapp.rules.selfcheck.facts import SignedWeek, WithdrawnItem, WrittenItem

_d, _i, _n = class_day.c, homework_item.c, homework_none.c
_KINDS = {str(kind): kind for kind in Kind}
_TIERS = {str(tier): tier for tier in Tier}
_WRITTEN = tuple(kind.value for kind in WRITTEN_KINDS)
_CHUNK = 500


def has_any(connection: Connection, table: Table) -> bool:
    """Whether a kind of record was ever kept."""
    return connection.execute(select(table.c.id).limit(1)).first() is not None


def written_items(connection: Connection, start: date, end: date) -> list[WrittenItem]:
    """The published written items of a period's class-days."""
    rows = connection.execute(
        select(_i.class_day_id, _i.subject, _i.tier, _i.minutes, _i.published_at).join_from(homework_item, class_day)
        .where(_d.day >= start, _d.day <= end, _i.withdrawn_at.is_(None), _i.kind.in_(_WRITTEN)).order_by(_i.id))
    return [WrittenItem(row[0], row[1], _TIERS[row[2]], row[3], row[4].date()) for row in rows]


def withdrawn_items(connection: Connection, start: date, end: date) -> list[WithdrawnItem]:
    """The withdrawn items of a period's class-days, with the day of the school's clock on which that was done."""
    rows = connection.execute(
        select(_i.id, _i.class_day_id, _i.text, _i.kind, _i.tier, _i.minutes, _i.in_school, _i.withdrawn_at).join_from(homework_item, class_day)
        .where(_d.day >= start, _d.day <= end, _i.withdrawn_at.is_not(None)).order_by(_i.id))
    return [WithdrawnItem(WordedItem(row[0], row[1], row[2], _KINDS[row[3]], _TIERS[row[4]], row[5], row[6]), row[7].date()) for row in rows]


def declared_late(connection: Connection, start: date, end: date) -> frozenset[tuple[int, date]]:
    """(class id, day) whose standing none of the whole class was declared on a later day."""
    rows = connection.execute(
        select(_d.class_id, _d.day, _n.declared_at).join_from(homework_none, class_day)
        .where(_d.day >= start, _d.day <= end, _n.subject == "", _n.superseded_at.is_(None)))
    return frozenset((row[0], row[1]) for row in rows if row[2].date() > row[1])


def signed_weeks(connection: Connection, start: date, end: date) -> list[SignedWeek]:
    """The signed weeks of grades that touch a period."""
    c = week_sign_off.c
    rows = connection.execute(select(c.grade, c.monday, c.signed_at).where(c.monday >= start - timedelta(days=6), c.monday <= end).order_by(c.id))
    return [SignedWeek(row[0], row[1], row[2].date()) for row in rows]


def first_written(connection: Connection, names: Iterable[str]) -> dict[str, datetime]:
    """Record's name -> when the audit chain first carries it; a record that came before the chain is not in it."""
    wanted, first = sorted(names), dict[str, int]()
    for part in _chunks(wanted):
        c = record_digest.c
        first |= {row[0]: row[1] for row in connection.execute(select(c.record, func.min(c.n)).where(c.record.in_(part)).group_by(c.record))}
    at: dict[int, datetime] = {}
    for numbers in _chunks(sorted(set(first.values()))):
        at |= {row[0]: row[1] for row in connection.execute(select(audit_entry.c.n, audit_entry.c.at).where(audit_entry.c.n.in_(numbers)))}
    return {name: at[n] for name, n in first.items()}


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    return (values[place:place + _CHUNK] for place in range(0, len(values), _CHUNK))


def entries_of(connection: Connection, act: str) -> list[tuple[datetime, str, str]]:
    """(when, old, new) of every entry of an act, the newest first; old and new as canonical JSON."""
    c = audit_entry.c
    return [(row[0], row[1], row[2]) for row in connection.execute(select(c.at, c.old, c.new).where(c.act == act).order_by(c.n.desc()))]


def first_entry_at(connection: Connection) -> datetime | None:
    """When the school's records began here."""
    return connection.execute(select(audit_entry.c.at).order_by(audit_entry.c.n).limit(1)).scalar()


def requests_between(connection: Connection, start: date, end: date) -> list[tuple[int, date, str, str]]:
    """(class id, day, kind, state) of the requests for a period's class-days."""
    c = adjust_request.c
    rows = connection.execute(select(_d.class_id, _d.day, c.kind, c.state).join_from(adjust_request, class_day)
                              .where(_d.day >= start, _d.day <= end).order_by(c.id))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def received_cases(connection: Connection, start: date, end: date) -> list[tuple[str, str]]:
    """(category, state) of the suggestions received in a period: no text, no date, nobody."""
    c = suggestion.c
    return [(row[0], row[1]) for row in connection.execute(select(c.category, c.state).where(c.received_on >= start, c.received_on <= end))]


def due_cases(connection: Connection, start: date, end: date) -> tuple[int, int]:
    """Suggestions whose answer was due in a period, and how many of them were answered by then."""
    c = suggestion.c
    rows = connection.execute(select(c.due_on, c.answered_on).where(c.due_on >= start, c.due_on <= end)).all()
    return len(rows), sum(row[1] is not None and row[1] <= row[0] for row in rows)
