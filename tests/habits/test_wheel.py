"""A wheel carries the whole app: built here and installed in a folder of its own, it shows the login page in each language."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from schoolapp import words
from tests.habits.tree import ROOT, files, name

ASK = """
import sys
from schoolapp import clock, config, paths
from schoolapp.records import base, school
from schoolapp.services.school import open_house
from schoolapp.web.app import create_app
assert paths.templates().is_relative_to(sys.prefix), paths.templates()
house = open_house(config.read())
with house.plain_writing() as connection:  # before there is a school, the login page leads to the set-up
    base.insert(connection, school.school, name="江北实验学校", system="六三制", made_at=clock.now())
browser = create_app(house).test_client()
for lang in sys.argv[1:]:
    page = browser.get("/login?lang=" + lang)
    assert page.status_code == 200, page.status
    assert f'<html lang="{lang}' in page.text, page.text[:500]
    assert "password" in page.text
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the project's own files."""
    top = tmp_path_factory.mktemp("wheel")
    for path in files():
        copy = top / "source" / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    built = subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(top), str(top / "source")],
                           capture_output=True, text=True, check=False, cwd=top)
    assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-3000:]
    (found,) = top.glob("*.whl")
    return found


def test_it_carries_every_file_that_the_app_reads(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    inside = [name(p) for p in files() if name(p).startswith("schoolapp/")]
    inside += ["schoolapp/" + name(p) for p in files() if name(p).startswith(("templates/", "translations/", "migrations/"))]
    assert set(inside) == {n for n in packed if n.startswith("schoolapp/")}


def test_it_works_elsewhere(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "venv"
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python), "install", "--quiet", "--no-deps",
                    "--no-index", str(wheel)], check=True, capture_output=True, cwd=tmp_path)
    env = {"PATH": os.defpath, "HOME": str(tmp_path), "SCHOOLAPP_DATA_DIR": str(tmp_path / "instance"),
           "PYTHONPATH": sysconfig.get_path("purelib")}  # the packages of the tests; the checkout itself is not among them
    subprocess.run([place / "bin" / "schoolapp", "migrate"], check=True, env=env, cwd=tmp_path, capture_output=True)
    asked = subprocess.run([python, "-c", ASK, *words.LANGUAGES], env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stderr[-3000:]
