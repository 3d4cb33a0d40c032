"""The words of findings and of a period's figures, each sentence by its Chinese key. They are said in the reader's language elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from schoolapp.rules.findings import FindingKind, FindingState, Level
from schoolapp.words import N_


class KindWords(NamedTuple):
    """A kind in a list, as the title of its table, and the heading of its figure beside its limit ('' where it is 1 of 0)."""

    short: str
    title: str
    figure: str


KIND_WORDS: Mapping[FindingKind, KindWords] = MappingProxyType(
    {
        FindingKind.OVER_CAP: KindWords(N_("书面超限"), N_("书面作业超过上限"), N_("书面 / 上限")),
        FindingKind.HOME_WRITTEN: KindWords(N_("低年级回家书面"), N_("一、二年级有回家书面作业"), N_("回家书面 / 上限")),
        FindingKind.NO_SESSION: KindWords(N_("无场次"), N_("应开展而没有课后服务场次"), N_("时长 / 应达")),
        FindingKind.OUTSIDE_SCHOOL_DAYS: KindWords(N_("非上课日开展"), N_("非上课日开展课后服务"), ""),
        FindingKind.COVERAGE: KindWords(N_("覆盖不足"), N_("有需求的学生未全部参加课后服务"), N_("参加 / 有需求")),
        FindingKind.MISSING: KindWords(N_("未公示"), N_("应公示而未公示"), ""),
        FindingKind.SHORT_DAY: KindWords(N_("时长不足"), N_("课后服务时长不足"), N_("时长 / 应达")),
        FindingKind.EARLY_END: KindWords(N_("结束过早"), N_("课后服务早于正常下班时间结束"), N_("结束 / 应不早于")),
        FindingKind.NEW_LESSON: KindWords(N_("讲新课或考试"), N_("课后服务内容涉及讲新课、补课或考试刷题"), ""),
        FindingKind.WORDING: KindWords(N_("作业措辞"), N_("作业内容的措辞"), ""),
        FindingKind.LATE: KindWords(N_("补录"), N_("补录（公示晚于当日）"), ""),
        FindingKind.SAMPLE_OVER_CAP: KindWords(N_("抽测超限"), N_("作业用时抽测均值超过上限"), N_("抽测均值 / 上限")),
        FindingKind.IN_SCHOOL_SHARE: KindWords(N_("校内完成占比"), N_("书面作业校内完成占比低于参考线"), N_("占比 / 参考线")),
        FindingKind.OPTIONAL_OVER_LIMIT: KindWords(N_("选做超量"), N_("选做书面作业超过校定上限"), N_("选做 / 上限")),
        FindingKind.NO_HOMEWORK_DAY: KindWords(N_("无作业日"), N_("无作业日有书面作业"), N_("书面 / 上限")),
    }
)

LEVEL_WORDS: Mapping[Level, str] = MappingProxyType({Level.RED: N_("红"), Level.YELLOW: N_("黄"), Level.INFO: N_("提示")})
LEVEL_TITLES: Mapping[Level, str] = MappingProxyType({Level.RED: N_("违反规定"), Level.YELLOW: N_("须查看"), Level.INFO: N_("供参考")})
STATE_WORDS: Mapping[FindingState, str] = MappingProxyType(
    {
        FindingState.TO_VERIFY: N_("待核实"),
        FindingState.TRUE: N_("属实"),
        FindingState.FALSE_ALARM: N_("误报"),
        FindingState.EXPLAINED: N_("已说明"),
        FindingState.LISTED: N_("转问题清单"),
    }
)

# The figures of a period in the order of `check --json`: their words and unit.
FIGURE_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "school_days": (N_("上课日"), N_("天")),
        "class_days_recorded": (N_("已公示班日"), N_("班日")),
        "class_days_expected": (N_("应公示班日"), N_("班日")),
        "homework_items": (N_("公示作业项数"), N_("项")),
        "late_items": (N_("补录项数"), N_("项")),
        "written_minutes_total": (N_("书面作业分钟数合计"), N_("分钟")),
        "home_minutes_total": (N_("回家书面作业分钟数合计"), N_("分钟")),
        "sessions_held": (N_("已开展课后服务场次"), N_("场")),
        "sessions_cancelled": (N_("已取消课后服务场次"), N_("场")),
        "weeks_5plus2_met": (N_("5+2 达标年级周"), N_("年级周")),
        "weeks_5plus2_total": (N_("5+2 应达标年级周"), N_("年级周")),
        "staff_minutes_total": (N_("教职工课后服务分钟数合计"), N_("分钟")),
        "pupils": (N_("学生数"), N_("人")),
        "pupils_asked": (N_("有课后服务需求的学生"), N_("人")),
        "pupils_joined": (N_("参加课后服务的学生"), N_("人")),
    }
)
