"""Evidence packs from the database: what stands in one, the same bytes again, who sees which, the record, the signed head and the audit."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from schoolapp.config import Config
from schoolapp.papers.facts import BarState, LoadChartFacts, MeanChartFacts
from schoolapp.records.audit import signed_head
from schoolapp.rules.findings import FindingKind, FindingState
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.services import audit, files, findings, homework, packs, school, surveys
from schoolapp.services.findings import BadPeriod
from schoolapp.services.homework import Draft
from schoolapp.services.packs import Made
from schoolapp.services.packs import make as making
from schoolapp.services.packs.charts import charts_of
from schoolapp.services.packs.snapshot import read_snapshot
from tests.cast import CAST, MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.findings_cases import FRIDAY, PERIOD, THURSDAY, inspector, judge, one_of, with_faults
from tests.services.survey_cases import give, switch
from tests.services.survey_cases import opened as survey_opened

MADE_AT = at(MONDAY, 16)


@pytest.fixture(autouse=True)
def _few_charts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing is what takes the time of a small pack; one chart shows as much as all."""
    monkeypatch.setattr(making, "charts_of", lambda snapshot, made_at: charts_of(snapshot, made_at)[:1] if "drawn" in request.node.name else ())


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    return with_faults(small)


def make(small: SmallSchool, who: str = "t07", *, made_at: datetime = MADE_AT, now: datetime = MADE_AT, **more: Any) -> Made:
    return packs.make_pack(house=small.house, actor=small.actor(who, now), made_at=made_at, now=now, **{**PERIOD, **more})


def opened(small: SmallSchool, made: Made) -> ZipFile:
    return ZipFile(packs.open_pack(house=small.house, actor=small.actor("t07"), pack_id=made.pack_id).path)


def table(archive: ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(f"data/{name}.csv").decode("utf-8-sig"))))


def test_a_pack_is_made_recorded_and_verified(small: SmallSchool, tmp_path: Path) -> None:
    out = tmp_path / "pack.zip"
    head = audit.list_entries(house=small.house, actor=OPERATOR, limit=1)[0]
    made = make(small, out=out)
    found = packs.verify_file(out, fingerprint=small.house.fingerprint())
    assert found.ok and found.signer_checked and not found.problems and out.stat().st_size == made.size
    (row,) = packs.list_packs(house=small.house, actor=small.actor("t07"))
    assert (row.start, row.end, row.maker, row.sha256, row.made_at) == (THURSDAY, MONDAY, "校长室", made.sha256, MADE_AT)
    assert (row.head_number, row.head_hash) == (head.n, head.hash)
    newest = audit.list_entries(house=small.house, actor=OPERATOR, limit=1)[0]
    assert (newest.act, newest.record) == ("pack_made", f"pack:{made.pack_id}") and made.sha256 in newest.new
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []
    assert packs.check_pack(house=small.house, actor=small.actor("t07"), pack_id=made.pack_id).ok


def test_the_same_again_is_the_same_bytes(small: SmallSchool) -> None:
    first, second = make(small), make(small, now=at(MONDAY, 18))
    assert first == second and len(packs.list_packs(house=small.house, actor=OPERATOR)) == 1
    other = make(small, made_at=at(MONDAY, 17), now=at(MONDAY, 18))
    assert other.sha256 != first.sha256
    manifest = json.loads(opened(small, other).read("manifest.json"))
    assert manifest["audit_head"]["number"] > json.loads(opened(small, first).read("manifest.json"))["audit_head"]["number"]


@on_sqlite
def test_another_maker_or_other_data_is_another_pack(small: SmallSchool) -> None:
    principal, office, operator = make(small), make(small, "t05"), packs.make_pack(house=small.house, actor=OPERATOR, made_at=MADE_AT, now=MADE_AT, **PERIOD)
    assert len({principal.sha256, office.sha256, operator.sha256}) == 3
    assert [row.maker for row in packs.list_packs(house=small.house, actor=OPERATOR)] == ["operator", "教导处", "校长室"]
    judge(small, [one_of(small, FindingKind.OVER_CAP).finding.key], FindingState.EXPLAINED, "活动日，补登")
    changed = make(small)
    assert changed.sha256 != principal.sha256
    (row,) = [row for row in table(opened(small, changed), "findings") if row["类型代码"] == "homework.over_cap"]
    assert (row["状态"], row["理由"]) == ("已说明", "活动日，补登")


