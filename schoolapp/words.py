"""What people read, by explicit language: gettext sentences (the Chinese one is the key), dates and numbers through Babel. No Flask."""

from __future__ import annotations

import gettext as _gettext
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from babel.dates import format_date as _babel_date
from babel.numbers import format_decimal

from schoolapp import paths
from schoolapp.rules.people import GRADE_CHARS

LANGUAGES = {"zh": "简体中文", "en": "English"}
DEFAULT = "zh"
_LOCALES = {"zh": "zh_CN", "en": "en"}


@lru_cache
def _catalogue(lang: str) -> _gettext.NullTranslations:
    return _gettext.translation("messages", str(paths.translations()), languages=[lang], fallback=True)


def gettext(lang: str, message: str, /, **values: Any) -> str:
    """The sentence in `lang` with its named placeholders filled."""
    text = _catalogue(lang).gettext(message) if message else ""
    return text % values if values else text


def ngettext(lang: str, one: str, many: str, n: int, /, **values: Any) -> str:
    """Likewise, where English tells one from many; `n` may be used in the sentence as %(n)s."""
    return ngettext_plain(lang, one, many, n) % {"n": n, **values}


def ngettext_plain(lang: str, one: str, many: str, n: int) -> str:
    """The same with its placeholders unfilled."""
    return _catalogue(lang).ngettext(one, many, n)


def pgettext(lang: str, context: str, message: str, /, **values: Any) -> str:
    """Likewise, for a word that needs its context."""
    text = _catalogue(lang).pgettext(context, message)
    return text % values if values else text


def N_(message: str) -> str:
    """Marks a sentence for the catalogue where it stands in data and is translated later."""
    return message


_DATE_FORMS = {
    ("zh", "day"): "M月d日", ("en", "day"): "d MMM",
    ("zh", "day_of_month"): "d日", ("en", "day_of_month"): "d",
    ("zh", "weekday"): "EEE", ("en", "weekday"): "EEE",
    ("zh", "day_weekday"): "M月d日 EEE", ("en", "day_weekday"): "EEE d MMM",
    ("zh", "full"): "y年M月d日", ("en", "full"): "d MMMM y",
    ("zh", "full_weekday"): "y年M月d日 EEE", ("en", "full_weekday"): "EEE d MMMM y",
    ("zh", "month"): "y年M月", ("en", "month"): "MMMM y",
    ("zh", "short"): "M/d", ("en", "short"): "d/M",
}


@lru_cache(maxsize=4096)
def format_date(lang: str, day: date, form: str = "day_weekday") -> str:
    """A day as people read it. Forms: day, day_of_month, weekday, day_weekday, full, full_weekday, month, short."""
    return _babel_date(day, _DATE_FORMS[lang, form], locale=_LOCALES[lang])


def format_moment(lang: str, moment: datetime, form: str = "day") -> str:
    """A day and the time of day."""
    return f"{format_date(lang, moment.date(), form)} {moment:%H:%M}"


def format_minutes_of_day(minutes: int) -> str:
    """Minutes after midnight as 16:05."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def format_time(value: time) -> str:
    return f"{value:%H:%M}"


def format_number(lang: str, value: float, digits: int = 1) -> str:
    """A number with the language's separators and at most `digits` decimals."""
    return format_decimal(value, f"#,##0.{'#' * digits}" if digits else "#,##0", locale=_LOCALES[lang])


def format_share(lang: str, share: float, digits: int = 1) -> str:
    return format_number(lang, share * 100, digits) + "%"


def class_name(lang: str, grade: int, number: int) -> str:
    """三(1)班, Class 3(1)."""
    return f"{GRADE_CHARS[grade - 1]}({number})班" if lang == "zh" else f"Class {grade}({number})"


def grade_name(lang: str, grade: int) -> str:
    """三年级, Grade 3."""
    return f"{GRADE_CHARS[grade - 1]}年级" if lang == "zh" else f"Grade {grade}"


def join(lang: str, parts: list[str]) -> str:
    """A list in a sentence."""
    return ("、" if lang == "zh" else ", ").join(parts)
