"""How rules read a text: one way of writing for each word, with the way back to what was typed. Which words matter stands in the data file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_TRADITIONAL = (
    "長簽檢閱覈對訂監護寫錄視頻傳發給媽爺聽讀練習題試捲單詞頁張個線網機電腦碼掃課後學師組員號讓請買購費繳錢紅訓補報興趣輔導準"
    "備獎勵懲罰項選記節數雙應開關進過還這時間會們結鏈軟體訊誰寶當輪業務須預媽衛麼沒無錯隊鋼筆顏幾兩萬區啟圖畫聲總結達標檔證據"
    "齊滿優爾聯繫認真覺說話語調適點際參與複印彙報統計單親參審覽導終訪問詢顧視佈置評語讚賬轉"
    "貼級壓歸鄰換紙處圍別誤連續難詳細獨責負擔則從眾佔範環測驗擇漢頭韻團類國軍華東風飛鳥魚龍馬車貝見戶歲齒黃燈煙燒熱樂園藝術異競賽運動絡劃識樣極構"
    "樓權歡歷殘氣決況淨淺漸潔濟災爭狀現瑪畢療癥盜盤眞確礎禮種稱穩窮簡籤粵糧紀約紛純納絕絲經綠維緊緩編縣縮織繪繼罵羅義翹聖聞職膚臉臨舉舊艱莊葉蓋薦"
    "藥蘭蟲裝裡裏製規觀觸討設許訴診詩該誦談論諒講謝譜議變豐貓財貨貴資賣賞質賴贈贊趕趙趨跡踐蹤較載輕輸辦農迴週遊違遠遲遺邊鄉醫釋針鈴銀銷鋒鍵鍛鎮鐘"
    "鐵鑑門閃閉閒闊陣陰陳陸陽階隨險隱雖雜離靜響順頒領額願顯飯飲養餘館駐駕騎驚髒鬆鬧鮮鴨麗黨齡倫偉側偵傑傷傾僅價儀億儲兒內冊凍劇劉劍勝勞勢勸匯協卻"
    "厲喚喪嘗嚇嚴囑圓場塊塗墊壞夠夢夥奪妝婦孫宮寧寬將專尋層屆屬岡島帥帶幣幫幹廠廣廳強彈徑復徹憶懶懷懸戀戰戲拋捨掛採揚損搖摯撥撿擁擊擋擠擴擺攜攝敗"
    "敘敵斷於暫曆條樹橋欄遞謄豎誇籃燙鍊煉罈壇軌註誌鬥齣囉麵勻舖鋪遙尷糾綁緒繞繩績徵"
)
_SIMPLIFIED = (
    "长签检阅核对订监护写录视频传发给妈爷听读练习题试卷单词页张个线网机电脑码扫课后学师组员号让请买购费缴钱红训补报兴趣辅导准"
    "备奖励惩罚项选记节数双应开关进过还这时间会们结链软体讯谁宝当轮业务须预妈卫么没无错队钢笔颜几两万区启图画声总结达标档证据"
    "齐满优尔联系认真觉说话语调适点际参与复印汇报统计单亲参审览导终访问询顾视布置评语赞账转"
    "贴级压归邻换纸处围别误连续难详细独责负担则从众占范环测验择汉头韵团类国军华东风飞鸟鱼龙马车贝见户岁齿黄灯烟烧热乐园艺术异竞赛运动络划识样极构"
    "楼权欢历残气决况净浅渐洁济灾争状现玛毕疗症盗盘真确础礼种称稳穷简签粤粮纪约纷纯纳绝丝经绿维紧缓编县缩织绘继骂罗义翘圣闻职肤脸临举旧艰庄叶盖荐"
    "药兰虫装里里制规观触讨设许诉诊诗该诵谈论谅讲谢谱议变丰猫财货贵资卖赏质赖赠赞赶赵趋迹践踪较载轻输办农回周游违远迟遗边乡医释针铃银销锋键锻镇钟"
    "铁鉴门闪闭闲阔阵阴陈陆阳阶随险隐虽杂离静响顺颁领额愿显饭饮养余馆驻驾骑惊脏松闹鲜鸭丽党龄伦伟侧侦杰伤倾仅价仪亿储儿内册冻剧刘剑胜劳势劝汇协却"
    "厉唤丧尝吓严嘱圆场块涂垫坏够梦伙夺妆妇孙宫宁宽将专寻层届属冈岛帅带币帮干厂广厅强弹径复彻忆懒怀悬恋战戏抛舍挂采扬损摇挚拨捡拥击挡挤扩摆携摄败"
    "叙敌断于暂历条树桥栏递誊竖夸篮烫炼炼坛坛轨注志斗出啰面匀铺铺遥尴纠绑绪绕绳绩征"
)
_SAME = {**dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)), "✓": "√", "✔": "√", "☑": "√", "✅": "√", "﹕": ":", "∶": ":", "；": ";", "…": ",", "—": "-",
         "–": "-", "－": "-", "~": "-", "～": "-", "〜": "-", "．": ".", "💳": "卡", "🃏": "卡", "🎴": "卡"}
SIMPLE = {ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)}
_CJK = "\u3400-\u9fff\u3007"
_IS_CJK = re.compile(f"[{_CJK}]")
# Signs that nobody writes between two Chinese characters of one word: they are only there to hide it.
_NOISE = frozenset("*_|^#·•・‧`\\=<>{}[]$%&¦§¶°º¤¨´ˇ˙˘¸")
_LETTER, _DIGIT = re.compile("[a-z]"), re.compile("[0-9]")
_LETTERS_APART = re.compile("(?<![a-z0-9.])[a-z](?:[.-][a-z]){2,}(?![a-z0-9.])")
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
    """Words written otherwise: (pattern, the word meant); words that may be pulled apart by weak signs; words written by their sound (the
    number of the matching group is that of the word), but not where a word of its own (`real`) stands there."""

    otherwise: tuple[tuple[re.Pattern[str], str], ...]
    apart: re.Pattern[str]
    sounded: re.Pattern[str]
    words: tuple[str, ...]
    real: re.Pattern[str]

    def meant(self, plain: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, the word meant) of what is written by its sound."""
        for match in self.sounded.finditer(plain):
            word = self.words[(match.lastindex or 1) - 1]
            if match[0] != word and self.real.match(plain, match.start()) is None:
                yield match.start(), match.end(), word


