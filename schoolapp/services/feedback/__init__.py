"""Use cases of being heard by families: the principal's switches, and the answers on how long homework really took."""

from __future__ import annotations

from schoolapp.services.feedback.switches import Switch, is_on, states, turn

__all__ = ["Switch", "is_on", "states", "turn"]
