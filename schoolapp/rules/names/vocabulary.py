"""The school's own words as people write them: subjects, roles, kinds, tiers, categories, weekdays, yes and no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from schoolapp.rules.afterschool import Category
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.names.text import Cell, as_text, bare, fold, fold_lines, read_whole, split_list
from schoolapp.rules.people import ROLE_ALIASES, SUBJECT_ALIASES, SUBJECTS, Role, System

SUBJECT_NAME_MAX = 20
STAFF_NUMBER_MAX = 32
PERSON_NAME_MAX = 40

Word = TypeVar("Word", bound=StrEnum)

_SUBJECTS = {name: name for name in SUBJECTS} | SUBJECT_ALIASES
_SUBJECTS |= {"道德与法制": "道德与法治", "道德和法治": "道德与法治", "英文": "英语", "体健": "体育与健康", "信息科学": "信息科技"}
_ROLES = {role.value: role for role in Role} | ROLE_ALIASES | {"老师": Role.TEACHER, "任课老师": Role.TEACHER, "科任教师": Role.TEACHER}
_WEEKDAYS = {figure: n for n, figure in enumerate("一二三四五六日", 1)} | {"天": 7} | {str(n): n for n in range(1, 8)}
_WEEKDAY_RANGE = re.compile(r"([一二三四五六日天1-7])(?:-|至|到)([一二三四五六日天1-7])")
_YES = frozenset("是 对 有 开 上 上课 上学 有课 照常 √ ✓ ✔ Y YES TRUE 1".split())
_NO = frozenset("否 不 无 没有 停 不上 不上课 放假 休息 停课 不是 × ✗ ✘ X N NO FALSE 0".split())
_MINUTES = re.compile(r"(?:(\d{1,2}|[一二两三])(?:个)?(半)?(?:小时|钟头))?(?:(半)小时)?(?:(\d{1,3})(?:分钟|分|MIN|'))?")
_NAME_SPACE = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_STAFF = re.compile(r"[0-9A-Za-z\u3400-\u9fff._@-]+")


def _words(kinds: type[Word], more: Mapping[str, Word], endings: tuple[str, ...]) -> dict[str, Word]:
    found: dict[str, Word] = {}
    for word in kinds:
        found |= {word.value + ending: word for ending in ("", *endings)}
    return found | dict(more)


_KINDS = _words(Kind, {"其它": Kind.OTHER, "其它作业": Kind.OTHER, "体育锻炼": Kind.SPORTS}, ("作业", "类", "类作业", "性作业"))
# A, B, C and 一, 二, 三 are left out: schools number their tiers from either end.
_TIERS = _words(Tier, {
    **dict.fromkeys(("必做", "必做作业", "必做题", "全班", "全体学生", "统一", "不分层"), Tier.EVERYONE),
    **dict.fromkeys(("提升", "提升层"), Tier.RAISED),
    **dict.fromkeys(("选作", "选做题", "自选"), Tier.OPTIONAL),
}, ("层", "作业", "类", "性作业", "型"))
_CATEGORIES = _words(Category, {
    **dict.fromkeys(("社团活动", "学生社团"), Category.CLUB),
    **dict.fromkeys(("兴趣活动", "兴趣班"), Category.INTEREST),
    **dict.fromkeys(("劳动实践", "劳动教育"), Category.LABOUR),
    **dict.fromkeys(("阅读活动", "课后阅读"), Category.READING),
    **dict.fromkeys(("作业辅导与答疑", "课业辅导"), Category.HOMEWORK_HELP),
    "科普活动": Category.SCIENCE, "体育活动": Category.SPORTS, "艺术活动": Category.ARTS, "延时看护": Category.EXTENDED_CARE,
}, ("类",))
_SYSTEMS = dict.fromkeys(("六三", "63", "6-3", "六·三", "6+3", "6.3"), System.SIX_THREE)
_SYSTEMS |= dict.fromkeys(("五四", "54", "5-4", "五·四", "5+4", "5.4"), System.FIVE_FOUR)
_HELD = dict.fromkeys(("已开展", "开展", "已开", "正常", "正常开展", "已完成", "完成", "已上"), True)
_HELD |= dict.fromkeys(("取消", "已取消", "停", "停开", "未开展", "未开", "暂停"), False)


def read_subject(cell: Cell) -> str | None:
    """A subject's name in the words of the curriculum; 政治 is 道德与法治, 体育 is 体育与健康. A name that nobody knows comes back as it is
    written (it becomes the school's own subject). None for a number, several subjects in one cell, or more than 20 characters."""
    text = bare(cell) if isinstance(cell, str) else ""
    if text in _SUBJECTS:
        return _SUBJECTS[text]
    for before in ("小学", "初中", "《"):
        if text.startswith(before) and text[len(before):].rstrip("》") in _SUBJECTS:
            return _SUBJECTS[text[len(before):].rstrip("》")]
    if not text or len(text) > SUBJECT_NAME_MAX or re.search(r"[、,;/|\n]", text) or not re.search(r"[^\W\d_]", text):
        return None
    return text


def read_roles(cell: Cell) -> tuple[frozenset[Role], tuple[str, ...]]:
    """The roles in a cell and the words in it that are no role. 教导主任 is 教导处, 副校长 is 校长, 责任督学 is 督学."""
    roles: set[Role] = set()
    unknown: list[str] = []
    text = re.sub("以?及|和|兼任?", "、", cell) if isinstance(cell, str) else as_text(cell)
    for part in split_list(text):
        whole = _ROLES.get(bare(part))
        for word in [part] if whole else part.split():
            role = whole or _ROLES.get(word)
            if role:
                roles.add(role)
            else:
                unknown.append(word)
    return frozenset(roles), tuple(unknown)


def read_subjects(cell: Cell) -> frozenset[str] | None:
    """Several subjects, separated by 、 or the like; None if one of them is no subject's name."""
    names = [read_subject(part) for part in split_list(as_text(cell))]
    return None if not names or None in names else frozenset(name for name in names if name)


def read_kind(cell: Cell) -> Kind | None:
    """类型: 书面, 电子作业, 口头类, 其它."""
    return _KINDS.get(bare(cell)) if isinstance(cell, str) else None


def read_tier(cell: Cell) -> Tier | None:
    """分层. 必做 is 全体; A, B, C are none, because schools count their tiers from either end."""
    return _TIERS.get(bare(cell)) if isinstance(cell, str) else None


def read_category(cell: Cell) -> Category | None:
    """类别 of a programme. 延时服务 and 托管 are none: some schools call the whole service so."""
    return _CATEGORIES.get(bare(cell)) if isinstance(cell, str) else None


def read_held(cell: Cell) -> bool | None:
    """状态 of a session: True 已开展, False 取消."""
    return _HELD.get(bare(cell)) if isinstance(cell, str) else None


def read_system(cell: Cell) -> System | None:
    """学制: 六三制, 五四学制, 6-3, 5+4."""
    text = as_text(cell) if isinstance(cell, (str, int, float)) and not isinstance(cell, bool) else ""
    return _SYSTEMS.get(re.sub("[“”\"'•・]|学制|制", lambda found: "·" if found[0] in "•・" else "", bare(text)))


def read_yes_no(cell: Cell) -> bool | None:
    """是 or 否, √ or ×, a logical value, 1 or 0, 上课 or 放假."""
    if isinstance(cell, bool):
        return cell
    text = bare(as_text(cell)).upper() if isinstance(cell, (str, int, float)) else ""
    return True if text in _YES else False if text in _NO else None


def read_weekday(cell: Cell) -> int | None:
    """1 (Monday) to 7 of 1, 一, 周一, 星期一, 星期一课表."""
    text = "" if isinstance(cell, bool) else re.sub("星期|礼拜|周|的?课表?$", "", bare(as_text(cell)))
    return _WEEKDAYS.get(text)


def read_weekdays(cell: Cell) -> tuple[int, ...] | None:
    """Weekdays in order, each once: '一、二、三', 周一至周五, 一至五, 1-5, '1,3,5', 周一三五, 工作日. 15 is none: it could be 1 to 5."""
    if not isinstance(cell, str):
        n = read_whole(cell)
        return (n,) if n is not None and 1 <= n <= 7 else None
    found: set[int] = set()
    for part in re.split(r"[、,;/|+\s]|和|及", fold_lines(cell)):
        text = re.sub("每?(?:星期|礼拜|周)", "", part)
        span = _WEEKDAY_RANGE.fullmatch(text)
        if not text:
            continue
        if text == "工作日":
            days = [1, 2, 3, 4, 5]
        elif span:
            days = list(range(_WEEKDAYS[span[1]], _WEEKDAYS[span[2]] + 1))
        elif re.fullmatch("[一二三四五六日天]+|[1-7]", text):
            days = [_WEEKDAYS[figure] for figure in text]
        else:
            return None
        if not days or days != sorted(set(days)):
            return None
        found.update(days)
    return tuple(sorted(found)) or None


def read_minutes(cell: Cell) -> int | None:
    """Whole minutes: 20, '20分钟', 半小时, 1小时20分, 一个半小时. The sign is kept, the limits are the caller's."""
    if not isinstance(cell, str):
        return read_whole(cell)
    text = bare(cell).upper()
    plain = read_whole(text)
    if plain is not None:
        return plain
    found = _MINUTES.fullmatch(text)
    if not text or found is None:
        return None
    hours, half_more, half, minutes = found.groups()
    whole = 0 if hours is None else int(hours) if hours.isdigit() else {"一": 1, "二": 2, "两": 2, "三": 3}[hours]
    return whole * 60 + (30 if half_more or half else 0) + int(minutes or 0)


def read_staff_number(cell: Cell) -> str | None:
    """A staff number, which is also the user name: text keeps its zeros, 12.0 is '12'. None for dates, logical values, odd characters."""
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
        return None
    text = bare(as_text(cell))
    return text if _STAFF.fullmatch(text) and len(text) <= STAFF_NUMBER_MAX else None


def read_person(cell: Cell) -> str | None:
    """A person's name: spaces between Chinese characters (张　三) are layout and go."""
    text = _NAME_SPACE.sub("", re.sub(r"\s+", " ", fold(cell))) if isinstance(cell, str) else ""
    return text if text and len(text) <= PERSON_NAME_MAX and not text.isdigit() else None