@on_sqlite
def test_the_ledgers_hold_the_period(small: SmallSchool) -> None:
    archive = opened(small, make(small))
    homework_rows = table(archive, "homework")
    assert [(r["日期"], r["年级"], r["班"], r["学科"], r["预计用时"], r["补录"]) for r in homework_rows] == [
        (FRIDAY.isoformat(), "3", "1", "语文", "40", "补录"),
        (FRIDAY.isoformat(), "3", "1", "数学", "45", "补录"),
    ]
    days = {(r["日期"], r["年级"], r["班"]): r["状态"] for r in table(archive, "class_days")}
    assert (
        days[FRIDAY.isoformat(), "3", "1"] == "▲ 超限" and days[THURSDAY.isoformat(), "4", "1"] == "未公示" and days[THURSDAY.isoformat(), "1", "1"] == "不要求"
    )
    assert not [place for place in days if place[0] == MONDAY.isoformat()]  # today is not owed yet
    assert [(r["状态"], r["原因"]) for r in table(archive, "service_sessions")] == [("已开展", ""), ("取消", "暴雨")]
    assert len(table(archive, "service_programmes")) == 10 and len(table(archive, "classes")) == 10
    calendar = table(archive, "calendar")
    assert [r["上课"] for r in calendar] == ["是", "是", "否", "否", "是"]
    seen = findings.findings_of(house=small.house, actor=small.actor("t07"), now=NOW, **PERIOD)
    assert len(table(archive, "findings")) == len(seen.stated)


@on_sqlite
def test_a_chart_is_drawn_twice_alike(small: SmallSchool) -> None:
    archive = opened(small, make(small))
    assert [name for name in archive.namelist() if name.startswith("charts/")] == ["charts/load-g3-20261116.svg", "charts/load-g3-20261116.png"]
    assert archive.read("charts/load-g3-20261116.png")[:4] == b"\x89PNG" and make(small) == make(small)


@on_sqlite
def test_charts_show_what_the_records_say(small: SmallSchool) -> None:
    with small.house.reading() as connection:
        week = charts_of(read_snapshot(connection, start=THURSDAY, end=MONDAY, today=MONDAY, made_at=MADE_AT), MADE_AT)
        month = charts_of(read_snapshot(connection, start=date(2026, 11, 2), end=MONDAY, today=MONDAY, made_at=MADE_AT), MADE_AT)
    assert [chart.name for chart in week] == [f"load-g{grade}-20261116" for grade in range(3, 10)]
    facts = week[0].facts
    assert isinstance(facts, LoadChartFacts) and [day.day for day in facts.days] == [THURSDAY, FRIDAY]
    assert [(bar.state, bar.segments) for bar in facts.days[1].bars] == [(BarState.RECORDED, (("语文", 40), ("数学", 45))), (BarState.MISSING, ())]
    means = month[0].facts
    assert month[0].name == "mean-g3-2026" and isinstance(means, MeanChartFacts) and not means.weekly and len(means.columns) == 15
    assert (means.columns[-1].segments, means.columns[-1].recorded, means.columns[-1].expected) == ((("数学", 45.0), ("语文", 40.0)), 1, 2)


@on_sqlite
def test_every_figure_says_what_it_is_made_of(small: SmallSchool) -> None:
    archive = opened(small, make(small))
    told = {f["key"]: f for f in json.loads(archive.read("figures.json"))["figures"]}
    sums = findings.findings_of(house=small.house, actor=small.actor("t07"), now=NOW, **PERIOD).figures
    assert {key: told[key]["value"] for key in sums if key in told} == {key: value for key, value in sums.items() if key in told}
    assert set(sums) - set(told) == {"class_days_expected", "weeks_5plus2_total"}  # denominators
    rate = told["publication_rate"]
    assert (rate["value"], rate["numerator"], rate["denominator"], rate["missing"]) == (0.0625, 1, 16, 15)
    assert rate["window"] == {"from": THURSDAY.isoformat(), "to": (MONDAY - timedelta(days=1)).isoformat()}
    assert (told["highest_day_g3"]["value"], told["mean_day_g3"]["value"], told["mean_day_g3"]["denominator"]) == (85, 85, 1)
    assert told["sampled_mean_g3"]["value"] is None and told["in_school_share_g3"]["value"] == 0.2353
    assert (told["coverage"]["value"], told["coverage"]["numerator"], told["coverage"]["denominator"]) == (1, 380, 380)
    rows = {name: len(table(archive, name)) for name in ("homework", "class_days", "service_sessions", "classes", "findings", "samples", "calendar")}
    for figure in told.values():
        for source in figure["rows"]:
            assert 0 <= source["count"] <= rows[source["file"][5:-4]], figure["key"]
            assert source["records"] is None or len(source["records"]) == source["count"], figure["key"]
    for kind in ("homework.over_cap", "homework.missing"):
        assert told[f"findings.{kind}"]["value"] == sum(row["类型代码"] == kind for row in table(archive, "findings"))


