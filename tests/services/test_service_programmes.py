"""Programmes with people, rooms, two times a day and a provider: clashes shown before saving, kept when confirmed; copied to another term."""

from __future__ import annotations

import json
from datetime import date

import pytest

from schoolapp.records import afterschool as records
from schoolapp.records import audit as audit_records
from schoolapp.records import people as people_records
from schoolapp.records import school as school_records
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.rules.timetable import ClashKind
from schoolapp.services import afterschool as services
from schoolapp.services import audit, providers
from schoolapp.services.afterschool import BadProgramme, Clashing, ProgrammeDraft, Slot, copying, plan, seasons
from schoolapp.services.afterschool.seasons import SeasonDraft
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.service_cases import add_provider


def draft(small: SmallSchool, **changes: object) -> ProgrammeDraft:
    """绘画社 of 王芳 on Monday 16:00 to 17:00, in a room of its own."""
    first = ProgrammeDraft("draw", "绘画社", "艺术", frozenset({3, 4}), (Slot(1, 960, 1020),), small.staff["t03"], "美术室", "", True)
    return first._replace(**changes)  # type: ignore[arg-type]


def save(small: SmallSchool, programme_id: int | None = None, *, who: str = "t06", confirmed: tuple[str, ...] = (), term_id: int | None = None,
         **changes: object) -> int:
    return services.save_programme(house=small.house, actor=small.actor(who), programme_id=programme_id, draft=draft(small, **changes), term_id=term_id,
                                   confirmed=confirmed, now=NOW)


def clashes(small: SmallSchool, **changes: object) -> list[tuple[str, str, int, int, int]]:
    found = services.check_programme(house=small.house, actor=small.actor("t06"), programme_id=None, draft=draft(small, **changes), now=NOW)
    return [(c.kind.value, c.name, c.weekday, c.start, c.end) for c in found]


def last_entry(small: SmallSchool) -> audit_records.EntryRow:
    with small.house.reading() as connection:
        return audit_records.newest_entries(connection, 1)[0]


def add_term(small: SmallSchool, name: str = "2027年春季学期", start: date = date(2027, 2, 22), end: date = date(2027, 7, 9)) -> int:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        term_id = work.add(school_records.term, name=name, start=start, end=end)
        work.audit("term_added", f"term:{term_id}")
    return term_id


def test_everything_that_is_said_of_a_programme_is_kept(small: SmallSchool) -> None:
    provider = add_provider(small)
    found = save(small, slots=(Slot(1, 915, 955), Slot(1, 960, 1000), Slot(5, 930, 990)), assistants=(small.staff["t02"], small.staff["t04"]),
                 capacity=36, period_minutes=45, provider_id=provider, provider="")
    offer = services.programme_offer(house=small.house, actor=small.actor("t06"), programme_id=found, now=NOW)
    assert offer.row is not None and offer.assistants == (small.staff["t02"], small.staff["t04"])
    assert offer.row.slots == ((1, 915, 955), (1, 960, 1000), (5, 930, 990))
    assert (offer.row.capacity, offer.row.period_minutes, offer.row.provider_id, offer.row.provider) == (36, 45, provider, "启航体育俱乐部")
    save(small, found, assistants=(small.staff["t04"],), provider="校外美术馆")
    offer = services.programme_offer(house=small.house, actor=small.actor("t06"), programme_id=found, now=NOW)
    assert offer.row is not None and offer.assistants == (small.staff["t04"],)
    assert (offer.row.capacity, offer.row.provider_id, offer.row.provider) == (None, None, "校外美术馆")
    entry = last_entry(small)
    assert json.loads(entry.old)["assistants"] == [small.staff["t02"], small.staff["t04"]] and json.loads(entry.new)["assistants"] == [small.staff["t04"]]
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_clashes_of_person_room_and_grade_are_named_before_saving(small: SmallSchool) -> None:
    assert clashes(small) == [("grade", "三年级作业辅导", 1, 960, 1020)]
    assert clashes(small, grades=frozenset({4})) == []
    twice = clashes(small, staff_id=small.staff["t01"], room="a102", slots=(Slot(1, 990, 1050),), grades=frozenset({4}))
    assert twice == [("person", "三年级作业辅导", 1, 990, 1020), ("room", "三年级作业辅导", 1, 990, 1020), ("room", "科学社团", 1, 1020, 1050)]
    assert clashes(small, assistants=(small.staff["t04"],), slots=(Slot(2, 1020, 1080),), grades=frozenset({4})) == [("person", "科学社团", 2, 1020, 1080)]
    assert clashes(small, room="各班教室", slots=(Slot(3, 1080, 1110),)) == []
    assert clashes(small, active=False, staff_id=small.staff["t01"]) == []


