"""The checklist as data: what is asked, of whom, who in the school answers it with what evidence, by which evaluator or by people, and what newer rule
overtook it. A version is never edited once it was used; a newer one stands beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from schoolapp.rules.selfcheck import conduct, homework_design, homework_load, organisation, service_content, service_time
from schoolapp.rules.selfcheck.check import Evaluator

JIULONGPO = "jiulongpo-2022"

EVALUATORS: Mapping[str, Evaluator] = MappingProxyType({
    "named_people": organisation.c4, "own_checks": organisation.c6, "planned_load": homework_design.c7, "published_daily": homework_load.c8,
    "nothing_for_parents": homework_design.c9, "load_in_cap": homework_load.c10, "tiers_not_drill": homework_design.c12,
    "done_in_school": homework_load.c13, "teachers_mark": homework_design.c14, "five_plus_two": service_time.c15, "end_time": service_time.c16,
    "extended_care": service_time.c17, "plan_on_file": service_content.c18, "homework_help": service_content.c19, "rich_choice": service_content.c20,
    "no_new_lesson": service_content.c21, "paid_tutoring": conduct.c22, "outside_resources": service_content.c23, "all_subjects": conduct.c48,
    "exams": conduct.c49, "entry_rates": conduct.c51, "money_to_staff": conduct.c53, "counts_for_staff": conduct.c54,
    "teachers_conduct": conduct.c57, "hotline": conduct.c58, "adverts": conduct.c59, "school_days_only": service_time.x1,
    "voluntary": service_time.x2, "no_homework_day": homework_load.x3,
})


class Area(NamedTuple):
    """A chapter of the list."""

    code: str
    zh: str
    en: str

    def said(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


class Item(NamedTuple):
    """A line of the list. `applies`: S school, D district, F training firms; `answers`: principal, leader, coordinator, '' where the school does not
    answer; `evaluator` '' = people alone; `people`: people have their part; `overtaken`: the newer rule's words, '' where none is."""

    code: str
    area: str
    group: str
    zh: str
    en: str
    applies: str
    answers: str
    evidence_zh: str
    evidence_en: str
    evaluator: str
    people: bool
    overtaken_zh: str
    overtaken_en: str

    @property
    def of_school(self) -> bool:
        return "S" in self.applies

    def said(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh

    def evidence(self, lang: str) -> str:
        return self.evidence_en if lang == "en" else self.evidence_zh

    def overtaken(self, lang: str) -> str:
        return self.overtaken_en if lang == "en" else self.overtaken_zh


class Checklist(NamedTuple):
    """A list in one version. `header` says what it rests on."""

    name: str
    version: int
    header_zh: str
    header_en: str
    areas: tuple[Area, ...]
    items: tuple[Item, ...]

    def header(self, lang: str) -> str:
        return self.header_en if lang == "en" else self.header_zh

    def of_area(self, area: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.area == area)

    def item(self, code: str) -> Item:
        return next(item for item in self.items if item.code == code)


@cache
def checklist(name: str = JIULONGPO) -> Checklist:
    """A built-in list. FileNotFoundError for a name that is none."""
    raw = json.loads((files("schoolapp.rules") / "data" / f"checklist-{name}.json").read_text("utf-8"))
    items = tuple(
        Item(row["code"], row["area"], row["group"], row["zh"], row["en"], row["applies"], row.get("answers", ""), row["evidence"]["zh"],
             row["evidence"]["en"], row.get("evaluator", ""), row.get("people", False), row.get("overtaken", {}).get("zh", ""),
             row.get("overtaken", {}).get("en", ""))
        for row in raw["items"]
    )
    areas = tuple(Area(row["code"], row["zh"], row["en"]) for row in raw["areas"])
    return Checklist(raw["name"], raw["version"], raw["header"]["zh"], raw["header"]["en"], areas, items)
