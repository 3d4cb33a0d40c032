"""The findings of a period as a file: workbook or CSV, one kind or all of them, in the reader's language. The same rows stand in a pack."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

from schoolapp import __version__
from schoolapp.papers.facts import FindingRow, PackFacts
from schoolapp.papers.ledgers import write_csv, write_workbook
from schoolapp.papers.tables import ledgers_of
from schoolapp.rules.findings import FindingKind
from schoolapp.rules.permits import Actor
from schoolapp.services.findings.labels import KIND_WORDS, LEVEL_WORDS, STATE_WORDS
from schoolapp.services.findings.states import StatedFinding, findings_of
from schoolapp.services.house import House
from schoolapp.services.school import shown_school
from schoolapp.words import gettext


def finding_rows(lang: str, stated: Sequence[StatedFinding]) -> tuple[FindingRow, ...]:
    """Findings as papers take them, in words of `lang`."""
    return tuple(
        FindingRow(
            f.kind.value,
            gettext(lang, KIND_WORDS[f.kind].title),
            f.level.value,
            gettext(lang, LEVEL_WORDS[f.level]),
            f.date,
            f.month or "",
            f.grade,
            f.number,
            f.figure,
            f.limit,
            f.clause,
            gettext(lang, STATE_WORDS[one.state]),
            one.reason,
            f.records,
        )
        for one in stated
        for f in (one.finding,)
    )


def findings_sheet(*, house: House, actor: Actor, start: date, end: date, kind: FindingKind | None, form: str, lang: str, now: datetime) -> bytes:
    """The findings that the actor may see in a period, of one kind or (None) of all, as `form` xlsx or csv."""
    found = findings_of(house=house, actor=actor, start=start, end=end, now=now)
    stated = found.stated if kind is None else tuple(one for one in found.stated if one.finding.kind is kind)
    school = shown_school(house=house)
    facts = PackFacts(
        school.name,
        "",
        school.district,
        found.start,
        found.end,
        found.due_to,
        now,
        "",
        __version__,
        0,
        "",
        found.confirmed,
        found.figures["class_days_expected"],
        found.figures["class_days_recorded"],
        lang,
        findings=finding_rows(lang, stated),
    )
    ledger = next(one for one in ledgers_of(facts) if one.name == "findings")
    out = io.BytesIO()
    if form == "csv":
        write_csv(out, ledger, lang)
    else:
        write_workbook(out, [ledger], school=school.name, made_at=now, lang=lang)
    return out.getvalue()
