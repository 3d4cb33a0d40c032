"""The pack: its members in their order, hashes and signature as anybody can check them, equal bytes for equal facts."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schoolapp.papers.facts import Figure, Gap, PackChart, Source
from schoolapp.papers.packs import build_pack, fingerprint_of
from schoolapp.papers.tables import LEDGER_NAMES
from tests.papers.made import KEY, MADE_AT, OTHER_KEY, make_facts, make_homework, make_load_chart, make_pack


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def manifest_of(content: bytes) -> dict[str, Any]:
    with opened(content) as archive:
        read: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return read


def index_of(content: bytes) -> str:
    with opened(content) as archive:
        return archive.read("index.html").decode()


def test_members_stand_in_their_order() -> None:
    with opened(make_pack()[0]) as archive:
        assert archive.namelist() == [
            "ledgers.xlsx", *(f"data/{name}.csv" for name in LEDGER_NAMES),
            "charts/load-g3-w12.svg", "charts/load-g3-w12.png", "charts/mean-g3.svg", "charts/mean-g3.png",
            "evidence/001.jpg", "figures.json", "index.html", "manifest.json", "manifest.sig", "SHA256SUMS"]


def test_members_are_stored_with_the_moment_of_making() -> None:
    with opened(make_pack()[0]) as archive:
        assert archive.testzip() is None
        for member in archive.infolist():
            assert (member.compress_type, member.create_system, member.date_time) == (zipfile.ZIP_STORED, 3, (2026, 11, 23, 8, 10, 0))
            assert member.external_attr >> 16 == 0o100644 and not member.extra and not member.flag_bits


def test_equal_facts_give_equal_bytes() -> None:
    first, again = make_pack(), make_pack()
    assert first == again
    assert first[1].sha256 == hashlib.sha256(first[0]).hexdigest() and first[1].size == len(first[0])


@pytest.mark.parametrize("change", [
    {"made_at": MADE_AT + timedelta(seconds=2)}, {"made_by": "教导处"}, {"version": "0.2.0"}, {"audit_number": 121},
    {"homework": make_homework(2)}, {"evidence": ()}, {"charts": ()}, {"school": "江南实验学校"},
])
def test_other_facts_give_other_bytes(change: dict[str, Any]) -> None:
    assert make_pack(make_facts(**change))[1].sha256 != make_pack()[1].sha256


def test_sums_are_those_of_every_member_but_themselves() -> None:
    with opened(make_pack()[0]) as archive:
        lines = archive.read("SHA256SUMS").decode().splitlines()
        assert lines == [f"{hashlib.sha256(archive.read(name)).hexdigest()}  {name}" for name in archive.namelist() if name != "SHA256SUMS"]


def test_manifest_names_every_content_file() -> None:
    content, result = make_pack()
    manifest = manifest_of(content)
    with opened(content) as archive:
        names = [name for name in archive.namelist() if name not in ("manifest.json", "manifest.sig", "SHA256SUMS")]
        assert [row["path"] for row in manifest["files"]] == names
        for row in manifest["files"]:
            member = archive.read(row["path"])
            assert (row["bytes"], row["sha256"]) == (len(member), hashlib.sha256(member).hexdigest())
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest["public_key"])).verify(
            archive.read("manifest.sig"), archive.read("manifest.json"))
        assert result.manifest_sha256 == hashlib.sha256(archive.read("manifest.json")).hexdigest()
    assert [row.get("original") for row in manifest["files"]].count("会议记录 9月.jpg") == 1
    assert manifest["public_key"] == KEY.public_key().public_bytes_raw().hex()
    assert result.fingerprint == manifest["fingerprint"] == fingerprint_of(bytes.fromhex(manifest["public_key"]))


def test_manifest_says_what_and_when_and_by_whom() -> None:
    manifest = manifest_of(make_pack()[0])
    assert manifest["school"] == "江北实验学校" and manifest["made_by"] == "校长室" and manifest["version"] == "0.1.0"
    assert manifest["period"] == {"from": "2026-11-16", "to": "2026-11-20", "due_to": "2026-11-20", "calendar": "confirmed"}
    assert manifest["made_at"] == "2026-11-23T08:10:00+08:00" and manifest["audit_head"] == {"number": 120, "hash": "ab" * 32}


def test_missing_lists_the_gaps_and_the_reports() -> None:
    rows = manifest_of(make_pack(make_facts(calendar_confirmed=False))[0])["missing"]
    assert [row["what"] for row in rows] == ["未公示班日：1（三年级）", "校历确认", "report.pdf", "report.docx"]
    assert all(set(row) == {"what", "why"} and row["why"] for row in rows)


def test_figures_carry_all_that_is_needed_to_check_them() -> None:
    with opened(make_pack()[0]) as archive:
        figures = {row["key"]: row for row in json.loads(archive.read("figures.json"))["figures"]}
        assert figures["coverage"] == {
            "key": "coverage", "label": "需求覆盖率", "unit": "", "value": 0.975, "numerator": 39, "denominator": 40,
            "window": {"from": "2026-11-16", "to": "2026-11-20"}, "missing": 0,
            "rows": [{"file": "data/classes.csv", "count": 1, "where": None, "records": ["class:1"]}]}
        assert b'"value": 60,' in archive.read("figures.json")
        assert {row["file"] for figure in figures.values() for row in figure["rows"]} <= set(archive.namelist())


def test_a_figure_from_an_unknown_ledger_is_refused() -> None:
    figure = Figure("x", "x", "", 1, sources=(Source("nowhere", 1),))
    with pytest.raises(ValueError, match="nowhere"):
        make_pack(make_facts(figures=(figure,)))


@pytest.mark.parametrize("name", ["../x", "图", "a b", "", "a/b", "x" * 80])
def test_a_chart_with_another_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="short ASCII"):
        make_pack(make_facts(charts=(PackChart(name, make_load_chart()),)))


@pytest.mark.parametrize(("suffix", "name"), [("jpg", "001.jpg"), ("PDF", "001.pdf"), ("../sh", "001.bin"), ("", "001.bin")])
def test_attached_files_get_short_ascii_names(suffix: str, name: str) -> None:
    file = make_facts().evidence[0]._replace(suffix=suffix)
    with opened(make_pack(make_facts(evidence=(file,)))[0]) as archive:
        assert [member for member in archive.namelist() if member.startswith("evidence/")] == ["evidence/" + name]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def test_index_opens_offline_and_links_only_into_the_pack() -> None:
    content = make_pack()[0]
    html, page = index_of(content), _Page()
    page.feed(html)
    listed = [row["path"] for row in manifest_of(content)["files"] if row["path"] != "index.html"]
    assert page.links == listed and "script" not in page.tags and "http" not in html.replace("http-equiv", "")
    assert all(row["sha256"] in html for row in manifest_of(content)["files"] if row["path"] != "index.html")
    assert html.index("<h2>缺项</h2>") < html.index("<h2>关键数字</h2>") < html.index("<h2>文件</h2>")
    assert "97.50%" in html and "60 分钟" in html and "会议记录 9月.jpg" in html


def test_index_escapes_what_people_wrote() -> None:
    bad = "<script>alert(1)</script>"
    facts = make_facts(school=bad, made_by=bad, gaps=(Gap(bad, bad, 1, bad, bad),), figures=(Figure("x", bad, bad, 1),),
                       evidence=(make_facts().evidence[0]._replace(original=bad),))
    assert "<script" not in index_of(make_pack(facts)[0])


def test_another_key_signs_with_another_fingerprint() -> None:
    assert make_pack(key=OTHER_KEY)[1].fingerprint != make_pack()[1].fingerprint


def test_progress_tells_steps_in_order_and_may_stop_the_work() -> None:
    steps: list[str] = []
    build_pack(make_facts(), KEY, io.BytesIO(), lambda step, done, total: steps.append(step))
    assert list(dict.fromkeys(steps)) == ["ledgers", "data", "charts", "evidence", "manifest"]

    def stop(step: str, done: int, total: int) -> None:
        if step == "charts":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_pack(make_facts(), KEY, io.BytesIO(), stop)


def test_a_pack_without_anything_is_a_pack() -> None:
    names = ("figures", "gaps", "homework", "class_days", "nones", "samples", "sessions", "programmes", "findings", "classes", "calendar",
             "charts", "evidence")
    with opened(make_pack(make_facts(**dict.fromkeys(names, ())))[0]) as archive:
        assert "data/homework.csv" in archive.namelist()
