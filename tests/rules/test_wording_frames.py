"""The wording rules on sentences put together from parts: whoever is asked, in whatever words, is found with every verb; with a denial, with
another doer or in a club none is. The parts are common ones; lines as they are really written stand in `wording_lines.tsv`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from schoolapp.rules.homework import Kind
from schoolapp.rules.wording import HitLevel, homework_hits, new_lesson_hit, session_hits

ASKED = ("请家长", "家长", "由家长", "让爸爸妈妈", "麻烦家长", "请各位家长", "家长帮忙", "需要父母", "家长务必")
PARENTS_DO = (
    "签字", "检查", "批改", "查看", "核对", "打分", "打勾", "评个等级", "写一句评语", "写上日期", "过目", "看一看有没有错", "督促订正", "圈出错题", "检查对错",
    "验收", "签个名", "写上“已阅”", "填写记录表", "用红笔批改", "在本上签字", "拍照上传", "录视频", "打印", "扫码提交", "点评", "抽查背诵并签字", "把好质量关",
    "监督完成", "看着孩子写完", "出10道题", "记录用时", "标出错误",
)
PUPILS = ("同桌", "自己", "组长", "课代表", "前后桌互相", "小组内交换", "学习委员", "各自", "小老师", "班长", "两人一组互相")
PUPILS_DO = ("批改", "批一批", "批阅", "改作业", "打分", "判卷", "对答案", "改默写", "把作业批完")
FAILING = ("没背会的", "没交作业的", "默写不过关的", "错题多的", "迟到的", "没考到90分的", "上课说话的", "谁没写完", "书写潦草的", "忘带书的")
PENALTIES = ("罚抄10遍", "抄五遍", "重写三遍", "作业翻倍", "多做一张卷子", "抄全文", "放学留下", "不许上体育课", "写检讨", "双份", "每个词抄10遍")
SENT = ("发到班级群", "上传到小程序", "发我微信", "提交到钉钉", "在微信群里打卡", "拍照上传", "线上提交", "在APP上提交", "扫码提交", "发到老师邮箱",
        "传到家校平台")
WRITTEN = ("写生字", "默写词语", "写一页田字格", "完成练习册第8页", "写日记", "做数学书第20页", "做10道题", "订正试卷", "描红一页", "列竖式计算", "完成学习单")
NEED_NOT = ("不用", "无需", "不必", "不要", "不需要", "请勿", "不再")
KIN = ("爷爷", "爸爸妈妈", "妈妈", "家人")
TOLD = ("讲故事", "读课文", "背古诗", "唱儿歌", "说说今天的收获", "讲一讲错题的思路")
LESSONS = ("讲新课", "单元测试", "集体补课", "统一补课", "刷题", "限时训练", "模拟考试", "新授第五课", "小测",
           "集中上课", "赶进度", "学新课", "课文讲解", "补上周缺的课")
CLUBS = ("足球", "合唱", "书法", "编程", "机器人", "围棋", "剪纸", "无人机", "戏剧", "英语角", "绘本阅读", "诗朗诵", "数独")
CLUB_WORDS = ("学习新动作", "第三课", "测试", "比赛", "训练", "第二课时", "规则讲解", "考级", "专项训练", "全班展示", "排名赛", "学习新内容")


def block(text: str, *, grade: int = 4, kind: Kind = Kind.WRITTEN) -> set[str]:
    return {hit.clause for hit in homework_hits(text, grade=grade, kind=kind) if hit.level is HitLevel.BLOCK}


@pytest.mark.parametrize(("clause", "parts"), [
    ("C9", (("数学练习册第8页，", "背诵第5课，"), ASKED, PARENTS_DO)),
    ("C14", (("今天的作业", "口算"), PUPILS, PUPILS_DO)),
    ("C12", (FAILING, PENALTIES)),
    ("PHONE", (("作业", "朗读录音", "实验照片"), ("", "今晚8点前", "写完后"), SENT)),
], ids=("parents", "marking", "penalties", "screens"))
def test_every_put_together_demand_is_found(clause: str, parts: tuple[tuple[str, ...], ...]) -> None:
    assert [text for text in map("".join, product(*parts)) if clause not in block(text)] == []


@pytest.mark.parametrize("kind", [Kind.ORAL, Kind.READING, Kind.PRACTICAL, Kind.OTHER])
def test_written_work_under_another_kind_is_found(kind: Kind) -> None:
    texts = map("".join, product(("读课文，", "", "今晚", "回家"), WRITTEN))
    assert [text for text in texts if "C10" not in block(text, grade=1, kind=kind)] == []


def denied_ones() -> Iterator[str]:
    for who, need_not, what in product(("家长", "爸爸妈妈", "各位家长"), NEED_NOT,
                                    ("签字", "签名", "检查", "批改", "打印", "拍照上传", "打卡", "听写", "对答案")):
        yield from (f"背诵第5课，{who}{need_not}{what}", f"背诵第5课，{need_not}{who}{what}", f"{need_not}请{who}{what}")
    for need_not, what in product((*NEED_NOT, "取消"), ("打卡", "发群", "接龙", "签字", "罚抄", "互批", "在群里打卡", "购买资料", "扫码")):
        yield f"读课文，{need_not}{what}"


def others_do_it() -> Iterator[str]:
    for kin, told in product(KIN, TOLD):
        yield from (f"给{kin}{told}", f"{told}给{kin}听", f"和{kin}一起{told}")
    for who, what in product(("老师", "语文老师", "班主任", "我"), ("批改", "检查", "听写", "打分", "签字", "核对", "面批", "打印好", "讲评")):
        yield f"{who}{what}后再订正"
        if who != "我":
            yield f"今天的作业{who}{what}"


def test_denials_and_other_doers_are_silent() -> None:
    assert [text for text in (*denied_ones(), *others_do_it()) if homework_hits(text, grade=5, kind=Kind.WRITTEN)] == []


def test_lessons_of_every_subject_are_found_and_clubs_are_silent() -> None:
    lessons = map("".join, product(("语文", "数学：", "四年级英语", ""), LESSONS, ("", "，全班参与")))
    assert [text for text in lessons if new_lesson_hit(text) is None] == []
    clubs = map("".join, product(CLUBS, ("", "：", "社团，"), CLUB_WORDS))
    assert [text for text in clubs if session_hits(text)] == []
