"""What teachers and leaders of the demo school do beside registering: the term's plan, sampled times by hands, sample sheets, holiday lists,
long tasks, and today a request between colleagues and work for the days to come. Plain acts; how they are done stands in `led`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from schoolapp.rules.holidays import HolidaySpan, spans_in
from schoolapp.rules.homework import Kind
from schoolapp.services.demo.acts import Ask, Hands, HolidayWork, LeadAct, Often, Plan, Sheet, Spread
from schoolapp.services.demo.cast import CLASSES, HEAD_OF_31, LEADER_OF_3, OFFICE, TEACHER_OF_3, TEACHING, places_of
from schoolapp.services.demo.plan import SAMPLED, at, chance_of
from schoolapp.services.demo.term import TermPlan
from schoolapp.services.holidays import HolidayDraft
from schoolapp.services.homework import Draft
from schoolapp.services.homework.long_task import LongDraft

_LEADS = (("t10", "语文"), ("t21", "数学"))  # subject groups that plan their own subject; the office plans the others
_SAMPLED_PLACES = places_of(3, 4, 5, 6, 7, 8, 9)
_CORE = ("语文", "数学", "英语")
_SCIENCE_OF_3 = "t25"
_OFTEN: dict[tuple[str, str], tuple[Draft, ...]] = {
    (TEACHER_OF_3, "语文"): (Draft("语文作业本第＿＿页", 20, in_school=15), Draft("朗读第＿＿课三遍，读给自己听", 10, Kind.ORAL)),
    (HEAD_OF_31, "数学"): (Draft("练习册第＿＿页", 20, in_school=15), Draft("口算第＿＿页", 10, in_school=10)),
}
# School days of the term on which a long task of five days begins.
_LONG = (4, 22, 40, 58, 76)
_LONG_TEXTS = ("给种子做发芽记录：每天看一看、画一画", "连续五天记录气温和天气", "观察一片叶子的变化，每天画一笔", "和家人找一找身边的简单机械",
               "做一个净水小装置，每天完成一步")
_SHEETS: dict[int, tuple[str, int, str, str, str, tuple[str, ...]]] = {
    5: (TEACHER_OF_3, 3, "语文", "第二单元 分层练习单", "基础必做，提高任选一题", (
        "一、看拼音，写词语（基础）", "二、照样子，把句子写生动（基础）", "三、读短文《秋天的雨》，完成 2 题", "四、选做：给短文换一个题目，说说理由")),
    24: (HEAD_OF_31, 3, "数学", "“时、分、秒”实践任务单", "在校内服务时段完成", (
        "1. 记一记：跳绳一分钟，我跳了（    ）下", "2. 量一量：从教室走到操场要（    ）分（    ）秒",
        "3. 画一画：在钟面上画出放学时间", "4. 说一说：一分钟能做什么")),
    41: ("t21", 5, "数学", "简易方程 错题再练", "按三类错因各配 2 题，学生自选一类", (
        "A 类：移项时忘记变号", "   3x + 7 = 25      5x - 8 = 32", "B 类：括号前的系数没有乘进去", "   4(x - 2) = 20    3(x + 5) = 27",
        "C 类：列方程时等量关系找错")),
    48: (TEACHER_OF_3, 3, "语文", "习作单元 课前小练", "十分钟，当堂完成", (
        "一、用上“先……接着……然后……”，写一写洗手的过程", "二、从下面的词语里选三个，写一段话", "   金黄    清凉    飘落    热闹")),
}


def leading_acts(plan: TermPlan, days: Sequence[date], until: date) -> Iterator[LeadAct]:
    """The acts of the term's school `days` up to a day; what belongs to a day is entered on it, or on the next morning."""
    yield from _plans(plan)
    for index, day in enumerate(days):
        if day > until:
            break
        later = days[index + 1] if index + 1 < len(days) else None
        yield from _sampled(day, index, later)
        if index == 2:
            for (staff, subject), drafts in _OFTEN.items():
                yield Often(at(day, 16, 20), staff, subject, drafts)
        if index in _LONG:
            yield Spread(at(day, 15, 12), _SCIENCE_OF_3, "科学", places_of(3), tuple(days[index:index + 5]), _long_draft(index))
        if index in _SHEETS:
            staff, grade, subject, title, note, lines = _SHEETS[index]
            yield Sheet(at(day, 17, 20), staff, grade, subject, day, title, note, lines)
    for grade in range(1, 10):
        for span in spans_in(plan.calendar, grade, plan.start, plan.end):
            before = [day for day in days if day < span.start]
            if len(before) > 1 and before[-2] <= until:
                yield from _holiday(grade, span, before[-2])


