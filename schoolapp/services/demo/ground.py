"""What the demo school's after-school service stands on: the summer timetable, the provider, the written plan, sign-up counts that change in the term,
care outside it, fees. The sessions stand in `afternoons`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from schoolapp.rules.sign_up import SignUp
from schoolapp.services.afterschool.outside_care import CareDraft, CareKind
from schoolapp.services.demo.acts import AttachPlan, CountHeads, FileProvider, MoveTimes, NoteCare, PublishFees, ServiceAct
from schoolapp.services.demo.cast import CLASSES, COORDINATOR, HEAD_OF_31, PRINCIPAL, PROVIDER, Place, extended_of
from schoolapp.services.demo.plan import at
from schoolapp.services.demo.term import TermPlan
from schoolapp.services.providers import PersonDraft, ProviderDraft

SUMMER, SUMMER_MINUTES = "夏令时作息", 15
_COUNTED, _CHANGED, _WAITING_SINCE = 2, 26, 44  # school days on which sign-up counts are entered
FEES = (
    "按课时收取，每课时 2.5 元，每月不超过 120 元；按实际参加的课时结算，未参加的退还。\n"
    "家庭经济困难学生免收。第三方机构的费用由学校从服务费中支付，不另收。"
)
_PLAN_LINES = (
    "一、服务对象：有需求的学生，家长自愿申请。",
    "二、时间：上课日放学后，每天不少于两小时，不早于 17:30 结束；周五按周五作息。",
    "三、内容：作业辅导与答疑，科普、体育、艺术、劳动、阅读和社团活动；不讲新课。",
    "四、人员：校内教师为主，第三方机构从区县名单中选用，先审核证照再签合同。",
    "五、安全：按点名册点名，离校逐一交接，值班领导每天巡查。",
    "六、收费：按区县规定的标准，先公示再收取。",
)


def summer_of(plan: TermPlan) -> tuple[date, date]:
    """The days of the summer timetable: September in autumn, from May on in spring."""
    autumn = plan.start.month == 9
    return (plan.start, date(plan.start.year, 9, 30)) if autumn else (date(plan.start.year, 5, 6), plan.end)


def ground_acts(plan: TermPlan, days: Sequence[date], today: date) -> Iterator[ServiceAct]:
    """Everything but the programmes; the one certificate that is about to end does so some weeks after the day on which the demo is made."""
    opening = plan.opening
    yield FileProvider(at(opening, 13, 40), COORDINATOR, _provider(plan), _people(plan, today))
    yield MoveTimes(at(opening, 15, 5), COORDINATOR, SUMMER, *summer_of(plan), SUMMER_MINUTES)
    yield AttachPlan(at(opening, 15, 20), COORDINATOR, f"{plan.name}课后服务实施方案", opening - timedelta(days=1), _PLAN_LINES)
    yield NoteCare(at(opening, 15, 30), COORDINATOR, CareDraft(
        CareKind.NOON.value, frozenset(range(1, 7)), plan.start, plan.end, 12 * 60, 13 * 60 + 30, 310, "午餐后在教室午休，家长自愿"))
    yield PublishFees(at(opening, 16, 0), PRINCIPAL, FEES)
    yield CountHeads(at(days[_COUNTED], 16, 30), COORDINATOR, plan.start, {place: _counts(place) for place in CLASSES})
    yield CountHeads(at(days[_CHANGED], 8, 20), HEAD_OF_31, days[_CHANGED], {(3, 1): _counts((3, 1), left=2)})
    yield CountHeads(at(days[_WAITING_SINCE], 16, 40), COORDINATOR, days[_WAITING_SINCE],
                     {(6, 1): _counts((6, 1), left=-1), (8, 2): _counts((8, 2), left=3)})


def _counts(place: Place, left: int = 0) -> SignUp:
    """A class's counts after so many more have left the service (negative: have come). One class still lacks a signed notice."""
    one = CLASSES[place]
    joined, asked = one.joined - left, one.asked - left
    lacking = 1 if place == (7, 1) else 0
    return SignUp(one.pupils, asked, joined, joined - joined // 6, extended_of(place), one.pupils - joined - lacking)


def _provider(plan: TermPlan) -> ProviderDraft:
    return ProviderDraft(
        PROVIDER, True, "区县第三方机构名单(虚构) 第 7 家", plan.opening - timedelta(days=3), "虚构-0007", date(plan.end.year + 1, 8, 31), "机器人入门",
        "每课时 40 元，由学校从服务费中支付", plan.opening, f"{plan.name}服务合同", plan.start, plan.end + timedelta(days=60), "", True)


def _people(plan: TermPlan, today: date) -> tuple[PersonDraft, ...]:
    checked = plan.opening - timedelta(days=2)
    return (PersonDraft("任宇(虚构)", "机器人入门", "科技辅导员证", today + timedelta(days=18), checked, True),
            PersonDraft("柳青(虚构)", "机器人入门", "中小学教师资格证(信息技术)", None, checked, True))
