"""The words of a message: a class, its day, sums, subjects with minutes. No pupil, no teacher, no text of a homework."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from schoolapp.records import homework as homework_records
from schoolapp.records import people as people_records
from schoolapp.records.homework import DayRow, ItemRow
from schoolapp.records.outbox import ChannelRow
from schoolapp.rules.homework import WRITTEN_KINDS, Kind, Tier
from schoolapp.rules.load import counts_at_home, verdict_of_figure
from schoolapp.rules.outbox import TEXT_MOST, ChannelKind, fitted
from schoolapp.rules.people import ClassRef, subject_order
from schoolapp.services.school import Standing
from schoolapp.words import N_, class_name, format_date, gettext, join

DIGEST_TITLE = N_("【作业公示】%(class)s %(day)s")
UPDATE_TITLE = N_("【作业公示·有更改】%(class)s %(day)s")
TEST_TITLE = N_("【作业公示】测试消息")
TEST_BODY = N_("收到这条消息，说明%(school)s的作业通知可以发到这里。")
SUM = N_("书面作业合计 %(n)s 分钟，上限 %(cap)s 分钟")
SUM_HOME = N_("回家书面作业 %(n)s 分钟，一、二年级不应留")
NO_HOME = N_("没有回家的书面作业")
OVER = N_("%(sum)s，超出 %(n)s 分钟")
OPTIONAL = N_("选做 %(n)s 分钟，不计入合计")
ALL_NONE = N_("全班今日无作业")
NOTHING = N_("目前没有公示的作业")
ITEM = N_("%(subject)s %(n)s 分钟")
WITH_MORE = N_("%(what)s（%(more)s）")
IN_SCHOOL = N_("校内完成 %(n)s 分钟")
REST = N_("……还有 %(n)s 项")
LINK = N_("公示：%(url)s")


@dataclass(frozen=True, slots=True)
class Digest:
    """A message in parts. `mark` is the digest of what it tells, whatever its title."""

    title: str
    head: tuple[str, ...]
    items: tuple[str, ...]
    foot: tuple[str, ...]
    lang: str

    @property
    def mark(self) -> str:
        return hashlib.sha256("\n".join((*self.head, *self.items, *self.foot)).encode()).hexdigest()

    def text(self, kind: ChannelKind) -> str:
        """All of it, as long as this kind of channel takes it."""
        return fitted((self.title, *self.head), self.items, self.foot, TEXT_MOST[kind], lambda n: gettext(self.lang, REST, n=n))


def digest_of(connection: Connection, standing: Standing, channel: ChannelRow, one: ClassRef, day: date, *, update: bool, public_url: str) -> Digest | None:
    """What a channel is told of a class's day as it stands now; None where there is nothing to tell, and nothing was told before."""
    row = homework_records.find_day(connection, one.id, day)
    items = homework_records.items_on(connection, [one.id], day, day)
    if (row is None or not (items or row.declared)) and not update:
        return None
    lang = standing.school.language
    values = {"class": class_name(lang, one.grade, one.number), "day": format_date(lang, day)}
    title = gettext(lang, UPDATE_TITLE if update else DIGEST_TITLE, **values)
    foot = [standing.school.name]
    if channel.with_link and channel.class_id == one.id and public_url:
        token, _generation = people_records.link_of(connection, one.id)
        foot.insert(0, gettext(lang, LINK, url=f"{public_url}/n/{token}"))
    return Digest(title, tuple(_sums(lang, standing, row, items, one, day)), tuple(_line(lang, item) for item in _in_order(items)), tuple(foot), lang)


def trial_digest(standing: Standing) -> Digest:
    """The words of a test."""
    lang = standing.school.language
    return Digest(gettext(lang, TEST_TITLE), (gettext(lang, TEST_BODY, school=standing.school.name),), (), (), lang)


def _sums(lang: str, standing: Standing, row: DayRow | None, items: Sequence[ItemRow], one: ClassRef, day: date) -> list[str]:
    if row is None or not items:
        return [gettext(lang, ALL_NONE if row is not None and row.declared else NOTHING)]
    low = counts_at_home(one.grade)
    verdict = verdict_of_figure(row.home if low else row.written, row.optional, one.grade, standing.profile(day))
    if low:
        said = gettext(lang, SUM_HOME, n=row.home) if row.home else gettext(lang, NO_HOME)
    else:
        said = gettext(lang, SUM, n=row.written, cap=verdict.cap)
    if verdict.over_by and not low:
        said = gettext(lang, OVER, sum=said, n=verdict.over_by)
    return [said, *([gettext(lang, OPTIONAL, n=row.optional)] if row.optional else [])]


def _in_order(items: Sequence[ItemRow]) -> list[ItemRow]:
    """What counts first, then optional work, then what never counts."""

    def place(item: ItemRow) -> tuple[int, tuple[int, str], int]:
        group = 2 if item.kind not in WRITTEN_KINDS else 1 if item.tier is Tier.OPTIONAL else 0
        return group, subject_order(item.subject), item.id

    return sorted(items, key=place)


def _line(lang: str, item: ItemRow) -> str:
    more = [gettext(lang, word.value) for word, plain in ((item.kind, Kind.WRITTEN), (item.tier, Tier.EVERYONE)) if word is not plain]
    if item.in_school:
        more.append(gettext(lang, IN_SCHOOL, n=item.in_school))
    said = gettext(lang, ITEM, subject=gettext(lang, item.subject), n=item.minutes)
    return gettext(lang, WITH_MORE, what=said, more=join(lang, more)) if more else said
