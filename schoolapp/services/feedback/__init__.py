"""Use cases of being heard by families: the principal's switches, and the answers on how long homework really took."""

from __future__ import annotations

from schoolapp.services.feedback.answers import (
    AnswerForm,
    AnswerRefused,
    AnswerState,
    answer_form,
    check_limits,
    close_due,
    give_answer,
    is_due,
    limit_on,
    open_until,
)
from schoolapp.services.feedback.switches import Switch, is_on, states, turn

__all__ = [
    "AnswerForm",
    "AnswerRefused",
    "AnswerState",
    "Switch",
    "answer_form",
    "check_limits",
    "close_due",
    "give_answer",
    "is_due",
    "is_on",
    "limit_on",
    "open_until",
    "states",
    "turn",
]
