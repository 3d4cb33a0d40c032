"""Teachers at the same instant: under one cap they never both fit, on either database; nobody's post is lost or doubled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from schoolapp.records import homework as records
from schoolapp.records.engine import reading, writing
from schoolapp.rules.homework import Kind, Tier
from schoolapp.services import homework
from schoolapp.services.homework import Draft, NoRoom, Refused
from tests.cast import MONDAY, NOW, SmallSchool
from tests.conftest import on_postgres, on_sqlite
from tests.services.homework_cases import add_teaching, check_records, day_row, items_of, nones_of, post

SUBJECTS = ("语文", "数学", "英语", "科学", "道德与法治", "音乐", "美术", "体育与健康")


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Runs all acts from one instant on; gives what each returned, or the exception it raised."""
    start = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(n: int) -> None:
        start.wait()
        try:
            results[n] = acts[n]()
        except Exception as error:
            results[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_teachers_never_both_fit(small: SmallSchool) -> None:
    for week in range(6):  # a fresh class-day each time: the row itself is made in the race
        day = MONDAY + timedelta(weeks=week)
        found = at_once([lambda who=who, day=day: post(small, who, [(3, 1)], Draft("作业", 40), day=day) for who in ("t01", "t02", "t03")])
        assert sorted(type(r).__name__ for r in found) == ["NoRoom", "NoRoom", "Posted"]
        assert day_row(small, (3, 1), day).written == 40 and len(items_of(small, (3, 1), day)) == 1
        refusal = next(r for r in found if isinstance(r, NoRoom))
        assert refusal.refused[0].verdict.before == 40  # the loser sees the new figures
    check_records(small)


def test_many_threads_fill_the_cap_exactly(small: SmallSchool) -> None:
    for subject in SUBJECTS:
        if subject not in ("语文", "数学", "英语"):
            add_teaching(small, "t10", (3, 1), subject)
    who = {"语文": "t03", "数学": "t01", "英语": "t02"}
    acts = [lambda s=s: post(small, who.get(s, "t10"), [(3, 1)], Draft(s, 10), subject=s) for s in SUBJECTS * 2]
    found = at_once(acts)
    assert sum(not isinstance(r, Exception) for r in found) == 6 and all(isinstance(r, NoRoom) for r in found if isinstance(r, Exception))
    assert day_row(small, (3, 1)).written == 60
    check_records(small)


def test_overlapping_classes_in_any_order_do_not_lock_each_other_out(small: SmallSchool) -> None:
    for week in range(4):
        day = MONDAY + timedelta(weeks=week)
        found = at_once(
            [
                lambda p=p, w=w, day=day: post(small, w, p, Draft("作业", 25), day=day)
                for w, p in (("t01", [(3, 1), (3, 2)]), ("t02", [(3, 2), (3, 1)]), ("t03", [(3, 2), (3, 1)]), ("t03", [(3, 2)]))
            ]
        )
        assert all(not isinstance(r, Exception) or isinstance(r, NoRoom) for r in found), found
        assert max(day_row(small, p, day).written for p in ((3, 1), (3, 2))) <= 60
    check_records(small)


def test_a_double_tap_publishes_once(small: SmallSchool) -> None:
    found = at_once([lambda: post(small, "t03", [(3, 1), (3, 2)], Draft("抄写", 20), request_key="tap")] * 4)
    assert len({str(r) for r in found}) == 1 and not isinstance(found[0], Exception), found
    assert len(items_of(small, (3, 1))) == 1
    check_records(small)


def test_a_correction_and_a_post_never_both_fit(small: SmallSchool) -> None:
    item_id = post(small, "t03", [(3, 1)], Draft("抄写", 20)).items[0]
    found = at_once(
        [
            lambda: homework.correct_homework(
                house=small.house, actor=small.actor("t03"), item_id=item_id, version=1, draft=Draft("抄写", 50), reason="更正", now=NOW
            ),
            lambda: post(small, "t01", [(3, 1)], Draft("口算", 30)),
        ]
    )
    assert sum(isinstance(r, NoRoom) for r in found) == 1
    assert day_row(small, (3, 1)).written <= 60
    check_records(small)


def test_a_none_and_a_post_of_one_subject_never_stand_together(small: SmallSchool) -> None:
    found = at_once(
        [
            lambda: homework.declare_none(
                house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 1], subject="数学", now=NOW
            ),
            lambda: post(small, "t01", [(3, 1)], Draft("口算", 30)),
        ]
    )
    assert all(not isinstance(r, Exception) or isinstance(r, Refused) for r in found)
    assert nones_of(small, (3, 1)) == set() and len(items_of(small, (3, 1))) == 1
    check_records(small)


