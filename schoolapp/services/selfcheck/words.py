"""What a self-check's answers say in words: verdicts, what caps them, and each item's sentence made of its figures. The lead (the period) and the tail
(what is missing) stand beside the sentence on pages and papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from schoolapp import words
from schoolapp.rules.selfcheck.results import ItemResult, Place, Verdict
from schoolapp.words import N_, gettext

MOST_LISTED = 5
NONE = "—"

VERDICT_WORDS: Mapping[Verdict, str] = MappingProxyType({
    Verdict.MET: N_("数据符合"), Verdict.PARTLY: N_("数据部分符合"), Verdict.NOT_MET: N_("不符合"), Verdict.NOT_FOUND: N_("未发现（仅文字筛查）"),
    Verdict.NEEDS_EVIDENCE: N_("需人工佐证"), Verdict.NO_DATA: N_("无数据"), Verdict.NOT_APPLICABLE: N_("不适用"),
})
TAG_WORDS: Mapping[str, str] = MappingProxyType({
    "data_thin": N_("数据不全"), "no_evidence": N_("人工部分无佐证"), "calendar": N_("校历未确认"), "unsampled": N_("有年级未抽测用时"),
    "to_review": N_("有措辞提示未复核"), "survey": N_("问卷反映"), "sampled_over": N_("抽测有超限"), "written_late": N_("整日补录偏多"),
    "late": N_("当日公示不足"), "no_service": N_("未登记课后服务"), "no_school_days": N_("本期无教学日"), "few_days": N_("教学日不足 3 天，只列数不判"),
    "part_without_data": N_("有一部分无数据"), "no_tiers": N_("有年级未见分层或选做"), "not_stated": N_("校内完成分钟填写不足八成"),
    "no_outside": N_("未借助校外资源"),
    "no_register": N_("没有登记第三方机构"), "open_reports": N_("有反映在办"), "upheld": N_("有反映属实"), "not_confirmed": N_("应开课程清单未确认"),
    "homework_only": N_("任课只录了有作业的学科"), "overdue": N_("有问题逾期"),
    "too_many": N_("次数超出零星范围"), "repeated": N_("同一班级、年级或项目一月内多次"),
    "lowered": N_("人工调低"),
})
ANSWERS_WORDS: Mapping[str, str] = MappingProxyType({"principal": N_("校长"), "leader": N_("年级组长"), "coordinator": N_("课后服务负责人")})
PART_WORDS: Mapping[str, str] = MappingProxyType({
    "days": N_("逐日"), "weeks": N_("逐周"), "coverage": N_("需求覆盖"), "text": N_("文字筛查"), "tiers": N_("分层"), "books": N_("作业本抽查"),
    "load": N_("总量"),
    "share": N_("校内完成"), "posts": N_("岗位"), "ledger": N_("台账"), "plans": N_("学期计划"), "care": N_("延时托管"), "plan": N_("实施方案"),
    "kinds": N_("活动类别"), "providers": N_("机构资质"), "reports": N_("反映"), "subjects": N_("课程"), "exams": N_("考试登记"), "hours": N_("课时确认"),
    "money": N_("经费"), "sessions": N_("场次"), "shown": N_("公开"), "answers": N_("答复"), "classes": N_("班级"), "person": N_("人工部分"),
})

_POSTS = {"principal": N_("校长"), "coordinator": N_("课后服务负责人"), "leader": N_("年级组长"), "homeroom": N_("班主任")}

# Each item's sentence in pieces: what it says, and the figure without which the piece is left out ('' = always there).
_SENTENCES: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType({
    "C4": ((N_("应设责任岗位 %(posts)s 个，在岗 %(filled)s 个"), ""), (N_("空缺：%(empty)s"), "empty")),
    "C6": ((N_("应审签 %(owed)s 个年级周，按时 %(in_time)s 个"), ""), (N_("有课后服务的 %(served)s 天中巡查 %(walked)s 天"), "walked"),
           (N_("逾期未整改 %(overdue)s 项"), "overdue")),
    "C7": ((N_("有书面作业的年级学科 %(pairs)s 个，有学期计划 %(planned)s 个"), ""), (N_("超计划 %(above)s 次"), ""),
           (N_("会商 %(decisions)s 次（调减 %(lowered)s、同意 %(approved)s、未同意 %(declined)s）"), "decisions")),
    "C8": ((N_("应公示 %(expected)s 个班日，已公示 %(recorded)s 个，当日按时 %(on_time)s 个，补录 %(late)s 条"), ""),
           (N_("一、二年级按周 %(weeks_there)s/%(weeks)s 个班周"), "weeks"), (N_("最长连续缺报 %(run)s 天（%(worst)s）"), "worst")),
    "C9": ((N_("作业 %(items)s 条，推给家长的 %(breaches)s 条，当日撤回 %(caught)s 条"), ""), (N_("措辞提示未复核 %(waiting)s 条"), "waiting"),
           (N_("家长问卷 %(yes)s/%(of)s 人被要求过"), "of")),
    "C10": ((N_("判定 %(judged)s 个班日，超上限 %(over)s 个，低年级带回书面 %(low)s 个"), ""),
            (N_("最高 %(highest)s/%(cap)s 分钟（%(worst)s，%(worst_day)s）"), "highest"), (N_("超限中经批准 %(approved)s 个"), "approved"),
            (N_("抽测 %(samples)s 次，超限 %(sampled_over)s 次"), "samples"), (N_("仅为教师预计，没有抽测核对"), "unsampled")),
    "C12": ((N_("书面作业 %(items)s 条，机械或惩罚性 %(breaches)s 条"), ""), (N_("措辞提示未复核 %(waiting)s 条"), "waiting"),
            (N_("分层或选做 %(tiered)s/%(lines)s 个学科班日"), "lines"), (N_("未见分层的年级：%(without)s"), "without")),
    "C13": ((N_("年级月 %(cells)s 个，达到参考线 %(reached)s 个"), ""), (N_("小学 %(primary)s（参考线 %(primary_line)s）"), "primary"),
            (N_("初中 %(middle)s（参考线 %(middle_line)s）"), "middle"), (N_("离参考线最远：%(lowest)s %(lowest_month)s，%(lowest_share)s"), "lowest"),
            (N_("班日太少的 %(thin)s 个"), "thin"), (N_("校内完成分钟填写不足的 %(unstated)s 个"), "unstated")),
    "C14": ((N_("作业 %(items)s 条，让学生代批的 %(breaches)s 条"), ""), (N_("措辞提示未复核 %(waiting)s 条"), "waiting"),
            (N_("抽查作业本 %(books)s 本，教师全批 %(marked)s 本"), "books"), (N_("学生问卷 %(yes)s/%(of)s 人答不是教师批"), "of")),
    "C15": ((N_("应服务 %(owed)s 个年级日，无场次 %(absent)s 个"), ""),
            (N_("%(weeks)s 个年级周达标 %(met)s 个（不达标原因：无场次 %(none)s、不足时 %(short)s、早结束 %(early)s）"), "weeks"),
            (N_("有需求 %(asked)s 人，参加 %(joined)s 人"), "asked"), (N_("未满足的班级：%(classes)s"), "classes")),
    "C16": ((N_("有服务的 %(served)s 个年级日中，早于 %(off)s 结束的 %(early)s 个"), ""), (N_("最早 %(earliest)s（%(where)s，%(day)s）"), "earliest")),
    "C17": ((N_("有延时需求的班日 %(owed)s 个，已提供 %(given)s 个"), ""), (N_("最多 %(most)s 人申请"), "most")),
    "C18": ((N_("服务方案自 %(valid)s 起施行"), "valid"), (N_("没有本期有效的服务方案"), "no_plan"),
            (N_("项目 %(programmes)s 个，开展过 %(kinds)s 类；参加 %(joined)s/%(pupils)s 人（不作为指标）"), ""),
            (N_("学生问卷喜欢 %(yes)s/%(of)s"), "of")),
    "C19": ((N_("三年级及以上 %(days)s 个年级日中，有作业辅导的 %(there)s 个"), ""), (N_("辅导 %(help)s/%(minutes)s 分钟"), "")),
    "C20": ((N_("各年级活动类别 %(least)s–%(most)s 类，最少：%(fewest)s"), "fewest"), (N_("有活动的年级周 %(there)s/%(weeks)s"), "")),
    "C21": ((N_("已开展 %(held)s 场，写明内容 %(said)s 场，涉及讲新课 %(found)s 场"), ""), (N_("学生问卷 %(yes)s/%(of)s 人答上过新课"), "of")),
    "C22": ((N_("收到此类反映 %(received)s 件，在办 %(open)s 件"), ""),),
    "C23": ((N_("校外资源场次 %(sessions)s 场、机构 %(providers)s 家，当日资质不齐 %(lacking)s 场"), ""),),
    "C48": ((N_("应开课程 %(owed)s 门次，已配教师 %(taught)s 门次"), ""), (N_("缺：%(lacking)s"), "lacking")),
    "C49": ((N_("登记考试 %(exams)s 次，不合规 %(broken)s 次"), ""), (N_("涉及：%(grades)s"), "grades")),
    "C51": ((N_("收到此类反映 %(received)s 件，在办 %(open)s 件"), ""),),
    "C53": ((N_("课时共 %(minutes)s 分钟"), ""), (N_("%(people)s 个人月已确认 %(signed)s 个"), "people"),
            (N_("经费支出 %(spent)s 元，用于人员 %(to_staff)s 元"), "spent"), (N_("经费没有填写"), "no_money")),
    "C54": ((N_("场次 %(held)s 场，可计课时 %(usable)s 场"), ""), (N_("参与教师 %(taking_part)s/%(teachers)s 人"), "teachers")),
    "C57": ((N_("收到此类反映 %(received)s 件，在办 %(open)s 件"), ""),),
    "C58": ((N_("监督电话或信箱自 %(since)s 起公开"), "since"), (N_("公示上没有监督电话或信箱"), "not_shown"),
            (N_("到期应复 %(due)s 件，按时 %(in_time)s 件"), "due")),
    "C59": ((N_("收到此类反映 %(received)s 件，在办 %(open)s 件"), ""),),
    "X1": ((N_("已开展 %(held)s 场，其中非教学日 %(found)s 场"), ""), (N_("没有决定的 %(without)s 场"), "without")),
    "X2": ((N_("%(classes)s 个班中，参加多于申请的 %(more)s 个"), ""), (N_("全员参加的年级：%(all_in)s，请核对是否自愿"), "all_in")),
    "X3": ((N_("无作业日 %(judged)s 个班日，有书面作业的 %(found)s 个"), ""),),
})
# A piece that is there because another figure is not.
_WITHOUT = MappingProxyType({"no_plan": "valid", "no_money": "spent", "not_shown": "since"})
_NOT_KEPT: Mapping[str, str] = MappingProxyType({
    "C6": N_("本校没有在这里做过周确认，凭材料说明。"), "C7": N_("本校没有在这里填过学期作业计划，凭材料说明。"),
    "C17": N_("没有登记延时托管的需求人数，凭材料说明。"), "C22": N_("没有开通意见建议，凭材料说明。"), "C51": N_("没有开通意见建议，凭材料说明。"),
    "C57": N_("没有开通意见建议，凭材料说明。"), "C59": N_("没有开通意见建议，凭材料说明。"), "C48": N_("应开课程清单还没有确认。"),
    "C49": N_("还没有登记考试。"),
})
_NO_SERVICE = N_("本期没有登记课后服务项目。")
_NO_SUCH_DAY = N_("本校没有设无作业日。")
_SHARES = frozenset({"primary", "primary_line", "middle", "middle_line", "lowest_share"})
_TIMES = frozenset({"off", "earliest"})


def sentence(result: ItemResult, lang: str) -> str:
    """The item's sentence with its figures; '' for one that people alone answer. A figure that is not there is left out or '—'."""
    pieces = _SENTENCES.get(result.code)
    if pieces is None or not result.parts:
        return ""
    if "no_service" in result.tags and result.code != "C18":
        return gettext(lang, _NO_SERVICE)
    if result.code == "X3" and result.verdict is Verdict.NOT_APPLICABLE:
        return gettext(lang, _NO_SUCH_DAY)
    if result.values.get("kept") is False and result.code in _NOT_KEPT:
        return gettext(lang, _NOT_KEPT[result.code])
    shown = {name: _said(lang, name, value) for name, value in result.values.items() if name != "kept"}
    said = [gettext(lang, template, **shown) for template, needs in pieces if _is_there(result, needs)]
    if lang == "zh":
        return "；".join(said) + "。"
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}."


