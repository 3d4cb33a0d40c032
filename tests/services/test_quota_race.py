"""Two who plan for one grade at the same instant: never both, when together they are over the cap."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from schoolapp.config import Config
from schoolapp.services import quota, school
from schoolapp.services.quota import PlanEntry, PlanRefused
from tests.cast import NOW, make_school


def test_together_over_the_cap_never_both_fit(database: Config) -> None:
    house = school.open_house(database)
    small = make_school(house)
    ready = Barrier(2)

    def plan(who: str, subject: str) -> bool:
        actor = small.actor(who)
        ready.wait(timeout=30)
        try:
            return quota.save_plan(house=house, actor=actor, term_id=small.term_id, entries=[PlanEntry(3, subject, 40, "", (None, ""))], now=NOW) == 1
        except PlanRefused:
            return False

    with ThreadPoolExecutor(2) as both:
        done = [both.submit(plan, "t05", "数学"), both.submit(plan, "t10", "语文")]
        assert sorted(one.result(timeout=60) for one in done) == [False, True]
    (total,) = (p.total for p in quota.term_plan(house=house, actor=small.actor("t05"), now=NOW).grades if p.grade == 3)
    assert total == 40
    house.close()
