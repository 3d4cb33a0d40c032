"""What a day says in plain sentences, for picture and feeds. The pages say the same with their own marks around the figures; a test compares
both."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from schoolapp import words
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.session_heads import Finished
from schoolapp.services.notices.facts import DayNotice, NoticeItem, NoticeState, ServiceNotice, ServiceSlot
from schoolapp.words import N_, gettext

# How far a class got in homework help, as the service logged it.
FINISHED = {
    Finished.MOST: N_("作业辅导登记：本班多数同学已在校写完作业"),
    Finished.HALF: N_("作业辅导登记：本班约一半同学已在校写完作业"),
    Finished.FEW: N_("作业辅导登记：本班少数同学已在校写完作业"),
}
PROGRAMMES_MOST = 8  # of one stretch of the service by name


def sentence(n: DayNotice, lang: str) -> str:
    """The one sentence of the day."""
    def say(today: str, other: str, **values: Any) -> str:
        return gettext(lang, today if n.is_today else other, **values)
    if n.state is NoticeState.WRITTEN:
        figures = {"written": _minutes(lang, n.written), "done": _minutes(lang, n.done or 0), "home": _minutes(lang, n.home)}
        if n.done and not n.home:
            return say("今天书面作业约 %(written)s，都在校完成，回家没有书面作业。", "当天书面作业约 %(written)s，都在校完成，回家没有书面作业。", **figures)
        if n.done:
            return say("今天书面作业约 %(written)s，在校完成 %(done)s，回家约 %(home)s。",
                       "当天书面作业约 %(written)s，在校完成 %(done)s，回家约 %(home)s。", **figures)
        return say("今天书面作业约 %(written)s，回家约 %(home)s。", "当天书面作业约 %(written)s，回家约 %(home)s。", **figures)
    today, other = {
        NoticeState.OTHER: ("今天没有书面作业", "当天没有书面作业"),
        NoticeState.NONE: ("今天没有作业", "当天没有作业"),
        NoticeState.LATER: ("老师稍后公示", "老师稍后公示"),
        NoticeState.NOT_YET: ("今日尚未公示", "今日尚未公示"),
        NoticeState.MISSING: ("当天未公示", "当天未公示"),
        NoticeState.NOT_OWED: ("一、二年级不留回家的书面作业", "一、二年级不留回家的书面作业"),
        NoticeState.NO_SCHOOL: ("今天不上课", "这一天不上课"),
        NoticeState.AHEAD: ("还没到这一天", "还没到这一天"),
        NoticeState.OUTSIDE: ("这一天不在本学年", "这一天不在本学年"),
    }[n.state]
    return say(today, other)


def detail(n: DayNotice, lang: str) -> str:
    """What belongs below the sentence; '' for a day with written homework."""
    call = n.school.report_phone
    at = words.format_time(n.publish_by)
    if n.state is NoticeState.OTHER:
        return gettext(lang, "有%(kinds)s，不计入书面时间。", kinds=words.join(lang, list(dict.fromkeys(_kind(i, lang) for i in n.items))))
    if n.state is NoticeState.NONE and n.declared_at:
        message = "全班今日无作业，%(time)s 公示。" if n.is_today else "全班当日无作业，%(time)s 公示。"
        return gettext(lang, message, time=_moment(n.declared_at, n.day, lang))
    if n.state is NoticeState.LATER:
        return gettext(lang, "一般在 %(time)s 前公示。", time=at)
    if n.state is NoticeState.NOT_YET:
        return (gettext(lang, "%(time)s 已过。有疑问可以打学校电话 %(phone)s。", time=at, phone=call) if call
                else gettext(lang, "%(time)s 已过。有疑问可以联系学校。", time=at))
    if n.state is NoticeState.MISSING:
        return (gettext(lang, "未公示不等于没有作业，有疑问可以打学校电话 %(phone)s。", phone=call) if call
                else gettext(lang, "未公示不等于没有作业，有疑问可以联系学校。"))
    if n.state is NoticeState.NOT_OWED:
        return gettext(lang, "今天没有公示其他作业。" if n.is_today else "当天没有公示其他作业。")
    if n.state is NoticeState.AHEAD:
        return gettext(lang, "当天上课后公示，一般在 %(time)s 前。", time=at)
    return n.note if n.state is NoticeState.NO_SCHOOL else ""


def ease(n: DayNotice, lang: str) -> list[str]:
    """What families may leave: checking, and whatever is not done by the evening stop."""
    if not n.items:
        return []
    found = [gettext(lang, "不需要家长检查、批改或签字。")]
    if n.home:
        found.append(gettext(lang, "写到 %(time)s 还没写完，可以停笔睡觉。", time=words.format_time(n.evening_stop)))
    elif n.low_grade:
        found.append(gettext(lang, "一、二年级不留回家的书面作业。"))
    return found


def about(i: NoticeItem, day: date, lang: str) -> str:
    """An item's kind, tier and in-school part."""
    parts = [gettext(lang, "书面") if i.kind is Kind.WRITTEN else gettext(lang, "电子作业（计入总量）") if i.kind is Kind.ELECTRONIC
             else gettext(lang, "%(kind)s作业，不计入书面时间", kind=gettext(lang, i.kind.value))]
    if i.optional:
        parts.append(gettext(lang, "选做，不计入书面时间" if i.written else "选做"))
    elif i.one_of:
        parts.append(gettext(lang, "%(tier)s层（做其中一层）", tier=gettext(lang, i.tier.value)))
    elif i.tier is not Tier.EVERYONE:
        parts.append(gettext(lang, "%(tier)s层", tier=gettext(lang, i.tier.value)))
    if i.in_school:
        parts.append(gettext(lang, "全部在校完成") if i.in_school == i.minutes else gettext(lang, "在校完成 %(n)s 分钟", n=i.in_school))
    elif i.in_school is not None and i.written:
        parts.append(gettext(lang, "回家完成"))
    if i.late_at:
        parts += [gettext(lang, "补录"), gettext(lang, "%(time)s 公示", time=_moment(i.late_at, day, lang))]
    if i.corrected_at:
        parts.append(gettext(lang, "%(time)s 更正", time=_moment(i.corrected_at, day, lang)))
    return ("，" if lang == "zh" else ", ").join(parts)


