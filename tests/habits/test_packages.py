"""What is installed: one list in three places, everything pinned and declared, nothing that belongs to one machine."""

from __future__ import annotations

import re
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.habits.tree import ROOT, files, imports_of, lines_of, name, setup_cfg, under

# Written in two pieces, so that this file does not find itself.
MACHINE = re.compile("|".join([
    r"(?<![\w.)/-])/" + "work/", r"(?<![\w.])/" + "root/", r"(?<![\w.])/" + "home/", r"(?<![\w.])/" + "Users/", r"[A-Z]:\\" + "Users",
    r"(?<!no-emit-)(?<!no-emit)\b(?:extra-)?index" + "-url", r"(?<!no-emit-)find" + "-links", "pypi" + r"\.org", "files.python" + "hosted",
    "registry." + "npmjs", "registry." + "yarnpkg", r'"resolved"' + r":\s*\"http",
]))


def _plain(requirement: str) -> str:
    """The name of a requirement line as registries compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[\s;=<>!~]", requirement.strip())[0]).lower()


def _listed(lock: str) -> list[str]:
    return lines_of((ROOT / "requirements" / f"{lock}.in").read_text(encoding="utf-8"))


def _pinned(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return {_plain(found[1]): found[2] for found in re.finditer(r"^([A-Za-z0-9][\w.\[\]-]*)==([^\s;\\]+)", text, re.MULTILINE)}


def _declared(lock: str) -> set[str]:
    return {_plain(line) for line in _listed(lock) if not line.startswith("-r ")}


def test_metadata_says_what_the_lock_was_made_from() -> None:
    assert lines_of(setup_cfg()["options"]["install_requires"]) == _listed("run")


@pytest.mark.parametrize("lock", ["run", "test", "build"])
def test_every_named_package_is_pinned_with_hashes(lock: str) -> None:
    assert _declared(lock) <= set(_pinned(lock))
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[A-Za-z0-9])", "\n".join(lines_of(text))):
        assert "--hash=sha256:" in block, block


def test_locks_agree() -> None:
    test = _pinned("test")
    for lock in ("run", "build"):
        assert {package: test.get(package) for package in _pinned(lock)} == _pinned(lock)


def _packages_of(folder: str) -> set[str]:
    distributions = packages_distributions()
    roots = {module.split(".")[0] for p in under(folder) for module in imports_of(p)}
    foreign = roots - set(sys.stdlib_module_names) - {"schoolapp", "tests", "bench"}
    return {_plain(distributions.get(root, [root])[0]) for root in foreign}


# Parts of a declared package's promise: Flask's and matplotlib's own interfaces speak in them.
HANDED_ON = {"click", "jinja2", "markupsafe", "werkzeug", "numpy", "pillow"}


def test_every_import_of_the_app_is_declared() -> None:
    assert _packages_of("schoolapp") | _packages_of("migrations") <= _declared("run") | HANDED_ON


def test_every_declared_package_is_used() -> None:
    by_name_only = {"tzdata", "psycopg"}  # zone names on Windows; SQLAlchemy loads the driver by the address
    assert _declared("run") <= _packages_of("schoolapp") | _packages_of("migrations") | by_name_only


def test_every_import_of_the_tests_is_declared() -> None:
    assert _packages_of("tests") | _packages_of("bench") <= _declared("run") | _declared("test") | HANDED_ON


def test_every_folder_with_code_is_packed() -> None:
    options = setup_cfg()["options"]
    mapped = dict(line.split(" = ") for line in lines_of(options["package_dir"]))
    on_disk = {name(p.parent).replace("/", ".") for p in under("schoolapp")} | set(mapped)
    assert sorted(on_disk) == sorted(lines_of(options["packages"]))
    assert all((ROOT / folder).is_dir() for folder in mapped.values())


def test_nothing_belongs_to_one_machine() -> None:
    found = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name(path)}: {hit[0]}" for hit in MACHINE.finditer(text) if "/static/vendor/" not in name(path)]
    assert not found
