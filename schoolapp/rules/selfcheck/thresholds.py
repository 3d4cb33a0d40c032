"""What verdicts are compared with: dated, named values with their source, as data (R13). Caps and the two hours are the policy profile's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Threshold(NamedTuple):
    """A named value with its words and where it comes from. A whole number or a share between 0 and 1, exact."""

    name: str
    value: Fraction
    share: bool
    zh: str
    en: str
    source: str

    def said(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


class ThresholdSet(NamedTuple):
    """The values of a version. `sources`: source code -> its words in Chinese and English."""

    version: int
    valid_from: str
    sources: Mapping[str, tuple[str, str]]
    values: Mapping[str, Threshold]


@cache
def thresholds() -> ThresholdSet:
    """The built-in ones."""
    raw = json.loads((files("schoolapp.rules") / "data" / "selfcheck-thresholds.json").read_text("utf-8"))
    found = {row["name"]: Threshold(row["name"], Fraction(row["value"]), "." in row["value"] or row["value"] == "1.0", row["zh"], row["en"], row["source"])
             for row in raw["thresholds"]}
    return ThresholdSet(raw["version"], raw["valid_from"], {code: (words["zh"], words["en"]) for code, words in raw["sources"].items()}, found)


def limit(name: str) -> Fraction:
    """The value of a threshold. KeyError for a name that is not in the data."""
    return thresholds().values[name].value


def whole(name: str) -> int:
    """The same as a whole number."""
    value = limit(name)
    if value.denominator != 1:
        raise ValueError(name)
    return value.numerator