def make_spelling(
    otherwise: Iterable[tuple[str, str]], kept_whole: Sequence[str], sounds: Mapping[str, tuple[str, str]], sounded: Sequence[str], real: Sequence[str],
) -> Spelling:
    """From the data file: patterns with their words, the words that stay one word with a dot or dash inside, and the words that may be
    written by their sound (character -> pinyin, characters of the same sound), unless what then stands there is a word of its own."""
    between = r"[-./'\"“”+()]{1,6}"
    apart = re.compile("|".join(between.join(map(re.escape, word)) for word in kept_whole))
    first = "".join({char for word in sounded for char in word[0] + sounds[word[0]][0][0] + sounds[word[0]][1]})
    by_sound = re.compile(f"(?=[{first}])(?:" + "|".join(f"({_by_sound(word, sounds)})" for word in sounded) + ")")
    return Spelling(tuple((re.compile(pattern), word) for pattern, word in otherwise), apart, by_sound, tuple(sounded), re.compile("|".join(real)))


def _by_sound(word: str, sounds: Mapping[str, tuple[str, str]]) -> str:
    """A word of two characters with one of them replaced by another of the same sound, or one or both in letters."""
    first, last = word[0], word[1]
    (told, like), (told_last, like_last) = sounds[first], sounds[last]
    letters, letters_last = f"(?<![a-z]){told}", f"{told_last}(?![a-z])"
    written = [f"[{like}]{last}"] * bool(like) + [f"{first}[{like_last}]"] * bool(like_last)
    return "|".join([*written, f"{first} ?{letters_last}", f"{letters} ?{last}", f"{letters} ?{letters_last}"])


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
        if "\u4e00" <= char <= "\u9fff":
            cells.append((_SAME.get(char, char), at, at + 1))
            continue
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
        spans += [found.span() for found in spelling.apart.finditer(plain)]
        fewer = _without(cells, spans, _IS_CJK)
        if len(fewer) == len(cells):
            break
        cells = fewer
    cells = _without(cells, [found.span() for found in _LETTERS_APART.finditer("".join(c for c, _, _ in cells))], _LETTER)
    plain = "".join(c for c, _, _ in cells)
    for pattern, word in spelling.otherwise:
        found = [match.span() for match in pattern.finditer(plain) if match[0]]
        for start, end in reversed(found):
            cells[start:end] = [(c, cells[start][1], cells[end - 1][2]) for c in word]
        if found:
            plain = "".join(c for c, _, _ in cells)
    for start, end, word in reversed([*spelling.meant(plain)]):
        cells[start:end] = [(c, cells[start][1], cells[end - 1][2]) for c in word]
        plain = plain[:start] + word + plain[end:]
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
