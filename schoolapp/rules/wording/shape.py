"""How rules read a text: one way of writing for each word, with the way back to what was typed. Which words matter stands in the data file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_TRADITIONAL = (
    "長簽檢閱覈對訂監護寫錄視頻傳發給媽爺聽讀練習題試捲單詞頁張個線網機電腦碼掃課後學師組員號讓請買購費繳錢紅訓補報興趣輔導準"
    "備獎勵懲罰項選記節數雙應開關進過還這時間會們結鏈軟體訊誰寶當輪業務須預媽衛麼沒無錯隊鋼筆顏幾兩萬區啟圖畫聲總結達標檔證據"
    "齊滿優爾聯繫認真覺說話語調適點際參與複印彙報統計單親參審覽導終訪問詢顧視佈置評語讚賬轉"
)
_SIMPLIFIED = (
    "长签检阅核对订监护写录视频传发给妈爷听读练习题试卷单词页张个线网机电脑码扫课后学师组员号让请买购费缴钱红训补报兴趣辅导准"
    "备奖励惩罚项选记节数双应开关进过还这时间会们结链软体讯谁宝当轮业务须预妈卫么没无错队钢笔颜几两万区启图画声总结达标档证据"
    "齐满优尔联系认真觉说话语调适点际参与复印汇报统计单亲参审览导终访问询顾视布置评语赞账转"
)
_SAME = {**dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)), "✓": "√", "✔": "√", "☑": "√", "✅": "√", "﹕": ":", "∶": ":", "；": ";", "…": ",", "—": "-",
         "–": "-", "－": "-", "~": "-", "～": "-", "〜": "-", "．": "."}
_CJK = "\u3400-\u9fff\u3007"
_IS_CJK = re.compile(f"[{_CJK}]")
# Signs that nobody writes between two Chinese characters of one word: they are only there to hide it.
_NOISE = frozenset("*_|^#·•・‧`\\=<>{}[]$%&¦§¶°º¤¨´ˇ˙˘¸")
_LETTER, _DIGIT = re.compile("[a-z]"), re.compile("[0-9]")
_RUN = re.compile(f"[{_CJK}](?:[,.、;:/'\"“”()!?。+-][{_CJK}]){{3,40}}(?![{_CJK}])")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text as the rules read it; `starts` and `ends` lead from each of its characters back to those of the text as written."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from `start` to `end` (exclusive) stand in the text as written."""
        return (self.starts[start], self.ends[end - 1]) if start < end else (0, 0)


@dataclass(frozen=True, slots=True)
class Spelling:
    """Words written otherwise: (pattern, the word meant), and words that may be pulled apart by weak signs."""

    otherwise: tuple[tuple[re.Pattern[str], str], ...]
    apart: re.Pattern[str] | None


def make_spelling(otherwise: Iterable[tuple[str, str]], kept_whole: Sequence[str]) -> Spelling:
    """From the data file: patterns with their words, and the words that stay one word with a dot or dash inside."""
    between = r"[-./'\"“”+()]{1,2}"
    apart = re.compile("|".join(between.join(map(re.escape, word)) for word in kept_whole)) if kept_whole else None
    return Spelling(tuple((re.compile(pattern), word) for pattern, word in otherwise), apart)


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    """One character in the common width, small letters, simplified; '' where it is nothing but decoration."""
    if unicodedata.category(char) in ("Cf", "Cc", "Mn", "Me", "Cs", "Co") and char not in "\n\t\r":
        return ""
    plain = "".join(_SAME.get(c, c) for c in unicodedata.normalize("NFKC", _SAME.get(char, char)).lower())
    plain = "".join(_SAME.get(c, c) for c in plain)
    found = []
    for c in plain:
        if c in "\n\r\u2028\u2029":
            found.append("\n")
        elif c.isspace():
            found.append(" ")
        elif unicodedata.category(c) in ("So", "Sk", "Cf", "Cc", "Mn", "Me", "Cs", "Co", "Cn"):
            continue
        else:
            found.append(c)
    return "".join(found)


def _first_reading(text: str) -> list[tuple[str, int, int]]:
    """(character, start, end) in the common writing; numbers of a list (①, 1️⃣, ⑴) end the line before them."""
    cells: list[tuple[str, int, int]] = []
    for at, char in enumerate(text):
        if unicodedata.category(char) == "No" and not char.isascii() and not _counts(text, at):
            cells.append(("\n", at, at + 1))
            continue
        if char in "0123456789" and "\u20e3" in text[at + 1:at + 3]:
            cells.append(("\n", at, at + 1))
            continue
        cells += [(c, at, at + 1) for c in _folded(char)]
    return cells