def against_cap(n: DayNotice, lang: str) -> list[str]:
    """The sum beside the cap, what stands beside it, and what lies beyond."""
    found = []
    if n.state is NoticeState.WRITTEN:
        found.append(gettext(lang, "书面合计 %(written)s 分钟，其中回家 %(home)s 分钟（上限 0 分钟）", written=n.written, home=n.home) if n.low_grade
                     else gettext(lang, "书面合计 %(written)s / %(cap)s 分钟（上限）", written=n.written, cap=n.cap))
    if n.optional:
        found.append(gettext(lang, "另有选做 %(n)s 分钟，不计入", n=n.optional))
    if n.tiers:
        found.append(gettext(lang, "分层作业每人只做其中一层，合计按用时最多的一层算。" if n.tiers == "one" else "分层作业各层都做，合计是各层相加。"))
    if n.over_by:
        found.append(gettext(lang, "一、二年级不留回家的书面作业，这 %(n)s 分钟可以不做。", n=n.over_by) if n.low_grade
                     else gettext(lang, "超出上限 %(n)s 分钟，超出的部分可以不做。", n=n.over_by))
    return found


def service_lines(service: ServiceNotice | None, lang: str) -> list[str]:
    """The day's service: its end first, then what runs where."""
    if service is None:
        return []
    found = []
    if service.announced is not None and not service.slots:
        found.append(gettext(lang, "没有课后服务") + (gettext(lang, "（%(why)s）", why=service.announced) if service.announced else ""))
    if service.ends_at:
        found.append(gettext(lang, "%(time)s 结束", time=words.format_minutes_of_day(service.ends_at)))
    if service.extended_until:
        found.append(gettext(lang, "延时托管到 %(time)s", time=words.format_minutes_of_day(service.extended_until)))
    found += [slot(one, lang) for one in service.slots]
    found += [gettext(lang, "已取消：%(what)s", what=slot(one, lang)) for one in service.cancelled]
    if service.finished:
        found.append(gettext(lang, FINISHED[service.finished]))
    return found


def got_done(n: DayNotice, lang: str) -> str:
    """How far the class got with its homework in school; '' until the service has logged it."""
    return gettext(lang, FINISHED[n.service.finished]) if n.service and n.service.finished else ""


def slot(one: ServiceSlot, lang: str) -> str:
    """What runs in one stretch of the service."""
    names = [gettext(lang, "%(name)s（%(room)s）", name=name, room=room) if room else name for name, room in one.programmes[:PROGRAMMES_MOST]]
    more = gettext(lang, "等 %(n)s 项", n=len(one.programmes)) if len(one.programmes) > PROGRAMMES_MOST else ""
    span = f"{words.format_minutes_of_day(one.start)}–{words.format_minutes_of_day(one.end)}"
    return " ".join(part for part in (span, words.join(lang, names), more) if part)


def phones(n: DayNotice, lang: str) -> list[str]:
    """The school's and the district's phone, each named."""
    school = n.school
    district = gettext(lang, "%(district)s教育部门", district=school.district) if school.district else gettext(lang, "区县教育部门")
    named = ((gettext(lang, "学校"), school.report_phone), (district, school.district_phone))
    return [f"{name} {phone}" for name, phone in named if phone]


def fixed_foot(lang: str) -> str:
    """What stands below everything that leaves the page."""
    return gettext(lang, "作业由老师在课堂上布置，这里只作公示，学生完成作业不需要用手机；家长不需要检查、批改或签字。")


def day_text(n: DayNotice, lang: str) -> str:
    """The whole day in the order of its page, as lines of plain text."""
    lines = [sentence(n, lang), detail(n, lang), *ease(n, lang), ""]
    for i in n.items:
        lines.append(f"{gettext(lang, i.subject)} {_minutes(lang, i.minutes)}{'：' if lang == 'zh' else ': '}{i.text}")
        lines.append(f"（{about(i, n.day, lang)}）" if lang == "zh" else f"({about(i, n.day, lang)})")
    lines += ["", *against_cap(n, lang)]
    service = service_lines(n.service, lang)
    if service:
        lines += ["", gettext(lang, "今天的课后服务" if n.is_today else "当天的课后服务"), *service]
    called = phones(n, lang)
    lines += ["", *([gettext(lang, "意见建议 · 监督电话"), *called, ""] if called else []), fixed_foot(lang)]
    text = "\n".join(lines)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()


def _minutes(lang: str, n: int) -> str:
    return gettext(lang, "%(n)s 分钟", n=n)


def _kind(i: NoticeItem, lang: str) -> str:
    return gettext(lang, "选做作业") if i.written else gettext(lang, "%(kind)s作业", kind=gettext(lang, i.kind.value))


def _moment(at: datetime, day: date, lang: str) -> str:
    """A clock time; with its date where that is another day than the one spoken of."""
    return f"{at:%H:%M}" if at.date() == day else words.format_moment(lang, at)
