"""The forms of homework: registering several lines for several classes, correcting one, withdrawing."""

from schoolapp.web.forms.homework.filling import fill, from_template, mended
from schoolapp.web.forms.homework.lines import OTHER, QUICK_MINUTES, AmendForm, LineForm, line_fields, minutes_fields
from schoolapp.web.forms.homework.plain import Plain, line_numbers, read_plainly, words_plainly
from schoolapp.web.forms.homework.register import RegisterForm, pressed

__all__ = [
    "OTHER", "QUICK_MINUTES", "AmendForm", "LineForm", "Plain", "RegisterForm", "fill", "from_template", "line_fields", "line_numbers", "mended",
    "minutes_fields", "pressed", "read_plainly", "words_plainly",
]
