"""Measures the app beside the floors, round by round, and says whether each target is kept. `make bench`, or
`python -m bench.run --seconds 4 --rounds 3`; --json for the bare figures. Exit 1 where a target is missed."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import app, load
from bench.floors import THREADS

NOTICE_LEAST = 0.7   # of a bare page's requests per second
POST_MOST = 4.0      # times a bare durable insert: its requests per second over ours
MEMORY_MOST = 250.0  # MB resident after every chart was drawn


def measured(folder: Path, *, clients: int, seconds: float, rounds: int) -> dict[str, Any]:
    """All figures. Floor and app are measured in turn, so that a noisy neighbour meets both; what counts is the middle round."""
    accounts = app.make_demo(folder)
    floor_port, app_port = app.free_port(), app.free_port()
    floor = [sys.executable, "-m", "bench.floors", str(floor_port), str(folder)]
    served = [*app.PROGRAM, "serve", "--port", str(app_port)]
    found: dict[str, list[load.Measured]] = {"floor_get": [], "notice": [], "floor_post": [], "register": []}
    with app.serving(floor, floor_port, folder), app.serving(served, app_port, folder) as server:
        teacher = app.logged_in(app_port, accounts["teacher"])
        days = app.days_with_room(teacher, 100)
        notices = [load.request("GET", path, app_port) for path in app.notice_paths(folder)]
        bare = [load.request("GET", "/", floor_port)]
        insert = [load.request("POST", "/", floor_port, body=b"text=x&minutes=1")]
        for _ in range(rounds):
            found["floor_get"].append(load.measure(floor_port, bare, clients=clients, seconds=seconds))
            found["notice"].append(load.measure(app_port, notices, clients=clients, seconds=seconds))
            path, bodies = app.posts(teacher, days, int(seconds * 250))
            register = [load.request("POST", path, app_port, teacher.headers(), body) for body in bodies]
            found["floor_post"].append(load.measure(floor_port, insert, clients=clients, seconds=seconds))
            found["register"].append(load.measure(app_port, register, clients=clients, seconds=seconds, once=True, warm=0.2))
        leader = app.logged_in(app_port, accounts["office"])
        charts = app.chart_paths(leader)
        drawn = [leader.get(path).status for path in charts]
        memory, highest = app.resident_megabytes(server)

    _check("notice", found["notice"], "200")
    _check("register", found["register"], "303")
    if not charts or set(drawn) != {200}:
        raise RuntimeError(f"charts answered {sorted(set(drawn))}, {len(charts)} in all")

    def middle(name: str) -> float:
        return statistics.median(m.per_second for m in found[name])

    return {
        "clients": clients, "threads": THREADS, "rounds": {name: [asdict(m) for m in all_of] for name, all_of in found.items()},
        "notice_per_second": middle("notice"), "floor_get_per_second": middle("floor_get"),
        "notice_share": round(middle("notice") / middle("floor_get"), 3),
        "register_per_second": middle("register"), "floor_post_per_second": middle("floor_post"),
        "register_times": round(middle("floor_post") / middle("register"), 2),
        "charts": len(charts), "memory_mb": memory, "memory_highest_mb": highest,
    }


def _check(name: str, all_of: list[load.Measured], status: str) -> None:
    """Only what was really done counts: one refused form or error page, and the figure is worth nothing."""
    seen = {s for m in all_of for s in m.statuses}
    if seen != {status}:
        raise RuntimeError(f"{name} answered {sorted(seen)}, not only {status}")


def told(figures: dict[str, Any]) -> list[tuple[str, bool]]:
    """The lines of the report, each with whether its target is kept."""
    def speed(name: str) -> str:
        rounds = sorted(figures["rounds"][name], key=lambda m: m["per_second"])
        middle = rounds[len(rounds) // 2]
        return f"{middle['per_second']:.0f}/s (p50 {middle['p50']} ms, p99 {middle['p99']} ms)"

    share, times, memory = figures["notice_share"], figures["register_times"], figures["memory_mb"]
    return [
        (f"notice {speed('notice')}, bare page {speed('floor_get')}: share {share:.2f}, at least {NOTICE_LEAST}", share >= NOTICE_LEAST),
        (f"registering {speed('register')}, bare insert {speed('floor_post')}: {times:.2f} times, at most {POST_MOST}", times <= POST_MOST),
        (f"memory {memory:.0f} MB resident after {figures['charts']} charts (highest {figures['memory_highest_mb']:.0f}), "
         f"at most {MEMORY_MOST:.0f}", memory <= MEMORY_MOST),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="schoolapp-bench-") as folder:
        figures = measured(Path(folder), clients=asked.clients, seconds=asked.seconds, rounds=asked.rounds)
    lines = told(figures)
    if asked.json:
        print(json.dumps(figures, indent=1))
    else:
        for line, kept in lines:
            print(("kept    " if kept else "MISSED  ") + line)
    return 0 if all(kept for _line, kept in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
