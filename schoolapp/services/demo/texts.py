"""What the demo school's teachers write: homework by subject and stage, contents of sessions, reasons. Which of it on which day stands in
`plan`."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from schoolapp.rules.homework import Kind


class Menu(NamedTuple):
    """How a subject gives homework in a grade: on which weekdays, which minutes, of which kind, which texts ({p} page, {u} unit)."""

    weekdays: frozenset[int]
    minutes: tuple[int, ...]
    kind: Kind
    texts: tuple[str, ...]


def _days(text: str) -> frozenset[int]:
    return frozenset(int(c) for c in text)


_CHINESE_LOW = ("自己选一本绘本，安静地读一会儿", "朗读今天学的儿歌，能背下来更好", "和家里人说说课文里的小故事")
_MATHS_LOW = ("数一数家里的餐具，说说怎样分类", "口算 20 题，说出算法", "用积木摆一摆今天学的图形")
_WRITING_LOW = ("在田字格里写好本课 8 个生字，在校完成", "看拼音写词语一页，在校完成")
_CHINESE_PRIMARY = (
    "语文作业本第 {u} 单元：词语与句子",
    "写好本课生字，每个字两遍，再各组一个词",
    "小练笔：仿照课文第二段写一段话",
    "语文作业本第 {p} 页，阅读短文回答问题",
    "整理本单元的四字词语，选三个造句",
    "修改上周的习作开头，誊写一遍",
)
_MATHS_PRIMARY = (
    "数学练习册第 {p} 页第 1～5 题",
    "口算 20 题，竖式计算 4 题",
    "课本第 {p} 页“练一练”",
    "练习册第 {p} 页解决问题 3 道",
    "订正单元小测，再做同类题 2 道",
)
_ENGLISH_PRIMARY = ("英语练习册第 {p} 页 A、B 部分", "Unit {u} 单词各写两遍，并选 4 个造句", "看图写 4 个句子", "Unit {u} 句型填空一页")
_CHINESE_MIDDLE = (
    "语文学案第 {p} 页：文言文字词与断句",
    "课内阅读训练一篇，第 1～4 题",
    "默写本单元古诗两首，订正",
    "作文提纲：一次难忘的合作",
    "学案第 {p} 页语言运用部分",
    "名著阅读：摘抄两处并写批注",
)
_MATHS_MIDDLE = (
    "数学学案第 {p} 页基础题 6 道",
    "课本习题 {u}.2 第 2、4、6 题",
    "学案第 {p} 页例题变式 3 道",
    "整理错题两道，写清错因并重做",
    "单元练习第 1～8 题",
)
_ENGLISH_MIDDLE = (
    "英语学案第 {p} 页完形填空与阅读 A 篇",
    "Unit {u} 词汇与短语练习一页",
    "书面表达：写一封 60 词左右的短信",
    "Unit {u} 语法填空 10 题",
)
_PHYSICS = ("物理同步练习第 {p} 页第 1～6 题", "画出本课的受力示意图 4 幅", "实验报告：填写数据并写结论")
_CHEMISTRY = ("化学同步练习第 {p} 页", "写出本课的化学方程式并配平", "填写实验现象与结论表")
_CIVICS = ("材料分析题一道，写出观点和理由", "整理本课知识结构图")
_HISTORY = ("完成时间轴：本单元大事", "史料阅读题一道")
_GEOGRAPHY = ("填图练习一幅", "读图回答第 1～4 题")
_BIOLOGY = ("生物学练习第 {p} 页选择题", "画出细胞结构示意图并标注")
_SCIENCE = ("观察窗台上的植物，记下今天的变化", "用身边的材料试一试哪些能浮起来")
_MORALITY = ("整理自己的书桌，说说怎样安排放学后的时间", "找一找小区里的公共设施，想想它们的用处")
_SPORTS = ("跳绳 3 组，每组 1 分钟，再做拉伸", "仰卧起坐 2 组，每组 15 个，注意热身")

_EVERY = _days("12345")
_PRIMARY = {
    "语文": Menu(_EVERY, (15, 20, 20, 25), Kind.WRITTEN, _CHINESE_PRIMARY),
    "数学": Menu(_EVERY, (15, 20, 20), Kind.WRITTEN, _MATHS_PRIMARY),
    "英语": Menu(_days("1345"), (10, 10, 12, 15), Kind.WRITTEN, _ENGLISH_PRIMARY),
    "科学": Menu(_days("2"), (15, 20), Kind.PRACTICAL, _SCIENCE),
    "道德与法治": Menu(_days("4"), (10,), Kind.PRACTICAL, _MORALITY),
    "体育与健康": Menu(_days("25"), (15, 20), Kind.SPORTS, _SPORTS),
}
_LOW = {
    "语文": Menu(_days("124"), (10, 15), Kind.READING, _CHINESE_LOW),
    "数学": Menu(_days("35"), (10,), Kind.ORAL, _MATHS_LOW),
    "科学": Menu(_days("4"), (10,), Kind.PRACTICAL, _SCIENCE),
    "道德与法治": Menu(frozenset(), (10,), Kind.PRACTICAL, _MORALITY),
}
WRITING_LOW = Menu(_days("2"), (10,), Kind.WRITTEN, _WRITING_LOW)
_MIDDLE = {
    "语文": Menu(_EVERY, (20, 20, 25), Kind.WRITTEN, _CHINESE_MIDDLE),
    "数学": Menu(_EVERY, (20, 25, 25), Kind.WRITTEN, _MATHS_MIDDLE),
    "英语": Menu(_EVERY, (15, 20, 20), Kind.WRITTEN, _ENGLISH_MIDDLE),
    "物理": Menu(_days("1345"), (10, 10, 15), Kind.WRITTEN, _PHYSICS),
    "化学": Menu(_days("235"), (10,), Kind.WRITTEN, _CHEMISTRY),
    "道德与法治": Menu(_days("1"), (8, 10), Kind.WRITTEN, _CIVICS),
    "历史": Menu(_days("3"), (8, 10), Kind.WRITTEN, _HISTORY),
    "地理": Menu(_days("4"), (8,), Kind.WRITTEN, _GEOGRAPHY),
    "生物学": Menu(_days("2"), (8,), Kind.WRITTEN, _BIOLOGY),
}


def menus_of(grade: int) -> dict[str, Menu]:
    """Subject -> how it gives homework in the grade, in the order in which the day's room is shared out."""
    return _LOW if grade <= 2 else _PRIMARY if grade <= 6 else _MIDDLE


