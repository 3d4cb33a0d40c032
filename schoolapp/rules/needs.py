"""What needs somebody (需要你处理): one thing that a person can mend, how pressing it is, and where it is mended. Its sentence is made in web."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schoolapp.rules.findings import Level

_ORDER = {level: place for place, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Need:
    """One line. `kind` names the sentence, `values` what it says (plain values and class references); `endpoint` and `args` lead to the
    page where it is mended. Red: a breach or somebody waits; yellow: may become one; info: a gentle word."""

    kind: str
    level: Level
    endpoint: str
    args: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


def in_order(needs: Iterable[Need]) -> tuple[Need, ...]:
    """The most pressing first; those of one level stay in the order in which they came."""
    return tuple(sorted(needs, key=lambda need: _ORDER[need.level]))
