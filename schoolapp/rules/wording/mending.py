"""A safe wording in place of the offending words, for the button 采用建议. What offends is found by the rules themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schoolapp.rules.wording.book import NOTHING_OWN, Hit, SchoolWording, book
from schoolapp.rules.wording.engine import find_homework
from schoolapp.rules.wording.reading import Sight, denied, see

_BREAKS = ",，;；。.!！?？:：\n、 　"
_END = re.compile("[,，;；。!！?？\n)）]|[.](?![0-9])")
_PARENTS = "(?:家长|家長|爸爸妈妈|爸妈|爸爸|妈妈|父母|监护人|爷爷奶奶|爷爷|奶奶|家人|大人|长辈|宝爸|宝妈|您|[jJ][zZ])们?(?:朋友)?"
# What is left of a demand before and behind its core.
_ASKED = re.compile(
    f"(?:温馨提示[:：]?|烦请|敬请|有请|恳请|请|麻烦|辛苦|劳烦|拜托|建议|希望|务必|记得|记住|别忘记?了?|不要忘记?了?|一定要?|最好|也?可以|需要?|须|还?要|由|让|找|叫|给|拿给|拿|交给?"
    "|并且?|然后|最后|再|完成后|做完了?后?|写完了?后?|读完后?|背完后?|批完|讲完|每项?完成后?|后|之后|各位|全体|尊敬的|亲爱的|有条件的?|有空的话|每天|每晚|今晚|晚上|同时|另外|还|也|且|和|与|把|将|在|到|用|通过"
    f"|打开|登录|见|看|详见|拍|录|发|传|拍成|对照(?:参考)?答案|对完答案|核对|帮忙|的(?:同学)?|{_PARENTS}|[\\s,，、;；:：])+$")
_OPENING = re.compile(f"^(?:请|麻烦|辛苦|烦请|各位|亲爱的|尊敬的)*{_PARENTS}(?:帮忙|可以|每天|协助|帮|给|把|将|[\\s,，:：])*(?:孩子的?|学生的?)?")
_NO_TASK = re.compile("^(?:一?[下遍次]|时间|日期|姓名|等级|完成?情况|情况|签|确认|说明|意见|为证|打|到|给|老师|我|平台|群|里|索|本$|来$|上$|记录)")
_TASK = re.compile("[0-9]|第|页|课|题|单元|练习|词|字|卷|作文|默写|听写|资料|乘|除|加减|口算|计算|背|读|文|诗|图|表|实验|预习|复习|错|生平|故事")
_WORD = re.compile("[\u3400-\u9fffA-Za-z0-9]")
_COPY = re.compile("[0-9]{1,4}|[零〇一二两三四五六七八九十百几数壹贰叁肆伍陆柒捌玖拾]{1,5}")
_TIMES = re.compile(f"(?P<number>(?:{_COPY.pattern})(?:\\s*[-~～至到、]\\s*(?:{_COPY.pattern}))?)(?=\\s*(?:来|多|余)?\\s*(?:遍|次|回|行|排|个))")
_TRIES = 12


def suggestion(text: str, hit: Hit, *, low: bool = False, optional: bool = False, own: SchoolWording = NOTHING_OWN) -> str:
    """The text with a safe wording in place of the words that run against `hit.clause`; the rest stays. The result has no hit of that
    clause. `low`: written work is looked for (grades 1-2), `optional`: the item is 选做; as in `homework_hits`."""
    made, said = text, False
    for _ in range(_TRIES):
        places = _places(made, hit.clause, low, optional, own)
        if not places:
            return _tidy(made) or hit.safer
        start, end, rule = max(places, key=lambda place: (place[1] - place[0], -place[0]))
        made, said = _mended(made, start, end, rule, hit.safer, said)
    return hit.safer


def _places(text: str, clause: str, low: bool, optional: bool, own: SchoolWording) -> list[tuple[int, int, str]]:
    """(start, end, rule) of everything that offends, in the text as written."""
    sight = see(text, book().sets["homework"], own)
    found = [one for one in find_homework(sight, low=low, optional=optional, own=own) if one.rule.clause == clause]
    places = []
    for one in found:
        start = one.start
        if one.rule.id.startswith("c12-forced"):
            start = max((must.start() for must in book().counting["must"].finditer(sight.plain.text, one.start, one.end)), default=start)
        places.append((*sight.plain.span(start, one.end), one.rule.id))
    return places + [(*span, one.id) for words, one in own.plain_added if one.clause == clause for span in _own_places(sight, words)]


def _own_places(sight: Sight, words: str) -> Iterator[tuple[int, int]]:
    text, at = sight.plain.text, sight.plain.text.find(words)
    while at >= 0:
        if not denied(text, at, at, at + len(words)):
            yield sight.plain.span(at, at + len(words))
        at = text.find(words, at + len(words))


def _mended(text: str, start: int, end: int, rule: str, safer: str, said: bool) -> tuple[str, bool]:
    """The text with one place mended, and whether the safe words stand in it by now."""
    words = text[start:end]
    if rule.startswith("c12-copies") and "罚" not in words and (numbers := list(_TIMES.finditer(words))):
        return text[:start] + words[:numbers[-1].start()] + "两" + words[numbers[-1].end():] + text[end:], said
    if rule.startswith("c12-forced"):
        return text[:start] + safer + text[end:], True
    if rule in ("c10-written", "c10-sums") and not said:
        bare = text.rstrip("。.!！ \n")
        return f"{bare}{'，以上都' if rule == 'c10-written' else '，'}{safer}" + text[len(bare):], True
    opened = max((found.end() for found in re.finditer("[,，;；。!！?？:：\n(（]", text[:start])), default=0)
    closing = _END.search(text, end)
    closed = closing.start() if closing else len(text)
    lead = _ASKED.sub("", _OPENING.sub("", text[opened:start]))
    rest = text[end:closed].strip()
    if len(_WORD.findall(lead)) < 2:
        lead = ""
    task = "" if lead or _NO_TASK.match(rest) or not _TASK.search(rest) or len(rest) < 3 else rest.lstrip("的把将")
    parts = [part for part in (lead.strip(), task, "" if said else safer) if part]
    return text[:opened] + "，".join(parts) + text[closed:], True


def _tidy(text: str) -> str:
    """Without doubled commas, commas before a full stop or at the ends, and brackets around nothing."""
    text = re.sub("[(（][,，、\\s]*[)）]", "", text)
    text = re.sub("[，,、;；]+(?=[。！？!?；;)）\n]|$)", "", text)
    text = re.sub("([，,、；;])[，,、；;]+", r"\1", text)
    text = re.sub("(^|[。！？\n:：(（])[，,、；;。]+", r"\1", text)
    return text.strip(" 　，,、") if text.strip(_BREAKS) else ""
