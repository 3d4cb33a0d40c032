"""Wording from the database: lines while they are written, a school's own words and silences with their audit, findings with their reason,
remarks on import."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from schoolapp.config import Config
from schoolapp.rules.findings import FindingKind, Level
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.services import audit, findings, homework, school, wording
from schoolapp.services.homework import Draft
from schoolapp.services.house import Replayed
from schoolapp.services.wording import WordingRefused
from tests.cast import MONDAY, NOW, SmallSchool
from tests.conftest import on_sqlite
from tests.rules.school_workbook import put
from tests.services.workbook_file import codes, importer

WORDING = FindingKind.WORDING
SIGN = "练习册第5页，请家长签字"


def check(small: SmallSchool, *lines: Draft, grades: tuple[int, ...] = (3,)) -> tuple[wording.LineWording, ...]:
    own = wording.school_wording(house=small.house)
    return tuple(wording.read_line(line, grades=grades, own=own) for line in lines)


def add(small: SmallSchool, words: str = "晨光本", **more: Any) -> int:
    values = {"clause": "FEE", "level": "warn", "hint": "本校不指定本子的牌子", "safer": "用自己的本子", **more}
    return wording.add_words(house=small.house, actor=small.actor("t05"), words=words, now=NOW, **values)


def post(small: SmallSchool, text: str, *, reasons: dict[int, str] | None = None, who: str = "t01", place: tuple[int, int] = (3, 1), **draft: Any) -> int:
    subject = {"t01": "数学", "t04": "语文"}[who]
    made = homework.post_homework(house=small.house, actor=small.actor(who), day=MONDAY, subject=subject, class_ids=[small.classes[place]],
                                  drafts=[Draft(text, 10, **draft)], wording_reasons=reasons or {0: wording.REASONS[0]}, now=NOW)
    return made.items[0]


def worded(small: SmallSchool) -> list[tuple[str, Level, tuple[str, ...]]]:
    found = findings.findings_of(house=small.house, actor=OPERATOR, start=MONDAY, end=MONDAY, now=NOW)
    return [(one.finding.clause, one.finding.level, one.finding.records) for one in found.of_kind(WORDING)]


@on_sqlite
def test_lines_are_answered_one_by_one_with_the_whole_text_mended(small: SmallSchool) -> None:
    first, second = check(small, Draft(SIGN, 10), Draft("练习册第6页", 10))
    assert [shown.hit.clause for shown in first.hits] == ["C9"] and first.blocks
    assert first.hits[0].mended == "练习册第5页，明天课上订正"
    assert second.hits == () and not second.blocks and second.prompt is None


@on_sqlite
def test_the_strictest_grade_of_the_chosen_classes_decides(small: SmallSchool) -> None:
    line = Draft("抄写生字一遍", 10, Kind.ORAL)
    (older,) = check(small, line)
    assert older.hits == () and older.prompt is not None and older.prompt.fits is Kind.WRITTEN
    (both,) = check(small, line, grades=(3, 1))
    assert [shown.hit.clause for shown in both.hits] == ["C10"] and both.prompt is not None
    (low,) = check(small, line._replace(in_school=10), grades=(1,))
    assert low.hits == () and low.prompt is None


@on_sqlite
def test_the_mended_text_has_everything_said_safely(small: SmallSchool) -> None:
    (said,) = check(small, Draft("生字抄10遍，请家长签字，拍照发到班级群", 10))
    assert [shown.hit.clause for shown in said.hits] == ["C9", "C12", "PHONE"]
    assert check(small, Draft(said.mended, 10))[0].hits == ()


@on_sqlite
@pytest.mark.parametrize("who", ["t01", "t02", "t06", "t07", "t09"])
def test_office_and_administrator_alone_set_words(small: SmallSchool, who: str) -> None:
    with pytest.raises(NotAllowed):
        wording.wording_page(house=small.house, actor=small.actor(who))
    with pytest.raises(NotAllowed):
        wording.silence_rule(house=small.house, actor=small.actor(who), rule="c9-sign", reason="不许", now=NOW)


def test_own_words_are_found_until_they_are_taken_back(small: SmallSchool) -> None:
    assert check(small, Draft("写在晨光本上", 10))[0].hits == ()
    row_id = add(small)
    (found,) = check(small, Draft("写在晨 光本上", 10))
    assert [(shown.hit.clause, shown.hit.rule) for shown in found.hits] == [("FEE", f"own:{row_id}")]
    wording.remove_line(house=small.house, actor=small.actor("t05"), row_id=row_id, now=NOW)
    assert check(small, Draft("写在晨光本上", 10))[0].hits == ()
    with pytest.raises(NotFound):
        wording.remove_line(house=small.house, actor=small.actor("t05"), row_id=row_id, now=NOW)
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_silenced_rules_and_phrases_speak_again(small: SmallSchool) -> None:
    office = {"house": small.house, "actor": small.actor("t05"), "now": NOW}
    (rule,) = {shown.hit.rule for shown in check(small, Draft("刷题20道", 10))[0].hits}
    silenced = wording.silence_rule(rule=rule, reason="毕业班复习", **office)
    wording.silence_words(words="阅读存折请家长签字", reason="区里统一的存折", **office)
    assert check(small, Draft("刷题20道", 10))[0].hits == check(small, Draft("阅读存折请家长签字", 10))[0].hits == ()
    shown = wording.wording_page(house=small.house, actor=small.actor("t08"))
    assert [one.rule.id for one in shown.homework if one.silenced] == [rule] and [row.words for row in shown.fine] == ["阅读存折请家长签字"]
    wording.remove_line(row_id=silenced, **office)
    assert check(small, Draft("刷题20道", 10))[0].hits != ()
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
@pytest.mark.parametrize(("more", "field", "code"), [
    ({"words": ""}, "words", "missing"), ({"words": "本"}, "words", "short"), ({"words": "😀 😀"}, "words", "short"), ({"words": "长" * 41}, "words", "long"),
    ({"words": "电话13812345678"}, "words", "personal"), ({"clause": "C1"}, "clause", "clause"), ({"level": "red"}, "level", "level"),
    ({"hint": ""}, "hint", "missing"), ({"safer": "自己买晨光本"}, "safer", "hits"), ({"safer": "请购买练习册"}, "safer", "hits"),
])
def test_what_cannot_be_taken_is_refused_with_its_field(small: SmallSchool, more: dict[str, str], field: str, code: str) -> None:
    with pytest.raises(WordingRefused) as refused:
        add(small, **more)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert wording.wording_page(house=small.house, actor=small.actor("t05")).added == ()


@on_sqlite
def test_the_same_words_once_and_a_form_twice(small: SmallSchool) -> None:
    first = add(small, request_key="key-1")
    with pytest.raises(Replayed) as again:
        add(small, request_key="key-1")
    assert again.value.result == str(first)
    with pytest.raises(WordingRefused) as refused:
        add(small, "晨 光 本")
    assert refused.value.code == "taken"


@on_sqlite
def test_a_sentence_is_tried_as_homework_or_as_a_session(small: SmallSchool) -> None:
    ask = {"house": small.house, "actor": small.actor("t05"), "grade": 3, "kind": Kind.WRITTEN}
    assert [shown.hit.clause for shown in wording.try_sentence(text="请家长批改", session=False, **ask).hits] == ["C9"]
    assert [shown.hit.clause for shown in wording.try_sentence(text="讲授新课", session=True, **ask).hits] == ["C21"]


def test_findings_of_published_items_with_clause_and_level(small: SmallSchool) -> None:
    sign = post(small, SIGN, reasons={0: wording.REASONS[0]})
    print_alone = post(small, "自行打印练习题一张")
    low = post(small, "抄写生字", who="t04", place=(1, 1), kind=Kind.ORAL)
    covered = post(small, "抄写词语", who="t04", place=(1, 1), kind=Kind.ORAL, in_school=10)
    gone = post(small, "罚抄课文", kind=Kind.WRITTEN)
    homework.withdraw_homework(house=small.house, actor=small.actor("t01"), item_id=gone, version=1, reason="写错了", now=NOW)
    assert sorted(worded(small)) == sorted([
        ("C9", Level.YELLOW, (f"item:{sign}",)), ("C9", Level.INFO, (f"item:{print_alone}",)), ("C10", Level.YELLOW, (f"item:{low}",))])
    assert f"item:{covered}" not in {record for _, _, records in worded(small) for record in records}


@on_sqlite
def test_one_finding_per_item_and_clause(small: SmallSchool) -> None:
    post(small, "生字抄10遍，家长签字，家长检查，拍照发到班级群")
    assert [clause for clause, _, _ in worded(small)] == ["C9", "C12", "PHONE"]
    keys = {one.finding.key for one in findings.findings_of(house=small.house, actor=OPERATOR, start=MONDAY, end=MONDAY, now=NOW).of_kind(WORDING)}
    assert len(keys) == 3


@on_sqlite
def test_optional_work_that_all_must_do_is_found_by_its_tier(small: SmallSchool) -> None:
    post(small, "第8题，明天检查", tier=Tier.OPTIONAL)
    post(small, "第9题，明天检查")
    assert [clause for clause, _, _ in worded(small)] == ["C12"]


@on_sqlite
def test_findings_follow_the_schools_own_words(small: SmallSchool) -> None:
    item = post(small, "写在晨光本上")
    assert worded(small) == []
    add(small)
    assert worded(small) == [("FEE", Level.INFO, (f"item:{item}",))]


@on_sqlite
def test_the_opened_finding_shows_words_safe_wording_and_reason(small: SmallSchool) -> None:
    post(small, SIGN + "，拍照发到班级群", reasons={0: wording.REASONS[1]})
    found = findings.findings_of(house=small.house, actor=OPERATOR, start=MONDAY, end=MONDAY, now=NOW).of_kind(WORDING)
    key = next(one.finding.key for one in found if one.finding.clause == "PHONE")
    detail = findings.detail_of(house=small.house, actor=small.actor("t05"), keys=[key], start=MONDAY, end=MONDAY, now=NOW)
    assert detail.class_day is not None
    (line,) = [one for one in detail.class_day.items if one.named]
    assert [shown.hit.clause for shown in line.hits] == ["PHONE"] and "班级群" not in line.hits[0].mended
    assert line.item.wording_reason == wording.REASONS[1]


@on_sqlite
def test_days_to_come_and_other_periods_have_none(small: SmallSchool) -> None:
    post(small, SIGN)
    later = MONDAY + timedelta(days=1)
    assert findings.findings_of(house=small.house, actor=OPERATOR, start=later, end=later, now=NOW).of_kind(WORDING) == ()


def test_an_import_remarks_on_words_and_refuses_none(database: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    house = school.open_house(database)
    run = importer(house, monkeypatch)
    result = run(put("作业", "作业内容", "练习册第8页，请家长签字，拍照发群"), dry_run=True)
    assert result.ok and result.errors == ()
    told = [(r.sheet, r.row, r.column, r.values["clause"], r.values["found"]) for r in result.remarks if r.code == "wording"]
    assert told == [("作业", 2, "作业内容", "C9", "家长签字,拍照发群"), ("作业", 2, "作业内容", "PHONE", "拍照发")] and codes(result) == []
    run(put("作业", "作业内容", "练习册第8页，请家长签字，拍照发群"))
    again = run(put("作业", "作业内容", "练习册第8页，请家长签字，拍照发群"), dry_run=True)
    assert [r for r in again.remarks if r.code == "wording"] == [], "what is held already was remarked on before"
    house.close()
