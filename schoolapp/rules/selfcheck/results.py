"""What a self-check says of an item: its verdict, the figures that it rests on, and what caps or qualifies it. Words stand in services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

Value = int | float | str


class Verdict(StrEnum):
    """符合, 部分符合, 不符合, 未发现 (a screening of texts alone), 需人工佐证, 无数据, 不适用."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    NOT_FOUND = "not_found"
    NEEDS_EVIDENCE = "needs_evidence"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure, with an id such as `c10.over_days`. `value` None: there is none to be had. Numerator and denominator are whole numbers or
    None; `missing`: units of the denominator of which nothing is recorded; `records`: where it comes from, such as `item:12`."""

    id: str
    value: Value | None = None
    numerator: int | None = None
    denominator: int | None = None
    missing: int = 0
    unit: str = ""
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that an item asks (R6): its own verdict and tags. `name` says which, such as `weeks` or `person`."""

    name: str
    verdict: Verdict
    tags: tuple[str, ...] = ()


NO_VALUES: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ItemResult:
    """An item's answer. `tags` say what capped or qualifies it (data_thin, no_evidence, calendar, unsampled ...), `thresholds` are the names
    and values of what it was compared with, `missing` the units without a record, `findings` the keys of the findings it rests on,
    `values` what its sentence is made of."""

    code: str
    verdict: Verdict
    facts: tuple[Fact, ...] = ()
    tags: tuple[str, ...] = ()
    thresholds: tuple[tuple[str, str], ...] = ()
    missing: int = 0
    findings: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=lambda: NO_VALUES, hash=False)
    parts: tuple[Part, ...] = ()

    @property
    def computed(self) -> tuple[Part, ...]:
        """The parts that data answer."""
        return tuple(part for part in self.parts if part.name != PERSON)

    def fact(self, name: str) -> Fact:
        """The figure of this id (without the item's own prefix). KeyError where there is none."""
        wanted = f"{self.code.lower()}.{name}"
        for one in self.facts:
            if one.id == wanted:
                return one
        raise KeyError(wanted)


PERSON = "person"  # the part that people answer


@dataclass(frozen=True, slots=True)
class Results:
    """A period's answers by code, in the order of the list. `end` is the last day asked for, `as_of` the last of which anything counts;
    `school_days`: due school days of the period; `late_start`: the first day with any record, where it lies inside the period after its
    first school day, and `days_before_start` the school days before it, which count as missing (R10); `confirmed`: the calendar's years are
    all published."""

    start: date
    end: date
    as_of: date
    school_days: int
    items: Mapping[str, ItemResult] = field(hash=False)
    confirmed: bool = True
    late_start: date | None = None
    days_before_start: int = 0

    def counts(self) -> dict[Verdict, int]:
        """How many items have which verdict, in the order of the enumeration."""
        found = [item.verdict for item in self.items.values()]
        return {verdict: found.count(verdict) for verdict in Verdict}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A class, or with `number` 0 a grade: named in a sentence."""

    grade: int
    number: int = 0
