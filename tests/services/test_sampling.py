"""Sampled time: the homeroom teacher alone enters and corrects it, enough or too few is said, history stays, the import keeps working."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolapp.records import homework as homework_records
from schoolapp.rules.findings import FindingKind
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.rules.sampling import Sample
from schoolapp.services import audit, findings, sampling
from schoolapp.services.house import Conflict
from schoolapp.services.sampling import SampleRefused, Shown
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite

FRIDAY = MONDAY - timedelta(days=3)
HANDS = [2, 6, 12, 10, 5, 1, 0]


def enter(small: SmallSchool, who: str = "t01", place: tuple[int, int] = (3, 1), day: date = FRIDAY, **more: object) -> Shown:
    return sampling.enter_sample(house=small.house, actor=small.actor(who), class_id=small.classes[place], day=day, now=NOW, **more)  # type: ignore[arg-type]


def form(small: SmallSchool, day: date | None = FRIDAY, who: str = "t01") -> sampling.SampleForm:
    return sampling.sample_form(house=small.house, actor=small.actor(who), class_id=small.classes[3, 1], day=day, now=NOW)


def check_chain(small: SmallSchool) -> None:
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_hands_make_a_sample_that_stands(small: SmallSchool) -> None:
    made = enter(small, hands=HANDS)
    assert (made.sample, made.enough, made.imported) == (Sample(36, 434), True, False)
    again = form(small).whole
    assert again is not None and [n for _band, n in again.hands] == HANDS
    check_chain(small)


def test_number_and_mean_do_too(small: SmallSchool) -> None:
    made = enter(small, asked=9, mean_tenths=425)
    assert (made.sample, made.enough, made.hands) == (Sample(9, 425), False, ())
    assert form(small).needed == 10
    check_chain(small)


def test_correcting_keeps_what_was(small: SmallSchool) -> None:
    first = enter(small, hands=HANDS)
    with pytest.raises(Conflict):
        enter(small, hands=[0, 0, 30, 0, 0, 0, 0])
    enter(small, hands=[0, 0, 30, 0, 0, 0, 0], seen=first.stamp)
    found = form(small).whole
    assert found is not None and found.sample == Sample(30, 380)
    entries = [e for e in audit.list_entries(house=small.house, actor=OPERATOR) if e.act.startswith("sample_")]
    assert [e.act for e in entries] == ["sample_corrected", "sample_entered"] and '"mean_tenths":434' in entries[0].old
    check_chain(small)


def test_the_same_figures_again_change_nothing(small: SmallSchool) -> None:
    enter(small, hands=HANDS)
    before = audit.verify_chain(house=small.house, actor=OPERATOR)[0]
    assert enter(small, hands=HANDS).sample == Sample(36, 434)
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[0] == before


def test_an_imported_sample_can_be_corrected(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        values = {"class_id": small.classes[3, 1], "day": FRIDAY, "asked": 20, "mean_tenths": 555}
        row = work.add(homework_records.time_sample, entered_at=NOW, import_id=1, **values)
        work.audit("import", "import:1", None, values)
    shown = form(small).whole
    assert shown is not None and shown.imported and shown.hands == () and shown.sample == Sample(20, 555)
    enter(small, hands=HANDS, seen=shown.stamp)
    corrected = form(small).whole
    assert corrected is not None and not corrected.imported and corrected.sample == Sample(36, 434) and row
    check_chain(small)


@pytest.mark.parametrize(("typed", "code"), [
    ({}, "nothing"), ({"hands": [0] * 7}, "nothing"), ({"hands": [-1, 5, 0, 0, 0, 0, 0]}, "negative"), ({"hands": HANDS, "asked": 3}, "both"),
    ({"asked": 5}, "asked_alone"), ({"mean_tenths": 300}, "mean_alone"), ({"hands": [41, 0, 0, 0, 0, 0, 0]}, "crowd"),
    ({"asked": 41, "mean_tenths": 300}, "crowd"), ({"asked": 20, "mean_tenths": 6001}, "range"), ({"asked": 0, "mean_tenths": 0}, "mean_alone"),
    ({"hands": HANDS, "day": MONDAY + timedelta(days=1)}, "future"), ({"hands": HANDS, "day": date(2026, 7, 1)}, "other_year"),
    ({"hands": [1, 2, 3, 4, 5, 6], "subject": "物理"}, "subject"),
])
@on_sqlite
def test_what_is_refused(small: SmallSchool, typed: dict[str, object], code: str) -> None:
    with pytest.raises(SampleRefused) as refused:
        enter(small, **typed)
    assert refused.value.code == code
    check_chain(small)


@on_sqlite
def test_only_the_own_class(small: SmallSchool) -> None:
    for who in ("t02", "t05", "t07"):
        with pytest.raises(NotAllowed):
            enter(small, who, hands=HANDS)
    with pytest.raises(NotFound):
        enter(small, "t03", hands=HANDS)  # heads 三(2)班
    with pytest.raises(NotFound):
        form(small, who="t03")
    enter(small, "t03", (3, 2), hands=HANDS)


@on_sqlite
def test_a_subject_is_beside_the_class_and_no_finding(small: SmallSchool) -> None:
    enter(small, hands=[0, 0, 0, 0, 0, 20, 10])  # 88: over 60
    enter(small, hands=[0, 0, 0, 0, 0, 30], subject="数学")
    enter(small, hands=[0, 0, 30, 0, 0, 0], subject="语文")
    shown = form(small)
    assert [s.subject for s in shown.by_subject] == ["语文", "数学"] and shown.subjects == ("语文", "数学", "英语")
    found = findings.findings_of(house=small.house, actor=small.actor("t05"), start=FRIDAY, end=FRIDAY, now=NOW)
    assert found.counts()[FindingKind.SAMPLE_OVER_CAP] == 1
    check_chain(small)


@on_sqlite
def test_the_day_is_today_or_the_last_school_day(small: SmallSchool) -> None:
    assert form(small, None).day == MONDAY
    sunday = at(MONDAY - timedelta(days=1))
    shown = sampling.sample_form(house=small.house, actor=small.actor("t01", sunday), class_id=small.classes[3, 1], day=None, now=sunday)
    assert shown.day == FRIDAY and not shown.is_today


@on_sqlite
def test_which_days_were_sampled(small: SmallSchool) -> None:
    enter(small, hands=HANDS)
    enter(small, asked=5, mean_tenths=300, day=FRIDAY - timedelta(days=1))
    enter(small, hands=[1, 1, 1, 10, 1, 1], subject="数学", day=MONDAY)
    enter(small, hands=HANDS, day=FRIDAY + timedelta(days=1))  # a Saturday
    (found,) = sampling.sampled_days(house=small.house, actor=small.actor("t01"), now=NOW)
    assert (found.sampled, found.too_few, found.next_day) == (2, 1, MONDAY)
    assert [day.day for day in found.days[:4]] == [MONDAY, FRIDAY + timedelta(days=1), FRIDAY, FRIDAY - timedelta(days=1)]
    assert found.days[0].whole is None and [s.subject for s in found.days[0].by_subject] == ["数学"] and len(found.days) == 16
    assert sampling.sampled_days(house=small.house, actor=small.actor("t04"), now=NOW)[0].one.grade == 1
