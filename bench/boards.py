"""Measures the boards of a large school: term and week with every grade, charts drawn for the first time and kept ones, and pages of the day
with ten years of history against the same present term alone. `python -m bench.boards` prints each with its target; exit 1 where one is missed."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import waitress
from sqlalchemy import select

from bench import app, history, large
from bench.floors import THREADS
from bench.forms import Visitor
from schoolapp.config import Config
from schoolapp.records import load as load_records
from schoolapp.records import people
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.homework import Kind
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import homework, login, school
from schoolapp.services.homework import Draft
from schoolapp.services.house import House
from schoolapp.services.load import ChartKind, warm_up
from schoolapp.web.app import create_app

NOW = datetime(2026, 5, 20, 15, 0, tzinfo=SCHOOL_TIME)  # a Wednesday in the year of the workbook
MONDAY = date(2026, 5, 18)
TERM_START = date(2026, 3, 2)
SUBJECT, PASSWORD = "语文", "plum-rain-bridge"
GRADES = range(1, 10)
TERM_MOST, WEEK_MOST = 300.0, 100.0  # ms to the whole answer, warm
FIRST_MOST, KEPT_MOST = 1000.0, 10.0  # ms of a chart: drawn for the first time, and kept
HISTORY_MOST = 1.2  # times as long with ten years of history


@contextmanager
def serving(folder: Path) -> Iterator[tuple[House, int]]:
    """The school in `folder` served from this process at a fixed moment: (house, port)."""
    house = school.open_house(Config(data_dir=folder / "instance"))
    server = waitress.create_server(create_app(house, now=lambda: NOW), host="127.0.0.1", port=0, threads=THREADS)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    threading.Thread(target=warm_up, daemon=True).start()  # as `schoolapp serve` does
    try:
        yield house, server.effective_port
    finally:
        server.task_dispatcher.shutdown()
        server.close()
        thread.join(10)
        house.close()


def principal(house: House) -> tuple[int, str]:
    """(id, number) of somebody who sees every board."""
    s, r = people.staff.c, people.staff_role.c
    with house.reading() as connection:
        row = connection.execute(select(s.id, s.number).join_from(people.staff, people.staff_role, r.staff_id == s.id)
                                 .where(r.role == Role.PRINCIPAL.value, s.active).order_by(s.id)).first()
    return row.id, row.number


def teacher(house: House) -> tuple[int, str]:
    """(id, number) of somebody who teaches SUBJECT in a class of grade 3 of the present year."""
    s, t, c = people.staff.c, people.teaching.c, people.school_class.c
    with house.reading() as connection:
        row = connection.execute(select(s.id, s.number).join_from(people.teaching, people.school_class).join(people.staff, t.staff_id == s.id)
                                 .where(t.subject == SUBJECT, c.grade == 3, c.year == NOW.year - 1, s.active).order_by(s.id)).first()
    return row.id, row.number


def entered(house: House, port: int, person: tuple[int, str]) -> Visitor:
    """A visitor signed in as this person."""
    login.give_password(house=house, actor=OPERATOR, staff_id=person[0], password=PASSWORD, now=NOW)
    return app.logged_in(port, (person[1], PASSWORD))


def timed(visitor: Visitor, path: str) -> float:
    """Milliseconds to the whole answer."""
    began = time.perf_counter()
    if visitor.get(path).status != 200:
        raise RuntimeError(f"{path} did not answer")
    return (time.perf_counter() - began) * 1000


def middle(visitor: Visitor, path: str, rounds: int) -> float:
    """The middle of `rounds` answers after a first one that does not count."""
    timed(visitor, path)
    return statistics.median(timed(visitor, path) for _ in range(rounds))


def boards(house: House, port: int, rounds: int) -> dict[str, Any]:
    """The slowest grade's board of a term (the workbook's whole school year) and of a week; every grade's first chart;
    each kind drawn anew; a kept one."""
    visitor = entered(house, port, principal(house))
    term = school.standing_of(house=house).terms[0].id
    first = [timed(visitor, f"/load/{grade}/term/{term}/subjects/picture-light.svg") for grade in GRADES]
    kept = middle(visitor, f"/load/3/term/{term}/subjects/picture-light.svg", rounds)
    drawn = {}
    for kind in ChartKind:
        path = f"/load/4/term/{term}/{kind.value}/picture-light.svg"
        drawn[kind.value] = round(statistics.median(_fresh(house, visitor, path) for _ in range(3)), 1)
    service = f"/service/term?term={term}"
    house.forget()
    made = timed(visitor, service)
    return {
        "service_term_made_ms": round(made, 1), "service_term_ms": round(middle(visitor, service, rounds), 1),
        "term_ms": round(max(middle(visitor, f"/load/{grade}/term/{term}", rounds) for grade in GRADES), 1),
        "month_ms": round(max(middle(visitor, f"/load/{grade}/month/2026-05", rounds) for grade in GRADES), 1),
        "week_ms": round(max(middle(visitor, f"/load/{grade}/{MONDAY}", rounds) for grade in GRADES), 1),
        "chart_first_ms": round(statistics.median(first), 1),
        "chart_very_first_ms": round(first[0], 1), "chart_kept_ms": round(kept, 1), "chart_drawn_ms": drawn,
        "term_bytes": len(visitor.get(f"/load/3/term/{term}").body),
    }


def _fresh(house: House, visitor: Visitor, path: str) -> float:
    with house.plain_writing() as connection:
        load_records.shrink_charts(connection, 0)
    return timed(visitor, path)


def _registered(house: House, day: date) -> None:
    """One more item, so that what is kept by data version is made again."""
    who = teacher(house)[0]
    person = login.person_of(house=house, staff_id=who, now=NOW)
    t = people.teaching.c
    with house.reading() as connection:
        taught = connection.execute(select(t.class_id).where(t.staff_id == who, t.subject == SUBJECT).order_by(t.class_id)).scalars().all()
    present = [class_id for class_id in taught if person and class_id in person.actor.taught_classes][:1]
    homework.post_homework(house=house, actor=person.actor, day=day, subject=SUBJECT, class_ids=present, drafts=(Draft("读课文", 1, Kind.READING),), now=NOW)


def daily(term: Path, years: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Page -> ms with the term alone and with ten years before it, each asked in turn after a registration, the middle of the rounds."""
    with serving(term) as (small, small_port), serving(years) as (big, big_port):
        found: dict[str, dict[str, float]] = {}
        places = [(small, entered(small, small_port, teacher(small)), entered(small, small_port, principal(small))),
                  (big, entered(big, big_port, teacher(big)), entered(big, big_port, principal(big)))]
        token = _token(small)
        pages = {"today": (1, "/today"), "register": (1, "/homework/new"), "notice": (1, f"/n/{token}/{MONDAY + timedelta(days=2)}"),
                 "week": (2, f"/load/3/{MONDAY}")}
        for name, (who, path) in pages.items():
            times: list[list[float]] = [[], []]
            for turn in range(rounds + 1):
                for place, one in enumerate(places):
                    _registered(one[0], MONDAY + timedelta(days=4 + turn % 3 * 7))
                    lasted = timed(one[who], path)  # type: ignore[arg-type]
                    if turn:
                        times[place].append(lasted)
            alone, with_years = (statistics.median(one) for one in times)
            ratio = statistics.median(b / a for a, b in zip(*times, strict=True))  # of two that were asked beside each other
            found[name] = {"term_ms": round(alone, 1), "history_ms": round(with_years, 1), "times": round(ratio, 2)}
        return found


