"""ruff over everything, mypy --strict over rules and services."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.habits.tree import ROOT

CHECKERS = [("ruff", "check", "--quiet", "--output-format=concise", "."), ("mypy", "--no-error-summary")]


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda c: c[0])
def test_style(checker: tuple[str, ...]) -> None:
    said = subprocess.run([sys.executable, "-m", *checker], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