def test_a_clash_has_to_be_confirmed_and_stays_in_the_audit(small: SmallSchool) -> None:
    with pytest.raises(Clashing) as shown:
        save(small, staff_id=small.staff["t01"])
    assert {c.kind for c in shown.value.clashes} == {ClashKind.PERSON}
    with small.house.reading() as connection:
        assert [p.code for p in records.list_programmes(connection)] == ["hw3", "club3"]
    keys = tuple(c.key for c in shown.value.clashes)
    with pytest.raises(Clashing):  # another clash than the one that was shown
        save(small, staff_id=small.staff["t01"], slots=(Slot(2, 960, 1020),), confirmed=keys)
    save(small, staff_id=small.staff["t01"], confirmed=keys)
    assert json.loads(last_entry(small).new)["clashes"] == list(keys)
    found = services.list_programmes(house=small.house, actor=small.actor("t07"), now=NOW)
    assert [(c.kind.value, c.name, c.weekday) for c in found.clashes] == [("person", "三年级作业辅导", 1)]
    with pytest.raises(Clashing):  # asked again whenever it is saved again
        save(small, found.rows[-1].id, staff_id=small.staff["t01"])


@on_sqlite
def test_who_saves_it_again_does_not_clash_with_himself(small: SmallSchool) -> None:
    found = save(small)
    assert save(small, found, name="绘画与书法") == found


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"capacity": 0}, ("capacity", "range")),
        ({"period_minutes": 10}, ("period_minutes", "range")),
        ({"assistants": (9999,)}, ("assistants", "staff")),
        ({"provider_id": 9999}, ("provider_id", "provider")),
        ({"slots": (Slot(1, 960, 1020), Slot(1, 1010, 1080))}, ("slots", "overlap")),
    ],
)
def test_what_is_no_programme_is_named(small: SmallSchool, changes: dict[str, object], fault: tuple[str, str]) -> None:
    with pytest.raises(BadProgramme) as found:
        save(small, **changes)
    assert found.value.faults == (fault,)


@on_sqlite
def test_nobody_helps_twice_or_beside_himself(small: SmallSchool) -> None:
    for who in (("t03",), ("t02", "t02")):
        with pytest.raises(BadProgramme) as found:
            save(small, assistants=tuple(small.staff[w] for w in who))
        assert found.value.faults == (("assistants", "twice"),)


@on_sqlite
def test_a_programme_of_another_term_meets_only_that_terms_programmes(small: SmallSchool) -> None:
    spring = add_term(small)
    found = save(small, staff_id=small.staff["t01"], term_id=spring)
    seen = services.list_programmes(house=small.house, actor=small.actor("t06"), term_id=spring, now=NOW)
    assert [p.id for p in seen.rows] == [found] and seen.term.id == spring and [t.id for t in seen.terms] == [spring, small.term_id]
    assert [p.code for p in services.list_programmes(house=small.house, actor=small.actor("t06"), now=NOW).rows] == ["hw3", "club3"]
    with pytest.raises(NotFound):
        services.list_programmes(house=small.house, actor=small.actor("t06"), term_id=999, now=NOW)


@on_sqlite
def test_a_seasons_times_go_along_where_they_were_shifted_and_stay_where_set_one_by_one(small: SmallSchool) -> None:
    season = seasons.save_season(house=small.house, actor=small.actor("t06"), season_id=None, draft=SeasonDraft("冬令时", date(2026, 12, 1), TERM[1]), now=NOW)
    drawn = save(small)
    seasons.shift_season(house=small.house, actor=small.actor("t06"), season_id=season, minutes=-20, now=NOW)
    save(small, drawn, slots=(Slot(1, 960, 1030), Slot(2, 960, 1030)))
    with small.house.reading() as connection:
        row = records.find_programme(connection, drawn)
    assert row is not None and row.seasons[0].slots == ((1, 940, 1010), (2, 940, 1010))
    seasons.set_season_times(house=small.house, actor=small.actor("t06"), season_id=season, programme_id=drawn, slots=(Slot(1, 930, 990),), now=NOW)
    save(small, drawn, slots=(Slot(1, 970, 1030),))
    chess = save(small, code="chess", name="象棋社", room="棋室", staff_id=small.staff["t02"], slots=(Slot(4, 1000, 1050),))
    with small.house.reading() as connection:
        row, fresh = records.find_programme(connection, drawn), records.find_programme(connection, chess)
    assert row is not None and row.seasons[0].slots == ((1, 930, 990),)
    assert fresh is not None and fresh.seasons == ()  # the others no longer lie by the same minutes beside their usual times
    seasons.shift_season(house=small.house, actor=small.actor("t06"), season_id=season, minutes=-20, all_of_them=True, now=NOW)
    later = save(small, code="go", name="围棋社", room="棋室", staff_id=small.staff["t02"], slots=(Slot(3, 1000, 1050),))
    with small.house.reading() as connection:
        fresh = records.find_programme(connection, later)
    assert fresh is not None and fresh.seasons[0].slots == ((3, 980, 1030),)