def _token(house: House) -> str:
    with house.reading() as connection:
        row = connection.execute(people.school_class.select().where(people.school_class.c.grade == 3).limit(1)).mappings().one()
    return str(row["link_token"])


def measured(source: Path, rounds: int = 9) -> dict[str, Any]:
    """Everything of a large school's installation in `source` (a folder with its `instance`)."""
    with tempfile.TemporaryDirectory(prefix="schoolapp-boards-") as name:
        folder = Path(name)
        with serving(source) as (house, port):
            figures = boards(house, port, rounds)
        term, years = history.make_folders(source / "instance", folder, TERM_START)
        return {**figures, "daily": daily(term, years, rounds * 2 + 1)}


def told(figures: dict[str, Any]) -> list[tuple[str, bool]]:
    """The lines of the report, each with whether its target is kept."""
    term, week, first, kept = (figures[name] for name in ("term_ms", "week_ms", "chart_first_ms", "chart_kept_ms"))
    lines = [
        (f"board of a term, the slowest grade: {term:.0f} ms, at most {TERM_MOST:.0f}", term <= TERM_MOST),
        (f"board of a week, the slowest grade: {week:.0f} ms, at most {WEEK_MOST:.0f}", week <= WEEK_MOST),
        (f"a grade's first chart of a term, the middle of nine: {first:.0f} ms, at most {FIRST_MOST:.0f}", first <= FIRST_MOST),
        (f"a kept chart: {kept:.1f} ms, at most {KEPT_MOST:.0f}", kept <= KEPT_MOST),
    ]
    for name, found in figures["daily"].items():
        lines.append((f"{name} with ten years of history: {found['history_ms']:.1f} ms against {found['term_ms']:.1f}, {found['times']:.2f} times, "
                      f"at most {HISTORY_MOST}", found["times"] <= HISTORY_MOST))
    return lines


def also_told(figures: dict[str, Any]) -> list[str]:
    """Figures without a target."""
    drawn = ", ".join(f"{name} {ms:.0f}" for name, ms in figures["chart_drawn_ms"].items())
    return [f"board of a month {figures['month_ms']:.0f} ms; the very first chart {figures['chart_very_first_ms']:.0f} ms; "
            f"charts of a term drawn anew, ms: {drawn}; a term's page {figures['term_bytes'] // 1024} KB"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workbook", nargs="?", type=Path, help="a large school's workbook of the year from 2025-09; without it one is made")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="schoolapp-large-") as name:
        source = Path(name)
        workbook = asked.workbook or source / "large.xlsx"
        if asked.workbook is None:
            large.make_workbook(workbook)
        app.command(source, "migrate")
        app.command(source, "import", str(workbook), "--json")
        figures = measured(source, asked.rounds)
    lines = told(figures)
    if asked.json:
        print(json.dumps(figures, indent=1))
    else:
        for line, kept in lines:
            print(("kept    " if kept else "MISSED  ") + line)
        for line in also_told(figures):
            print("        " + line)
    return 0 if all(kept for _line, kept in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