def _is_there(result: ItemResult, needs: str) -> bool:
    if not needs:
        return True
    if needs == "unsampled":
        return result.values["judged"] > 0 and not result.values["samples"]
    if needs in _WITHOUT:
        return result.values[_WITHOUT[needs]] is None
    value = result.values.get(needs)
    return value is not None and value != () and (value != 0 or needs in ("walked", "primary", "middle"))


def _said(lang: str, name: str, value: Any) -> str:
    if value is None:
        return NONE
    if name == "empty":
        return _listed(lang, [_post(lang, *one) for one in value])
    if name in _SHARES:
        return words.format_share(lang, value)
    if name in _TIMES:
        return words.format_minutes_of_day(value)
    if isinstance(value, Place):
        return place_name(lang, value)
    if isinstance(value, tuple):
        return _listed(lang, list(dict.fromkeys(place_name(lang, one) if isinstance(one, Place) else str(one) for one in value)))
    if isinstance(value, date):
        return words.format_date(lang, value, "full" if name in ("valid", "since") else "day")
    if isinstance(value, int | float):
        return words.format_number(lang, value)
    return words.format_date(lang, date.fromisoformat(f"{value}-01"), "month") if name == "lowest_month" else str(value)


def _post(lang: str, role: str, grade: int, number: int) -> str:
    where = place_name(lang, Place(grade, number)) if grade else ""
    who = gettext(lang, _POSTS[role])
    return f"{where} {who}".strip() if lang == "en" else where + who


def place_name(lang: str, place: Place) -> str:
    """A class, or a grade where it has no number."""
    return words.class_name(lang, place.grade, place.number) if place.number else words.grade_name(lang, place.grade)


def _listed(lang: str, names: list[str]) -> str:
    """At most five, then how many there are."""
    if not names:
        return gettext(lang, "无")
    shown = words.join(lang, names[:MOST_LISTED])
    return shown if len(names) <= MOST_LISTED else gettext(lang, "%(names)s等 %(n)s 项", names=shown, n=len(names))