def _plans(plan: TermPlan) -> Iterator[Plan]:
    day = plan.opening + timedelta(days=1)
    for n, (staff, subject) in enumerate(_LEADS):
        yield Plan(at(day, 15, 20 * n), staff, (subject,))
    yield Plan(at(day, 16, 30), OFFICE, ())


def _sampled(day: date, index: int, later: date | None) -> Iterator[Hands]:
    """One class a day from grade 3 on: the homeroom teacher asks the next morning."""
    place = _SAMPLED_PLACES[index % len(_SAMPLED_PLACES)]
    if later is None or place in {where for where, _asked, _mean in SAMPLED.get(index, ())}:
        return
    chance, moment = chance_of(day, "hands", place), at(later, 8, 5) + timedelta(minutes=place[0])
    few = chance.random() < 0.12  # asked too few for evidence
    whole = [1, 2 + chance.randrange(2), chance.randrange(2, 4)] if few else [chance.randrange(2), 2 + chance.randrange(3), 4 + chance.randrange(4)]
    rest = [0, 0] if few else [3 + chance.randrange(3), chance.randrange(2)]
    yield Hands(moment, CLASSES[place].homeroom, place, day, "", (*whole, *rest, 0, 0))
    subject = _CORE[index // len(_SAMPLED_PLACES) % len(_CORE)]
    one = (chance.randrange(2), 1 + chance.randrange(3), 4 + chance.randrange(3), 3 + chance.randrange(4), 1 + chance.randrange(3), 0)
    yield Hands(moment + timedelta(minutes=1), CLASSES[place].homeroom, place, day, subject, one)


def _long_draft(index: int) -> LongDraft:
    return LongDraft(_LONG_TEXTS[_LONG.index(index)], 5, each=True, kind=Kind.PRACTICAL)


def _holiday(grade: int, span: HolidaySpan, day: date) -> Iterator[HolidayWork]:
    """Grades 1-2 read and help at home; from grade 3 on a little written work beside it."""
    work: dict[str, HolidayDraft] = {"语文": HolidayDraft("每天读书 20 分钟，读完一本自己喜欢的书", 20 * span.days_off, Kind.READING)}
    if grade > 2:
        work["数学"] = HolidayDraft("假期练习：每天 2 道题，整理一份错题", 8 * span.days_off)
        work["英语"] = HolidayDraft("听读课文，每天一小段", 10 * span.days_off, Kind.ORAL)
    for n, (subject, draft) in enumerate(work.items()):
        for staff, places in TEACHING.get((grade, subject), {}).items():
            moment = at(day, 15, 30 + grade) + timedelta(minutes=6 * n)
            yield HolidayWork(moment, staff, span.start, subject, places, (draft,))


def work_ahead(today: date, days: Sequence[date], moment: datetime) -> Iterator[Spread]:
    """The leader, who teaches English in grade 3, has planned the days to come."""
    coming = tuple(day for day in days if day > today)[:3]
    if len(coming) == 3:
        draft = LongDraft("英语小报“My day”：分三天写完", 10, each=True)
        yield Spread(moment, LEADER_OF_3, "英语", places_of(3), coming, draft)


def request_of_today(today: date, moment: datetime) -> Ask:
    """三(1)班 has 语文 and 英语 when science comes with a sheet: there is room for all but five minutes of it, 语文 is asked for them."""
    return Ask(moment, _SCIENCE_OF_3, today, "科学", (3, 1), Draft("科学观察记录单：蚂蚁怎样搬食物", 20))

