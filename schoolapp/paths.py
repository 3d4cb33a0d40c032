"""Finds templates/, translations/ and migrations/: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    inside = _PACKAGE / name
    beside = _PACKAGE.parent / name
    if inside.is_dir() and beside.is_dir() and inside != beside:
        raise RuntimeError(f"two folders named {name}: {inside} and {beside}; keep one")
    return inside if inside.is_dir() else beside


def templates() -> Path:
    return _folder("templates")


def translations() -> Path:
    return _folder("translations")


def migrations() -> Path:
    return _folder("migrations")