@on_sqlite
def test_a_clash_that_only_a_season_makes_is_found_on_its_days(small: SmallSchool) -> None:
    season = seasons.save_season(house=small.house, actor=small.actor("t06"), season_id=None, draft=SeasonDraft("冬令时", date(2026, 12, 1), TERM[1]), now=NOW)
    early = tuple(Slot(w, 1000, 1060) for w in range(1, 6))
    with pytest.raises(Clashing) as found:
        seasons.set_season_times(house=small.house, actor=small.actor("t06"), season_id=season, programme_id=small.programmes["club3"], slots=early, now=NOW)
    assert {(c.kind, c.start, c.end, c.since) for c in found.value.clashes} == {(ClashKind.ROOM, 1000, 1020, date(2026, 12, 1))}
    seasons.set_season_times(house=small.house, actor=small.actor("t06"), season_id=season, programme_id=small.programmes["club3"], slots=early,
                             confirmed=tuple(c.key for c in found.value.clashes), now=NOW)
    page = seasons.season_page(house=small.house, actor=small.actor("t07"), season_id=season, now=NOW)
    assert len(page.clashes) == 5 and page.unset == 1 and not page.began


def test_copying_shows_first_comes_once_and_again_changes_nothing(small: SmallSchool) -> None:
    spring = add_term(small)
    save(small, assistants=(small.staff["t02"], small.staff["t10"]), capacity=30)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.change(people_records.staff, small.staff["t04"], active=False)
        work.change(people_records.staff, small.staff["t10"], active=False)
        work.audit("staff_left", "staff:1")
    offer = copying.copy_offer(house=small.house, actor=small.actor("t06"), now=NOW)
    assert (offer.source.id, offer.target.id, offer.coming) == (small.term_id, spring, 3)
    assert [(line.row.code, line.gone, line.left_out) for line in offer.lines] == [
        ("hw3", False, ()), ("club3", True, ()), ("draw", False, ("阿依古丽·买买提",))]
    common = {"house": small.house, "actor": small.actor("t06"), "source_id": small.term_id, "target_id": spring, "now": NOW}
    assert copying.copy_programmes(chosen=[line.row.id for line in offer.lines[1:]], **common) == 2  # type: ignore[arg-type]
    assert copying.copy_programmes(chosen=[line.row.id for line in offer.lines], **common) == 1  # type: ignore[arg-type]
    assert copying.copy_programmes(chosen=[line.row.id for line in offer.lines], **common) == 0  # type: ignore[arg-type]
    seen = services.list_programmes(house=small.house, actor=small.actor("t06"), term_id=spring, now=NOW)
    assert [(p.code, p.active, len(p.slots), p.capacity) for p in seen.rows] == [("club3", False, 5, None), ("draw", True, 1, 30), ("hw3", True, 5, None)]
    assert seen.assistants == {seen.rows[1].id: (small.staff["t02"],)}
    assert all(line.there for line in copying.copy_offer(house=small.house, actor=small.actor("t06"), now=NOW).lines)
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_there_is_nothing_to_copy_to_without_a_next_term(small: SmallSchool) -> None:
    with pytest.raises(NotFound):
        copying.copy_offer(house=small.house, actor=small.actor("t06"), now=NOW)
    with pytest.raises(NotAllowed):
        copying.copy_programmes(house=small.house, actor=small.actor("t05"), source_id=small.term_id, target_id=small.term_id, chosen=[], now=NOW)


@on_sqlite
def test_an_inspector_is_nobody_to_run_a_programme(small: SmallSchool) -> None:
    offer = plan.programme_offer(house=small.house, actor=small.actor("t06"), programme_id=None, now=NOW)
    assert small.staff["t09"] not in dict(offer.staff) and small.staff["t01"] in dict(offer.staff)


@on_sqlite
def test_a_provider_takes_programmes_along_that_give_its_name(small: SmallSchool) -> None:
    found = save(small, provider="启航体育俱乐部")
    provider = add_provider(small)
    with small.house.reading() as connection:
        row = records.find_programme(connection, found)
    assert row is not None and row.provider_id == provider
    seen = providers.provider_page(house=small.house, actor=small.actor("t07"), provider_id=provider, now=at(MONDAY))
    assert [p.code for p in seen.programmes] == ["draw"]
