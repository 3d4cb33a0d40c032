"""The box of suggestions: what opens it and what does not, over changed and reset passwords, several principals and a new one, a lost key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.records import audit as audit_records
from schoolapp.records import people as people_records
from schoolapp.records import suggestions as records
from schoolapp.rules.feedback import Voice
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.services import audit, feedback, login, needs, suggestions
from schoolapp.services.house import Conflict
from schoolapp.services.suggestions import BoxRefused, Visit, sealing
from schoolapp.services.suggestions.sealing import CannotOpen
from tests.cast import NOW, PASSWORD, SmallSchool
from tests.conftest import on_sqlite
from tests.services.suggestion_cases import (  # noqa: F401
    TEXT,
    _cheap_keys,
    answer,
    case,
    give_password,
    open_school,
    say,
    second_principal,
    visit,
)

FRESH = "willow-gate-river"


def text_with(small: SmallSchool, opened: Visit) -> str:
    words = case(small, opened=opened).words
    assert words is not None
    return words[0].text


def change_password(small: SmallSchool, present: str, fresh: str, number: str = "t07") -> None:
    opened = login.log_in(house=small.house, number=number, password=present, address="", device="", browser="", now=NOW)
    signed = login.find_signed(house=small.house, token=opened.token, now=NOW)
    assert signed is not None
    login.set_password(house=small.house, signed=signed, present=None if signed.must_change else present, fresh=fresh, address="", now=NOW)


def refusal(small: SmallSchool, password: str, number: str = "t07", now_after: timedelta = timedelta(0)) -> str:
    with pytest.raises(BoxRefused) as refused:
        suggestions.open_box(house=small.house, actor=small.actor(number), password=password, address="", now=NOW + now_after)
    return refused.value.code


def take(small: SmallSchool, printed: str, password: str, number: str = "t07") -> Visit:
    return suggestions.take_box(house=small.house, actor=small.actor(number), printed=printed, password=password, now=NOW)


@on_sqlite
def test_a_box_takes_nothing_before_its_printed_key_was_confirmed(small: SmallSchool) -> None:
    give_password(small)
    principal = small.actor("t07")
    feedback.turn(house=small.house, actor=principal, now=NOW, voice=Voice.SUGGESTIONS, on=True)
    assert [one.kind for one in needs.needs_of(house=small.house, actor=principal, now=NOW) if one.kind == "suggestion_box"] == ["suggestion_box"]
    first = suggestions.make_box(house=small.house, actor=principal, password=PASSWORD, now=NOW)
    assert not suggestions.is_open(small.house)
    second = suggestions.make_box(house=small.house, actor=principal, password=PASSWORD, now=NOW)  # the first print went wrong
    assert first.printed != second.printed and len(second.printed) == 28
    with pytest.raises(NotFound):
        suggestions.confirm_box(house=small.house, actor=principal, box_id=99, now=NOW)
    suggestions.confirm_box(house=small.house, actor=principal, box_id=second.box_id, now=NOW)
    assert suggestions.is_open(small.house)
    with pytest.raises(NotFound):
        suggestions.confirm_box(house=small.house, actor=principal, box_id=second.box_id, now=NOW)
    say(small)
    assert text_with(small, visit(small)) == TEXT
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_only_a_principal_with_the_own_password_makes_or_opens_it(small: SmallSchool) -> None:
    give_password(small)
    with pytest.raises(BoxRefused):
        suggestions.make_box(house=small.house, actor=small.actor("t07"), password="wrong", now=NOW)
    for number in ("t01", "t05", "t08", "t09"):
        with pytest.raises(NotAllowed):
            suggestions.make_box(house=small.house, actor=small.actor(number), password=PASSWORD, now=NOW)
    with pytest.raises(NotFound):
        suggestions.make_box(house=small.house, actor=OPERATOR, password=PASSWORD, now=NOW)
    assert refusal(small, PASSWORD) == "none"


@on_sqlite
def test_wrong_passwords_are_slowed_down(small: SmallSchool) -> None:
    open_school(small)
    assert [refusal(small, "wrong") for _ in range(4)] == ["password"] * 4
    assert refusal(small, PASSWORD) == "wait"
    assert refusal(small, "wrong", now_after=timedelta(seconds=5)) == "password"
    visit(small, now=NOW + timedelta(minutes=20))
    assert refusal(small, "wrong") == "password"  # the count began anew


def test_the_box_follows_when_the_own_password_is_changed(small: SmallSchool) -> None:
    open_school(small)
    say(small)
    change_password(small, PASSWORD, FRESH)
    assert refusal(small, PASSWORD) == "password"
    assert text_with(small, visit(small, password=FRESH)) == TEXT


def test_after_a_reset_only_the_printed_key_opens_it_again(small: SmallSchool) -> None:
    printed = open_school(small)
    say(small)
    code = login.give_codes(house=small.house, actor=small.actor("t08"), staff_ids=[small.staff["t07"]], now=NOW)[small.staff["t07"]]
    assert refusal(small, PASSWORD) == "none"
    change_password(small, code, FRESH)  # whoever holds the code, the administrator as well
    assert refusal(small, FRESH) == refusal(small, PASSWORD) == "none"
    assert [one.values["made"] for one in needs.needs_of(house=small.house, actor=small.actor("t07"), now=NOW) if one.kind == "suggestion_box"] == [True]
    mistyped = printed[:-1] + ("2" if printed[-1] != "2" else "3")
    for letters, password, said in ((mistyped, FRESH, "printed"), ("", FRESH, "printed"), (printed, PASSWORD, "password")):
        with pytest.raises(BoxRefused) as refused:
            take(small, letters, password)
        assert refused.value.code == said
    opened = take(small, "-".join(printed[at : at + 4] for at in range(0, 28, 4)).lower(), FRESH)
    assert text_with(small, opened) == text_with(small, visit(small, password=FRESH)) == TEXT
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_a_password_that_the_operator_gives_opens_nothing_either(small: SmallSchool) -> None:
    open_school(small)
    give_password(small, password=FRESH)
    assert refusal(small, FRESH) == refusal(small, PASSWORD) == "none"


def test_several_principals_each_with_the_own_password(small: SmallSchool) -> None:
    printed = open_school(small)
    say(small)
    second_principal(small)
    assert refusal(small, PASSWORD, "t05") == "none"
    state = suggestions.box_state(house=small.house, actor=small.actor("t07"))
    assert state.mine and state.without == ("周舟",) and state.others == ()
    opened = take(small, printed, PASSWORD, "t05")
    words = suggestions.case_page(house=small.house, actor=small.actor("t05"), case_id=1, visit=opened, now=NOW).words
    assert words is not None and words[0].text == TEXT
    state = suggestions.box_state(house=small.house, actor=small.actor("t05"))
    assert state.mine and state.others == ("周明远",) and state.without == ()
    change_password(small, PASSWORD, FRESH)
    assert text_with(small, visit(small, "t05")) == text_with(small, visit(small, password=FRESH)) == TEXT


@on_sqlite
def test_who_is_no_principal_any_more_loses_the_key(small: SmallSchool) -> None:
    printed = open_school(small)
    say(small)
    second_principal(small)
    take(small, printed, PASSWORD, "t05")
    with small.house.reading() as connection:
        role_id = people_records.role_ids_of(connection, small.staff["t07"])[Role.PRINCIPAL]
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.remove(people_records.staff_role, role_id)
        work.add(people_records.staff_role, staff_id=small.staff["t07"], role=Role.TEACHER.value, grades="", subjects="", valid_to=None)
        work.audit("staff_changed", f"staff:{small.staff['t07']}")
    with pytest.raises(NotAllowed):
        visit(small)
    assert suggestions.tidy(house=small.house, now=NOW)["keys"] == 1
    with small.house.reading() as connection:
        assert records.all_holders(connection) == {small.staff["t05"]}
        assert audit_records.newest_entries(connection, 1)[0].act == "suggestion_key_dropped"
    visit(small, "t05")


@on_sqlite
def test_a_new_print_makes_the_old_paper_worthless(small: SmallSchool) -> None:
    printed = open_school(small)
    second_principal(small)
    made = suggestions.print_again(house=small.house, actor=small.actor("t07"), visit=visit(small), now=NOW)
    with pytest.raises(BoxRefused) as refused:
        take(small, printed, PASSWORD, "t05")
    assert refused.value.code == "printed"
    take(small, made.printed, PASSWORD, "t05")
    with pytest.raises(Conflict):
        suggestions.print_again(house=small.house, actor=small.actor("t07"), visit=Visit(made.box_id, bytes(32)), now=NOW)


def test_with_password_and_paper_lost_a_new_box_goes_on_and_says_what_cannot_be_read(small: SmallSchool) -> None:
    open_school(small)
    lost = say(small)
    give_password(small, password=FRESH)
    principal = small.actor("t07")
    made = suggestions.make_box(house=small.house, actor=principal, password=FRESH, now=NOW)
    suggestions.confirm_box(house=small.house, actor=principal, box_id=made.box_id, now=NOW)
    kept = say(small)
    opened = visit(small, password=FRESH)
    assert case(small, 1, opened=opened).line.lost and case(small, 1, opened=opened).words is None
    found = case(small, 2, opened=opened).words
    assert found is not None and found[0].text == TEXT and kept.number == "2026-0002"
    assert suggestions.box_state(house=small.house, actor=principal).unread == 1
    answer(small, 1, "请您重新写一次，或者给学校打电话。")
    seen = suggestions.look_up(house=small.house, number=lost.number, code=lost.code, address="", now=NOW)
    assert [one.text for one in seen.answers] == ["请您重新写一次，或者给学校打电话。"]


@on_sqlite
def test_an_opened_box_belongs_to_one_session_for_half_an_hour(small: SmallSchool) -> None:
    open_school(small)
    principal, opened = small.actor("t07"), visit(small)
    token = suggestions.visit_token(house=small.house, session="a" * 43, visit=opened, now=NOW)

    def found(token: str = token, session: str = "a" * 43, minutes: int = 29, number: str = "t07") -> Visit | None:
        return suggestions.find_visit(house=small.house, actor=small.actor(number), session=session, token=token, now=NOW + timedelta(minutes=minutes))

    assert found() == opened
    assert found(session="b" * 43) is None and found(minutes=30) is None and found(number="t08") is None
    for broken in ("", "x", token[:-4], token[:20] + ("A" if token[20] != "A" else "B") + token[21:], "é" * 40):
        assert found(broken) is None
    assert principal.staff_id is not None and opened.private.hex() not in repr(opened)


@given(st.text(max_size=600).map(lambda text: text.replace("\x00", "")))
def test_what_is_sealed_is_read_by_its_key_alone_in_its_place_alone(text: str) -> None:
    private, public = sealing.fresh_pair()
    sealed = sealing.seal(public, "place", text)
    assert sealing.unseal(private, "place", sealed) == text
    assert sealing.seal(public, "place", text) != sealed
    changed = sealed[:-8] + "AAAAAAA="
    for key, what, box in ((sealing.fresh_pair()[0], "place", sealed), (private, "elsewhere", sealed), (private, "place", changed), (private, "place", "")):
        with pytest.raises(CannotOpen):
            sealing.unseal(key, what, box)


def test_lengths_tell_little() -> None:
    _private, public = sealing.fresh_pair()
    assert len({len(sealing.seal(public, "p", "字" * n)) for n in (10, 30, 80)}) == 1


def test_the_printed_keys_and_codes_are_their_own() -> None:
    secret = b"s" * 32
    assert len({sealing.fresh_printed() for _ in range(50)}) == 50
    assert sealing.code_of(secret, "a") == sealing.code_of(secret, "a") != sealing.code_of(secret, "b") != sealing.code_of(b"t" * 32, "b")
    assert sealing.printed_from(secret) == sealing.printed_from(secret) and len(sealing.printed_from(secret)) == 28