def text_of(menu: Menu, chance: Random, week: int) -> str:
    """One of the menu's texts; pages and units rise with the week of the term."""
    return chance.choice(menu.texts).format(p=4 + week * 4 + chance.randrange(4), u=1 + week // 3)


LATE_REASONS = (
    "当天课上已经说明，放学前没来得及登记",
    "当天下午外出教研，今天补登",
    "当天网络不通，今天补登",
    "登记后没有点发布，今天补上",
)
CORRECTED = ("最后一题还没讲到，去掉", "估时偏长，按学生实际用时更正", "题号写错，更正")
WITHDRAWN = "登记到别的班了，撤回"
LONG_TEXT = "单元综合练习一张"
OPTIONAL_TEXT = "选做：拓展阅读一篇并写感想"
HOME_TEXT = "口算练习一页"
_HELP = ("自主完成作业，个别答疑", "完成当天作业，老师面批订正", "完成作业，提前做完的自主阅读", "复习当天内容，答疑辅导")
_CARE = ("自主阅读，等候放学",)
_HELD = {
    "C01": ("师生共读绘本，交流感受", "自主阅读，好书分享"),
    "C02": ("分声部练习合唱", "发声练习，复习学过的歌"),
    "C03": ("数字谜题与数独比一比", "七巧板拼图，说说思路"),
    "C04": ("热身，带球与传球练习，小场比赛", "射门练习，放松拉伸"),
    "C05": ("种植园除草浇水", "学做简单的手工缝纫"),
    "C06": ("动手做实验，填写观察记录", "看科普短片，小组讨论"),
    "C07": ("分组搭建小车，调试程序", "循迹小车练习赛"),
    "C08": ("热身，双人跳与长绳练习", "花样动作练习，小组展示"),
    "C09": ("诗歌朗诵与仿写", "读书分享会"),
    "C10": ("热身，跑跳投基础练习", "接力练习，放松拉伸"),
    "C11": ("临摹碑帖，作品点评", "写意花鸟练习"),
}
NEW_LESSON = "讲授新课“一次函数的图象”，完成课后练习"


def content_of(code: str, care: bool) -> tuple[str, ...]:
    """What is written about a session of the programme; `care`: extended care."""
    return _HELD.get(code, _CARE if care else _HELP)
