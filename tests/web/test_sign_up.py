"""Sign-up counts at the browser's door: one table, errors by row with what was typed, the own class only, the history."""

from __future__ import annotations

import html
import re

from schoolapp.records.sign_up import counts_on
from schoolapp.rules.sign_up import SignUp
from tests.cast import MONDAY, SmallSchool
from tests.conftest import on_sqlite
from tests.web.open_desk import OpenDesk

pytestmark = on_sqlite
PATH = "/service/sign-up"


def filled(page: str) -> dict[str, str]:
    """The inputs of the table as a browser would send them."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([a-z_]+-\d+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = html.unescape(value[1]) if value else ""
    return found


def on(small: SmallSchool, place: tuple[int, int]) -> SignUp:
    with small.house.reading() as connection:
        return counts_on(connection, MONDAY, 2026)[small.classes[place]]


def test_the_coordinator_fills_one_table_for_a_grade(small: SmallSchool) -> None:
    desk, one = OpenDesk(small, "t06"), small.classes[3, 1]
    table = filled(desk.get(f"{PATH}?grade=3"))
    table |= {f"joined-{one}": "３６", f"declined-{one}": "2", f"all_five-{one}": "30人"}
    desk.post(f"{PATH}?grade=3&day={MONDAY}", **table)
    assert on(small, (3, 1)) == SignUp(40, 38, 36, 30, None, 2) and on(small, (3, 2)) == SignUp(40, 38, 38)
    page = desk.get(f"{PATH}?grade=3")
    assert "已保存 1 个班的人数，从 11月23日 起算" in page
    assert "覆盖率 = 参加 / 有需求：74 / 76" in page and "100% 从来不是目标" in page


def test_errors_stand_in_their_row_and_nothing_is_lost(small: SmallSchool) -> None:
    desk, one, two = OpenDesk(small, "t06"), small.classes[3, 1], small.classes[3, 2]
    table = filled(desk.get(f"{PATH}?grade=3")) | {f"joined-{one}": "39", f"declined-{two}": "十二", f"asked-{two}": ""}
    page = desk.post(f"{PATH}?grade=3&day={MONDAY}", 400, **table)
    assert "三(2)班 不参加且已签告知书：请填写整数" in page and f'href="#declined-{two}"' in page and filled(page)[f"declined-{two}"] == "十二"
    page = desk.post(f"{PATH}?grade=3&day={MONDAY}", 400, **(table | {f"declined-{two}": ""}))
    assert "三(1)班 参加：不能多于有需求的人数" in page and "三(2)班 有需求：请填写人数，没有就填 0" in page
    assert filled(page)[f"joined-{one}"] == "39" and f'aria-describedby="joined-{one}-error"' in page
    assert on(small, (3, 1)) == SignUp(40, 38, 38)


def test_a_homeroom_teacher_has_the_own_class_in_the_menu_and_no_other(small: SmallSchool) -> None:
    desk, one = OpenDesk(small, "t01"), small.classes[3, 1]
    assert 'href="/service/sign-up"' in desk.get("/today")
    table = filled(desk.get(PATH))
    assert {name.rpartition("-")[2] for name in table} == {str(one)}
    desk.post(f"{PATH}?day={MONDAY}", **(table | {f"joined-{one}": "37", f"joined-{small.classes[3, 2]}": "1"}))
    assert on(small, (3, 1)).joined == 37 and on(small, (3, 2)).joined == 38
    desk.get(f"{PATH}?grade=4", 404)
    desk.get(f"{PATH}/{small.classes[3, 2]}", 404)


def test_leaders_read_and_do_not_enter(small: SmallSchool) -> None:
    page = OpenDesk(small, "t02").get(PATH)
    assert filled(page) == {} and "三(2)班" in page and "保存人数" not in page
    OpenDesk(small, "t02").post(PATH, 403)


def test_the_history_says_what_held_when_and_by_whom(small: SmallSchool) -> None:
    desk, one = OpenDesk(small, "t06"), small.classes[3, 1]
    table = filled(desk.get(f"{PATH}?grade=3&day=2026-10-15"))
    desk.post(f"{PATH}?grade=3&day=2026-10-15", **(table | {f"joined-{one}": "36"}))
    page = desk.get(f"{PATH}/{one}")
    assert "2026年10月15日" in page and "2026年9月1日" in page and "现在按这一行" in page and "何秀英" in page
    assert "10月15日起另有人数" in desk.get(f"{PATH}?grade=3&day=2026-10-01")


def test_what_somebody_changed_meanwhile_is_shown_and_can_be_saved_over(small: SmallSchool) -> None:
    coordinator, head, one = OpenDesk(small, "t06"), OpenDesk(small, "t01"), small.classes[3, 1]
    table = filled(coordinator.get(f"{PATH}?grade=3"))
    head.post(f"{PATH}?day={MONDAY}", **(filled(head.get(PATH)) | {f"joined-{one}": "35"}))
    table |= {f"joined-{one}": "34"}
    page = coordinator.post(f"{PATH}?grade=3&day={MONDAY}", 400, **table)
    assert "刚才有人改过这个班" in page and on(small, (3, 1)).joined == 35
    coordinator.post(f"{PATH}?grade=3&day={MONDAY}", **filled(page))
    assert on(small, (3, 1)).joined == 34
