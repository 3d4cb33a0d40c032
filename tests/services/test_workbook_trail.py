"""The trail of imports: one audit entry each, safe against what happens meanwhile, and the report in words."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from schoolapp.config import Config
from schoolapp.records import audit, homework, people
from schoolapp.rules.permits import OPERATOR, NotFound
from schoolapp.services import audit as audit_services
from schoolapp.services import workbook as services
from schoolapp.services.house import House
from schoolapp.services.school import open_house
from schoolapp.services.workbook import bringing
from tests.cast import NOW
from tests.rules.school_workbook import Sheets, add, put, repeat
from tests.services.workbook_file import (
    Import,
    chain_holds,
    changed,
    entries,
    entry_values,
    everything,
    figures,
    importer,
    raw_of,
    rows,
)


@pytest.fixture
def house(database: Config) -> Iterator[House]:
    opened = open_house(database)
    yield opened
    opened.close()


@pytest.fixture
def bring(house: House, monkeypatch: pytest.MonkeyPatch) -> Import:
    return importer(house, monkeypatch)


# The trail


def test_one_audit_entry_for_an_import_with_its_hash_and_counts(house: House, bring: Import) -> None:
    bring()
    [(act, record, new)] = entry_values(house, "act", "record", "new")
    assert (act, record) == ("import", "import:1")
    said = json.loads(new)
    assert len(said["file_sha256"]) == 64 and said["counts"]["班级"] == [3, 0, 0]
    with house.reading() as connection:
        digests = connection.execute(select(func.count()).select_from(audit.record_digest)).scalar_one()
    assert digests == sum(everything(house).values()), "the entry's digest covers every row"
    assert chain_holds(house)


def test_what_is_changed_behind_the_apps_back_is_found(house: House, bring: Import) -> None:
    bring()
    with house.plain_writing() as connection:
        connection.execute(homework.homework_item.update().values(minutes=5))
    assert [(one.code, one.record) for one in audit_services.verify_chain(house=house, actor=OPERATOR)[1]] == [("changed", "item:1")]


def test_imports_that_were_made_are_listed(house: House, bring: Import) -> None:
    bring()
    bring(put("班级", "学生数", 44))
    made = services.list_imports(house=house, actor=OPERATOR)
    assert [one.id for one in made] == [2, 1]
    assert services.get_import(house=house, actor=OPERATOR, run_id=2).sheets[2] == ("班级", 0, 1, 2, 0)
    with pytest.raises(NotFound):
        services.get_import(house=house, actor=OPERATOR, run_id=3)


def test_a_school_that_changes_between_judging_and_writing_is_judged_again(
    house: House, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring()
    judged = []
    judge = bringing.judge_workbook

    def judge_and_meddle(raw: Any, held: Any, *, today: date) -> Any:
        found = judge(raw, held, today=today)
        judged.append(len(found.errors))
        if len(judged) == 1:  # a colleague renames somebody meanwhile
            with house.writing(actor=OPERATOR, now=NOW) as work:
                work.change(people.staff, 1, name="王小静")
                work.audit("renamed", "staff:1")
        return found

    monkeypatch.setattr(bringing, "judge_workbook", judge_and_meddle)
    assert bring(add("任课", "T3", 3, 1, "体育")).run_id == 2
    assert len(judged) == 2 and rows(house, people.staff, "name")[0] == ("王静",)
    assert chain_holds(house)


def test_the_report_says_it_in_words(bring: Import) -> None:
    report = services.import_report(bring(put("班级", "参加课后服务人数", 99), put("教职工", "负责年级", None), dry_run=True))
    assert (report["ok"], report["dry_run"], report["changed"], report["same"]) == (False, True, {}, {})
    assert report["errors"] == [{"sheet": "班级", "row": 2, "column": "参加课后服务人数", "value": "99", "expected": "不超过有需求人数 30"}]
    good = services.import_report(bring())
    assert good["ok"] and good["errors"] == [] and good["added"]["班级"] == 3
    json.dumps(good)
    again = services.import_report(bring())
    assert (again["added"], again["changed"], again["same"]["班级"]) == ({}, {}, 3)


def test_long_lists_are_cut_in_the_preview_but_counted(bring: Import) -> None:
    def many(sheets: Sheets) -> None:
        for _ in range(120):
            repeat("作业")(sheets)

    result = bring(many, dry_run=True)
    assert figures(result)["作业"] == (121, 0, 0) and len(result.lines["作业"]) == 50


def test_the_same_workbook_twice_at_once_is_written_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "read_workbook", lambda data: raw_of(changed()))
    start = threading.Barrier(3)
    results = []

    def run() -> None:
        start.wait()
        results.append(services.import_workbook(house=house, actor=OPERATOR, data=b"", name="", dry_run=False, now=NOW))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((result.added, result.same) for result in results) == [(0, 26), (0, 26), (26, 0)]
    assert entries(house) == ["import"] and chain_holds(house)
