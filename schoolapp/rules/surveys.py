"""Questionnaires (问卷): the sets of questions, which stand as data in `rules/data/surveys.json`, counts of answers, the figures made of them,
and how small groups are merged upward until nobody can be told. Counts only: there is no room for a person or a text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple, Protocol

GROUP_LEAST = 10  # answers of a group; fewer are merged upward
SCHOOL_LEAST = 5  # answers of the whole school; fewer are not shown
TITLE_MOST = 40
OPEN_LONGEST = timedelta(days=60)
ONE_ADDRESS_SURVEY = 12  # answers from one network address for one class and questionnaire
HEADS_MOST = 200  # what may be typed into a field of the tally
LATE_PRIMARY, LATE_MIDDLE = 1260, 1320  # minutes after midnight


class SurveyKind(StrEnum):
    """Whom a questionnaire asks: families, pupils on paper, teachers; of one service programme families, behind the link or on paper."""

    PARENTS = "parents"
    PUPILS = "pupils"
    TEACHERS = "teachers"
    PROGRAMME = "programme"

    @property
    def by_link(self) -> bool:
        return self in (SurveyKind.PARENTS, SurveyKind.PROGRAMME)

    @property
    def on_paper(self) -> bool:
        return self in (SurveyKind.PUPILS, SurveyKind.PROGRAMME)


class Option(NamedTuple):
    """A possible answer in both languages. `apart`: not sure, not taking part; `low`: where its band begins, None without one."""

    zh: str
    en: str
    apart: bool = False
    low: int | None = None

    def said(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


class Question(NamedTuple):
    """One question with its options in their order."""

    code: str
    zh: str
    en: str
    options: tuple[Option, ...]

    def said(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


class FigureRule(NamedTuple):
    """How a figure is counted: the options that count of a question, those that leave the denominator, the grades that it is asked of (empty:
    all). `over`: bands wholly above the child's cap count; `late`: hours after the stage's evening bound."""

    key: str
    question: str
    counts: tuple[int, ...]
    zh: str
    en: str
    clause: str
    without: tuple[int, ...]
    grades: tuple[int, ...]
    over: bool
    late: bool

    def said(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


class QuestionSet(NamedTuple):
    """The questions of a kind with the figures made of them."""

    questions: tuple[Question, ...]
    figures: tuple[FigureRule, ...]


Counts = Mapping[str, tuple[int, ...]]  # question -> how often each option was chosen


@dataclass(frozen=True, slots=True)
class Part:
    """What a class (or, without one, the staff) was asked and answered. `cap`: minutes of written homework in a day, 0 where none goes."""

    place: int
    stage: str
    grade: int
    number: int
    cap: int
    invited: int
    answered: int
    counts: Counts


class Sheets(Protocol):
    """What of a part counts in a return: how many were invited, how many answered."""

    @property
    def invited(self) -> int: ...

    @property
    def answered(self) -> int: ...


def returned(parts: Iterable[Sheets]) -> tuple[int, int]:
    """(invited, answered) of parts together."""
    each = [(part.invited, part.answered) for part in parts]
    return sum(invited for invited, _answered in each), sum(answered for _invited, answered in each)


class Together:
    """What consists of parts: its return is theirs together."""

    __slots__ = ()
    parts: tuple[Sheets, ...]

    @property
    def invited(self) -> int:
        return returned(self.parts)[0]

    @property
    def answered(self) -> int:
        return returned(self.parts)[1]


class GroupLevel(StrEnum):
    CLASS = "class"
    GRADE = "grade"
    STAGE = "stage"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Group(Together):
    """Parts that are shown as one. Its answers are the sum of theirs."""

    level: GroupLevel
    parts: tuple[Part, ...]

    @property
    def counts(self) -> Counts:
        return together(part.counts for part in self.parts)

    @property
    def is_shown(self) -> bool:
        """Whether its counts may be shown: nobody can be told by them. A group in which nobody answered tells nothing either."""
        return self.answered >= (SCHOOL_LEAST if self.level is GroupLevel.SCHOOL else GROUP_LEAST) or self.answered == 0


class Figure(NamedTuple):
    """A figure with its numerator and denominator."""

    rule: FigureRule
    numerator: int
    denominator: int

    @property
    def is_shown(self) -> bool:
        return self.denominator >= SCHOOL_LEAST

    @property
    def share(self) -> float | None:
        """None where too few answered."""
        return self.numerator / self.denominator if self.is_shown else None


@cache
def questions_of(kind: SurveyKind) -> QuestionSet:
    """The question set of a kind."""
    raw = json.loads((files("schoolapp.rules") / "data" / "surveys.json").read_text("utf-8"))[kind.value]
    asked = tuple(
        Question(q["code"], q["zh"], q["en"], tuple(Option(o["zh"], o["en"], o.get("apart", False), o.get("low")) for o in q["options"]))
        for q in raw["questions"]
    )
    rules = tuple(
        FigureRule(f["key"], f["question"], tuple(f["counts"]), f["zh"], f["en"], f.get("clause", ""), tuple(f.get("without", ())),
                   tuple(f.get("grades", ())), f.get("over", False), f.get("late", False))
        for f in raw["figures"]
    )
    return QuestionSet(asked, rules)


def none_yet(kind: SurveyKind) -> dict[str, tuple[int, ...]]:
    """Counts of nobody."""
    return {q.code: (0,) * len(q.options) for q in questions_of(kind).questions}


def counts_text(counts: Counts) -> str:
    """Counts as they are kept."""
    return json.dumps({code: list(row) for code, row in counts.items()}, separators=(",", ":"))


def counts_from(kind: SurveyKind, text: str) -> dict[str, tuple[int, ...]]:
    """Counts as they were kept; '' is nobody's."""
    found = none_yet(kind)
    if text:
        found.update({code: tuple(row) for code, row in json.loads(text).items() if code in found})
    return found


