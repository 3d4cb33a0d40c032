"""The project's own files as the habits read them. No habit stands here."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u3400-\u9fff]")
_NOT_OURS = {".venv", "instance", "build", "dist", "node_modules", "__pycache__", "shots"}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project: those that git holds or would take, else (no git) all but what tools leave behind."""
    listed = subprocess.run(["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [p for p in ROOT.rglob("*")
                 if not any(part in _NOT_OURS or part.endswith((".egg-info", "_cache")) for part in p.relative_to(ROOT).parts)]
    return tuple(sorted(p for p in found if p.is_file() and ".git" not in p.relative_to(ROOT).parts[:1]))


def name(path: Path) -> str:
    """The path as people write it, from the project's top."""
    return path.relative_to(ROOT).as_posix()


def under(folder: str, suffix: str = ".py") -> list[Path]:
    """The files below `folder` that end in `suffix`."""
    return [p for p in files() if name(p).startswith(folder.rstrip("/") + "/") and p.name.endswith(suffix)]


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports_of(path: Path) -> set[str]:
    """The absolute names of the modules that a Python file imports, wherever in the file it does."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def setup_cfg() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def lines_of(text: str) -> list[str]:
    """The lines of a list in a text file or setting, without empty ones and comments."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
