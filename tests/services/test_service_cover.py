"""Who stands in and who helps: put down beforehand or when a session is logged, with both names kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schoolapp.records import afterschool as records
from schoolapp.records import service_log
from schoolapp.rules.permits import OPERATOR, NotFound
from schoolapp.services import afterschool as services
from schoolapp.services import audit
from schoolapp.services.afterschool import BadCover, BadSession, DueState
from schoolapp.services.house import Conflict
from tests.cast import MONDAY, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.session_cases import due, form, told_of
from tests.services.test_afterschool import EVENING, FRIDAY, log


@on_sqlite
def test_a_substitute_is_chosen_both_names_stay_and_both_see_the_session(small: SmallSchool) -> None:
    session_id = log(small, staff_id=small.staff["t04"])
    assert told_of(small, session_id)[0]["staff_id"] == small.staff["t04"] and told_of(small, session_id)[0]["instead_of"] == small.staff["t01"]
    for who in ("t01", "t04"):
        mine = next(s for s in due(small, who).sessions if s.category == "作业辅导")
        assert (mine.staff_name, mine.instead_of, mine.mine) == ("罗建军", "林晓梅", True)


@on_sqlite
def test_who_is_to_stand_in_sees_the_session_as_an_own_duty_and_logs_it(small: SmallSchool) -> None:
    values = {"house": small.house, "programme_id": small.programmes["hw3"], "day": MONDAY, "start": 960}
    assert due(small, "t03", hour=15).sessions == ()
    name = services.arrange_cover(actor=small.actor("t01"), staff_id=small.staff["t03"], now=at(MONDAY, 8), **values)  # type: ignore[arg-type]
    assert name == "王芳"
    mine = due(small, "t03", hour=15).sessions
    assert [(s.name, s.staff_name, s.instead_of, s.state) for s in mine] == [("三年级作业辅导", "王芳", "林晓梅", DueState.TO_COME)]
    assert [h.one.number for h in mine[0].homework] == [1, 2]
    shown = form(small, "t03")
    assert (shown.staff_id, shown.covered, shown.mine) == (small.staff["t03"], True, True)
    session_id = log(small, who="t03", staff_id=shown.staff_id)
    assert told_of(small, session_id)[0]["instead_of"] == small.staff["t01"]
    with pytest.raises(Conflict, match="exists"):
        services.arrange_cover(actor=small.actor("t06"), staff_id=None, now=EVENING, **values)  # type: ignore[arg-type]
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_a_cover_is_changed_and_taken_back_and_nonsense_is_refused(small: SmallSchool) -> None:
    values = {"house": small.house, "programme_id": small.programmes["hw3"], "day": MONDAY, "start": 960, "now": at(MONDAY, 8)}
    who = small.actor("t06")
    services.arrange_cover(actor=who, staff_id=small.staff["t03"], **values)  # type: ignore[arg-type]
    services.arrange_cover(actor=who, staff_id=small.staff["t04"], **values)  # type: ignore[arg-type]
    assert [s.staff_name for s in due(small, "t04", hour=8).sessions] == ["罗建军", "罗建军"]
    assert services.arrange_cover(actor=who, staff_id=None, **values) == ""  # type: ignore[arg-type]
    assert due(small, "t03", hour=8).sessions == ()
    for staff_id, code in ((small.staff["t01"], "self"), (9999, "staff")):
        with pytest.raises(BadCover, match=code):
            services.arrange_cover(actor=who, staff_id=staff_id, **values)  # type: ignore[arg-type]
    with pytest.raises(BadCover, match="past"):
        services.arrange_cover(actor=who, staff_id=small.staff["t03"], **{**values, "day": FRIDAY})  # type: ignore[arg-type]
    for wrong in ({"actor": small.actor("t03")}, {"start": 961}, {"programme_id": 99}):
        with pytest.raises(NotFound):
            services.arrange_cover(**{"actor": who, "staff_id": small.staff["t03"], **values, **wrong})  # type: ignore[arg-type]
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_an_inspector_reads_and_leads_no_session(small: SmallSchool) -> None:
    outside = small.staff["t09"]
    assert outside not in {c.id for c in form(small, "t06").staff} and small.staff["t03"] in {c.id for c in form(small, "t06").staff}
    with pytest.raises(BadCover, match="staff"):
        services.arrange_cover(
            house=small.house, actor=small.actor("t06"), programme_id=small.programmes["hw3"], day=MONDAY, start=960, staff_id=outside, now=at(MONDAY, 8)
        )
    with pytest.raises(BadSession) as refused:
        log(small, staff_id=outside)
    assert ("staff_id", "staff") in {(f.field, f.code) for f in refused.value.faults}


@on_sqlite
def test_assistants_are_the_programmes_unless_others_were_there(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=EVENING) as work:
        work.add(records.programme_assistant, programme_id=small.programmes["hw3"], staff_id=small.staff["t03"])
        work.audit("programme_saved", f"programme:{small.programmes['hw3']}")
    assert due(small, "t03").sessions[0].assistants == ("王芳",)  # helping is a duty too
    usual, other = log(small, day=FRIDAY), log(small, assistants=(small.staff["t04"],))
    with small.house.reading() as connection:
        found = service_log.assistants_of_sessions(connection, [usual, other])
    assert found == {usual: (small.staff["t03"],), other: (small.staff["t04"],)}
    with pytest.raises(BadSession):
        log(small, day=FRIDAY - timedelta(days=1), assistants=(small.staff["t01"],))  # the one responsible helps nobody
