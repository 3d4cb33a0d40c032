"""The floors: what Flask and one durable SQLite insert cost on this machine, in the same server with the same threads.
Run as `python -m bench.floors PORT FOLDER BYTES`. Nothing of the app is used."""

from __future__ import annotations

import logging
import sqlite3
import sys
import threading
from pathlib import Path

from flask import Flask, Response, redirect, request
from waitress import serve

THREADS = 4  # what `schoolapp serve` runs with


def make_floors(folder: Path, page_bytes: int) -> Flask:
    """GET / is a bare page of `page_bytes` bytes. POST / writes one row, BEGIN IMMEDIATE to COMMIT, in WAL with synchronous=FULL, and answers 303."""
    app = Flask("floors")
    file = folder / "floors.sqlite3"
    mine = threading.local()

    def connection() -> sqlite3.Connection:
        if not hasattr(mine, "connection"):
            mine.connection = sqlite3.connect(file, timeout=5, isolation_level=None)
            mine.connection.execute("PRAGMA journal_mode=WAL")
            mine.connection.execute("PRAGMA synchronous=FULL")
        return mine.connection

    connection().execute("CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, text TEXT NOT NULL, minutes INTEGER NOT NULL)")

    body = "<!doctype html><title>floor</title><p>".ljust(page_bytes, "x")

    @app.get("/")
    def page() -> str:
        return body

    @app.post("/")
    def post() -> Response:
        db = connection()
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO entry (text, minutes) VALUES (?, ?)", (request.form["text"], int(request.form["minutes"])))
        db.execute("COMMIT")
        return redirect("/", 303)  # type: ignore[return-value]

    return app


if __name__ == "__main__":
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a word for every request that waits would cost more than the request
    serve(make_floors(Path(sys.argv[2]), int(sys.argv[3])), host="127.0.0.1", port=int(sys.argv[1]), threads=THREADS)