@on_sqlite
def test_gaps_stand_first(small: SmallSchool) -> None:
    archive = opened(small, make(small))
    gaps = {(row["缺什么"], row["时间与范围"].partition("　")[0]): int(row["数量"]) for row in table(archive, "gaps")}
    assert gaps["未公示班日", "三年级"] == 3 and gaps["未公示班日", "九年级"] == 2
    assert ("没有作业用时抽测", f"{THURSDAY} 至 {MONDAY - timedelta(days=1)}") in gaps
    missing = json.loads(archive.read("manifest.json"))["missing"]
    assert missing[0]["what"].startswith("未公示班日") and {"report.pdf", "report.docx"} <= {row["what"] for row in missing}


@on_sqlite
def test_no_persons_name_is_in_a_pack(small: SmallSchool) -> None:
    archive = opened(small, make(small))
    for name in archive.namelist():
        text = archive.read(name)
        inner = ZipFile(io.BytesIO(text)) if name.endswith(".xlsx") else None
        for content in [text] if inner is None else [inner.read(one) for one in inner.namelist()]:
            assert not [who for _, who, _, _ in CAST if who.encode() in content], name


@on_sqlite
def test_a_day_of_the_future_is_not_owed(small: SmallSchool) -> None:
    """A moment ahead of the clock does not make days due; an earlier one leaves later days out."""
    ahead = opened(small, make(small, made_at=at(MONDAY + timedelta(days=30)), end=MONDAY + timedelta(days=30)))
    assert json.loads(ahead.read("manifest.json"))["period"]["due_to"] == (MONDAY - timedelta(days=1)).isoformat()
    before = opened(small, make(small, made_at=at(FRIDAY, 12)))
    assert json.loads(before.read("manifest.json"))["period"]["due_to"] == THURSDAY.isoformat()