@on_postgres
def test_who_waits_for_a_class_day_to_be_made_holds_no_other(small: SmallSchool) -> None:
    one, two = (small.classes[3, 1], MONDAY), (small.classes[3, 2], MONDAY)
    with writing(small.house.engine) as connection:
        records.lock_class_days(connection, [two])
    found: list[object] = []

    def take_both() -> None:
        try:
            with writing(small.house.engine) as connection:
                found.extend(records.lock_class_days(connection, [one, two]))
        except Exception as error:
            found.append(error)

    def somebody_waits() -> bool:
        with reading(small.house.engine) as connection:
            return bool(connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())

    thread = threading.Thread(target=take_both)
    with writing(small.house.engine) as connection:
        records.lock_class_days(connection, [one])
        thread.start()
        while thread.is_alive() and not somebody_waits():
            pass
        records.lock_class_days(connection, [two])
    thread.join()
    assert found == [one, two]


acts = st.one_of(
    st.tuples(
        st.just("post"),
        st.sampled_from(["t01", "t02", "t03"]),
        st.integers(0, 80),
        st.sampled_from(list(Kind)[:3]),
        st.sampled_from(list(Tier)),
    ),
    st.tuples(st.just("correct"), st.integers(0, 9), st.integers(0, 80)),
    st.tuples(st.just("withdraw"), st.integers(0, 9)),
    st.tuples(st.just("none"), st.sampled_from(["t01", "t02", "t03"])),
)


@on_sqlite
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(acts, max_size=12))
def test_whatever_happens_the_sum_keeps_to_the_cap(small: SmallSchool, plan: list[tuple]) -> None:  # type: ignore[type-arg]
    done: list[int] = [i.id for i in items_of(small, (3, 1))]  # what earlier examples left there
    versions: dict[int, int] = {i.id: i.version for i in items_of(small, (3, 1))}
    numbers = {staff_id: number for number, staff_id in small.staff.items()}
    owners: dict[int, str] = {i.id: numbers[i.staff_id] for i in items_of(small, (3, 1))}
    for act, *values in plan:
        try:
            if act == "post":
                who, minutes, kind, tier = values
                for item in post(small, who, [(3, 1)], Draft("作业", minutes, kind, tier)).items:
                    done.append(item)
                    versions[item], owners[item] = 1, who
            elif act == "none":
                subject = {"t01": "数学", "t02": "英语", "t03": "语文"}[values[0]]
                homework.declare_none(
                    house=small.house, actor=small.actor(values[0]), class_id=small.classes[3, 1], subject=subject, now=NOW
                )
            elif done:
                item = done[values[0] % len(done)]
                if act == "withdraw":
                    homework.withdraw_homework(
                        house=small.house, actor=small.actor(owners[item]), item_id=item, version=versions[item], reason="撤", now=NOW
                    )
                    done.remove(item)
                else:
                    homework.correct_homework(
                        house=small.house,
                        actor=small.actor(owners[item]),
                        item_id=item,
                        version=versions[item],
                        draft=Draft("更正后", values[1]),
                        reason="改",
                        now=NOW,
                    )
                    versions[item] += 1
        except (NoRoom, Refused):
            pass
        assert items_of(small, (3, 1)) == [] or day_row(small, (3, 1)).written <= 60
    check_records(small)
