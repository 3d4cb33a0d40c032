"""The term's plan as a file in versions, and care outside the service, which no figure reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.services import afterschool, audit, findings
from schoolapp.services.afterschool import outside_care, plans
from schoolapp.services.afterschool.outside_care import BadCare, CareDraft
from schoolapp.services.afterschool.plans import BadPlan
from schoolapp.services.house import Conflict, Replayed
from tests.cast import MONDAY, NOW, TERM, SmallSchool
from tests.conftest import on_sqlite
from tests.outside.sheet_files import pdf, photo

OWN = date(2026, 8, 28)


def add(small: SmallSchool, data: bytes | None = None, *, who: str = "t06", **changes: object) -> int:
    values = {"title": "课后服务实施方案", "own_date": OWN, "note": "", **changes}
    return plans.add_plan(house=small.house, actor=small.actor(who), data=pdf() if data is None else data, now=NOW, **values)  # type: ignore[arg-type]


def listed(small: SmallSchool) -> list[tuple[int, bool]]:
    return [(v.number, v.holds) for v in plans.list_plans(house=small.house, actor=small.actor("t07"), now=NOW).versions]


def test_versions_stand_beside_each_other_and_the_newest_holds(small: SmallSchool) -> None:
    first, second = add(small), add(small, photo(), title="课后服务实施方案（修订）")
    assert listed(small) == [(2, True), (1, False)]
    row = plans.list_plans(house=small.house, actor=small.actor("t07"), now=NOW).versions[0].row
    assert (row.own_date, row.added_at) == (OWN, NOW)
    plans.withdraw_plan(house=small.house, actor=small.actor("t06"), plan_id=second, reason="传错了文件", now=NOW)
    assert listed(small) == [(2, False), (1, True)]
    with pytest.raises(NotFound):
        plans.open_plan(house=small.house, actor=small.actor("t07"), plan_id=second)
    with pytest.raises(Conflict):
        plans.withdraw_plan(house=small.house, actor=small.actor("t06"), plan_id=second, reason="再撤一次", now=NOW)
    assert plans.open_plan(house=small.house, actor=small.actor("t07"), plan_id=first).path.read_bytes().startswith(b"%PDF-")  # made anew, as every document is
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": ""}, ("title", "required")),
        ({"own_date": None}, ("own_date", "required")),
        ({"own_date": MONDAY + timedelta(days=1)}, ("own_date", "future")),
        ({"own_date": date(2015, 1, 1)}, ("own_date", "old")),
        ({"note": "字" * 301}, ("note", "long")),
        ({"data": b"plain words"}, ("file", "type")),
    ],
)
def test_what_is_no_plan_is_named(small: SmallSchool, changes: dict[str, object], fault: tuple[str, str]) -> None:
    with pytest.raises(BadPlan) as found:
        add(small, **changes)  # type: ignore[arg-type]
    assert [f[:2] for f in found.value.faults] == [fault] and listed(small) == []


@on_sqlite
def test_the_same_form_twice_is_one_version_and_taking_back_needs_a_reason(small: SmallSchool) -> None:
    plan = add(small, request_key="k" * 32)
    with pytest.raises(Replayed):
        add(small, request_key="k" * 32)
    with pytest.raises(BadPlan):
        plans.withdraw_plan(house=small.house, actor=small.actor("t06"), plan_id=plan, reason=" ", now=NOW)
    with pytest.raises(NotAllowed):
        add(small, who="t07")


def care(small: SmallSchool, care_id: int | None = None, version: int = 1, **changes: object) -> int:
    first = CareDraft("noon", frozenset({1, 2}), TERM[0], TERM[1], 720, 840, 120, "家长自愿")
    draft = first._replace(**changes)  # type: ignore[arg-type]
    return outside_care.save_care(house=small.house, actor=small.actor("t06"), care_id=care_id, draft=draft, version=version, now=NOW)


def test_outside_care_is_noted_changed_and_taken_away(small: SmallSchool) -> None:
    found = care(small)
    care(small, found, heads=118)
    with pytest.raises(Conflict):
        care(small, found, heads=110)
    rows = outside_care.list_care(house=small.house, actor=small.actor("t07"), now=NOW).rows
    assert [(row.kind, row.grades, row.heads, row.version) for row in rows] == [("noon", frozenset({1, 2}), 118, 2)]
    for _ in range(2):
        outside_care.remove_care(house=small.house, actor=small.actor("t06"), care_id=found, now=NOW)
    assert outside_care.list_care(house=small.house, actor=small.actor("t07"), now=NOW).rows == ()
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_outside_care_never_counts(small: SmallSchool) -> None:
    def counted() -> tuple[object, object]:
        board = afterschool.week_board(house=small.house, actor=small.actor("t07"), day=MONDAY - timedelta(days=3), now=NOW)
        return findings.check(house=small.house, actor=OPERATOR, start=TERM[0], end=MONDAY, now=NOW), board.grades
    before = counted()
    care(small, kind="evening", start=990, end=1140, grades=frozenset(range(1, 10)))
    assert counted() == before


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"kind": "service"}, ("kind", "kind")),
        ({"grades": frozenset()}, ("grades", "grades")),
        ({"last_day": TERM[0] - timedelta(days=1)}, ("last_day", "order")),
        ({"last_day": TERM[1] + timedelta(days=1)}, ("last_day", "term")),
        ({"end": 700}, ("end", "order")),
        ({"heads": -1}, ("heads", "range")),
        ({"note": "联系13812345678"}, ("note", "personal")),
    ],
)
def test_what_is_no_outside_care_is_named(small: SmallSchool, changes: dict[str, object], fault: tuple[str, str]) -> None:
    with pytest.raises(BadCare) as found:
        care(small, **changes)
    assert found.value.faults == (fault,)