@on_sqlite
def test_making_asks_permit_period_and_place(small: SmallSchool, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        make(small, "t02")
    with pytest.raises(BadPeriod):
        make(small, start=MONDAY, end=FRIDAY)
    with pytest.raises(OSError):
        make(small, out=tmp_path / "nowhere" / "pack.zip")
    assert not packs.list_packs(house=small.house, actor=OPERATOR)


@on_sqlite
def test_without_a_school_there_is_no_pack(database: Config) -> None:
    house = school.open_house(database)
    with pytest.raises(NotFound):
        packs.make_pack(house=house, actor=OPERATOR, start=FRIDAY, end=MONDAY, made_at=NOW, now=NOW)
    house.close()


@on_sqlite
def test_stopping_leaves_nothing_behind(small: SmallSchool) -> None:
    def stop(step: str, done: int, total: int) -> None:
        if step == "data":
            raise KeyError(step)

    with pytest.raises(KeyError):
        make(small, progress=stop)
    assert not packs.list_packs(house=small.house, actor=OPERATOR)
    assert not [path for path in small.house.files_dir.rglob("*") if path.is_file()]


@on_sqlite
def test_an_inspector_sees_packs_inside_the_opened_scope(small: SmallSchool) -> None:
    made = make(small)

    def seen(**scope: Any) -> list[int]:
        return [row.id for row in packs.list_packs(house=small.house, actor=inspector(small, **scope))]

    assert seen() == seen(period=(THURSDAY, MONDAY)) == [made.pack_id]
    assert seen(period=(FRIDAY, MONDAY)) == seen(period=(THURSDAY, FRIDAY)) == seen(grades=frozenset({3}), period=(THURSDAY, MONDAY)) == []
    with pytest.raises(NotFound):
        packs.open_pack(house=small.house, actor=inspector(small, period=(FRIDAY, MONDAY)), pack_id=made.pack_id)
    with pytest.raises(NotAllowed):
        packs.list_packs(house=small.house, actor=small.actor("t02"))
    with pytest.raises(NotAllowed):
        packs.ask_pack(house=small.house, actor=inspector(small), start=FRIDAY, end=MONDAY, now=NOW)


@on_sqlite
def test_a_changed_file_is_found(small: SmallSchool) -> None:
    made = make(small)
    path = packs.open_pack(house=small.house, actor=OPERATOR, pack_id=made.pack_id).path
    content = bytearray(path.read_bytes())
    content[content.index("语文".encode())] ^= 1
    path.write_bytes(bytes(content))
    found = packs.check_pack(house=small.house, actor=OPERATOR, pack_id=made.pack_id)
    assert not found.ok and any(problem.text for problem in found.problems)
    path.unlink()
    with pytest.raises(NotFound):
        packs.check_pack(house=small.house, actor=OPERATOR, pack_id=made.pack_id)


@on_sqlite
def test_the_file_is_called_by_school_and_period(small: SmallSchool) -> None:
    made = make(small)
    assert packs.open_pack(house=small.house, actor=OPERATOR, pack_id=made.pack_id).name == "江北实验学校_佐证材料_20261119_20261123.zip"
    assert packs.file_name('一/二"三\n', date(2026, 1, 2), date(2026, 1, 3)) == "一二三_佐证材料_20260102_20260103.zip"
    _, row = files.path_of_file(house=small.house, file_id=packs.list_packs(house=small.house, actor=OPERATOR)[0].file_id or 0)
    assert row.purpose == "pack" and row.sha256 == made.sha256


@on_sqlite
def test_late_posts_after_the_moment_change_nothing_before_it(small: SmallSchool) -> None:
    """What was posted for a day after the moment of the pack does not count in it."""
    first = make(small, made_at=at(FRIDAY, 12))
    homework.post_homework(
        house=small.house, actor=small.actor("t01"), day=MONDAY, subject="数学", class_ids=[small.classes[3, 2]], drafts=[Draft("练习册第 13 页", 10)], now=NOW
    )
    assert make(small, made_at=at(FRIDAY, 12)).sha256 == first.sha256


@on_sqlite
def test_the_head_is_signed_with_each_pack(small: SmallSchool) -> None:
    make(small)
    with small.house.reading() as connection:
        (row,) = connection.execute(select(signed_head)).mappings().all()
    assert row["purpose"] == "pack" and row["n"] > 0


def test_a_share_that_cannot_be_given_is_a_gap(small: SmallSchool) -> None:
    homework.post_homework(
        house=small.house, actor=small.actor("t01"), day=MONDAY, subject="数学", class_ids=[small.classes[3, 1]], drafts=[Draft("口算", 30)], now=NOW
    )
    archive = opened(small, make(small))
    share = next(one for one in json.loads(archive.read("figures.json"))["figures"] if one["key"] == "in_school_share_g3")
    (gap,) = (row for row in table(archive, "gaps") if row["缺什么"] == "校内完成占比不能给出")
    assert share["value"] is None and share["denominator"] == 85 and gap["时间与范围"].startswith("三年级") and gap["数量"] == "1"


@on_sqlite
def test_closed_questionnaires_are_in_the_pack_with_their_denominators(small: SmallSchool) -> None:
    switch(small)
    survey_id = survey_opened(small, grades=(3,))
    give(small, survey_id, (3, 1), n=11, P3=1)
    give(small, survey_id, (3, 2), n=3, P3=0)
    assert table(opened(small, make(small)), "surveys") == []  # what runs is not told
    surveys.close_survey(house=small.house, actor=small.actor("t07"), survey_id=survey_id, now=NOW)
    rows = [r for r in table(opened(small, make(small)), "surveys") if r["题号"] == "P3"]
    assert [(r["范围"], r["收回"], r["选项"], r["人数"], r["本题回答"]) for r in rows] == [
        ("三年级", "14", "没有", "3", "14"), ("三年级", "14", "有一次", "11", "14"), ("三年级", "14", "有多次", "0", "14"),
    ]
    assert {r["应填"] for r in rows} == {str(sum(part.invited for part in surveys.get_survey(
        house=small.house, actor=small.actor("t07"), survey_id=survey_id).parts))}
