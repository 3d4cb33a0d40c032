"""How families are heard in the demo school: answers on how long homework took, class by class and evening by evening, and one monitoring from
outside. Homework itself stands in `plan`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from schoolapp.rules.feedback import Voice
from schoolapp.rules.monitoring import Audience, Monitoring
from schoolapp.services.demo.acts import Answer, HeardAct, Note, Turn
from schoolapp.services.demo.cast import CLASSES, OFFICE, PRINCIPAL, Place
from schoolapp.services.demo.plan import at, chance_of
from schoolapp.services.demo.term import TermPlan

# Class -> how often families answer, and minutes at home that they tell, each as often as it happens.
_ANSWERING: dict[Place, tuple[float, tuple[int, ...]]] = {
    (3, 1): (0.4, (0, 0, 0, 5, 10, 10, 15, 20, 25, 35)),
    (3, 2): (0.15, (0, 0, 5, 10, 10, 15, 20, 30)),
    (8, 1): (0.2, (0, 20, 30, 35, 40, 45, 50, 65, 70, 95)),
}
_FEWEST, _MOST = 3, 8
_MONITORED = (12, 16, 18)  # school days of the term: begun, ended, noted


def heard_acts(plan: TermPlan, days: Sequence[date], until: date) -> Iterator[HeardAct]:
    """The switch on the term's first school day, then the evenings up to a day, and the monitoring."""
    yield Turn(at(days[0], 7, 35), PRINCIPAL, Voice.ANSWERS)
    for index, day in enumerate(days):
        if day > until:
            break
        if day not in (plan.sports.row.start, plan.exam.row.start):
            for place, (often, minutes) in _ANSWERING.items():
                chance = chance_of(day, "heard", place)
                if chance.random() < often:
                    yield from _evening(chance, day, place, minutes)
        if index == _MONITORED[2]:
            yield _monitoring(days[_MONITORED[0]], days[_MONITORED[1]], day)


def _evening(chance: Random, day: date, place: Place, minutes: tuple[int, ...]) -> Iterator[Answer]:
    for n in range(chance.randint(_FEWEST, _MOST)):
        yield Answer(at(day, 18, 40) + timedelta(minutes=chance.randrange(170)), day, place, chance.choice(minutes), f"203.0.113.{n + 1}")


def _monitoring(start: date, end: date, noted: date) -> Note:
    invited = sum(one.pupils for (grade, _number), one in CLASSES.items() if grade in (3, 8))
    said = Monitoring("“双减”落实情况家长问卷", "区教育督导室", Audience.FAMILIES, start, end, invited, invited - 17,
                      "对作业总量满意或基本满意的占 94.4%；建议课后服务多开体育类项目。")
    return Note(at(noted, 16, 10), OFFICE, said)
