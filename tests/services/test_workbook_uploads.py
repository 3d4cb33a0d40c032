"""A workbook between its upload and its writing: whose it is, how long it waits, and that it never gets a name from outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from schoolapp.config import Config
from schoolapp.rules.permits import Actor, NotAllowed, NotFound
from schoolapp.services import workbook as services
from schoolapp.services.house import House
from schoolapp.services.school import open_house
from schoolapp.services.workbook import bringing
from tests.cast import NOW, SmallSchool, make_school
from tests.conftest import on_sqlite
from tests.rules.school_workbook import Sheets, put
from tests.services.workbook_file import changed, raw_of

pytestmark = on_sqlite
BOOKS: dict[bytes, Sheets] = {b"good": changed(), b"bad": changed(put("任课", "工号", "T77"))}


@pytest.fixture
def school(database: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallSchool]:
    monkeypatch.setattr(bringing, "read_workbook", lambda data: raw_of(BOOKS[data]))
    house = open_house(database)
    yield make_school(house)
    house.close()


@pytest.fixture
def admin(school: SmallSchool) -> Actor:
    return school.actor("t08")


def take(
    house: House, actor: Actor, data: bytes = b"good", name: str = "学校.xlsx", later: timedelta = timedelta(0), owner: str = ""
) -> str:
    return services.take_upload(house=house, actor=actor, data=data, name=name, now=NOW + later, owner=owner)


def test_it_is_shown_and_then_written(school: SmallSchool, admin: Actor) -> None:
    key = take(school.house, admin)
    shown = services.preview_upload(house=school.house, actor=admin, key=key, now=NOW)
    assert shown.dry_run and shown.added and shown.name == "学校.xlsx"
    written = services.write_upload(house=school.house, actor=admin, key=key, now=NOW)
    assert written.run_id and (written.added, written.changed) == (shown.added, shown.changed)
    with pytest.raises(NotFound):
        services.preview_upload(house=school.house, actor=admin, key=key, now=NOW)
    assert list((school.house.config.data_dir / "uploads").iterdir()) == []


def test_the_preview_follows_the_school(school: SmallSchool, admin: Actor) -> None:
    key, other = take(school.house, admin), take(school.house, admin)
    before = services.preview_upload(house=school.house, actor=admin, key=key, now=NOW)
    services.write_upload(house=school.house, actor=admin, key=other, now=NOW)
    after = services.preview_upload(house=school.house, actor=admin, key=key, now=NOW)
    assert before.added and after.nothing_new


def test_only_its_owner_finds_it(school: SmallSchool, admin: Actor) -> None:
    key = take(school.house, admin, owner="setup")
    for owner in ("", "staff:1"):
        with pytest.raises(NotFound):
            services.preview_upload(house=school.house, actor=admin, key=key, now=NOW, owner=owner)
    with pytest.raises(NotAllowed):
        services.preview_upload(house=school.house, actor=school.actor("t01"), key=key, now=NOW)
    for strange in ("", "../school.sqlite3", "/etc/passwd", "x" * 5000, "\0"):
        with pytest.raises(NotFound):
            services.write_upload(house=school.house, actor=admin, key=strange, now=NOW)


def test_names_from_outside_are_words_only(school: SmallSchool, admin: Actor) -> None:
    key = take(school.house, admin, name="..\\..\\窗口/../\0学校\n.xlsx")
    [path] = (school.house.config.data_dir / "uploads").iterdir()
    assert len(path.name) == 64 and path.stat().st_mode & 0o077 == 0
    assert services.preview_upload(house=school.house, actor=admin, key=key, now=NOW).name == "学校.xlsx"


def test_it_waits_an_hour_and_is_then_swept_away(school: SmallSchool, admin: Actor) -> None:
    key = take(school.house, admin)
    assert services.preview_upload(house=school.house, actor=admin, key=key, now=NOW + timedelta(minutes=59))
    with pytest.raises(NotFound):
        services.preview_upload(house=school.house, actor=admin, key=key, now=NOW + timedelta(minutes=61))
    take(school.house, admin, later=timedelta(minutes=61))
    assert len(list((school.house.config.data_dir / "uploads").iterdir())) == 1


def test_dropped_is_gone(school: SmallSchool, admin: Actor) -> None:
    key = take(school.house, admin)
    services.drop_upload(house=school.house, actor=admin, key=key)
    services.drop_upload(house=school.house, actor=admin, key=key)
    with pytest.raises(NotFound):
        services.preview_upload(house=school.house, actor=admin, key=key, now=NOW)


def test_with_refusals_it_stays_and_its_errors_make_a_table(school: SmallSchool, admin: Actor) -> None:
    key = take(school.house, admin, b"bad")
    result = services.write_upload(house=school.house, actor=admin, key=key, now=NOW)
    assert not result.ok and result.run_id is None
    assert services.preview_upload(house=school.house, actor=admin, key=key, now=NOW).wrong == 1
    sheet = openpyxl.load_workbook(BytesIO(services.errors_file(result, "zh"))).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["任课", 2, "工号", "T77", "「教职工」表或学校里已有的工号"]
    ]


def test_the_empty_template_can_be_filled_in(school: SmallSchool) -> None:
    book = openpyxl.load_workbook(BytesIO(services.template_file()))
    assert book.sheetnames[:2] == ["学校", "校历"]
