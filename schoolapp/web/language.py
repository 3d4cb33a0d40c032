"""The language of the page being made, and sentences in it. Which language a person prefers is found by the gate."""

from __future__ import annotations

from typing import Any

from flask import g, has_request_context

from schoolapp import words


def lang() -> str:
    """The language of this request."""
    return g.get("lang", words.DEFAULT) if has_request_context() else words.DEFAULT


def _(message: str, /, **values: Any) -> str:
    """The sentence in the reader's language; the Chinese one is the key."""
    return words.gettext(lang(), message, **values)


def ngettext(one: str, many: str, n: int, /, **values: Any) -> str:
    return words.ngettext(lang(), one, many, n, **values)


class _Later:
    """A sentence that is translated when it is shown: for labels of form classes."""

    __slots__ = ("message", "values")

    def __init__(self, message: str, values: dict[str, Any]) -> None:
        self.message, self.values = message, values

    def __str__(self) -> str:
        return _(self.message, **self.values)

    def __html__(self) -> str:
        from markupsafe import escape
        return str(escape(str(self)))

    def __mod__(self, other: Any) -> str:
        return str(self) % other


def _l(message: str, /, **values: Any) -> Any:
    return _Later(message, values)
