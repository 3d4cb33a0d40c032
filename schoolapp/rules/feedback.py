"""The ways in which families are heard. Each is off until the principal switches it on."""

from __future__ import annotations

from enum import StrEnum


class Voice(StrEnum):
    """A way of being heard: how long homework really took, suggestions, questionnaires."""

    ANSWERS = "answers"
    SUGGESTIONS = "suggestions"
    SURVEYS = "surveys"
