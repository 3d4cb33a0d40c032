"""Serves the school that lies in a data folder, at a moment that never moves: `serve_small.py FOLDER PORT ISO`. No test stands here."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import waitress

from schoolapp.config import Config
from schoolapp.services import school
from schoolapp.web.app import create_app


def main(folder: Path, port: int, now: datetime) -> None:
    house = school.open_house(Config(data_dir=folder, public_url=f"http://127.0.0.1:{port}"))
    waitress.serve(create_app(house, now=lambda: now), host="127.0.0.1", port=port, threads=4, _quiet=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
