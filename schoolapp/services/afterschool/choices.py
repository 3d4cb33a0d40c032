"""The short lists that logging a session offers: what was done, by category; why it was not held; why words that a rule asks about stand.
What was chosen is kept in the words of the list, so that records read the same for everybody; more words follow after a colon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from schoolapp.rules.afterschool import Category
from schoolapp.words import N_

# The first of each list is what the category usually does; in homework help the first two.
CONTENTS: Mapping[Category, tuple[str, ...]] = MappingProxyType({
    Category.HOMEWORK_HELP: (N_("完成作业"), N_("答疑"), N_("整理错题"), N_("自主阅读")),
    Category.SCIENCE: (N_("科学实践"), N_("科普阅读"), N_("模型制作"), N_("展示交流")),
    Category.SPORTS: (N_("体育活动"), N_("体能锻炼"), N_("球类练习"), N_("体育游戏")),
    Category.ARTS: (N_("艺术活动"), N_("排练"), N_("创作"), N_("展示交流")),
    Category.LABOUR: (N_("劳动实践"), N_("手工制作"), N_("种植养护"), N_("展示交流")),
    Category.READING: (N_("自主阅读"), N_("共读分享"), N_("朗读")),
    Category.INTEREST: (N_("小组活动"), N_("动手制作"), N_("展示交流")),
    Category.CLUB: (N_("社团活动"), N_("排练"), N_("展示交流")),
    Category.EXTENDED_CARE: (N_("看护"), N_("完成作业"), N_("自主阅读"), N_("自由活动")),
})
_ANYWHERE = frozenset(text for texts in CONTENTS.values() for text in texts)
OTHER_DAY = N_("改到另一天开展")
CANCEL_REASONS = (
    N_("教师请假，没有人代班"), N_("场地占用或检修"), N_("天气原因"), N_("学校活动"), N_("学生集体外出"), N_("当天没有学生参加"), OTHER_DAY,
)
SESSION_REASONS = (
    N_("规则误判，内容没有这个意思"), N_("引用书名、活动名或学生的原话"), N_("给个别学生答疑，不是统一讲课"), N_("学校或上级统一组织的活动"),
)


def usual_contents(category: Category) -> tuple[str, ...]:
    """What is chosen before anybody chose."""
    return CONTENTS[category][:2 if category is Category.HOMEWORK_HELP else 1]


def joined(chosen: Iterable[str], words: str) -> str:
    """The text that is kept: what was chosen from a list, then the own words."""
    return "：".join(part for part in ("、".join(chosen), words.strip()) if part)


def parted(text: str, known: Iterable[str] = _ANYWHERE) -> tuple[tuple[str, ...], str]:
    """(chosen, own words) of a kept text; a text that begins with nothing of the list is all own words."""
    first, colon, rest = text.partition("：")
    of_list = frozenset(known)
    if first in of_list:  # a reason may hold the mark that parts the others
        return (first,), rest
    chosen = tuple(first.split("、")) if first else ()
    if chosen and all(one in of_list for one in chosen):
        return chosen, rest
    return (), text
