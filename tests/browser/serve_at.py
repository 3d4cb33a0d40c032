"""Makes the demo school in a data folder and serves it with a clock that the tests hold: `serve_at.py FOLDER PORT`. No test stands here.

The present moment is what the file FOLDER/clock says. The first line on standard output is JSON: accounts by role, the path of a notice."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import waitress

from schoolapp.config import Config
from schoolapp.services import demo, school
from schoolapp.web.app import create_app
from schoolapp.work.worker import Worker

THREADS = 4


def main(folder: Path, port: int) -> None:
    def now() -> datetime:
        return datetime.fromisoformat((folder / "clock").read_text(encoding="ascii"))

    config = Config(data_dir=folder / "instance", public_url=f"http://127.0.0.1:{port}")
    school.migrate(config)
    house = school.open_house(config)
    accounts = {a.role: (a.username, a.password) for a in demo.make_demo(house=house, now=now())}
    server = waitress.create_server(create_app(house, now=now), host="127.0.0.1", port=port, threads=THREADS)
    Worker(house, now).start()
    print(json.dumps({"accounts": accounts, "notice": demo.sample_notice(house=house, now=now())}), flush=True)
    server.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
