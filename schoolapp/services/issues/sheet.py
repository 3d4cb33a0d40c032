"""The problem list as rows of papers, and as a file of its own: workbook or CSV. The same rows stand in a pack."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from schoolapp.papers.facts import IssueLine
from schoolapp.papers.ledgers import write_csv, write_workbook
from schoolapp.papers.tables import issue_ledger
from schoolapp.rules.permits import Actor
from schoolapp.services.house import House
from schoolapp.services.issues.ledger import Issue, issues_of, list_issues
from schoolapp.services.issues.words import LEVEL_WORDS, SOURCE_WORDS, STATE_WORDS, number_of, said_of
from schoolapp.services.school import Standing, shown_school, standing_of
from schoolapp.words import LANGUAGES, gettext


def issue_lines(found: Sequence[Issue], standing: Standing, lang: str) -> tuple[IssueLine, ...]:
    """Rows of the list by their numbers, in words of `lang`."""
    numbers = {one.row.id: one.number for one in found}
    return tuple(_line(one, standing, numbers, lang) for one in sorted(found, key=lambda one: (one.row.school_year, one.row.number, one.row.id)))


def _line(one: Issue, standing: Standing, numbers: dict[int, str], lang: str) -> IssueLine:
    row = one.row
    of = standing.classes.get(row.class_id or 0)
    clean = f"{one.clean.reached}/{one.clean.wanted}" if one.clean and row.done_on else ""
    return IssueLine(
        number_of(row), gettext(lang, SOURCE_WORDS[one.source]), row.found_on, of.grade if of else row.grade, of.number if of else None, one.text,
        row.clause, one.level.value, gettext(lang, LEVEL_WORDS[one.level]), len(said_of(row)), row.cause, row.measure, one.post, row.due_on, row.first_due,
        row.done, row.done_on, one.papers, clean, one.checker if row.checked_on else "", row.checked_on, row.opinion, gettext(lang, STATE_WORDS[one.state]),
        row.reason, row.closed_on, one.late, one.recheck_late, numbers.get(row.recurs or 0, ""), f"issue:{row.id}",
    )


def pack_lines(connection: Connection, standing: Standing, *, start: date, end: date, as_of: date) -> tuple[IssueLine, ...]:
    """What was found up to the end of a period and not closed before its start, as it stands on a day, in
    the language of the school's papers. Clean days stand with what was closed."""
    lang = standing.school.language if standing.school.language in LANGUAGES else "zh"
    found = [
        one for one in issues_of(connection, standing, today=as_of, lang=lang)
        if one.row.found_on <= end and (one.row.closed_on is None or one.row.closed_on >= start)
    ]
    return issue_lines(found, standing, lang)


def issue_sheet(*, house: House, actor: Actor, form: str, lang: str, now: datetime) -> bytes:
    """The rows that the actor may see, as `form` xlsx or csv."""
    found = list_issues(house=house, actor=actor, now=now, lang=lang)
    lines = issue_lines(found, standing_of(house=house), lang)
    note = gettext(lang, "截至 %(day)s，共 %(n)s 项，未销号 %(open)s 项", day=now.date().isoformat(), n=len(found), open=sum(one.open for one in found))
    ledger, out = issue_ledger(lines, note, lang), io.BytesIO()
    if form == "csv":
        write_csv(out, ledger, lang)
    else:
        write_workbook(out, [ledger], school=shown_school(house=house).name, made_at=now, lang=lang)
    return out.getvalue()
