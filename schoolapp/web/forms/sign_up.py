"""The table of sign-up counts: five figures a class, read generously, with what was typed kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from schoolapp.rules.names import fold, read_whole
from schoolapp.rules.people import ClassRef
from schoolapp.rules.sign_up import SignUp
from schoolapp.services.afterschool.sign_up import Entry
from schoolapp.words import N_

FIELDS = {"asked": N_("有需求"), "joined": N_("参加"), "all_five": N_("五天全程"), "extended": N_("延时托管"), "declined": N_("不参加且已签告知书")}


class TypedRow(NamedTuple):
    """A class's row: what stands in its fields, and the counts that it was made from (sent back with it)."""

    typed: dict[str, str]
    seen: str


def shown_row(counts: SignUp | None, seen: str) -> TypedRow:
    """The row of counts that hold."""
    return TypedRow({name: "" if counts is None or getattr(counts, name) is None else str(getattr(counts, name)) for name in FIELDS}, seen)


def read_rows(posted: Any, classes: Iterable[ClassRef]) -> tuple[dict[int, TypedRow], dict[int, Entry], list[tuple[int, str, str]]]:
    """(what was typed, entries, unreadable fields) by class of the fields asked-12, joined-12, ..., seen-12."""
    typed: dict[int, TypedRow] = {}
    entries: dict[int, Entry] = {}
    wrong: list[tuple[int, str, str]] = []
    for one in classes:
        texts = {name: str(posted.get(f"{name}-{one.id}", ""))[:20] for name in FIELDS}
        seen = str(posted.get(f"seen-{one.id}", ""))[:100]
        values = {name: read_whole(fold(text), ("人",)) if text.strip() else None for name, text in texts.items()}
        wrong += [(one.id, name, "number") for name, text in texts.items() if text.strip() and values[name] is None]
        typed[one.id], entries[one.id] = TypedRow(texts, seen), Entry(**values, seen=seen)
    return typed, entries, wrong
