"""Whatever teachers, colleagues, leaders and the clock do, in any order: what stands for today or later keeps to the cap, or a record with a
reason stands there; grades 1-2 take no written work home; sums and the audit chain hold."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import event

from schoolapp.config import Config
from schoolapp.records import homework as records
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.load import cap_of, load_of
from schoolapp.rules.permits import NotFound
from schoolapp.services import homework, school
from schoolapp.services.homework import BadDraft, Draft, NoRoom, Refused, inbox, long_task, requests, timed, ways
from schoolapp.services.house import Conflict
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, NOW, SmallSchool, make_school
from tests.services.homework_cases import SUBJECT, add_teaching, check_records, post
from tests.services.request_cases import set_profile

TUESDAY = MONDAY + timedelta(days=1)
PLACES = ((3, 1), (3, 2))
TEACHERS = ("t01", "t02", "t03")
REFUSALS = (NoRoom, Refused, Conflict, NotFound, BadDraft, long_task.NoRoomOnDays)

minutes = st.sampled_from([0, 5, 10, 15, 20, 25, 30, 45, 60, 70])
kinds = st.sampled_from([Kind.WRITTEN] * 5 + [Kind.ELECTRONIC, Kind.ORAL])
tiers = st.sampled_from([Tier.EVERYONE] * 3 + [Tier.BASIC, Tier.RAISED, Tier.OPTIONAL])
drafts = st.builds(
    lambda n, kind, tier, share: Draft("作业", n, kind, tier, None if share is None else n * share // 2),
    minutes, kinds, tiers, st.sampled_from([None, None, 0, 1, 2]),
)
heavy = st.builds(
    Draft, st.just("作业"), st.sampled_from([10, 15, 20, 25]), st.just(Kind.WRITTEN), st.sampled_from([Tier.EVERYONE, Tier.RAISED]), st.none()
)
days = st.sampled_from([MONDAY, MONDAY, TUESDAY])
teachers = st.sampled_from(TEACHERS)
places = st.sampled_from([[(3, 1)], [(3, 1)], [(3, 2)], [(3, 1), (3, 2)]])
nth = st.integers(0, 5)


class Balance(RuleBasedStateMachine):
    """Teachers of two classes of grade 3 (capped at 60 minutes) and of 一(1)班 on one afternoon; a minute passes with every step."""

    make: Callable[[], SmallSchool]

    def __init__(self) -> None:
        super().__init__()
        self.small = type(self).make()
        self.now: datetime = NOW
        self.numbers = {staff_id: number for number, staff_id in self.small.staff.items()}

    def teardown(self) -> None:
        check_records(self.small)
        self.small.house.close()

    @initialize(chinese=st.sampled_from([30, 25, 35, 0]), english=st.sampled_from([20, 25, 0]), approve=st.booleans())
    def morning(self, chinese: int, english: int, approve: bool) -> None:
        """The day is more or less full before anything else happens."""
        if approve:
            set_profile(self.small, over_cap_approval=True)
        post(self.small, "t03", list(PLACES), Draft("抄写", chinese), now=self.now)
        post(self.small, "t02", list(PLACES), Draft("单词", english), now=self.now)

    def tried(self, act: Callable[[], Any]) -> Any:
        self.now += timedelta(minutes=1)
        try:
            return act()
        except REFUSALS:
            return None

    def of(self, who: str) -> dict[str, Any]:
        return {"house": self.small.house, "actor": self.small.actor(who, self.now), "now": self.now}

    def items(self) -> list[records.ItemRow]:
        with self.small.house.reading() as connection:
            return records.items_on(connection, self.small.classes.values(), MONDAY, TUESDAY)

    @rule(who=teachers, where=places, lines=st.lists(drafts, min_size=1, max_size=2), day=days, fit=st.booleans(),
          how=st.sampled_from(["now", "record", "timed"]), soon=st.integers(1, 20))
    def registers(self, who: str, where: list[tuple[int, int]], lines: list[Draft], day: Any, fit: bool, how: str, soon: int) -> None:
        more: dict[str, Any] = {"record_reason": "课上已经留了"} if how == "record" else {}
        if how == "timed":
            more = {"publish_at": self.now + timedelta(minutes=soon + 1)}
        self.tried(lambda: post(self.small, who, where, *lines, day=day, only_fitting=fit, now=self.now, **more))

    @rule(draft=drafts, day=days, how=st.sampled_from(["now", "record", "timed"]), mixed=st.booleans())
    def registers_in_grade_1(self, draft: Draft, day: Any, how: str, mixed: bool) -> None:
        more: dict[str, Any] = {"record_reason": "课上已经留了"} if how == "record" else {}
        if how == "timed":
            more = {"publish_at": self.now + timedelta(minutes=5)}
        where = [(1, 1), (3, 1)] if mixed else [(1, 1)]
        self.tried(lambda: post(self.small, "t03" if mixed else "t04", where, draft, day=day, now=self.now, **more))

    def waiting(self) -> list[tuple[str, inbox.Request]]:
        """Who has to answer what."""
        return [(who, one) for who in TEACHERS for one in inbox.inbox(**self.of(who)).to_answer]

    @rule(n=nth, draft=drafts)
    def corrects(self, n: int, draft: Draft) -> None:
        if found := self.items():
            item = found[n % len(found)]
            self.tried(lambda: homework.correct_homework(item_id=item.id, version=item.version, draft=draft, reason="更正",
                                                         **self.of(self.numbers[item.staff_id])))

    @rule(n=nth)
    def withdraws(self, n: int) -> None:
        if found := self.items():
            item = found[n % len(found)]
            self.tried(lambda: homework.withdraw_homework(item_id=item.id, version=item.version, reason="撤回", **self.of(self.numbers[item.staff_id])))

    @rule(who=teachers, where=places, whole=st.booleans())
    def says_none(self, who: str, where: list[tuple[int, int]], whole: bool) -> None:
        class_id = self.small.classes[where[0]]
        if whole:
            self.tried(lambda: homework.declare_class_none(class_id=class_id, **self.of("t01")))
        else:
            self.tried(lambda: homework.declare_none(class_id=class_id, subject=SUBJECT[who], **self.of(who)))

    @rule(who=teachers, where=places, lines=st.lists(heavy, min_size=1, max_size=2), way=st.sampled_from(["ask", "agree", "approve", "move"]))
    def is_refused_and_asks(self, who: str, where: list[tuple[int, int]], lines: list[Draft], way: str) -> None:
        """As the refusal offers it: a colleague, a leader, or another day."""
        one = {"day": MONDAY, "subject": SUBJECT[who], "class_ids": [self.small.classes[p] for p in where], "drafts": lines}
        full = self.tried(lambda: ways.judge_now(**one, **self.of(who)))
        if full is None:
            return
        found = ways.ways_out(full=full, day=MONDAY, subject=SUBJECT[who], drafts=lines, **self.of(who))
        if way == "approve" and found.approval:
            asked = self.tried(lambda: requests.ask_approval(reason="课上已经留了", **one, **self.of(who)))
            for request_id in asked.requests[:1] if asked else ():  # of two classes one is let wait
                assert requests.approve(request_id=request_id, **self.of("t02")).recorded
        elif way in ("ask", "agree") and found.asks:
            asked = requests.ask_colleagues(items={a.item_id: a.minutes for a in found.asks}, **one, **self.of(who))
            assert asked.requests
            for request_id, offer in zip(asked.requests if way == "agree" else (), found.asks, strict=False):
                self.agrees(self.numbers[offer.asked_id], request_id)
                assert requests.publish_kept(request_id=request_id, **self.of(who)).items  # so asked, so agreed, so published
        elif way == "move" and found.move:
            moved = post(self.small, who, [p for p in where if self.small.classes[p] in {f.one.id for f in full.refused}], *lines,
                         day=found.move.day, now=self.now)
            assert moved.items  # what is offered holds, as long as nobody was quicker

    def agrees(self, who: str, request_id: int) -> None:
        one = inbox.find_request(request_id=request_id, **self.of(who))
        assert one is not None and one.item is not None
        item, before = one.item, {i.id: i for i in self.items()}
        requests.agree(request_id=one.id, version=item.version, **self.of(who))
        after = {i.id: i for i in self.items()}
        assert after[item.id].minutes == item.minutes - one.row.minutes == one.to
        assert all(after[i] == before[i] for i in before if i != item.id)  # nobody's other item was touched

    @precondition(lambda self: bool(self.waiting()))
    @rule(n=nth, yes=st.sampled_from([True, True, False]))
    def answers(self, n: int, yes: bool) -> None:
        found = self.waiting()
        who, one = found[n % len(found)]
        self.now += timedelta(minutes=1)
        if not yes:
            requests.decline(request_id=one.id, **self.of(who))
        elif one.adjusts:
            self.agrees(who, one.id)
        else:
            self.tried(lambda: requests.approve(request_id=one.id, **self.of(who)))

    @precondition(lambda self: any(inbox.inbox(**self.of(who)).mine for who in TEACHERS))
    @rule(n=nth, publish=st.sampled_from([True, True, False]))
    def goes_on_with_a_request(self, n: int, publish: bool) -> None:
        found = [(who, one) for who in TEACHERS for one in inbox.inbox(**self.of(who)).mine]
        who, one = found[n % len(found)]
        if publish and one.adjusts:
            self.tried(lambda: requests.publish_kept(request_id=one.id, **self.of(who)))
        else:
            requests.take_back(request_id=one.id, **self.of(who))

    @rule(draft=drafts, who=teachers, where=places)
    def spreads_a_long_task(self, draft: Draft, who: str, where: list[tuple[int, int]]) -> None:
        long = long_task.LongDraft("观察记录", draft.minutes, kind=draft.kind, tier=draft.tier)
        ids = [self.small.classes[p] for p in where]
        self.tried(lambda: long_task.post_long_task(subject=SUBJECT[who], class_ids=ids, days=[MONDAY, TUESDAY], draft=long, **self.of(who)))

    @rule(later=st.integers(0, 25))
    def the_clock_publishes(self, later: int) -> None:
        self.now += timedelta(minutes=later)
        timed.publish_due(house=self.small.house, now=self.now)

    @precondition(lambda self: any(timed.waiting_of(**self.of(who)) for who in TEACHERS))
    @rule(n=nth, draft=drafts, how=st.sampled_from(["cancel", "now", "change", "change"]))
    def changes_what_waits(self, n: int, draft: Draft, how: str) -> None:
        found = [(who, line) for who in TEACHERS for line in timed.waiting_of(**self.of(who))]
        who, line = found[n % len(found)]
        places_ = {row.id: row.version for _, row in line.places}
        if how == "change":
            at = self.now + timedelta(minutes=9)
            self.tried(lambda: timed.change_timed(places=places_, draft=draft, publish_at=at, **self.of(who)))
        else:
            act = timed.cancel_timed if how == "cancel" else timed.publish_now
            self.tried(lambda: act(places=places_, **self.of(who)))

    @invariant()
    def every_class_day_is_in_balance(self) -> None:
        standing = standing_of(house=self.small.house)
        with self.small.house.reading() as connection:
            rows = records.list_days(connection, self.small.classes.values(), MONDAY, TUESDAY + timedelta(days=20))
            for row in rows:
                items = records.items_on(connection, [row.class_id], row.day, row.day)
                one, profile = standing.get_class(row.class_id), standing.profile(row.day)
                load = load_of((i.counted for i in items), profile.tier_mode)
                marked = [i for i in items if i.over_reason]
                assert (row.written, row.home, row.items, row.recorded) == (load.written, load.home, load.items, len(marked))
                if one.grade <= 2:
                    assert load.home == 0 and not marked
                else:
                    assert load.written <= cap_of(profile, one.grade) or marked


@pytest.fixture(scope="module")
def prepared(migrated: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], SmallSchool]]:
    """Gives the small school as often as it is asked for, each time a fresh copy; 王芳 teaches 语文 in 一(1)班 too."""
    folder = tmp_path_factory.mktemp("balance")
    shutil.copytree(migrated("sqlite"), folder / "school")
    made = make_school(school.open_house(Config(data_dir=folder / "school")))
    add_teaching(made, "t03", (1, 1), "语文")
    made.house.close()
    copies = iter(range(1_000_000))

    def fresh() -> SmallSchool:
        target = folder / "run"
        shutil.rmtree(target, ignore_errors=True)
        target = target / str(next(copies))
        shutil.copytree(folder / "school", target)
        house = school.open_house(Config(data_dir=target))
        house.close()  # the connections to come are the quick ones
        event.listen(house.engine, "connect", lambda raw, _record: raw.execute("PRAGMA synchronous=OFF"))  # nothing here outlives the test
        return SmallSchool(house, made.staff, made.classes, made.programmes, made.term_id)

    yield fresh


def test_whatever_happens_every_class_day_is_in_balance(prepared: Callable[[], SmallSchool]) -> None:
    Balance.make = staticmethod(prepared)
    phases = (Phase.reuse, Phase.generate, Phase.shrink)
    limits = settings(max_examples=70, stateful_step_count=30, phases=phases, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Balance, settings=limits)  # type: ignore[no-untyped-call]
