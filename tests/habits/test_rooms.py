"""The house: who may know whom, one clock, one reader of the environment, no file without a purpose or past its size."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.habits.tree import ROOT, files, imports_of, name, tree_of, under

LINES_MOST = 400
# What every feature of the browser's door stands on; all other modules in web/ are features and do not know each other.
WEB_COMMON = {"addresses", "app", "colours", "errors", "gate", "language", "menu", "pages", "uploads"}
LAYERS = ("rules", "records", "papers", "outside", "services", "web", "work", "cli")

PYTHON = [p for p in files() if p.suffix == ".py"]
OURS = under("schoolapp")


def test_import_contracts_hold() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    said = subprocess.run([lint, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "7 kept, 0 broken" in said.stdout


def test_rules_import_the_standard_library_only() -> None:
    stray = {f"{name(p)}: {module}" for p in under("schoolapp/rules") for module in imports_of(p)
             if module.split(".")[0] not in sys.stdlib_module_names and not module.startswith("schoolapp.rules") and module != "schoolapp"}
    assert not stray


def _room_of(path: Path) -> str:
    """The feature that a module of web/ or web/forms/ belongs to; '' for the common ones."""
    parts = path.relative_to(ROOT / "schoolapp" / "web").with_suffix("").parts
    feature = parts[1] if parts[0] == "forms" and len(parts) > 1 else parts[0]
    return "" if feature in WEB_COMMON or feature in ("__init__", "fields") else feature


def test_features_of_the_web_door_do_not_know_each_other() -> None:
    features = {_room_of(p) for p in under("schoolapp/web")} - {""}
    stray = set()
    for path in under("schoolapp/web"):
        for module in imports_of(path):
            told = re.match(r"schoolapp\.web\.(?:forms\.)?(\w+)", module)
            known = told[1] if told and told[1] in features else ""
            # the app's table of contents and the gate (which offers the login) may name features
            if known and known != _room_of(path) and name(path) not in ("schoolapp/web/app.py", "schoolapp/web/gate.py"):
                stray.add(f"{name(path)}: {module}")
    assert not stray


def test_every_module_says_what_is_here() -> None:
    silent = [name(p) for p in PYTHON if p.read_text(encoding="utf-8").strip() and not ast.get_docstring(tree_of(p))
              and not name(p).startswith("migrations/versions/")]
    assert not silent


def test_no_file_passes_its_size() -> None:
    long = {name(p): count for p in PYTHON if not name(p).startswith("migrations/")
            and (count := p.read_text(encoding="utf-8").count("\n")) > LINES_MOST}
    assert not long, "a file that grows becomes a package of the same name"


@pytest.mark.parametrize("word", ["util", "utils", "helper", "helpers", "misc", "common", "manager", "managers"])
def test_no_room_without_a_purpose(word: str) -> None:
    assert not [name(p) for p in files() if word in (p.stem.lower(), *(part.lower() for part in p.relative_to(ROOT).parts[:-1]))]


def test_no_class_is_named_manager_or_helper() -> None:
    named = [f"{name(p)}: {node.name}" for p in OURS for node in ast.walk(tree_of(p))
             if isinstance(node, ast.ClassDef) and re.search(r"(Manager|Helper|Data|Util)s?$", node.name)]
    assert not named


def _calls(path: Path) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)}


def test_only_the_clock_asks_the_time() -> None:
    asking = re.compile(r"(^|\.)(datetime|date)\.(now|today|utcnow)$|^time\.(time|time_ns|localtime|gmtime|ctime)$|^(utcnow|localtime)$")
    stray = {f"{name(p)}: {call}" for p in OURS if name(p) != "schoolapp/clock.py" for call in _calls(p) if asking.search(call)}
    assert not stray


def test_only_the_settings_read_the_environment() -> None:
    stray = {name(p) for p in OURS if name(p) != "schoolapp/config.py"
             for node in ast.walk(tree_of(p))
             if (isinstance(node, ast.Attribute) and node.attr == "getenv")
             or (isinstance(node, ast.Call) and ast.unparse(node.func) == "os.environ.get")
             or (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and ast.unparse(node.value) == "os.environ")}
    assert not stray


def test_queries_do_not_commit() -> None:
    stray = {f"{name(p)}: {call}" for p in OURS for call in _calls(p) if call.endswith((".commit", ".rollback"))}
    assert not stray, "transactions begin and end in records/engine.py"


def test_tests_do_not_sleep() -> None:
    assert not {name(p) for p in under("tests") if {"time.sleep", "sleep", "asyncio.sleep"} & _calls(p)}


def test_architecture_names_every_folder() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    folders = {parent.relative_to(ROOT) for p in files() for parent in p.parents if parent != ROOT and parent.is_relative_to(ROOT)}
    # By its whole path, or another layer's folder of the same name would do; the templates of a feature stand in one row.
    unnamed = [
        f.as_posix() for f in sorted(folders)
        if len(f.parts) <= 2 and f.as_posix() + "/" not in text and not (f.parts[0] == "templates" and f"`{f.name}/`" in text)
    ]
    assert not unnamed


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_is_there(layer: str) -> None:
    assert ROOT / "schoolapp" / layer / "__init__.py" in files()
