"""What an import answered, in words of one language: refusals, remarks and refused files as sentences. The judging has only codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from schoolapp import words
from schoolapp.rules.wording import hint_in
from schoolapp.rules.workbook import EXPECTED, REFUSED_FILES, REMARKS, BadWorkbook
from schoolapp.services.wording import clause_word
from schoolapp.services.workbook.result import ImportResult
from schoolapp.words import N_

# Remarks that only the comparing with the school's own records can make.
MORE_REMARKS = {
    "roles_stay": N_("系统里另有角色%(roles)s，工作簿没有写，仍然保留；不再担任的请在系统里取消"),
    "wording": N_("%(clause)s “%(found)s”：%(hint)s；可写“%(safer)s”"),
    "wording_more": N_("另有 %(n)s 行作业的措辞有提示，导入后在“待核实事项”里查看"),
    "staff_left": N_("这名教职工在系统里已停用，导入后仍是停用"),
}


class ErrorLine(NamedTuple):
    """A refusal to read: where, which value, what belongs there. `row` None = the sheet as a whole."""

    sheet: str
    row: int | None
    column: str
    value: str
    expected: str


class RemarkLine(NamedTuple):
    sheet: str
    row: int | None
    column: str
    value: str
    text: str


def error_lines(result: ImportResult, lang: str) -> list[ErrorLine]:
    """The refusals in the reader's language; sheets, columns and values stay as they stand in the workbook."""
    return [
        ErrorLine(e.sheet, e.row, e.column, e.value, words.gettext(lang, EXPECTED[e.expected_code], **e.expected_values))
        for e in result.errors
    ]


def remark_lines(result: ImportResult, lang: str) -> list[RemarkLine]:
    sentences = REMARKS | MORE_REMARKS
    return [RemarkLine(r.sheet, r.row, r.column, r.value, words.gettext(lang, sentences[r.code], **_in(lang, r.values))) for r in result.remarks]


def _in(lang: str, values: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(values)
    if "hint" in said:
        said |= {"hint": hint_in(lang, said["hint"]), "clause": words.gettext(lang, clause_word(said["clause"]))}
    return said


def refused_sentence(bad: BadWorkbook, lang: str) -> str:
    """Why a file was not read at all."""
    values: Mapping[str, Any] = bad.values
    return words.gettext(lang, REFUSED_FILES[bad.code], **values)


def import_report(result: ImportResult, lang: str = words.DEFAULT) -> dict[str, Any]:
    """The answer of `import --json`: `ok`, `dry_run`; `added`, `changed`, `same`: objects sheet -> number of rows, sheets without any left
    out (so an empty object where nothing was added); `remarks` [sheet, row, column, value, text]; `errors` [sheet, row, column, value,
    expected] as objects. `errors_left_out` counts refusals beyond the list, where there are any."""
    report: dict[str, Any] = {
        "ok": result.ok,
        "dry_run": result.dry_run,
        "added": {s.sheet: s.added for s in result.sheets if s.added},
        "changed": {s.sheet: s.changed for s in result.sheets if s.changed},
        "same": {s.sheet: s.same for s in result.sheets if s.same},
        "remarks": [line._asdict() for line in remark_lines(result, lang)],
        "errors": [line._asdict() for line in error_lines(result, lang)],
    }
    if result.errors_left_out:
        report["errors_left_out"] = result.errors_left_out
    return report


def refused_report(bad: BadWorkbook, *, dry_run: bool, lang: str = words.DEFAULT) -> dict[str, Any]:
    """The same shape for a file that was not read at all: one error without a place."""
    error = {"sheet": None, "row": None, "column": None, "value": None, "expected": refused_sentence(bad, lang)}
    return {"ok": False, "dry_run": dry_run, "added": {}, "changed": {}, "same": {}, "remarks": [], "errors": [error]}
