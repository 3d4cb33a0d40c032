"""What families of the demo school write to the principal, and the answers; carried out here, too. The box's printed key follows from a secret of
the data folder, so that the demo account of the principal opens it after every start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime

from schoolapp.records import suggestions as records
from schoolapp.records.suggestions import CaseRow
from schoolapp.rules.feedback import Voice
from schoolapp.rules.permits import OPERATOR, Actor
from schoolapp.rules.suggestions import Category, case_number
from schoolapp.services import login, suggestions
from schoolapp.services.demo.acts import OpenBox, Reply, Solved, Turn, Write, WrittenAct
from schoolapp.services.demo.cast import PRINCIPAL, Place
from schoolapp.services.demo.plan import at
from schoolapp.services.house import House
from schoolapp.services.suggestions import BoxRefused, sealing
from schoolapp.services.suggestions.keys import SECRET

_FIRST, _SECOND = 9, 27  # school days of the term on which families write about the day before
_PLACES: dict[int, Place] = {_FIRST: (8, 2), _SECOND: (4, 1)}


def written_acts(days: Sequence[date], until: date) -> Iterator[WrittenAct | Turn]:
    """The switch and the box on the term's first school day; two that were answered and solved, and one that waits since the last evening but
    one. `days` are all school days of the term; what lies ahead is left out by who asks."""
    yield Turn(at(days[0], 7, 38), PRINCIPAL, Voice.SUGGESTIONS)
    yield OpenBox(at(days[0], 7, 40), PRINCIPAL)
    yield Write(at(days[_FIRST], 19, 12), "first", Category.TOO_MUCH, _PLACES[_FIRST], days[_FIRST - 1],
                "昨天数学补充题加上练习册，孩子写到十一点才睡。公示上写的时间和实际差得比较多，希望老师估时间的时候按一般的孩子来估。")
    yield Reply(at(days[_FIRST + 2], 16, 40), PRINCIPAL, "first",
                "谢谢您写信来。当天八(2)班书面作业合计超过了 90 分钟的上限，超出的部分可以不做。数学组已经重新核对估时，补充题改为选做；"
                "年级组长每周看一次各班合计。以后写到 22:00 还没写完，可以停笔。",
                "八年级数学补充题未计入总量，当天书面作业超过上限", "C10")
    yield Solved(at(days[_FIRST + 3], 20, 15), "first")
    yield Write(at(days[_SECOND], 20, 5), "second", Category.SERVICE, _PLACES[_SECOND], days[_SECOND - 1],
                "课后服务有时候提前十几分钟就让孩子到门口排队，家长下班赶不到。能不能等到点了再放学？", "可以给班主任留言")
    yield Reply(at(days[_SECOND + 3], 12, 20), PRINCIPAL, "second",
                "您说得对，排队应当算在服务时间之外。从下周起，四年级课后服务结束后再整队，值班老师在门口等到最后一个孩子被接走。")
    yield Solved(at(days[_SECOND + 5], 18, 50), "second")
    past = [day for day in days if day < until]
    if past:
        yield Write(at(past[-1], 19, 30), f"waiting {past[-1]}", Category.IDEA, (3, 1), past[-1],
                    "建议把公示的时间提早一点，最好四点以前就能看到，方便老人接孩子的时候心里有数。谢谢学校。")


def open_box(house: House, actor: Actor, now: datetime) -> None:
    """The box under a password that nobody is told: the account gets another one with every start."""
    password = login.fresh_code()
    assert actor.staff_id is not None
    login.give_password(house=house, actor=OPERATOR, staff_id=actor.staff_id, password=password, now=now)
    made = suggestions.make_box(house=house, actor=actor, password=password, now=now, printed=printed_of(house))
    suggestions.confirm_box(house=house, actor=actor, box_id=made.box_id, now=now)
    house.forget()


def take_along(house: House, actor: Actor, password: str, now: datetime) -> None:
    """The box under the principal's new demo password; a visitor may have set up another box, or none."""
    with suppress(BoxRefused):
        suggestions.take_box(house=house, actor=actor, printed=printed_of(house), password=password, now=now)


def printed_of(house: House) -> str:
    return sealing.printed_from(house.secret("demo_suggestions"))


def write(house: House, act: Write, class_id: int) -> None:
    said = suggestions.Suggestion(act.key, act.category, act.text, class_id, act.day, act.contact)
    suggestions.say(house=house, said=said, address="203.0.113.77", now=act.at)


def reply(house: House, actor: Actor, act: Reply) -> None:
    row = _find(house, act.key)
    if row is None:
        return  # written before the days that are filled
    suggestions.begin(house=house, actor=actor, case_id=row.id, version=row.version, now=act.at)
    suggestions.answer(house=house, actor=actor, case_id=row.id, text=act.text, version=row.version + 1, now=act.at)
    if act.problem:
        suggestions.list_problem(house=house, actor=actor, case_id=row.id, text=act.problem, clause=act.clause, now=act.at)


def solved(house: House, act: Solved) -> None:
    row = _find(house, act.key)
    if row is not None:
        number, code = case_number(row.year, row.serial), sealing.code_of(house.secret(SECRET), act.key)
        suggestions.settle(house=house, number=number, code=code, address="203.0.113.77", now=act.at)


def _find(house: House, key: str) -> CaseRow | None:
    with house.reading() as connection:
        return records.find_by_code(connection, sealing.code_digest(sealing.code_of(house.secret(SECRET), key)))
