"""Remarks on the words of the homework that a workbook brings: never a refusal, since importing is not posting."""

from __future__ import annotations

from collections.abc import Iterable

from schoolapp.rules.wording import SchoolWording, homework_hits
from schoolapp.rules.workbook import HeldSchool, HomeworkRow, Remark

REMARKS_MOST = 200
_SHEET, _COLUMN = "作业", "作业内容"


def wording_remarks(rows: Iterable[HomeworkRow], held: HeldSchool, own: SchoolWording) -> list[Remark]:
    """One remark for each new row and clause, in the order of the sheet; beyond REMARKS_MOST rows the rest is only counted."""
    found: list[Remark] = []
    told = left_out = 0
    for row in rows:
        if row.fingerprint in held.homework:
            continue
        hits = homework_hits(row.text, grade=row.grade, kind=row.kind, tier=row.tier, minutes=row.minutes, in_school=row.in_school, own=own)
        if hits and told == REMARKS_MOST:
            left_out += 1
            continue
        told += bool(hits)
        found += [Remark(_SHEET, row.row, _COLUMN, row.text[:80], "wording",
                         {"clause": hit.clause, "found": hit.found, "hint": hit.hint, "safer": hit.safer}) for hit in hits]
    if left_out:
        found.append(Remark(_SHEET, None, _COLUMN, "", "wording_more", {"n": left_out}))
    return found
