"""What every page keeps to: nothing inline, one small stylesheet, the school's own words."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.habits import messages
from tests.habits.tree import ROOT, files, name, under

STATIC = ROOT / "schoolapp" / "web" / "static"
# The papers' offline pages stand alone and carry their style inside.
TEMPLATES = [p for p in under("templates", ".html") if not name(p).startswith("templates/papers/")]
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
INLINE = re.compile(r"<style\b|\sstyle\s*=|<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|javascript:|\shx-on", re.IGNORECASE)

# Words that a screen does not use, and what it says instead.
NOT_BUT = {
    "布置": "登记", "未填报": "未公示", "年级负荷板": "年级作业总量一览", "用时抽样": "作业用时抽测", "待协调": "待调减",
    "意见与举报": "意见建议 · 监督电话", "迎检": "自查佐证材料包", "日封存": "每日存证",
    "课后服务管理员": "课后服务负责人", "校外机构": "第三方机构",
    "工时": "课时统计", "A层": "基础", "B层": "提高", "C层": "拓展",
}
# Parents are told who set the homework, and where: in class. Imports know the old names of columns.
PARENTS = re.compile(r"notice|workbook|template\.py|names\.py")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_inline(path: Path) -> None:
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert not [hit[0] for hit in INLINE.finditer(text)]


def test_inline_is_found() -> None:
    for bad in ('<p style="x">', "<style>", "<script>x</script>", '<a onclick="x">', '<a href="javascript:x">'):
        assert INLINE.search(bad), bad
    assert not INLINE.search('<script src="/x.js" defer></script><button type="button" data-on="x">')


def test_stylesheets_are_small() -> None:
    assert (STATIC / "style.css").stat().st_size <= 30 * 1024
    for sheet in set(STATIC.glob("*.css")) - {STATIC / "style.css", STATIC / "notice.css"}:  # one feature's own, linked by its pages after style.css
        assert sheet.stat().st_size <= 6 * 1024, sheet.name
    assert (STATIC / "notice.css").stat().st_size <= 25 * 1024  # with 15 KB of HTML a notice stays under 40 KB


def test_nothing_comes_from_elsewhere() -> None:
    """No font, script, style or picture from another host: the school's network may have no way out."""
    pattern = re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//|url\(\s*[\"']?(?:https?:)?//|@import")
    watched = TEMPLATES + [p for p in files() if p.parent == STATIC and p.suffix in (".css", ".js", ".svg")]
    assert not [name(p) for p in watched if pattern.search(p.read_text(encoding="utf-8"))]


def test_vendored_files_are_the_published_ones() -> None:
    """vendor/SHA256SUMS names every file of others with its hash, and each has its licence beside it."""
    vendor = [p for p in files() if p.parent == STATIC / "vendor"]
    sums = dict(reversed(line.split(maxsplit=1)) for line in (STATIC / "vendor" / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert {p.name for p in vendor if p.suffix in (".js", ".css")} == set(sums)
    for path in vendor:
        if path.name in sums:
            assert hashlib.sha256(path.read_bytes()).hexdigest() == sums[path.name]
            assert list(path.parent.glob(path.name.split(".")[0] + "*LICENSE*")) or (path.parent / "LICENSE").exists()


def test_screens_use_the_schools_words() -> None:
    wrong = []
    for path in TEMPLATES:
        if not PARENTS.search(name(path)):
            text = COMMENT.sub("", path.read_text(encoding="utf-8"))
            wrong += [f"{name(path)}: {bad}, better {good}" for bad, good in NOT_BUT.items() if bad in text]
    for (key, _context), places in messages.found().items():
        if not all(PARENTS.search(where) for where, _line in places):
            wrong += [f"{places[0]}: {bad}, better {good}" for bad, good in NOT_BUT.items() if bad in str(key)]
    assert not wrong


def test_packaged_data_is_readable() -> None:
    for path in under("schoolapp", ".json"):
        json.loads(path.read_text(encoding="utf-8"))
