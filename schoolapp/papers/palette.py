"""The colours of subjects and states on screen and paper: the same in charts, light and dark."""

from __future__ import annotations

from dataclasses import dataclass

OTHER = "其他"

# In the fixed order of subjects, light and dark. 科学 and 物理 share one colour: no grade is taught both.
SUBJECT_COLOURS = {
    "语文": ("#0F5C66", "#3F9FAB"),
    "数学": ("#4389BF", "#7DB6E3"),
    "英语": ("#6857A5", "#9E8FDB"),
    "科学": ("#2E9A8C", "#63C7B6"),
    "物理": ("#2E9A8C", "#63C7B6"),
    "化学": ("#1F4E8C", "#6C97DA"),
    "道德与法治": ("#A9678D", "#D698BC"),
    "地理": ("#8A5A44", "#C98F76"),
    "历史": ("#B07A2A", "#D9A759"),
    "生物学": ("#5C7F3B", "#9DBF7C"),
    OTHER: ("#76868C", "#93A3A8"),
}
SHORT_NAMES = {"道德与法治": "道法"}
ORDER = {subject: place for place, subject in enumerate(SUBJECT_COLOURS)}


@dataclass(frozen=True, slots=True)
class Ground:
    """The colours of a page: surface, inks, lines, the states. One for light and one for dark."""

    surface: str
    ink: str
    ink2: str
    ink3: str
    grid: str
    over: str
    hatch: str
    hatch_ground: str
    hatch_edge: str


LIGHT = Ground("#FFFFFF", "#13242A", "#42545A", "#5A6B70", "#E3EAE9", "#A51E18", "#B4C1C3", "#EEF2F2", "#9BA9AC")
DARK = Ground("#162124", "#E9F0F0", "#B3C2C5", "#96A7AB", "#2C3B3F", "#FFA197", "#5C6D72", "#1C282B", "#7A8D92")


def bucket_of(subject: str) -> str:
    """The subject under which a chart shows this one: itself, or 其他 for those without a colour of their own."""
    return subject if subject in SUBJECT_COLOURS else OTHER


def colour_of(subject: str, dark: bool = False) -> str:
    return SUBJECT_COLOURS[bucket_of(subject)][dark]
