"""How often something is to be copied (抄5遍, 各写三遍, 3英1汉, 写5行) and when optional work is made a must: what needs reckoning, not only
words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schoolapp.rules.wording.book import SchoolWording, WordingRule, book
from schoolapp.rules.wording.reading import HIDDEN, Found, Sight, denied

TOO_OFTEN, OFTEN = 5, 3
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
           "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
_ENGLISH = {"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20,
            "fifty": 50}
_STRONG, _ENDS = re.compile("[;。!?\n]"), re.compile("[,;。!?\n]")
_COPYING_AFTER = re.compile("(?:地|起步?,?|以上,?)?(?:抄写?|默写|罚抄|书写|写(?=生?字|词|单词|错))")
_READ_AFTER = re.compile("(?:地)?(?:读|朗读|背|熟|认|听)")
_BUT = re.compile("但是?|不过|可是|然而")
_SEVERAL = re.compile("[次回通]$")
_BARE = frozenset(("生字", "字词", "词语", "单词", "生词", "汉字", "新词", "易错字", "错字", "错词"))  # 单词3遍 means copying
_REACH = 22


def figure_of(text: str) -> int:
    """A number in Arabic or Chinese figures up to the hundreds; 几 and 数 count as 3, in 十几 as nothing more."""
    if text.isdigit():
        return int(text)
    text = text.replace("拾", "十")
    if text in ("几", "数"):
        return 3
    total, last = 0, 0
    for char in text:
        if char in "几数":
            last = last or 0
        elif char == "十":
            total, last = total + (last or 1) * 10, 0
        elif char == "百":
            total, last = total + (last or 1) * 100, 0
        elif last and char in _DIGITS:
            last = max(last, _DIGITS[char])  # 两三遍, 三四遍
        else:
            last = _DIGITS.get(char, 0)
    return total + last


def copies(sight: Sight, own: SchoolWording) -> Iterator[Found]:
    """Copying of one thing again and again, clause C12: five times and more is a breach, three or four worth a look, two are practice.
    The number belongs to the nearest act before it: 抄写生字，课文读5遍 is reading."""
    text, words = sight.text, book().counting
    many, some = book().special["c12-copies-many"], book().special["c12-copies"]
    for name in ("times", "lines", "each", "tongues"):
        for match in words[name].finditer(text):
            number = max(figure_of(found) for found in match.groups() if found) - (name == "lines")  # a line is copied less than a page
            start, end = match.start(), match.end()
            if name in ("times", "lines"):
                before = _act_before(text, match)
                after = _COPYING_AFTER.match(text, end)
                verse = name == "lines" and before is not None and words["verse"].search(text, before, match.start()) is not None
                if verse or before is None and (name == "lines" or after is None):
                    continue
                start, end = (before, end) if before is not None else (start, after.end() if after else end)
            if HIDDEN not in text[start:end] and not denied(text, start, start, end):
                yield from _judged(sight, many, some, start, end, number, own)
    for name in ("multiplied", "multiplied_words", "english_times"):
        for match in words[name].finditer(text):
            aloud = name == "multiplied_words" and _aloud(text, match, _ENDS)
            if HIDDEN not in match[0] and not aloud and not denied(text, match.start(), match.start(), match.end()):
                yield from _judged(sight, many, some, match.start(), match.end(), _ENGLISH.get(match[1]) or int(match[1]), own)


def _judged(sight: Sight, many: WordingRule, some: WordingRule, start: int, end: int, number: int, own: SchoolWording) -> Iterator[Found]:
    near, before = sight.text[max(0, start - 10):start], sight.text[max(0, start - _REACH):start]
    mistaken = book().counting["error"].search(near) is not None or book().counting["below"].search(before) is not None
    mistaken = mistaken and "订正" not in sight.text[start:end]
    punished = number >= OFTEN and (mistaken or sight.text.startswith("罚", start))
    if number < TOO_OFTEN and not punished and book().counting["brush"].search(before) is not None:
        return  # calligraphy is practised so
    rule = many if number >= TOO_OFTEN or punished else some if number >= OFTEN else None
    if rule is not None and rule.id not in own.silenced_rules:
        yield Found(rule, start, end, sight.plain.text[start:end])


def _act_before(text: str, match: re.Match[str]) -> int | None:
    """Where the copying begins that the number is about; None where the nearest act before it is another one."""
    floor = max(0, match.start() - _REACH)
    for end in _STRONG.finditer(text, floor, match.start()):
        floor = end.end()
    stretch = text[floor:match.start()]
    acts = [(found.start(), True) for found in book().counting["copying"].finditer(stretch)]
    taken = [range(found.start(), found.end()) for found in book().counting["copying"].finditer(stretch)]
    acts += [(found.start(), False) for found in book().counting["other_acts"].finditer(stretch) if not any(found.start() in span for span in taken)]
    if not acts:
        return _by_the_word(text, floor, stretch, match)
    at, copying = max(acts)
    if not copying or _SEVERAL.search(match[0]) and stretch.startswith("写", at) and not book().counting["word"].search(stretch):
        return None  # 每周写三次日记
    comma = stretch.rfind(",")
    if comma > at and stretch[comma + 1:] and not book().counting["each_time"].search(stretch[comma:]):
        return None
    if comma > at and _READ_AFTER.match(text, match.end()):
        return None  # 抄写生字,3遍读熟课文
    return floor + at


def _by_the_word(text: str, floor: int, stretch: str, match: re.Match[str]) -> int | None:
    """A number of times beside words to learn and no act named (词语每个三遍): copying, unless reading follows."""
    after = text[match.end():match.end() + 12]
    if _READ_AFTER.match(after):
        return None
    words = book().counting["words"].search(stretch)
    if words is not None and stretch[words.start():].rstrip(":,") in _BARE and not _aloud(text, match):
        return floor + words.start()
    if words is not None and (book().counting["each_word"].search(stretch) or re.search("抄|写", after)):
        return floor + words.start()
    each = re.search("(?:每个?|一个|各)(?:生?字|词语?|单词)?(?:来|整|搞)?$", stretch)
    return floor + each.start() if each is not None and re.search("字|词", stretch) else None


def _aloud(text: str, match: re.Match[str], parted: re.Pattern[str] = _STRONG) -> bool:
    """Whether the sentence around (or what `parted` parts) speaks of reading, reciting, listening."""
    ends = [found.start() for found in parted.finditer(text)]
    start = max((end + 1 for end in ends if end < match.start()), default=0)
    return book().counting["read_acts"].search(text, start, min((end for end in ends if end >= match.end()), default=len(text))) is not None


def forced_options(sight: Sight, *, optional: bool, own: SchoolWording) -> Iterator[Found]:
    """Optional work that everybody has to do. Clause C12 (homework in tiers, of which a pupil may choose): work that counts as optional
    and is none takes the choice away; that it also evades the cap (C10) follows from the same words and is not a second hit. `optional`:
    the item is declared 选做, so that a 'must' alone is enough."""
    rule, mild = book().special["c12-forced"], book().special["c12-forced-raised"]
    text, words = sight.text, book().counting
    for match in words["optional"].finditer(text):
        reach = min(len(text), match.end() + 26)
        stop = _STRONG.search(text, match.end(), reach)
        must = words["must"].search(text, match.end(), stop.start() if stop else reach)
        between = "" if must is None else _BUT.split(text[match.end():must.start()])[-1]
        if must is None or words["grouped"].search(between) or any(word in between for word in ("必做", "基础", "选")):
            continue
        if "," in between and not re.search("但|也|大家|全班|人人|所有|每|全体|一律|都|不", between + must[0][:2]):
            continue
        if denied(text, must.start(), must.start(), must.end()) and not must[0].startswith("不"):
            continue
        chosen = rule if match[0].startswith(("选", "自选", "可选", "附加")) else mild
        if chosen.id not in own.silenced_rules:
            yield Found(chosen, match.start(), must.end(), sight.plain.text[match.start():must.end()])
    if optional and rule.id not in own.silenced_rules:
        for must in words["must"].finditer(text):
            around = text[max(0, must.start() - 12):must.start()]
            if words["grouped"].search(around) or (not must[0].startswith("不") and denied(text, must.start(), must.start(), must.end())):
                continue
            yield Found(rule, must.start(), must.end(), sight.plain.text[must.start():must.end()])