def _counts(text: str, at: int) -> bool:
    """Whether a number in a ring tells how often (抄⑤遍, 每字写⑧个) and is no number of a list."""
    after = text[at + 1:at + 2]
    return bool(after) and (after in "遍次" or after in "个页张套篇行" and _IS_CJK.match(text[at - 1:at]) is not None)


def _word_spaces(cells: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Without the spaces that part nothing: one stays between two numbers, two words in letters, or a word and a number."""
    kept: list[tuple[str, int, int]] = []
    for at, cell in enumerate(cells):
        if cell[0] != " ":
            kept.append(cell)
            continue
        before = kept[-1][0] if kept else "\n"
        after = next((c for c, _, _ in cells[at + 1:at + 40] if c != " "), "\n")
        if before == " " or not (before.isascii() and before.isalnum() and after.isascii() and after.isalnum()):
            continue
        if _spelled_out(kept, before, after) or _pulled_number(kept, before, after):
            continue
        kept.append(cell)
    return kept


def _spelled_out(kept: Sequence[tuple[str, int, int]], before: str, after: str) -> bool:
    """Single letters with spaces between them are one word (d k, a p p)."""
    alone = len(kept) < 2 or not _LETTER.match(kept[-2][0]) or kept[-2][1:] != (kept[-1][1] - 1, kept[-1][1])
    return bool(_LETTER.match(before) and _LETTER.match(after)) and alone


def _pulled_number(kept: Sequence[tuple[str, int, int]], before: str, after: str) -> bool:
    """A number with a space inside, right after a word of copying (抄 1 0 遍)."""
    return bool(_DIGIT.match(before) and _DIGIT.match(after) and len(kept) > 1 and kept[-2][0] in "抄写默罚各个")


def _without(cells: list[tuple[str, int, int]], spans: Iterable[tuple[int, int]], keep: re.Pattern[str]) -> list[tuple[str, int, int]]:
    dropped = {at for start, end in spans for at in range(start, end) if not keep.match(cells[at][0])}
    return [cell for at, cell in enumerate(cells) if at not in dropped] if dropped else cells


def read(text: str, spelling: Spelling, *, lines: bool = True) -> Plain:
    """The text as the rules read it. Widths, letters and characters are folded; spaces, emoji and signs inside words go; known other
    spellings become the word meant. `lines` False: ends of lines go too. Reading what was read changes nothing."""
    cells = _word_spaces(_first_reading(text))
    if not lines:
        cells = [cell for cell in cells if cell[0] != "\n"]
    # Single characters below each other are one word.
    joined = []
    for at, cell in enumerate(cells):
        if cell[0] == "\n" and _stands_alone(cells, at):
            continue
        joined.append(cell)
    cells = joined
    cells = [cell for at, cell in enumerate(cells) if not (cell[0] in _NOISE and _inside(cells, at))]
    for _ in range(3):
        plain = "".join(c for c, _, _ in cells)
        spans = [found.span() for found in _RUN.finditer(plain)]
        if spelling.apart is not None:
            spans += [found.span() for found in spelling.apart.finditer(plain)]
        fewer = _without(cells, spans, _IS_CJK)
        if len(fewer) == len(cells):
            break
        cells = fewer
    plain = "".join(c for c, _, _ in cells)
    for pattern, word in spelling.otherwise:
        found = [match.span() for match in pattern.finditer(plain) if match[0]]
        for start, end in reversed(found):
            cells[start:end] = [(c, cells[start][1], cells[end - 1][2]) for c in word]
        if found:
            plain = "".join(c for c, _, _ in cells)
    return Plain(plain, tuple(s for _, s, _ in cells), tuple(e for _, _, e in cells))


def _inside(cells: Sequence[tuple[str, int, int]], at: int) -> bool:
    """Whether a sign stands between two Chinese characters, other such signs aside."""
    before = next((c for c, _, _ in reversed(cells[max(0, at - 4):at]) if c not in _NOISE), "")
    after = next((c for c, _, _ in cells[at + 1:at + 5] if c not in _NOISE), "")
    return bool(before and after and _IS_CJK.match(before) and _IS_CJK.match(after))


def _stands_alone(cells: Sequence[tuple[str, int, int]], at: int) -> bool:
    """Whether the end of a line at `at` has a single Chinese character on its line before and after it."""
    def alone(place: int) -> bool:
        if not 0 <= place < len(cells) or not _IS_CJK.match(cells[place][0]):
            return False
        return (place == 0 or cells[place - 1][0] == "\n") and (place == len(cells) - 1 or cells[place + 1][0] == "\n")
    return alone(at - 1) and alone(at + 1)
