"""What the documents promise is there: the two commands, every command of the program, every setting, every picture."""

from __future__ import annotations

import inspect
import re

import click
import pytest

from schoolapp import __version__, config
from schoolapp.cli.commands import schoolapp
from tests.browser import taps
from tests.habits.tree import ROOT, files, name

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [p for p in files() if p.suffix == ".md"]


def test_it_opens_with_the_two_commands() -> None:
    first = README[:600]
    assert "make run" in first and "make test" in first


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`?make ([a-z]+)\b", README.split("\n## ")[0])) | {"run", "test"}))
def test_make_knows_what_the_readme_says(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def _commands(group: click.Group, before: str = "") -> set[str]:
    """Every command as it is typed; a group's own commands in place of the group."""
    found: set[str] = set()
    for command, what in group.commands.items():
        found |= _commands(what, f"{before}{command} ") if isinstance(what, click.Group) else {before + command}
    return found


def test_every_command_is_explained() -> None:
    commands = _commands(schoolapp)
    assert {"demo", "serve", "migrate", "audit verify"} <= commands
    told = set(re.findall(r"^\| `schoolapp ([a-z]+(?: [a-z]+)*)", README, re.MULTILINE))
    assert told == commands


def test_every_setting_is_explained() -> None:
    settings = re.search(r'for name in \(([^)]*)\)', inspect.getsource(config.read))
    assert settings
    names = set(re.findall(r'"([A-Z_]+)"', settings[1]))
    assert names == set(re.findall(r"\| `SCHOOLAPP_([A-Z_]+)`", README))


def test_every_link_leads_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8")):
            if not target.startswith(("http://", "https://", "mailto:")):
                assert (document.parent / target).exists(), f"{name(document)}: {target}"


def test_the_taps_are_those_that_were_counted() -> None:
    (one, field), (two, same), (again, none) = taps.ONE_CLASS, taps.TWO_PARALLEL_CLASSES, taps.AS_YESTERDAY
    assert none == 0
    zh = f"一个班点 {one} 下、填 {field} 处；两个平行班点 {two} 下、填 {same} 处；“照昨天登记”点 {again} 下，不用填。"
    en = f"one class takes {one} taps and {field} filled field, two parallel classes {two} taps and {same} field, as yesterday {again} taps and none"
    assert zh in README and en in " ".join(README.split())
    session = f"everybody present is logged in {taps.SESSION[0]} taps, in at most {taps.SESSION[1]} with"
    assert session in " ".join(README.split()) and f"全到的一场课后服务点 {taps.SESSION[0]} 下，连各班完成情况最多 {taps.SESSION[1]} 下。" in README


def test_the_changelog_knows_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_documents_speak_of_the_project_alone() -> None:
    """No numbers of issues and no talk of who wrote it how."""
    talk = re.compile(r"\b(?:issue|ticket|PR|pull request) #?\d+|(?:fixes|closes|see|\() ?#\d+\b", re.IGNORECASE)
    found = []
    for path in files():
        if path.suffix in (".py", ".md", ".html", ".cfg", ".toml", ".in", ".sh") and "/vendor/" not in name(path):
            found += [f"{name(path)}: {hit[0]}" for hit in talk.finditer(path.read_text(encoding="utf-8"))]
    assert not found
