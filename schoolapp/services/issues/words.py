"""The words of the problem list, each sentence by its Chinese key, and the sentence of a row that findings made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from schoolapp.records.issues import IssueRow
from schoolapp.records.people import RoleRow
from schoolapp.rules.findings import FindingKind
from schoolapp.rules.issues import Level, Named, Source, State, read_key
from schoolapp.rules.people import ClassRef, Role
from schoolapp.services.findings.labels import KIND_WORDS
from schoolapp.words import N_, class_name, format_minutes_of_day, format_number, format_share, gettext, grade_name, join

STATE_WORDS: Mapping[State, str] = MappingProxyType({
    State.FOUND: N_("待指派"), State.ASSIGNED: N_("已指派"), State.UNDER_WAY: N_("整改中"), State.RECHECK: N_("待复查"),
    State.RETURNED: N_("复查退回"), State.CLOSED: N_("已销号"), State.DISMISSED: N_("不列入"),
})
# What families said or ticked is told as a way of supervision: who mends the problem need not know that somebody wrote.
SOURCE_WORDS: Mapping[Source, str] = MappingProxyType({
    Source.FINDING: N_("系统提示"), Source.SELF_CHECK: N_("自查"), Source.VISIT: N_("督导走访"), Source.ORDER: N_("督办单"),
    Source.SUGGESTION: N_("监督渠道"), Source.SURVEY: N_("监督渠道"), Source.WALK: N_("巡查"),
})
LEVEL_WORDS: Mapping[Level, str] = MappingProxyType({Level.RED: N_("红"), Level.YELLOW: N_("黄"), Level.INFO: N_("提示")})
POST_WORDS: Mapping[Role, str] = MappingProxyType({
    Role.PRINCIPAL: N_("校长"), Role.OFFICE: N_("教导处"), Role.COORDINATOR: N_("课后服务负责人"), Role.GRADE_LEADER: N_("年级组长"),
    Role.SUBJECT_LEAD: N_("备课组长"),
})
_LOWER_IS_WORSE = frozenset({
    FindingKind.SHORT_DAY, FindingKind.NO_SESSION, FindingKind.EARLY_END, FindingKind.IN_SCHOOL_SHARE, FindingKind.COVERAGE,
})


class Said(NamedTuple):
    """A finding that belongs to a row: its key, figure and limit (None: not known)."""

    key: str
    figure: int | float | None
    limit: int | float | None


def said_of(row: IssueRow) -> tuple[Said, ...]:
    """The findings of a row; of one from before they were kept, its record alone."""
    if row.findings:
        return tuple(Said(*one) for one in json.loads(row.findings))
    return (Said(row.record, None, None),) if row.source == Source.FINDING.value and read_key(row.record) else ()


def number_of(row: IssueRow) -> str:
    """2026-08: the school year and the row's place in it; never given again."""
    return f"{row.school_year}-{row.number:02d}" if row.number else f"#{row.id}"


def sentence_of(row: IssueRow, classes: Mapping[int, ClassRef], lang: str) -> str:
    """The problem in one sentence: as it was written, or told from the findings that belong to it."""
    said = said_of(row)
    named = [(one, name) for one in said if (name := read_key(one.key)) is not None]
    if not named or (row.text and row.findings):
        return row.text
    kind = named[0][1].kind
    where = _where(row, [name for _, name in named], classes, lang)
    what, worst = gettext(lang, KIND_WORDS[kind].title), _worst(kind, [one for one, _ in named], lang)
    days = sorted({name.when for _, name in named if name.when})
    when = "" if not days else days[0] if len(days) == 1 else gettext(lang, N_("%(start)s 至 %(end)s"), start=days[0], end=days[-1])
    parts = [when] if when else []
    if len(named) > 1:
        parts.append(gettext(lang, N_("共 %(n)s 次"), n=len(named)))
        several = len({name.class_id for _, name in named if name.class_id is not None})
        if several > 1:
            parts.append(gettext(lang, N_("涉及 %(n)s 个班"), n=several))
    if worst:
        parts.append(worst if len(named) == 1 else gettext(lang, N_("最重 %(figure)s"), figure=worst))
    head = f"{where}{what}" if lang == "zh" or not where else f"{where}: {what}"
    told = ("，" if lang == "zh" else ", ").join(parts)
    return f"{head}{'：' if lang == 'zh' else ', '}{told}" if told else head


def _where(row: IssueRow, named: list[Named], classes: Mapping[int, ClassRef], lang: str) -> str:
    found = {one for name in named if name.class_id is not None and (one := classes.get(name.class_id))}
    if len(found) == 1:
        one = found.pop()
        return class_name(lang, one.grade, one.number)
    grades = {one.grade for one in found} | {name.grade for name in named if name.grade} | ({row.grade} if row.grade else set())
    return join(lang, [grade_name(lang, grade) for grade in sorted(grades)])


def _worst(kind: FindingKind, said: list[Said], lang: str) -> str:
    """The gravest figure beside its limit; '' where the kind has none or it is not known."""
    known = [one for one in said if one.figure is not None and one.limit is not None]
    if not known or not KIND_WORDS[kind].figure:
        return ""
    pick = min if kind in _LOWER_IS_WORSE else max
    worst = pick(known, key=lambda one: (one.figure or 0) / (one.limit or 1))
    return f"{_amount(kind, worst.figure or 0, lang)} / {_amount(kind, worst.limit or 0, lang)}"


def _amount(kind: FindingKind, figure: int | float, lang: str) -> str:
    if kind is FindingKind.EARLY_END:
        return format_minutes_of_day(int(figure))
    return format_share(lang, figure) if kind is FindingKind.IN_SCHOOL_SHARE else format_number(lang, figure)


def post_of(roles: list[RoleRow], lang: str) -> str:
    """What stands for an owner in the list: the post, not the person. The gravest one where somebody has several."""
    for role in POST_WORDS:
        row = next((one for one in roles if one.role is role), None)
        if row is None:
            continue
        if role is Role.GRADE_LEADER and row.grades:
            return gettext(lang, N_("%(grades)s组长"), grades=join(lang, [grade_name(lang, grade) for grade in sorted(row.grades)]))
        if role is Role.SUBJECT_LEAD and row.subjects:
            return gettext(lang, N_("%(subjects)s备课组长"), subjects=join(lang, [gettext(lang, one) for one in sorted(row.subjects)]))
        return gettext(lang, POST_WORDS[role])
    return ""
