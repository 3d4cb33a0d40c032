"""What the school adds to the wording rules and silences of them, and the homework texts of a period as the rules read them. What a text
runs against is decided in rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, String, Table, func, select

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.records.homework import class_day, homework_item
from schoolapp.rules.figures import WordedItem
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.wording import HitLevel, OwnPattern, SchoolWording

ADDED, RULE_SILENCED, WORDS_SILENCED = "added", "rule_silenced", "words_silenced"
_CHUNK = 400

wording_rule = Table(
    "wording_rule", metadata, key(), Column("act", String(20), nullable=False), Column("words", String(60), nullable=False, default=""),
    Column("rule", String(40), nullable=False, default=""), Column("clause", String(8), nullable=False, default=""),
    Column("level", String(8), nullable=False, default=""), Column("hint", String(200), nullable=False, default=""),
    Column("safer", String(200), nullable=False, default=""), Column("reason", String(200), nullable=False, default=""),
    link("staff", "set_by", null=True), Column("set_at", Moment, nullable=False),
)


class RuleRow(NamedTuple):
    """A line of the school's own: `act` added (words, clause, level, hint, safer), rule_silenced (rule, reason) or words_silenced (words, reason)."""

    id: int
    act: str
    words: str
    rule: str
    clause: str
    level: str
    hint: str
    safer: str
    reason: str
    set_at: datetime

    @property
    def own_id(self) -> str:
        """The name by which a hit says that these words were found."""
        return f"own:{self.id}"


_ROW = tuple(wording_rule.c[name] for name in RuleRow._fields)
_d, _i = class_day.c, homework_item.c
_KINDS = {str(kind): kind for kind in Kind}
_TIERS = {str(tier): tier for tier in Tier}


def list_rules(connection: Connection) -> list[RuleRow]:
    """Everything that the school added or silenced, oldest first."""
    return [RuleRow(*row) for row in connection.execute(select(*_ROW).order_by(wording_rule.c.id))]


def count_rules(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(wording_rule)).scalar_one())


def school_wording(connection: Connection) -> SchoolWording:
    """The same as the rules take it."""
    rows = list_rules(connection)
    return SchoolWording(
        tuple(OwnPattern(r.own_id, r.words, r.clause, HitLevel(r.level), r.hint, r.safer) for r in rows if r.act == ADDED),
        frozenset(r.rule for r in rows if r.act == RULE_SILENCED),
        tuple(r.words for r in rows if r.act == WORDS_SILENCED),
    )


def distinct_texts(connection: Connection, start: date, end: date) -> list[tuple[str, Kind, Tier]]:
    """What the published items of a period say, each text once with every kind and tier that it was given."""
    rows = connection.execute(
        select(_i.text, _i.kind, _i.tier).distinct().join_from(homework_item, class_day)
        .where(_d.day >= start, _d.day <= end, _i.withdrawn_at.is_(None)))
    return [(row[0], _KINDS[row[1]], _TIERS[row[2]]) for row in rows]


def worded_items(connection: Connection, start: date, end: date, texts: Collection[str]) -> list[WordedItem]:
    """The published items of a period that say one of these texts, by id."""
    found = [row for part in _chunks(sorted(texts)) for row in connection.execute(
        select(_i.id, _i.class_day_id, _i.text, _i.kind, _i.tier, _i.minutes, _i.in_school).join_from(homework_item, class_day)
        .where(_d.day >= start, _d.day <= end, _i.withdrawn_at.is_(None), _i.text.in_(part)))]
    return [WordedItem(r[0], r[1], r[2], _KINDS[r[3]], _TIERS[r[4]], r[5], r[6]) for r in sorted(found, key=lambda row: row[0])]


def _chunks(texts: list[str]) -> Iterable[list[str]]:
    return (texts[at:at + _CHUNK] for at in range(0, len(texts), _CHUNK))
