"""Use cases of wording: reading lines while they are written, what the school adds to the rules and silences, and the texts of a period that
the rules have something to say about. The rules themselves stand in `rules.wording`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from sqlalchemy import Connection

from schoolapp.records import wording as records
from schoolapp.records.wording import RuleRow
from schoolapp.rules.figures import WordedItem
from schoolapp.rules.homework import TEXT_MAX, Kind, Tier
from schoolapp.rules.names import clean
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.policy import LOW_GRADES
from schoolapp.rules.privacy import find_personal
from schoolapp.rules.wording import (
    CLAUSES,
    Hit,
    HitLevel,
    KindPrompt,
    SchoolWording,
    WordingRule,
    asks_low,
    built_in_rules,
    covered,
    homework_hits,
    kind_prompt,
    may_hit,
    normalised,
    session_hits,
    suggestion,
)
from schoolapp.services.house import House
from schoolapp.words import N_

WORDS_LEAST, WORDS_MOST, HINT_MOST, SAFER_MOST, REASON_MOST, RULES_MOST = 2, 40, 120, 60, 200, 200
_ANY_GRADE = 3

# Why a text may stand in words that a rule stops: the choices of the form. What was chosen is kept with the item as it stands here.
REASONS = (
    N_("学校统一安排的安全告知或回执，不属于作业"),
    N_("引用教材、试题或活动的原文"),
    N_("劳动、实验等活动需要家长在旁看护"),
    N_("上级统一组织的活动，规定线上完成"),
    N_("个别学生的特殊需要，已与家长商量一致"),
    N_("规则误判，内容没有这个意思"),
)
# What a clause is about in one word, for those that have no number in the checklist.
CLAUSE_WORDS = {
    "C9": N_("让家长做作业"), "C14": N_("学生自批互批"), "C12": N_("机械、惩罚性作业"), "C10": N_("一、二年级书面作业"),
    "PHONE": N_("依赖手机和群"), "RANK": N_("排名和名单"), "FEE": N_("购买和收费"),
}


def clause_word(clause: str) -> str:
    """How people name a clause: its number in the checklist, or the words (by their Chinese key) of what has none."""
    return clause if clause.startswith("C") and clause[1:].isdecimal() else CLAUSE_WORDS.get(clause, clause)


class Worded(Protocol):
    """A line of a form: its text, minutes (None: not filled yet), kind, tier, and minutes in school (None: not stated)."""

    @property
    def text(self) -> str: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def tier(self) -> Tier: ...
    @property
    def in_school(self) -> int | None: ...


class ShownHit(NamedTuple):
    """A hit with the whole text as it would read safely."""

    hit: Hit
    mended: str


@dataclass(frozen=True, slots=True)
class LineWording:
    """What the rules say of one line: hits, a kind that does not fit (a prompt, no hit), and the text with all of it said safely."""

    hits: tuple[ShownHit, ...]
    prompt: KindPrompt | None = None
    mended: str = ""

    @property
    def blocks(self) -> bool:
        """Whether a reason is needed to publish it as it is."""
        return any(shown.hit.level is HitLevel.BLOCK for shown in self.hits)


class WordingRefused(Exception):
    """Nothing was kept. `field` is the form's, `code`: missing, short, long, personal, clause, level, taken, many, hits (the safe wording
    runs against the clause itself), unknown."""

    def __init__(self, field: str, code: str, **values: object) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code, self.values = field, code, values


class BuiltIn(NamedTuple):
    """A built-in rule as the page lists it, and the school's line that silences it."""

    rule: WordingRule
    silenced: RuleRow | None


@dataclass(frozen=True, slots=True)
class WordingPage:
    """Everything that decides about wording here: built-in rules for homework and for sessions, the school's words, phrases that are fine."""

    homework: tuple[BuiltIn, ...]
    sessions: tuple[WordingRule, ...]
    added: tuple[RuleRow, ...]
    fine: tuple[RuleRow, ...]


def school_wording(*, house: House) -> SchoolWording:
    """What the school adds and silences; remembered by data version."""

    def make() -> SchoolWording:
        with house.reading() as connection:
            return records.school_wording(connection)

    return house.remembered("standing:wording", house.data_version(), make)


def worded_items(connection: Connection, start: date, end: date, own: SchoolWording) -> list[WordedItem]:
    """The published items of a period whose text may have a hit. Each text is read once."""
    found = records.distinct_texts(connection, start, end)
    texts = {text for text, kind, tier in found if may_hit(text, kind=kind, tier=tier, own=own)}
    return records.worded_items(connection, start, end, texts) if texts else []


def read_line(line: Worded, *, grades: Iterable[int], own: SchoolWording) -> LineWording:
    """What the rules say of a line for these grades, the strictest of them. Nothing is kept."""
    found = sorted(set(grades))
    strictest = found[0]
    text = line.text[:TEXT_MAX]
    hits = homework_hits(text, grade=strictest, kind=line.kind, tier=line.tier, minutes=line.minutes, in_school=line.in_school, own=own)
    low = asks_low(strictest, line.kind) and not covered(line.minutes, line.in_school)
    optional = line.tier is Tier.OPTIONAL
    shown = tuple(ShownHit(hit, suggestion(text, hit, low=low, optional=optional, own=own)) for hit in hits)
    mended = text
    for hit in hits:
        mended = suggestion(mended, hit, low=low, optional=optional, own=own)
    older = next((grade for grade in found if grade not in LOW_GRADES), None)
    return LineWording(shown, None if older is None else kind_prompt(text, grade=older, kind=line.kind), mended)


