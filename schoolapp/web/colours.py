"""Which of the ten subject colours a subject wears: the class name that stylesheet and bars share. The colours stand in style.css."""

from __future__ import annotations

from schoolapp.rules.people import SUBJECT_ALIASES

OTHER = "s10"

# The fixed order of look: 科学 (primary) and 物理 (middle school) share a colour, a class never has both.
_SLOTS = {
    "语文": "s1", "数学": "s2", "英语": "s3", "科学": "s4", "物理": "s4", "化学": "s5",
    "道德与法治": "s6", "地理": "s7", "历史": "s8", "生物学": "s9",
}


def slot(subject: str) -> str:
    """The CSS class `s1` to `s10` of a subject; every subject without a colour of its own is `s10` (其他)."""
    name = subject.strip()
    return _SLOTS.get(SUBJECT_ALIASES.get(name, name), OTHER)
