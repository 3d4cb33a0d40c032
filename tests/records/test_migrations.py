"""A school's data of every released schema come up to the present one: nothing is lost, the chain is whole, the day goes on. The data under
`released/` were written by the release itself (SQLite's own dump)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, MetaData, inspect, select, text

from schoolapp import paths
from schoolapp.config import Config
from schoolapp.records import homework as records
from schoolapp.records.engine import engine_for
from schoolapp.records.tables import metadata
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import audit, homework, login, school
from schoolapp.services.homework import Draft
from schoolapp.services.house import House
from tests.cast import MONDAY, NOW

RELEASED = Path(__file__).parent / "released"
VERSIONS = sorted(path.stem for path in RELEASED.glob("*.sql"))


def rows_of(released: str) -> dict[str, list[dict[str, Any]]]:
    """Table -> its rows as the release wrote them."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.executescript((RELEASED / f"{released}.sql").read_text("utf-8"))
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    return {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY 1')] for name in names}


def brought_in(config: Config, released: str) -> None:
    """Makes a database with the release's schema and rows."""
    if config.url.startswith("sqlite"):
        config.data_dir.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(config.url.removeprefix("sqlite:///"))
        connection.executescript((RELEASED / f"{released}.sql").read_text("utf-8"))
        connection.close()
        return
    engine = engine_for(config.url)
    settings = school._alembic(config)
    with engine.connect().execution_options(writes=True) as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, released)
    _copy(engine, rows_of(released))
    engine.dispose()


def _copy(engine: Engine, rows: dict[str, list[dict[str, Any]]]) -> None:
    there = MetaData()
    there.reflect(engine)
    mine = {table.name: table for table in metadata.sorted_tables}
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for table in there.sorted_tables:
            if table.name == "alembic_version":
                continue
            connection.execute(table.delete())
            kinds = {c.name: c.type.dialect_impl(engine.dialect) for c in mine[table.name].c}
            for row in rows[table.name]:
                connection.execute(table.insert(), {name: _read(kinds.get(name), value) for name, value in row.items()})
            if "id" in table.c and rows[table.name]:
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))"))


def _read(kind: Any, value: Any) -> Any:
    """What SQLite kept, as the other database takes it."""
    from datetime import date, datetime, time

    told = kind.python_type if kind is not None else str
    if value is None:
        return None
    if told is bool:
        return bool(value)
    return {date: date, datetime: datetime, time: time}[told].fromisoformat(value) if told in (date, datetime, time) else value


@pytest.fixture(params=VERSIONS)
def grown(request: pytest.FixtureRequest, empty_database: Config) -> Iterator[House]:
    """The released school, migrated to the present schema."""
    brought_in(empty_database, request.param)
    school.migrate(empty_database)
    house = school.open_house(empty_database)
    yield house
    house.close()


def test_every_released_schema_has_its_data_here() -> None:
    revisions = sorted(path.name.split("_")[0] for path in (paths.migrations() / "versions").glob("[0-9]*.py"))
    assert [*VERSIONS, school.newest_revision()] == revisions


def test_the_chain_of_the_grown_school_is_whole(grown: House) -> None:
    count, troubles = audit.verify_chain(house=grown, actor=OPERATOR)
    assert count >= 10 and troubles == []


def test_every_row_of_the_release_is_still_there_with_its_values(grown: House, request: pytest.FixtureRequest) -> None:
    kept = rows_of(request.node.callspec.params["grown"])
    with grown.reading() as connection:
        for table in metadata.sorted_tables:
            if table.name not in kept:
                continue
            now = {tuple(row) for row in connection.execute(select(table.c[next(iter(table.primary_key)).name]))}
            assert {(next(iter(row.values())),) for row in kept[table.name]} <= now, table.name
        items = connection.execute(select(records.homework_item.c.text, records.homework_item.c.minutes)).all()
    assert {(row["text"], row["minutes"]) for row in kept["homework_item"]} == {tuple(row) for row in items}


def test_the_day_goes_on(grown: House) -> None:
    with grown.reading() as connection:
        staff_id = connection.execute(text("SELECT id FROM staff WHERE number = 't01'")).scalar_one()
        class_id = connection.execute(text("SELECT id FROM school_class WHERE grade = 3 AND number = 1")).scalar_one()
    person = login.person_of(house=grown, staff_id=staff_id, now=NOW)
    assert person is not None
    homework.post_homework(
        house=grown, actor=person.actor, day=MONDAY + timedelta(days=1), subject="数学", class_ids=[class_id], drafts=[Draft("练习册第13页", 15)], now=NOW
    )
    assert audit.verify_chain(house=grown, actor=OPERATOR)[1] == []


def test_the_grown_schema_is_the_one_that_a_new_school_gets(grown: House, tmp_path: Path) -> None:
    fresh = Config(tmp_path / "fresh")
    school.migrate(fresh)
    engine = engine_for(fresh.url)
    there, here = inspect(engine), inspect(grown.engine)
    assert set(there.get_table_names()) == set(here.get_table_names())
    for name in there.get_table_names():
        assert {c["name"] for c in there.get_columns(name)} == {c["name"] for c in here.get_columns(name)}, name
    engine.dispose()
