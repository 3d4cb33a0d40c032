"""A small school with faults of every door: past days entered over the cap, days without a record, service that did not take place.
Short forms for the tests of findings, packs and their pages. No test stands here."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from schoolapp.rules.findings import FindingKind, FindingState
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor
from schoolapp.services import afterschool, findings, homework
from schoolapp.services.afterschool import SessionDraft
from schoolapp.services.findings import StatedFinding
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, NOW, SmallSchool

THURSDAY, FRIDAY = MONDAY - timedelta(days=4), MONDAY - timedelta(days=3)
PERIOD = {"start": THURSDAY, "end": MONDAY}


def with_faults(small: SmallSchool) -> SmallSchool:
    """On Friday 三(1)班 has 85 minutes, entered on Monday; on Thursday grade 3 had an hour of service, on Friday none took place."""
    for who, minutes in (("t01", 45), ("t03", 40)):
        subject = {"t01": "数学", "t03": "语文"}[who]
        homework.post_homework(
            house=small.house,
            actor=small.actor(who),
            day=FRIDAY,
            subject=subject,
            class_ids=[small.classes[3, 1]],
            drafts=[Draft("练习册第 12 页", minutes, in_school=10)],
            reason="周五忘了登记",
            now=NOW,
        )
    held = SessionDraft(True, 960, 1020, 76, 74, "完成作业、答疑", "", small.staff["t01"])
    log(small, "hw3", THURSDAY, held)
    log(small, "hw3", FRIDAY, held._replace(held=False, present=None, content="", reason="暴雨"))
    return small


def log(small: SmallSchool, code: str, day: date, draft: SessionDraft) -> int:
    return afterschool.log_session(house=small.house, actor=small.actor("t06"), programme_id=small.programmes[code], day=day, draft=draft, now=NOW)


def found(small: SmallSchool, who: str = "t07", *, now: datetime = NOW, **period: date) -> list[StatedFinding]:
    return list(findings.findings_of(house=small.house, actor=small.actor(who, now), now=now, **{**PERIOD, **period}).stated)


def one_of(small: SmallSchool, kind: FindingKind, **more: object) -> StatedFinding:
    """The only finding of a kind."""
    (only,) = (one for one in found(small, **more) if one.finding.kind is kind)  # type: ignore[arg-type]
    return only


def judge(
    small: SmallSchool, keys: list[str], state: FindingState, reason: str = "", *, before: FindingState = FindingState.TO_VERIFY, who: str = "t07"
) -> int:
    return findings.judge_findings(house=small.house, actor=small.actor(who), keys=keys, state=state, reason=reason, before=before, now=NOW, **PERIOD)


def inspector(small: SmallSchool, *, grades: frozenset[int] = frozenset(range(1, 10)), period: tuple[date, date] | None = None) -> Actor:
    """A 责任督学 with this scope."""
    return Actor(small.staff["t09"], "司马文博", frozenset({Role.INSPECTOR}), inspected_grades=grades, period=period)