def wording_page(*, house: House, actor: Actor) -> WordingPage:
    """The built-in rules and what the school made of them."""
    actor.needs(Permit.SET_WORDING)
    with house.reading() as connection:
        rows = records.list_rules(connection)
    silenced = {row.rule: row for row in rows if row.act == records.RULE_SILENCED}
    return WordingPage(
        tuple(BuiltIn(rule, silenced.get(rule.id)) for rule in built_in_rules("homework")),
        built_in_rules("session"),
        tuple(row for row in rows if row.act == records.ADDED),
        tuple(row for row in rows if row.act == records.WORDS_SILENCED),
    )


def try_sentence(*, house: House, actor: Actor, text: str, grade: int, kind: Kind, session: bool) -> LineWording:
    """What the rules and the school's own words say of a sentence: as homework of a grade and kind, or as the content of a session."""
    actor.needs(Permit.SET_WORDING)
    own = school_wording(house=house)
    if session:
        return LineWording(tuple(ShownHit(hit, hit.safer) for hit in session_hits(text[:TEXT_MAX])))
    return read_line(_Sentence(text, None, kind, Tier.EVERYONE, None), grades=[grade], own=own)


class _Sentence(NamedTuple):
    text: str
    minutes: int | None
    kind: Kind
    tier: Tier
    in_school: int | None


def add_words(
    *, house: House, actor: Actor, words: str, clause: str, level: str, hint: str, safer: str, request_key: str = "", now: datetime
) -> int:
    """Adds words that the rules look for from now on; gives the line's id. WordingRefused where something cannot be taken."""
    actor.needs(Permit.SET_WORDING)
    words, hint, safer = clean(words), clean(hint), clean(safer)
    if clause not in CLAUSES:
        raise WordingRefused("clause", "clause")
    if level not in tuple(HitLevel):
        raise WordingRefused("level", "level")
    _check(words, "words", WORDS_MOST, least=WORDS_LEAST)
    _check(hint, "hint", HINT_MOST)
    _check(safer, "safer", SAFER_MOST)
    if normalised(words) in normalised(safer) or any(h.clause == clause for h in homework_hits(safer, grade=_ANY_GRADE, kind=Kind.WRITTEN)):
        raise WordingRefused("safer", "hits")
    values = {"words": words, "clause": clause, "level": level, "hint": hint, "safer": safer}
    return _keep(house, actor, records.ADDED, "wording_added", values, request_key, now)


def silence_rule(*, house: House, actor: Actor, rule: str, reason: str, request_key: str = "", now: datetime) -> int:
    """Silences a built-in rule for homework here, with the reason."""
    actor.needs(Permit.SET_WORDING)
    reason = clean(reason)
    if rule not in {one.id for one in built_in_rules("homework")}:
        raise WordingRefused("rule", "unknown")
    _check(reason, "reason", REASON_MOST)
    return _keep(house, actor, records.RULE_SILENCED, "wording_silenced", {"rule": rule, "reason": reason}, request_key, now)


def silence_words(*, house: House, actor: Actor, words: str, reason: str, request_key: str = "", now: datetime) -> int:
    """Says that a phrase is fine here: no built-in rule finds anything in it."""
    actor.needs(Permit.SET_WORDING)
    words, reason = clean(words), clean(reason)
    _check(words, "words", WORDS_MOST, least=WORDS_LEAST)
    _check(reason, "reason", REASON_MOST)
    return _keep(house, actor, records.WORDS_SILENCED, "wording_silenced", {"words": words, "reason": reason}, request_key, now)


def remove_line(*, house: House, actor: Actor, row_id: int, now: datetime) -> None:
    """Takes back a line of the school's own: added words go, a silenced rule or phrase speaks again. NotFound where there is none."""
    actor.needs(Permit.SET_WORDING)
    with house.writing(actor=actor, now=now) as work:
        row = next((one for one in records.list_rules(work.connection) if one.id == row_id), None)
        if row is None:
            raise NotFound
        work.remove(records.wording_rule, row_id)
        work.audit("wording_removed", f"wording:{row_id}", _told(row), None)


def _keep(house: House, actor: Actor, act: str, audited: str, values: dict[str, str], request_key: str, now: datetime) -> int:
    content = {"act": act, **values}
    with house.writing(actor=actor, now=now) as work:
        work.replay(request_key, content)
        rows = records.list_rules(work.connection)
        field = "rule" if "rule" in values else "words"
        mine = values[field] if field == "rule" else normalised(values[field])
        if any(r.act == act and (r.rule if field == "rule" else normalised(r.words)) == mine for r in rows):
            raise WordingRefused(field, "taken")
        if len(rows) >= RULES_MOST:
            raise WordingRefused(field, "many", n=RULES_MOST)
        row_id = work.add(records.wording_rule, act=act, **values, set_by=actor.staff_id, set_at=now)
        work.audit(audited, f"wording:{row_id}", None, content)
        work.remember(request_key, content, str(row_id))
    return row_id


def _told(row: RuleRow) -> dict[str, str]:
    return {name: value for name, value in row._asdict().items() if name not in ("id", "set_at") and value}


def _check(text: str, field: str, most: int, *, least: int = 1) -> None:
    if not text:
        raise WordingRefused(field, "missing")
    if len(normalised(text)) < least:
        raise WordingRefused(field, "short", n=least)
    if len(text) > most:
        raise WordingRefused(field, "long", n=most)
    if find_personal(text):
        raise WordingRefused(field, "personal")


__all__ = [
    "CLAUSE_WORDS",
    "REASONS",
    "BuiltIn",
    "LineWording",
    "ShownHit",
    "Worded",
    "WordingPage",
    "WordingRefused",
    "add_words",
    "clause_word",
    "read_line",
    "remove_line",
    "school_wording",
    "silence_rule",
    "silence_words",
    "try_sentence",
    "worded_items",
    "wording_page",
]
