"""A teacher's own templates: kept by subject, ordered by use, limited, nobody else's; a registered line becomes one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.permits import NotAllowed, NotFound
from schoolapp.services import homework_template as templates
from schoolapp.services.homework import BadDraft, Draft
from tests.cast import MONDAY, NOW, SmallSchool
from tests.services.homework_cases import grant, post

LINE = Draft("练习册第＿＿页", 15)


def add(small: SmallSchool, draft: Draft = LINE, *, who: str = "t01", subject: str = "数学") -> int:
    return templates.add_template(house=small.house, actor=small.actor(who), subject=subject, draft=draft, now=NOW)


def texts(small: SmallSchool, who: str = "t01", subject: str = "数学") -> list[str]:
    return [t.text for t in templates.templates_of(house=small.house, actor=small.actor(who), subject=subject)]


def test_a_line_is_kept_as_it_was_written(small: SmallSchool) -> None:
    draft = Draft(" 口算（ ）题\r\n写在本子上 ", 10, Kind.ELECTRONIC, Tier.OPTIONAL, 5)
    row = add(small, draft)
    found = templates.find_template(house=small.house, actor=small.actor("t01"), template_id=row)
    assert found == templates.Template(row, "数学", draft._replace(text="口算（ ）题\n写在本子上"), 1, None)
    assert add(small, draft) == row and len(texts(small)) == 1


def test_the_last_used_stands_first(small: SmallSchool) -> None:
    rows = [add(small, Draft(text, 10)) for text in ("甲", "乙", "丙")]
    assert texts(small) == ["甲", "乙", "丙"]
    for minute, row in enumerate((rows[2], rows[1])):
        templates.use_template(house=small.house, actor=small.actor("t01"), template_id=row, now=NOW + timedelta(minutes=minute))
    assert texts(small) == ["乙", "丙", "甲"]


def test_the_page_goes_into_the_blank(small: SmallSchool) -> None:
    row = add(small)
    assert templates.use_template(house=small.house, actor=small.actor("t01"), template_id=row, page="23 ", now=NOW) == ("数学", Draft("练习册第23页", 15))
    assert templates.use_template(house=small.house, actor=small.actor("t01"), template_id=row, now=NOW)[1].text == "练习册第＿＿页"
    long = templates.use_template(house=small.house, actor=small.actor("t01"), template_id=row, page="9" * 5000, now=NOW)[1].text
    assert len(long) < 60


def test_change_and_remove(small: SmallSchool) -> None:
    row = add(small)
    templates.change_template(house=small.house, actor=small.actor("t01"), template_id=row, draft=Draft("口算", 5))
    assert texts(small) == ["口算"]
    for _ in range(2):
        templates.remove_template(house=small.house, actor=small.actor("t01"), template_id=row)
    assert texts(small) == []
    with pytest.raises(NotFound):
        templates.change_template(house=small.house, actor=small.actor("t01"), template_id=row, draft=LINE)


def test_they_are_nobody_elses(small: SmallSchool) -> None:
    row, other = add(small), small.actor("t03")
    assert texts(small, "t03") == []
    with pytest.raises(NotFound):
        templates.find_template(house=small.house, actor=other, template_id=row)
    with pytest.raises(NotFound):
        templates.change_template(house=small.house, actor=other, template_id=row, draft=Draft("x", 1))
    with pytest.raises(NotFound):
        templates.use_template(house=small.house, actor=other, template_id=row, now=NOW)
    templates.remove_template(house=small.house, actor=other, template_id=row)
    assert texts(small) == [LINE.text]
    with pytest.raises(NotAllowed):
        templates.my_templates(house=small.house, actor=small.actor("t07"), now=NOW)


def test_at_most_thirty_of_a_subject(small: SmallSchool) -> None:
    grant(small, "t01", (3, 1), "科学", MONDAY, MONDAY)
    for n in range(30):
        add(small, Draft(f"练习 {n}", 10))
    with pytest.raises(templates.TooMany) as full:
        add(small, Draft("再一条", 10))
    assert (full.value.subject, full.value.most) == ("数学", 30)
    assert add(small, Draft("练习 3", 10))  # the same again is the one that is there
    assert add(small, Draft("观察", 10), subject="科学")


def test_only_subjects_that_one_teaches(small: SmallSchool) -> None:
    with pytest.raises(NotFound):
        add(small, subject="英语")
    grant(small, "t01", (3, 1), "科学", MONDAY, MONDAY)
    add(small, subject="科学")
    found = templates.my_templates(house=small.house, actor=small.actor("t01"), now=NOW)
    assert found.subjects == ("数学", "科学") and [(s, len(lines)) for s, lines in found.by_subject] == [("科学", 1)]


@pytest.mark.parametrize(("draft", "field", "code"), [
    (Draft("  ", 10), "text", "empty"), (Draft("x" * 2001, 10), "text", "long"), (Draft("电话13812345678", 10), "text", "mobile"),
    (Draft("x", 241), "minutes", "range"), (Draft("x", 10, in_school=11), "in_school", "above_minutes"),
])
def test_what_may_not_be_kept(small: SmallSchool, draft: Draft, field: str, code: str) -> None:
    with pytest.raises(BadDraft) as bad:
        add(small, draft)
    assert [(f.field, f.code) for f in bad.value.faults] == [(field, code)]
    row = add(small)
    with pytest.raises(BadDraft):
        templates.change_template(house=small.house, actor=small.actor("t01"), template_id=row, draft=draft)


def test_a_registered_line_becomes_a_template(small: SmallSchool) -> None:
    item = post(small, "t01", [(3, 1)], Draft("练习册第23页", 15, in_school=5)).items[0]
    made = templates.template_of_item(house=small.house, actor=small.actor("t01"), item_id=item)
    assert made == ("数学", Draft("练习册第＿＿页", 15, in_school=5)) and texts(small) == []
    with pytest.raises(NotFound):
        templates.template_of_item(house=small.house, actor=small.actor("t03"), item_id=item)
    with pytest.raises(NotFound):
        templates.template_of_item(house=small.house, actor=small.actor("t01"), item_id=item + 100)
