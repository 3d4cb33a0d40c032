"""The import in the browser: upload, preview, error table, confirm, result; hostile files and foreign keys get a page, never a trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from schoolapp.config import Config
from schoolapp.records import people
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import audit, login
from schoolapp.services.house import House
from schoolapp.services.school import open_house
from schoolapp.web.app import create_app
from tests.cast import NOW, PASSWORD, make_school
from tests.conftest import on_sqlite
from tests.rules.school_workbook import put
from tests.services.workbook_file import Change, changed, file_of

pytestmark = on_sqlite
HOSTILE = {
    "empty": b"",
    "text": "工号,姓名\n".encode(),
    "old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "cut": b"PK\x03\x04" + b"\0" * 40,
    "page": b"<html><table></table></html>",
    "noise": bytes(range(256)) * 40,
}


@pytest.fixture
def house(database: Config) -> Iterator[House]:
    opened = open_house(database)
    make_school(opened)
    yield opened
    opened.close()


@pytest.fixture
def client(house: House) -> FlaskClient:
    return create_app(house, now=lambda: NOW).test_client()


def token_of(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert found
    return found[1]


def log_in(client: FlaskClient, number: str = "t08") -> None:
    """Signs in whoever has this number in the small school; they get their password now (hashing is slow on purpose)."""
    house: House = client.application.extensions["house"]
    with house.reading() as connection:
        person = people.find_staff_by_number(connection, number)
    assert person is not None
    login.give_password(house=house, actor=OPERATOR, staff_id=person.id, password=PASSWORD, now=NOW)
    answer = client.post("/login", data={"csrf": token_of(client, "/login"), "number": number, "password": PASSWORD})
    assert answer.status_code == 303


def upload(client: FlaskClient, data: bytes, name: str = "学校.xlsx") -> Any:
    return client.post(
        "/admin/workbook",
        data={"csrf": token_of(client, "/admin/workbook"), "file": (BytesIO(data), name)},
        content_type="multipart/form-data",
    )


def small(*changes: Change) -> bytes:
    """The small workbook for a school that stands: another name of the term, the people of the workbook."""
    return file_of(changed(put("学校", "学期名称", "2026年秋季学期"), *changes))


def test_upload_check_write(client: FlaskClient, house: House) -> None:
    log_in(client)
    answer = upload(client, small())
    assert answer.status_code == 303
    check = answer.headers["Location"]
    text = client.get(check).get_data(as_text=True)
    assert "核对后写入" in text and "学校.xlsx" in text and "王静" in text
    answer = client.post(check, data={"csrf": token_of(client, check), "do": "write"})
    assert answer.status_code == 303 and answer.headers["Location"] == "/admin/workbook/made/1"
    assert "已写入" in client.get("/admin/workbook/made/1").get_data(as_text=True)
    assert "/admin/workbook/made/1" in client.get("/admin/workbook").get_data(as_text=True)
    assert client.get(check).status_code == 404, "a second click finds nothing to write"
    assert audit.verify_chain(house=house, actor=OPERATOR)[1] == []


def test_the_same_again_says_that_nothing_is_new(client: FlaskClient) -> None:
    log_in(client)
    check = upload(client, small()).headers["Location"]
    client.post(check, data={"csrf": token_of(client, check), "do": "write"})
    check = upload(client, small()).headers["Location"]
    text = client.get(check).get_data(as_text=True)
    assert "没有新内容" in text and 'value="write"' not in text
    answer = client.post(check, data={"csrf": token_of(client, "/admin/workbook"), "do": "write"}, follow_redirects=True)
    assert "系统没有变化" in answer.get_data(as_text=True)


def test_errors_are_shown_with_place_value_and_what_belongs_there(client: FlaskClient) -> None:
    log_in(client)
    check = upload(client, small(put("班级", "参加课后服务人数", 99), put("任课", "工号", "<b>T77</b>"))).headers["Location"]
    text = client.get(check).get_data(as_text=True)
    assert "有 2 处要改，还没有写入任何数据" in text and "不超过有需求人数 30" in text and 'value="write"' not in text
    assert "&lt;b&gt;T77" in text and "<b>T77" not in text
    assert '<div class="phone-only">应当是：不超过有需求人数 30</div></td><td class="desk-only">' in text  # on a phone nobody looks sideways for it
    english = client.get(check + "?lang=en").get_data(as_text=True)
    assert 'lang="en"' in english and "99" in english, "the switch keeps the page"
    answer = client.get(check + "/errors.xlsx")
    assert "spreadsheetml" in answer.mimetype and "attachment" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    assert sheet is not None and [sheet.cell(2, n).value for n in (1, 2, 3, 4)] == ["班级", 2, "参加课后服务人数", "99"]


def test_confirming_what_became_wrong_writes_nothing(client: FlaskClient) -> None:
    """Two checked workbooks that contradict each other: the second one is refused when it is confirmed."""
    log_in(client)
    first = upload(client, small()).headers["Location"]
    second = upload(client, small(put("用时抽样", "平均用时", 60))).headers["Location"]
    token = token_of(client, first)
    assert client.post(first, data={"csrf": token, "do": "write"}).status_code == 303
    answer = client.post(second, data={"csrf": token, "do": "write"})
    assert answer.status_code == 409 and "55.5" in answer.get_data(as_text=True)


def test_dropping_writes_nothing(client: FlaskClient) -> None:
    log_in(client)
    check = upload(client, small()).headers["Location"]
    answer = client.post(check, data={"csrf": token_of(client, check), "do": "drop"}, follow_redirects=True)
    assert "没有写入任何数据" in answer.get_data(as_text=True)
    assert client.get(check).status_code == 404


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_a_hostile_file_gets_a_page(client: FlaskClient, house: House, kind: str) -> None:
    log_in(client)
    answer = upload(client, HOSTILE[kind])
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400 and "文件没有读入，没有写入任何数据" in text and 'href="#file"' in text
    assert not list(house.config.data_dir.glob("uploads/*"))


def test_no_file_chosen(client: FlaskClient) -> None:
    log_in(client)
    for data in ({}, {"file": (BytesIO(b""), "")}, {"file": "words"}):
        form = {"csrf": token_of(client, "/admin/workbook"), **data}
        answer = client.post("/admin/workbook", data=form, content_type="multipart/form-data")
        assert answer.status_code == 400 and "请选择填好的工作簿" in answer.get_data(as_text=True)


def test_too_large_a_file_gets_a_page(client: FlaskClient) -> None:
    log_in(client)
    body = b"--x\r\n" + b"\0" * (18 * 1024 * 1024)
    answer = client.post("/admin/workbook", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413 and "太大" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    ["/admin/workbook/check/xyz", "/admin/workbook/check/..%2f..%2fkeys", "/admin/workbook/made/77", "/admin/workbook/check/x/errors.xlsx"],
)
def test_unknown_keys_are_not_found(client: FlaskClient, path: str) -> None:
    log_in(client)
    assert client.get(path).status_code == 404


def test_an_upload_belongs_to_who_made_it(client: FlaskClient, house: House) -> None:
    with house.writing(actor=OPERATOR, now=NOW) as work:
        work.add(people.staff_role, staff_id=7, role="管理员", grades="", subjects="", valid_to=None)
        work.audit("role_given", "staff:7")
    log_in(client)
    check = upload(client, small()).headers["Location"]
    other = create_app(house, now=lambda: NOW).test_client()
    log_in(other, "t07")
    assert other.get(check).status_code == 404 and client.get(check).status_code == 200


@pytest.mark.parametrize("number", ["t01", "t02", "t05", "t06", "t07", "t09"])
def test_others_do_not_import(client: FlaskClient, number: str) -> None:
    log_in(client, number)
    for path in ("/admin/workbook", "/admin/workbook/template.xlsx", "/admin/workbook/check/x", "/admin/workbook/made/1"):
        assert client.get(path).status_code == 403


def test_the_template_is_an_empty_workbook(client: FlaskClient) -> None:
    log_in(client)
    answer = client.get("/admin/workbook/template.xlsx")
    assert openpyxl.load_workbook(BytesIO(answer.data)).sheetnames[0] == "学校"