def together(parts: Iterable[Counts]) -> dict[str, tuple[int, ...]]:
    """Counts added up, question by question and option by option."""
    found: dict[str, tuple[int, ...]] = {}
    for part in parts:
        for code, row in part.items():
            found[code] = tuple(a + b for a, b in zip(found.get(code, (0,) * len(row)), row, strict=True))
    return found


def with_answer(kind: SurveyKind, counts: Counts, chosen: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """One sheet more: question -> the place of the chosen option. A question left out counts nowhere. ValueError where a question or option is
    not of the set, or nothing was chosen."""
    asked = {q.code: len(q.options) for q in questions_of(kind).questions}
    if not chosen or any(code not in asked or not 0 <= place < asked[code] for code, place in chosen.items()):
        raise ValueError("no such answer")
    return {code: tuple(n + (chosen.get(code) == place) for place, n in enumerate(row)) for code, row in counts.items()}


def chosen_of(form: Mapping[str, str], questions: Iterable[Question]) -> dict[str, int]:
    """Question -> the chosen option's place; what is no place at all is passed on as one that no option has."""
    found = {}
    for question in questions:
        text = form.get(question.code, "")
        if text:
            found[question.code] = int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else -1
    return found


def tally_faults(kind: SurveyKind, answered: int, invited: int, counts: Counts) -> list[tuple[str, str]]:
    """What is wrong with a class's typed tally: (question or '', code). Codes: range, above_answered (more answers than sheets), above_invited."""
    faults = [] if 0 <= answered <= HEADS_MOST else [("", "range")]
    if not faults and invited and answered > invited:
        faults.append(("", "above_invited"))
    for question in questions_of(kind).questions:
        row = counts.get(question.code, ())
        if any(not 0 <= n <= HEADS_MOST for n in row):
            faults.append((question.code, "range"))
        elif sum(row) > answered:
            faults.append((question.code, "above_answered"))
    return faults


def survey_faults(title: str, closes_on: date, today: date, chosen: int) -> list[tuple[str, str]]:
    """What keeps a questionnaire from being opened: (field, code)."""
    faults = []
    if not title:
        faults.append(("title", "empty"))
    elif len(title) > TITLE_MOST:
        faults.append(("title", "long"))
    if closes_on < today:
        faults.append(("closes_on", "past"))
    elif closes_on > today + OPEN_LONGEST:
        faults.append(("closes_on", "far"))
    if not chosen:
        faults.append(("grades", "none"))
    return faults


def groups_of(parts: Sequence[Part]) -> tuple[Group, ...]:
    """The groups that are shown, in school order: every part stands in exactly one. Classes, where each that answered has enough answers; else
    the grade as one; a grade that has too few takes its whole stage along, a stage the whole school, so that no small group can be
    reckoned back from its neighbours."""
    ordered = sorted(parts, key=lambda part: (part.grade, part.number, part.place))
    found: list[Group] = []
    for _stage, of_stage in groupby(ordered, key=lambda part: part.stage):
        grades: list[Group] = []
        whole = tuple(of_stage)
        for _grade, of_grade in groupby(whole, key=lambda part: part.grade):
            classes = tuple(of_grade)
            own = [Group(GroupLevel.CLASS, (part,)) for part in classes]
            grades += own if all(group.is_shown for group in own) else [Group(GroupLevel.GRADE, classes)]
        found += grades if all(group.is_shown for group in grades) else [Group(GroupLevel.STAGE, whole)]
    return tuple(found) if all(group.is_shown for group in found) else (Group(GroupLevel.SCHOOL, tuple(ordered)),)


def enough(parts: Iterable[Part]) -> bool:
    """Whether the school has enough answers to be shown at all."""
    return sum(part.answered for part in parts) >= SCHOOL_LEAST


def figures_of(kind: SurveyKind, parts: Sequence[Part]) -> tuple[Figure, ...]:
    """The figures of the whole school. 'Not sure' stays in the denominator; who does not take part leaves it."""
    asked = {q.code: q for q in questions_of(kind).questions}
    return tuple(_figure(rule, asked[rule.question], parts) for rule in questions_of(kind).figures)


def _figure(rule: FigureRule, question: Question, parts: Iterable[Part]) -> Figure:
    numerator = denominator = 0
    for part in parts:
        if (rule.grades and part.grade not in rule.grades) or (rule.over and not part.cap):
            continue
        row = part.counts.get(question.code, ())
        denominator += sum(n for place, n in enumerate(row) if place not in rule.without)
        numerator += sum(n for place, n in enumerate(row) if _counts(rule, question, part, place))
    return Figure(rule, numerator, denominator)


def _counts(rule: FigureRule, question: Question, part: Part, place: int) -> bool:
    low = question.options[place].low
    if rule.over:
        return low is not None and low > part.cap
    if rule.late:
        return low is not None and low >= (LATE_PRIMARY if part.stage == "primary" else LATE_MIDDLE)
    return place in rule.counts
